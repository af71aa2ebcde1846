import {
  type Alias,
  Composer,
  type CST,
  type ErrorCode,
  isAlias,
  isScalar,
  isSeq,
  type ParsedNode,
  Parser,
  type YAMLError,
  YAMLParseError,
} from 'yaml'
import type { RuleId, RuleOf } from '../diagnostic.ts'
import { isArray, isObject, type Json } from '../json.ts'
import { quoted, shortened } from '../wording.ts'
import { deepest, type Source, type SourceNode, type Span, type Standing } from './document.ts'

export { stringify } from 'yaml'

/** More values than this are not made from aliases; nine lines of aliases of aliases make billions. */
const mostFromAliases = 10_000

/**
 * Parses YAML 1.2 with the core schema: `NO`, `on` and dates stay text. Aliases are resolved,
 * within bounds; merge keys, tags of other programs and keys that are no text are problems.
 *
 * @returns undefined where it cannot be understood
 */
export function parseYaml(source: Source): SourceNode | undefined {
  try {
    const composer = new Composer({
      version: '1.2',
      // Named here, so that a %YAML 1.1 directive in the file does not bring back its booleans.
      schema: 'core',
      resolveKnownTags: false,
      // Found while the value is built, together with the line of the first key.
      uniqueKeys: false,
    })
    const { text } = source
    const tokens = upToMostErrors(new Parser().parse(text))
    // Without a document in the text, an empty one is made.
    const [document, second] = composer.compose(tokens, true, text.length)
    if (document === undefined) return undefined
    const { contents, errors } = document
    if (second !== undefined) {
      const [start, end] = second.range
      errors.push(new YAMLParseError([start, end], 'MULTIPLE_DOCS', ''))
    }
    return errors.length === 0 ? treeOf(source, contents) : reportSyntax(source, errors)
  } catch (error) {
    // The parser calls itself for each level that ends, and many fit into one line: `- - - …`.
    if (!(error instanceof RangeError)) throw error
    return source.reportDepth({ start: 0, end: 0 })
  }
}

function treeOf(source: Source, contents: ParsedNode | null): SourceNode | undefined {
  const { text } = source
  /** What each anchor marks; undefined while that value itself is being built. */
  const anchors = new Map<string, SourceNode | undefined>()
  let fromAliases = 0

  function build(node: ParsedNode | null, key: Span | undefined, depth: number): SourceNode {
    const at = { ...spanOf(node, text, key), key }
    const nothing = () => source.scalar(at, null, '')
    if (node === null) return nothing()
    if (isAlias(node)) return buildAlias(node.source, at, depth) ?? nothing()
    if (depth >= deepest && !isScalar(node)) {
      source.reportDepth({ start: at.start, end: at.start })
      return nothing()
    }
    if (node.anchor !== undefined) anchors.set(node.anchor, undefined)
    const built = buildContent(node, at, depth)
    checkTag(shortTag(node.tag), at, built.value)
    if (node.anchor !== undefined) anchors.set(node.anchor, built)
    return built
  }

  function buildContent(
    node: Exclude<ParsedNode, Alias.Parsed>,
    at: Standing,
    depth: number,
  ): SourceNode {
    if (isScalar(node)) {
      // The core schema has it that a number with this tag needs no point; the parser leaves it a string.
      const isWhole = shortTag(node.tag) === float && /^[-+]?\d+$/.test(node.source)
      return source.scalar(at, isWhole ? Number(node.source) : node.value, node.source)
    }
    if (isSeq(node)) {
      const items = node.items.map(item => build(item, undefined, depth + 1))
      return source.list(at, items)
    }
    const parts: (readonly [string, SourceNode])[] = []
    for (const pair of node.items) {
      const key = spanOf(pair.key, text)
      const name = nameOf(pair.key, key, at)
      if (name !== undefined) parts.push([name, build(pair.value, key, depth + 1)])
    }
    return source.object(at, parts)
  }

  /** @param value undefined for a key: that is the string it is written as, whatever its tag says */
  function checkTag(tag: string, at: Span, value?: Json): void {
    if (tag === '!') return
    const known = coreTags.find(([name]) => name === tag)
    if (known === undefined) {
      const help =
        'Write the value without the tag; if the text itself begins with "!", put it in quotes.'
      source.report(at, 'source/yaml-tag', `The tag ${quoted(tag)} is not known here.`, help)
      return
    }
    const [, what, isOne] = known
    if (value === undefined || isOne(value)) return
    const message = `This value has the tag ${quoted(tag)}, but it is not ${what}.`
    source.report(at, 'source/yaml-tag', message, `Write ${what}, or remove the tag.`)
  }

  /** The text of a key; undefined where the key is none, which is then a problem. */
  function nameOf(key: ParsedNode, span: Span, map: Span): string | undefined {
    if (!isScalar(key) || (key.type === 'PLAIN' && key.source === '')) {
      const [at, message, help] = text.startsWith('{{', map.start)
        ? [
            map,
            'This template is not in quotes, so YAML reads it as an object inside an object.',
            'Put it in double quotes: "{{ release.name }}".',
          ]
        : [span, 'This key is not a string.', 'Write the key as a string, followed by a colon.']
      return source.report(at, 'source/yaml-key', message, help)
    }
    checkTag(shortTag(key.tag), span)
    // `NO: x`, `1: x` and `1.0: x` have the keys that stand there, not what YAML makes of them.
    const name = key.source
    if (key.anchor !== undefined) {
      anchors.set(key.anchor, source.scalar({ ...span, key: undefined }, name, name))
    }
    if (name !== '<<' || key.type !== 'PLAIN') return name
    const message = 'The merge key "<<" belongs to YAML 1.1; YAML 1.2 merges nothing.'
    const help = 'Write the keys out, or use an alias for a whole value.'
    return source.report(span, 'source/yaml-merge-key', message, help)
  }

  function buildAlias(name: string, at: Standing, depth: number): SourceNode | undefined {
    const target = anchors.get(name)
    const [alias, anchor] = [quoted(`*${name}`), quoted(`&${name}`)]
    const rule = 'source/yaml-alias'
    if (target === undefined) {
      const [message, help] = anchors.has(name)
        ? [
            `The alias ${alias} is inside the value that ${anchor} marks, so it would never end.`,
            'Write the value out.',
          ]
        : [
            `The alias ${alias} has no anchor ${anchor} before it.`,
            'Write the anchor before the alias; if the star belongs to the text, put the text in quotes.',
          ]
      return source.report(at, rule, message, help)
    }
    // Too many are reported once; what follows would only repeat it.
    if (fromAliases > mostFromAliases) return undefined
    const height = heightOf(target)
    if (fromAliases > mostFromAliases) {
      const most = mostFromAliases.toLocaleString('en-US')
      const message = `With the alias ${alias}, aliases make more than ${most} values.`
      const help = 'Use fewer aliases inside values that are aliases themselves.'
      return source.report(at, rule, message, help)
    }
    if (depth + height > deepest) return source.reportDepth(at)
    // Parts of the value are shown where they are written, the value itself where it is used.
    return { ...target, ...at }
  }

  /** Levels of objects and lists in a value, aliases written out; counts its values. */
  function heightOf({ entries, items }: SourceNode): number {
    fromAliases += 1
    const parts = entries?.values() ?? items
    if (parts === undefined) return 0
    return Math.max(0, ...Array.from(parts, heightOf)) + 1
  }

  const tree = build(contents, undefined, 0)
  // After any other finding the value would mislead: something is missing from it.
  const isWhole = source.findings.every(({ rule }) => harmless.includes(rule))
  return isWhole ? tree : undefined
}

/** What leaves a value that can be used. */
const harmless: readonly RuleId[] = ['source/duplicate-key', 'source/number']

const float = '!!float'

/** The tags of the core schema, with what they stand for. */
const coreTags: readonly (readonly [string, string, (value: Json) => boolean])[] = [
  ['!!str', 'a string', value => typeof value === 'string'],
  ['!!int', 'a whole number', value => Number.isInteger(value)],
  [float, 'a number', value => typeof value === 'number'],
  ['!!bool', 'true or false', value => typeof value === 'boolean'],
  ['!!null', 'null', value => value === null],
  ['!!map', 'an object', isObject],
  ['!!seq', 'a list', isArray],
]

/** A tag as people write it; without one, the same as one that says nothing. */
function shortTag(tag: string | undefined): string {
  return tag?.replace(/^tag:yaml\.org,2002:/, '!!') ?? '!'
}

/** Without the line breaks that belong to block values. A value left out has an empty one behind its key. */
function spanOf(node: ParsedNode | null, text: string, key?: Span): Span {
  const behind = key?.end ?? text.length
  if (node === null) return { start: behind, end: behind }
  const [start, end] = node.range
  return { start, end: start + text.slice(start, end).trimEnd().length }
}

/** Later errors usually follow from earlier ones. */
const mostProblems = 3

/** Mistakes of which there is more to say than the parser does: its code and message, our message and help. */
const commonMistakes: readonly (readonly [RegExp, string, string])[] = [
  [
    /^TAB_AS_INDENT/,
    'A tab indents this line; YAML allows only spaces.',
    'Replace tabs at the beginning of lines by spaces.',
  ],
  [
    /^MULTIPLE_DOCS/,
    'A second YAML document begins here; only one is expected.',
    'Remove the line "---" and what follows it, or put it into a file of its own.',
  ],
  [
    /^RESOURCE_EXHAUSTION/,
    'Objects and lists are nested too deeply here.',
    'Write the content with fewer levels.',
  ],
  [
    / Missing closing ["']quote/,
    'This string is never closed: the closing quote is missing.',
    "Add it. In single quotes, write ' as ''; in double quotes, write \" as \\\".",
  ],
  [
    / Flow map.*end with a /,
    'An object is not closed: "}" is missing.',
    'Add it, indented more than the key before.',
  ],
  [
    / Flow sequence.*end with a /,
    'A list is not closed: "]" is missing.',
    'Add it, indented more than the key before.',
  ],
  [
    / Implicit map keys need/,
    'The colon is missing: this line is not "key: value".',
    'Write "key: value" with a space after the colon. Text of several lines must be indented more than its key.',
  ],
  [
    / Unexpected scalar at node end/,
    'There is more text after the end of the value.',
    'Put the whole text in quotes, or correct the indentation.',
  ],
  [
    /^(?:BLOCK_AS|MULTILINE)_IMPLICIT_KEY/,
    'There is a second ": " where one key and one value are expected.',
    'Put text that contains ": " in quotes, or correct the indentation of this line.',
  ],
  [
    /^BAD_INDENT/,
    'This line is indented differently from the entries it belongs to.',
    'Indent all keys of one object by the same number of spaces.',
  ],
  [
    /^BAD_SCALAR_START/,
    'A string without quotes cannot begin with this character.',
    'Put the text in quotes.',
  ],
]

/** Mistakes that other rules than that of the syntax are about. */
const ruleByCode: Partial<Record<ErrorCode, RuleOf<'source'>>> = {
  MULTIPLE_DOCS: 'source/many-documents',
  RESOURCE_EXHAUSTION: 'source/too-deep',
}

/** What a text full of mistakes holds after this many is not looked at. */
const mostErrors = 100

/** A bracket too many is an error of its own: a text of nothing else would keep the parser for seconds. */
function* upToMostErrors(tokens: Iterable<CST.Token>): Generator<CST.Token> {
  let errors = 0
  for (const token of tokens) {
    if (token.type === 'error') errors += 1
    if (errors > mostErrors) return
    yield token
  }
}

/** Puts a parser's errors into words: the first one of each line, three at most. */
function reportSyntax(source: Source, errors: readonly YAMLError[]): undefined {
  const { text } = source
  const firsts = new Map<number, YAMLError>()
  const first = errors.slice(0, mostErrors)
  for (const error of first.toSorted((one, other) => one.pos[0] - other.pos[0])) {
    const { line } = source.position(error.pos[0])
    if (!firsts.has(line)) firsts.set(line, error)
  }
  for (const error of [...firsts.values()].slice(0, mostProblems)) {
    const { code, pos } = error
    const start = pos[0] - source.position(pos[0]).column + 1
    const lineEnd = text.indexOf('\n', pos[0])
    const end = lineEnd === -1 ? text.length : lineEnd
    // Of the line as much as is worth looking at.
    const [message, help] = wordsFor(error, text.slice(start, Math.min(end, start + 500)))
    const from = Math.min(pos[0], text.length)
    const span =
      code === 'RESOURCE_EXHAUSTION'
        ? // How deep the parser gets depends on the machine; the line does not.
          { start, end: start }
        : { start: from, end: Math.max(from, Math.min(pos[1], end)) }
    source.report(span, ruleByCode[code] ?? 'source/syntax', message, help)
  }
}

function wordsFor(
  { code, message }: YAMLError,
  line: string,
): readonly [message: string, help: string] {
  const hasOwnReason = code === 'TAB_AS_INDENT' || code in ruleByCode
  if (!hasOwnReason && line.includes('{{') && !/["'][^"']*\{\{/.test(line)) {
    const help = 'Put the whole text in double quotes: "Star Quest {{ release.tag_name }}".'
    return ['This template is not in quotes.', help]
  }
  // One code stands for several mistakes; only the parser's own text tells them apart.
  const known = commonMistakes.find(([form]) => form.test(`${code} ${message}`))
  if (known !== undefined) return [known[1], known[2]]
  const closed = message.replace(/(?<=: )"(.*)"$/s, (_, token) => quoted(token))
  const own = shortened(closed.replace(/\s+/g, ' ').replace(/[.:]? *$/, ''), 120)
  const help = 'Check indentation, quotes, brackets and colons of this line and the one before.'
  return [`${own}.`, help]
}
