import type { EventBody } from './alexa.ts'
import {
  type Audience,
  checkRun,
  type Ending,
  endWithoutSending,
  eventNameOf,
  findingsBeforeSending,
  type Known,
  manifestOf,
  resultOf,
  subjectOf,
  type Task,
} from './check-run.ts'
import type { Context } from './context.ts'
import { type DeliveryOptions, deliver } from './delivery/deliver.ts'
import { type Diagnostic, finding } from './diagnostic.ts'
import { driftFindings } from './drift/drift.ts'
import type { Manifest, ManifestReading } from './manifest/manifest.ts'
import { announcementOf, draftOf, type Silence, silenceOf, tooSmall } from './occasion.ts'
import { outputFindings } from './outputs.ts'
import { decideRegions, type Plan } from './plan.ts'
import { askingOnce, type ReleaseReading, withRelease } from './release.ts'
import { reported } from './report/report.ts'
import { type Delivery, type Result, refusedResult } from './result.ts'
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
  const silence = silenceOf(settings, context)
  const destructive = await outputFindings(settings, world)
  if (destructive.length > 0) {
    const found = [...options.diagnostics, ...destructive]
    if (silence === undefined) return refused(found, options)
    const unwritten = { ...settings, report: undefined }
    return silent(unwritten, context, world, { ...how, diagnostics: found }, silence)
  }
  if (silence === undefined) return announce(settings, context, world, how)
  return silence.rule === 'settings/without-secrets'
    ? withoutSecrets(settings, context, world, how, silence)
    : silent(settings, context, world, how, silence)
}

/** Ends a run that would destroy a file. Not even a report is written. */
function refused(diagnostics: readonly Diagnostic[], { observe }: RunOptions): Result {
  observe({ kind: 'checked', diagnostics, sources: [] })
  return refusedResult(diagnostics)
}

/** Ends a run that has nothing to announce. */
async function silent(
  settings: Settings,
  context: Context,
  world: World,
  { diagnostics, observe }: RunOptions,
  silence: Silence,
): Promise<Result> {
  const all = [...diagnostics.map(asWarning), noticeOf(silence)]
  observe({ kind: 'checked', diagnostics: all, sources: [] })
  const result: Result = {
    ...refusedResult(all),
    ...subjectOf(settings, context, world, { plan: undefined, sources: [] }),
    status: 'skipped',
    skippedReason: silence.reason,
    failed: false,
  }
  return reportedSkipped(settings, result, world)
}

/** Checks all that can be checked for one who cannot send, and never fails for it. */
async function withoutSecrets(
  settings: Settings,
  context: Context,
  world: World,
  options: RunOptions,
  silence: Silence,
): Promise<Result> {
  // One finding stays one object: what a step has told is not told again at the end.
  const weakened = new Map<Diagnostic, Diagnostic>()
  const weaken = (diagnostic: Diagnostic): Diagnostic => {
    const warning = weakened.get(diagnostic) ?? asWarning(diagnostic)
    weakened.set(diagnostic, warning)
    return warning
  }
  const checked = await announce(
    { ...settings, dryRun: true, failOn: 'never', report: undefined, drift: 'off' },
    context,
    world,
    {
      ...options,
      diagnostics: [...options.diagnostics, noticeOf(silence)],
      observe(step) {
        if (step.kind !== 'checked') return options.observe(step)
        options.observe({ ...step, diagnostics: step.diagnostics.map(weaken) })
      },
    },
  )
  const result: Result = {
    ...checked,
    diagnostics: checked.diagnostics.map(weaken),
    status: 'skipped',
    skippedReason: silence.reason,
    failed: false,
  }
  return reportedSkipped(settings, result, world)
}

/** A report that cannot be written fails no run that had nothing to do. */
async function reportedSkipped(settings: Settings, result: Result, world: World): Promise<Result> {
  const { report } = settings
  const ended = await reported({ report, failOn: 'never' }, result, world)
  return { ...ended, diagnostics: ended.diagnostics.map(asWarning) }
}

function noticeOf({ rule, reason, help }: Silence): Diagnostic {
  return finding(rule, undefined, reason, help, 'notice')
}

function asWarning(diagnostic: Diagnostic): Diagnostic {
  return diagnostic.severity === 'error' ? { ...diagnostic, severity: 'warning' } : diagnostic
}

async function announce(
  settings: Settings,
  given: Context,
  world: World,
  options: RunOptions,
): Promise<Result> {
  const located = await locate(settings, given, options)
  const { context } = located
  const small = settings.command === 'send' ? tooSmall(settings, context) : undefined
  const draft = settings.command === 'send' ? draftOf(context) : undefined
  const silence = small ?? draft
  if (silence !== undefined) return silent(settings, context, world, options, silence)

  const stage = options.known?.stage ?? decideStage(settings, context)
  options.observe({ kind: 'stage', decision: stage })
  const beforehand = [
    ...options.diagnostics,
    ...located.diagnostics,
    ...(options.known === undefined ? stageFindings(settings, context, stage) : []),
  ]

  const manifest = options.known?.manifest ?? (await manifestOf(settings, world))
  const regions = decideRegions(settings.regions, manifest.manifest)
  const how = { ...options, diagnostics: beforehand }
  const task = { settings, context, stage, regions, world, options: how }
  const { campaign } = settings
  if (campaign === undefined) return carryOut(task, manifest, eachRegion(task))
  const { openCampaign } = await import('./campaign/run.ts')
  const eventName = await eventNameOf(settings, world)
  return carryOut(task, manifest, await openCampaign({ ...task, campaign, eventName }))
}

async function carryOut<Event>(
  { settings, context, stage, world, options }: Task,
  manifest: ManifestReading,
  audience: Audience<Event>,
): Promise<Result> {
  try {
    const { findRelease } = options
    const checked = await checkRun(settings, context, world, stage, manifest, findRelease, audience)
    const { event, sources } = checked
    const prepared = event && (await audience.prepare(event))
    const plan = prepared?.plan
    const compared = { ...stage, manifest: checked.manifest, event: plan?.body.event.name }
    const ahead = [
      ...options.diagnostics,
      ...checked.diagnostics,
      ...audience.diagnostics,
      ...(prepared?.diagnostics ?? []),
      ...(await driftFindings(settings, compared, world, options)),
      ...findingsBeforeSending(settings, plan, world),
    ]
    options.observe({ kind: 'checked', diagnostics: ahead, sources })
    const preview = plan === undefined ? [] : speak(plan.body, checked.manifest?.locales ?? [])
    if (plan !== undefined) options.observe({ kind: 'planned', plan, preview })

    const subject = subjectOf(settings, context, world, { plan, sources })
    const known: Known = { stage, plan, preview, diagnostics: ahead, subject }
    const ended = endWithoutSending(settings, ahead, options.rehearsal) ?? prepared?.ending
    const pending = resultOf(settings, known, audience.unsent(ended ?? { status: 'failed' }))
    // A report that cannot be written has to be known before anyone is notified, not after.
    const begun = await reported(settings, pending, world)
    if (ended !== undefined || prepared === undefined || begun !== pending) return begun
    const { ending, diagnostics } = await prepared.send(checked.manifest)
    const found = { ...known, diagnostics: [...ahead, ...diagnostics] }
    return reported(settings, resultOf(settings, found, ending), world)
  } finally {
    audience.close()
  }
}

/** Finds out what else the run is about: its release, the environment of its job, what is announced. */
async function locate(
  settings: Settings,
  given: Context,
  { findRelease, jobEnvironment, known }: RunOptions,
): Promise<ReleaseReading> {
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
  const found = await withRelease(settings, located, matters, findRelease)
  const { context } = found
  return {
    context: { ...context, announcement: announcementOf(settings, context) },
    diagnostics:
      asked?.problem === undefined
        ? found.diagnostics
        : [
            ...found.diagnostics,
            finding(
              'settings/job-environment',
              undefined,
              `GitHub does not tell the environment of this job: ${asked.problem}.`,
              `Set ${settings.names.of('environment')} to the same name as the environment of the job, if it has one.`,
            ),
          ],
  }
}

/** One event to each region. */
function eachRegion({ settings, stage, regions, world, options }: Task): Audience<EventBody> {
  return {
    diagnostics: [],
    async readEvent(document, how) {
      // A third of all code, with a validator for each event: most checks are of a manifest alone.
      const { readEvent } = await import('./event/read.ts')
      const { body: event, diagnostics } = await readEvent(document, how)
      return { event, diagnostics }
    },
    async prepare(body) {
      const plan = { stage, regions, body }
      return {
        plan,
        diagnostics: [],
        async send(manifest) {
          const { deliveries, diagnostics } = await send(settings, plan, manifest, world, options)
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
  const arrived = deliveries.filter(
    ({ outcome }) => outcome === 'accepted' || outcome === 'already-sent',
  )
  const isRepeat = arrived.every(({ outcome }) => outcome === 'already-sent')
  const isLost = arrived.length < deliveries.length
  const some = isLost ? 'partial' : isRepeat ? 'already-sent' : 'sent'
  return {
    status: arrived.length === 0 ? 'failed' : some,
    deliveries,
    isLost,
    simulated: simulate && deliveries.length > 0,
  }
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
  const to = (goal: Pick<DeliveryOptions, 'credentials' | 'authUrl' | 'apiUrl' | 'simulated'>) => {
    const { names, retries, timeout } = settings
    const how = { ...goal, names, retries, timeout, userAgent: options.userAgent }
    return deliver(plan, how, world, options.signal, options.observe)
  }
  if (settings.simulate) {
    const simulation = await options.openSimulation(manifest, plan.body)
    try {
      return await to({ ...simulation, simulated: true })
    } finally {
      await simulation.close()
    }
  }
  const { credentials, authUrl, apiUrl } = settings
  if (credentials === undefined) return { deliveries: [], diagnostics: [] }
  return to({ credentials, authUrl, apiUrl, simulated: false })
}
