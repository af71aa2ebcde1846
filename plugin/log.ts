import type { Diagnostic } from '../src/core/diagnostic.ts'
import { plainText } from '../src/core/escape.ts'
import { plainStyle } from '../src/core/report/layout.ts'
import { findingsText } from '../src/core/report/text.ts'
import {
  countsSentence,
  groupFindings,
  outcomeSentence,
  regionsSentence,
  stageSentence,
  statusSentence,
} from '../src/core/report/words.ts'
import type { Result } from '../src/core/result.ts'
import type { SourceText } from '../src/core/source/read.ts'
import type { Framework, Utils } from './framework.ts'
import type { SkillStage } from './stage.ts'

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

/** Logs findings, each by its weight, equal ones together. */
export function logFindings(
  diagnostics: readonly Diagnostic[],
  sources: readonly SourceText[],
  { log }: Utils,
): void {
  for (const { finding, places } of groupFindings(diagnostics)) {
    const { severity } = finding
    const equal = places.length === 0 ? [finding] : places.map(place => ({ ...finding, place }))
    const text = findingsText(equal, sources, plainStyle).trimEnd()
    // The framework marks errors and warnings itself.
    const marked = severity === 'notice' ? text : text.slice(severity.length).trimStart()
    log[severity](`${marked}\n`)
  }
}

/** Tells of each finding whether it comes up for the first time: several events, and a check before a send, find the same. */
export function onlyOnce(): (diagnostic: Diagnostic) => boolean {
  const known = new Set<string>()
  return ({ rule, place, message }) => {
    const key = JSON.stringify([rule, place, message])
    const isNew = !known.has(key)
    known.add(key)
    return isNew
  }
}

/** The framework's manner: what takes less time needs no words. */
const worthMentioning = 2000

/** SIGBREAK is Ctrl-Break on Windows, and never comes elsewhere. */
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const

/**
 * Shows progress on a terminal while something takes its time. The first Ctrl-C tells the work to stop, and it
 * says what is known by then; the second one ends the process.
 */
export async function withProgress<Value>(
  message: string,
  { progress }: Utils,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  let shown: ReturnType<NonNullable<Utils['progress']['create']>> | undefined
  const timer = setTimeout(() => {
    // Without a name: the frameworks throw for one that another command step had before.
    shown = progress.create?.({ message })
  }, worthMentioning)
  const controller = new AbortController()
  const stop = (): void => controller.abort(new Error('Interrupted'))
  for (const signal of stopSignals) process.once(signal, stop)
  try {
    return await work(controller.signal)
  } finally {
    for (const signal of stopSignals) process.off(signal, stop)
    clearTimeout(timer)
    shown?.remove()
  }
}

/** The lines that a deploy shows at its end: stage and reason, then each event with its regions. */
export function outputLines(
  { decision, silentBecause }: SkillStage,
  announced: readonly { readonly name: string; readonly result: Result }[],
): readonly string[] {
  if (silentBecause !== undefined) {
    return [plainText(`nothing was sent, because ${silentBecause}`)]
  }
  const lines = announced.flatMap(({ name, result }) => {
    const sentence = statusSentence(result)
    // Why it failed is told at the very end, with what to do.
    const status = isMissed(result) ? `${sentence.split(':')[0]}, see below` : sentence
    const line = `${plainText(name)}: ${status}`
    if (result.status === 'already-sent') return [line]
    const { regions, regionsReason: reason, deliveries } = result
    return [
      line,
      ...(reason === undefined ? [] : [`  regions: ${regionsSentence({ regions, reason })}`]),
      ...deliveries.map(delivery => `  ${outcomeSentence(delivery)}`),
    ]
  })
  return [`stage: ${stageSentence(decision)}`, ...lines]
}

/** Whether an event did not reach all it was for. */
export function isMissed({ status }: Result): boolean {
  return status === 'failed' || status === 'partial'
}

/** Adds a section to the output of a deploy. A title that is taken would be an exception. */
export function addOutput(framework: Framework, lines: readonly string[]): void {
  const taken = framework.servicePluginOutputs
  const titles = ['alexa-proactive', 'alexa-proactive (2)', 'alexa-proactive (3)']
  const free = titles.find(title => taken?.has(title) !== true)
  if (free === undefined || lines.length === 0) return
  framework.addServiceOutputSection?.(free, lines)
}
