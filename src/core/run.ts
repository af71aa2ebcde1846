import type { Context } from './context.ts'
import type { DeliveryOptions, DeliveryStep } from './delivery/deliver.ts'
import { countOf, type Diagnostic, finding } from './diagnostic.ts'
import type { EventBody } from './event/body.ts'
import type { JsonObject } from './json.ts'
import type { Manifest } from './manifest/manifest.ts'
import { readManifest } from './manifest/read.ts'
import type { Plan, StageDecision } from './plan.ts'
import { decideRegions } from './regions.ts'
import type { Delivery, Result, Status } from './result.ts'
import type { Credentials, FailOn, Settings } from './settings.ts'
import { openFile } from './source/open.ts'
import { type Reading, readDocument, readText, type SourceText } from './source/read.ts'
import type { Spoken } from './speech/speech.ts'
import { decideStage } from './stage.ts'
import type { World } from './world.ts'

/** What a run tells while it is under way, in this order. */
export type Step =
  | { readonly kind: 'stage'; readonly decision: StageDecision }
  | {
      readonly kind: 'checked'
      readonly diagnostics: readonly Diagnostic[]
      /** The files the findings point into, also those with syntax errors; for code frames. */
      readonly sources: readonly SourceText[]
    }
  | { readonly kind: 'planned'; readonly plan: Plan; readonly preview: readonly Spoken[] }
  | DeliveryStep

/** Where events go in place of Amazon, and the credentials that are valid there. */
export interface Simulation {
  readonly authUrl: string
  readonly apiUrl: string
  readonly credentials: Credentials
  close(): Promise<void>
}

export interface RunOptions {
  readonly signal: AbortSignal
  /** Sent to Amazon with every request: name and version. */
  readonly userAgent: string
  /** What was found before the run, in its settings: reported, and weighed, with all other findings. */
  readonly diagnostics: readonly Diagnostic[]
  observe(step: Step): void
  /** Starts the built-in simulator for a skill and an event; called only where `simulate` is set. */
  openSimulation(manifest: Manifest | undefined, body: EventBody): Promise<Simulation>
}

/**
 * Carries out one command: checks the manifest and the event, decides stage and regions, and for
 * `send` delivers the event to each region. Mistakes of users and answers of Amazon come back as
 * findings; only a broken program throws.
 */
export async function run(
  settings: Settings,
  context: Context,
  world: World,
  options: RunOptions,
): Promise<Result> {
  const stage = await stageFor(settings, context)
  options.observe({ kind: 'stage', decision: stage })

  const checked = await check(settings, context, world, stage)
  const plan = planOf(settings, stage, checked)
  const ahead = [
    ...options.diagnostics,
    ...checked.diagnostics,
    ...unicastRegions(plan),
    ...beforeSending(settings, context),
  ]
  options.observe({ kind: 'checked', diagnostics: ahead, sources: checked.sources })
  const preview = plan === undefined ? [] : await previewOf(plan, checked.manifest)
  if (plan !== undefined) options.observe({ kind: 'planned', plan, preview })

  const known: Known = { stage, plan, preview, diagnostics: ahead }
  const decided = statusBeforeSending(settings, context, known)
  if (decided !== undefined || plan === undefined) {
    return reported(settings, resultOf(settings, known, decided ?? { status: 'failed' }, []), world)
  }
  // A report that cannot be written has to be known before anyone is notified, not after.
  const pending = resultOf(settings, known, { status: 'failed' }, [])
  const refused = await writeReport(settings.report, pending, world)
  if (refused !== undefined) {
    return resultOf(
      settings,
      { ...known, diagnostics: [...ahead, refused] },
      { status: 'failed' },
      [],
    )
  }
  const { deliveries, diagnostics } = await send(settings, plan, checked.manifest, world, options)
  const found = { ...known, diagnostics: [...ahead, ...diagnostics] }
  const result = resultOf(settings, found, { status: statusOf(deliveries) }, deliveries)
  return reported(settings, result, world)
}

/** Writes the report; where that fails, the result says so. */
async function reported(settings: Settings, result: Result, world: World): Promise<Result> {
  const refused = await writeReport(settings.report, result, world)
  if (refused === undefined) return result
  return {
    ...result,
    diagnostics: [...result.diagnostics, refused],
    failed: settings.failOn !== 'never',
  }
}

async function writeReport(
  path: string | undefined,
  result: Result,
  world: World,
): Promise<Diagnostic | undefined> {
  if (path === undefined) return undefined
  const { reportText } = await import('./report/file.ts')
  try {
    await world.writeFile(path, reportText(path, result))
    return undefined
  } catch (error) {
    return finding(
      'settings/file-unreadable',
      undefined,
      `The report cannot be written to ${path}: ${reasonOf(error)}.`,
      'Check that the folder exists and may be written to.',
    )
  }
}

interface Checked {
  readonly manifest: Manifest | undefined
  readonly body: EventBody | undefined
  readonly sources: readonly SourceText[]
  readonly diagnostics: readonly Diagnostic[]
}

interface Known {
  readonly stage: StageDecision
  readonly plan: Plan | undefined
  readonly preview: readonly Spoken[]
  readonly diagnostics: readonly Diagnostic[]
}

interface Decided {
  readonly status: Status
  readonly skippedReason?: string
}

async function stageFor(settings: Settings, context: Context): Promise<StageDecision> {
  // Most runs are decided by names alone, and need not load the code for patterns.
  let patternsMatter = false
  const byName = decideStage(settings, context, (text, pattern) => {
    if (isPlain(pattern)) return text === pattern
    patternsMatter = true
    return false
  })
  if (!patternsMatter) return byName
  const { matchesGlob } = await import('./glob.ts')
  return decideStage(settings, context, matchesGlob)
}

/** Whether a pattern can match nothing but itself. */
function isPlain(pattern: string): boolean {
  return /^[\w./@ -]*$/.test(pattern)
}

/** Whether this run notifies customers, so that what is merely unfinished becomes an error. */
function isSending(settings: Settings): boolean {
  return settings.command === 'send' && !settings.dryRun
}

async function check(
  settings: Settings,
  context: Context,
  world: World,
  stage: StageDecision,
): Promise<Checked> {
  const sending = isSending(settings)
  const ofManifest = await readManifest(settings.manifest, world, { sending })
  if (settings.event === undefined) return { ...ofManifest, body: undefined }

  const reading = await readEventSource(settings.event, world)
  const sources = [...ofManifest.sources, ...(reading.source === undefined ? [] : [reading.source])]
  const diagnostics = [...ofManifest.diagnostics, ...reading.diagnostics]
  if (reading.document === undefined) {
    return { manifest: ofManifest.manifest, body: undefined, sources, diagnostics }
  }

  const now = world.now()
  const { readEvent } = await import('./event/read.ts')
  const event = await readEvent(reading.document, {
    sending,
    scope: scopeOf(settings, context, stage, now),
    now,
    stage: stage.stage,
    referenceId: settings.referenceId,
    announcement: context.announcement,
    variables: settings.variables,
    expiresIn: settings.expiresIn,
    manifest: ofManifest.manifest,
  })
  return {
    manifest: ofManifest.manifest,
    body: event.body,
    sources,
    diagnostics: [...diagnostics, ...event.diagnostics],
  }
}

async function readEventSource(
  event: NonNullable<Settings['event']>,
  world: World,
): Promise<Reading> {
  if ('text' in event) return readText('<event>', event.text)
  const opened = await openFile(event.file, world)
  if (opened?.file !== undefined) return readDocument(opened.file, opened.bytes)
  const missing = finding(
    'settings/event-file-missing',
    undefined,
    `The event file "${event.file}" does not exist.`,
    'Correct the path of event-file; in a workflow, run actions/checkout first.',
  )
  return {
    document: undefined,
    diagnostics: [opened?.diagnostic ?? missing],
    source: undefined,
  }
}

/** Variables of the user come first, so that what is known of the run wins over them. */
function scopeOf(
  settings: Settings,
  context: Context,
  stage: StageDecision,
  now: Date,
): JsonObject {
  return {
    ...settings.variables,
    ...context.scope,
    stage: stage.stage,
    now: now.toISOString(),
    variables: settings.variables,
  }
}

function planOf(settings: Settings, stage: StageDecision, checked: Checked): Plan | undefined {
  if (checked.body === undefined) return undefined
  return { stage, regions: decideRegions(settings.regions, checked.manifest), body: checked.body }
}

async function previewOf(plan: Plan, manifest: Manifest | undefined): Promise<readonly Spoken[]> {
  const { speak } = await import('./speech/speak.ts')
  return speak(plan.body, manifest?.locales ?? [])
}

/** A customer's account is in one region, so any other region can only refuse the event. */
function unicastRegions(plan: Plan | undefined): readonly Diagnostic[] {
  if (plan?.body.relevantAudience.type !== 'Unicast' || plan.regions.regions.length < 2) return []
  return [
    finding(
      'settings/unicast-regions',
      undefined,
      `The event is for one customer, but goes to ${plan.regions.regions.join(', ')}; all but one of these answer 403.`,
      "Set regions to the customer's: the skill's requests carry it in context.System.apiEndpoint.",
    ),
  ]
}

/** Findings about sending itself, reported together with all others. */
function beforeSending(settings: Settings, context: Context): readonly Diagnostic[] {
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

/** The status where nothing is to be sent; undefined where it is. */
function statusBeforeSending(
  settings: Settings,
  context: Context,
  known: Known,
): Decided | undefined {
  if (checkFailed(known.diagnostics, settings.failOn)) return { status: 'failed' }
  if (settings.command !== 'send') return { status: 'validated' }
  if (settings.dryRun) return { status: 'dry-run' }
  const reason = reasonToSkip(settings, context)
  if (reason !== undefined) return { status: 'skipped', skippedReason: reason.message }
  if (settings.credentials === undefined && !settings.simulate) {
    return { status: 'skipped', skippedReason: 'There are no credentials.' }
  }
  return undefined
}

/** With errors nothing is ever sent, whatever `fail-on` says about the exit code. */
function checkFailed(diagnostics: readonly Diagnostic[], failOn: FailOn): boolean {
  return (
    countOf(diagnostics, 'error') > 0 ||
    (failOn === 'warning' && countOf(diagnostics, 'warning') > 0)
  )
}

async function send(
  settings: Settings,
  plan: Plan,
  manifest: Manifest | undefined,
  world: World,
  options: RunOptions,
): Promise<{
  readonly deliveries: readonly Delivery[]
  readonly diagnostics: readonly Diagnostic[]
}> {
  const { deliver } = await import('./delivery/deliver.ts')
  const target = (goal: Pick<DeliveryOptions, 'credentials' | 'authUrl' | 'apiUrl' | 'direct'>) =>
    deliver(
      plan,
      {
        ...goal,
        retries: settings.retries,
        timeout: settings.timeout,
        userAgent: options.userAgent,
      },
      world,
      options.signal,
      options.observe,
    )
  if (settings.simulate) {
    const simulation = await options.openSimulation(manifest, plan.body)
    try {
      return await target({ ...simulation, direct: true })
    } finally {
      await simulation.close()
    }
  }
  if (settings.credentials === undefined) return { deliveries: [], diagnostics: [] }
  return target({
    credentials: settings.credentials,
    authUrl: settings.authUrl,
    apiUrl: settings.apiUrl,
    direct: false,
  })
}

function statusOf(deliveries: readonly Delivery[]): Status {
  const arrived = deliveries.filter(
    ({ outcome }) => outcome === 'accepted' || outcome === 'already-sent',
  )
  if (arrived.length === 0) return 'failed'
  if (arrived.length < deliveries.length) return 'partial'
  return arrived.every(({ outcome }) => outcome === 'already-sent') ? 'already-sent' : 'sent'
}

function resultOf(
  settings: Settings,
  known: Known,
  decided: Decided,
  deliveries: readonly Delivery[],
): Result {
  const lost = decided.status === 'partial' || deliveries.some(isLost)
  return {
    status: decided.status,
    stage: known.stage.stage,
    stageReason: known.stage.reason,
    regions: known.plan?.regions.regions ?? [],
    referenceId: known.plan?.body.referenceId,
    diagnostics: known.diagnostics,
    preview: known.preview,
    deliveries,
    skippedReason: decided.skippedReason,
    failed:
      settings.failOn !== 'never' && (lost || checkFailed(known.diagnostics, settings.failOn)),
  }
}

function isLost(delivery: Delivery): boolean {
  return delivery.outcome === 'rejected' || delivery.outcome === 'failed'
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
