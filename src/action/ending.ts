import { error, notice, setFailed, warning } from '@actions/core'
import { summaryMarkdown } from '../core/report/markdown.ts'
import { acceptedMeans, silentReasons, statusSentence, wasAccepted } from '../core/report/words.ts'
import type { Result } from '../core/result.ts'
import { annotationsOf } from './annotations.ts'
import { appendOutputs, appendSummary } from './command-files.ts'
import { printPassage } from './log.ts'
import { outputsOf } from './outputs.ts'

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
export function publish(
  { result, report, campaign }: Ending,
  options: {
    readonly workspace: string
    /** The runner's file for outputs. */
    readonly outputsFile: string | undefined
    /** The runner's file for the job summary; absent where none is wanted. */
    readonly summaryFile: string | undefined
    /** Whether somebody cancelled the run, so that failed deliveries were given up for that reason. */
    readonly cancelled: boolean
  },
): void {
  appendOutputs(options.outputsFile, outputsOf(result, report))
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
  writeSummary(options.summaryFile, summaryMarkdown(result, { campaign }))
  const cancelled = options.cancelled ? 'The run was cancelled. ' : ''
  const sentence = `${cancelled}${statusSentence(result)}`
  if (result.failed) setFailed(sentence)
  else printPassage({ lines: [sentence] })
}

/** A summary that cannot be written (old runners, `act`) is no reason to fail what has been sent. */
function writeSummary(file: string | undefined, markdown: string): void {
  if (file === undefined) return
  try {
    appendSummary(file, markdown)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    printPassage({ lines: [`The job summary was not written: ${reason}`] })
  }
}
