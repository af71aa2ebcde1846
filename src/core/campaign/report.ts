import { type Diagnostic, finding, type RuleId } from '../diagnostic.ts'
import type { PlannedCampaign } from '../plan.ts'
import type { Survey } from '../recipients/survey.ts'
import type { CampaignReason, CampaignReport, Status } from '../result.ts'
import type { CampaignSettings } from '../settings.ts'
import { counted, users } from '../wording.ts'

/** More findings of this kind say nothing new; the report has all reasons. */
const mostFindings = 5

const mostExamples = 5

/** Opens a list of reasons: each once, with its first users, the most frequent first. What others answer may differ from user to user, so `most` are told apart. */
export function openReasons(most = Number.POSITIVE_INFINITY) {
  const reasons = new Map<string, CampaignReason & { readonly examples: string[]; count: number }>()
  return {
    add({ count, examples, ...why }: CampaignReason): void {
      const isNew = !reasons.has(`${why.outcome} ${why.reason}`)
      const reason = isNew && reasons.size >= most ? 'another reason' : why.reason
      const key = `${why.outcome} ${reason}`
      const known = reasons.get(key) ?? { ...why, reason, count: 0, examples: [] }
      known.count += count
      known.examples.push(...examples.slice(0, mostExamples - known.examples.length))
      reasons.set(key, known)
    },
    all: (): readonly CampaignReason[] =>
      [...reasons.values()].sort((one, other) => other.count - one.count),
  }
}

/** What is reported of users whom nothing has been sent to. */
export function unsentReport(recipients: number, maxFailures: number): CampaignReport {
  return {
    recipients,
    counts: { accepted: 0, alreadySent: 0, rejected: 0, failed: 0, notSent: recipients },
    earlier: 0,
    inDoubt: 0,
    badLines: 0,
    duplicates: 0,
    otherShards: 0,
    maxFailures,
    reasons: [],
    stops: [],
    interrupted: false,
    requests: 0,
    seconds: 0,
    perSecond: 0,
  }
}

/** What is reported of a list before anything is sent to it. */
export function reportAhead(
  { recipients, duplicates, otherShards, bad, unreadable }: Survey,
  { shard, maxFailures }: CampaignSettings,
): CampaignReport {
  return {
    ...unsentReport(recipients, maxFailures),
    ...(shard === undefined ? {} : { shard: `${shard.number}/${shard.of}` }),
    // A line without a user is in no shard; counted in each, it would be counted many times.
    badLines: (shard?.number ?? 1) === 1 ? bad : bad - unreadable,
    duplicates,
    otherShards,
  }
}

export function settledOf({ counts }: Pick<CampaignReport, 'counts'>): number {
  return counts.accepted + counts.alreadySent + counts.rejected + counts.failed
}

/** How many users of a list have nothing: those the request failed for, and those nobody could make out. */
export function lackingOf({ counts, badLines }: CampaignReport): number {
  return counts.rejected + counts.failed + counts.notSent + badLines
}

/** What the outcomes of all users amount to. */
export function campaignStatus(report: CampaignReport): Status {
  const { accepted } = report.counts
  if (arrivedOf(report) === 0) return 'failed'
  if (lackingOf(report) > 0) return 'partial'
  // What earlier runs did is no news, and a run without requests has done nothing else.
  return report.requests === 0 || accepted === 0 ? 'already-sent' : 'sent'
}

/** Why a campaign was stopped, and why users were not notified: warnings, as long as no more failed than may. */
export function campaignFindings(
  report: CampaignReport,
  simulated: boolean,
): readonly Diagnostic[] {
  const severity = lackingOf(report) > report.maxFailures ? 'error' : 'warning'
  const ofStops = report.stops.map(({ rule, message, help }) =>
    finding(rule, undefined, message, help, severity),
  )
  const explained = new Set<RuleId>(report.stops.map(({ rule }) => rule))
  const ofReasons = report.reasons
    .filter(({ outcome }) => outcome === 'rejected' || outcome === 'failed')
    .slice(0, mostFindings)
    .filter(({ rule }) => rule === undefined || !explained.has(rule))
    .map(({ rule, reason, help, count, examples }) => {
      const first = `${count > examples.length ? ' The first: ' : ' '}${examples.join(', ')}.`
      const message = `${users(count)} ${count === 1 ? 'was' : 'were'} not notified: ${reason.replace(/\.$/, '')}.${first}`
      return finding(rule ?? 'campaign/unsent', undefined, message, help, severity)
    })
  return [...ofStops, ...ofReasons, ...interruption(report, simulated)]
}

function interruption(
  { interrupted, counts, recipients, journal }: CampaignReport,
  simulated: boolean,
): readonly Diagnostic[] {
  if (!interrupted) return []
  const message = `The run was interrupted; ${counted(counts.notSent)} of ${users(recipients)} have not been sent to.`
  const again = journal === undefined ? 'with its journal' : `with the journal ${journal}`
  const help = simulated
    ? 'Nobody was notified. A simulated run begins anew each time.'
    : `Run the same command again: it resumes ${again}.`
  return [finding('delivery/interrupted', undefined, message, help)]
}

/** Says who gets an event and how it is sent: with `rate` requests per second to each region at most. */
export function plannedCampaign(
  { recipients, byRegion, duplicates, otherShards, bad }: Survey,
  { shard, concurrency }: CampaignSettings,
  rate: number | undefined,
  isOnEngine: boolean,
  more: PlannedCampaign['facts'],
): PlannedCampaign {
  const places = [...byRegion].map(([region, count]) => `${region} ${counted(count)}`).join(', ')
  const where = byRegion.size === 1 ? ` in ${[...byRegion.keys()].join()}` : `: ${places}`
  const left = [
    ...part(duplicates, duplicates === 1 ? 'duplicate' : 'duplicates'),
    ...part(bad, 'not understood'),
    ...part(otherShards, 'of other shards'),
  ]
  const share = shard === undefined ? '' : `, shard ${shard.number} of ${shard.of}`
  const most =
    rate === undefined
      ? 'as many requests per second as are accepted'
      : `at most ${counted(rate)} requests per second to each region`
  return {
    audience: `${users(recipients)}${byRegion.size === 0 ? '' : where}${share}`,
    facts: [
      ...(left.length === 0 ? [] : [{ label: 'Left out', text: left.join(', ') }]),
      {
        label: 'Speed',
        text: `${most}, over ${concurrency} connections ${isOnEngine ? 'of each worker ' : ''}to each region`,
      },
      ...more,
    ],
  }
}

/** How a campaign ended, in one or two sentences. */
export function campaignSentence(
  campaign: CampaignReport,
  status: Status,
  stage: string,
  simulated: boolean,
): string {
  const { recipients, name = '' } = campaign
  const arrived = arrivedOf(campaign)
  const where = `in the ${stage} stage`
  if (status === 'started') {
    const so = arrived === 0 ? '' : `, and was accepted for ${counted(arrived)} of them so far`
    return `Started: the event goes to ${users(recipients)} ${where}${so}. The campaign is called ${name}.`
  }
  if (status === 'dry-run') {
    return `Dry run: nothing was sent; the event would go to ${users(recipients)} ${where}.`
  }
  const all = `${recipients === 1 ? '' : 'all '}${users(recipients)}`
  const of = arrived === recipients ? all : `${counted(arrived)} of ${users(recipients)}`
  const accepted = `the event was accepted for ${of} ${where}${restOf(campaign)}.`
  if (simulated) return `Simulated: ${accepted} Nobody was notified.`
  if (status === 'already-sent') {
    return `Already sent: the event was accepted before for ${of} ${where}, so nobody is notified again.`
  }
  if (status === 'sent') return `Sent: ${accepted}`
  return `${status === 'partial' ? 'Partly sent' : 'Not sent'}: ${accepted}`
}

function arrivedOf({ counts }: CampaignReport): number {
  return counts.accepted + counts.alreadySent
}

function restOf({ counts, badLines, inDoubt }: CampaignReport): string {
  const doubt = inDoubt > 0 ? `failed, ${counted(inDoubt)} of which may have arrived` : 'failed'
  const parts = [
    ...part(counts.rejected, 'rejected'),
    ...part(counts.failed, doubt),
    ...part(counts.notSent, 'not sent to yet'),
    ...part(badLines, `${badLines === 1 ? 'line' : 'lines'} of the list not understood`),
  ]
  return parts.length === 0 ? '' : `; ${parts.join(', ')}`
}

/** A part of a list in words; none where there is nothing to count. */
function part(count: number, what: string): readonly string[] {
  return count > 0 ? [`${counted(count)} ${what}`] : []
}
