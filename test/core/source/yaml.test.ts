import { expect, it } from 'vitest'
import { readText } from '../../../src/core/source/read.ts'
import { shown } from './shown.ts'

it.each<readonly [text: string, ...findings: readonly string[]]>([
  [
    'a:\n\tb: 1',
    'error source/syntax 2:1-2:2 | A tab indents this line; YAML allows only spaces. | Replace tabs at the beginning of lines by spaces.',
  ],
  [
    'a: "x',
    "error source/syntax 1:6-1:7 | This string is never closed: the closing quote is missing. | Add it. In single quotes, write ' as ''; in double quotes, write \" as \\\".",
  ],
  [
    "a: 'x",
    "error source/syntax 1:6-1:7 | This string is never closed: the closing quote is missing. | Add it. In single quotes, write ' as ''; in double quotes, write \" as \\\".",
  ],
  [
    "a: 'it's'",
    'error source/syntax 1:8-1:10 | There is more text after the end of the value. | Put the whole text in quotes, or correct the indentation.',
  ],
  [
    'a: [1, 2',
    'error source/syntax 1:9-1:10 | A list is not closed: "]" is missing. | Add it, indented more than the key before.',
  ],
  [
    'a: {b: 1',
    'error source/syntax 1:9-1:10 | An object is not closed: "}" is missing. | Add it, indented more than the key before.',
  ],
  [
    'title: Foo: bar',
    'error source/syntax 1:8-1:9 | There is a second ": " where one key and one value are expected. | Put text that contains ": " in quotes, or correct the indentation of this line.',
  ],
  [
    'a: 1\n b: 2',
    'error source/syntax 1:4-1:5 | There is a second ": " where one key and one value are expected. | Put text that contains ": " in quotes, or correct the indentation of this line.',
  ],
  [
    'a:\n  b: 1\n c: 2',
    'error source/syntax 3:1-3:2 | This line is indented differently from the entries it belongs to. | Indent all keys of one object by the same number of spaces.',
  ],
  [
    'a: @b',
    'error source/syntax 1:4-1:5 | A string without quotes cannot begin with this character. | Put the text in quotes.',
  ],
  [
    'a: "\\q"',
    'error source/syntax 1:5-1:6 | Invalid escape sequence \\q. | Check indentation, quotes, brackets and colons of this line and the one before.',
  ],
  [
    'a: 1\nb',
    'error source/syntax 2:1-2:2 | The colon is missing: this line is not "key: value". | Write "key: value" with a space after the colon. Text of several lines must be indented more than its key.',
  ],
  [
    'a: 1\nb c\nd: 2',
    'error source/syntax 2:1-2:4 | The colon is missing: this line is not "key: value". | Write "key: value" with a space after the colon. Text of several lines must be indented more than its key.',
  ],
  [
    'a: {{ b }} c',
    'error source/syntax 1:12-1:13 | This template is not in quotes. | Put the whole text in double quotes: "Star Quest {{ release.tag_name }}".',
  ],
  [
    'a: "{{ b }}" c',
    'error source/syntax 1:14-1:15 | There is more text after the end of the value. | Put the whole text in quotes, or correct the indentation.',
  ],
  [
    "a: '{{ b }}' c",
    'error source/syntax 1:14-1:15 | There is more text after the end of the value. | Put the whole text in quotes, or correct the indentation.',
  ],
  [
    'a: {{ b }}',
    'error source/yaml-key 1:4-1:11 | This template is not in quotes, so YAML reads it as an object inside an object. | Put it in double quotes: "{{ release.name }}".',
  ],
  [
    '}',
    'error source/syntax 1:1-1:2 | Unexpected flow-map-end token in YAML document: "}". | Check indentation, quotes, brackets and colons of this line and the one before.',
  ],
  [
    'a: 1\n---\nb: 2',
    'error source/many-documents 2:1-2:4 | A second YAML document begins here; only one is expected. | Remove the line "---" and what follows it, or put it into a file of its own.',
  ],
  [
    'a: 1\n---\nb: {{ c }}\n',
    'error source/many-documents 2:1-2:4 | A second YAML document begins here; only one is expected. | Remove the line "---" and what follows it, or put it into a file of its own.',
  ],
  [
    '- a\nb: 1',
    'error source/syntax 2:1-2:2 | There is more text after the end of the value. | Put the whole text in quotes, or correct the indentation.',
  ],
  [
    'a: `b',
    'error source/syntax 1:4-1:5 | A string without quotes cannot begin with this character. | Put the text in quotes.',
  ],
  [
    'a: %b',
    'error source/syntax 1:4-1:5 | A string without quotes cannot begin with this character. | Put the text in quotes.',
  ],
  [
    'a: 1\n"b\nc": 2',
    'error source/syntax 2:1-2:3 | There is a second ": " where one key and one value are expected. | Put text that contains ": " in quotes, or correct the indentation of this line.',
  ],
  [
    '? a\n: - b\n c',
    'error source/syntax 3:1-3:2 | This line is indented differently from the entries it belongs to. | Indent all keys of one object by the same number of spaces.',
  ],
  [
    'a: *b',
    'error source/yaml-alias 1:4-1:6 | The alias "*b" has no anchor "&b" before it. | Write the anchor before the alias; if the star belongs to the text, put the text in quotes.',
  ],
  [
    'a: &b [*b]',
    'error source/yaml-alias 1:8-1:10 | The alias "*b" is inside the value that "&b" marks, so it would never end. | Write the value out.',
  ],
  [
    'a: &b {c: *b}',
    'error source/yaml-alias 1:11-1:13 | The alias "*b" is inside the value that "&b" marks, so it would never end. | Write the value out.',
  ],
  [
    '*a',
    'error source/yaml-alias 1:1-1:3 | The alias "*a" has no anchor "&a" before it. | Write the anchor before the alias; if the star belongs to the text, put the text in quotes.',
  ],
  [
    '<<: {a: 1}',
    'error source/yaml-merge-key 1:1-1:3 | The merge key "<<" belongs to YAML 1.1; YAML 1.2 merges nothing. | Write the keys out, or use an alias for a whole value.',
  ],
  [
    'a: &x {b: 1}\nc:\n  <<: *x\n  d: 2',
    'error source/yaml-merge-key 3:3-3:5 | The merge key "<<" belongs to YAML 1.1; YAML 1.2 merges nothing. | Write the keys out, or use an alias for a whole value.',
  ],
  [
    '? [a, b]\n: c',
    'error source/yaml-key 1:3-1:9 | This key is not a string. | Write the key as a string, followed by a colon.',
  ],
  [
    '? {a: b}\n: c',
    'error source/yaml-key 1:3-1:9 | This key is not a string. | Write the key as a string, followed by a colon.',
  ],
  [
    ': c',
    'error source/yaml-key 1:1-1:2 | This key is not a string. | Write the key as a string, followed by a colon.',
  ],
  [
    '? \n: c',
    'error source/yaml-key 1:3-1:4 | This key is not a string. | Write the key as a string, followed by a colon.',
  ],
  [
    '{{ a }}: b',
    'error source/yaml-key 1:1-1:11 | This template is not in quotes, so YAML reads it as an object inside an object. | Put it in double quotes: "{{ release.name }}".',
  ],
  [
    'a: { {b: 1}: 2 }',
    'error source/yaml-key 1:6-1:12 | This key is not a string. | Write the key as a string, followed by a colon.',
  ],
  [
    'a: {[b]: 1}',
    'error source/yaml-key 1:5-1:8 | This key is not a string. | Write the key as a string, followed by a colon.',
  ],
  [
    'a: {{ b: 1 }: 2}',
    'error source/yaml-key 1:4-1:17 | This template is not in quotes, so YAML reads it as an object inside an object. | Put it in double quotes: "{{ release.name }}".',
  ],
  [
    '*a : b',
    'error source/yaml-key 1:1-1:3 | This key is not a string. | Write the key as a string, followed by a colon.',
  ],
  [
    'a: &x y\n*x : z',
    'error source/yaml-key 2:1-2:3 | This key is not a string. | Write the key as a string, followed by a colon.',
  ],
  [
    'a: !Ref b',
    'error source/yaml-tag 1:9-1:10 | The tag "!Ref" is not known here. | Write the value without the tag; if the text itself begins with "!", put it in quotes.',
  ],
  [
    'a: !Ref [b]',
    'error source/yaml-tag 1:9-1:12 | The tag "!Ref" is not known here. | Write the value without the tag; if the text itself begins with "!", put it in quotes.',
  ],
  [
    'a: !t {b: 1}',
    'error source/yaml-tag 1:7-1:13 | The tag "!t" is not known here. | Write the value without the tag; if the text itself begins with "!", put it in quotes.',
  ],
  [
    '!k a: 1',
    'error source/yaml-tag 1:4-1:5 | The tag "!k" is not known here. | Write the value without the tag; if the text itself begins with "!", put it in quotes.',
  ],
  [
    'a: !!set {b}',
    'error source/yaml-tag 1:10-1:13 | The tag "!!set" is not known here. | Write the value without the tag; if the text itself begins with "!", put it in quotes.',
  ],
  [
    'a: !!set {b: 1}',
    'error source/yaml-tag 1:10-1:16 | The tag "!!set" is not known here. | Write the value without the tag; if the text itself begins with "!", put it in quotes.',
  ],
  [
    'a: !!binary eA==',
    'error source/yaml-tag 1:13-1:17 | The tag "!!binary" is not known here. | Write the value without the tag; if the text itself begins with "!", put it in quotes.',
  ],
  [
    'a: !<tag:example.com,2026:x> b',
    'error source/yaml-tag 1:30-1:31 | The tag "tag:example.com,2026:x" is not known here. | Write the value without the tag; if the text itself begins with "!", put it in quotes.',
  ],
  [
    'a: !!int abc',
    'error source/yaml-tag 1:10-1:13 | This value has the tag "!!int", but it is not a whole number. | Write a whole number, or remove the tag.',
  ],
  [
    'a: !!int 1.5',
    'error source/yaml-tag 1:10-1:13 | This value has the tag "!!int", but it is not a whole number. | Write a whole number, or remove the tag.',
  ],
  [
    'a: !!float abc',
    'error source/yaml-tag 1:12-1:15 | This value has the tag "!!float", but it is not a number. | Write a number, or remove the tag.',
  ],
  [
    'a: !!bool yes',
    'error source/yaml-tag 1:11-1:14 | This value has the tag "!!bool", but it is not true or false. | Write true or false, or remove the tag.',
  ],
  [
    'a: !!null abc',
    'error source/yaml-tag 1:11-1:14 | This value has the tag "!!null", but it is not null. | Write null, or remove the tag.',
  ],
  [
    'a: !!map b',
    'error source/yaml-tag 1:10-1:11 | This value has the tag "!!map", but it is not an object. | Write an object, or remove the tag.',
  ],
  [
    'a: !!int [1]',
    'error source/yaml-tag 1:10-1:13 | This value has the tag "!!int", but it is not a whole number. | Write a whole number, or remove the tag.',
  ],
  [
    'a: !!seq b',
    'error source/yaml-tag 1:10-1:11 | This value has the tag "!!seq", but it is not a list. | Write a list, or remove the tag.',
  ],
  [
    `a: ${'['.repeat(64)}${']'.repeat(64)}`,
    'error source/too-deep 1:67-1:68 | Objects and lists are nested more than 64 levels deep here. | Write the content with fewer levels.',
  ],
  [
    `a: ${'['.repeat(64)}],1${']'.repeat(63)}`,
    'error source/too-deep 1:67-1:68 | Objects and lists are nested more than 64 levels deep here. | Write the content with fewer levels.',
  ],
  [
    `a: &x ${'['.repeat(40)}${']'.repeat(40)}\nb: ${'['.repeat(24)}*x${']'.repeat(24)}`,
    'error source/too-deep 2:28-2:30 | Objects and lists are nested more than 64 levels deep here. | Write the content with fewer levels.',
  ],
  [
    `a: &x {a: [], b: {c: {}}}\nb: ${'['.repeat(61)}*x${']'.repeat(61)}`,
    'error source/too-deep 2:65-2:67 | Objects and lists are nested more than 64 levels deep here. | Write the content with fewer levels.',
  ],
  [
    'a: &x !Foo b\nc: *x',
    'error source/yaml-tag 1:12-1:13 | The tag "!Foo" is not known here. | Write the value without the tag; if the text itself begins with "!", put it in quotes.',
  ],
  [
    'a: *x\nb: &x 1',
    'error source/yaml-alias 1:4-1:6 | The alias "*x" has no anchor "&x" before it. | Write the anchor before the alias; if the star belongs to the text, put the text in quotes.',
  ],
  [
    'a: \tb: c\nd: @e\nf: @g\nh: @i\n',
    'error source/syntax 1:3-1:5 | A tab indents this line; YAML allows only spaces. | Replace tabs at the beginning of lines by spaces.',
    'error source/syntax 2:4-2:5 | A string without quotes cannot begin with this character. | Put the text in quotes.',
    'error source/syntax 3:4-3:5 | A string without quotes cannot begin with this character. | Put the text in quotes.',
  ],
  [
    'a: @b\nc: @d\ne: @f\ng: @h\n',
    'error source/syntax 1:4-1:5 | A string without quotes cannot begin with this character. | Put the text in quotes.',
    'error source/syntax 2:4-2:5 | A string without quotes cannot begin with this character. | Put the text in quotes.',
    'error source/syntax 3:4-3:5 | A string without quotes cannot begin with this character. | Put the text in quotes.',
  ],
  [
    'a: "\\x1"\n',
    'error source/syntax 1:5-1:6 | Invalid escape sequence \\x1". | Check indentation, quotes, brackets and colons of this line and the one before.',
  ],
  [
    'a: >x\n b',
    'error source/syntax 1:5-1:6 | Block scalar header includes extra characters: >x. | Check indentation, quotes, brackets and colons of this line and the one before.',
  ],
  [
    'a: b\n- c',
    'error source/syntax 2:1-2:2 | There is a second ": " where one key and one value are expected. | Put text that contains ": " in quotes, or correct the indentation of this line.',
  ],
  [
    'a: [1,\n2',
    'error source/syntax 2:1-2:2 | A list is not closed: "]" is missing. | Add it, indented more than the key before.',
  ],
  [
    '{a: 1]',
    'error source/syntax 1:6-1:7 | An object is not closed: "}" is missing. | Add it, indented more than the key before.',
  ],
  [
    '[a: 1}',
    'error source/syntax 1:6-1:7 | A list is not closed: "]" is missing. | Add it, indented more than the key before.',
  ],
  [
    'a: {b, c',
    'error source/syntax 1:9-1:10 | An object is not closed: "}" is missing. | Add it, indented more than the key before.',
  ],
  [
    'a: &x &y b',
    'error source/syntax 1:7-1:9 | A node can have at most one anchor. | Check indentation, quotes, brackets and colons of this line and the one before.',
  ],
  [
    'a: !x !y b',
    'error source/syntax 1:7-1:9 | A node can have at most one tag. | Check indentation, quotes, brackets and colons of this line and the one before.',
  ],
  [
    'a: &x *y',
    'error source/syntax 1:7-1:9 | An alias node must not specify any properties. | Check indentation, quotes, brackets and colons of this line and the one before.',
  ],
  [
    'a:b\nc: d',
    'error source/syntax 1:1-1:4 | There is a second ": " where one key and one value are expected. | Put text that contains ": " in quotes, or correct the indentation of this line.',
  ],
  [
    'a: |\n\tb',
    'error source/syntax 2:1-2:2 | This line is indented differently from the entries it belongs to. | Indent all keys of one object by the same number of spaces.',
  ],
  [
    'a: "x" y',
    'error source/syntax 1:8-1:9 | There is more text after the end of the value. | Put the whole text in quotes, or correct the indentation.',
  ],
  [
    'a: [x] y',
    'error source/syntax 1:8-1:9 | There is more text after the end of the value. | Put the whole text in quotes, or correct the indentation.',
  ],
  [
    `a:${' -'.repeat(200)} x`,
    'error source/syntax 1:4-1:5 | Unexpected block-seq-ind on same line with key. | Check indentation, quotes, brackets and colons of this line and the one before.',
  ],
  [
    '...',
    'error source/empty 1:1-1:2 | There is nothing in it but spaces or comments. | Write the content, or correct the path.',
  ],
  [
    '--- a\n--- b',
    'error source/many-documents 2:1-2:6 | A second YAML document begins here; only one is expected. | Remove the line "---" and what follows it, or put it into a file of its own.',
  ],
  [
    'a: 1\n...\nb: 2',
    'error source/many-documents 3:1-3:5 | A second YAML document begins here; only one is expected. | Remove the line "---" and what follows it, or put it into a file of its own.',
  ],
  [
    'a: 1\n---\n',
    'error source/many-documents 2:1-2:4 | A second YAML document begins here; only one is expected. | Remove the line "---" and what follows it, or put it into a file of its own.',
  ],
  [
    `a: ${'x'.repeat(500)} {{ b }}: c`,
    'error source/syntax 1:4-1:5 | There is a second ": " where one key and one value are expected. | Put text that contains ": " in quotes, or correct the indentation of this line.',
  ],
  [
    'a: @b\nc: "{{ d }}"',
    'error source/syntax 1:4-1:5 | A string without quotes cannot begin with this character. | Put the text in quotes.',
  ],
  [
    'a: @b\nc: {{ d }} e',
    'error source/syntax 1:4-1:5 | A string without quotes cannot begin with this character. | Put the text in quotes.',
    'error source/syntax 2:12-2:13 | This template is not in quotes. | Put the whole text in double quotes: "Star Quest {{ release.tag_name }}".',
  ],
  [
    'k: 1\na: {{ b }} c\nd: e',
    'error source/syntax 2:12-2:13 | This template is not in quotes. | Put the whole text in double quotes: "Star Quest {{ release.tag_name }}".',
  ],
  [
    '{{ a }}: @c',
    'error source/syntax 1:10-1:11 | This template is not in quotes. | Put the whole text in double quotes: "Star Quest {{ release.tag_name }}".',
  ],
  [
    "a: @'{{ b }}'",
    'error source/syntax 1:4-1:5 | A string without quotes cannot begin with this character. | Put the text in quotes.',
  ],
  [
    `a: &a [${'1, '.repeat(998)}1]\nb: [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a]`,
    'error source/yaml-alias 2:45-2:47 | With the alias "*a", aliases make more than 10,000 values. | Use fewer aliases inside values that are aliases themselves.',
  ],
  [
    `a: &a [${'1, '.repeat(998)}1]\nb: [*a, *a, *a, *a, *a, *a, *a, *a, *a, {a: *a}, 1]\nc: *a`,
    'error source/yaml-alias 3:4-3:6 | With the alias "*a", aliases make more than 10,000 values. | Use fewer aliases inside values that are aliases themselves.',
  ],
  [
    'a: !!foo b\nc: *d\n<<: e\n? [f]\n: g',
    'error source/yaml-tag 1:10-1:11 | The tag "!!foo" is not known here. | Write the value without the tag; if the text itself begins with "!", put it in quotes.',
    'error source/yaml-alias 2:4-2:6 | The alias "*d" has no anchor "&d" before it. | Write the anchor before the alias; if the star belongs to the text, put the text in quotes.',
    'error source/yaml-merge-key 3:1-3:3 | The merge key "<<" belongs to YAML 1.1; YAML 1.2 merges nothing. | Write the keys out, or use an alias for a whole value.',
    'error source/yaml-key 4:3-4:6 | This key is not a string. | Write the key as a string, followed by a colon.',
  ],
  [
    'a: !<x:tag:yaml.org,2002:y> b',
    'error source/yaml-tag 1:29-1:30 | The tag "x:tag:yaml.org,2002:y" is not known here. | Write the value without the tag; if the text itself begins with "!", put it in quotes.',
  ],
  [
    '\ta: {{ b }} c',
    'error source/syntax 1:1-1:2 | A tab indents this line; YAML allows only spaces. | Replace tabs at the beginning of lines by spaces.',
  ],
  [
    'a: 1\n--- {{ b }} c',
    'error source/many-documents 2:1-2:14 | A second YAML document begins here; only one is expected. | Remove the line "---" and what follows it, or put it into a file of its own.',
  ],
  [
    'a: "x {{ b }}" c',
    'error source/syntax 1:16-1:17 | There is more text after the end of the value. | Put the whole text in quotes, or correct the indentation.',
  ],
  [
    "a: ''{{ b }} c",
    'error source/syntax 1:6-1:7 | Unexpected flow-map-start at node end. | Check indentation, quotes, brackets and colons of this line and the one before.',
  ],
  [
    'a: @b @c\nd: [ e\nf: @g',
    'error source/syntax 1:4-1:5 | A string without quotes cannot begin with this character. | Put the text in quotes.',
    'error source/syntax 3:1-3:2 | A list is not closed: "]" is missing. | Add it, indented more than the key before.',
  ],
  [
    '- @a\n b: `c\n- d: e: f',
    'error source/syntax 1:3-1:5 | There is a second ": " where one key and one value are expected. | Put text that contains ": " in quotes, or correct the indentation of this line.',
    'error source/syntax 2:5-2:6 | A string without quotes cannot begin with this character. | Put the text in quotes.',
    'error source/syntax 3:6-3:7 | There is a second ": " where one key and one value are expected. | Put text that contains ": " in quotes, or correct the indentation of this line.',
  ],
  [
    '!- !]',
    'error source/syntax 1:4-1:5 | A node can have at most one tag. | Check indentation, quotes, brackets and colons of this line and the one before.',
  ],
  [
    '%YAML 1.2\n',
    'error source/syntax 2:1-2:2 | Missing directives-end indicator line. | Check indentation, quotes, brackets and colons of this line and the one before.',
  ],
  [
    `${'] '.repeat(150)}\n@a`,
    'error source/syntax 1:1-1:2 | Unexpected flow-seq-end token in YAML document: "]". | Check indentation, quotes, brackets and colons of this line and the one before.',
  ],
  [
    '> ?!  a ',
    'error source/syntax 1:3-1:9 | Not a YAML token: ?! a. | Check indentation, quotes, brackets and colons of this line and the one before.',
  ],
  [
    '|{ : ',
    'error source/syntax 1:2-1:3 | Block scalar header includes extra characters: |{. | Check indentation, quotes, brackets and colons of this line and the one before.',
  ],
  [
    'a: |b:\n  c',
    'error source/syntax 1:5-1:6 | Block scalar header includes extra characters: |b. | Check indentation, quotes, brackets and colons of this line and the one before.',
  ],
  [
    `a: &a [${'1, '.repeat(2998)}1]\nb: [*a, *a, *a, *a]`,
    'error source/yaml-alias 2:17-2:19 | With the alias "*a", aliases make more than 10,000 values. | Use fewer aliases inside values that are aliases themselves.',
  ],
  [
    `a: &a [${'1, '.repeat(998)}1]\nb: [${'*a, '.repeat(12)}*b]`,
    'error source/yaml-alias 2:45-2:47 | With the alias "*a", aliases make more than 10,000 values. | Use fewer aliases inside values that are aliases themselves.',
    'error source/yaml-alias 2:53-2:55 | The alias "*b" has no anchor "&b" before it. | Write the anchor before the alias; if the star belongs to the text, put the text in quotes.',
  ],
])('mistakes in YAML are told with rule, place and words: row %#', async (text, ...findings) => {
  const { document, diagnostics } = await readText('a.yaml', text)
  expect(diagnostics.map(shown), text).toEqual(findings)
  expect(document).toBeUndefined()
})

it.each<readonly [text: string, value: string, ...findings: readonly string[]]>([
  [
    'a: 12345678901234567890\nb: .inf\nc: .nan\nd: 1.0\ne: 0x10',
    '{"a":12345678901234567000,"b":null,"c":null,"d":1,"e":16}',
    'warning source/number 1:4-1:24 | The number 12345678901234567890 is too large to be kept exactly: it becomes 12345678901234567000. | Put quotes around it if it is an id or another string.',
    'error source/number 2:4-2:8 | The number .inf cannot be written in JSON. | Write a finite number, or put quotes around it if it is a string.',
    'error source/number 3:4-3:8 | The number .nan cannot be written in JSON. | Write a finite number, or put quotes around it if it is a string.',
  ],
  [
    'a: 1\nb: 2\na: 3',
    '{"a":3,"b":2}',
    'error source/duplicate-key 3:1-3:2 | The key "a" appears twice in the same object: first in line 1, and again here. | Keep one of them; the later one quietly replaces the earlier one.',
  ],
  [
    'a: |\n  b\n\nc: 1\nc: 2',
    '{"a":"b\\n","c":2}',
    'error source/duplicate-key 5:1-5:2 | The key "c" appears twice in the same object: first in line 4, and again here. | Keep one of them; the later one quietly replaces the earlier one.',
  ],
  [
    'a: &a 1\nb: {c: *a, c: *a}',
    '{"a":1,"b":{"c":1}}',
    'error source/duplicate-key 2:12-2:13 | The key "c" appears twice in the same object: first in line 2, and again here. | Keep one of them; the later one quietly replaces the earlier one.',
  ],
  [
    'a: &a\n  b: 1\n  b: 2\nc: *a',
    '{"a":{"b":2},"c":{"b":2}}',
    'error source/duplicate-key 3:3-3:4 | The key "b" appears twice in the same object: first in line 2, and again here. | Keep one of them; the later one quietly replaces the earlier one.',
  ],
  [
    '- 1\n- 2 \n- {a: 1, a: 2} \n',
    '[1,2,{"a":2}]',
    'error source/duplicate-key 3:10-3:11 | The key "a" appears twice in the same object: first in line 3, and again here. | Keep one of them; the later one quietly replaces the earlier one.',
  ],
])('YAML with such mistakes is read all the same: row %#', async (text, value, ...findings) => {
  const { document, diagnostics } = await readText('a.yaml', text)
  expect(diagnostics.map(shown), text).toEqual(findings)
  expect(JSON.stringify(document?.value)).toBe(value)
})

it.each<[string, string]>([
  ['"<<": 1', '{"<<":1}'],
  ['&k a: 1\nb: *k', '{"a":1,"b":"a"}'],
  ['&k 1.0: x\nb: *k', '{"1.0":"x","b":"1.0"}'],
  ['a: ! b', '{"a":"b"}'],
  ['a: !!str 1', '{"a":"1"}'],
  ['a: !!int "1"', '{"a":1}'],
  ['a: !!float 1.5', '{"a":1.5}'],
  ['a: !!int -3', '{"a":-3}'],
  ['a: !!null ~', '{"a":null}'],
  ['!!int b: 1', '{"b":1}'],
  ['[!!float 1, !!float -2]', '[1,-2]'],
  ['a: !!bool true', '{"a":true}'],
  ['a: !!null ""', '{"a":null}'],
  ['a: !!map {}', '{"a":{}}'],
  ['a: !!seq []', '{"a":[]}'],
  ['!!str 1: a', '{"1":"a"}'],
  ['!!float "1.0": a', '{"1.0":"a"}'],
  [`a: ${'['.repeat(63)}${']'.repeat(63)}`, `{"a":${'['.repeat(63)}${']'.repeat(63)}}`],
  [`a: ${'['.repeat(63)}1${']'.repeat(63)}`, `{"a":${'['.repeat(63)}1${']'.repeat(63)}}`],
  [
    `a: &x ${'['.repeat(40)}${']'.repeat(40)}\nb: ${'['.repeat(23)}*x${']'.repeat(23)}`,
    `{"a":${'['.repeat(40)}${']'.repeat(40)},"b":${'['.repeat(63)}${']'.repeat(63)}}`,
  ],
  [
    `a: &x {a: [], b: {c: {}}}\nb: ${'['.repeat(60)}*x${']'.repeat(60)}`,
    `{"a":{"a":[],"b":{"c":{}}},"b":${'['.repeat(60)}{"a":[],"b":{"c":{}}}${']'.repeat(60)}}`,
  ],
  ['a: &x\nb: *x', '{"a":null,"b":null}'],
  ['%YAML 1.1\n---\na: yes', '{"a":"yes"}'],
  ['%FOO\n---\na: 1', '{"a":1}'],
  ['%YAML 3.0\n---\na: 1', '{"a":1}'],
  ['a: [b c: d]', '{"a":[{"b c":"d"}]}'],
  ['a: #b\n c', '{"a":"c"}'],
  ['"": 1', '{"":1}'],
  ['? a\n? b', '{"a":null,"b":null}'],
  [`${'# a\n'.repeat(200)}a: 1`, '{"a":1}'],
])('what is right in YAML has no finding: row %#', async (text, value) => {
  const { document, diagnostics } = await readText('a.yaml', text)
  expect(diagnostics, text).toEqual([])
  expect(JSON.stringify(document?.value)).toBe(value)
})

it.each([
  ['brackets', `a: ${'['.repeat(30_000)}`],
  ['dashes', '- '.repeat(30_000)],
  ['dashes, with more below', `${'- '.repeat(30_000)}a\nb: 1\n`],
])(
  'YAML too deep for the parser is refused at the beginning of its line: %s',
  async (_name, text) => {
    const { document, diagnostics } = await readText('a.yaml', text)
    // Where the parser gives up depends on the machine.
    expect(diagnostics.map(shown)).toEqual([
      expect.stringMatching(
        /^error source\/too-deep 1:1-1:2 \| Objects and lists are nested (?:too deeply|more than 64 levels deep) here\. \| Write the content with fewer levels\.$/,
      ),
    ])
    expect(document).toBeUndefined()
  },
)
