import { openEstimate } from './limit-estimate.ts'
import { openMeter } from './meter.ts'
import { openPace } from './pace.ts'

/**
 * Decides when requests to one region may leave. It finds out by itself how many a second the other
 * side takes in. All times are milliseconds of one clock that never goes back.
 */
export interface Gate {
  /** Milliseconds until it is worth asking again, infinite until an answer has come; 0 lets one request pass. */
  admit(now: number): number
  /** A request that left at `startedAt` was answered, and neither throttled nor failed. */
  answered(now: number, startedAt: number): void
  /**
   * A request was throttled.
   *
   * @param pause milliseconds the other side asks for
   * @returns whether the rate fell
   */
  throttled(now: number, startedAt: number, pause: number | undefined): boolean
  /**
   * The other side failed, or gave no answer.
   *
   * @returns whether the rate fell for the first time in a run of failures
   */
  failed(now: number): boolean
  /** No connection came about. */
  unreached(now: number): void
  /** Requests a second that may leave at the moment; infinite where nothing is known to limit them. */
  rate(now: number): number
}

/** How many requests leave before the first answer tells how long one takes. */
export const beforeFirstAnswer = 6

/** While no limit is known the rate doubles in this many times the duration of a request. */
const doublingRounds = 3
const shortestDoubling = 30
const longestDoubling = 1_000

/** After a limit was met, so many requests have to pass before the rate is twice what it was. */
const requestsToDouble = 6

/** What is beyond this many a second is no limit. */
const unlimited = 20_000

/** Where the rate falls to, of the limit that is found out; it comes back within this time, milliseconds. */
const fall = 0.85
const comebacks = { sure: 6_000, guessed: 2_000 } as const
/** For a low limit that is longer: each look beyond costs a request. */
const requestsToComeback = { sure: 44, guessed: 10 } as const

/** How near the rate comes to a limit before it looks for a higher one. */
const plateau = 0.95

/** How far beyond the limit the rate goes before that is given up, where more is accepted than it allows for. */
const beyond = 1.25

/** The pause after a fall where the other side asks for none, milliseconds. */
const shortestPause = 300
const longestPause = 1_000

const leastRate = 0.5

/** Failures in a row after which the rate is halved. */
const failuresToSlow = 5

/**
 * Opens a gate.
 *
 * @param ceiling requests that may leave in any second; undefined for as many as are taken in
 */
export function openGate(ceiling: number | undefined, startedAt: number): Gate {
  const pace = openPace(ceiling)
  const estimate = openEstimate()
  const sent = openMeter()
  const top = ceiling ?? Number.POSITIVE_INFINITY

  let latency: number | undefined
  let begun = 0
  let failures = 0
  let pausedUntil = Number.NEGATIVE_INFINITY
  /** What left before is no news: it left at the rate that has fallen since. */
  let newsFrom = Number.NEGATIVE_INFINITY

  let ownPause = shortestPause
  let wasThrottled = false
  let comeback: number = comebacks.sure

  /** The limit as far as it is known. */
  let known = Number.POSITIVE_INFINITY
  /** Opening: from `base` the rate doubles up to `known`. Else it stays near `known` and looks beyond. */
  let opening = true
  let base = top === Number.POSITIVE_INFINITY ? 0 : top
  let since = startedAt

  const doubling = (): number =>
    Math.max(
      Math.min(longestDoubling, Math.max(shortestDoubling, doublingRounds * (latency ?? 200))),
      wasThrottled && known === Number.POSITIVE_INFINITY ? (requestsToDouble * 1_000) / base : 0,
    )

  const open = (now: number, from: number): void => {
    opening = true
    base = from
    since = now
  }

  const openingRate = (now: number): number => {
    if (failures >= failuresToSlow) return base
    const grown = base * 2 ** (Math.max(0, now - since) / doubling())
    if (grown >= known * fall) {
      opening = false
      since = now
      return known * fall
    }
    return grown > unlimited ? Number.POSITIVE_INFINITY : grown
  }

  const nearLimit = (now: number): number => {
    // Quickly back to the plateau, a while there, then faster and faster beyond it.
    const part = (now - since) / comeback - 1
    const grown = known * (plateau + (part < 0 ? plateau - fall : 3) * part ** 3)
    if (grown > known * beyond && estimate.exceeds(known, now)) {
      known = Number.POSITIVE_INFINITY
      open(now, grown)
    }
    return grown
  }

  const rate = (now: number): number => Math.min(top, opening ? openingRate(now) : nearLimit(now))

  const learnLatency = (took: number, now: number): void => {
    if (latency !== undefined) {
      latency += (took - latency) * 0.1
      return
    }
    latency = Math.max(1, took)
    if (base === 0) open(now, Math.max(beforeFirstAnswer, (beforeFirstAnswer * 1_000) / latency))
  }

  const letPass = (now: number): number => {
    pace.pass(now)
    sent.add(now)
    return 0
  }

  return {
    rate,
    admit(now) {
      if (now < pausedUntil) return pausedUntil - now
      if (base === 0 && begun >= beforeFirstAnswer) return Number.POSITIVE_INFINITY
      begun += 1
      const current = base === 0 ? Number.POSITIVE_INFINITY : rate(now)
      const wait = pace.wait(now, current)
      return wait > 0 ? wait : letPass(now)
    },
    answered(now, started) {
      estimate.accepted(now)
      if (failures >= failuresToSlow) since = now
      failures = 0
      learnLatency(now - started, now)
    },
    throttled(now, started, pause) {
      failures = 0
      learnLatency(now - started, now)
      if (pause !== undefined) pausedUntil = Math.max(pausedUntil, now + pause)
      if (started < newsFrom) return false
      const { limit, isSure, isTooSoon } = estimate.throttled(now, sent.count(now), !opening)
      known = limit
      wasThrottled = true
      const trust = isSure ? 'sure' : 'guessed'
      comeback = Math.max(comebacks[trust], (requestsToComeback[trust] * 1_000) / known)
      ownPause = isTooSoon
        ? Math.min(longestPause, ownPause * 1.7)
        : Math.max(shortestPause, ownPause * 0.6)
      pausedUntil = Math.max(
        pausedUntil,
        now + (pause ?? Math.max(ownPause, Math.min(1_000, 2_000 / known))),
      )
      newsFrom = pausedUntil
      open(pausedUntil, isSure ? known * fall : Math.max(leastRate, known / 4))
      return true
    },
    failed(now) {
      failures += 1
      if (failures % failuresToSlow !== 0) return false
      open(now, Math.max(1, Math.min(rate(now), sent.count(now)) / 2))
      pausedUntil = Math.max(pausedUntil, now + 100)
      return failures === failuresToSlow
    },
    unreached(now) {
      failures = Math.max(failures, failuresToSlow)
      open(now, 1)
      pausedUntil = Math.max(pausedUntil, now + 500)
    },
  }
}
