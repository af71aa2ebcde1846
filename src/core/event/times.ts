import { longestLifetime, shortestLifetime } from '../alexa.ts'
import type { Severity } from '../diagnostic.ts'
import type { Json, Path } from '../json.ts'
import { type SettingNames, tableNames } from '../setting-names.ts'
import { durationText, parseDuration } from '../time.ts'
import { atValue, type EventDiagnostic, quoted } from './diagnostic.ts'
import type { Part } from './envelope.ts'

interface TimeParts {
  readonly timestamp: Part | undefined
  readonly expiryTime: Part | undefined
  readonly expiresIn: Part | undefined
}

interface TimeOptions {
  readonly now: Date
  /** The setting, in milliseconds. */
  readonly expiresIn: number | undefined
  readonly names?: SettingNames
  readonly sending: boolean
}

interface TimesReading {
  /** Undefined where one of the two cannot be told. */
  readonly times: { readonly timestamp: string; readonly expiryTime: string } | undefined
  readonly diagnostics: readonly EventDiagnostic[]
}

/**
 * Completes the times of an event from one clock reading and checks them: `expiryTime` has to be
 * 5 minutes to 24 hours after `timestamp` (Amazon's Proactive Events API reference). Times of the
 * file stay as they are, except that the zone is written out: `Z` or `+02:00`, UTC where it is missing.
 */
export function readTimes(
  { timestamp, expiryTime, expiresIn }: TimeParts,
  options: TimeOptions,
): TimesReading {
  const start = readPoint('timestamp', timestamp)
  const end = readPoint('expiryTime', expiryTime)
  const length = readLength(expiresIn)
  const diagnostics = [...start.diagnostics, ...end.diagnostics, ...length.diagnostics]
  if (end.isGiven && (expiresIn !== undefined || options.expiresIn !== undefined)) {
    diagnostics.push(unusedLength(expiresIn?.path, options.names))
  }
  const from = start.isGiven ? start.instant : options.now.getTime()
  const lifetime = options.expiresIn ?? length.milliseconds ?? longestLifetime
  const until = end.isGiven ? end.instant : from === undefined ? undefined : from + lifetime
  if (from === undefined || until === undefined) return { times: undefined, diagnostics }

  const path = (end.isGiven ? expiryTime : (expiresIn ?? timestamp))?.path
  const hasPassed = until <= options.now.getTime()
  // One of the two at most: they have one remedy. Without timestamp, what has passed is always
  // outside the window too.
  const isFixed = start.isGiven || !end.isGiven || options.sending
  const ofWindow =
    start.isGiven || !hasPassed
      ? checkWindow(from, until, end.isGiven, path, isFixed ? 'error' : 'warning')
      : []
  diagnostics.push(...ofWindow)
  if (hasPassed && ofWindow.length === 0 && (end.isGiven || start.isGiven)) {
    diagnostics.push(
      passed(until, options, end.isGiven ? expiryTime?.path : timestamp?.path, end.isGiven),
    )
  }
  const isReadable = Number.isFinite(until) && Math.abs(until) <= 8.64e15
  return {
    times: isReadable
      ? {
          timestamp: start.text ?? new Date(from).toISOString(),
          expiryTime: end.text ?? new Date(until).toISOString(),
        }
      : undefined,
    diagnostics,
  }
}

interface Point {
  readonly isGiven: boolean
  readonly instant: number | undefined
  readonly text: string | undefined
  readonly diagnostics: readonly EventDiagnostic[]
}

function readPoint(name: string, part: Part | undefined): Point {
  if (part === undefined)
    return { isGiven: false, instant: undefined, text: undefined, diagnostics: [] }
  const reading = readTime(part.value)
  const diagnostics = checkTime(name, part.value, part.path)
  if ('mistake' in reading)
    return { isGiven: true, instant: undefined, text: undefined, diagnostics }
  const text = `${reading.text}${reading.hasZone ? '' : 'Z'}`
  return { isGiven: true, instant: reading.instant, text, diagnostics }
}

function readLength(part: Part | undefined): {
  readonly milliseconds: number | undefined
  readonly diagnostics: readonly EventDiagnostic[]
} {
  if (part === undefined) return { milliseconds: undefined, diagnostics: [] }
  const milliseconds = typeof part.value === 'string' ? parseDuration(part.value) : undefined
  if (milliseconds !== undefined) return { milliseconds, diagnostics: [] }
  const message = `expiresIn is ${quoted(part.value)}, not a length of time.`
  const help =
    typeof part.value === 'number'
      ? `Add a unit: "${part.value}m" or "${part.value}h".`
      : 'Write it like "90m", "12h" or "PT12H".'
  return {
    milliseconds: undefined,
    diagnostics: [atValue('event/expires-in', part.path, message, help)],
  }
}

function unusedLength(path: Path | undefined, names = tableNames): EventDiagnostic {
  const name = path === undefined ? names.subject('expires-in') : 'expiresIn'
  const message = `${name} has no effect, because the file has an expiryTime.`
  return atValue('event/expires-in-unused', path, message, 'Remove expiryTime, or the other.')
}

function passed(
  until: number,
  { now, sending }: TimeOptions,
  path: Path | undefined,
  isEnd: boolean,
) {
  const ago = lengthText(now.getTime() - until)
  const message = isEnd
    ? `expiryTime passed ${ago} ago, so nobody would hear the notification.`
    : `timestamp is so old that the notification expired ${ago} ago.`
  const help = 'Leave out timestamp and expiryTime: they are filled in when the event is sent.'
  return atValue('event/time-passed', path, message, help, sending ? 'error' : 'warning')
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

/** `isEnd`: whether the file has an expiryTime; otherwise expiresIn is what is wrong. */
function checkWindow(
  from: number,
  until: number,
  isEnd: boolean,
  path: Path | undefined,
  severity: Severity,
): readonly EventDiagnostic[] {
  const lifetime = until - from
  if (lifetime >= shortestLifetime && lifetime <= longestLifetime) return []
  const what =
    lifetime === 0
      ? 'expiryTime equals timestamp'
      : lifetime < 0
        ? `expiryTime lies ${lengthText(-lifetime)} before timestamp`
        : lifetime < shortestLifetime
          ? `The notification lives ${shortText(lifetime)} only`
          : `The notification lives ${tooLongText(lifetime)}`
  const message = `${what}; Amazon wants 5 minutes to 24 hours.`
  const isNearly = lifetime > longestLifetime && lifetime - longestLifetime < 60_000
  const help = !isEnd
    ? 'Write expiresIn between "5m" and "24h".'
    : isNearly
      ? 'Leave out both times: they are computed from one reading of the clock.'
      : 'Leave out both times and write expiresIn, between "5m" and "24h".'
  return [atValue('event/expiry-window', path, message, help, severity)]
}

/** A time that was read, or why it cannot be. */
export type TimeReading =
  | {
      readonly instant: number
      readonly hasZone: boolean
      /** As it is written, but with a zone as Amazon's samples have it: `Z` or `+02:00`. */
      readonly text: string
    }
  /** `mistake` completes "timestamp …"; `corrected` is what was most likely meant. */
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
  if (parts === null || value.includes('t')) return misspelt(value)
  const [, year, month, day, hour, minute, second = '0', fraction = '', z, hours, minutes] = parts
  const offset = hours === undefined ? '' : `${hours}:${minutes ?? '00'}`
  const zone = z === undefined ? offset : 'Z'
  const isReal =
    isDay(Number(year), Number(month), Number(day)) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60
  if (!isReal) return noTime(`${quoted(value)} is no day and time of the calendar`)
  const utc = `${year}-${month}-${day}T${hour}:${minute}:${second.padStart(2, '0')}Z`
  // With what is finer than a millisecond: Python's clock is, and 24 hours are a sharp limit.
  const instant = Date.parse(utc) + Number(`0.${fraction}`) * 1_000 - aheadOf(zone)
  const text = value.replace(/(?:z|(?<=T.*)[+-][\d:]+)?$/i, zone)
  return { instant, hasZone: zone !== '', text }
}

/** Milliseconds that clocks of a zone (`Z`, `+02:00`, nothing) are ahead of UTC. */
function aheadOf(zone: string): number {
  if (zone === '' || zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year > 0
}

function noTime(mistake: string, corrected?: string): TimeReading {
  return { mistake, corrected }
}

/** Seconds have ten digits and milliseconds thirteen for any day of our lives. */
function epoch(value: number): TimeReading {
  const milliseconds = Math.abs(value) >= 1e11 ? value : value * 1_000
  const corrected = value >= 1e9 ? isoText(milliseconds) : undefined
  return noTime(`is the number ${value}, not a text in ISO 8601 form`, corrected)
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
    .replace(/ ([+-]\d\d(?::?\d\d)?)$/, '$1')
    .replace(/(?<=:\d\d),(?=\d)/, '.')
    .replace(/(?<=T[\d:.]+)$/, 'Z')
  const fits = repaired !== text && form.test(repaired)
  if (fits && /^\d{4}-\d\d-\d\d +\d/.test(trimmed)) {
    return noTime(`${quoted(text)} has a blank where a "T" belongs`, repaired)
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
export function checkTime(name: string, value: Json, path: Path): readonly EventDiagnostic[] {
  const reading = readTime(value)
  if ('mistake' in reading) {
    return [
      atValue(
        'event/time-form',
        path,
        `${name} ${reading.mistake}.`,
        reading.corrected === undefined && (name === 'timestamp' || name === 'expiryTime')
          ? `Leave it out, or write it like "${exampleTime}".`
          : `Write it like "${reading.corrected ?? exampleTime}".`,
      ),
    ]
  }
  if (reading.hasZone) return []
  return [
    atValue(
      'event/time-zone',
      path,
      `${name} "${String(value)}" has no zone, and how Amazon reads it is not documented.`,
      `Write "${String(value)}Z" for UTC, or add an offset such as "+02:00".`,
    ),
  ]
}
