import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type ParsedNode,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import type { Json } from '../json.ts'
import { deepest, tooDeepAt } from './depth.ts'
import { duplicateKey } from './duplicate.ts'
import { problemOfNumber } from './number.ts'
import { placesOf } from './places.ts'
import type { Parsed, Problem } from './problem.ts'
import { quoted } from './quoted.ts'
import { type SourceNode, type SourceTree, type Span, sourceNode } from './tree.ts'
import { yamlSyntaxProblems } from './yaml-syntax.ts'

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
