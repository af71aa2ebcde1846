import { join, parse } from 'node:path'
import { plainStyle } from '../src/core/report/layout.ts'
import { findingsText } from '../src/core/report/text.ts'
import { statusSentence } from '../src/core/report/words.ts'
import type { Voices } from './framework.ts'
import { interruptible } from './interruption.ts'
import type { Preparation } from './preparation.ts'
import { type EventRun, reportedBefore, runEvent } from './run-event.ts'
import { withProgress } from './say.ts'
import type { EventSettings } from './settings.ts'

/** An event that was to be sent, and what became of it. */
export interface Announced extends EventRun {
  readonly name: string
}

/** Sends events one after the other; each whatever became of the one before. */
export async function announceAll(
  events: readonly EventSettings[],
  preparation: Preparation,
  voices: Voices,
): Promise<readonly Announced[]> {
  const { report } = preparation.settings.raw
  const ofOne = report === undefined || events.length === 1 ? undefined : report
  const announced: Announced[] = []
  for (const event of events) {
    const run = await withProgress(`Sending the Alexa event ${event.name}`, voices, () =>
      interruptible(signal =>
        runEvent('send', event, preparation, {
          manifest: reportedBefore(preparation.skill.manifest),
          raw: ofOne === undefined ? {} : { report: reportOf(ofOne, event.name) },
          signal,
        }),
      ),
    )
    announced.push({ name: event.name, ...run })
  }
  return announced
}

/** What to say of an event that not everybody was sent; undefined where all is well. */
export function failureOf({ name, result, sources }: Announced): string | undefined {
  if (result.status !== 'failed' && result.status !== 'partial') return undefined
  const errors = result.diagnostics.filter(({ severity }) => severity === 'error')
  const reasons = findingsText(errors, sources, plainStyle)
  return `The event ${name}: ${statusSentence(result)}\n\n${reasons}`.trimEnd()
}

/** `report.json` → `report.release.json`: with several events each has a report of its own. */
function reportOf(path: string, event: string): string {
  const { dir, name, ext } = parse(path)
  return join(dir, `${name}.${event.replace(/[^\w-]/g, '_')}${ext}`)
}
