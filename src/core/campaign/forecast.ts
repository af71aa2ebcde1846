import type { Region } from '../alexa.ts'
import { type Diagnostic, finding } from '../diagnostic.ts'
import type { EngineSettings } from '../engine.ts'
import type { CampaignSettings } from '../settings.ts'
import { durationText } from '../time.ts'
import { counted, users } from '../wording.ts'

/**
 * Requests per second to each region that one process makes over one connection where an answer takes
 * 80 ms, as was measured with 64 of them; what Amazon accepts is not known ahead.
 */
const perConnection = 11

/** How long a campaign takes, about. */
export interface Forecast {
  /** Requests per second to each region. */
  readonly perSecond: number
  /** Whether that is the rate that was asked for; else it is what the connections allow. */
  readonly isSet: boolean
  readonly seconds: number
  /** For how long the notification lives when the campaign begins, seconds. */
  readonly lifetime: number
  /** How many users are not reached in that time. */
  readonly late: number
  /** Requests per second to each region with which all of them are. */
  readonly needed: number
}

/** How many chunks an engine cuts a list into. */
export function chunksOf(recipients: number, { chunk }: Pick<EngineSettings, 'chunk'>): number {
  return Math.ceil(recipients / chunk)
}

/** @param lifetime milliseconds until the notification expires */
export function forecastOf(
  byRegion: ReadonlyMap<Region, number>,
  { rate, concurrency }: Pick<CampaignSettings, 'rate' | 'concurrency'>,
  engine: EngineSettings | undefined,
  lifetime: number,
): Forecast {
  const counts = [...byRegion.values()]
  const chunks = engine === undefined ? 1 : chunksOf(sumOf(counts), engine)
  const processes = Math.min(engine?.workers ?? 1, chunks)
  const most = concurrency * perConnection * processes
  const perSecond = Math.min(rate ?? most, most)
  const inTime = Math.max(0, lifetime / 1_000)
  const largest = Math.max(0, ...counts)
  return {
    perSecond,
    isSet: perSecond === rate,
    seconds: largest / perSecond,
    lifetime: inTime,
    late: sumOf(counts.map(count => Math.max(0, count - Math.floor(perSecond * inTime)))),
    needed: Math.ceil(largest / inTime),
  }
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}

/** Says how long a campaign takes: `about 12m 30s with 700 requests per second to each region`. */
export function forecastText({ seconds, perSecond, isSet, lifetime, late }: Forecast): string {
  const accepted = isSet ? '' : ', if Amazon accepts as many'
  const end =
    late > 0
      ? `; the notification expires after ${durationText(lifetime * 1_000)}`
      : ', before the notification expires'
  return `about ${durationText(Math.max(1, Math.ceil(seconds)) * 1_000)} with ${speedText(perSecond)}${accepted}${end}`
}

function speedText(perSecond: number): string {
  return `${counted(Math.floor(perSecond * 10) / 10)} requests per second to each region`
}

/**
 * Warns where the notification expires before everybody has been sent to. Nothing is said of a speed
 * that nobody has set, but on an engine, which is for lists that are long.
 */
export function forecastFindings(forecast: Forecast, isOnEngine: boolean): readonly Diagnostic[] {
  const { perSecond, isSet, seconds, lifetime, late, needed } = forecast
  if (late === 0 || !(isSet || isOnEngine)) return []
  const speed = `${isSet ? '' : 'about '}${speedText(perSecond)}`
  const message = `With ${speed} the list takes ${durationText(Math.ceil(seconds) * 1_000)}, but the notification expires after ${durationText(lifetime * 1_000)}: ${users(late)} would not get it.`
  const faster = isSet ? 'Raise the rate' : 'Raise concurrency or the workers of the engine'
  const help = `${faster} to at least ${speedText(needed)}, or let the event live longer; a notification lives 24 hours at most.`
  return [finding('campaign/too-slow', undefined, message, help)]
}
