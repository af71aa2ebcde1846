import type { Sending } from './sending.ts'

/** Requests that wait to be repeated after a failure. */
export interface Repeats {
  /** @param due when it may be sent again, by the clock that never goes back */
  add(sending: Sending, due: number): void
  /** The next one that is due and within the budget. */
  take(now: number): Sending | undefined
  /** Milliseconds until `take` has something; infinite where nothing waits. */
  wait(now: number): number
  /** To be called for each first request: a share of these may be repeated. */
  earn(): void
  /** Whether so many wait that nothing new should be begun. */
  readonly isFull: boolean
  readonly size: number
  /** Takes all, due or not. */
  drain(): readonly Sending[]
}

/** The share of requests that may be repeats, beyond a few. */
const share = 0.1
/** Repeats that are allowed in each second whatever the share, so that the last ones do not wait for ever. */
const perSecond = 20
const most = 100
const capacity = 1_024

/**
 * Opens an empty list. Where the other side fails often, repeats would be what it has most to do with;
 * so they have a budget, and wait until it allows for them.
 */
export function openRepeats(startedAt: number): Repeats {
  /** The one that is due first comes last. */
  let waiting: { readonly sending: Sending; readonly due: number }[] = []
  let budget = perSecond
  let filledAt = startedAt

  const fill = (now: number): void => {
    budget = Math.min(most, budget + ((now - filledAt) * perSecond) / 1_000)
    filledAt = now
  }

  return {
    add(sending, due) {
      let place = waiting.length
      while (place > 0 && (waiting[place - 1]?.due ?? 0) < due) place -= 1
      waiting.splice(place, 0, { sending, due })
    },
    take(now) {
      const next = waiting.at(-1)
      if (next === undefined || next.due > now) return undefined
      fill(now)
      if (budget < 1) return undefined
      budget -= 1
      waiting.pop()
      return next.sending
    },
    wait(now) {
      const next = waiting.at(-1)
      if (next === undefined) return Number.POSITIVE_INFINITY
      fill(now)
      const forBudget = budget >= 1 ? 0 : ((1 - budget) * 1_000) / perSecond
      return Math.max(0, next.due - now, forBudget)
    },
    earn() {
      budget = Math.min(most, budget + share)
    },
    get isFull() {
      return waiting.length >= capacity
    },
    get size() {
      return waiting.length
    },
    drain() {
      const all = waiting.map(({ sending }) => sending)
      waiting = []
      return all
    },
  }
}

const firstPause = 500
const longestPause = 8_000

/**
 * Milliseconds before a failed request is repeated: anything from nothing to a span that doubles with
 * each request, so that those that failed together do not come back together.
 *
 * @param posts requests so far
 * @param asked milliseconds the other side asks to wait
 * @param random at least 0, below 1
 */
export function pauseBefore(posts: number, asked: number | undefined, random: number): number {
  const most = Math.min(longestPause, firstPause * 2 ** Math.min(10, posts - 1))
  return Math.max(asked ?? 0, random * most)
}
