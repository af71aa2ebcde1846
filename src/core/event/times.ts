import { longestLifetime, shortestLifetime } from '../alexa.ts'
import type { Json } from '../json.ts'
import { type SettingNames, tableNames } from '../setting-names.ts'
import { durationText, parseDuration } from '../time.ts'
import { type Findings, type Part, quoted } from './diagnostic.ts'
import type { Envelope } from './envelope.ts'

/** What the times of an event are read with. */
export interface TimeOptions {
  /** The one clock reading of the run. */
  readonly now: Date
  /** The setting, in milliseconds; wins over the file's own `expiresIn`. */
  readonly expiresIn: number | undefined
  /** How messages call the settings. */
  readonly names?: SettingNames
  /** Whether it is sent now: then a time that has passed is an error. */
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
  const start = timestamp && readPoint('timestamp', timestamp)
  const end = expiryTime && readPoint('expiryTime', expiryTime)
  const length = expiresIn && readLength(expiresIn)
  if (end !== undefined && (expiresIn !== undefined || options.expiresIn !== undefined)) {
    const name = expiresIn ? 'expiresIn' : (options.names ?? tableNames).subject('expires-in')
    const message = `${name} has no effect, because the file has an expiryTime.`
    const help = 'Keep one of them.'
    found.add(expiresIn?.path, 'value', 'event/expires-in-unused', message, help)
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
    const { message, help } = windowWords(until - from, end !== undefined)
    const severity = isFixed || options.sending ? 'error' : 'warning'
    found.add(path, 'value', 'event/expiry-window', message, help, severity)
  } else if (hasPassed) {
    const ago = lengthText(now - until)
    const message = end
      ? `expiryTime passed ${ago} ago, so nobody would hear the notification.`
      : `timestamp is so old that the notification expired ${ago} ago.`
    const help = 'Leave out timestamp and expiryTime: they are filled in when the event is sent.'
    const severity = options.sending ? 'error' : 'warning'
    const path = (expiryTime ?? timestamp)?.path
    found.add(path, 'value', 'event/time-passed', message, help, severity)
  }
  // The last day that a Date can be.
  if (until > 8.64e15) return undefined
  return {
    timestamp: start?.text ?? new Date(from).toISOString(),
    expiryTime: end?.text ?? new Date(until).toISOString(),
  }
}

/** Without `instant` where it cannot be read. */
function readPoint(
  name: string,
  part: Part,
): { readonly instant?: number; readonly text?: string } {
  const reading = checkTime(name, part)
  if ('mistake' in reading) return {}
  return { instant: reading.instant, text: `${reading.text}${reading.hasZone ? '' : 'Z'}` }
}

function readLength(part: Part): number | undefined {
  const { value } = part
  const milliseconds = typeof value === 'string' ? parseDuration(value) : undefined
  if (milliseconds !== undefined) return milliseconds
  const help =
    typeof value === 'number'
      ? `Add a unit: "${value}m" or "${value}h".`
      : 'Write it like "90m", "12h" or "PT12H".'
  const message = `expiresIn is ${quoted(value)}, not a length of time.`
  return part.report('event/expires-in', message, help)
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
type TimeReading =
  | {
      readonly instant: number
      readonly hasZone: boolean
      /** As it is written, but with a zone as Amazon's samples have it: `Z` or `+02:00`. */
      readonly text: string
    }
  /** `mistake` completes "timestamp …"; `corrected` is what was most likely intended. */
  | { readonly mistake: string; readonly corrected: string | undefined }

const form =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:(Z)|([+-](?:[01]\d|2[0-3])):?([0-5]\d)?)?$/i

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
  const [, minutes, second = '00', fraction = '', z, hours, rest = '00'] = parts
  const offset = hours === undefined ? '' : `${hours}:${rest}`
  const zone = z === undefined ? offset : 'Z'
  const local = `${minutes}:${second}.000Z`
  // Days that are not in the calendar become others, and there is no year 0.
  if (local.startsWith('0000') || new Date(local).toJSON() !== local) {
    return noTime(`${quoted(value)} does not exist in the calendar`)
  }
  // With what is finer than a millisecond: Python's clock is, and 24 hours are a sharp limit.
  const instant = Date.parse(`${minutes}:${second}${zone || 'Z'}`) + Number(`0.${fraction}`) * 1_000
  const text = value.replace(/(?:z|(?<=T.*)[+-][\d:]+)$/i, zone)
  return { instant, hasZone: zone !== '', text }
}

function noTime(mistake: string, corrected?: string): TimeReading {
  return { mistake, corrected }
}

/** Seconds have ten digits and milliseconds thirteen for any day of our lives. */
function epoch(value: number): TimeReading {
  const text = String(new Date(value >= 1e11 ? value : value * 1_000).toJSON())
  // Years beyond 9999 have a sign, and what is no date at all is "null".
  const corrected = value >= 1e9 && /^\d/.test(text) ? text : undefined
  return noTime(`is the number ${value}, not a string in ISO 8601 form`, corrected)
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
export function checkTime(name: string, part: Part): TimeReading {
  const reading = readTime(part.value)
  if ('mistake' in reading) {
    const isFilledIn = name === 'timestamp' || name === 'expiryTime'
    const help =
      reading.corrected === undefined && isFilledIn
        ? `Leave it out, or write it like "${exampleTime}".`
        : `Write it like "${reading.corrected ?? exampleTime}".`
    part.report('event/time-form', `${name} ${reading.mistake}.`, help)
  } else if (!reading.hasZone) {
    const message = `${name} "${part.value}" has no zone, and how Amazon reads it is not documented.`
    const help = `Write "${part.value}Z" for UTC, or add an offset such as "+02:00".`
    part.report('event/time-zone', message, help)
  }
  return reading
}
