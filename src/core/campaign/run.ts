import type { Audience, Ending, Prepared } from '../check-run.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { Engine } from '../engine.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { outputFindings } from '../outputs.ts'
import { openList, type UserList } from '../recipients/list.ts'
import { RecipientsError, shortUser } from '../recipients/recipient.ts'
import { recipientsFindings, type Survey, survey } from '../recipients/survey.ts'
import type { CampaignReport } from '../result.ts'
import type { CampaignResult } from './campaign.ts'
import { forecastFindings, forecastOf, rateOf } from './forecast.ts'
import {
  endingOf,
  engineFacts,
  notStarted,
  openPlace,
  planOf,
  sendByEngine,
  startedFinding,
} from './hand-over.ts'
import {
  type CampaignEvent,
  type CampaignTask,
  eventOfCampaign,
  type PreparedJob,
  prepare,
} from './job.ts'
import { campaignFindings, campaignSentence, plannedCampaign, reportAhead } from './report.ts'
import { deliverCampaign } from './send.ts'

/**
 * Reads a list of users to its end, as the audience of an event that is sent to each of them. Mistakes of
 * users and answers of Amazon come back as findings; only a broken program throws.
 */
export async function openCampaign(task: CampaignTask): Promise<Audience<CampaignEvent>> {
  const { campaign, eventName, regions, world, options } = task
  const { shard, strict } = campaign
  const files = await world.openFiles()
  let list: UserList | undefined
  try {
    list = await openList(campaign.recipients, world, files, eventName, options.signal)
    const { name } = list
    const found = await survey(list.read(), { name, shard, regions: regions.regions })
    const { engine, diagnostics } = await openPlace(task)
    const ofList = recipientsFindings(found, { name, shard, strict })
    return audienceOf(task, list, found, engine, [...ofList, ...diagnostics])
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
  engine: Engine | undefined,
  diagnostics: readonly Diagnostic[],
): Audience<CampaignEvent> {
  const { settings, campaign, stage, regions, world } = task
  const report = reportAhead(found, campaign)
  const first = found.first === undefined ? '' : shortUser(found.first.user)
  const { simulate } = settings
  const unsent = (ending: Ending): Ending => ({
    ...ending,
    campaign: report,
    ...(ending.status === 'dry-run' && {
      campaignSentence: campaignSentence(report, ending.status, stage.stage, simulate),
    }),
  })
  return {
    diagnostics,
    readEvent: (document, how) => eventOfCampaign(document, how, found),
    async prepare(event): Promise<Prepared> {
      const job = prepare(event, found, list, task)
      const paths = { journal: job.journal.path, failedFile: job.failedFile }
      const isSending = settings.command === 'send'
      const lifetime = Date.parse(event.body.expiryTime) - world.now().getTime()
      const forecast = forecastOf(found.byRegion, campaign, engine?.settings, lifetime)
      const journalFacts =
        isSending && campaign.engine === undefined
          ? [{ label: 'Journal', text: paths.journal }]
          : []
      const facts = engine === undefined ? journalFacts : engineFacts(found, engine, forecast)
      return {
        plan: {
          stage,
          regions,
          // For the eye: as the first user gets it, but for the ids.
          body: { ...event.body, relevantAudience: { type: 'Unicast', payload: { user: first } } },
          campaign: plannedCampaign(
            found,
            campaign,
            rateOf(campaign, engine?.settings),
            engine !== undefined,
            facts,
          ),
        },
        diagnostics: [
          ...(isSending ? await outputFindings(settings, world, paths) : []),
          ...forecastFindings(forecast, engine !== undefined),
        ],
        ending: report.recipients === 0 ? emptyShard(report) : undefined,
        async send(manifest) {
          const sent =
            engine === undefined
              ? await sendCampaign(job, event, task, manifest)
              : await sendByEngine(engine, planOf(job, event, found, task, engine), job, task)
          if ('refusal' in sent) {
            return { ending: unsent({ status: 'failed' }), diagnostics: [sent.refusal] }
          }
          const ended = { ...report, ...sent.report }
          return {
            ending: endingOf(ended, sent, stage.stage, simulate),
            diagnostics: sent.isRunning
              ? [startedFinding(ended, sent.problem, campaign.engine)]
              : campaignFindings(ended, simulate),
          }
        },
      }
    },
    unsent,
    close: list.close,
  }
}

function emptyShard({ shard }: CampaignReport): Ending {
  const share = shard === undefined ? 'The list' : `Shard ${shard}`
  return { status: 'skipped', skippedReason: `${share} has no users.` }
}

/** Sends an event to each user of a list. What keeps it from beginning comes back as a finding. */
async function sendCampaign(
  prepared: PreparedJob,
  { body }: CampaignEvent,
  { settings, world, options }: CampaignTask,
  manifest: Manifest | undefined,
): Promise<
  | { readonly report: CampaignResult; readonly isRunning: false; readonly problem?: string }
  | { readonly refusal: Diagnostic }
> {
  const { simulate } = settings
  try {
    const simulation = simulate ? await options.openSimulation(manifest, body, true) : undefined
    try {
      const { credentials, authUrl, apiUrl } = simulation ?? settings
      // A run without credentials has ended before.
      if (credentials === undefined) throw new Error('There are no credentials to send with.')
      const job = { ...prepared, credentials, authUrl, apiUrl, simulated: simulate }
      const report = await deliverCampaign(job, world, options.signal, options.observe)
      return { report, isRunning: false }
    } finally {
      await simulation?.close()
    }
  } catch (error) {
    return { refusal: notStarted(error, 'error') }
  }
}
