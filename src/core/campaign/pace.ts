/** Spaces requests out evenly, and never lets more pass in any second than a ceiling. */
export interface Pace {
  /** Milliseconds until it is worth asking again; 0 where a request may pass now. */
  wait(now: number, rate: number): number
  /** Takes the place of a request that passes now. */
  pass(now: number): void
}

/** How much later than its place a request may pass without the next being put off; timers are no more exact. */
const lateness = 20

/** The rate may rise while somebody waits. */
const longestWait = 100

/**
 * Opens a pace: a bucket that fills at a rate that may change, and holds hardly more than one request.
 *
 * @param ceiling requests that may pass in any second; undefined for any number
 */
export function openPace(ceiling: number | undefined): Pace {
  // The moments of as many requests as may pass in a window, the oldest of which has to leave it.
  const places = Math.max(1, Math.floor(ceiling ?? 0))
  const passed =
    ceiling === undefined ? undefined : new Float64Array(places).fill(Number.NEGATIVE_INFINITY)
  const window = ceiling === undefined ? 0 : (places / ceiling) * 1000
  let count = 0
  let credit = 1
  let filledAt = Number.POSITIVE_INFINITY

  return {
    wait(now, rate) {
      if (rate === Number.POSITIVE_INFINITY) {
        credit = 1
        filledAt = now
      } else {
        const most = Math.max(1, (rate * lateness) / 1000)
        credit = Math.min(most, credit + (Math.max(0, now - filledAt) * rate) / 1000)
        filledAt = now
      }
      const oldest = passed?.[count % places] ?? Number.NEGATIVE_INFINITY
      const paced = credit >= 1 ? 0 : Math.min(longestWait, ((1 - credit) * 1000) / rate)
      return Math.max(paced, oldest + window - now)
    },
    pass(now) {
      credit -= 1
      if (passed !== undefined) passed[count % places] = now
      count += 1
    },
  }
}
