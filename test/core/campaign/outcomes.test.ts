import { describe, expect, it } from 'vitest'
import { sendingTo } from '../../../src/core/campaign/backlog.ts'
import { openOutcomeRules, openStopRules, unproven } from '../../../src/core/campaign/outcomes.ts'
import { type HttpResponse, TransportError } from '../../../src/core/world.ts'
import { headerOf, recipientsOf } from './campaign-case.ts'

/** After how many equal answers a region is stopped. */
function runUntilStop(
  rules: ReturnType<typeof openStopRules>,
  status: number,
  reason = `HTTP ${status}`,
): number {
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

describe('the end of a request', () => {
  const now = new Date('2026-05-01T12:00:00.000Z')
  const rulesWith = (isContinued = false) => {
    const rules = openOutcomeRules('NA', 'api.test', {
      job: {
        header: headerOf({ stage: 'live' }),
        timeout: 5_000,
        credentials: { clientId: 'id', clientSecret: 'hush-hush' },
      },
      world: { now: () => now },
      journal: { isContinued },
      receiver: { api: 'Amazon' },
    })
    const [recipient] = recipientsOf(1)
    if (recipient === undefined) throw new Error('no recipient')
    const sending = sendingTo(recipient, new Uint8Array())
    sending.posts = 2
    return { rules, recipient, sending }
  }
  const answer = (status: number, body = '', headers: HttpResponse['headers'] = {}) => ({
    status,
    headers: { 'x-amzn-requestid': 'request-1', ...headers },
    body,
  })

  it.each([
    [200, 'settled', 'accepted', true],
    [202, 'settled', 'accepted', true],
    [409, 'settled', 'already-sent', true],
    [400, 'settled', 'rejected', true],
    [404, 'settled', 'rejected', false],
    [432, 'settled', 'rejected', false],
    [302, 'settled', 'rejected', false],
    [204, 'settled', 'failed', false],
    [401, 'token', 'rejected', undefined],
    [403, 'token', 'rejected', undefined],
    [500, 'failed', 'failed', undefined],
  ] as const)('HTTP %i is %s, %s, and the token good: %s', (status, kind, outcome, isLetIn) => {
    const { rules, recipient, sending } = rulesWith()
    const isAccepted = outcome === 'accepted'
    expect(rules.apply(sending, answer(status), 0)).toEqual({
      kind,
      stop: undefined,
      ...(isLetIn !== undefined && { isLetIn }),
      ...(kind === 'failed' && { pause: undefined }),
      settled: {
        recipient,
        outcome,
        code: `${status}`,
        attempts: 2,
        requestId: isAccepted ? undefined : 'request-1',
        cause: isAccepted
          ? undefined
          : expect.objectContaining({ reason: `HTTP ${status}`, help: expect.any(String) }),
        inDoubt: status === 500 || status === 204,
      },
    })
    expect(sending.failures).toBe(status === 500 ? 1 : 0)
  })

  it.each([
    ['is asked for', '30', 30_000],
    ['is not', undefined, undefined],
  ])('tells the pause where one %s', (_, header, pause) => {
    const { rules, sending } = rulesWith()
    const headers = header === undefined ? {} : { 'retry-after': header }
    expect(rules.apply(sending, answer(429, '', headers), 0)).toEqual({
      kind: 'throttled',
      pause,
      stop: undefined,
    })
    expect(rules.apply(sending, answer(503, '', headers), 0)).toMatchObject({
      kind: 'failed',
      pause,
    })
  })

  it.each([
    ['says nothing', '', 'HTTP 400'],
    ['says why', 'too long', 'HTTP 400: Amazon says: "too long"'],
    [
      'names the user',
      'amzn1.ask.account.AB_c.1~+/=- is unknown',
      'HTTP 400: Amazon says: "amzn1.ask.account.… is unknown"',
    ],
    [
      'names the notification',
      `${'0a'.repeat(32)} and ${'a'.repeat(63)}`,
      `HTTP 400: Amazon says: "… and ${'a'.repeat(63)}"`,
    ],
    ['tells the secrets', 'hush-hush Atc|1', 'HTTP 400: Amazon says: "*** ***"'],
  ])('is one reason for all, where the answer %s', (_, body, reason) => {
    const { rules, sending } = rulesWith()
    sending.token = { value: 'Atc|1', headers: {}, staleAt: 0, freshUntil: 0 }
    const verdict = rules.apply(sending, answer(400, body), 0)
    expect(verdict).toMatchObject({ settled: { cause: { rule: 'delivery/body-refused', reason } } })
  })

  it('has help for one user, in the words of the settings', () => {
    const { rules, sending } = rulesWith()
    const helpOf = (status: number) => {
      const verdict = rules.apply(sending, answer(status), 0)
      return 'settled' in verdict ? verdict.settled.cause?.help : undefined
    }
    expect(helpOf(403)).toContain('check stage, region and user id')
    expect(helpOf(404)).toContain('api-url')
    expect(helpOf(409)).toContain('if this run is a repeat')
  })

  it.each([
    ['a first request', false, false, 'HTTP 409'],
    ['one after a request in doubt', true, false, undefined],
    ['one of a campaign that goes on', false, true, undefined],
  ])('is a duplicate with a reason for %s', (_, inDoubt, isContinued, reason) => {
    const { rules, sending } = rulesWith(isContinued)
    sending.inDoubt = inDoubt
    const verdict = rules.apply(sending, answer(409), 0)
    expect('settled' in verdict && verdict.settled.cause?.reason).toBe(reason)
    expect(verdict).toMatchObject({ settled: { outcome: 'already-sent', inDoubt: false } })
    // What is refused for another reason stays in doubt, and has that reason.
    const refused = rules.apply(sending, answer(400), 0)
    expect(refused).toMatchObject({ settled: { inDoubt, cause: { reason: 'HTTP 400' } } })
  })

  it('leaves a doubt where nobody answers, which counts as a failure', () => {
    const { rules, sending } = rulesWith()
    const lost = new TransportError('in-doubt', 'ECONNRESET', 'reset')
    expect(rules.apply(sending, lost, 0)).toMatchObject({
      kind: 'failed',
      pause: undefined,
      stop: undefined,
      settled: { outcome: 'failed', code: 'ECONNRESET', attempts: 2, inDoubt: true },
    })
    expect(sending).toMatchObject({ inDoubt: true, failures: 1, posts: 2 })
    const unnamed = rules.apply(sending, new TransportError('in-doubt', undefined, 'gone'), 0)
    expect(unnamed).toMatchObject({ settled: { code: 'lost' } })
  })

  it('is no attempt where nothing was sent', () => {
    const { rules, sending } = rulesWith()
    const refused = new TransportError('not-sent', 'ECONNREFUSED', 'refused')
    expect(rules.apply(sending, refused, 0)).toEqual({ kind: 'unreached', stop: undefined })
    expect(sending).toMatchObject({ inDoubt: false, failures: 0, posts: 1 })
    const untrusted = new TransportError('not-sent', 'CERT_HAS_EXPIRED', 'expired')
    expect(rules.apply(sending, untrusted, 0)).toMatchObject({
      kind: 'unreached',
      stop: {
        region: 'NA',
        rule: 'delivery/certificate-refused',
        message:
          'NA: stopped, because nothing can be sent. The certificate of api.test is not trusted (CERT_HAS_EXPIRED).',
        help: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
      },
    })
  })

  it('uses up no attempts in an outage, but for the first of each recipient', () => {
    const { rules, sending } = rulesWith()
    for (const recipient of recipientsOf(20)) {
      const one = sendingTo(recipient, new Uint8Array())
      rules.apply(one, answer(503), 0)
      expect(one.failures).toBe(1)
      rules.apply(sending, answer(503), 0)
    }
    const before = sending.failures
    rules.apply(sending, answer(503), 0)
    expect(sending.failures).toBe(before)
    const last = rules.apply(sending, answer(503), 120_001)
    expect(last.stop?.message).toBe(
      'NA: stopped, because for two minutes nothing but failures came back (HTTP 503).',
    )
  })

  it('uses up attempts where one recipient alone fails, however often', () => {
    const { rules, sending } = rulesWith()
    for (let count = 0; count < 25; count += 1) rules.apply(sending, answer(503), 0)
    expect(sending.failures).toBe(25)
  })

  it('is that of the run for those who wait, and none for those without a body', () => {
    const { rules, recipient, sending } = rulesWith()
    sending.inDoubt = true
    expect(rules.abandoned(sending)).toMatchObject({
      outcome: 'failed',
      code: '?',
      attempts: 2,
      inDoubt: true,
      cause: { rule: 'delivery/interrupted', reason: 'under way when the run ended' },
    })
    const unmade = rules.unmade(recipient, 'Liquid failed')
    expect(unmade).toEqual({
      recipient,
      outcome: 'rejected',
      code: 'unmade',
      attempts: 0,
      requestId: undefined,
      cause: {
        rule: undefined,
        reason: 'Liquid failed',
        help: 'Correct the template of the event, or what the list of recipients gives it.',
      },
      inDoubt: false,
    })
    expect(unproven(unmade)).toEqual({ ...unmade, code: 'unmade?' })
  })
})
