import type { EventBody } from './alexa.ts'
import { checkRun } from './check-run.ts'
import type { Context } from './context.ts'
import type { DeliveryOptions } from './delivery/deliver.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { Manifest } from './manifest/manifest.ts'
import type { Plan, StageDecision } from './plan.ts'
import { endWithoutSending, findingsBeforeSending } from './readiness.ts'
import { decideRegions } from './regions.ts'
import { reported, unreported, writeReport } from './report/write.ts'
import type { Delivery, Result, Spoken } from './result.ts'
import { type Known, resultOf, statusOf } from './run-result.ts'
import type { Settings } from './settings.ts'
import { stageOfRun } from './stage-of-run.ts'
import type { RunOptions } from './steps.ts'
import type { World } from './world.ts'

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
  const stage = options.known?.stage ?? (await stageOfRun(settings, context))
  options.observe({ kind: 'stage', decision: stage })

  if (settings.campaign !== undefined) {
    const { runCampaign } = await import('./campaign/run.ts')
    return runCampaign({ settings, campaign: settings.campaign, context, stage, world, options })
  }
  const checked = await checkRun(settings, context, world, stage, options.known?.manifest)
  const plan = planOf(settings, stage, checked.body, checked.manifest)
  const ahead = [
    ...options.diagnostics,
    ...checked.diagnostics,
    ...findingsBeforeSending(settings, context, plan),
  ]
  options.observe({ kind: 'checked', diagnostics: ahead, sources: checked.sources })
  const preview = plan === undefined ? [] : await previewOf(plan, checked.manifest)
  if (plan !== undefined) options.observe({ kind: 'planned', plan, preview })

  const known: Known = { stage, plan, preview, diagnostics: ahead }
  const decided = endWithoutSending(settings, context, ahead, options.rehearsal)
  if (decided !== undefined || plan === undefined) {
    return reported(settings, resultOf(settings, known, decided ?? { status: 'failed' }, []), world)
  }
  // A report that cannot be written has to be known before anyone is notified, not after.
  const pending = resultOf(settings, known, { status: 'failed' }, [])
  const refused = await writeReport(settings.report, pending, world)
  if (refused !== undefined) return unreported(settings, pending, refused)
  const { deliveries, diagnostics } = await send(settings, plan, checked.manifest, world, options)
  const found = { ...known, diagnostics: [...ahead, ...diagnostics] }
  const result = resultOf(settings, found, { status: statusOf(deliveries) }, deliveries)
  return reported(settings, result, world)
}

function planOf(
  settings: Settings,
  stage: StageDecision,
  body: EventBody | undefined,
  manifest: Manifest | undefined,
): Plan | undefined {
  if (body === undefined) return undefined
  return { stage, regions: decideRegions(settings.regions, manifest), body }
}

async function previewOf(plan: Plan, manifest: Manifest | undefined): Promise<readonly Spoken[]> {
  const { speak } = await import('./speech/speak.ts')
  return speak(plan.body, manifest?.locales ?? [])
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
  const target = (
    goal: Pick<DeliveryOptions, 'credentials' | 'authUrl' | 'apiUrl' | 'simulated'>,
  ) =>
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
      return await target({ ...simulation, simulated: true })
    } finally {
      await simulation.close()
    }
  }
  if (settings.credentials === undefined) return { deliveries: [], diagnostics: [] }
  return target({
    credentials: settings.credentials,
    authUrl: settings.authUrl,
    apiUrl: settings.apiUrl,
    simulated: false,
  })
}
