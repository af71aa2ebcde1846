import type { Severity } from '../diagnostic.ts'
import { durationText, parseDuration } from '../duration.ts'
import type { Path } from '../json.ts'
import type { Part } from './envelope.ts'
import { longestLife, shortestLife } from './life.ts'
import { quoted } from './quote.ts'
import { type Remark, remark } from './remark.ts'
import { timeRemarks } from './time-remarks.ts'
import { readTime } from './times.ts'

interface Life {
  readonly timestamp: Part | undefined
  readonly expiryTime: Part | undefined
  readonly expiresIn: Part | undefined
}

interface LifeOptions {
  readonly now: Date
  /** The setting, in milliseconds. */
  readonly expiresIn: number | undefined
  readonly sending: boolean
}

interface LifeReading {
  /** Undefined where one of the two cannot be told. */
  readonly times: { readonly timestamp: string; readonly expiryTime: string } | undefined
  readonly remarks: readonly Remark[]
}

/**
 * Completes the times of an event from one clock reading and checks them: `expiryTime` has to be
 * 5 minutes to 24 hours after `timestamp` (Amazon's Proactive Events API reference). Times of the
 * file stay as they are, except that a missing zone is written out as UTC.
 */
export function readLife(
  { timestamp, expiryTime, expiresIn }: Life,
  options: LifeOptions,
): LifeReading {
  const start = readPoint('timestamp', timestamp)
  const end = readPoint('expiryTime', expiryTime)
  const length = readLength(expiresIn)
  const remarks = [...start.remarks, ...end.remarks, ...length.remarks]
  if (end.isGiven && (expiresIn !== undefined || options.expiresIn !== undefined)) {
    remarks.push(unusedLength(expiresIn?.path))
  }
  const from = start.isGiven ? start.instant : options.now.getTime()
  const life = options.expiresIn ?? length.milliseconds ?? longestLife
  const until = end.isGiven ? end.instant : from === undefined ? undefined : from + life
  if (from === undefined || until === undefined) return { times: undefined, remarks }

  const path = (end.isGiven ? expiryTime : (expiresIn ?? timestamp))?.path
  const hasPassed = until <= options.now.getTime()
  // One of the two at most: they have one remedy. Without timestamp, what has passed is always
  // outside the window too.
  const isFixed = start.isGiven || !end.isGiven || options.sending
  const ofWindow =
    start.isGiven || !hasPassed
      ? windowRemarks(from, until, path, isFixed ? 'error' : 'warning')
      : []
  remarks.push(...ofWindow)
  if (hasPassed && ofWindow.length === 0 && (end.isGiven || start.isGiven)) {
    remarks.push(
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
    remarks,
  }
}

interface Point {
  readonly isGiven: boolean
  readonly instant: number | undefined
  readonly text: string | undefined
  readonly remarks: readonly Remark[]
}

function readPoint(name: string, part: Part | undefined): Point {
  if (part === undefined)
    return { isGiven: false, instant: undefined, text: undefined, remarks: [] }
  const reading = readTime(part.value)
  const remarks = timeRemarks(name, part.value, part.path)
  if ('problem' in reading) return { isGiven: true, instant: undefined, text: undefined, remarks }
  const text = `${part.value}${reading.hasZone ? '' : 'Z'}`
  return { isGiven: true, instant: reading.instant, text, remarks }
}

function readLength(part: Part | undefined): {
  readonly milliseconds: number | undefined
  readonly remarks: readonly Remark[]
} {
  if (part === undefined) return { milliseconds: undefined, remarks: [] }
  const milliseconds = typeof part.value === 'string' ? parseDuration(part.value) : undefined
  if (milliseconds !== undefined) return { milliseconds, remarks: [] }
  const message = `expiresIn is ${quoted(part.value)}, not a length of time.`
  const help =
    typeof part.value === 'number'
      ? `Add a unit: "${part.value}m" or "${part.value}h".`
      : 'Write it like "90m", "12h" or "PT12H".'
  return {
    milliseconds: undefined,
    remarks: [remark('event/expires-in', part.path, message, help)],
  }
}

function unusedLength(path: Path | undefined): Remark {
  const name = path === undefined ? 'The setting expires-in' : 'expiresIn'
  const message = `${name} has no effect, because the file has an expiryTime.`
  return remark('event/expires-in-unused', path, message, 'Remove expiryTime, or the other.')
}

function passed(
  until: number,
  { now, sending }: LifeOptions,
  path: Path | undefined,
  isEnd: boolean,
) {
  const ago = lengthText(now.getTime() - until)
  const message = isEnd
    ? `expiryTime passed ${ago} ago, so nobody would hear the notification.`
    : `timestamp is so old that the notification expired ${ago} ago.`
  const help = 'Leave out timestamp and expiryTime: they are filled in when the event is sent.'
  return remark('event/time-passed', path, message, help, sending ? 'error' : 'warning')
}

/** In days where hours would be too many to grasp: for times that were typed long ago. */
function lengthText(milliseconds: number): string {
  const days = Math.floor(milliseconds / longestLife)
  return days < 2 ? durationText(milliseconds) : `${days} days`
}

/** Never rounded up to the 5 minutes that it lacks. */
function shortText(life: number): string {
  return durationText(life < 1_000 ? life : Math.floor(life / 1_000) * 1_000)
}

/** Never rounded down to the 24 hours that it goes beyond. */
function tooLongText(life: number): string {
  const excess = life - longestLife
  if (excess >= 60_000) return lengthText(life)
  return `${durationText(longestLife)} and ${excess < 1 ? 'less than 1ms' : durationText(excess)}`
}

function windowRemarks(
  from: number,
  until: number,
  path: Path | undefined,
  severity: Severity,
): readonly Remark[] {
  const life = until - from
  if (life >= shortestLife && life <= longestLife) return []
  const what =
    life === 0
      ? 'expiryTime equals timestamp'
      : life < 0
        ? `expiryTime lies ${lengthText(-life)} before timestamp`
        : life < shortestLife
          ? `The notification lives ${shortText(life)} only`
          : `The notification lives ${tooLongText(life)}`
  const message = `${what}; Amazon wants 5 minutes to 24 hours.`
  const help =
    life > longestLife && life - longestLife < 60_000
      ? 'Leave out both times: they are computed from one reading of the clock.'
      : 'Leave out both times and write expiresIn, between "5m" and "24h".'
  return [remark('event/expiry-window', path, message, help, severity)]
}
