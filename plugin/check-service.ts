import { type Diagnostic, finding } from '../src/core/diagnostic.ts'
import type { Preparation, Refusal } from './preparation.ts'
import { reportedBefore, runEvent } from './run-event.ts'
import type { EventSettings } from './settings.ts'

/** The events that a deploy sends. */
export function eventsOnDeploy({ settings }: Preparation): readonly EventSettings[] {
  return settings.events.filter(({ on }) => on === 'deploy')
}

/**
 * Checks what can be checked before anything is built: settings, manifest, and the events that this
 * deploy will send, with everything that sending them needs. Events that are not sent from here are
 * not looked at: what their templates name may be missing.
 *
 * @param isDeploy false where the service is packaged alone
 */
export async function checkService(preparation: Preparation, isDeploy: boolean): Promise<Refusal> {
  const { settings, stage, skill } = preparation
  const { signal } = new AbortController()
  const choice = {
    manifest: reportedBefore(skill.manifest),
    rehearsal: true,
    // A report is about what was done.
    raw: { report: '' },
    signal,
  }
  const isSending = isDeploy && stage.silentBecause === undefined
  const events = isSending ? eventsOnDeploy(preparation) : []
  const runs = []
  for (const event of events) runs.push(await runEvent('send', event, preparation, choice))
  // Without events, too, mistakes in the settings are found now.
  if (events.length === 0) runs.push(await runEvent('validate', undefined, preparation, choice))
  const diagnostics = [
    ...skill.manifest.diagnostics,
    ...runs.flatMap(({ result }) => result.diagnostics),
  ]
  return {
    diagnostics: settings.failDeploy ? diagnostics : diagnostics.map(withoutForce),
    sources: [...skill.manifest.sources, ...runs.flatMap(({ sources }) => sources)],
  }
}

/** An announcement that cannot be sent forbids a deploy only where `failDeploy` says so. */
function withoutForce(diagnostic: Diagnostic): Diagnostic {
  const { rule, severity, place, message, help } = diagnostic
  return rule === 'settings/credentials-missing' && severity === 'error'
    ? finding(rule, place, `${message} So no event will be sent.`, help, 'warning')
    : diagnostic
}
