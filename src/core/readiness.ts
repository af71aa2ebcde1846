import type { Context } from './context.ts'
import { amazonTokenUrl, eventsUrl } from './delivery/deliver.ts'
import { countOf, type Diagnostic, finding } from './diagnostic.ts'
import type { Plan, StageDecision } from './plan.ts'
import type { Delivery, Result, Spoken, Status, Subject } from './result.ts'
import type { Settings } from './settings.ts'
import type { FailOn } from './settings-table.ts'
import type { SourceText } from './source/read.ts'
import type { World } from './world.ts'

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
  plan: Plan | undefined,
  world: Pick<World, 'proxyFinding'>,
): readonly Diagnostic[] {
  return [
    ...unicastRegions(settings, plan),
    ...credentialFindings(settings),
    ...proxyFindings(settings, plan, world),
  ]
}

/** A proxy that is named and not used must not be passed by in silence. */
function proxyFindings(
  settings: Settings,
  plan: Plan | undefined,
  world: Pick<World, 'proxyFinding'>,
): readonly Diagnostic[] {
  if (!isSending(settings) || settings.simulate || plan === undefined) return []
  const urls = [
    settings.authUrl ?? amazonTokenUrl,
    ...plan.regions.regions.map(region => eventsUrl(region, plan.stage.stage, settings.apiUrl)),
  ]
  const found = urls.flatMap(url => world.proxyFinding?.(url) ?? [])
  return found.filter(({ rule }, index) => index === found.findIndex(one => one.rule === rule))
}

/** A customer's account is in one region, so any other region can only refuse the event. */
function unicastRegions({ names }: Settings, plan: Plan | undefined): readonly Diagnostic[] {
  if (plan === undefined || plan.campaign !== undefined) return []
  if (plan.body.relevantAudience.type !== 'Unicast' || plan.regions.regions.length < 2) return []
  return [
    finding(
      'settings/unicast-regions',
      undefined,
      `The event is for one customer, but goes to ${plan.regions.regions.join(', ')}; all but one of these answer 403.`,
      `Set ${names.of('regions')} to the customer's: the skill's requests carry it in context.System.apiEndpoint.`,
    ),
  ]
}

function credentialFindings(settings: Settings): readonly Diagnostic[] {
  if (!isSending(settings)) return []
  if (settings.simulate || settings.credentials !== undefined) return []
  const { names } = settings
  const missing = settings.missingCredentials.map(names.of).join(' and ')
  return [
    finding(
      'settings/credentials-missing',
      undefined,
      `${missing} ${settings.missingCredentials.length === 1 ? 'is' : 'are'} missing or empty.`,
      `Set the environment variables ALEXA_CLIENT_ID and ALEXA_CLIENT_SECRET to the pair of the skill (developer console: Build, Permissions, "Alexa Skill Messaging"), or pass ${names.of('client-id')} and ${names.of('client-secret')}; a GitHub secret that does not exist arrives empty. To try without an account, set ${names.of('simulate')} (--simulate on the command line).`,
      settings.onMissingCredentials === 'skip' ? 'notice' : 'error',
    ),
  ]
}

/**
 * How the run ends where nothing is to be sent; undefined where something is.
 *
 * @param rehearsal whether to stop where sending would begin
 */
export function endWithoutSending(
  settings: Settings,
  diagnostics: readonly Diagnostic[],
  rehearsal: boolean | undefined,
): Decided | undefined {
  if (checkFailed(diagnostics, settings.failOn)) return { status: 'failed' }
  if (settings.command !== 'send') return { status: 'validated' }
  if (settings.dryRun) return { status: 'dry-run' }
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

/** What a run has found out. */
export interface Known {
  readonly stage: StageDecision
  readonly plan: Plan | undefined
  readonly preview: readonly Spoken[]
  readonly diagnostics: readonly Diagnostic[]
  readonly subject: Subject
}

/** What a run is about. */
export function subjectOf(
  settings: Settings,
  { origin }: Context,
  world: Pick<World, 'now'>,
  found: { readonly plan: Plan | undefined; readonly sources: readonly SourceText[] },
): Subject {
  const body = found.plan?.body
  return {
    command: settings.command,
    time: world.now().toISOString(),
    ...(origin === undefined ? {} : { origin }),
    files: found.sources.map(({ file }) => file),
    ...(body === undefined
      ? {}
      : {
          event: {
            name: body.event.name,
            ...(settings.event !== undefined && 'file' in settings.event ? settings.event : {}),
            audience: body.relevantAudience.type,
            expiryTime: body.expiryTime,
          },
        }),
  }
}

/** What the outcomes of all regions amount to. */
export function statusOf(deliveries: readonly Delivery[]): Status {
  const arrived = deliveries.filter(
    ({ outcome }) => outcome === 'accepted' || outcome === 'already-sent',
  )
  if (arrived.length === 0) return 'failed'
  if (arrived.length < deliveries.length) return 'partial'
  return arrived.every(({ outcome }) => outcome === 'already-sent') ? 'already-sent' : 'sent'
}

/** Puts together what a run found out and did. */
export function resultOf(
  settings: Settings,
  known: Known,
  decided: Decided,
  deliveries: readonly Delivery[],
): Result {
  const lost = decided.status === 'partial' || deliveries.some(isLost)
  return {
    ...known.subject,
    status: decided.status,
    stage: known.stage.stage,
    stageReason: known.stage.reason,
    regions: known.plan?.regions.regions ?? [],
    regionsReason: known.plan?.regions.reason,
    referenceId: known.plan?.body.referenceId,
    diagnostics: known.diagnostics,
    preview: known.preview,
    deliveries,
    simulated: settings.simulate && deliveries.length > 0,
    skippedReason: decided.skippedReason,
    failed:
      settings.failOn !== 'never' && (lost || checkFailed(known.diagnostics, settings.failOn)),
  }
}

function isLost(delivery: Delivery): boolean {
  return delivery.outcome === 'rejected' || delivery.outcome === 'failed'
}
