import {
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { type Json, nested, type Path } from '../json.ts'

/** What replaces a stretch of a text, its lines with LF at their ends. */
export interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * What puts a value at a path of a YAML text; what is missing on the way is made. It is written into the
 * text itself: the parser's document would lay out anew what nobody has touched.
 */
export function spliceOf(text: string, path: Path, value: Json): Splice {
  let node: Node | null = contentsOf(text)
  for (const [index, name] of path.entries()) {
    const child: unknown = isCollection(node) ? node.get(name, true) : undefined
    if (!isNode(child)) {
      const inner = nested(path.slice(index + 1), value)
      return isMap(node) || isSeq(node)
        ? entrySplice(text, node, name, inner)
        : valueSplice(text, node, nested(path.slice(index), value))
    }
    node = child
  }
  return valueSplice(text, node, value)
}

/** What gives the key at a path another name; undefined where there is none. */
export function keySpliceOf(text: string, path: Path, name: string): Splice | undefined {
  const contents = contentsOf(text)
  const owner: unknown = isCollection(contents) ? contents.getIn(path.slice(0, -1)) : null
  const map = path.length === 1 ? contents : owner
  const pair = isMap(map)
    ? map.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))
    : undefined
  if (!isScalar(pair?.key) || !pair.key.range) return undefined
  const [start, end] = pair.key.range
  return { start, end, text: inQuotes(quoteAt(text, start), name) }
}

function contentsOf(text: string): Node | null {
  return parseDocument(text).contents
}

/** The quote that a text in quotes begins with. */
function quoteAt(text: string, start: number): string {
  return /["']/.exec(text.charAt(start))?.[0] ?? ''
}

/** A value in the quotes of the one it replaces. */
function inQuotes(quote: string, value: Json): string {
  if (quote === '' || typeof value !== 'string') return flowText(value)
  return quote === '"' ? JSON.stringify(value) : `'${value.replaceAll("'", "''")}'`
}

function valueSplice(text: string, node: Node | null, value: Json): Splice {
  const [start, end] = node?.range ?? [text.length, text.length]
  const space = text[start - 1] === ':' ? ' ' : ''
  return { start, end, text: `${space}${inQuotes(quoteAt(text, start), value)}` }
}

/** @param name of a new entry of a map; of a list it is the number behind its last one */
function entrySplice(
  text: string,
  owner: YAMLMap | YAMLSeq,
  name: string | number,
  value: Json,
): Splice {
  const [start, end] = owner.range ?? [0, 0]
  const entry: Json = typeof name === 'number' ? [value] : { [name]: value }
  if (owner.flow === true) {
    const added = flowText(entry).slice(1, -1)
    const last = endOfLast(owner)
    return last === undefined
      ? { start: start + 1, end: end - 1, text: added }
      : { start: last, end: last, text: `, ${added.trim()}` }
  }
  // Behind the comment of the last line: that belongs to the collection, too.
  const at = text.slice(0, end).trimEnd().length
  return { start: at, end: at, text: `\n${blockText(text, owner, entry)}` }
}

/** Where the last entry of a collection ends; undefined for an empty one. */
function endOfLast({ items }: YAMLMap | YAMLSeq): number | undefined {
  const last: unknown = items.at(-1)
  const node = isPair(last) ? (last.value ?? last.key) : last
  return isNode(node) ? node.range?.[1] : undefined
}

function flowText(value: Json): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim()
}

/** Entries as lines that go on with those of a collection, as deep as they are. */
function blockText(text: string, owner: YAMLMap | YAMLSeq, entries: Json): string {
  const indentation = columnOf(text, owner)
  const inner = isMap(owner) ? owner.items.find(({ value }) => isMap(value)) : undefined
  const deeper = isMap(inner?.value) && inner.value.flow !== true ? columnOf(text, inner.value) : 0
  const indent = deeper > indentation ? deeper - indentation : 2
  return stringify(entries, { indent, lineWidth: 0 })
    .trimEnd()
    .replace(/^/gm, ' '.repeat(indentation))
}

/** How deep the entries of a collection are: of a list, how deep its dashes are. */
function columnOf(text: string, { items }: YAMLMap | YAMLSeq): number {
  const first: unknown = items[0]
  const node = isPair(first) ? first.key : first
  const [start] = (isNode(node) ? node.range : undefined) ?? [0]
  const at = isPair(first) ? start : text.lastIndexOf('-', start - 1)
  return at - (text.lastIndexOf('\n', at) + 1)
}
