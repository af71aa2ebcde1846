import type { Diagnostic } from '../src/core/diagnostic.ts'
import { plainStyle } from '../src/core/report/layout.ts'
import { findingsText } from '../src/core/report/text.ts'
import { countsSentence } from '../src/core/report/words.ts'
import type { SourceText } from '../src/core/source/read.ts'
import type { Framework, Progress, Voices } from './framework.ts'

/** Codes of the errors that the framework shows, for those who look for them in logs. */
export type ErrorCode = 'ALEXA_PROACTIVE_CHECK_FAILED' | 'ALEXA_PROACTIVE_NOT_SENT'

/** An error of the user, which the framework shows without a stack. */
export function userError(framework: Framework, code: ErrorCode, text: string): Error {
  return new framework.classes.Error(text, code)
}

/** The text of an error about findings: what came of them and how many, then each with its lines. */
export function findingsErrorText(
  title: string,
  diagnostics: readonly Diagnostic[],
  sources: readonly SourceText[],
): string {
  const text = findingsText(diagnostics, sources, plainStyle).trimEnd()
  return `${title} (${countsSentence(diagnostics)}).\n\n${text}`
}

/** Logs findings, each by its weight. */
export function logFindings(
  diagnostics: readonly Diagnostic[],
  sources: readonly SourceText[],
  { log }: Voices,
): void {
  for (const diagnostic of diagnostics) {
    const { severity } = diagnostic
    const text = findingsText([diagnostic], sources, plainStyle).trimEnd()
    // The framework marks errors and warnings itself.
    const marked = severity === 'notice' ? text : text.slice(severity.length).trimStart()
    log[severity](`${marked}\n`)
  }
}

/** The framework's manner: what takes less time needs no words. */
const worthMentioning = 2000

/** Shows progress while something takes its time, on a terminal. */
export async function withProgress<Value>(
  message: string,
  { progress }: Voices,
  work: () => Promise<Value>,
): Promise<Value> {
  let shown: Progress | undefined
  const timer = setTimeout(() => {
    shown = progress.create?.({ message, name: 'alexa-proactive' })
  }, worthMentioning)
  try {
    return await work()
  } finally {
    clearTimeout(timer)
    shown?.remove()
  }
}
