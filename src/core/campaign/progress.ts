import type { Clock } from '../clock.ts'
import type { CampaignProgress } from '../result.ts'
import type { Tally } from './tally.ts'

/** Over how long the rate is measured, milliseconds. */
const window = 5_000

/**
 * Makes a campaign's progress.
 *
 * @returns what is to be called about four times a second; undefined while nothing has changed
 */
export function openProgress(
  tally: Tally,
  total: number,
  clock: Pick<Clock, 'now'>,
): () => CampaignProgress | undefined {
  let samples = [{ now: clock.now(), done: tally.settled }]
  return () => {
    const now = clock.now()
    const done = tally.settled
    const last = samples.at(-1)
    const oldest = samples.find(sample => sample.now > now - window) ?? last
    samples = [...samples.filter(sample => sample.now > now - window), { now, done }]
    if (oldest === undefined || done === last?.done) return undefined
    const perSecond = ((done - oldest.done) * 1_000) / Math.max(1, now - oldest.now)
    return {
      done,
      total,
      counts: tally.counts(total),
      perSecond,
      secondsLeft: perSecond > 0 ? Math.max(0, total - done) / perSecond : undefined,
    }
  }
}
