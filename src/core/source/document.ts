import type { Place } from '../diagnostic.ts'
import type { Json, Path } from '../json.ts'

/** A stretch of a text, in UTF-16 units from 0; the end is exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Where a value stands. */
export interface Standing extends Span {
  /** Where the key stands that it belongs to; undefined for the root and for items of lists. */
  readonly key: Span | undefined
}

/** A value, where it stands, and the values in it. */
export interface SourceNode extends Standing {
  readonly value: Json
  readonly entries?: ReadonlyMap<string, SourceNode>
  readonly items?: readonly SourceNode[]
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

/** A file that was read: its value, and where each part of it stands. */
export interface Document {
  /** The path as the user wrote it, or a name in angle brackets for text that is in no file: `<event>`. */
  readonly file: string
  /** The text without byte order mark, for code frames. */
  readonly text: string
  readonly value: Json
  /**
   * The span of the value at `path`, or of its key. Where the path leads nowhere,
   * the span of its nearest existing ancestor: a missing property is shown at the object that lacks it.
   */
  place(path: Path, part?: 'value' | 'key'): Place
}

/** Objects and lists inside one another beyond this are refused: nothing real comes near it. */
export const deepest = 64
