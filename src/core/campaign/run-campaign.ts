import type { Plan } from '../plan.ts'
import { checkFailed, endWithoutSending, findingsBeforeSending } from '../readiness.ts'
import { shortUser } from '../recipients/short-user.ts'
import { reported, unreported, writeReport } from '../report/write.ts'
import type { CampaignReport, Result, Status } from '../result.ts'
import { type Known, resultOf } from '../run-result.ts'
import type { Settings } from '../settings.ts'
import { speak } from '../speech/speak.ts'
import { campaignHeader, campaignPaths, clashingPaths } from './campaign-header.ts'
import {
  campaignFindings,
  campaignStatus,
  lackingOf,
  reportAhead,
  reportOf,
} from './campaign-report.ts'
import { campaignSentence, plannedCampaign } from './campaign-words.ts'
import { type CampaignTask, type CheckedCampaign, checkCampaign } from './check-campaign.ts'
import { openList, type UserList } from './open-list.ts'
import { type Ready, sendCampaign } from './send-campaign.ts'

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
    ...findingsBeforeSending(settings, context, plan),
  ]
  options.observe({ kind: 'checked', diagnostics: ahead, sources: checked.sources })
  const preview = plan === undefined ? [] : speak(plan.body, checked.manifest?.locales ?? [])
  if (plan !== undefined) options.observe({ kind: 'planned', plan, preview })

  const known: Known = { stage, plan, preview, diagnostics: ahead }
  const report = checked.survey === undefined ? undefined : reportAhead(checked.survey, campaign)
  const ended =
    endWithoutSending(settings, context, ahead, options.rehearsal) ??
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
  const done = reportOf(report, sent.result)
  const diagnostics = [...ahead, ...campaignFindings(done, sent.result)]
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
