import type { ReportOfShard } from '../../../src/core/campaign/join.ts'
import type { CampaignReport } from '../../../src/core/result.ts'
import { parseShard } from '../../../src/core/setting-kinds.ts'

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
