const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const units: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', second],
  ['m', minute],
  ['h', hour],
])

const short = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/i
const iso =
  /^P(?=.)(?:(\d+(?:\.\d+)?)D)?(?:T(?=.)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i

/**
 * Reads a length of time: `500ms`, `10s`, `90m`, `12h`, or ISO 8601 without years, months and weeks
 * (`PT12H`, `PT1H30M`, `P1D`). Spaces around it and the case of letters do not matter.
 *
 * @returns whole milliseconds; undefined for anything else.
 */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim()
  const [, amount, unit] = short.exec(trimmed) ?? []
  if (amount !== undefined && unit !== undefined) {
    return whole(Number(amount) * (units.get(unit.toLowerCase()) ?? Number.NaN))
  }
  const parts = iso.exec(trimmed)
  if (parts === null) return undefined
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts
    .slice(1)
    .map(part => Number(part ?? 0))
  return whole(days * day + hours * hour + minutes * minute + seconds * second)
}

/** Writes milliseconds for people, largest unit first: `12h`, `1h 30m`, `5m`, `1.5s`, `250ms`. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 0) return `-${durationText(-milliseconds)}`
  if (milliseconds < second) return `${Math.round(milliseconds)}ms`
  if (milliseconds < 10 * second) return `${Math.round(milliseconds / 100) / 10}s`
  const seconds = Math.round(milliseconds / second)
  const parts = [
    [Math.floor(seconds / 3_600), 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const
  return parts
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount}${unit}`)
    .join(' ')
}

function whole(milliseconds: number): number | undefined {
  const rounded = Math.round(milliseconds)
  return Number.isSafeInteger(rounded) ? rounded : undefined
}

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
