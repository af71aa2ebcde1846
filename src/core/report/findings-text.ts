import { type Diagnostic, documentationOf, type Severity } from '../diagnostic.ts'
import type { SourceText } from '../source/read.ts'
import { codeFrame } from './code-frame.ts'
import { plainText } from './escape.ts'
import { clip, indented } from './layout.ts'
import type { Style } from './style.ts'
import { countsSentence, placeText } from './words.ts'

/**
 * Findings with the lines they are about, ready to print: file by file from top to bottom, those
 * without a file first. Ends with a newline; empty where there are none.
 *
 * @param sources the files that the findings point into
 */
export function findingsText(
  diagnostics: readonly Diagnostic[],
  sources: readonly SourceText[],
  style: Style,
): string {
  return inReadingOrder(diagnostics, sources)
    .map(diagnostic => `${findingText(diagnostic, sources, style)}\n\n`)
    .join('')
}

/** A line such as `Found: 2 errors and 1 warning.`, coloured by the worst. */
export function countsText(diagnostics: readonly Diagnostic[], { colors }: Style): string {
  const worst = (['error', 'warning', 'notice'] as const).find(severity =>
    diagnostics.some(diagnostic => diagnostic.severity === severity),
  )
  const paint = worst === undefined ? colors.green : severityPaint(worst, colors)
  return `${paint(`${worst === undefined ? 'Checked' : 'Found'}: ${countsSentence(diagnostics)}.`)}\n`
}

function findingText(
  diagnostic: Diagnostic,
  sources: readonly SourceText[],
  { colors, columns }: Style,
): string {
  const { rule, severity, message, help, place } = diagnostic
  const where = place === undefined ? '' : ` ${plainText(placeText(place))}`
  const head = `${colors.bold(severityPaint(severity, colors)(severity))}${colors.bold(where)} ${colors.dim(rule)}`
  const source = sources.find(({ file }) => file === place?.file)
  return [
    head,
    indented(plainText(message), 2, columns),
    ...(place === undefined || source === undefined
      ? []
      : [frameText(codeFrame(source.text, place), severity, colors, columns)]),
    indented(plainText(help), 2, columns),
    `  ${colors.dim(documentationOf(rule))}`,
  ].join('\n')
}

function frameText(
  frame: string,
  severity: Severity,
  colors: Style['colors'],
  columns: number,
): string {
  const paint = severityPaint(severity, colors)
  return frame
    .split('\n')
    .map(line => {
      const shown = `  ${clip(line, columns - 2)}`
      if (/^\s*\|\s*\^/.test(line)) return paint(shown)
      return line.startsWith('>') ? shown : colors.dim(shown)
    })
    .join('\n')
}

function severityPaint(severity: Severity, colors: Style['colors']): (text: string) => string {
  return { error: colors.red, warning: colors.yellow, notice: colors.cyan }[severity]
}

function inReadingOrder(
  diagnostics: readonly Diagnostic[],
  sources: readonly SourceText[],
): readonly Diagnostic[] {
  const position = ({ place }: Diagnostic): readonly number[] =>
    place === undefined
      ? [-2, 0, 0]
      : [sources.findIndex(({ file }) => file === place.file), place.line, place.column]
  return diagnostics.toSorted((left, right) => {
    const ofRight = position(right)
    const differences = position(left).map((value, index) => value - (ofRight[index] ?? 0))
    return differences.find(difference => difference !== 0) ?? 0
  })
}
