import { type EventBody, type EventName, isEventName } from './alexa.ts'
import type { Context } from './context.ts'
import { amazonTokenUrl, eventsUrl } from './delivery/deliver.ts'
import { countOf, type Diagnostic, finding } from './diagnostic.ts'
import type { EventOptions } from './event/read.ts'
import { textAt, withoutAbsent } from './json.ts'
import type { Manifest, ManifestReading } from './manifest/manifest.ts'
import type { Plan, RegionDecision, StageDecision } from './plan.ts'
import { withReleaseFor } from './release.ts'
import type { Result, Subject } from './result.ts'
import type { Settings } from './settings.ts'
import type { FailOn } from './settings-table.ts'
import type { Document } from './source/document.ts'
import { type Reading, readDocument, readFile, readText, type SourceText } from './source/read.ts'
import type { RunOptions } from './steps.ts'
import type { World } from './world.ts'

/** What a run is given. */
export interface Order {
  readonly settings: Settings
  readonly context: Context
  readonly world: World
  readonly options: RunOptions
}

/** What a run has to go by, once it is known what it is about. */
export interface Task extends Order {
  readonly stage: StageDecision
  readonly regions: RegionDecision
}

/** What was read of an event. */
export interface EventRead<Event> {
  /** Undefined where there is none, or none that could be sent. */
  readonly event: Event | undefined
  /** Texts of the event that a template has cut. */
  readonly shortened: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads and checks the event of a run, where one is given, beside its manifest.
 *
 * @param audience reads it: one event, or that of a list of users
 */
export async function checkRun<Event>(
  { settings, context, world, stage, options }: Task,
  { manifest, sources, diagnostics: found }: ManifestReading,
  { readEvent }: Pick<Audience<Event>, 'readEvent'>,
): Promise<EventRead<Event> & { readonly sources: readonly SourceText[] }> {
  const { referenceId, variables, expiresIn, names } = settings
  const none = { event: undefined, shortened: [] }
  if (settings.event === undefined) {
    return { ...none, sources, diagnostics: found.map(nothingToCheck) }
  }
  const { document, source, diagnostics } = await readEventSource(settings.event, names, world)
  const read = {
    sources: [...sources, ...(source === undefined ? [] : [source])],
    diagnostics: [...found, ...diagnostics],
  }
  if (document === undefined) return { ...none, ...read }
  const now = world.now()
  const find = options.findRelease
  const told = await withReleaseFor(document.value, settings, context, now, find)
  const ofEvent = await readEvent(document, {
    sending: isSending(settings),
    scope: {
      ...variables,
      // What is known of the run wins over variables of the user.
      ...told.context.scope,
      stage: stage.stage,
      now: now.toISOString(),
      variables,
    },
    now,
    stage: stage.stage,
    referenceId,
    announcement: context.announcement,
    variables,
    expiresIn,
    names,
    manifest,
  })
  const all = [...read.diagnostics, ...told.diagnostics, ...ofEvent.diagnostics]
  return { ...ofEvent, ...read, diagnostics: all }
}

/** Without an event, a manifest that is not found leaves nothing to check, and green would be a lie. */
function nothingToCheck(diagnostic: Diagnostic): Diagnostic {
  if (diagnostic.rule !== 'manifest/not-found') return diagnostic
  const message = `${diagnostic.message} So there is nothing to check.`
  return { ...diagnostic, severity: 'error', message }
}

/** The name of the event of a run, before it is read as a whole; undefined where it is not one of the eight. */
export async function eventNameOf(
  { event, names }: Pick<Settings, 'event' | 'names'>,
  world: World,
): Promise<EventName | undefined> {
  const reading = event && (await readEventSource(event, names, world))
  const name = textAt(reading?.document?.value, 'event', 'name')
  return name !== undefined && isEventName(name) ? name : undefined
}

/** Reads the event as a document: from its file, or as the setting has it. */
async function readEventSource(
  event: NonNullable<Settings['event']>,
  names: Settings['names'],
  world: World,
): Promise<Reading> {
  if ('text' in event) {
    const { text } = event
    return typeof text === 'string' ? readText('<event>', text) : readDocument('<event>', text)
  }
  const reading = await readFile(event.file, world)
  if (reading !== undefined) return reading
  const name = names.of('event-file')
  const isInput = event.file === '-'
  const message = isInput
    ? `${name} is "-", which stands for standard input; only the command line of alexa-proactive reads it.`
    : `The event file "${event.file}" does not exist.`
  const help = isInput
    ? `Set ${name} to the path of a file.`
    : `Correct the path of ${name}; in a workflow, run actions/checkout first.`
  const missing = finding('settings/event-file-missing', undefined, message, help)
  return { document: undefined, diagnostics: [missing], source: undefined }
}

/** How a run ends. */
export interface Ending
  extends Pick<Result, 'status' | 'campaign' | 'campaignSentence'>,
    Partial<Pick<Result, 'deliveries' | 'simulated' | 'skippedReason'>> {
  /** Whether the event reached fewer than it had to. */
  readonly isLost?: boolean
}

/** Whom an event goes to: each region once, or the users of a list. */
export interface Audience<Event> {
  /** What was found about it, whatever the event is. */
  readonly diagnostics: readonly Diagnostic[]
  /** Reads the event as it goes to this audience. */
  readEvent(document: Document, options: EventOptions): Promise<EventRead<Event>>
  /** Prepares sending; undefined where that is not possible. */
  prepare(event: Event): Promise<Prepared | undefined>
  /** Adds what is known of the audience to the end of a run that has sent nothing. */
  unsent(ending: Ending): Ending
  close(): void
}

/** An event of which everything is known. */
export interface Prepared {
  readonly plan: Plan
  readonly diagnostics: readonly Diagnostic[]
  /** How the run ends where there is nobody to send to. */
  readonly ending?: Ending | undefined
  send(
    manifest: Manifest | undefined,
  ): Promise<{ readonly ending: Ending; readonly diagnostics: readonly Diagnostic[] }>
}

/** Whether this run notifies customers, so that what is merely unfinished becomes an error. */
export function isSending(settings: Pick<Settings, 'command' | 'dryRun'>): boolean {
  return settings.command === 'send' && !settings.dryRun
}

/** Whether this run asks Amazon itself. An engine does it from AWS, with credentials of its own. */
function sendsToAmazon(settings: Settings): boolean {
  return isSending(settings) && !settings.simulate && settings.campaign?.engine === undefined
}

/** Findings about sending itself, reported together with all others. */
export function findingsBeforeSending(
  settings: Settings,
  plan: Plan | undefined,
  world: Pick<World, 'proxyFinding'>,
): readonly Diagnostic[] {
  const isAsked = sendsToAmazon(settings)
  return [
    ...(plan === undefined ? [] : unicastRegions(settings, plan)),
    ...(isAsked && settings.credentials === undefined ? [withoutCredentials(settings)] : []),
    ...(isAsked && plan !== undefined ? proxyFindings(settings, plan, world) : []),
  ]
}

/** A proxy that is named and not used must not be passed by in silence. */
function proxyFindings(
  { authUrl = amazonTokenUrl, apiUrl }: Settings,
  { stage, regions }: Plan,
  world: Pick<World, 'proxyFinding'>,
): readonly Diagnostic[] {
  const urls = [authUrl, ...regions.regions.map(region => eventsUrl(region, stage.stage, apiUrl))]
  const found = urls.flatMap(url => world.proxyFinding?.(url) ?? [])
  return found.filter(({ rule }, index) => index === found.findIndex(one => one.rule === rule))
}

/** A customer's account is in one region, so any other region can only refuse the event. */
function unicastRegions({ names }: Settings, plan: Plan): readonly Diagnostic[] {
  const { regions } = plan.regions
  const isForOne = plan.campaign === undefined && plan.body.relevantAudience.type === 'Unicast'
  if (!isForOne || regions.length < 2) return []
  const message = `The event is for one customer, but goes to ${regions.join(', ')}; all but one of these answer 403.`
  const help = `Set ${names.of('regions')} to the customer's: the skill's requests carry it in context.System.apiEndpoint.`
  return [finding('settings/unicast-regions', undefined, message, help)]
}

function withoutCredentials(settings: Settings): Diagnostic {
  const { names, missingCredentials, onMissingCredentials } = settings
  const message = `${missingCredentials.map(names.of).join(' and ')} ${missingCredentials.length === 1 ? 'is' : 'are'} missing or empty.`
  const help = `Set the environment variables ALEXA_CLIENT_ID and ALEXA_CLIENT_SECRET to the pair of the skill (developer console: Build, Permissions, "Alexa Skill Messaging"), or pass ${names.of('client-id')} and ${names.of('client-secret')}; a GitHub secret that does not exist arrives empty. To try without an account, set ${names.of('simulate')} (--simulate on the command line).`
  const severity = onMissingCredentials === 'skip' ? 'notice' : 'error'
  return finding('settings/credentials-missing', undefined, message, help, severity)
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
): Ending | undefined {
  if (checkFailed(diagnostics, settings.failOn)) return { status: 'failed' }
  if (settings.command !== 'send') return { status: 'validated' }
  if (settings.dryRun) return { status: 'dry-run' }
  if (settings.credentials === undefined && sendsToAmazon(settings)) {
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

/** What a run is about. */
export function subjectOf(
  { settings: { command, event }, context: { origin }, world }: Order,
  body?: EventBody,
  sources: readonly SourceText[] = [],
): Subject {
  return withoutAbsent({
    command,
    time: world.now().toISOString(),
    origin,
    files: sources.map(({ file }) => file),
    event: body && {
      name: body.event.name,
      ...(event !== undefined && 'file' in event ? event : {}),
      audience: body.relevantAudience.type,
      expiryTime: body.expiryTime,
    },
  })
}

/** What a run has found out. */
export interface Known extends Subject, Pick<Result, 'preview' | 'diagnostics'> {
  readonly plan: Plan | undefined
}

/** Puts together what a run found out and did. */
export function resultOf(
  { settings: { failOn }, stage }: Task,
  { plan, ...known }: Known,
  { isLost = false, ...ending }: Ending,
): Result {
  return {
    ...known,
    stage: stage.stage,
    stageReason: stage.reason,
    regions: plan?.regions.regions ?? [],
    regionsReason: plan?.regions.reason,
    referenceId: plan?.body.referenceId,
    deliveries: [],
    simulated: false,
    skippedReason: undefined,
    ...ending,
    failed: failOn !== 'never' && (isLost || checkFailed(known.diagnostics, failOn)),
  }
}
