import { type Node, type ParseError, parseTree } from 'jsonc-parser'
import type { Json } from '../json.ts'
import { deepest, tooDeepAt } from './depth.ts'
import { duplicateKey } from './duplicate.ts'
import { jsonSyntaxProblems } from './json-syntax.ts'
import { problemOfNumber } from './number.ts'
import { placesOf } from './places.ts'
import type { Parsed, Problem } from './problem.ts'
import { type SourceNode, type SourceTree, type Span, sourceNode } from './tree.ts'

/**
 * Parses JSON, strictly (no comments, no trailing commas), and finds every problem in it. Objects are
 * built so that a key named `__proto__` is an ordinary key. Of repeated keys the last one counts, as
 * with JSON.parse.
 *
 * @param text without byte order mark
 */
export function parseJson(text: string): Parsed {
  const tooDeep = firstTooDeep(text)
  if (tooDeep !== undefined) return { tree: undefined, problems: [tooDeep] }

  const errors: ParseError[] = []
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
  if (root === undefined || errors.length > 0) {
    return { tree: undefined, problems: jsonSyntaxProblems(text, errors) }
  }
  const problems: Problem[] = []
  const tree = build(root, undefined, { text, lineAt: linesOf(text), problems })
  return { tree, problems }
}

interface Building {
  readonly text: string
  readonly lineAt: (span: Span) => number
  readonly problems: Problem[]
}

function build(node: Node, key: Span | undefined, building: Building): SourceTree {
  if (node.type === 'object') return buildObject(node, key, building)
  if (node.type === 'array') return buildArray(node, key, building)
  const value = scalarOf(node)
  if (typeof value === 'number') {
    const literal = building.text.slice(node.offset, node.offset + node.length)
    const problem = problemOfNumber(value, literal, spanOf(node))
    if (problem !== undefined) building.problems.push(problem)
  }
  return { value, node: sourceNode(spanOf(node), key) }
}

function buildObject(node: Node, key: Span | undefined, building: Building): SourceTree {
  const entries = new Map<string, SourceNode>()
  const values = new Map<string, Json>()
  for (const property of node.children ?? []) {
    const [name, content] = property.children ?? []
    if (name === undefined || content === undefined) continue
    const text = String(name.value)
    const span = spanOf(name)
    const first = entries.get(text)
    if (first !== undefined) {
      building.problems.push(duplicateKey(text, building.lineAt(first.key ?? first), span))
    }
    const child = build(content, span, building)
    entries.set(text, child.node)
    values.set(text, child.value)
  }
  return {
    value: Object.fromEntries(values),
    node: sourceNode(spanOf(node), key, { entries }),
  }
}

function buildArray(node: Node, key: Span | undefined, building: Building): SourceTree {
  const children = (node.children ?? []).map(child => build(child, undefined, building))
  return {
    value: children.map(child => child.value),
    node: sourceNode(spanOf(node), key, { items: children.map(child => child.node) }),
  }
}

/** The parser types values loosely; this gives them their type without trusting it. */
function scalarOf(node: Node): Json {
  const value: unknown = node.value
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value
  }
  return null
}

function spanOf(node: Node): Span {
  return { start: node.offset, end: node.offset + node.length }
}

function linesOf(text: string): (span: Span) => number {
  const placeOf = placesOf('', text)
  return span => placeOf(span).line
}

/** The parser calls itself for each level, so depth is bounded before it sees the text. */
function firstTooDeep(text: string): Problem | undefined {
  let depth = 0
  let inText = false
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at)
    if (inText) {
      if (sign === '\\') at += 1
      else if (sign === '"' || sign === '\n') inText = false
    } else if (sign === '"') inText = true
    else if (sign === '{' || sign === '[') {
      depth += 1
      if (depth > deepest) return tooDeepAt({ start: at, end: at + 1 })
    } else if (sign === '}' || sign === ']') depth -= 1
  }
  return undefined
}
