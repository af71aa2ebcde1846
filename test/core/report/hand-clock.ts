import type { Clock } from '../../../src/core/time.ts'

/** A clock that stands still until time is made to pass. */
export interface HandClock extends Clock {
  /** Lets milliseconds pass, and calls back what was to be called back in them. */
  pass(milliseconds: number): void
}

/** Makes a clock that shows 0. */
export function handClock(): HandClock {
  let now = 0
  let planned: readonly { readonly at: number; readonly callback: () => void }[] = []
  return {
    now: () => now,
    today: () => now,
    after(milliseconds, callback) {
      const entry = { at: now + milliseconds, callback }
      planned = [...planned, entry]
      return () => {
        planned = planned.filter(one => one !== entry)
      }
    },
    pass(milliseconds) {
      const end = now + milliseconds
      for (;;) {
        const next = planned
          .filter(({ at }) => at <= end)
          .reduce<(typeof planned)[number] | undefined>(
            (first, one) => (first === undefined || one.at < first.at ? one : first),
            undefined,
          )
        if (next === undefined) break
        now = next.at
        planned = planned.filter(one => one !== next)
        next.callback()
      }
      now = end
    },
  }
}
