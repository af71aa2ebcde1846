import type { Audience, Ending, Prepared } from '../check-run.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { Engine, EngineReport } from '../engine.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { outputFindings } from '../outputs.ts'
import { openList, type UserList } from '../recipients/list.ts'
import { RecipientsError, shortUser } from '../recipients/recipient.ts'
import { recipientsFindings, type Survey, survey } from '../recipients/survey.ts'
import type { CampaignResult } from './campaign.ts'
import { forecastFindings, forecastOf } from './forecast.ts'
import {
  endingOf,
  engineFacts,
  notStarted,
  openPlace,
  planOf,
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
  const { settings, campaign, eventName, regions, world, options } = task
  const { shard, strict } = campaign
  const files = await world.openFiles()
  let list: UserList | undefined
  try {
    list = await openList(campaign.recipients, world, files, eventName, options.signal)
    const { name } = list
    const found = await survey(list.read(), { name, shard, regions: regions.regions })
    const place = await openPlace(campaign.engine, settings, options.openEngine)
    const ofList = recipientsFindings(found, { name, shard, strict })
    return audienceOf(task, list, found, place.engine, [...ofList, ...place.diagnostics])
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
  const { settings, campaign, stage, regions, world, options } = task
  const { simulate } = settings
  const report = reportAhead(found, campaign)
  const first = found.first === undefined ? '' : shortUser(found.first.user)
  const share = report.shard === undefined ? 'The list' : `Shard ${report.shard}`
  const nobody: Ending = { status: 'skipped', skippedReason: `${share} has no users.` }
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
      const job = prepare(event, found, list, task, engine?.settings)
      const isSending = settings.command === 'send'
      const lifetime = Date.parse(event.body.expiryTime) - world.now().getTime()
      const forecast = forecastOf(found.byRegion, job, engine?.settings, lifetime)
      const hasJournal = isSending && campaign.engine === undefined
      const facts = [
        ...(hasJournal ? [{ label: 'Journal', text: job.journal }] : []),
        ...(engine === undefined ? [] : engineFacts(found, engine, forecast)),
      ]
      return {
        plan: {
          stage,
          regions,
          // For the eye: as the first user gets it, but for the ids.
          body: { ...event.body, relevantAudience: { type: 'Unicast', payload: { user: first } } },
          campaign: plannedCampaign(found, campaign, job.rate, engine !== undefined, facts),
        },
        diagnostics: [
          ...(isSending ? await outputFindings(settings, world, job) : []),
          ...forecastFindings(forecast, engine !== undefined),
        ],
        ending: report.recipients === 0 ? nobody : undefined,
        async send(manifest) {
          try {
            const { detach } = campaign
            const sent: Sent = engine
              ? await engine.carryOut(
                  { ...job, plan: planOf(job, event, found, campaign, engine.settings), detach },
                  world,
                  options.signal,
                  options.observe,
                )
              : { report: await sendCampaign(job, event, task, manifest), isRunning: false }
            const ended = { ...report, ...sent.report }
            return {
              ending: endingOf(ended, sent, stage.stage, simulate),
              diagnostics: sent.isRunning
                ? [startedFinding(ended, sent.problem, campaign.engine)]
                : campaignFindings(ended, simulate),
            }
          } catch (error) {
            const diagnostics = [notStarted(error, 'error')]
            return { ending: unsent({ status: 'failed' }), diagnostics }
          }
        },
      }
    },
    unsent,
    close: list.close,
  }
}

type Sent = Omit<EngineReport, 'report'> & { readonly report: CampaignResult }

/** Sends an event to each user of a list from here. */
async function sendCampaign(
  job: PreparedJob,
  { body }: CampaignEvent,
  { settings, world, options }: CampaignTask,
  manifest: Manifest | undefined,
): Promise<CampaignResult> {
  const { simulate: simulated } = settings
  const simulation = simulated ? await options.openSimulation(manifest, body, true) : undefined
  try {
    const { credentials, authUrl, apiUrl } = simulation ?? settings
    // A run without credentials has ended before.
    if (credentials === undefined) throw new Error('There are no credentials to send with.')
    const whole = { ...job, credentials, authUrl, apiUrl, simulated }
    return await deliverCampaign(whole, world, options.signal, options.observe)
  } finally {
    await simulation?.close()
  }
}
