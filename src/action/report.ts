import { isAbsolute, relative, resolve, sep } from 'node:path'
import {
  type AnnotationProperties,
  error,
  notice,
  setFailed,
  setOutput,
  summary,
  warning,
} from '@actions/core'
import { type Diagnostic, documentationOf, type Place, type Severity } from '../core/diagnostic.ts'
import { plainText } from '../core/escape.ts'
import { resultObject } from '../core/report/json.ts'
import { summaryMarkdown } from '../core/report/markdown.ts'
import {
  acceptedMeans,
  placeText,
  silentReasons,
  statusSentence,
  wasAccepted,
} from '../core/report/words.ts'
import { type Result, refusedResult } from '../core/result.ts'
import { printPassage } from './log.ts'

/** How a run ended. */
export interface Ending {
  readonly result: Result
  /** Path of the report, where one was written. */
  readonly report: string | undefined
  /** What the job summary says of a campaign, in Markdown. */
  readonly campaign?: string | undefined
}

const annotate = { error, warning, notice }

/**
 * Tells the runner how the run ended: outputs, annotations, job summary, and one message with which
 * the step fails or a line with which it ends well.
 */
export async function publish(
  { result, report, campaign }: Ending,
  options: {
    readonly workspace: string
    /** Whether a job summary is wanted. */
    readonly summary: boolean
    /** Whether somebody cancelled the run, so that failed deliveries were given up for that reason. */
    readonly cancelled: boolean
  },
): Promise<void> {
  setOutputs(outputsOf(result, report))
  if (wasAccepted(result)) {
    const lines = [acceptedMeans, ...silentReasons.map(reason => `- ${reason}`)]
    printPassage({ title: 'What "accepted" means', lines })
  }
  for (const { severity, message, properties } of annotationsOf(
    result.diagnostics,
    options.workspace,
  )) {
    annotate[severity](message, properties)
  }
  if (options.summary) await writeSummary(summaryMarkdown(result, { campaign }))
  const cancelled = options.cancelled ? 'The run was cancelled. ' : ''
  const sentence = `${cancelled}${statusSentence(result)}`
  if (result.failed) setFailed(sentence)
  else printPassage({ lines: [sentence] })
}

/** Sets the outputs of a run that did not come to its end, so that later steps read of a failure. */
export function reportFailure(): void {
  setOutputs(outputsOf(refusedResult([]), undefined))
}

function setOutputs(outputs: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(outputs)) setOutput(name, value)
}

/** A summary that cannot be written (old runners, `act`) is no reason to fail what has been sent. */
async function writeSummary(markdown: string): Promise<void> {
  try {
    await summary.addRaw(markdown, true).write()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    printPassage({ lines: [`The job summary was not written: ${reason}`] })
  }
}

/** The step's outputs by name, all of them at every end. `action.yml` says what they mean. */
export function outputsOf(
  result: Result,
  report: string | undefined,
): Readonly<Record<string, string>> {
  const { counts } = resultObject(result)
  return {
    status: result.status,
    'skipped-reason': result.skippedReason ?? '',
    stage: result.stage ?? '',
    'stage-reason': result.stageReason ?? '',
    regions: result.regions.join(','),
    'reference-id': result.referenceId ?? '',
    'request-ids': result.deliveries.flatMap(({ requestId }) => requestId ?? []).join(','),
    accepted: String(counts.accepted),
    rejected: String(counts.rejected),
    failed: String(counts.failed),
    errors: String(counts.errors),
    warnings: String(counts.warnings),
    preview: JSON.stringify(result.preview),
    report: report ?? '',
    journal: result.campaign?.journal ?? '',
    'failed-file': result.campaign?.failedFile ?? '',
  }
}

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

/** Where paths of the settings begin: the checked-out repository, else the folder the step runs in. */
export function workspaceOf(environment: Readonly<Record<string, string | undefined>>): string {
  return environment['GITHUB_WORKSPACE']?.trim() || process.cwd()
}

/**
 * The path of a file as annotations want it: relative to the workspace, with `/`.
 *
 * @returns undefined for files outside of it and for text that is in no file (`<event>`): an annotation
 * cannot point there.
 */
export function annotationPath(workspace: string, file: string): string | undefined {
  if (file.startsWith('<')) return undefined
  const path = relative(workspace, resolve(workspace, file))
  if (path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)) {
    return undefined
  }
  return path.split(sep).join('/')
}
