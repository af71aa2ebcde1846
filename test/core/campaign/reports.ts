import type { ReportOfShard } from '../../../src/core/campaign/join.ts'
import { openBitmap } from '../../../src/core/recipients/duplicates.ts'
import type { Survey } from '../../../src/core/recipients/survey.ts'
import type { CampaignReport } from '../../../src/core/result.ts'
import { parseShard } from '../../../src/core/setting-kinds.ts'
import type { CampaignSettings } from '../../../src/core/settings.ts'

/** What is reported of ten users who all have the notification, unless something else is said. */
export function campaignReport(changes: Partial<CampaignReport> = {}): CampaignReport {
  return {
    recipients: 10,
    counts: { accepted: 10, alreadySent: 0, rejected: 0, failed: 0, notSent: 0 },
    earlier: 0,
    inDoubt: 0,
    badLines: 0,
    duplicates: 0,
    otherShards: 0,
    maxFailures: 0,
    reasons: [],
    stops: [],
    interrupted: false,
    requests: 10,
    seconds: 2,
    perSecond: 5,
    journal: 'campaign.journal',
    ...changes,
  }
}

/** The report of a shard with ten users, read from `report-<number>.json`. */
export function reportOfShard(share: string, changes: Partial<CampaignReport> = {}): ReportOfShard {
  const shard = parseShard(share)
  return {
    file: `report-${shard?.number ?? 0}.json`,
    referenceId: 'announcement',
    stage: 'live',
    regions: ['EU'],
    simulated: false,
    diagnostics: [],
    campaign: campaignReport(changes),
    shard,
  }
}

/** What a survey finds of ten users, unless something else is said. */
export function surveyOf(changes: Partial<Survey>): Survey {
  return {
    recipients: 10,
    duplicates: 0,
    others: 0,
    firstOther: undefined,
    repeated: openBitmap(),
    otherShards: 0,
    bad: 0,
    unreadable: 0,
    byRegion: new Map(),
    firstBad: [],
    bytes: 0,
    sha256: '',
    marks: [],
    first: undefined,
    variableNames: undefined,
    ...changes,
  }
}

/** The settings of a campaign where nothing is set. */
export const campaignSettings: CampaignSettings = {
  recipients: 'input',
  strict: false,
  shard: undefined,
  rate: undefined,
  concurrency: 64,
  journal: undefined,
  resume: false,
  maxFailures: 0,
  failedFile: undefined,
  engine: undefined,
  detach: false,
}
