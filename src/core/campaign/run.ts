import type { Audience, Ending, Prepared, Task } from '../check-run.ts'
import { type Diagnostic, finding } from '../diagnostic.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { outputFindings } from '../outputs.ts'
import { openList, type UserList } from '../recipients/list.ts'
import { RecipientsError, shortUser } from '../recipients/recipient.ts'
import { recipientsFindings, type Survey, survey } from '../recipients/survey.ts'
import type { CampaignReport } from '../result.ts'
import type { CampaignSettings } from '../settings.ts'
import type { CampaignResult } from './campaign.ts'
import { type CampaignEvent, eventOfCampaign, jobOf, prepare, type Ready } from './job.ts'
import { isCampaignError } from './lock.ts'
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
export interface CampaignTask extends Task {
  readonly campaign: CampaignSettings
}

/**
 * Reads a list of users to its end, as the audience of an event that is sent to each of them. Mistakes of
 * users and answers of Amazon come back as findings; only a broken program throws.
 */
export async function openCampaign(task: CampaignTask): Promise<Audience<CampaignEvent>> {
  const { campaign, regions, world, options } = task
  const { shard, strict } = campaign
  const files = await world.openFiles()
  let list: UserList | undefined
  try {
    list = await openList(campaign.recipients, world, files, options.signal)
    const { name } = list
    const found = await survey(list.read(), { name, shard, regions: regions.regions })
    return audienceOf(task, list, found, recipientsFindings(found, { name, shard, strict }))
  } catch (error) {
    list?.close()
    if (!(error instanceof RecipientsError)) throw error
    return {
      diagnostics: [error.finding],
      readEvent: (document, how) => eventOfCampaign(document, how, undefined),
      prepare: async () => undefined,
      unsent: ending => ending,
      close() {},
    }
  }
}

function audienceOf(
  task: CampaignTask,
  list: UserList,
  found: Survey,
  diagnostics: readonly Diagnostic[],
): Audience<CampaignEvent> {
  const { settings, campaign, regions, world } = task
  const report = reportAhead(found, campaign)
  const unsent = (ending: Ending): Ending => ({
    ...ending,
    campaign: report,
    ...(ending.status === 'dry-run' ? sentenceOf(report, ending, task) : {}),
  })
  return {
    diagnostics,
    readEvent: (document, how) => eventOfCampaign(document, how, found),
    async prepare(event): Promise<Prepared> {
      const ready = prepare(event, found, list, regions.regions, campaign, settings)
      const isSending = settings.command === 'send'
      return {
        plan: planOf(task, ready),
        diagnostics: isSending ? await outputFindings(settings, world, ready.paths) : [],
        ending: report.recipients === 0 ? emptyShard(report) : undefined,
        async send(manifest) {
          const sent = await sendCampaign(ready, task, manifest)
          return 'problem' in sent
            ? { ending: unsent({ status: 'failed' }), diagnostics: [sent.problem] }
            : endOf({ ...report, ...sent.result }, task)
        },
      }
    },
    unsent,
    close: list.close,
  }
}

function sentenceOf(
  report: CampaignReport,
  { status }: Ending,
  { stage, settings }: CampaignTask,
): Pick<Ending, 'campaignSentence'> {
  return { campaignSentence: campaignSentence(report, status, stage.stage, settings.simulate) }
}

function endOf(
  campaign: CampaignReport,
  task: CampaignTask,
): Awaited<ReturnType<Prepared['send']>> {
  const { simulate } = task.settings
  const status = campaignStatus(campaign)
  return {
    ending: {
      status,
      campaign,
      ...sentenceOf(campaign, { status }, task),
      simulated: simulate,
      isLost: lackingOf(campaign) > campaign.maxFailures,
    },
    diagnostics: campaignFindings(campaign, simulate),
  }
}

function emptyShard({ shard }: CampaignReport): Ending {
  const share = shard === undefined ? 'The list' : `Shard ${shard}`
  return { status: 'skipped', skippedReason: `${share} has no users.` }
}

function planOf(
  { settings, campaign, stage, regions }: CampaignTask,
  { event, survey: { first }, survey, paths }: Ready,
): Prepared['plan'] {
  const journal = settings.command === 'send' ? paths.journal : undefined
  const user = first === undefined ? '' : shortUser(first.user)
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
  { settings, campaign, world, options }: CampaignTask,
  manifest: Manifest | undefined,
): Promise<{ readonly result: CampaignResult } | { readonly problem: Diagnostic }> {
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
    return { problem: finding('campaign/not-started', undefined, error.message, error.help) }
  }
}
