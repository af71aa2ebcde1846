import type { Place } from '../diagnostic.ts'
import type { Span } from './tree.ts'

/**
 * Prepares the places of a text.
 *
 * @returns a function from a span of the text to its place: lines and columns from 1, columns in
 * UTF-16 units. Lines end at LF; the CR of a CRLF belongs to the line it ends. An empty span
 * becomes one column wide, so that there is something to point at.
 */
export function placesOf(file: string, text: string): (span: Span) => Place {
  let starts: readonly number[] | undefined
  return span => {
    starts ??= lineStarts(text)
    const line = lineOf(starts, span.start)
    const column = span.start - (starts[line - 1] ?? 0) + 1
    const endLine = lineOf(starts, Math.max(span.start, span.end))
    const endColumn = Math.max(span.start, span.end) - (starts[endLine - 1] ?? 0) + 1
    const empty = endLine === line && endColumn === column
    return { file, line, column, endLine, endColumn: empty ? column + 1 : endColumn }
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** The number of the line that holds an offset: the last one that begins at it or before. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle
  }
  return low + 1
}
