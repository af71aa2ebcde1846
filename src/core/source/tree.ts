import type { Json, Path } from '../json.ts'

/** A stretch of a text, in UTF-16 units from 0; the end is exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Where a value stands, and the values in it. */
export interface SourceNode extends Span {
  /** Where the key stands that this value belongs to; absent for the root and for items of lists. */
  readonly key: Span | undefined
  readonly entries: ReadonlyMap<string, SourceNode> | undefined
  readonly items: readonly SourceNode[] | undefined
}

/** Writes all properties out: copying a span into each node takes most of the time otherwise. */
export function sourceNode(
  { start, end }: Span,
  key: Span | undefined,
  content: Partial<Pick<SourceNode, 'entries' | 'items'>> = {},
): SourceNode {
  return { start, end, key, entries: content.entries, items: content.items }
}

/** A value and where its parts stand. */
export interface SourceTree {
  readonly value: Json
  readonly node: SourceNode
}

/**
 * The span of the value at a path, or of its key. Where the path leads nowhere, the span of the
 * nearest value on the way.
 */
export function spanAt(root: SourceNode, path: Path, part: 'value' | 'key'): Span {
  let node = root
  for (const step of path) {
    const next = typeof step === 'number' ? node.items?.[step] : node.entries?.get(step)
    if (next === undefined) return valueSpan(node)
    node = next
  }
  return part === 'key' && node.key !== undefined ? node.key : valueSpan(node)
}

/** In YAML a value may be left out (`uri:`); its key is what a reader can see of it. */
function valueSpan(node: SourceNode): Span {
  return node.start === node.end && node.key !== undefined ? node.key : node
}
