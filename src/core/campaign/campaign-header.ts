import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type { EventBody } from '../alexa.ts'
import { type Diagnostic, finding } from '../diagnostic.ts'
import type { EventOptions } from '../event/read.ts'
import { referenceIdOf } from '../event/reference-id.ts'
import type { Json } from '../json.ts'
import type { Survey } from '../recipients/survey.ts'
import type { Settings } from '../settings.ts'
import type { CampaignSettings } from './campaign-settings.ts'
import type { JournalHeader } from './journal-header.ts'

/** The event of a campaign, as it is before anything of a user is put in. */
export interface CampaignEvent {
  readonly body: EventBody
  /** The event file, its templates not rendered. */
  readonly written: Json
  readonly options: EventOptions
}

/**
 * Says what a campaign is, for its journal. Where the requests go is a part of it: what a simulator has
 * taken in has reached nobody.
 */
export function campaignHeader(
  { body, written, options }: CampaignEvent,
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
      written,
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
export function campaignPaths(
  { fingerprint }: JournalHeader,
  { journal, failedFile }: Pick<CampaignSettings, 'journal' | 'failedFile'>,
): { readonly journal: string; readonly failedFile: string } {
  const path = journal ?? `.alexa-proactive/${fingerprint.slice(0, 16)}.journal`
  return {
    journal: path,
    failedFile: failedFile ?? `${path.replace(/\.journal$/, '')}.failed.jsonl`,
  }
}

/** A file that is read while another is written in its place would be lost, and with it who it is about. */
export function clashingPaths(
  list: CampaignSettings['recipients'],
  { journal, failedFile }: ReturnType<typeof campaignPaths>,
  report: string | undefined,
): readonly Diagnostic[] {
  const paths: readonly (readonly [CampaignPath, string])[] = [
    ...(list !== 'input' && 'file' in list ? [['users-file', list.file] as const] : []),
    ['journal', journal],
    ['failed-file', failedFile],
    ...(report === undefined ? [] : [['report', report] as const]),
  ]
  return paths.flatMap(([name, path], index) => {
    const other = paths.slice(0, index).find(([, earlier]) => resolve(earlier) === resolve(path))
    if (other === undefined) return []
    const message = `The setting ${name} is ${path}, and ${other[0]} is the same file.`
    return [finding('settings/value', undefined, message, `Name another path with ${name}.`)]
  })
}

type CampaignPath = 'users-file' | 'journal' | 'failed-file' | 'report'
