import { openMeter } from './meter.ts'

/** Finds out how many requests a second the other side takes in, from what it accepts and when it does not. */
export interface LimitEstimate {
  accepted(now: number): void
  /**
   * A request was throttled.
   *
   * @param sent requests that left in the last second
   * @param isNear whether the rate was near the limit as it was known, and rose slowly
   */
  throttled(now: number, sent: number, isNear: boolean): Estimated
  /** Whether more was accepted since the last time than a limit allows for, whatever was saved up before. */
  exceeds(limit: number, now: number): boolean
}

export interface Estimated {
  /** Requests a second. */
  readonly limit: number
  /** Whether that is more than a first guess. */
  readonly isSure: boolean
  /** Whether hardly anything was accepted since the last time: the pause was too short. */
  readonly isTooSoon: boolean
}

/** Over how many seconds what was accepted is looked at. */
const spans = [1, 2, 4, 8, 16] as const

/** So many accepted requests make a number of them a rate. */
const enough = 6

/** Since the last time so little may have been saved up that what was accepted is the limit, milliseconds. */
const brief = 3_000
const tooBrief = 800

const least = 1

/**
 * Opens an estimate. Whoever limits requests lets some pass at once that were not used before, so what
 * is accepted in a short time may say too much. But when a request is throttled nothing is saved up, and
 * so from one time to the next, where they are near, just as much is accepted as the limit allows for.
 */
export function openEstimate(): LimitEstimate {
  const meters = spans.map(span => openMeter(span * 1_000))
  let throttledAt = Number.NEGATIVE_INFINITY
  let acceptedBy = 0
  let total = 0
  let limit = 0
  let wasSure = false

  /** What was accepted of late, a second. */
  const recent = (now: number, savings: number): number => {
    const rates = meters.map((meter, index) => {
      const span = spans[index] ?? 1
      return { count: meter.count(now), rate: meter.count(now) / (span + savings) }
    })
    return (rates.find(({ count }) => count >= enough) ?? rates.at(-1))?.rate ?? 0
  }

  const estimated = (now: number, sent: number, isNear: boolean): Estimated => {
    const elapsed = now - throttledAt
    const accepted = total - acceptedBy
    const between = (accepted * 1_000) / Math.max(1, elapsed)
    if (limit > 0 && (elapsed < tooBrief || accepted < 2)) {
      const lower = limit * 0.9
      // A first guess may be far too high; what was found out before is not given up so soon.
      const instead = wasSure || accepted < 2 ? lower : Math.min(lower, between * 1.2)
      return { limit: instead, isSure: wasSure && accepted >= 2, isTooSoon: true }
    }
    if (limit > 0 && elapsed < brief) return { limit: between, isSure: true, isTooSoon: false }
    if (isNear) {
      const of = Math.max(between, recent(now, 0))
      return { limit: between + (of - between) * 0.75, isSure: true, isTooSoon: false }
    }
    const low = Math.max(least, elapsed === Number.POSITIVE_INFINITY ? 0 : between, recent(now, 1))
    return { limit: Math.sqrt(low * Math.max(low, sent)), isSure: false, isTooSoon: false }
  }

  return {
    exceeds: (supposed, now) =>
      total - acceptedBy > 3 + (1.05 * supposed * (now - throttledAt)) / 1_000,
    accepted(now) {
      total += 1
      for (const meter of meters) meter.add(now)
    },
    throttled(now, sent, isNear) {
      const found = estimated(now, sent, isNear)
      limit = Math.max(least, found.limit)
      wasSure = found.isSure
      throttledAt = now
      acceptedBy = total
      return { ...found, limit }
    },
  }
}
