import { longestLifetime, shortestLifetime } from '../alexa.ts'
import type { Json, Path } from '../json.ts'
import { type SettingNames, tableNames } from '../setting-names.ts'
import { durationText, parseDuration } from '../time.ts'
import { type Findings, type Part, quoted } from './diagnostic.ts'
import type { Envelope } from './envelope.ts'

interface TimeOptions {
  readonly now: Date
  /** The setting, in milliseconds. */
  readonly expiresIn: number | undefined
  readonly names?: SettingNames
  readonly sending: boolean
}

/**
 * Completes the times of an event from one clock reading and checks them: `expiryTime` has to be
 * 5 minutes to 24 hours after `timestamp` (Amazon's Proactive Events API reference). Times of the
 * file stay as they are, except that the zone is written out: `Z` or `+02:00`, UTC where it is missing.
 *
 * @returns undefined where one of the two cannot be told
 */
export function readTimes(
  beside: Envelope['beside'],
  options: TimeOptions,
  found: Findings,
): { readonly timestamp: string; readonly expiryTime: string } | undefined {
  const timestamp = beside.get('timestamp')
  const expiryTime = beside.get('expiryTime')
  const expiresIn = beside.get('expiresIn')
  const start = readPoint('timestamp', timestamp, found)
  const end = readPoint('expiryTime', expiryTime, found)
  const length = readLength(expiresIn, found)
  if (end !== undefined && (expiresIn !== undefined || options.expiresIn !== undefined)) {
    const name = expiresIn ? 'expiresIn' : (options.names ?? tableNames).subject('expires-in')
    const message = `${name} has no effect, because the file has an expiryTime.`
    const help = 'Remove expiryTime, or the other.'
    found.value('event/expires-in-unused', expiresIn?.path, message, help)
  }
  const now = options.now.getTime()
  const from = start === undefined ? now : start.instant
  if (from === undefined) return undefined
  const lifetime = options.expiresIn ?? length ?? longestLifetime
  const until = end === undefined ? from + lifetime : end.instant
  if (until === undefined) return undefined

  const hasPassed = until <= now
  const isInWindow = until - from >= shortestLifetime && until - from <= longestLifetime
  // One of the two at most: they have one remedy. An expiryTime alone that has passed is always
  // outside the window too.
  const isFixed = start !== undefined || end === undefined
  if (!isInWindow && (isFixed || !hasPassed)) {
    const path = (expiryTime ?? expiresIn ?? timestamp)?.path
    const words = windowWords(until - from, end !== undefined)
    const severity = isFixed || options.sending ? 'error' : 'warning'
    found.value('event/expiry-window', path, words.message, words.help, severity)
  } else if (hasPassed) {
    const ago = lengthText(now - until)
    const message =
      end === undefined
        ? `timestamp is so old that the notification expired ${ago} ago.`
        : `expiryTime passed ${ago} ago, so nobody would hear the notification.`
    const help = 'Leave out timestamp and expiryTime: they are filled in when the event is sent.'
    const path = (expiryTime ?? timestamp)?.path
    found.value('event/time-passed', path, message, help, options.sending ? 'error' : 'warning')
  }
  // The last day that a Date can be.
  if (until > 8.64e15) return undefined
  return {
    timestamp: start?.text ?? new Date(from).toISOString(),
    expiryTime: end?.text ?? new Date(until).toISOString(),
  }
}

/** Undefined where it is not given; without `instant` where it cannot be read. */
function readPoint(
  name: string,
  part: Part | undefined,
  found: Findings,
): { readonly instant?: number; readonly text?: string } | undefined {
  if (part === undefined) return undefined
  const reading = checkTime(name, part.value, part.path, found)
  if ('mistake' in reading) return {}
  return { instant: reading.instant, text: `${reading.text}${reading.hasZone ? '' : 'Z'}` }
}

function readLength(part: Part | undefined, found: Findings): number | undefined {
  if (part === undefined) return undefined
  const { value, path } = part
  const milliseconds = typeof value === 'string' ? parseDuration(value) : undefined
  if (milliseconds !== undefined) return milliseconds
  const help =
    typeof value === 'number'
      ? `Add a unit: "${value}m" or "${value}h".`
      : 'Write it like "90m", "12h" or "PT12H".'
  const message = `expiresIn is ${quoted(value)}, not a length of time.`
  return found.value('event/expires-in', path, message, help)
}

/** In days where hours would be too many to grasp: for times that were typed long ago. */
function lengthText(milliseconds: number): string {
  const days = Math.floor(milliseconds / longestLifetime)
  return days < 2 ? durationText(milliseconds) : `${days} days`
}

/** Never rounded up to the 5 minutes that it lacks. */
function shortText(lifetime: number): string {
  return durationText(lifetime < 1_000 ? lifetime : Math.floor(lifetime / 1_000) * 1_000)
}

/** Never rounded down to the 24 hours that it goes beyond. */
function tooLongText(lifetime: number): string {
  const excess = lifetime - longestLifetime
  if (excess >= 60_000) return lengthText(lifetime)
  return `${durationText(longestLifetime)} and ${excess < 1 ? 'less than 1ms' : durationText(excess)}`
}

/** `hasEnd`: whether the file has an expiryTime; otherwise expiresIn is what is wrong. */
function windowWords(lifetime: number, hasEnd: boolean) {
  const what =
    lifetime < 0
      ? `expiryTime is ${lengthText(-lifetime)} before timestamp`
      : lifetime === 0 && hasEnd
        ? 'expiryTime equals timestamp'
        : `The notification lives ${lifetime < shortestLifetime ? `${shortText(lifetime)} only` : tooLongText(lifetime)}`
  const isNearly = lifetime > longestLifetime && lifetime - longestLifetime < 60_000
  const help = isNearly
    ? 'Leave out both times: they are computed from one reading of the clock.'
    : 'Leave out both times and write expiresIn, between "5m" and "24h".'
  return {
    message: `${what}; Amazon requires 5 minutes to 24 hours.`,
    help: hasEnd ? help : 'Write expiresIn between "5m" and "24h".',
  }
}

/** A time that was read, or why it cannot be. */
export type TimeReading =
  | {
      readonly instant: number
      readonly hasZone: boolean
      /** As it is written, but with a zone as Amazon's samples have it: `Z` or `+02:00`. */
      readonly text: string
    }
  /** `mistake` completes "timestamp …"; `corrected` is what was most likely intended. */
  | { readonly mistake: string; readonly corrected: string | undefined }

const form =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:(Z)|([+-](?:[01]\d|2[0-3])):?([0-5]\d)?)?$/i

const exampleTime = '2026-05-01T12:00:00Z'

/**
 * Reads a time of an event: ISO 8601 text with `T`, any number of digits after the second, and a
 * zone. Without zone it is taken as UTC and `hasZone` is false. `instant` is milliseconds since 1970,
 * with a fraction where the text has more than three digits.
 */
export function readTime(value: Json): TimeReading {
  if (typeof value === 'number') return epoch(value)
  if (typeof value !== 'string') return noTime(`is ${quoted(value)}, not a time`)
  if (value.trim() === '') return noTime('is empty')
  const parts = form.exec(value)
  if (parts === null || value.includes('t')) return misspelled(value)
  const [, year, month, day, hour, minute, second = '0', fraction = '', z, hours, minutes] = parts
  const offset = hours === undefined ? '' : `${hours}:${minutes ?? '00'}`
  const zone = z === undefined ? offset : 'Z'
  const isReal =
    isDay(Number(year), Number(month), Number(day)) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60
  if (!isReal) return noTime(`${quoted(value)} does not exist in the calendar`)
  const utc = `${year}-${month}-${day}T${hour}:${minute}:${second.padStart(2, '0')}Z`
  // With what is finer than a millisecond: Python's clock is, and 24 hours are a sharp limit.
  const instant = Date.parse(utc) + Number(`0.${fraction}`) * 1_000 - aheadOf(zone)
  const text = value.replace(/(?:z|(?<=T.*)[+-][\d:]+)$/i, zone)
  return { instant, hasZone: zone !== '', text }
}

/** Milliseconds that clocks of a zone (`Z`, `+02:00`, nothing) are ahead of UTC. */
function aheadOf(zone: string): number {
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && year > 0
}

function noTime(mistake: string, corrected?: string): TimeReading {
  return { mistake, corrected }
}

/** Seconds have ten digits and milliseconds thirteen for any day of our lives. */
function epoch(value: number): TimeReading {
  const milliseconds = value >= 1e11 ? value : value * 1_000
  const corrected = value >= 1e9 ? isoText(milliseconds) : undefined
  return noTime(`is the number ${value}, not a string in ISO 8601 form`, corrected)
}

function isoText(milliseconds: number): string | undefined {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9_999
    ? undefined
    : date.toISOString()
}

function misspelled(text: string): TimeReading {
  if (/^\d{10}(?:\d{3})?$/.test(text)) return epoch(Number(text))
  const trimmed = text.trim()
  const repaired = trimmed
    .replace(/^(\d{4}-\d\d-\d\d)[ tT]+(?=\d)/, '$1T')
    .replace(/(?<=\d) ?(?:z|UTC|GMT)$/i, 'Z')
    .replace(/ ([+-]\d\d(?::?\d\d)?)$/, '$1')
    .replace(/(?<=:\d\d),(?=\d)/, '.')
    .replace(/(?<=T[\d:.]+)$/, 'Z')
  const fits = form.test(repaired)
  if (fits && /^\d{4}-\d\d-\d\d +\d/.test(trimmed)) {
    return noTime(`${quoted(text)} has a space where a "T" belongs`, repaired)
  }
  if (fits) return noTime(`${quoted(text)} is not quite in ISO 8601 form`, repaired)
  if (/^\d{4}-\d\d-\d\d$/.test(trimmed)) {
    return noTime(`${quoted(text)} is a day without time`, `${trimmed}T12:00:00Z`)
  }
  return noTime(`${quoted(text)} is not in ISO 8601 form`)
}

/** A value as it is sent, where it is a time: the zone written as in Amazon's samples. */
export function withPlainZone(value: Json): Json {
  const reading = readTime(value)
  return 'text' in reading ? reading.text : value
}

/** Checks the form of one time. `name` is what people call it: `timestamp`, `startTime`. */
export function checkTime(name: string, value: Json, path: Path, found: Findings): TimeReading {
  const reading = readTime(value)
  if ('mistake' in reading) {
    const isFilledIn = name === 'timestamp' || name === 'expiryTime'
    const help =
      reading.corrected === undefined && isFilledIn
        ? `Leave it out, or write it like "${exampleTime}".`
        : `Write it like "${reading.corrected ?? exampleTime}".`
    found.value('event/time-form', path, `${name} ${reading.mistake}.`, help)
  } else if (!reading.hasZone) {
    const message = `${name} "${String(value)}" has no zone, and how Amazon reads it is not documented.`
    const help = `Write "${String(value)}Z" for UTC, or add an offset such as "+02:00".`
    found.value('event/time-zone', path, message, help)
  }
  return reading
}
