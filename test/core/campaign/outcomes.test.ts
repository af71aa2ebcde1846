import { describe, expect, it } from 'vitest'
import { openRepeats, type Sending, sendingTo } from '../../../src/core/campaign/backlog.ts'
import { openStopRules, type StopRules } from '../../../src/core/campaign/outcomes.ts'
import { recipientsOf } from './campaign-case.ts'

/** After how many equal answers a region is stopped. */
function runUntilStop(rules: StopRules, status: number, reason = `HTTP ${status}`): number {
  for (let count = 1; count <= 1_000; count += 1) {
    if (rules.settled(status, reason) !== undefined) return count
  }
  return Number.POSITIVE_INFINITY
}

describe('a run of equal answers', () => {
  it.each([400, 404, 407, 302, 432, 204])('of HTTP %i stops the region', status => {
    expect(runUntilStop(openStopRules('NA', 'live'), status)).toBe(20)
  })

  it.each([202, 200, 401, 403, 409])('of HTTP %i does not', status => {
    expect(runUntilStop(openStopRules('NA', 'live'), status)).toBe(Number.POSITIVE_INFINITY)
  })

  it('is broken by another answer, and by another reason', () => {
    const rules = openStopRules('NA', 'live')
    for (let count = 0; count < 200; count += 1) {
      const status = count % 19 === 18 ? 202 : 400
      expect(rules.settled(status, 'one')).toBeUndefined()
      expect(rules.settled(400, 'one and')).toBeUndefined()
    }
  })

  it.each([
    [
      'live',
      432,
      'delivery/notification-limit',
      'the notification limit is reached: the last 20 live deliveries of this region were answered HTTP 432.',
    ],
    [
      'development',
      432,
      'delivery/notification-limit',
      'the notification limit is reached: the last 20 deliveries of this region were answered HTTP 432.',
    ],
    [
      'live',
      400,
      'delivery/body-refused',
      'the last 20 recipients of this region were refused alike (HTTP 400), so it is the event that is wrong.',
    ],
    [
      'live',
      404,
      'delivery/refused',
      'the last 20 recipients of this region were refused alike (HTTP 404), so it is not about them.',
    ],
  ] as const)('of the %s stage, HTTP %i, is explained', (stage, status, rule, why) => {
    const rules = openStopRules('EU', stage)
    for (let count = 0; count < 19; count += 1) rules.settled(status, `HTTP ${status}`)
    expect(rules.settled(status, `HTTP ${status}`)).toMatchObject({
      region: 'EU',
      rule,
      message: `EU: stopped, because ${why}`,
    })
  })
})

describe('what lasts', () => {
  it('is an outage when recipient after recipient fails, and ends after two minutes', () => {
    const rules = openStopRules('NA', 'live')
    for (let count = 0; count < 19; count += 1) rules.failed(0, true, 'HTTP 503')
    for (let count = 0; count < 99; count += 1) rules.failed(0, false, 'HTTP 503')
    expect(rules.isOutage).toBe(false)
    expect(rules.failed(1_000, true, 'HTTP 503')).toBeUndefined()
    expect(rules.isOutage).toBe(true)
    expect(rules.failed(121_000, false, 'HTTP 503')).toBeUndefined()
    expect(rules.failed(121_001, false, 'HTTP 503')?.rule).toBe('delivery/server-error')
    rules.settled(202, '')
    expect(rules.isOutage).toBe(false)
    expect(rules.failed(900_000, true, 'HTTP 503')).toBeUndefined()
  })

  it('is given up: nothing but 429 for ten minutes, no connection for half a minute', () => {
    const throttled = openStopRules('NA', 'live')
    expect(throttled.throttled(0, undefined)).toBeUndefined()
    expect(throttled.throttled(600_000, 1_000)).toBeUndefined()
    expect(throttled.throttled(600_001, undefined)?.rule).toBe('delivery/throttled')
    expect(openStopRules('NA', 'live').throttled(0, 600_000)).toBeUndefined()
    expect(openStopRules('NA', 'live').throttled(0, 3_600_000)?.message).toContain('60 minutes')
    const unreached = openStopRules('NA', 'live')
    expect(unreached.unreached(0, 'ECONNREFUSED', 'Help.')).toBeUndefined()
    expect(unreached.unreached(30_001, 'ECONNREFUSED', 'Help.')).toMatchObject({
      rule: 'delivery/unreachable',
      help: 'Help.',
    })
  })
})

describe('repeats', () => {
  const sendings = recipientsOf(2_000).map(one => sendingTo(one, new Uint8Array()))
  const indexOf = (sending: Sending | undefined) => sending?.recipient.index

  it('come when they are due, the earliest first', () => {
    const repeats = openRepeats(0)
    const dues = [50, 10, 30, 20, 40]
    dues.forEach((due, index) => {
      const sending = sendings[index]
      if (sending !== undefined) repeats.add(sending, due)
    })
    expect(repeats.take(9)).toBeUndefined()
    expect(repeats.wait(4)).toBe(6)
    expect([10, 20, 30, 40, 50].map(now => indexOf(repeats.take(now)))).toEqual([1, 3, 2, 4, 0])
    expect(repeats.wait(99)).toBe(Number.POSITIVE_INFINITY)
  })

  it('are a tenth of all requests, and a few a second', () => {
    const repeats = openRepeats(0)
    for (const sending of sendings) repeats.add(sending, 0)
    expect(repeats.isFull).toBe(true)
    let taken = 0
    for (let now = 0; now < 10_000; now += 1) {
      repeats.earn()
      if (repeats.take(now) !== undefined) taken += 1
    }
    expect(taken).toBeGreaterThan(1_150)
    expect(taken).toBeLessThanOrEqual(10_000 * 0.1 + 10 * 20 + 20)
    expect(repeats.drain()).toHaveLength(2_000 - taken)
    expect(repeats.size).toBe(0)
  })
})
