import {
  type Alias,
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type ParsedNode,
  parseDocument,
  type Scalar,
  type YAMLError,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import type { Json } from '../json.ts'
import {
  deepest,
  duplicateKey,
  type Parsed,
  type Problem,
  placesOf,
  problemOfNumber,
  quoted,
  type SourceNode,
  type SourceTree,
  type Span,
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
  const document = parseDocument(text, {
    version: '1.2',
    // Named here, so that a %YAML 1.1 directive in the file does not bring back its booleans.
    schema: 'core',
    resolveKnownTags: false,
    merge: false,
    // Found while the value is built, together with the line of the first key.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  })
  if (document.errors.length > 0) {
    return { tree: undefined, problems: yamlSyntaxProblems(text, document.errors) }
  }
  const building: Building = {
    text,
    lineAt: linesOf(text),
    anchors: new Map(),
    problems: [],
    fromAliases: 0,
    unusable: false,
  }
  const built = build(document.contents, undefined, 0, building)
  return { tree: building.unusable ? undefined : built.tree, problems: building.problems }
}

interface Building {
  readonly text: string
  readonly lineAt: (span: Span) => number
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
      const line = building.lineAt(first.key ?? first)
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
  // Said once; what follows would only repeat it.
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

function linesOf(text: string): (span: Span) => number {
  const placeOf = placesOf('', text)
  return span => placeOf(span).line
}

/** Later errors mostly follow from earlier ones. */
const mostProblems = 3

interface Words {
  readonly message: string
  readonly help: string
  readonly rule?: Problem['rule']
}

/** Puts a parser's errors into words: the first one of each line, three at most. */
export function yamlSyntaxProblems(text: string, errors: readonly YAMLError[]): Problem[] {
  const problems: Problem[] = []
  const lines = new Set<number>()
  for (const error of errors.toSorted((one, other) => one.pos[0] - other.pos[0])) {
    const line = text.lastIndexOf('\n', error.pos[0] - 1)
    if (lines.has(line)) continue
    lines.add(line)
    const span = spanOfError(error, text)
    const { rule, ...words } = wordsFor(error, lineAt(text, error.pos[0]))
    problems.push({ rule: rule ?? 'source/syntax', span, ...words })
    if (problems.length === mostProblems) break
  }
  return problems
}

function wordsFor(error: YAMLError, line: string): Words {
  if (error.code === 'TAB_AS_INDENT') {
    return {
      message: 'A tab indents this line; YAML allows only blanks.',
      help: 'Replace tabs at the beginning of lines by blanks.',
    }
  }
  if (error.code === 'MULTIPLE_DOCS') {
    return {
      rule: 'source/many-documents',
      message: 'A second YAML document begins here; only one is expected.',
      help: 'Remove the line "---" and what follows it, or put it into a file of its own.',
    }
  }
  if (error.code === 'RESOURCE_EXHAUSTION') {
    return {
      rule: 'source/too-deep',
      message: 'Objects and lists are nested too deeply here.',
      help: 'Write the content with fewer levels.',
    }
  }
  if (/\{\{/.test(line) && !/["'][^"']*\{\{/.test(line)) {
    return {
      message: 'A template stands outside of quotes.',
      help: 'Put the whole text into double quotes: "Star Quest {{ release.tag_name }}".',
    }
  }
  return byMessage(error) ?? byCode(error.code)
}

/** One code stands for several mistakes; only the parser's own text tells them apart. */
function byMessage({ message }: YAMLError): Words | undefined {
  if (/^Missing closing ["']quote/.test(message)) {
    return {
      message: 'A text does not end: the closing quote is missing.',
      help: "Add it. In single quotes, write ' as ''; in double quotes, write \" as \\\".",
    }
  }
  const unclosed = /^Flow (map|sequence).*end with a (\S)/.exec(message)
  if (unclosed !== null) {
    return {
      message: `${unclosed[1] === 'map' ? 'An object' : 'A list'} is not closed: ${quoted(unclosed[2] ?? '')} is missing.`,
      help: 'Add it, indented more than the key before.',
    }
  }
  if (message.startsWith('Implicit map keys need')) {
    return {
      message: 'This line is no "key: value": the colon is missing.',
      help: 'Write "key: value" with a blank after the colon. Text of several lines must be indented more than its key.',
    }
  }
  if (message.startsWith('Unexpected scalar at node end')) {
    return {
      message: 'There is more text after the end of the value.',
      help: 'Put the whole text into quotes, or correct the indentation.',
    }
  }
  if (/^Missing ,/.test(message)) {
    return { message: 'A comma is missing between two entries.', help: 'Add it.' }
  }
  if (message.startsWith('Comments must be separated')) {
    return {
      message: 'A "#" stands directly after a value.',
      help: 'Write a blank before a comment, or put the text into quotes.',
    }
  }
  return undefined
}

function byCode(code: ErrorCode): Words {
  switch (code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return {
        message: 'There is a second ": " where one key and one value are expected.',
        help: 'Put text that holds ": " into quotes, or correct the indentation of this line.',
      }
    case 'BAD_INDENT':
      return {
        message: 'This line is indented differently from the entries it belongs to.',
        help: 'Indent all keys of one object by the same number of blanks.',
      }
    case 'BAD_SCALAR_START':
      return {
        message: 'A text without quotes cannot begin with this sign.',
        help: 'Put the text into quotes.',
      }
    case 'BAD_DQ_ESCAPE':
      return {
        message: 'A backslash begins no escape that YAML knows.',
        help: 'Write \\\\ for a backslash, or use single quotes.',
      }
    case 'BAD_ALIAS':
    case 'ALIAS_PROPS':
    case 'MULTIPLE_ANCHORS':
      return {
        message: 'An anchor or alias is not written correctly.',
        help: 'If "&" or "*" belongs to a text, put the text into quotes.',
      }
    case 'BLOCK_IN_FLOW':
      return {
        message: 'Indented keys stand inside of { } or [ ].',
        help: 'Close the bracket first, or write the content in the same style.',
      }
    default:
      return {
        message: 'This is not expected here.',
        help: 'Check indentation, quotes, brackets and colons of this line and the one before.',
      }
  }
}

function spanOfError(error: YAMLError, text: string): Span {
  // How deep the parser gets depends on the machine; the line does not.
  if (error.code === 'RESOURCE_EXHAUSTION') {
    const start = text.lastIndexOf('\n', error.pos[0] - 1) + 1
    return { start, end: start }
  }
  const start = Math.min(error.pos[0], text.length)
  const lineEnd = text.indexOf('\n', start)
  const end = Math.max(start, error.pos[1])
  return { start, end: lineEnd === -1 ? Math.min(end, text.length) : Math.min(end, lineEnd) }
}

/** The line that holds an offset, as far as it is worth looking at. */
function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', offset)
  return text.slice(start, Math.min(end === -1 ? text.length : end, start + 500))
}
