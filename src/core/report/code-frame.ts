import type { Place } from '../diagnostic.ts'
import { visible } from '../escape.ts'
import { graphemesOf, graphemeWidth } from './layout.ts'

/** Lines shown before and after the one with the finding. */
const context = 2

/** Columns of source text at most, without line numbers. */
const frameWidth = 100

/** Columns before the finding that are kept when a long line is cut. */
const leadWidth = 40

const tabWidth = 4

/**
 * The lines around a place, numbered, with carets under the span: no color, no final newline.
 * Control characters are made visible, tabs become spaces up to the next stop of 4, wide characters
 * keep the carets aligned, long lines are cut to a window of about 100 columns around the span.
 * A span over several lines is marked on its first. A place outside the text is moved into it.
 */
export function codeFrame(text: string, place: Place): string {
  const lines = text.split(/\r?\n/)
  const focus = Math.min(Math.max(place.line, 1), lines.length)
  const focusLine = lines[focus - 1] ?? ''
  const start = Math.min(Math.max(place.column - 1, 0), focusLine.length)
  const end =
    place.endLine > place.line ? focusLine.length : Math.min(place.endColumn - 1, focusLine.length)
  const from = windowStart(focusLine, start)

  const first = Math.max(1, focus - context)
  const last = Math.min(lines.length, focus + context)
  const digits = String(last).length
  const numbers = Array.from({ length: last - first + 1 }, (_, index) => first + index)
  return numbers
    .flatMap(number => {
      const gutter = `${number === focus ? '>' : ' '} ${String(number).padStart(digits)} |`
      const shown = render(lines[number - 1] ?? '', from, start, end)
      const source = `${gutter} ${shown.text}`.trimEnd()
      return number === focus ? [source, `  ${' '.repeat(digits)} | ${shown.carets}`] : [source]
    })
    .join('\n')
}

/**
 * Where the window begins: at the start of the line as long as the span is well inside 100 columns.
 * Only so much of the line is looked at as can matter: a minified file is one line of a mebibyte.
 */
function windowStart(line: string, start: number): number {
  const isNear =
    start <= frameWidth && render(line.slice(0, start), 0).width <= frameWidth - leadWidth
  if (isNear) return 0
  const from = Math.max(0, start - leadWidth)
  const isInsidePair = /[\udc00-\udfff]/.test(line.charAt(from))
  return isInsidePair ? from - 1 : from
}

/**
 * A line as it is shown, and the carets under a span of it: at least one, also where the span is empty or
 * stands behind the end of the line.
 */
function render(line: string, from: number, start = 0, end = 0) {
  const ahead = from > 0 && line.length > 0 ? '…' : ''
  const shown: string[] = [ahead]
  let width = ahead.length
  let offset = from
  let indent: number | undefined
  let marked = 0
  for (const grapheme of graphemesOf(line.slice(from, from + 4 * frameWidth))) {
    const piece = pieceOf(grapheme, width, shown.at(-1) ?? '')
    if (width + piece.width > frameWidth) break
    const next = offset + grapheme.length
    if (next > start) indent ??= width
    if (next > start && offset < end) marked += piece.width
    shown.push(piece.text)
    width += piece.width
    offset = next
  }
  const behind = offset < line.length ? '…' : ''
  const carets = `${' '.repeat(indent ?? width)}${'^'.repeat(Math.max(1, marked))}`
  return { text: `${shown.join('')}${behind}`, width, carets }
}

/** What stands for a grapheme, and how many columns it takes. */
function pieceOf(
  grapheme: string,
  column: number,
  before: string,
): { readonly text: string; readonly width: number } {
  if (grapheme === '\t') {
    const width = tabWidth - (column % tabWidth)
    return { text: ' '.repeat(width), width }
  }
  const text = visible(grapheme)
  if (text !== grapheme) return { text, width: text.length }
  // GitHub's runner obeys "##[" anywhere in a line of a log.
  if (text === '[' && before === '#') return { text: '\\[', width: 2 }
  return { text, width: graphemeWidth(grapheme) }
}
