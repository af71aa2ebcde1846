import type { AnnotationProperties } from '@actions/core'
import { type Diagnostic, documentationOf, type Place, type Severity } from '../core/diagnostic.ts'
import { plainText } from '../core/escape.ts'
import { placeText } from '../core/report/words.ts'
import { annotationPath } from './workspace.ts'

/** What is handed to the runner for one finding. */
export interface Annotation {
  readonly severity: Severity
  readonly message: string
  readonly properties: AnnotationProperties
}

/**
 * How many annotations of a kind one step may have: GitHub's runner drops those beyond ten. One
 * error is kept free for the message with which the step fails.
 */
const limits: Readonly<Record<Severity, number>> = { error: 9, warning: 10, notice: 10 }

/** GitHub's runner cuts the message of an annotation here. */
const longestMessage = 4096

/**
 * Turns findings into annotations, in their order and within the runner's limits. Where there are more
 * of a kind than it shows, the last one counts those that are only in the log.
 *
 * @param workspace the folder that files of annotations are relative to
 */
export function annotationsOf(
  diagnostics: readonly Diagnostic[],
  workspace: string,
): readonly Annotation[] {
  return (['error', 'warning', 'notice'] as const).flatMap(severity => {
    const all = diagnostics.filter(diagnostic => diagnostic.severity === severity)
    const limit = limits[severity]
    const shown = all.length > limit ? all.slice(0, limit - 1) : all
    const annotations = shown.map(diagnostic => annotationOf(diagnostic, workspace))
    const more = all.length - shown.length
    if (more === 0) return annotations
    const message = `and ${more} more ${severity}s, see the log`
    return [...annotations, { severity, message, properties: { title: 'More findings' } }]
  })
}

function annotationOf(diagnostic: Diagnostic, workspace: string): Annotation {
  const { rule, severity, message, help, place } = diagnostic
  const properties = place === undefined ? undefined : propertiesOf(place, workspace)
  // Where the runner cannot point at the place, the message names it.
  const where = place !== undefined && properties === undefined ? `${placeText(place)}: ` : ''
  const text = `${plainText(`${where}${message}`)}\n${plainText(help)}\n${documentationOf(rule)}`
  return { severity, message: cut(text), properties: { title: rule, ...properties } }
}

function propertiesOf(place: Place, workspace: string): AnnotationProperties | undefined {
  const file = annotationPath(workspace, place.file)
  if (file === undefined) return undefined
  const start = { file, startLine: place.line, startColumn: place.column }
  // The runner drops all columns of an annotation that spans lines.
  return place.endLine === place.line
    ? { ...start, endLine: place.endLine, endColumn: place.endColumn }
    : start
}

function cut(text: string): string {
  if (text.length <= longestMessage) return text
  return `${text.slice(0, longestMessage - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
