import { describe, expect, it } from 'vitest'
import {
  type Cause,
  decideNext,
  readRetryAfter,
  repeat,
  type Verdict,
} from '../../../src/core/delivery/retry.ts'

const never = Number.POSITIVE_INFINITY
const almostOne = 1 - Number.EPSILON

function tally(cause: Cause, count: number, elapsed = 0) {
  return { failed: 0, throttled: 0, unreached: 0, elapsed, [cause]: count }
}

describe('the pause before a repeat', () => {
  it.each([
    [1, 500],
    [2, 1_000],
    [3, 2_000],
    [4, 4_000],
    [5, 8_000],
    [6, 8_000],
  ])('after failure %i lies between 0 and %i ms', (count, most) => {
    const policy = { retries: 99, deadline: never }
    const next = (random: number) =>
      decideNext('failed', undefined, tally('failed', count), policy, 0, random)
    expect(next(0)).toEqual({ pause: 0 })
    expect(next(almostOne)).toEqual({ pause: most })
  })

  it.each(['throttled', 'unreached'] as const)('is never nothing when %s', cause => {
    const policy = { retries: 9, deadline: never }
    expect(decideNext(cause, undefined, tally(cause, 9), policy, 0, 0)).toEqual({ pause: 500 })
  })

  it('is at least what the server asks for', () => {
    const policy = { retries: 4, deadline: never }
    const next = (cause: Cause) => decideNext(cause, 9_000, tally(cause, 1), policy, 0, 0.5)
    expect(next('throttled')).toEqual({ pause: 9_000 })
    expect(next('failed')).toEqual({ pause: 9_000 })
  })
})

describe('the end of repeats', () => {
  it('comes when the attempts are used up, for failures alone', () => {
    const policy = { retries: 2, deadline: never }
    const next = (cause: Cause, count: number) =>
      decideNext(cause, undefined, tally(cause, count), policy, 0, 0)
    expect(next('failed', 2)).toEqual({ pause: 0 })
    expect(next('failed', 3)).toEqual({ end: 'attempts' })
    expect(next('throttled', 3)).toEqual({ pause: 500 })
    expect(next('unreached', 2)).toEqual({ pause: 500 })
    expect(next('unreached', 3)).toEqual({ end: 'attempts' })
  })

  it.each(['failed', 'throttled', 'unreached'] as const)(
    'is at once without retries: %s',
    cause => {
      const policy = { retries: 0, deadline: never }
      expect(decideNext(cause, undefined, tally(cause, 1), policy, 0, 0)).toEqual({
        end: 'attempts',
      })
    },
  )

  it('comes before a pause that reaches the deadline', () => {
    const next = (deadline: number) =>
      decideNext('throttled', 4_000, tally('throttled', 1), { retries: 4, deadline }, 1_000, 0)
    expect(next(5_000)).toEqual({ end: 'expiry' })
    expect(next(5_001)).toEqual({ pause: 4_000 })
  })

  it.each([
    ['failed', 120_000],
    ['throttled', 120_000],
    ['unreached', 30_000],
  ] as const)('comes when patience with "%s" is at its end', (cause, patience) => {
    const policy = { retries: 99, deadline: never }
    const next = (elapsed: number) =>
      decideNext(cause, 1_000, tally(cause, 1, elapsed), policy, 0, 0)
    expect(next(patience - 1_000)).toEqual({ pause: 1_000 })
    expect(next(patience - 999)).toEqual({ end: 'patience' })
  })
})

describe('Retry-After', () => {
  const now = new Date('2026-05-01T12:00:00.000Z')

  it.each([
    ['0', 0],
    ['12', 12_000],
    [' 5 ', 5_000],
    ['Fri, 01 May 2026 12:00:30 GMT', 30_000],
    ['Friday, 01-May-26 12:00:30 GMT', 30_000],
    ['Fri, 01 May 2026 11:00:00 GMT', 0],
  ])('%j is %i ms', (header, milliseconds) => {
    expect(readRetryAfter(header, now)).toBe(milliseconds)
  })

  it.each([
    undefined,
    '',
    'soon',
    '-1',
    '1.5',
    '1e3',
    '99999999999',
    '2026-05-01',
    'Foo, 99 Bar 2026 12:00:00 GMT',
  ])('%j is nothing', header => {
    expect(readRetryAfter(header, now)).toBeUndefined()
  })
})

describe('a clock that stands still', () => {
  it.each(['failed', 'throttled', 'unreached'] as const)(
    'does not make repeats endless: %s',
    async cause => {
      let tries = 0
      const attempt = async (): Promise<Verdict<string>> => {
        tries += 1
        return { repeat: cause, value: 'no', retryAfter: undefined, reason: 'a test' }
      }
      const world = { now: () => new Date(0), random: () => 0, sleep: async () => {} }
      const { signal } = new AbortController()
      const { end } = await repeat(
        attempt,
        { retries: 4, deadline: never },
        world,
        signal,
        () => {},
      )
      expect(end).toBe(cause === 'throttled' ? 'patience' : 'attempts')
      expect(tries).toBeLessThan(300)
    },
  )
})

describe('a wait that breaks', () => {
  it('is passed on unless it was interrupted', async () => {
    const attempt = async (): Promise<Verdict<string>> => ({
      repeat: 'failed',
      value: 'no',
      retryAfter: undefined,
      reason: 'a test',
    })
    const world = {
      now: () => new Date(0),
      random: () => 0,
      sleep: async () => {
        throw new Error('no timers here')
      },
    }
    const policy = { retries: 4, deadline: never }
    const { signal } = new AbortController()
    await expect(repeat(attempt, policy, world, signal, () => {})).rejects.toThrow('no timers here')
  })
})
