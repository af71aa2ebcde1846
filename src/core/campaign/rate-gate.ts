/** How many requests leave before the first answer tells how long one takes. */
export const beforeFirstAnswer = 6

/** While no limit is known the rate doubles in this many times the duration of a request. */
const doublingRounds = 3
const shortestDoubling = { alone: 30, shared: 300 } as const
const longestDoubling = 1_000

/** After a limit was met, so many requests have to pass before the rate is twice what it was. */
const requestsToDouble = 6

/** What is beyond this many per second is no limit. */
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

/** How much of the limit that another gate has found a gate takes to be its own, at least. */
const fairShare = 0.65

/** Failures in a row after which the rate is halved. */
const failuresToSlow = 5

/**
 * Opens the rate gate of one region: it decides when requests may leave, and finds out by itself how many
 * per second the other side accepts. All times are milliseconds of one clock that never goes back.
 *
 * @param ceiling requests that may leave in any second; undefined for as many as are accepted
 * @param found the limit that a gate before this one has found out: then this one resumes there
 * @param gates how many gates at the same time share what the other side accepts; each finds out its own part
 */
export function openRateGate(
  ceiling: number | undefined,
  startedAt: number,
  found: number | undefined = undefined,
  gates = 1,
) {
  const isShared = gates > 1
  const bucket = openTokenBucket(ceiling)
  const estimate = openEstimate(found, startedAt, isShared)
  const sent = openMeter(1)
  const top = ceiling ?? Number.POSITIVE_INFINITY

  let latency: number | undefined
  let begun = 0
  let failures = 0
  let pausedUntil = Number.NEGATIVE_INFINITY
  /** What left before is no news: it left at the rate that has fallen since. */
  let newsFrom = Number.NEGATIVE_INFINITY

  let ownPause = shortestPause
  let wasThrottled = found !== undefined

  let known = found ?? Number.POSITIVE_INFINITY
  let comeback = Math.max(comebacks.sure, (requestsToComeback.sure * 1_000) / known)
  /** Opening: from `base` the rate doubles up to `known`. Else it stays near `known` and looks beyond. */
  let opening = found === undefined
  let base = found ?? (top === Number.POSITIVE_INFINITY ? 0 : top)
  // A gate that is handed a limit may end soon, and would never look beyond it; at a low limit a look costs too much.
  let since =
    found === undefined || comeback > comebacks.sure ? startedAt : startedAt - 0.7 * comeback

  const doubling = (): number => {
    const shortest = shortestDoubling[isShared ? 'shared' : 'alone']
    const rounds = Math.max(shortest, doublingRounds * (latency ?? 200))
    const isSearching = wasThrottled && known === Number.POSITIVE_INFINITY
    const forRequests = isSearching ? (requestsToDouble * 1_000) / base : 0
    return Math.max(Math.min(longestDoubling, rounds), forRequests)
  }

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
    const first = Math.max(beforeFirstAnswer, (beforeFirstAnswer * 1_000) / latency)
    if (base === 0) open(now, first / gates)
  }

  return {
    /** Requests per second that may leave at the moment; infinite where nothing is known to limit them. */
    rate,
    /** The limit as far as it has been found out; undefined where none was met. */
    get limit() {
      return known === Number.POSITIVE_INFINITY ? undefined : known
    },
    /** Milliseconds until it is worth asking again, infinite until an answer has come; 0 lets one request pass. */
    admit(now: number): number {
      if (now < pausedUntil) return pausedUntil - now
      if (base === 0 && begun >= beforeFirstAnswer) return Number.POSITIVE_INFINITY
      begun += 1
      const current = base === 0 ? Number.POSITIVE_INFINITY : rate(now)
      const wait = bucket.wait(now, current)
      if (wait > 0) return wait
      bucket.take(now)
      sent.add(now)
      return 0
    },
    /** Another gate has found out that there is more. One that began when all was used up would take long to find out. */
    hear(limit: number): void {
      if (known < limit * fairShare) known = limit * fairShare
    },
    /** A request that left at `started` was answered, and neither throttled nor failed. */
    answered(now: number, started: number): void {
      estimate.accepted(now)
      if (failures >= failuresToSlow) since = now
      failures = 0
      learnLatency(now - started, now)
    },
    /** A request was throttled; the other side may ask for a pause (milliseconds). Returns whether the rate fell. */
    throttled(now: number, started: number, pause: number | undefined): boolean {
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
      // What this gate does not use in the meantime others do.
      if (isShared) estimate.skip(pausedUntil)
      open(pausedUntil, isSure ? known * fall : Math.max(leastRate, known / 4))
      return true
    },
    /** The other side failed, or gave no answer. Returns whether the rate fell for the first time in a run of failures. */
    failed(now: number): boolean {
      failures += 1
      if (failures % failuresToSlow !== 0) return false
      open(now, Math.max(1, Math.min(rate(now), sent.count(now)) / 2))
      pausedUntil = Math.max(pausedUntil, now + 100)
      return failures === failuresToSlow
    },
    unreached(now: number): void {
      failures = Math.max(failures, failuresToSlow)
      open(now, 1)
      pausedUntil = Math.max(pausedUntil, now + 500)
    },
  }
}

/**
 * The limit to note for whoever comes next, where several gates share what the other side accepts. Their shares are not
 * equal: a gate that begins with a small one takes long to find that there is more, one that begins with a large one is soon
 * told that there is not.
 */
export function limitToNote(noted: number | undefined, found: number): number {
  return noted === undefined || found > noted ? found : (3 * noted + found) / 4
}

/** Over how many seconds what was accepted is looked at. */
const longestSpan = 16
const spans = [1, 2, 4, 8, longestSpan] as const

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
 *
 * @param isShared whether others use what is saved up
 */
function openEstimate(found: number | undefined, startedAt: number, isShared: boolean) {
  const meter = openMeter(longestSpan)
  let throttledAt = found === undefined ? Number.NEGATIVE_INFINITY : startedAt
  let acceptedBy = 0
  let total = 0
  let limit = found ?? 0
  let wasSure = found !== undefined

  const recent = (now: number, savings: number): number => {
    const span = spans.find(seconds => meter.count(now, seconds) >= enough) ?? longestSpan
    return meter.count(now, span) / (span + savings)
  }

  /** The limit, whether it is more than a first guess, and whether the pause was too short: hardly anything was accepted. */
  const estimated = (now: number, sent: number, isNear: boolean) => {
    const elapsed = now - throttledAt
    const accepted = total - acceptedBy
    const between = (accepted * 1_000) / Math.max(1, elapsed)
    if (limit > 0 && (elapsed < tooBrief || accepted < 2)) {
      const lower = limit * 0.9
      // A first guess may be far too high, but where others have just used up what there is, nothing is accepted for a
      // while; what was found out before is not given up so soon.
      const instead =
        wasSure || accepted < 2 ? lower : Math.min(lower, Math.max(between * 1.2, limit / 2))
      return { limit: instead, isSure: wasSure && accepted >= 2, isTooSoon: true }
    }
    if (limit > 0 && elapsed < brief) return { limit: between, isSure: true, isTooSoon: false }
    if (isNear) {
      const of = Math.max(between, recent(now, 0))
      return { limit: between + (of - between) * 0.75, isSure: true, isTooSoon: false }
    }
    if (isShared) return { limit: recent(now, 0), isSure: false, isTooSoon: false }
    const low = Math.max(least, elapsed === Number.POSITIVE_INFINITY ? 0 : between, recent(now, 1))
    return { limit: Math.sqrt(low * Math.max(low, sent)), isSure: false, isTooSoon: false }
  }

  return {
    /** Whether more was accepted since the last time than a limit allows for, whatever was saved up before. */
    exceeds: (supposed: number, now: number): boolean =>
      total - acceptedBy > 3 + (1.05 * supposed * (now - throttledAt)) / 1_000,
    skip(until: number): void {
      throttledAt = until
    },
    accepted(now: number): void {
      total += 1
      meter.add(now)
    },
    /**
     * A request was throttled.
     *
     * @param sent requests that left in the last second
     * @param isNear whether the rate was near the limit as it was known, and rose slowly
     */
    throttled(now: number, sent: number, isNear: boolean) {
      const found = estimated(now, sent, isNear)
      limit = Math.max(least, found.limit)
      wasSure = found.isSure
      throttledAt = now
      acceptedBy = total
      return { ...found, limit }
    },
  }
}

/** How much later than its place a request may pass without the next being put off; timers are no more exact. */
const lateness = 20

/** The rate may rise while somebody waits. */
const longestWait = 100

/**
 * Opens a token bucket that fills at a rate that may change, and holds hardly more than one request, so that requests are
 * spaced out evenly. In any second no more than `ceiling` may pass, where there is one.
 */
function openTokenBucket(ceiling: number | undefined) {
  // The moments of as many requests as may pass in a window, the oldest of which has to leave it.
  const places = Math.max(1, Math.floor(ceiling ?? 0))
  const passed =
    ceiling === undefined ? undefined : new Float64Array(places).fill(Number.NEGATIVE_INFINITY)
  const window = ceiling === undefined ? 0 : (places / ceiling) * 1000
  let count = 0
  let credit = 1
  let filledAt = Number.POSITIVE_INFINITY

  return {
    /** Milliseconds until it is worth asking again; 0 where a request may pass now. */
    wait(now: number, rate: number): number {
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
    take(now: number): void {
      credit -= 1
      if (passed !== undefined) passed[count % places] = now
      count += 1
    },
  }
}

/** How finely a meter's window slides: milliseconds, and so many to a second. */
const slot = 50
const slots = 1_000 / slot

/** Opens a meter, which counts what happened in the last seconds. */
function openMeter(seconds: number) {
  const counts = new Float64Array(seconds * slots)
  let newest = Number.NEGATIVE_INFINITY

  const advance = (now: number): void => {
    const current = Math.floor(now / slot)
    const first = Math.max(newest + 1, current - counts.length + 1, 0)
    for (let place = first; place <= current; place += 1) counts[place % counts.length] = 0
    newest = Math.max(newest, current)
  }

  return {
    add(now: number): void {
      advance(now)
      const place = newest % counts.length
      counts[place] = (counts[place] ?? 0) + 1
    },
    /** @param span how many of the last seconds */
    count(now: number, span = 1): number {
      advance(now)
      let sum = 0
      for (let place = Math.max(0, newest - span * slots + 1); place <= newest; place += 1) {
        sum += counts[place % counts.length] ?? 0
      }
      return sum
    },
  }
}
