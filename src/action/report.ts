import { setFailed, setOutput, summary } from '@actions/core'
import { summaryMarkdown } from '../core/report/markdown.ts'
import { resultObject } from '../core/report/report.ts'
import { acceptedMeans, silentReasons, statusSentence, wasAccepted } from '../core/report/words.ts'
import { type Result, refusedResult } from '../core/result.ts'
import { print } from './log.ts'

/** How a run ended. */
export interface Ending {
  readonly result: Result
  /** Path of the report, where one was written. */
  readonly report: string | undefined
}

/**
 * Tells the runner how the run ended: outputs, job summary, and one message with which the step fails
 * or a line with which it ends well.
 */
export async function publish(
  { result, report }: Ending,
  options: {
    /** Whether a job summary is wanted. */
    readonly summary: boolean
    /** Whether somebody cancelled the run, so that failed deliveries were given up for that reason. */
    readonly cancelled: boolean
  },
): Promise<void> {
  setOutputs(outputsOf(result, report))
  if (wasAccepted(result)) {
    const lines = [acceptedMeans, ...silentReasons.map(reason => `- ${reason}`)]
    print(lines, 'What "accepted" means')
  }
  if (options.summary) await writeSummary(summaryMarkdown(result))
  const cancelled = options.cancelled ? 'The run was cancelled. ' : ''
  const sentence = `${cancelled}${closingSentence(result)}`
  if (result.failed) setFailed(sentence)
  else print([sentence])
}

/** How the run ended, without the reason that the notice above it has told. */
function closingSentence(result: Result): string {
  const isTold = result.diagnostics.some(({ message }) => message === result.skippedReason)
  return statusSentence(isTold ? { ...result, skippedReason: undefined } : result)
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
    print([`The job summary was not written: ${reason}`])
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
