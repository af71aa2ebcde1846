import { isArray, type Json, parsedJson } from '../json.ts'
import { deepest } from './depth.ts'
import { type SourceNode, type SourceTree, type Span, sourceNode } from './tree.ts'

/**
 * Reads JSON in which nothing is wrong, as nearly every file is: at a fifth of the time that the parser
 * takes that explains mistakes, which need not even be loaded. Places are looked for when one is asked for.
 *
 * @param text without byte order mark
 * @returns undefined where anything may be wrong: syntax, repeated keys, depth, numbers that lose digits
 */
export function parsePlainJson(text: string): SourceTree | undefined {
  const value = parsedJson(text)
  if (value === undefined || countKeys(value, 0) !== countWrittenKeys(text)) return undefined
  let node: SourceNode | undefined
  return {
    value,
    get node() {
      node ??= nodeOf(text)
      return node
    },
  }
}

/** How many keys a value has in all; not a number where it is nested too deeply or loses digits. */
function countKeys(value: Json, depth: number): number {
  if (typeof value === 'number') return isExact(value) ? 0 : Number.NaN
  if (typeof value !== 'object' || value === null) return 0
  if (depth >= deepest) return Number.NaN
  const children = Object.values(value)
  const own = isArray(value) ? 0 : children.length
  return children.reduce<number>((sum, child) => sum + countKeys(child, depth + 1), own)
}

/** Whether a number is sure to be what is written: beyond 2^53 whole numbers lose digits. */
function isExact(value: number): boolean {
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER
}

/** In a text that is JSON, each quote that is not escaped begins or ends a text. */
function countWrittenKeys(text: string): number {
  let count = 0
  for (const [, colon] of text.matchAll(/"(?:[^"\\]|\\.)*"\s*(:)?/g)) {
    if (colon !== undefined) count += 1
  }
  return count
}

/** Finds where everything stands in a text that is known to be JSON, so separators carry no meaning. */
function nodeOf(text: string): SourceNode {
  const token = /[\s,:]*("(?:[^"\\]|\\.)*"|[{}[\]]|[^\s,:{}[\]"]+)/y
  const next = (): Span => {
    const [, written = ''] = token.exec(text) ?? []
    return { start: token.lastIndex - written.length, end: token.lastIndex }
  }
  const read = (first: Span, key: Span | undefined): SourceNode => {
    const sign = text.charAt(first.start)
    if (sign !== '{' && sign !== '[') return sourceNode(first, key)
    const entries = new Map<string, SourceNode>()
    const items: SourceNode[] = []
    let part = next()
    for (; !isEnd(text.charAt(part.start)); part = next()) {
      if (sign === '[') items.push(read(part, undefined))
      else entries.set(JSON.parse(text.slice(part.start, part.end)), read(next(), part))
    }
    const span = { start: first.start, end: part.end }
    return sourceNode(span, key, sign === '{' ? { entries } : { items })
  }
  return read(next(), undefined)
}

/** The end of an object or list; of the text, too, so that no text can keep the search going. */
function isEnd(sign: string): boolean {
  return sign === '}' || sign === ']' || sign === ''
}
