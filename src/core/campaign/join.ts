import type { Region, Stage } from '../alexa.ts'
import { countOf, type Diagnostic, finding, type RuleId } from '../diagnostic.ts'
import { accepts } from '../generated/report.js'
import type { PublishedResult } from '../generated/result.ts'
import { rules } from '../generated/rules.ts'
import { resultObject } from '../report/report.ts'
import { type CampaignReport, type Result, refusedResult } from '../result.ts'
import { parseShard, type Shard } from '../setting-kinds.ts'
import { listed } from '../wording.ts'
import {
  campaignFindings,
  campaignSentence,
  campaignStatus,
  lackingOf,
  openReasons,
} from './report.ts'

/** The part of a report that matters where reports are joined. */
export interface ReportOfShard {
  readonly file: string
  readonly referenceId: string
  readonly stage: Stage
  readonly regions: readonly Region[]
  readonly simulated: boolean
  readonly diagnostics: readonly Diagnostic[]
  readonly campaign: CampaignReport
  /** Undefined where the list was not split. */
  readonly shard: Shard | undefined
}

type Reports = readonly [ReportOfShard, ...ReportOfShard[]]

/** Reads a report as `report` writes it; undefined where it is not one of a list of users. */
export function readReport(file: string, report: unknown): ReportOfShard | undefined {
  if (!accepts.report(report)) return undefined
  const { stage, referenceId, regions, simulated, diagnostics, campaign } = report
  if (stage === undefined || referenceId === undefined || campaign === undefined) return undefined
  const { shard } = campaign
  return {
    file,
    referenceId,
    stage,
    regions,
    simulated,
    // A later version may know more rules.
    diagnostics: diagnostics.flatMap(({ rule, severity, message, help }) =>
      isRule(rule) ? [finding(rule, undefined, message, help, severity)] : [],
    ),
    campaign: campaignOf(campaign),
    shard: shard === undefined ? undefined : parseShard(shard),
  }
}

/** Reads what is reported of a campaign, or of a part of it, alone; undefined where it is no such report. */
export function readCampaign(campaign: unknown): CampaignReport | undefined {
  const report: unknown = { ...resultObject(refusedResult([])), campaign }
  return accepts.report(report) ? report.campaign && campaignOf(report.campaign) : undefined
}

function campaignOf({
  shard: _,
  journal: __,
  failedFile: ___,
  reasons,
  stops,
  ...counted
}: NonNullable<PublishedResult['campaign']>): CampaignReport {
  return {
    ...counted,
    reasons: reasons.map(({ rule = '', ...reason }) =>
      isRule(rule) ? { ...reason, rule } : reason,
    ),
    stops: stops.flatMap(({ region, rule, ...stop }) =>
      isRule(rule) ? [{ ...stop, region, rule }] : [],
    ),
  }
}

function isRule(text: string): text is RuleId {
  return Object.hasOwn(rules, text)
}

/**
 * Joins the reports of the shards of one campaign into the result of the whole. Reports that do not
 * belong together have no sum: users would be counted that are of another campaign, or counted twice.
 *
 * @param maxFailures how many users may be left unnotified without a failure; absent: as many as the shards allowed
 */
export function joinReports(reports: Reports, maxFailures: number | undefined): Result {
  const [first] = reports
  const differing = differences(reports)
  if (differing.length > 0) return refusedResult(differing)
  const whole = joinCampaigns(reports.map(report => report.campaign))
  const campaign = { ...whole, maxFailures: maxFailures ?? whole.maxFailures }
  const simulated = reports.some(report => report.simulated)
  const missing = missingShards(reports)
  const diagnostics = [
    ...missing,
    ...carriedOver(reports, campaign),
    ...campaignFindings(campaign, simulated),
  ]
  const isWhole = countOf(diagnostics, 'error') === 0
  const ofAll = campaignStatus(campaign)
  const status = isWhole || ofAll === 'failed' ? ofAll : 'partial'
  return {
    ...refusedResult(diagnostics),
    status,
    stage: first.stage,
    regions: first.regions,
    referenceId: first.referenceId,
    campaign,
    campaignSentence: `${campaignSentence(campaign, status, first.stage, simulated)}${missing.length === 0 ? '' : ' That is not the whole campaign: shards are missing.'}`,
    simulated,
    failed: !isWhole || lackingOf(campaign) > campaign.maxFailures,
  }
}

/** Adds up what is reported of the parts of a campaign, at least one. */
export function joinCampaigns(all: readonly CampaignReport[]): CampaignReport {
  const sum = (of: (campaign: CampaignReport) => number) =>
    all.reduce((total, campaign) => total + of(campaign), 0)
  const reasons = openReasons()
  for (const reason of all.flatMap(one => one.reasons)) reasons.add(reason)
  return {
    recipients: sum(({ recipients }) => recipients),
    counts: {
      accepted: sum(({ counts }) => counts.accepted),
      alreadySent: sum(({ counts }) => counts.alreadySent),
      rejected: sum(({ counts }) => counts.rejected),
      failed: sum(({ counts }) => counts.failed),
      notSent: sum(({ counts }) => counts.notSent),
    },
    earlier: sum(({ earlier }) => earlier),
    inDoubt: sum(({ inDoubt }) => inDoubt),
    badLines: sum(({ badLines }) => badLines),
    duplicates: sum(({ duplicates }) => duplicates),
    // In the whole there are none.
    otherShards: 0,
    maxFailures: sum(({ maxFailures }) => maxFailures),
    reasons: reasons.all(),
    stops: once(all.flatMap(({ stops }) => stops)),
    interrupted: all.some(({ interrupted }) => interrupted),
    requests: sum(({ requests }) => requests),
    // Shards run side by side.
    seconds: Math.max(...all.map(({ seconds }) => seconds)),
    perSecond: sum(({ perSecond }) => perSecond),
  }
}

/** What was found in several shards, or stopped them, is told once. */
function once<Told extends { readonly rule: RuleId; readonly message: string }>(
  all: readonly Told[],
): readonly Told[] {
  return [...new Map(all.map(one => [`${one.rule} ${one.message}`, one])).values()]
}

/** What the sums show better is left to them. */
function carriedOver(
  reports: readonly ReportOfShard[],
  campaign: CampaignReport,
): readonly Diagnostic[] {
  const explained = new Set([...campaign.reasons, ...campaign.stops].map(({ rule }) => rule))
  const isEnough = lackingOf(campaign) <= campaign.maxFailures
  const found = reports
    .flatMap(({ diagnostics }) => diagnostics)
    .filter(({ rule }) => !explained.has(rule) && rule !== 'delivery/interrupted')
  return once(found).map(one =>
    isEnough && one.severity === 'error' ? { ...one, severity: 'warning' } : one,
  )
}

/** A list that is not split is the first shard of one. */
function numberOf({ shard }: ReportOfShard): number {
  return shard?.number ?? 1
}

function differences(reports: Reports): readonly Diagnostic[] {
  const [first] = reports
  const campaignIn = ({ referenceId, stage, shard }: ReportOfShard) =>
    `${referenceId} ${stage} ${shard?.of}`
  const odd = reports.filter(report => campaignIn(report) !== campaignIn(first))
  const numbers = reports.map(numberOf)
  const again = reports.filter((report, index) => numbers.indexOf(numberOf(report)) !== index)
  return [
    ...differsAs(odd, `of another campaign, stage or number of shards than ${first.file}`),
    ...differsAs(again, 'about a shard that another report is about'),
  ]
}

function differsAs(reports: readonly ReportOfShard[], what: string): readonly Diagnostic[] {
  if (reports.length === 0) return []
  const files = listed(reports.map(({ file }) => file))
  const message = `${files} ${reports.length === 1 ? 'is' : 'are'} ${what}.`
  const help = 'Name the reports of one campaign, and of each shard the last one.'
  return [finding('campaign/reports-differ', undefined, message, help)]
}

function missingShards(reports: Reports): readonly Diagnostic[] {
  const of = reports[0].shard?.of ?? 1
  const present = new Set(reports.map(numberOf))
  const missing = Array.from({ length: of }, (_, index) => index + 1).filter(
    number => !present.has(number),
  )
  if (missing.length === 0) return []
  const shards = listed(missing.map(number => `${number}/${of}`))
  const message = `There is no report of ${missing.length === 1 ? 'shard' : 'the shards'} ${shards}.`
  const help = 'Run the jobs of these shards again; each uploads its report with "if: always()".'
  return [finding('campaign/shard-missing', undefined, message, help)]
}
