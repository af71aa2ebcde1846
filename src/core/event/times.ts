import type { Json } from '../json.ts'
import { quoted } from './quote.ts'

/** A time that was read, or why it cannot be. */
export type TimeReading =
  | { readonly instant: number; readonly hasZone: boolean }
  /** `problem` completes "timestamp …"; `example` is what to write, corrected where that is possible. */
  | { readonly problem: string; readonly example: string }

const form =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$/

const exampleTime = '2026-05-01T12:00:00Z'

/**
 * Reads a time of an event: ISO 8601 text with `T`, any number of digits after the second, and a
 * zone. Without zone it is taken as UTC and `hasZone` is false. `instant` is milliseconds since 1970,
 * with a fraction where the text has more than three digits.
 */
export function readTime(value: Json): TimeReading {
  if (typeof value === 'number') return epoch(value)
  if (typeof value !== 'string') return problem(`is ${quoted(value)}, not a time`)
  if (value.trim() === '') return problem('is empty')
  const parts = form.exec(value)
  if (parts === null) return misspelt(value)
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone] = parts
  const isReal =
    isDay(Number(year), Number(month), Number(day)) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60
  if (!isReal) return problem(`${quoted(value)} is no day and time of the calendar`)
  const utc = `${year}-${month}-${day}T${hour}:${minute}:${second.padStart(2, '0')}Z`
  // With what is finer than a millisecond: Python's clock is, and 24 hours are a sharp limit.
  const instant = Date.parse(utc) + Number(`0.${fraction}`) * 1_000 - offset(zone)
  return { instant, hasZone: zone !== undefined }
}

/** Milliseconds that clocks of a zone (`Z`, `+02:00`) are ahead of UTC. */
function offset(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year > 0
}

function problem(text: string, example: string = exampleTime): TimeReading {
  return { problem: text, example }
}

/** Seconds have ten digits and milliseconds thirteen for any day of our lives. */
function epoch(value: number): TimeReading {
  const milliseconds = Math.abs(value) >= 1e11 ? value : value * 1_000
  const corrected = value >= 1e9 ? isoText(milliseconds) : undefined
  return problem(`is the number ${value}, not a text in ISO 8601 form`, corrected)
}

function isoText(milliseconds: number): string | undefined {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9_999
    ? undefined
    : date.toISOString()
}

function misspelt(text: string): TimeReading {
  if (/^\d{10}(?:\d{3})?$/.test(text)) return epoch(Number(text))
  const trimmed = text.trim()
  const repaired = trimmed
    .replace(/^(\d{4}-\d\d-\d\d)[ tT]+(?=\d)/, '$1T')
    .replace(/(?<=\d)(?: ?(?:z|UTC|GMT))$/i, 'Z')
    .replace(/ ?([+-]\d\d):?(\d\d)$/, '$1:$2')
    .replace(/(?<=T.*)([+-]\d\d)$/, '$1:00')
    .replace(/(?<=:\d\d),(?=\d)/, '.')
  const fits = repaired !== text && form.test(repaired)
  if (fits && /^\d{4}-\d\d-\d\d +\d/.test(trimmed)) {
    return problem(`${quoted(text)} has a blank where a "T" belongs`, repaired)
  }
  if (fits) return problem(`${quoted(text)} is not quite in ISO 8601 form`, repaired)
  if (/^\d{4}-\d\d-\d\d$/.test(trimmed)) {
    return problem(`${quoted(text)} is a day without time`, `${trimmed}T12:00:00Z`)
  }
  return problem(`${quoted(text)} is not in ISO 8601 form`)
}
