import type { World } from '../world.ts'

/**
 * Why a request is to be repeated. `failed` and `unreached` (nothing was sent) count as attempts;
 * `throttled` (429) does not, it is limited by time alone.
 */
export type Cause = 'failed' | 'throttled' | 'unreached'

/** The outcome of one try. `value` stands when it is not repeated. */
export type Verdict<Value> =
  | { readonly repeat: undefined; readonly value: Value }
  | {
      readonly repeat: Cause
      readonly value: Value
      /** Milliseconds the other side asks to wait. */
      readonly retryAfter?: number | undefined
      /** A few words for people who watch: `HTTP 503`. */
      readonly reason: string
    }

/** Why nothing more was tried. */
export type End = 'settled' | 'attempts' | 'patience' | 'expiry' | 'interrupted'

export interface RetryPolicy {
  /** How often a failed request is repeated; with 0 nothing is ever repeated. */
  readonly retries: number
  /** Milliseconds since 1970 from which on nothing may be sent. */
  readonly deadline: number
}

/** A pause before the next try. */
export interface Waiting {
  /** The try that just ended, from 1. */
  readonly attempt: number
  readonly milliseconds: number
  readonly reason: string
}

/** What happened so far, in all tries of one request. */
interface Tally {
  readonly failed: number
  readonly throttled: number
  readonly unreached: number
  /** Milliseconds since the first try began. */
  readonly elapsed: number
}

const firstPause = 500
const longestPause = 8_000

/**
 * Milliseconds before a repeat: anything from nothing to a span that doubles with each try, so that those
 * that failed together do not come back together.
 *
 * @param tries so far
 * @param random at least 0, below 1
 */
export function jitter(tries: number, random: number): number {
  return random * Math.min(longestPause, firstPause * 2 ** (tries - 1))
}

/** How long one delivery may take altogether, in milliseconds, before a cause ends it. */
const patience = {
  failed: 120_000,
  throttled: 120_000,
  unreached: 30_000,
} as const satisfies Record<Cause, number>

/**
 * Decides what follows a try that did not settle the matter.
 *
 * @param tally with the last try counted in
 * @param now milliseconds since 1970
 * @param random at least 0, below 1
 * @returns the pause in milliseconds, or why there is no further try
 */
export function decideNext(
  cause: Cause,
  retryAfter: number | undefined,
  tally: Tally,
  policy: RetryPolicy,
  now: number,
  random: number,
): { readonly pause: number } | { readonly end: End } {
  const attempts = tally.failed + tally.unreached
  if (policy.retries === 0 || attempts > policy.retries) return { end: 'attempts' }
  // A loop of answers that cost no attempt would never end, and a name is not known again at once.
  const least = cause === 'failed' ? 0 : firstPause
  const own = least + jitter(tally[cause], random)
  const pause = Math.round(Math.max(own, retryAfter ?? 0))
  if (now + pause >= policy.deadline) return { end: 'expiry' }
  if (tally.elapsed + pause > patience[cause]) return { end: 'patience' }
  return { pause }
}

/**
 * How long a `Retry-After` header asks to wait, in milliseconds; undefined where there is none or
 * where it is neither seconds nor an HTTP date. A date in the past is 0.
 */
export function readRetryAfter(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? ''
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000
  if (!/^[A-Z][a-z]+,? .+ GMT$/.test(text)) return undefined
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime())
}

/**
 * Repeats a request until it is settled, or until attempts, time or patience are used up.
 *
 * @param attempt one try; is called again after each pause
 * @returns the value of the last try and why it was the last
 */
export async function repeat<Value>(
  attempt: () => Promise<Verdict<Value>>,
  policy: RetryPolicy,
  world: Pick<World, 'now' | 'random' | 'sleep'>,
  signal: AbortSignal,
  observe: (waiting: Waiting) => void,
): Promise<{ readonly value: Value; readonly end: End }> {
  const started = world.now().getTime()
  const count = { failed: 0, throttled: 0, unreached: 0 }
  let waited = 0
  for (let tries = 1; ; tries++) {
    const verdict = await attempt()
    const { value } = verdict
    if (verdict.repeat === undefined) return { value, end: 'settled' }
    if (signal.aborted) return { value, end: 'interrupted' }

    count[verdict.repeat] += 1
    const now = world.now().getTime()
    // A clock that is set back, or stands, must not make the patience endless.
    const tally = { ...count, elapsed: Math.max(now - started, waited) }
    const random = world.random()
    const next = decideNext(verdict.repeat, verdict.retryAfter, tally, policy, now, random)
    if ('end' in next) return { value, end: next.end }

    observe({ attempt: tries, milliseconds: next.pause, reason: verdict.reason })
    await world.sleep(next.pause, signal).catch(error => {
      if (!signal.aborted) throw error
    })
    if (signal.aborted) return { value, end: 'interrupted' }
    waited += next.pause
  }
}
