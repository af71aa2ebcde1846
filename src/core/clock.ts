/** Time, as a campaign goes by it. */
export interface Clock {
  /** Milliseconds that never go back. */
  now(): number
  /** Milliseconds since 1970. */
  today(): number
  /** Calls back once, after so many milliseconds; returns what calls that off. */
  after(milliseconds: number, callback: () => void): () => void
}

/** The longest time that a timer of Node can be set to. */
const longest = 2_147_483_647

export const systemClock: Clock = {
  now: () => performance.now(),
  today: Date.now,
  after(milliseconds, callback) {
    const timer = setTimeout(callback, Math.min(longest, milliseconds))
    return () => clearTimeout(timer)
  },
}

/** Calls back again and again, with so many milliseconds between; returns what calls that off. */
export function every(clock: Clock, milliseconds: number, callback: () => void): () => void {
  let cancel = (): void => {}
  const again = (): void => {
    cancel = clock.after(milliseconds, () => {
      again()
      callback()
    })
  }
  again()
  return () => cancel()
}
