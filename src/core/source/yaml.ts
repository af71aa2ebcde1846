import {
  type Alias,
  Composer,
  type CST,
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type ParsedNode,
  Parser,
  type Scalar,
  type YAMLError,
  type YAMLMap,
  YAMLParseError,
  type YAMLSeq,
} from 'yaml'
import type { Json } from '../json.ts'
import {
  deepest,
  duplicateKey,
  type Lines,
  linesOf,
  type Parsed,
  type Problem,
  problemOfNumber,
  quoted,
  type SourceNode,
  type SourceTree,
  type Span,
  shortened,
  sourceNode,
  tooDeepAt,
} from './document.ts'

/** More values than this are not made from aliases; nine lines of aliases of aliases make billions. */
const mostFromAliases = 10_000

/**
 * Parses YAML 1.2 with the core schema: `NO`, `on` and dates stay text. Aliases are resolved,
 * within bounds; merge keys, tags of other programs and keys that are no text are problems.
 * Objects are built so that a key named `__proto__` is an ordinary key.
 *
 * @param text without byte order mark
 */
export function parseYaml(text: string): Parsed {
  const lines = linesOf(text)
  const { contents, errors, isTooDeep } = parsed(text)
  if (isTooDeep) return { tree: undefined, problems: [tooDeepAt({ start: 0, end: 1 })] }
  if (errors.length > 0) return { tree: undefined, problems: syntaxProblems(text, errors, lines) }
  const building: Building = {
    text,
    lines,
    anchors: new Map(),
    problems: [],
    fromAliases: 0,
    unusable: false,
  }
  const built = build(contents, undefined, 0, building)
  return { tree: building.unusable ? undefined : built.tree, problems: building.problems }
}

/** What a text full of mistakes holds after this many is not looked at. */
const mostErrorTokens = 100

/** The first document of a text, and every error in it; a second document is one, too. */
function parsed(text: string): {
  readonly contents: ParsedNode | null
  readonly errors: readonly YAMLError[]
  readonly isTooDeep: boolean
} {
  const composer = new Composer({
    version: '1.2',
    // Named here, so that a %YAML 1.1 directive in the file does not bring back its booleans.
    schema: 'core',
    resolveKnownTags: false,
    merge: false,
    // Found while the value is built, together with the line of the first key.
    uniqueKeys: false,
    prettyErrors: false,
  })
  let first: Document.Parsed | undefined
  let second: Document.Parsed | undefined
  try {
    ;[first, second] = composer.compose(tokensOf(text), true, text.length)
  } catch (error) {
    // The parser calls itself for each level, some of which fit into one line: `a: a: a: …`.
    if (!(error instanceof RangeError)) throw error
    return { contents: null, errors: [], isTooDeep: true }
  }
  const errors: YAMLError[] = [...(first?.errors ?? [])]
  if (second !== undefined) {
    const [start, end] = second.range
    errors.push(new YAMLParseError([start, end], 'MULTIPLE_DOCS', 'More than one document'))
  }
  return { contents: first?.contents ?? null, errors, isTooDeep: false }
}

function* tokensOf(text: string): Generator<CST.Token> {
  let errors = 0
  for (const token of new Parser().parse(text)) {
    yield token
    if (token.type === 'error') errors += 1
    if (errors === mostErrorTokens) return
  }
}

interface Building {
  readonly text: string
  readonly lines: Lines
  /** What each anchor marks; undefined while that value itself is being built. */
  readonly anchors: Map<string, Built | undefined>
  readonly problems: Problem[]
  fromAliases: number
  /** Set by a problem after which the value would mislead: something is missing from it. */
  unusable: boolean
}

interface Built {
  readonly tree: SourceTree
  /** Values in it, itself included, with aliases written out. */
  readonly size: number
  /** Levels of objects and lists in it, with aliases written out. */
  readonly height: number
}

function build(
  node: ParsedNode | null,
  key: Span | undefined,
  depth: number,
  building: Building,
): Built {
  const span = spanOf(node, key, building.text)
  if (node === null) return leaf(null, span, key)
  if (isAlias(node)) return buildAlias(node, span, key, depth, building)
  if (depth >= deepest && !isScalar(node)) {
    return refuse(tooDeepAt({ start: span.start, end: span.start + 1 }), span, key, building)
  }
  checkTag(node, span, building)
  if (node.anchor !== undefined) building.anchors.set(node.anchor, undefined)
  const built = buildContent(node, span, key, depth, building)
  if (node.anchor !== undefined) building.anchors.set(node.anchor, built)
  return built
}

function buildContent(
  node: Exclude<ParsedNode, Alias.Parsed>,
  span: Span,
  key: Span | undefined,
  depth: number,
  building: Building,
): Built {
  if (isMap(node)) return buildMap(node, span, key, depth, building)
  if (isSeq(node)) return buildList(node, span, key, depth, building)
  const value = scalarOf(node)
  if (typeof value === 'number') {
    const problem = problemOfNumber(value, node.source, span)
    if (problem !== undefined) building.problems.push(problem)
  }
  return leaf(value, span, key)
}

function buildMap(
  node: YAMLMap.Parsed,
  span: Span,
  key: Span | undefined,
  depth: number,
  building: Building,
): Built {
  const entries = new Map<string, SourceNode>()
  const values = new Map<string, Json>()
  let size = 1
  let height = 0
  for (const pair of node.items) {
    const name = keyOf(pair, span, building)
    if (name === undefined) continue
    const first = entries.get(name.text)
    if (first !== undefined) {
      const line = building.lines.at((first.key ?? first).start)
      building.problems.push(duplicateKey(name.text, line, name.span))
    }
    const child = build(pair.value, name.span, depth + 1, building)
    entries.set(name.text, child.tree.node)
    values.set(name.text, child.tree.value)
    size += child.size
    height = Math.max(height, child.height)
  }
  const tree = {
    value: Object.fromEntries(values),
    node: sourceNode(span, key, { entries }),
  }
  return { tree, size, height: height + 1 }
}

function buildList(
  node: YAMLSeq.Parsed,
  span: Span,
  key: Span | undefined,
  depth: number,
  building: Building,
): Built {
  const children = node.items.map(item => build(item, undefined, depth + 1, building))
  const tree = {
    value: children.map(child => child.tree.value),
    node: sourceNode(span, key, { items: children.map(child => child.tree.node) }),
  }
  const size = children.reduce((sum, child) => sum + child.size, 1)
  return {
    tree,
    size,
    height: children.reduce((most, { height }) => Math.max(most, height), 0) + 1,
  }
}

function buildAlias(
  node: Alias.Parsed,
  span: Span,
  key: Span | undefined,
  depth: number,
  building: Building,
): Built {
  const target = building.anchors.get(node.source)
  if (target === undefined) {
    return refuse(aliasWithoutValue(node.source, span, building), span, key, building)
  }
  // Reported once; what follows would only repeat it.
  if (building.fromAliases > mostFromAliases) return leaf(null, span, key)
  building.fromAliases += target.size
  if (building.fromAliases > mostFromAliases) {
    return refuse(tooManyValues(node.source, span), span, key, building)
  }
  if (depth + target.height > deepest) return refuse(tooDeepAt(span), span, key, building)
  const { value, node: marked } = target.tree
  // Parts of the value are shown where they are written, the value itself where it is used.
  return { ...target, tree: { value, node: sourceNode(span, key, marked) } }
}

function aliasWithoutValue(name: string, span: Span, building: Building): Problem {
  const inItself = building.anchors.has(name)
  return {
    rule: 'source/yaml-alias',
    span,
    message: inItself
      ? `The alias ${quoted(`*${name}`)} stands inside the value that ${quoted(`&${name}`)} marks, so it would never end.`
      : `The alias ${quoted(`*${name}`)} has no anchor ${quoted(`&${name}`)} before it.`,
    help: inItself
      ? 'Write the value out.'
      : 'Write the anchor before the alias; if the star belongs to a text, put the text into quotes.',
  }
}

function tooManyValues(name: string, span: Span): Problem {
  return {
    rule: 'source/yaml-alias',
    span,
    message: `With the alias ${quoted(`*${name}`)}, aliases make more than ${mostFromAliases.toLocaleString('en-US')} values.`,
    help: 'Use fewer aliases inside values that are aliases themselves.',
  }
}

/** The text of a key and its place; undefined where the key is none, which is then a problem. */
function keyOf(
  pair: YAMLMap.Parsed['items'][number],
  map: Span,
  building: Building,
): { readonly text: string; readonly span: Span } | undefined {
  const { key } = pair
  const span = spanOf(key, undefined, building.text)
  if (!isScalar(key) || (key.type === 'PLAIN' && key.source === '')) {
    report(keyProblem(span, map, building.text), building)
    return undefined
  }
  checkTag(key, span, building)
  const text = textOfKey(key)
  if (key.anchor !== undefined) building.anchors.set(key.anchor, leaf(text, span, undefined))
  if (text !== '<<' || key.type !== 'PLAIN') return { text, span }
  report(
    {
      rule: 'source/yaml-merge-key',
      span,
      message: 'The merge key "<<" belongs to YAML 1.1; YAML 1.2 merges nothing.',
      help: 'Write the keys out, or use an alias for a whole value.',
    },
    building,
  )
  return undefined
}

/** `NO: x`, `1: x` and `1.0: x` have the keys that stand there, not what YAML makes of them. */
function textOfKey(key: Scalar.Parsed): string {
  return key.type === 'PLAIN' ? key.source : String(key.value)
}

function keyProblem(key: Span, map: Span, text: string): Problem {
  const isTemplate = text.startsWith('{{', map.start)
  return {
    rule: 'source/yaml-key',
    span: isTemplate ? map : key,
    message: isTemplate
      ? 'A template stands outside of quotes; YAML reads it as an object in an object.'
      : 'A key is no text here.',
    help: isTemplate
      ? 'Put it into double quotes: "{{ release.name }}".'
      : 'Write the key as a text, followed by a colon.',
  }
}

const knownTags: ReadonlySet<string> = new Set([
  '!',
  ...['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map(name => `tag:yaml.org,2002:${name}`),
])

function checkTag(node: Exclude<ParsedNode, Alias.Parsed>, span: Span, building: Building): void {
  if (node.tag === undefined || knownTags.has(node.tag)) return
  const tag = node.tag.replace(/^tag:yaml\.org,2002:/, '!!')
  report(
    {
      rule: 'source/yaml-tag',
      span,
      message: `The tag ${quoted(tag)} is not known here.`,
      help: 'Write the value without the tag; if the text itself begins with "!", put it into quotes.',
    },
    building,
  )
}

/** Values are typed loosely by the parser; this gives them their type without trusting it. */
function scalarOf(node: Scalar.Parsed): Json {
  const { value } = node
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value
  }
  return null
}

function leaf(value: Json, span: Span, key: Span | undefined): Built {
  return {
    tree: { value, node: sourceNode(span, key) },
    size: 1,
    height: 0,
  }
}

function report(problem: Problem, building: Building): void {
  building.unusable = true
  building.problems.push(problem)
}

function refuse(problem: Problem, span: Span, key: Span | undefined, building: Building): Built {
  report(problem, building)
  return leaf(null, span, key)
}

/** Without the line breaks that belong to block values. A value left out stands behind its key. */
function spanOf(node: ParsedNode | null, key: Span | undefined, text: string): Span {
  if (node === null)
    return key === undefined ? { start: 0, end: 0 } : { start: key.end, end: key.end }
  const [start, valueEnd] = node.range
  const end = start + text.slice(start, valueEnd).trimEnd().length
  return { start, end }
}

/** Later errors mostly follow from earlier ones. */
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
    'A text does not end: the closing quote is missing.',
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
    'This line is no "key: value": the colon is missing.',
    'Write "key: value" with a space after the colon. Text of several lines must be indented more than its key.',
  ],
  [
    / Unexpected scalar at node end/,
    'There is more text after the end of the value.',
    'Put the whole text into quotes, or correct the indentation.',
  ],
  [
    /^(?:BLOCK_AS|MULTILINE)_IMPLICIT_KEY/,
    'There is a second ": " where one key and one value are expected.',
    'Put text that holds ": " into quotes, or correct the indentation of this line.',
  ],
  [
    /^BAD_INDENT/,
    'This line is indented differently from the entries it belongs to.',
    'Indent all keys of one object by the same number of spaces.',
  ],
  [
    /^BAD_SCALAR_START/,
    'A text without quotes cannot begin with this sign.',
    'Put the text into quotes.',
  ],
]

/** Mistakes that other rules than that of the syntax are about. */
const ruleByCode: Partial<Record<ErrorCode, Problem['rule']>> = {
  MULTIPLE_DOCS: 'source/many-documents',
  RESOURCE_EXHAUSTION: 'source/too-deep',
}

/** Puts a parser's errors into words: the first one of each line, three at most. */
function syntaxProblems(text: string, errors: readonly YAMLError[], lines: Lines): Problem[] {
  const firsts = new Map<number, YAMLError>()
  for (const error of errors.toSorted((one, other) => one.pos[0] - other.pos[0])) {
    const line = lines.at(error.pos[0])
    if (!firsts.has(line)) firsts.set(line, error)
  }
  return [...firsts].slice(0, mostProblems).map(([line, error]) => {
    const start = lines.startOf(line)
    const lineEnd = text.indexOf('\n', error.pos[0])
    const end = lineEnd === -1 ? text.length : lineEnd
    // Of the line as much as is worth looking at.
    const words = wordsFor(error, text.slice(start, Math.min(end, start + 500)))
    const from = Math.min(error.pos[0], text.length)
    const span =
      error.code === 'RESOURCE_EXHAUSTION'
        ? // How deep the parser gets depends on the machine; the line does not.
          { start, end: start }
        : { start: from, end: Math.max(from, Math.min(error.pos[1], end)) }
    return { rule: ruleByCode[error.code] ?? 'source/syntax', span, ...words }
  })
}

function wordsFor({ code, message }: YAMLError, line: string): Pick<Problem, 'message' | 'help'> {
  const hasOwnReason = code === 'TAB_AS_INDENT' || code in ruleByCode
  if (!hasOwnReason && line.includes('{{') && !/["'][^"']*\{\{/.test(line)) {
    return {
      message: 'A template stands outside of quotes.',
      help: 'Put the whole text into double quotes: "Star Quest {{ release.tag_name }}".',
    }
  }
  // One code stands for several mistakes; only the parser's own text tells them apart.
  const known = commonMistakes.find(([form]) => form.test(`${code} ${message}`))
  if (known !== undefined) return { message: known[1], help: known[2] }
  return {
    message: `${shortened(message.replace(/\s+/g, ' ').replace(/[.:]? *$/, ''), 120)}.`,
    help: 'Check indentation, quotes, brackets and colons of this line and the one before.',
  }
}
