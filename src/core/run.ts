import type { EventBody } from './alexa.ts'
import {
  type Audience,
  checkRun,
  type Ending,
  endWithoutSending,
  eventNameOf,
  findingsBeforeSending,
  isSending,
  type Known,
  type Order,
  resultOf,
  subjectOf,
  type Task,
} from './check-run.ts'
import type { Context } from './context.ts'
import { type DeliveryOptions, deliver } from './delivery/deliver.ts'
import { type Diagnostic, finding } from './diagnostic.ts'
import { driftFindings } from './drift/drift.ts'
import { type Manifest, type ManifestReading, readManifest } from './manifest/manifest.ts'
import { announcementOf, draftOf, silenceOf, tooSmall } from './occasion.ts'
import { outputFindings, reported } from './outputs.ts'
import { decideRegions, type Plan } from './plan.ts'
import { askingOnce, type ReleaseReading, withRelease } from './release.ts'
import { type Delivery, isArrived, type Result, refusedResult } from './result.ts'
import type { Settings } from './settings.ts'
import { speak } from './speech/speak.ts'
import { decideStage, stageFindings } from './stage.ts'
import type { RunOptions } from './steps.ts'
import type { World } from './world.ts'

/**
 * Carries out one command. A run without an occasion ends first of all, before anything can fail; every
 * other one checks the manifest and the event, decides stage and regions, and for `send` delivers the
 * event to each region. Mistakes of users and answers of Amazon come back as findings; only a broken
 * program throws.
 */
export async function run(
  settings: Settings,
  context: Context,
  world: World,
  options: RunOptions,
): Promise<Result> {
  const { findRelease: find } = options
  const how = find === undefined ? options : { ...options, findRelease: askingOnce(find) }
  const order: Order = { settings, context, world, options: how }
  const silence = silenceOf(settings, context)
  const destructive = await outputFindings(settings, world)
  if (destructive.length > 0) {
    const diagnostics = [...options.diagnostics, ...destructive]
    if (silence === undefined) {
      // Not even a report is written.
      options.observe({ kind: 'checked', diagnostics, sources: [] })
      return refusedResult(diagnostics)
    }
    const unwritten = { ...settings, report: undefined, html: undefined }
    return silent({ ...order, settings: unwritten, options: { ...how, diagnostics } }, silence)
  }
  if (silence === undefined) return announce(order)
  return silence.rule === 'settings/without-secrets'
    ? withoutSecrets(order, silence)
    : silent(order, silence)
}

/** Ends a run that has nothing to announce. */
async function silent(order: Order, silence: Diagnostic): Promise<Result> {
  const { diagnostics, observe } = order.options
  const all = [...diagnostics.map(asWarning), silence]
  observe({ kind: 'checked', diagnostics: all, sources: [] })
  return skipped(order, silence, { ...refusedResult(all), ...subjectOf(order) })
}

/** Checks all that can be checked for one who cannot send, and never fails for it. */
async function withoutSecrets(order: Order, silence: Diagnostic): Promise<Result> {
  const { settings, options } = order
  // One finding stays one object: what a step has told is not told again at the end.
  const weakened = new Map<Diagnostic, Diagnostic>()
  const weaken = (diagnostic: Diagnostic): Diagnostic => {
    const warning = weakened.get(diagnostic) ?? asWarning(diagnostic)
    weakened.set(diagnostic, warning)
    return warning
  }
  const { campaign } = settings
  const checked = await announce({
    ...order,
    settings: {
      ...settings,
      dryRun: true,
      failOn: 'never',
      report: undefined,
      html: undefined,
      drift: 'off',
      // Nobody here may use an engine either.
      campaign: campaign && { ...campaign, engine: undefined },
    },
    options: {
      ...options,
      diagnostics: [...options.diagnostics, silence],
      observe(step) {
        if (step.kind !== 'checked') return options.observe(step)
        options.observe({ ...step, diagnostics: step.diagnostics.map(weaken) })
      },
    },
  })
  return skipped(order, silence, { ...checked, diagnostics: checked.diagnostics.map(weaken) })
}

/** A report that cannot be written fails no run that had nothing to do. */
async function skipped(
  { settings: { report, html }, world }: Order,
  { message: skippedReason }: Diagnostic,
  found: Result,
): Promise<Result> {
  const result: Result = { ...found, status: 'skipped', skippedReason, failed: false }
  const ended = await reported({ report, html, failOn: 'never' }, result, world)
  return { ...ended, diagnostics: ended.diagnostics.map(asWarning) }
}

function asWarning(diagnostic: Diagnostic): Diagnostic {
  return diagnostic.severity === 'error' ? { ...diagnostic, severity: 'warning' } : diagnostic
}

async function announce(order: Order): Promise<Result> {
  const { settings, options, world } = order
  const located = await locate(order)
  const { context } = located
  const isSent = settings.command === 'send'
  const silence = isSent ? (tooSmall(settings, context) ?? draftOf(context)) : undefined
  if (silence !== undefined) return silent({ ...order, context }, silence)

  const stage = options.known?.stage ?? decideStage(settings, context)
  options.observe({ kind: 'stage', decision: stage })
  const diagnostics = [
    ...options.diagnostics,
    ...located.diagnostics,
    ...(options.known === undefined ? stageFindings(settings, context, stage) : []),
  ]

  const how = { sending: isSending(settings), hasEvent: settings.event !== undefined }
  const manifest = options.known?.manifest ?? (await readManifest(settings.manifest, world, how))
  const regions = decideRegions(settings.regions, manifest.manifest)
  const task = { ...order, context, stage, regions, options: { ...options, diagnostics } }
  const { campaign } = settings
  if (campaign === undefined) return carryOut(task, manifest, eachRegion(task))
  const { openCampaign } = await import('./campaign/run.ts')
  const eventName = await eventNameOf(settings, world)
  return carryOut(task, manifest, await openCampaign({ ...task, campaign, eventName }))
}

async function carryOut<Event>(
  task: Task,
  reading: ManifestReading,
  audience: Audience<Event>,
): Promise<Result> {
  const { settings, stage, world, options } = task
  const { manifest } = reading
  try {
    const checked = await checkRun(task, reading, audience)
    const { event, sources } = checked
    const prepared = event && (await audience.prepare(event))
    const plan = prepared?.plan
    const compared = { ...stage, manifest, event: plan?.body.event.name }
    const ahead = [
      ...options.diagnostics,
      ...checked.diagnostics,
      ...audience.diagnostics,
      ...(prepared?.diagnostics ?? []),
      ...(await driftFindings(settings, compared, world, options)),
      ...findingsBeforeSending(settings, plan, world),
    ]
    options.observe({ kind: 'checked', diagnostics: ahead, sources })
    const locales = manifest?.locales ?? []
    const preview = plan === undefined ? [] : speak(plan.body, locales, checked.shortened)
    if (plan !== undefined) options.observe({ kind: 'planned', plan, preview })

    const subject = subjectOf(task, plan?.body, sources)
    const known: Known = { ...subject, plan, preview, diagnostics: ahead }
    const ended = endWithoutSending(settings, ahead, options.rehearsal) ?? prepared?.ending
    const pending = resultOf(task, known, audience.unsent(ended ?? { status: 'failed' }))
    // A report that cannot be written has to be known before anyone is notified, not after.
    const begun = await reported(settings, pending, world)
    if (ended !== undefined || prepared === undefined || begun !== pending) return begun
    const { ending, diagnostics } = await prepared.send(manifest)
    const found = { ...known, diagnostics: [...ahead, ...diagnostics] }
    return reported(settings, resultOf(task, found, ending), world)
  } finally {
    audience.close()
  }
}

/** Finds out what else the run is about: its release, the environment of its job, what is announced. */
async function locate({ settings, context: given, options }: Order): Promise<ReleaseReading> {
  const { findRelease, jobEnvironment, known } = options
  const isDecided =
    known !== undefined ||
    settings.stage !== 'auto' ||
    given.proposal !== undefined ||
    (settings.environment ?? given.environment) !== undefined
  const asked = isDecided ? undefined : await jobEnvironment?.()
  const located = { ...given, environment: given.environment ?? asked?.environment }
  const matters =
    known === undefined &&
    settings.command === 'send' &&
    settings.stage === 'auto' &&
    decideStage(settings, located).stage === 'live'
  const { context, diagnostics } = await withRelease(settings, located, matters, findRelease)
  const announced = { ...context, announcement: announcementOf(settings, context) }
  if (asked?.problem === undefined) return { context: announced, diagnostics }
  const message = `GitHub does not say which environment this job runs in: ${asked.problem}.`
  const help = `Set ${settings.names.of('environment')} to the same name as the environment of the job, if it has one.`
  const unknown = finding('settings/job-environment', undefined, message, help)
  return { context: announced, diagnostics: [...diagnostics, unknown] }
}

/** One event to each region. */
function eachRegion(task: Task): Audience<EventBody> {
  const { settings, stage, regions } = task
  return {
    diagnostics: [],
    async readEvent(document, how) {
      // A third of all code, with a validator for each event: most checks are of a manifest alone.
      const { readEvent } = await import('./event/read.ts')
      const { body: event, shortened, diagnostics } = await readEvent(document, how)
      return { event, shortened, diagnostics }
    },
    async prepare(body) {
      const plan = { stage, regions, body }
      return {
        plan,
        diagnostics: [],
        async send(manifest) {
          const { deliveries, diagnostics } = await send(task, plan, manifest)
          return { ending: endingOf(deliveries, settings), diagnostics }
        },
      }
    },
    unsent: ending => ending,
    close() {},
  }
}

/** What the outcomes of all regions amount to. */
function endingOf(deliveries: readonly Delivery[], { simulate }: Settings): Ending {
  const arrived = deliveries.filter(isArrived)
  const isRepeat = arrived.every(({ outcome }) => outcome === 'already-sent')
  const isLost = arrived.length < deliveries.length
  const some = isLost ? 'partial' : isRepeat ? 'already-sent' : 'sent'
  const status = arrived.length === 0 ? 'failed' : some
  return { status, deliveries, isLost, simulated: simulate && deliveries.length > 0 }
}

async function send(
  { settings, world, options }: Task,
  plan: Plan,
  manifest: Manifest | undefined,
): Promise<Pick<Result, 'deliveries' | 'diagnostics'>> {
  const { names, retries, timeout, credentials, authUrl, apiUrl, simulate: simulated } = settings
  const { userAgent, signal, observe } = options
  const to = (goal: Pick<DeliveryOptions, 'credentials' | 'authUrl' | 'apiUrl'>) =>
    deliver(
      plan,
      { ...goal, simulated, names, retries, timeout, userAgent },
      world,
      signal,
      observe,
    )
  if (simulated) {
    const simulation = await options.openSimulation(manifest, plan.body)
    try {
      return await to(simulation)
    } finally {
      await simulation.close()
    }
  }
  if (credentials === undefined) return { deliveries: [], diagnostics: [] }
  return to({ credentials, authUrl, apiUrl })
}
