import type { EventBody } from '../alexa.ts'
import { type Diagnostic, finding } from '../diagnostic.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { Plan } from '../plan.ts'
import {
  checkFailed,
  endWithoutSending,
  findingsBeforeSending,
  type Known,
  resultOf,
  subjectOf,
} from '../readiness.ts'
import {
  bodyMakerOf,
  isRenderedForEach,
  renderedBodyMakerOf,
  variableUseOf,
} from '../recipients/body.ts'
import { RecipientsError, shortUser } from '../recipients/recipient.ts'
import { selectedRecipients } from '../recipients/selection.ts'
import type { Survey } from '../recipients/survey.ts'
import { reported, unreported, writeReport } from '../report/write.ts'
import type { CampaignReport, Result, Status } from '../result.ts'
import type { Settings } from '../settings.ts'
import type { Document } from '../source/document.ts'
import { speak } from '../speech/speak.ts'
import type { Simulation } from '../steps.ts'
import type { CampaignFiles } from '../world.ts'
import { type CampaignJob, type CampaignResult, isCampaignError } from './campaign.ts'
import {
  type CampaignEvent,
  type CampaignTask,
  type CheckedCampaign,
  campaignHeader,
  campaignPaths,
  checkCampaign,
  clashingPaths,
  eventOfRecipient,
} from './check.ts'
import { openList, type UserList } from './files.ts'
import type { JournalHeader } from './journal.ts'
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

async function carryOut(
  task: CampaignTask,
  list: UserList,
  checked: CheckedCampaign,
): Promise<Result> {
  const { settings, campaign, context, stage, world, options } = task
  const ready = readyOf(task, list, checked)
  const plan = planOf(task, checked, ready)
  const ahead = [
    ...options.diagnostics,
    ...checked.diagnostics,
    ...(ready === undefined || settings.command !== 'send'
      ? []
      : clashingPaths(campaign.recipients, ready.paths, settings.report)),
    ...findingsBeforeSending(settings, plan),
  ]
  options.observe({ kind: 'checked', diagnostics: ahead, sources: checked.sources })
  const preview = plan === undefined ? [] : speak(plan.body, checked.manifest?.locales ?? [])
  if (plan !== undefined) options.observe({ kind: 'planned', plan, preview })

  const subject = subjectOf(settings, context, world, { plan, sources: checked.sources })
  const known: Known = { stage, plan, preview, diagnostics: ahead, subject }
  const report = checked.survey === undefined ? undefined : reportAhead(checked.survey, campaign)
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

  const sent = await sendCampaign(ready, task)
  if ('problem' in sent) {
    const diagnostics = [...ahead, sent.problem]
    const result = resultOf(settings, { ...known, diagnostics }, { status: 'failed' }, [])
    return reported(settings, withReport(result, report), world)
  }
  const { stops, ...ofRun } = sent.result
  const done = { ...report, ...ofRun }
  const diagnostics = [...ahead, ...campaignFindings(done, stops)]
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

/** Everything it takes to send; undefined where something of it is missing. */
function readyOf(
  { settings, campaign }: CampaignTask,
  list: UserList,
  { event, survey, regions, manifest }: CheckedCampaign,
): Ready | undefined {
  if (event === undefined || survey === undefined) return undefined
  const header = campaignHeader(event, regions.regions, survey, campaign, settings)
  return { event, survey, list, manifest, header, paths: campaignPaths(header, campaign) }
}

function planOf(
  { settings, campaign, stage }: CampaignTask,
  { regions }: CheckedCampaign,
  ready: Ready | undefined,
): Plan | undefined {
  if (ready === undefined) return undefined
  const { event, survey, paths } = ready
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

/** A campaign of which everything is known. */
export interface Ready {
  readonly event: CampaignEvent & { readonly document: Document }
  readonly survey: Survey
  readonly list: UserList
  readonly manifest: Manifest | undefined
  readonly header: JournalHeader
  readonly paths: { readonly journal: string; readonly failedFile: string }
}

/** The times of an event. */
type Times = Pick<EventBody, 'timestamp' | 'expiryTime'>

/** Sends an event to each user of a list. What keeps it from beginning comes back as a finding. */
export async function sendCampaign(
  ready: Ready,
  task: CampaignTask,
): Promise<{ readonly result: CampaignResult } | { readonly problem: Diagnostic }> {
  const { settings, world, options } = task
  try {
    const earlier = await earlierTimes(ready, task, await world.openFiles())
    const simulation = settings.simulate
      ? await options.openSimulation(ready.manifest, ready.event.body, true)
      : undefined
    try {
      const job = jobOf(ready, task, earlier, simulation)
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

function jobOf(
  { event, survey, list, header, paths }: Ready,
  { settings, campaign, options: { userAgent } }: CampaignTask,
  earlier: Times | undefined,
  simulation: Simulation | undefined,
): CampaignJob {
  const credentials = simulation?.credentials ?? settings.credentials
  // A run without credentials has ended before.
  if (credentials === undefined) throw new Error('There are no credentials to send with.')
  const { shard, rate, concurrency, resume } = campaign
  const { stage, regions } = header
  const { timestamp, expiryTime } = earlier ?? header
  return {
    recipients: () =>
      selectedRecipients(list.read(), { name: list.name, shard, regions }, survey.repeated),
    total: survey.recipients,
    bodyOf: bodiesOf(event, survey, { timestamp, expiryTime }),
    stage,
    regions,
    credentials,
    authUrl: simulation?.authUrl ?? settings.authUrl,
    apiUrl: simulation?.apiUrl ?? settings.apiUrl,
    rate,
    concurrency,
    retries: settings.retries,
    timeout: settings.timeout,
    journal: { path: paths.journal, header },
    resume,
    failedFile: paths.failedFile,
    simulated: simulation !== undefined,
    userAgent,
  }
}

function bodiesOf(
  { body, document, options }: Ready['event'],
  { variableNames }: Survey,
  times: Times,
): CampaignJob['bodyOf'] {
  const key = body.referenceId
  const isUsed = variableUseOf(document)
  if (!isRenderedForEach(isUsed, variableNames)) return bodyMakerOf({ ...body, ...times }, key)
  const eventOf = eventOfRecipient(document, options)
  return renderedBodyMakerOf(key, isUsed, async recipient => {
    const rendered = await eventOf(recipient)
    return 'problem' in rendered ? rendered : { ...rendered, ...times }
  })
}
