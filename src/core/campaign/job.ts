import { createHash } from 'node:crypto'
import type { EventBody, Region } from '../alexa.ts'
import { referenceIdOf } from '../event/reference-id.ts'
import { defaultJournal, failedFileBeside } from '../outputs.ts'
import {
  bodyMakerOf,
  isRenderedForEach,
  renderedBodyMakerOf,
  variableUseOf,
} from '../recipients/body.ts'
import type { Survey } from '../recipients/survey.ts'
import { selectedRecipients } from '../recipients/survey.ts'
import type { CampaignSettings, Settings } from '../settings.ts'
import type { Simulation } from '../steps.ts'
import type { BodyMaker, CampaignJob, JournalHeader } from './campaign.ts'
import type { CampaignEvent } from './event.ts'
import type { UserList } from './files.ts'

/** A campaign of which everything is known. */
export interface Ready {
  readonly event: CampaignEvent
  readonly survey: Survey
  readonly list: UserList
  readonly header: JournalHeader
  readonly paths: { readonly journal: string; readonly failedFile: string }
}

/** Puts together what it takes to send. */
export function prepare(
  event: CampaignEvent,
  survey: Survey,
  list: UserList,
  regions: readonly Region[],
  campaign: CampaignSettings,
  settings: Settings,
): Ready {
  const header = campaignHeader(event, regions, survey, campaign, settings)
  return { event, survey, list, header, paths: campaignPaths(header, campaign) }
}

/** What is to be sent, and how. */
export function jobOf(
  { event, survey, list, header, paths }: Ready,
  settings: Settings,
  campaign: CampaignSettings,
  userAgent: string,
  simulation: Simulation | undefined,
): CampaignJob {
  const credentials = simulation?.credentials ?? settings.credentials
  // A run without credentials has ended before.
  if (credentials === undefined) throw new Error('There are no credentials to send with.')
  const { shard, rate, concurrency, resume } = campaign
  const { stage, regions } = header
  return {
    recipients: () => selectedRecipients(list.read(), { name: list.name, shard, regions }, survey),
    total: survey.recipients,
    bodiesOf: ({ timestamp, expiryTime }) => bodiesOf(event, survey, { timestamp, expiryTime }),
    stage,
    regions,
    credentials,
    authUrl: simulation?.authUrl ?? settings.authUrl,
    apiUrl: simulation?.apiUrl ?? settings.apiUrl,
    rate,
    concurrency,
    retries: settings.retries,
    timeout: settings.timeout,
    journal: { path: paths.journal, header, isForgotten: simulation !== undefined && !resume },
    resume,
    failedFile: paths.failedFile,
    simulated: simulation !== undefined,
    userAgent,
  }
}

function bodiesOf(
  { body, document, ofRecipient }: CampaignEvent,
  { variableNames }: Survey,
  times: Pick<EventBody, 'timestamp' | 'expiryTime'>,
): BodyMaker {
  const key = body.referenceId
  const isUsed = variableUseOf(document)
  if (!isRenderedForEach(isUsed, variableNames)) return bodyMakerOf({ ...body, ...times }, key)
  return renderedBodyMakerOf(key, isUsed, async recipient => {
    const rendered = await ofRecipient(recipient)
    return 'problem' in rendered ? rendered : { ...rendered, ...times }
  })
}

/**
 * Says what a campaign is, for its journal. Where the requests go is a part of it: what a simulator has
 * accepted has reached nobody.
 */
function campaignHeader(
  { body, document, options }: CampaignEvent,
  regions: JournalHeader['regions'],
  { bytes, sha256 }: Survey,
  { shard }: CampaignSettings,
  { simulate, apiUrl }: Pick<Settings, 'simulate' | 'apiUrl'>,
): JournalHeader {
  const { stage } = options
  const share = shard === undefined ? undefined : `${shard.number}/${shard.of}`
  const goal = simulate ? 'simulator' : (apiUrl ?? 'Amazon')
  const parts = [body.referenceId, stage, regions, sha256, share ?? null, goal]
  return {
    fingerprint: createHash('sha256').update(JSON.stringify(parts)).digest('hex'),
    stage,
    regions,
    template: referenceIdOf(
      document.value,
      body.event.name,
      { type: 'Multicast', payload: {} },
      { ...options, announcement: [] },
    ),
    recipients: { size: bytes, sha256 },
    shard: share,
    timestamp: body.timestamp,
    expiryTime: body.expiryTime,
  }
}

/** Where a campaign keeps its journal and the list of those who got nothing. */
function campaignPaths(
  { fingerprint }: JournalHeader,
  { journal, failedFile }: Pick<CampaignSettings, 'journal' | 'failedFile'>,
): Ready['paths'] {
  const path = journal ?? defaultJournal(fingerprint)
  return { journal: path, failedFile: failedFile ?? failedFileBeside(path) }
}
