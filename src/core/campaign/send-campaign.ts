import type { EventBody } from '../alexa.ts'
import { type Diagnostic, finding } from '../diagnostic.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { bodyMakerOf, renderedBodyMakerOf } from '../recipients/body.ts'
import { RecipientsError } from '../recipients/recipients-error.ts'
import { eventOfRecipient } from '../recipients/render.ts'
import { selectedRecipients } from '../recipients/selected.ts'
import type { Survey } from '../recipients/survey.ts'
import { isRenderedForEach, variableUseOf } from '../recipients/variable-use.ts'
import type { Simulation } from '../run.ts'
import type { Document } from '../source/document.ts'
import type { CampaignJob, CampaignResult } from './campaign.ts'
import { isCampaignError } from './campaign-error.ts'
import type { CampaignEvent } from './campaign-header.ts'
import type { CampaignTask } from './check-campaign.ts'
import { deliverCampaign } from './deliver-campaign.ts'
import type { CampaignFiles } from './files.ts'
import { readJournalHeader } from './journal.ts'
import type { JournalHeader } from './journal-header.ts'
import type { UserList } from './open-list.ts'

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
 * simulator has taken in is forgotten with it, so that a simulated run begins anew.
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
  const { shard, rate, concurrency, resume, maxFailures } = campaign
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
    maxFailures,
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
