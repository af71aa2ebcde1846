import type { Context } from './context.ts'
import { countOf, type Diagnostic, finding } from './diagnostic.ts'
import type { Plan } from './plan.ts'
import type { Status } from './result.ts'
import type { Settings } from './settings.ts'
import type { FailOn } from './settings-table.ts'

/** How a run ends without sending. */
export interface Decided {
  readonly status: Status
  readonly skippedReason?: string
}

/** Whether this run notifies customers, so that what is merely unfinished becomes an error. */
export function isSending(settings: Settings): boolean {
  return settings.command === 'send' && !settings.dryRun
}

/** Findings about sending itself, reported together with all others. */
export function findingsBeforeSending(
  settings: Settings,
  context: Context,
  plan: Plan | undefined,
): readonly Diagnostic[] {
  return [...unicastRegions(plan), ...credentialFindings(settings, context)]
}

/** A customer's account is in one region, so any other region can only refuse the event. */
function unicastRegions(plan: Plan | undefined): readonly Diagnostic[] {
  if (plan === undefined || plan.campaign !== undefined) return []
  if (plan.body.relevantAudience.type !== 'Unicast' || plan.regions.regions.length < 2) return []
  return [
    finding(
      'settings/unicast-regions',
      undefined,
      `The event is for one customer, but goes to ${plan.regions.regions.join(', ')}; all but one of these answer 403.`,
      "Set regions to the customer's: the skill's requests carry it in context.System.apiEndpoint.",
    ),
  ]
}

function credentialFindings(settings: Settings, context: Context): readonly Diagnostic[] {
  if (!isSending(settings)) return []
  const reason = reasonToSkip(settings, context)
  if (reason !== undefined) return [reason]
  if (settings.simulate || settings.credentials !== undefined) return []
  const missing = settings.missingCredentials.join(' and ')
  return [
    finding(
      'settings/credentials-missing',
      undefined,
      `${missing} ${settings.missingCredentials.length === 1 ? 'is' : 'are'} missing or empty.`,
      'Pass the pair of the skill (developer console: Build, Permissions, "Alexa Skill Messaging"); a GitHub secret that does not exist arrives empty. To try without an account, set simulate.',
      settings.onMissingCredentials === 'skip' ? 'notice' : 'error',
    ),
  ]
}

/** Why nothing is sent here through no fault of the author. */
function reasonToSkip(settings: Settings, context: Context): Diagnostic | undefined {
  if (context.release?.draft === true) {
    return finding(
      'settings/draft-release',
      undefined,
      `Release ${context.release.tagName} is a draft, so it is not announced.`,
      'Publish it; the workflow runs again with "types: [published]".',
    )
  }
  if (settings.simulate) return undefined
  if (context.fromFork) {
    return finding(
      'settings/without-secrets',
      undefined,
      'This run is about code of a fork, so nothing is sent.',
      'Merge the change; the announcement goes out when the workflow runs for the branch.',
    )
  }
  if (context.byDependabot && settings.credentials === undefined) {
    return finding(
      'settings/without-secrets',
      undefined,
      'This run was started by Dependabot, which gets no secrets, so nothing is sent.',
      'Merge the change; the announcement goes out when the workflow runs for the branch.',
    )
  }
  return undefined
}

/**
 * How the run ends where nothing is to be sent; undefined where something is.
 *
 * @param rehearsal whether to stop where sending would begin
 */
export function endWithoutSending(
  settings: Settings,
  context: Context,
  diagnostics: readonly Diagnostic[],
  rehearsal: boolean | undefined,
): Decided | undefined {
  if (checkFailed(diagnostics, settings.failOn)) return { status: 'failed' }
  if (settings.command !== 'send') return { status: 'validated' }
  if (settings.dryRun) return { status: 'dry-run' }
  const reason = reasonToSkip(settings, context)
  if (reason !== undefined) return { status: 'skipped', skippedReason: reason.message }
  if (settings.credentials === undefined && !settings.simulate) {
    return { status: 'skipped', skippedReason: 'There are no credentials.' }
  }
  return rehearsal === true ? { status: 'dry-run' } : undefined
}

/** With errors nothing is ever sent, whatever `fail-on` says about the exit code. */
export function checkFailed(diagnostics: readonly Diagnostic[], failOn: FailOn): boolean {
  return (
    countOf(diagnostics, 'error') > 0 ||
    (failOn === 'warning' && countOf(diagnostics, 'warning') > 0)
  )
}
