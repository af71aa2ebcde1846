import { eventOptionsOf, nothingToCheck, readEventSource } from '../check-run.ts'
import type { Context } from '../context.ts'
import { type Diagnostic, finding } from '../diagnostic.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { readManifest } from '../manifest/manifest.ts'
import { outputFindings } from '../outputs.ts'
import type { Plan, RegionDecision, StageDecision } from '../plan.ts'
import {
  checkFailed,
  endWithoutSending,
  findingsBeforeSending,
  isSending,
  type Known,
  resultOf,
  subjectOf,
} from '../readiness.ts'
import { RecipientsError, shortUser } from '../recipients/recipient.ts'
import { recipientsFindings, type Survey, survey } from '../recipients/survey.ts'
import { decideRegions } from '../regions.ts'
import { withReleaseFor } from '../release.ts'
import { reported, unreported, writeReport } from '../report/report.ts'
import type { CampaignReport, Result, Status } from '../result.ts'
import type { CampaignSettings, Settings } from '../settings.ts'
import type { SourceText } from '../source/read.ts'
import { speak } from '../speech/speak.ts'
import type { RunOptions } from '../steps.ts'
import type { CampaignFiles, World } from '../world.ts'
import { type CampaignResult, isCampaignError } from './campaign.ts'
import { type CampaignEvent, eventOfCampaign } from './event.ts'
import { openList, type UserList, unreadable } from './files.ts'
import { jobOf, prepare, type Ready, type Times } from './job.ts'
import { readJournalHeader } from './journal.ts'
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
  if (!('problem' in list)) {
    try {
      return await carryOut(task, list, await checkCampaign(task, list))
    } finally {
      list.close()
    }
  }
  const { diagnostics, ...checked } = await checkCampaign(task, nobody)
  // That an empty list names nobody is no news where there is no list.
  const others = diagnostics.filter(({ rule }) => rule !== 'recipients/none')
  return carryOut(task, nobody, {
    ...checked,
    survey: undefined,
    diagnostics: [...others, list.problem],
  })
}

const nobody: UserList = {
  name: '<users>',
  async *read() {},
  close() {},
}

/** What was read of a skill, a list of users, and an event. */
interface CheckedCampaign {
  readonly manifest: Manifest | undefined
  readonly regions: RegionDecision
  /** Undefined where nothing of the list can be read. */
  readonly survey: Survey | undefined
  /** Undefined where there is none, or none that could be sent. */
  readonly event: CampaignEvent | undefined
  readonly sources: readonly SourceText[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads and checks the manifest, the list of users to its end, and the event as the first of them would
 * get it.
 */
async function checkCampaign(
  { settings, campaign, context, stage, world, options }: CampaignTask,
  list: UserList,
): Promise<CheckedCampaign> {
  const sending = isSending(settings)
  const ofManifest =
    options.known?.manifest ??
    (await readManifest(settings.manifest, world, {
      sending,
      hasEvent: settings.event !== undefined,
    }))
  const { manifest } = ofManifest
  const regions = decideRegions(settings.regions, manifest)
  const surveyed = await surveyOf(list, campaign, regions)
  const soFar = { manifest, regions, survey: surveyed.survey }
  if (settings.event === undefined) {
    return {
      ...soFar,
      event: undefined,
      sources: ofManifest.sources,
      diagnostics: [...ofManifest.diagnostics.map(nothingToCheck), ...surveyed.diagnostics],
    }
  }
  const reading = await readEventSource(settings.event, settings.names, world)
  const now = world.now()
  const written = reading.document?.value ?? null
  const told = await withReleaseFor(written, settings, context, now, options.findRelease)
  const how = eventOptionsOf(settings, told.context, stage, now, manifest)
  const { event, diagnostics } =
    reading.document === undefined
      ? { event: undefined, diagnostics: [] }
      : await eventOfCampaign(reading.document, how, surveyed.survey)
  return {
    ...soFar,
    event,
    sources: [...ofManifest.sources, ...(reading.source === undefined ? [] : [reading.source])],
    diagnostics: [
      ...ofManifest.diagnostics,
      ...reading.diagnostics,
      ...told.diagnostics,
      ...diagnostics,
      ...surveyed.diagnostics,
    ],
  }
}

async function surveyOf(
  list: UserList,
  { shard, strict }: CampaignSettings,
  { regions }: RegionDecision,
): Promise<{ readonly survey: Survey | undefined; readonly diagnostics: readonly Diagnostic[] }> {
  const { name } = list
  try {
    const found = await survey(list.read(), { name, shard, regions })
    return { survey: found, diagnostics: recipientsFindings(found, { name, shard, strict }) }
  } catch (error) {
    const problem = error instanceof RecipientsError ? error.finding : unreadable(name, error)
    return { survey: undefined, diagnostics: [problem] }
  }
}

async function carryOut(
  task: CampaignTask,
  list: UserList,
  checked: CheckedCampaign,
): Promise<Result> {
  const { settings, campaign, context, stage, world, options } = task
  const { event, survey: surveyed, regions } = checked
  const ready =
    event && surveyed && prepare(event, surveyed, list, regions.regions, campaign, settings)
  const plan = ready && planOf(task, regions, ready)
  const ahead = [
    ...options.diagnostics,
    ...checked.diagnostics,
    ...(ready === undefined || settings.command !== 'send'
      ? []
      : await outputFindings(settings, world, ready.paths)),
    ...findingsBeforeSending(settings, plan),
  ]
  options.observe({ kind: 'checked', diagnostics: ahead, sources: checked.sources })
  const preview = plan === undefined ? [] : speak(plan.body, checked.manifest?.locales ?? [])
  if (plan !== undefined) options.observe({ kind: 'planned', plan, preview })

  const subject = subjectOf(settings, context, world, { plan, sources: checked.sources })
  const known: Known = { stage, plan, preview, diagnostics: ahead, subject }
  const report = surveyed && reportAhead(surveyed, campaign)
  const ended =
    endWithoutSending(settings, ahead, options.rehearsal) ??
    (report?.recipients === 0 ? emptyShard(report) : undefined)
  if (ended !== undefined || ready === undefined || report === undefined) {
    const result = resultOf(settings, known, ended ?? { status: 'failed' }, [])
    return reported(settings, withReport(result, report), world)
  }
  // A report that cannot be written has to be known before anyone is notified, not after.
  const pending = withReport(resultOf(settings, known, { status: 'failed' }, []), report)
  const refused = await writeReport(settings.report, pending, world)
  if (refused !== undefined) return unreported(settings, pending, refused)

  const sent = await sendCampaign(ready, task, checked.manifest)
  if ('problem' in sent) {
    const diagnostics = [...ahead, sent.problem]
    const result = resultOf(settings, { ...known, diagnostics }, { status: 'failed' }, [])
    return reported(settings, withReport(result, report), world)
  }
  const done = { ...report, ...sent.result }
  const diagnostics = [...ahead, ...campaignFindings(done, settings.simulate)]
  const status = campaignStatus(done)
  return reported(settings, ending(settings, { ...known, diagnostics }, status, done), world)
}

function withReport(result: Result, report: CampaignReport | undefined): Result {
  if (report === undefined) return result
  const { status, stage } = result
  return status === 'dry-run'
    ? {
        ...result,
        campaign: report,
        campaignSentence: campaignSentence(report, status, stage ?? '', false),
      }
    : { ...result, campaign: report }
}

function ending(settings: Settings, known: Known, status: Status, report: CampaignReport): Result {
  const result = resultOf(settings, known, { status }, [])
  const { simulate, failOn } = settings
  return {
    ...result,
    campaign: report,
    campaignSentence: campaignSentence(report, status, known.stage.stage, simulate),
    simulated: simulate,
    failed:
      failOn !== 'never' &&
      (lackingOf(report) > report.maxFailures || checkFailed(known.diagnostics, failOn)),
  }
}

function emptyShard({ shard }: CampaignReport) {
  const share = shard === undefined ? 'The list' : `Shard ${shard}`
  return { status: 'skipped' as const, skippedReason: `${share} has no users.` }
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
    const earlier = await earlierTimes(ready, task, await world.openFiles())
    const simulation = settings.simulate
      ? await options.openSimulation(manifest, ready.event.body, true)
      : undefined
    try {
      const job = jobOf(ready, settings, campaign, options.userAgent, earlier, simulation)
      return { result: await deliverCampaign(job, world, options.signal, options.observe) }
    } finally {
      await simulation?.close()
    }
  } catch (error) {
    if (error instanceof RecipientsError) return { problem: error.finding }
    if (!isCampaignError(error)) throw error
    return {
      problem: finding('campaign/not-started', undefined, error.message, error.help),
    }
  }
}

/**
 * The times an earlier run gave the event: with others it would be another notification. What a
 * simulator has accepted is forgotten with it, so that a simulated run begins anew.
 */
async function earlierTimes(
  { header, paths }: Ready,
  { settings: { simulate }, campaign: { resume } }: CampaignTask,
  files: CampaignFiles,
): Promise<Times | undefined> {
  const earlier = await readJournalHeader(paths.journal, files)
  if (!simulate || resume || earlier?.fingerprint !== header.fingerprint) return earlier
  await files.remove(paths.journal)
  return undefined
}
