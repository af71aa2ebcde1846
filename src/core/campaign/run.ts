import {
  type Checked,
  checkFailed,
  checkRun,
  type Decided,
  endWithoutSending,
  findingsBeforeSending,
  type Known,
  manifestOf,
  resultOf,
  subjectOf,
} from '../check-run.ts'
import type { Context } from '../context.ts'
import { type Diagnostic, finding } from '../diagnostic.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { outputFindings } from '../outputs.ts'
import type { Plan, RegionDecision, StageDecision } from '../plan.ts'
import { decideRegions } from '../plan.ts'
import { RecipientsError, shortUser } from '../recipients/recipient.ts'
import { recipientsFindings, type Survey, survey } from '../recipients/survey.ts'
import { reported } from '../report/report.ts'
import type { CampaignReport, Result } from '../result.ts'
import type { CampaignSettings, Settings } from '../settings.ts'
import { speak } from '../speech/speak.ts'
import type { RunOptions } from '../steps.ts'
import type { World } from '../world.ts'
import { type CampaignResult, isCampaignError } from './campaign.ts'
import { openList } from './files.ts'
import { type CampaignEvent, eventOfCampaign, jobOf, prepare, type Ready } from './job.ts'
import {
  campaignFindings,
  campaignSentence,
  campaignStatus,
  lackingOf,
  plannedCampaign,
  reportAhead,
} from './report.ts'
import { deliverCampaign } from './send.ts'

/** Everything a command for a list of users has to go by. */
export interface CampaignTask {
  readonly settings: Settings
  readonly campaign: CampaignSettings
  readonly context: Context
  readonly stage: StageDecision
  readonly world: World
  readonly options: RunOptions
}

/**
 * Carries out a command for an event that goes to a list of users: checks manifest, list and event,
 * shows who would get it, and for `send` delivers it to each of them. Mistakes of users and answers of
 * Amazon come back as findings; only a broken program throws.
 */
export async function runCampaign(task: CampaignTask): Promise<Result> {
  const { campaign, world, options } = task
  const list = await openList(campaign.recipients, world, await world.openFiles(), options.signal)
  try {
    return await carryOut(task, list, await checkCampaign(task, list))
  } finally {
    if ('close' in list) list.close()
  }
}

/** A list of users, or why there is none. */
type ListOrProblem = Awaited<ReturnType<typeof openList>>

/** What was read of a skill, a list of users, and an event. */
interface CheckedCampaign extends Checked<CampaignEvent> {
  readonly regions: RegionDecision
  /** Undefined where nothing of the list can be read. */
  readonly survey: Survey | undefined
}

/**
 * Reads and checks the manifest, the list of users to its end, and the event as the first of them would
 * get it.
 */
async function checkCampaign(
  { settings, campaign, context, stage, world, options }: CampaignTask,
  list: ListOrProblem,
): Promise<CheckedCampaign> {
  const manifest = options.known?.manifest ?? (await manifestOf(settings, world))
  const regions = decideRegions(settings.regions, manifest.manifest)
  const { survey: found, diagnostics } = await surveyOf(list, campaign, regions)
  const checked = await checkRun(
    settings,
    context,
    world,
    stage,
    manifest,
    options.findRelease,
    (document, how) => eventOfCampaign(document, how, found),
  )
  return {
    ...checked,
    regions,
    survey: found,
    diagnostics: [...checked.diagnostics, ...diagnostics],
  }
}

async function surveyOf(
  list: ListOrProblem,
  { shard, strict }: CampaignSettings,
  { regions }: RegionDecision,
): Promise<{ readonly survey: Survey | undefined; readonly diagnostics: readonly Diagnostic[] }> {
  if ('problem' in list) return { survey: undefined, diagnostics: [list.problem] }
  const { name } = list
  try {
    const found = await survey(list.read(), { name, shard, regions })
    return { survey: found, diagnostics: recipientsFindings(found, { name, shard, strict }) }
  } catch (error) {
    if (!(error instanceof RecipientsError)) throw error
    return { survey: undefined, diagnostics: [error.finding] }
  }
}

async function carryOut(
  task: CampaignTask,
  list: ListOrProblem,
  checked: CheckedCampaign,
): Promise<Result> {
  const { settings, campaign, context, stage, world, options } = task
  const { event, survey: surveyed, regions } = checked
  const ready =
    event && surveyed && 'read' in list
      ? prepare(event, surveyed, list, regions.regions, campaign, settings)
      : undefined
  const plan = ready && planOf(task, regions, ready)
  const ahead = [
    ...options.diagnostics,
    ...checked.diagnostics,
    ...(ready === undefined || settings.command !== 'send'
      ? []
      : await outputFindings(settings, world, ready.paths)),
    ...findingsBeforeSending(settings, plan, world),
  ]
  options.observe({ kind: 'checked', diagnostics: ahead, sources: checked.sources })
  const preview = plan === undefined ? [] : speak(plan.body, checked.manifest?.locales ?? [])
  if (plan !== undefined) options.observe({ kind: 'planned', plan, preview })

  const subject = subjectOf(settings, context, world, { plan, sources: checked.sources })
  const known: Known = { stage, plan, preview, diagnostics: ahead, subject }
  const report = surveyed && reportAhead(surveyed, campaign)
  /** The result of a run that has sent nothing. */
  const unsent = (decided: Decided, diagnostics = ahead): Result => {
    const result = resultOf(settings, { ...known, diagnostics }, decided, [])
    return report === undefined ? result : withReport(result, report, settings)
  }
  const ended =
    endWithoutSending(settings, ahead, options.rehearsal) ??
    (report?.recipients === 0 ? emptyShard(report) : undefined)
  if (ended !== undefined || ready === undefined || report === undefined) {
    return reported(settings, unsent(ended ?? { status: 'failed' }), world)
  }
  // A report that cannot be written has to be known before anyone is notified, not after.
  const pending = unsent({ status: 'failed' })
  const begun = await reported(settings, pending, world)
  if (begun !== pending) return begun

  const sent = await sendCampaign(ready, task, checked.manifest)
  if ('problem' in sent) {
    return reported(settings, unsent({ status: 'failed' }, [...ahead, sent.problem]), world)
  }
  const done = { ...report, ...sent.result }
  const diagnostics = [...ahead, ...campaignFindings(done, settings.simulate)]
  const status = campaignStatus(done)
  const result = resultOf(settings, { ...known, diagnostics }, { status }, [])
  const isLacking = lackingOf(done) > done.maxFailures
  return reported(
    settings,
    {
      ...withReport(result, done, settings),
      simulated: settings.simulate,
      failed:
        settings.failOn !== 'never' && (isLacking || checkFailed(diagnostics, settings.failOn)),
    },
    world,
  )
}

/** Adds the outcome of the list; before anything is sent that is said of a dry run alone. */
function withReport(result: Result, report: CampaignReport, { simulate }: Settings): Result {
  const { status, stage } = result
  const isWorded = status === 'dry-run' || report.journal !== undefined
  const campaignWords = isWorded
    ? { campaignSentence: campaignSentence(report, status, stage ?? '', simulate) }
    : {}
  return { ...result, campaign: report, ...campaignWords }
}

function emptyShard({ shard }: CampaignReport): Decided {
  const share = shard === undefined ? 'The list' : `Shard ${shard}`
  return { status: 'skipped', skippedReason: `${share} has no users.` }
}

function planOf(
  { settings, campaign, stage }: CampaignTask,
  regions: RegionDecision,
  { event, survey, paths }: Ready,
): Plan {
  const journal = settings.command === 'send' ? paths.journal : undefined
  const user = survey.first === undefined ? '' : shortUser(survey.first.user)
  return {
    stage,
    regions,
    // For the eye: as the first user gets it, but for the ids.
    body: { ...event.body, relevantAudience: { type: 'Unicast', payload: { user } } },
    campaign: plannedCampaign(survey, campaign, journal),
  }
}

/** Sends an event to each user of a list. What keeps it from beginning comes back as a finding. */
async function sendCampaign(
  ready: Ready,
  task: CampaignTask,
  manifest: Manifest | undefined,
): Promise<{ readonly result: CampaignResult } | { readonly problem: Diagnostic }> {
  const { settings, campaign, world, options } = task
  try {
    const simulation = settings.simulate
      ? await options.openSimulation(manifest, ready.event.body, true)
      : undefined
    try {
      const job = jobOf(ready, settings, campaign, options.userAgent, simulation)
      return { result: await deliverCampaign(job, world, options.signal, options.observe) }
    } finally {
      await simulation?.close()
    }
  } catch (error) {
    if (!isCampaignError(error)) throw error
    return {
      problem: finding('campaign/not-started', undefined, error.message, error.help),
    }
  }
}
