import { type Diagnostic, finding, type RuleId } from '../diagnostic.ts'
import { counted, users } from '../listed.ts'
import type { Survey } from '../recipients/survey.ts'
import type { CampaignReport, Outcome, Status } from '../result.ts'
import type { CampaignOutcome, CampaignReason, CampaignResult } from './campaign.ts'
import type { CampaignSettings } from './campaign-settings.ts'

/** More findings of this kind say nothing new; the report has all reasons. */
const mostFindings = 5

const outcomes: Readonly<Record<CampaignOutcome, Outcome>> = {
  accepted: 'accepted',
  alreadySent: 'already-sent',
  rejected: 'rejected',
  failed: 'failed',
}

/** What is reported of a list before anything is sent to it. */
export function reportAhead(
  { recipients, duplicates, otherShards, bad, unreadable }: Survey,
  { shard, maxFailures }: CampaignSettings,
): CampaignReport {
  return {
    recipients,
    ...(shard === undefined ? {} : { shard: `${shard.number}/${shard.of}` }),
    counts: { accepted: 0, alreadySent: 0, rejected: 0, failed: 0, notSent: recipients },
    earlier: 0,
    inDoubt: 0,
    // A line without a user is in no shard; counted in each, it would be counted many times.
    badLines: (shard?.number ?? 1) === 1 ? bad : bad - unreadable,
    duplicates,
    otherShards,
    maxFailures,
    reasons: [],
    interrupted: false,
    requests: 0,
    seconds: 0,
    perSecond: 0,
  }
}

/** What is reported of a campaign that was carried out. */
export function reportOf(ahead: CampaignReport, result: CampaignResult): CampaignReport {
  return {
    ...ahead,
    counts: result.counts,
    earlier: result.earlier,
    inDoubt: result.inDoubt,
    reasons: result.reasons.map(reasonOf),
    interrupted: result.interrupted,
    requests: result.requests,
    seconds: rounded(result.seconds),
    perSecond: rounded(result.perSecond),
    journal: result.journal,
    ...(result.failedFile === undefined ? {} : { failedFile: result.failedFile }),
  }
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}

function reasonOf({
  outcome,
  rule,
  reason,
  help,
  count,
  examples,
}: CampaignReason): CampaignReport['reasons'][number] {
  return {
    outcome: outcomes[outcome],
    ...(rule === undefined ? {} : { rule }),
    reason,
    help,
    count,
    examples,
  }
}

/** How many users of a list have nothing: those the request failed for, and those nobody could make out. */
export function lackingOf({ counts, badLines }: CampaignReport): number {
  return counts.rejected + counts.failed + counts.notSent + badLines
}

/** What the outcomes of all users amount to. */
export function campaignStatus(report: CampaignReport): Status {
  const { accepted, alreadySent } = report.counts
  if (accepted + alreadySent === 0) return 'failed'
  if (lackingOf(report) > 0) return 'partial'
  // What earlier runs did is no news, and a run without requests has done nothing else.
  return report.requests === 0 || accepted === 0 ? 'already-sent' : 'sent'
}

/**
 * What a campaign found: why it was stopped, and why users got nothing. Within what may fail these are
 * warnings.
 */
export function campaignFindings(
  report: CampaignReport,
  { stops }: Pick<CampaignResult, 'stops'>,
): readonly Diagnostic[] {
  const severity = lackingOf(report) > report.maxFailures ? 'error' : 'warning'
  const ofStops = stops.map(({ rule, message, help }) =>
    finding(rule ?? 'campaign/stopped', undefined, message, help, severity),
  )
  const explained = new Set<RuleId | undefined>(stops.map(({ rule }) => rule))
  const ofReasons = report.reasons
    .filter(({ outcome }) => outcome === 'rejected' || outcome === 'failed')
    .slice(0, mostFindings)
    .filter(({ rule }) => rule === undefined || !explained.has(rule))
    .map(({ rule, reason, help, count, examples }) => {
      const first = `${count > examples.length ? ' The first: ' : ' '}${examples.join(', ')}.`
      const message = `${users(count)} got nothing: ${reason.replace(/\.$/, '')}.${first}`
      return finding(rule ?? 'campaign/unsent', undefined, message, help, severity)
    })
  return [...ofStops, ...ofReasons, ...interruption(report)]
}

function interruption({
  interrupted,
  counts,
  recipients,
  journal,
}: CampaignReport): readonly Diagnostic[] {
  if (!interrupted) return []
  const message = `The run was interrupted; ${counted(counts.notSent)} of ${users(recipients)} have not been sent to.`
  const help = `Run the same command again: it goes on with the journal ${journal ?? ''}.`
  return [finding('delivery/interrupted', undefined, message, help)]
}
