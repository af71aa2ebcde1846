import { plainText } from '../escape.ts'
import type { CampaignProgress, CampaignReport, CampaignStep } from '../result.ts'
import { type Clock, durationText, every } from '../time.ts'
import { counted, users } from '../wording.ts'
import { indented, type Row, rows, rowsOf, type Style } from './layout.ts'
import { outcomeWords } from './words.ts'

const barWidth = 24
const mostReasons = 10

/** What people call the outcomes of users, in the order they are shown. */
const outcomeLabels = [
  ['accepted', 'accepted'],
  ['alreadySent', 'already sent'],
  ['rejected', 'rejected'],
  ['failed', 'failed'],
  ['notSent', 'not sent to'],
] as const

/** How many users have which outcome; those that nobody has are left out. */
export function userOutcomes({ counts }: Pick<CampaignReport, 'counts'>): readonly Row[] {
  return outcomeLabels
    .filter(([key]) => key === 'accepted' || counts[key] > 0)
    .map(([key, label]) => ({ label, text: counted(counts[key]) }))
}

/** What there is to know of a campaign besides the outcomes of its users. */
export function campaignFacts(campaign: CampaignReport): readonly Row[] {
  const { earlier, otherShards, requests, journal, failedFile, name } = campaign
  return rowsOf(
    ['of these', earlier > 0 ? `${counted(earlier)} by earlier runs` : undefined],
    ['left out', otherShards > 0 ? `${users(otherShards)} of other shards` : undefined],
    ['speed', requests > 0 ? speedText(campaign) : undefined],
    ['campaign', name],
    ['journal', journal],
    ['to send again', failedFile],
  )
}

/** How far a campaign is: `12,000 of 20,000 (60 %), 812/s, 3 errors, 10 s left`. */
export function progressText(progress: CampaignProgress): string {
  const { done, total, counts, perSecond, secondsLeft } = progress
  const errors = counts.rejected + counts.failed
  return [
    `${counted(done)} of ${counted(total)} (${total === 0 ? 100 : Math.floor((done / total) * 100)} %)`,
    `${rateText(perSecond)}/s`,
    `${counted(errors)} ${errors === 1 ? 'error' : 'errors'}`,
    ...(secondsLeft === undefined || done >= total ? [] : [`${timeText(secondsLeft)} left`]),
  ].join(', ')
}

/** The same with a bar before it, for a line of a terminal. */
export function progressBar(progress: CampaignProgress): string {
  const { done, total } = progress
  const full = total === 0 ? barWidth : Math.floor((done / total) * barWidth)
  return `[${'='.repeat(full)}${' '.repeat(barWidth - full)}] ${progressText(progress)}`
}

/** The outcome of a campaign: counts, reasons with the first users of each, files and speed. */
export function campaignText(campaign: CampaignReport, { colors, columns }: Style): string {
  const { reasons } = campaign
  const facts = [...userOutcomes(campaign), ...campaignFacts(campaign)].map(fact => ({
    ...fact,
    text: plainText(fact.text),
  }))
  const why = reasons.slice(0, mostReasons).map(({ outcome, reason, count, examples }) => {
    const first = `(${examples.join(', ')}${count > examples.length ? ' …' : ''})`
    const head = `${counted(count)} ${outcomeWords[outcome]}: ${plainText(reason)}`
    return indented(`${head} ${colors.dim(first)}`, 2, columns)
  })
  const more = reasons.length - why.length
  return [
    colors.bold('Outcomes'),
    rows(facts, columns, colors.dim),
    ...(reasons.length === 0 ? [] : ['', colors.bold('Why'), ...why]),
    ...(more > 0 ? [`  and ${more} more reasons, see the report`] : []),
    '',
    '',
  ].join('\n')
}

/** `20,000 requests in 21.5s, 930 users per second`. */
function speedText({ requests, seconds, perSecond }: CampaignReport): string {
  const time = durationText(Math.round(seconds * 10) * 100)
  return `${counted(requests)} ${requests === 1 ? 'request' : 'requests'} in ${time}, ${rateText(perSecond)} users per second`
}

function rateText(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : counted(Math.round(perSecond))
}

function timeText(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${whole % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Tells how a campaign is getting on where lines are read later, such as in the log of a job. */
export type CampaignLines = ReturnType<typeof openCampaignLines>

/**
 * Opens the lines of one campaign: one every 15 seconds, and each note at once.
 *
 * @param write prints a line
 */
export function openCampaignLines(write: (line: string) => void, clock: Clock) {
  let latest: CampaignProgress | undefined
  let cancel: (() => void) | undefined
  return {
    step(step: CampaignStep): void {
      cancel ??= every(clock, 15_000, () => {
        if (latest !== undefined) write(progressText(latest))
      })
      if (step.kind === 'progress') latest = step.progress
      else write(plainText(step.note))
    },
    /** Nothing is written after it. */
    end: (): void => cancel?.(),
  }
}
