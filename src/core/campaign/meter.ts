const slots = 20

/** Counts what happens, and tells how much of it happened of late. */
export interface Meter {
  add(now: number): void
  /** What was added in the span before `now`, in milliseconds of any clock that never goes back. */
  count(now: number): number
}

/** Opens a meter that has counted nothing. */
export function openMeter(span = 1_000): Meter {
  const slot = span / slots
  const counts = new Float64Array(slots)
  let newest = Number.NEGATIVE_INFINITY
  let sum = 0

  const advance = (now: number): void => {
    const current = Math.floor(now / slot)
    if (current <= newest) return
    if (current - newest >= slots) {
      counts.fill(0)
      sum = 0
    } else {
      for (let place = newest + 1; place <= current; place += 1) {
        sum -= counts[place % slots] ?? 0
        counts[place % slots] = 0
      }
    }
    newest = current
  }

  return {
    add(now) {
      advance(now)
      const place = newest % slots
      counts[place] = (counts[place] ?? 0) + 1
      sum += 1
    },
    count(now) {
      advance(now)
      return sum
    },
  }
}
