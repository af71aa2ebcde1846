import { styleText } from 'node:util'

/** How text looks where it is shown. */
export interface Style {
  /** Leave the text as it is where colors are off. */
  readonly colors: Colors
  /** Longest line. */
  readonly columns: number
}

/** As text looks where nothing is known of whoever reads it. */
export const plainStyle: Style = { colors: colorsOf(false), columns: 100 }

/** The ways a text can look; each gives it back as it is where colors are off. */
export type Colors = ReturnType<typeof colorsOf>

/** Makes a palette; whether colors are wanted is for the door to say. */
export function colorsOf(isColorSupported: boolean) {
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    isColorSupported ? styleText(format, text, { validateStream: false }) : text
  return {
    bold: style('bold'),
    dim: style('dim'),
    red: style('red'),
    green: style('green'),
    yellow: style('yellow'),
    cyan: style('cyan'),
  }
}

/** Must not begin a line in Chinese and Japanese. */
const closing = /^[、。，．：；！？」』）】〉》〕ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々…]/

const printableAscii = /^[ -~]*$/

/** The fewest columns that text is squeezed into. */
const narrowest = 20

/** The columns a text takes on a terminal. The text must hold no escape sequences. */
export function displayWidth(text: string): number {
  if (printableAscii.test(text)) return text.length
  return graphemesOf(text).reduce((width, grapheme) => width + graphemeWidth(grapheme), 0)
}

/** Fills a text with spaces up to a width in columns. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

/** Cuts a text to a width in columns; what is cut ends with "…". */
export function clip(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let kept = ''
  let taken = 0
  for (const grapheme of graphemesOf(text)) {
    taken += graphemeWidth(grapheme)
    if (taken > width - 1) break
    kept += grapheme
  }
  return `${kept}…`
}

/**
 * Breaks a text into lines of at most `width` columns: at spaces, between the letters of scripts
 * that are written without spaces, and inside a word only where it is longer than a line.
 */
export function wrap(text: string, width: number): readonly string[] {
  if (displayWidth(text) <= width) return [text]
  const lines: string[] = []
  let current = ''
  const words = text.match(/^\s+|\S+\s*/g) ?? []
  for (const piece of words.flatMap(word => piecesOf(word, width))) {
    if (current !== '' && displayWidth(current) + displayWidth(piece.trimEnd()) > width) {
      lines.push(current.trimEnd())
      current = ''
    }
    current += piece
  }
  return [...lines, current.trimEnd()]
}

/** Breaks a text into lines of at most `columns` columns that all begin with `indent` spaces. */
export function indented(text: string, indent: number, columns: number): string {
  return wrap(text, Math.max(narrowest, columns - indent))
    .map(line => `${' '.repeat(indent)}${line}`)
    .join('\n')
}

/** A text behind its label. */
export interface Row {
  readonly label: string
  readonly text: string
}

/** Texts behind their labels, without those that are not known. */
export function rowsOf(
  ...entries: readonly (readonly [label: string, text: string | undefined])[]
): readonly Row[] {
  return entries.flatMap(([label, text]) => (text === undefined ? [] : [{ label, text }]))
}

/**
 * Sets texts behind their labels, the texts below each other.
 *
 * @param columns longest line
 * @param styleLabel colors a label after it was measured
 */
export function rows(
  entries: readonly Row[],
  columns: number,
  styleLabel: (label: string) => string,
): string {
  const labelWidth = Math.max(0, ...entries.map(({ label }) => displayWidth(label)))
  return entries
    .map(({ label, text }) => {
      const block = indented(text, labelWidth + 4, columns)
      return `  ${styleLabel(padTo(label, labelWidth))}  ${block.trimStart()}`.trimEnd()
    })
    .join('\n')
}

/** The parts of a word between which a line may end, the last with the spaces behind it. */
function piecesOf(word: string, width: number): readonly string[] {
  const pieces: string[] = []
  let piece = ''
  let taken = 0
  let isAfterWide = false
  for (const grapheme of graphemesOf(word)) {
    const graphemeColumns = graphemeWidth(grapheme)
    const isWide = graphemeColumns === 2
    const mayBreak = (isWide || isAfterWide) && !closing.test(grapheme) && grapheme.trim() !== ''
    if (piece !== '' && (mayBreak || taken + graphemeColumns > width)) {
      pieces.push(piece)
      piece = ''
      taken = 0
    }
    piece += grapheme
    taken += graphemeColumns
    isAfterWide = isWide
  }
  return [...pieces, piece]
}

/**
 * East Asian scripts and full-width forms, which take two columns of a terminal. The marks that
 * hiragana and katakana share, such as "ー" and "・", belong to no script and are named one by one.
 */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3000-\u303e\u309b\u309c\u30a0\u30fb\u30fc\u3200-\u33ff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]/u

/** Emoji that are shown in color, by themselves or because of the selector U+FE0F. */
const emoji = /\p{Emoji_Presentation}|\ufe0f/u

/** Half-width katakana and Hangul belong to wide scripts, but take one column. */
const halfWidth = /[\uff61-\uffdc]/u

/** How many columns a terminal gives to one grapheme: 1, or 2 for East Asian characters and emoji. */
export function graphemeWidth(grapheme: string): number {
  if (/^[\x20-\x7e]$/.test(grapheme) || halfWidth.test(grapheme)) return 1
  return wide.test(grapheme) || emoji.test(grapheme) ? 2 : 1
}

/** Made once, as it loads its rules each time, and where it is needed: the first one takes 17 ms. */
let segmenter: Intl.Segmenter | undefined

/** Splits a text into graphemes: what a reader takes for one character. */
export function graphemesOf(text: string): readonly string[] {
  if (/^[\x20-\x7e\t]*$/.test(text)) return [...text]
  segmenter ??= new Intl.Segmenter('en')
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}
