import { expect, it } from 'vitest'
import { readText } from '../../../src/core/source/read.ts'
import { shown } from './shown.ts'

it.each<readonly [text: string, ...findings: readonly string[]]>([
  [
    '{"a": 1,}',
    'error source/syntax 1:8-1:9 | There is a comma after the last entry, before "}". | Remove the comma.',
  ],
  [
    '[1,\n]',
    'error source/syntax 1:3-1:4 | There is a comma after the last entry, before "]". | Remove the comma.',
  ],
  [
    '{"a": 1 "b": 2}',
    'error source/syntax 1:7-1:8 | A comma is missing after this entry. | Write a comma between two entries.',
  ],
  [
    '[1 2]',
    'error source/syntax 1:2-1:3 | A comma is missing after this entry. | Write a comma between two entries.',
  ],
  [
    '[1 {}]',
    'error source/syntax 1:2-1:3 | A comma is missing after this entry. | Write a comma between two entries.',
  ],
  [
    '[1 "b" 2]',
    'error source/syntax 1:2-1:3 | A comma is missing after this entry. | Write a comma between two entries.',
    'error source/syntax 1:6-1:7 | A comma is missing after this entry. | Write a comma between two entries.',
  ],
  [
    '[1 [2]]',
    'error source/syntax 1:2-1:3 | A comma is missing after this entry. | Write a comma between two entries.',
  ],
  [
    '{"a": 1\n\n  "b": 2 "c": 3}',
    'error source/syntax 1:7-1:8 | A comma is missing after this entry. | Write a comma between two entries.',
    'error source/syntax 3:8-3:9 | A comma is missing after this entry. | Write a comma between two entries.',
  ],
  [
    '{,}',
    'error source/syntax 1:2-1:3 | Value expected: ",". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"a": 1,, "b": 2}',
    'error source/syntax 1:9-1:10 | Property name expected: ",". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    "{'a': 1}",
    'error source/syntax 1:2-1:5 | JSON strings and keys need double quotes, not single quotes. | Write double quotes: "…" instead of \'…\'.',
  ],
  [
    '{"a": \'x\'}',
    'error source/syntax 1:7-1:10 | JSON strings and keys need double quotes, not single quotes. | Write double quotes: "…" instead of \'…\'.',
  ],
  ['{a: 1}', 'error source/syntax 1:2-1:3 | The key "a" has no quotes. | Put it in double quotes.'],
  [
    '{a-b$: 1}',
    'error source/syntax 1:2-1:6 | The key "a-b$" has no quotes. | Put it in double quotes.',
  ],
  [
    '{a b: 1}',
    'error source/syntax 1:2-1:3 | Invalid symbol: "a". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"x": a, "b": 1}',
    'error source/syntax 1:7-1:8 | Invalid symbol: "a". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"x": a\n: 1}',
    'error source/syntax 1:7-1:8 | The key "a" has no quotes. | Put it in double quotes.',
  ],
  [
    '{"a" 1}',
    'error source/syntax 1:6-1:7 | Colon expected: "1". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"a": }',
    'error source/syntax 1:7-1:8 | Value expected: "}". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"a": True}',
    'error source/syntax 1:7-1:11 | Invalid symbol: "True". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"a": 01}',
    'error source/syntax 1:8-1:9 | Comma expected: "1". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"a": 1.}',
    'error source/syntax 1:7-1:9 | Unexpected end of number: "1.". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"a": 12 34}',
    'error source/syntax 1:8-1:9 | A comma is missing after this entry. | Write a comma between two entries.',
  ],
  [
    '{"a": 1"b": 2}',
    'error source/syntax 1:7-1:8 | A comma is missing after this entry. | Write a comma between two entries.',
  ],
  [
    '{"a": "x\\\\\\q"}',
    'error source/syntax 1:11-1:13 | Invalid escape character: \\q. | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"a": "\\u12"}',
    'error source/syntax 1:8-1:10 | Invalid unicode: \\u. | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"a": "\\u12ag"}',
    'error source/syntax 1:8-1:10 | Invalid unicode: \\u. | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"a": "\\/\\b\\f\\n\\r\\t\\"\\\\\\u00e9\\x"}',
    'error source/syntax 1:30-1:32 | Invalid escape character: \\x. | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"a": "x\ty"}',
    'error source/syntax 1:9-1:10 | Invalid character: \\t. | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"a": "x\ty", "b": "\u0007"}',
    'error source/syntax 1:9-1:10 | Invalid character: \\t. | Check quotes, commas and brackets at this place and just before it.',
    'error source/syntax 1:20-1:21 | Invalid character: \\u0007. | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"a": "x\ty", "b": \'c\', // d\n}',
    'error source/syntax 1:9-1:10 | Invalid character: \\t. | Check quotes, commas and brackets at this place and just before it.',
    'error source/syntax 1:19-1:22 | JSON strings and keys need double quotes, not single quotes. | Write double quotes: "…" instead of \'…\'.',
  ],
  [
    '{"a": "\\é"}',
    'error source/syntax 1:8-1:10 | Invalid escape character: \\é. | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"a": "x\n"}',
    'error source/syntax 1:7-1:9 | This string is never closed: the closing double quote is missing in this line. | Add it. Inside a string, write a double quote as \\" and a line break as \\n.',
  ],
  [
    '{\n"a": "x',
    'error source/syntax 2:6-2:8 | This string is never closed: the closing double quote is missing in this line. | Add it. Inside a string, write a double quote as \\" and a line break as \\n.',
  ],
  [
    '{"a": [1, 2}',
    'error source/syntax 1:12-1:13 | Comma expected: "}". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"a": 1',
    'error source/syntax 1:8-1:9 | The text ends before an object is closed: "}" is missing. | Add it; the file may also have been cut off.',
  ],
  [
    '[1',
    'error source/syntax 1:3-1:4 | The text ends before a list is closed: "]" is missing. | Add it; the file may also have been cut off.',
  ],
  [
    '{} {}',
    'error source/syntax 1:4-1:5 | There is more text after the end of the JSON value. | Remove it; a bracket may be closed too early, or one too many.',
  ],
  [
    '{"a": 1}}',
    'error source/syntax 1:9-1:10 | There is more text after the end of the JSON value. | Remove it; a bracket may be closed too early, or one too many.',
  ],
  [
    '{"a": /* b */ 1}',
    'error source/syntax 1:7-1:14 | JSON does not allow comments. | Remove the comment.',
  ],
  [
    '{"a": 1 /* b',
    'error source/syntax 1:9-1:13 | JSON does not allow comments. | Remove the comment.',
  ],
  [
    '{"a": /* b\n c */ 1, // d\n "e": 2,}',
    'error source/syntax 1:7-1:11 | JSON does not allow comments. | Remove the comment.',
    'error source/syntax 2:10-2:14 | JSON does not allow comments. | Remove the comment.',
    'error source/syntax 3:8-3:9 | There is a comma after the last entry, before "}". | Remove the comma.',
  ],
  ['# a\n{}', 'error source/syntax 1:1-1:2 | JSON does not allow comments. | Remove the comment.'],
  [
    '{# a\n"b": 1,}',
    'error source/syntax 1:2-1:3 | JSON does not allow comments. | Remove the comment.',
  ],
  [
    '{"a": {{ x }}}',
    'error source/syntax 1:8-1:9 | This template is not in quotes. | Put it in double quotes: "{{ release.name }}".',
  ],
  [
    '{"a": { { x } }}',
    'error source/syntax 1:9-1:10 | Property name expected: "{". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{{ x }}',
    'error source/syntax 1:2-1:3 | This template is not in quotes. | Put it in double quotes: "{{ release.name }}".',
  ],
  [
    'name: x',
    'error source/syntax 1:1-1:5 | The file does not begin like JSON: "name". | Check the path; a file called .json begins with {.',
  ],
  [
    '<html>\n<a>',
    'error source/syntax 1:1-1:7 | The file does not begin like JSON: "<html>". | Check the path; a file called .json begins with {.',
  ],
  [
    '  <html>',
    'error source/syntax 1:3-1:9 | The file does not begin like JSON: "<html>". | Check the path; a file called .json begins with {.',
  ],
  [
    '{“a”: 1}',
    'error source/syntax 1:2-1:5 | Invalid symbol: "“a”". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '"a',
    'error source/syntax 1:1-1:3 | This string is never closed: the closing double quote is missing in this line. | Add it. Inside a string, write a double quote as \\" and a line break as \\n.',
  ],
  [
    '"a\n"b"',
    'error source/syntax 1:1-1:3 | This string is never closed: the closing double quote is missing in this line. | Add it. Inside a string, write a double quote as \\" and a line break as \\n.',
  ],
  [
    '[1, 2,,]',
    'error source/syntax 1:7-1:8 | Value expected: ",". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"a": [\n}',
    'error source/syntax 2:1-2:2 | Value expected: "}". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '[}',
    'error source/syntax 1:2-1:3 | Value expected: "}". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{]',
    'error source/syntax 1:2-1:3 | Property name expected: "]". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    ',',
    'error source/syntax 1:1-1:2 | Value expected: ",". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '}',
    'error source/syntax 1:1-1:2 | Value expected: "}". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    `{"${'k'.repeat(70)}" 1}`,
    'error source/syntax 1:75-1:76 | Colon expected: "1". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    `["a\n${'['.repeat(64)}`,
    'error source/too-deep 2:64-2:65 | Objects and lists are nested more than 64 levels deep here. | Write the content with fewer levels.',
  ],
  [
    `["\\\\", ${'['.repeat(64)}`,
    'error source/too-deep 1:71-1:72 | Objects and lists are nested more than 64 levels deep here. | Write the content with fewer levels.',
  ],
  [
    '["a" "x\ty"]',
    'error source/syntax 1:8-1:9 | Invalid character: \\t. | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"a": 1 "b\tc": 2}',
    'error source/syntax 1:11-1:12 | Invalid character: \\t. | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"a" "b"}',
    'error source/syntax 1:6-1:9 | Colon expected: "b". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"a" "b\\n\\u00e9"}',
    'error source/syntax 1:6-1:17 | Colon expected: "b\\n\\u00e9". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"a":',
    'error source/syntax 1:6-1:7 | Value expected. | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"a"',
    'error source/syntax 1:5-1:6 | Colon expected. | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '[',
    'error source/syntax 1:2-1:3 | The text ends before a list is closed: "]" is missing. | Add it; the file may also have been cut off.',
  ],
  [
    '{"a": 1,',
    'error source/syntax 1:9-1:10 | Property name expected. | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '[1a 2]',
    'error source/syntax 1:3-1:4 | Invalid symbol: "a". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '[-1 -2]',
    'error source/syntax 1:3-1:4 | A comma is missing after this entry. | Write a comma between two entries.',
  ],
  [
    '{"a": 1]',
    'error source/syntax 1:8-1:9 | Comma expected: "]". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '[1}',
    'error source/syntax 1:3-1:4 | Comma expected: "}". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '[1 "2" \'x\']',
    'error source/syntax 1:2-1:3 | A comma is missing after this entry. | Write a comma between two entries.',
    'error source/syntax 1:8-1:11 | JSON strings and keys need double quotes, not single quotes. | Write double quotes: "…" instead of \'…\'.',
  ],
  [
    "[1 true 'x']",
    'error source/syntax 1:2-1:3 | A comma is missing after this entry. | Write a comma between two entries.',
  ],
  [
    '{a  : 1}',
    'error source/syntax 1:2-1:3 | The key "a" has no quotes. | Put it in double quotes.',
  ],
  [
    '{éa: 1}',
    'error source/syntax 1:2-1:4 | Invalid symbol: "éa". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{aé: 1}',
    'error source/syntax 1:2-1:4 | Invalid symbol: "aé". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '[1,}',
    'error source/syntax 1:3-1:4 | There is a comma after the last entry, before "}". | Remove the comma.',
    'error source/syntax 1:5-1:6 | The text ends before a list is closed: "]" is missing. | Add it; the file may also have been cut off.',
  ],
  [
    '{"a": [1',
    'error source/syntax 1:9-1:10 | The text ends before a list is closed: "]" is missing. | Add it; the file may also have been cut off.',
  ],
  [
    '{"a": 1 // b\n // c\n /* d */}',
    'error source/syntax 1:9-1:13 | JSON does not allow comments. | Remove the comment.',
    'error source/syntax 2:2-2:6 | JSON does not allow comments. | Remove the comment.',
    'error source/syntax 3:2-3:9 | JSON does not allow comments. | Remove the comment.',
  ],
  [
    '{"a": 1 /* /}',
    'error source/syntax 1:9-1:14 | JSON does not allow comments. | Remove the comment.',
  ],
  [
    '{"a": "x\u0000\u001f"}',
    'error source/syntax 1:9-1:10 | Invalid character: \\u0000. | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"a": "\\',
    'error source/syntax 1:7-1:9 | This string is never closed: the closing double quote is missing in this line. | Add it. Inside a string, write a double quote as \\" and a line break as \\n.',
  ],
  [
    '{"a": "\u0001\u0002"}',
    'error source/syntax 1:8-1:9 | Invalid character: \\u0001. | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    'x',
    'error source/syntax 1:1-1:2 | The file does not begin like JSON: "x". | Check the path; a file called .json begins with {.',
  ],
  [
    '{"a":'.repeat(65),
    'error source/too-deep 1:321-1:322 | Objects and lists are nested more than 64 levels deep here. | Write the content with fewer levels.',
  ],
  [
    '{"a": "\\q" "b": 2}',
    'error source/syntax 1:8-1:10 | Invalid escape character: \\q. | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    '{"a": 1 #b\n}',
    'error source/syntax 1:9-1:11 | JSON does not allow comments. | Remove the comment.',
  ],
  [
    '{x#: 1}',
    'error source/syntax 1:2-1:4 | Invalid symbol: "x#". | Check quotes, commas and brackets at this place and just before it.',
  ],
  [
    `{"a" "${'b'.repeat(70)}"}`,
    `error source/syntax 1:6-1:78 | Colon expected: "${'b'.repeat(59)}…". | Check quotes, commas and brackets at this place and just before it.`,
  ],
  [
    '{"a": "http://b" // c\n"d": 1, /* e */\n}',
    'error source/syntax 1:16-1:17 | A comma is missing after this entry. | Write a comma between two entries.',
    'error source/syntax 1:18-1:22 | JSON does not allow comments. | Remove the comment.',
    'error source/syntax 2:7-2:8 | There is a comma after the last entry, before "}". | Remove the comma.',
    'error source/syntax 2:9-2:16 | JSON does not allow comments. | Remove the comment.',
  ],
  [
    "{'a: 1}",
    'error source/syntax 1:2-1:4 | JSON strings and keys need double quotes, not single quotes. | Write double quotes: "…" instead of \'…\'.',
  ],
])('mistakes in JSON are told with rule, place and words: row %#', async (text, ...findings) => {
  const { document, diagnostics } = await readText('a.json', text)
  expect(diagnostics.map(shown), text).toEqual(findings)
  expect(document).toBeUndefined()
})

it.each<readonly [text: string, value: string, ...findings: readonly string[]]>([
  [
    '{"a": 1, "b": 2, "a": 3}',
    '{"a":3,"b":2}',
    'error source/duplicate-key 1:18-1:21 | The key "a" appears twice in the same object: first in line 1, and again here. | Keep one of them; the later one quietly replaces the earlier one.',
  ],
  [
    '[9007199254740991, -9007199254740992, 9007199254740992.0, 1e400, -12345678901234567890]',
    '[9007199254740991,-9007199254740992,9007199254740992,null,-12345678901234567000]',
    'error source/number 1:59-1:64 | The number 1e400 cannot be written in JSON. | Write a finite number, or put quotes around it if it is a string.',
    'warning source/number 1:66-1:87 | The number -12345678901234567890 is too large to be kept exactly: it becomes -12345678901234567000. | Put quotes around it if it is an id or another string.',
  ],
  [
    `{"${'k'.repeat(60)}": 1, "${'k'.repeat(60)}": 2, "${'k'.repeat(61)}": 1, "${'k'.repeat(61)}": 2}`,
    `{"${'k'.repeat(60)}":2,"${'k'.repeat(61)}":2}`,
    'error source/duplicate-key 1:69-1:131 | The key "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk" appears twice in the same object: first in line 1, and again here. | Keep one of them; the later one quietly replaces the earlier one.',
    'error source/duplicate-key 1:204-1:267 | The key "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk…" appears twice in the same object: first in line 1, and again here. | Keep one of them; the later one quietly replaces the earlier one.',
  ],
  [
    '{"a  \\n b": 1, "a  \\n b": 2}',
    '{"a  \\n b":2}',
    'error source/duplicate-key 1:16-1:25 | The key "a b" appears twice in the same object: first in line 1, and again here. | Keep one of them; the later one quietly replaces the earlier one.',
  ],
  [
    `{"${'k'.repeat(58)}😀kk": 1, "${'k'.repeat(58)}😀kk": 2}`,
    `{"${'k'.repeat(58)}😀kk":2}`,
    'error source/duplicate-key 1:71-1:135 | The key "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk…" appears twice in the same object: first in line 1, and again here. | Keep one of them; the later one quietly replaces the earlier one.',
  ],
  [
    `{"${'k'.repeat(57)}😀kk": 1, "${'k'.repeat(57)}😀kk": 2}`,
    `{"${'k'.repeat(57)}😀kk":2}`,
    'error source/duplicate-key 1:70-1:133 | The key "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk😀…" appears twice in the same object: first in line 1, and again here. | Keep one of them; the later one quietly replaces the earlier one.',
  ],
  [
    '{"a":\n1,\n"a": 2}',
    '{"a":2}',
    'error source/duplicate-key 3:1-3:4 | The key "a" appears twice in the same object: first in line 1, and again here. | Keep one of them; the later one quietly replaces the earlier one.',
  ],
])('JSON with such mistakes is read all the same: row %#', async (text, value, ...findings) => {
  const { document, diagnostics } = await readText('a.json', text)
  expect(diagnostics.map(shown), text).toEqual(findings)
  expect(JSON.stringify(document?.value)).toBe(value)
})

it.each<[string, string]>([
  [`["\\"${'['.repeat(70)}"]`, `["\\"${'['.repeat(70)}"]`],
  [`[${'[],'.repeat(70)}1]`, `[${'[],'.repeat(70)}1]`],
  [`[${'{},'.repeat(70)}1]`, `[${'{},'.repeat(70)}1]`],
  ['{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]}', '{"a":{"a":1},"b":[{"a":1},{"a":2}]}'],
])('what is right in JSON has no finding: row %#', async (text, value) => {
  const { document, diagnostics } = await readText('a.json', text)
  expect(diagnostics, text).toEqual([])
  expect(JSON.stringify(document?.value)).toBe(value)
})
