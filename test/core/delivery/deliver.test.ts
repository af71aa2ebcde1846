import { describe, expect, it } from 'vitest'
import { regions } from '../../../src/core/alexa.ts'
import { amazonTokenUrl, eventsUrl, receiverOf } from '../../../src/core/delivery/deliver.ts'
import { api, clientSecret, grant, loginError, planOf, runDelivery } from './delivery-case.ts'

describe('an accepted event', () => {
  it('goes out as Amazon wants it: address, headers, bytes', async () => {
    const { eventRequests, tokenRequests } = await runDelivery({ stage: 'live', regions: ['EU'] })
    const [request] = eventRequests
    expect(request?.method).toBe('POST')
    expect(request?.path).toBe('/EU/v1/proactiveEvents')
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer Atc|token',
      'content-type': 'application/json',
      'user-agent': 'alexa-proactive/test',
    })
    const body = Buffer.from(JSON.stringify(planOf({}).body))
    expect(request?.body.equals(body)).toBe(true)
    // "é" is two bytes: a length counted in characters would cut the body.
    expect(request?.headers['content-length']).toBe(String(body.length))
    expect(body.length).toBeGreaterThan(body.toString().length)

    const form = new URLSearchParams(tokenRequests[0]?.body.toString())
    expect(Object.fromEntries(form)).toEqual({
      grant_type: 'client_credentials',
      client_id: expect.stringContaining('amzn1.application-oa2-client.'),
      client_secret: clientSecret,
      scope: 'alexa::proactive_events',
    })
    expect(tokenRequests[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(tokenRequests[0]?.body.toString()).not.toContain(' ')
  })

  it('goes to every region at once with one token', async () => {
    const told = await runDelivery({ regions })
    expect(told.tokenRequests).toHaveLength(1)
    expect(told.eventRequests.map(({ path }) => path).sort()).toEqual([
      '/EU/v1/proactiveEvents/stages/development',
      '/FE/v1/proactiveEvents/stages/development',
      '/NA/v1/proactiveEvents/stages/development',
    ])
    expect(told.deliveries.map(({ region }) => region)).toEqual(['NA', 'EU', 'FE'])
    expect(told.diagnostics).toEqual([])
  })

  it.each([200, 202])('is accepted with %i, and the message says what that means', async status => {
    const { deliveries, diagnostics, steps } = await runDelivery({ events: [api(status)] })
    expect(deliveries).toEqual([
      {
        region: 'NA',
        audience: 'Multicast',
        outcome: 'accepted',
        httpStatus: status,
        requestId: `request-${status}`,
        attempts: 1,
        inDoubt: false,
        message: expect.stringMatching(/accepted.*request-\d+.*does not mean heard/),
      },
    ])
    expect(deliveries[0]?.message).not.toContain('undefined')
    expect(diagnostics).toEqual([])
    expect(steps).toEqual([{ kind: 'delivered', delivery: deliveries[0] }])
  })

  it('promises a single user no more than that', async () => {
    const audience = { type: 'Unicast', payload: { user: 'amzn1.ask.account.X' } } as const
    const { deliveries } = await runDelivery({ audience })
    expect(deliveries[0]).toMatchObject({ audience: 'Unicast', outcome: 'accepted' })
    expect(deliveries[0]?.message).toContain('does not mean heard')
  })

  it('stays accepted when the body of the answer breaks off', async () => {
    const cut = { status: 202, headers: { 'content-length': '100' }, unfinished: 'cut' } as const
    const { deliveries, eventRequests } = await runDelivery({ events: [cut] })
    expect(deliveries[0]?.outcome).toBe('accepted')
    expect(eventRequests).toHaveLength(1)
  })

  it('stays accepted when the body of the answer never ends', async () => {
    const endless = { status: 202, unfinished: 'hang' } as const
    const { deliveries, leftOpen } = await runDelivery({ events: [endless], timeout: 200 })
    expect(deliveries[0]?.outcome).toBe('accepted')
    expect(leftOpen).toBe(0)
  })

  it('leaves no connection open', async () => {
    expect((await runDelivery({ regions })).leftOpen).toBe(0)
  })
})

describe('a final answer', () => {
  it.each([
    [400, 'rejected', 'delivery/body-refused'],
    [404, 'rejected', 'delivery/address-unknown'],
    [407, 'rejected', 'delivery/proxy-refused'],
    [409, 'already-sent', 'delivery/already-sent'],
    [413, 'rejected', 'delivery/refused'],
    [432, 'rejected', 'delivery/notification-limit'],
    [301, 'rejected', 'delivery/redirected'],
    [307, 'rejected', 'delivery/redirected'],
    [204, 'failed', 'delivery/server-error'],
  ])('%i is %s and not repeated', async (status, outcome, rule) => {
    const { deliveries, diagnostics, eventRequests, pauses } = await runDelivery({
      events: [api(status)],
    })
    expect(deliveries[0]).toMatchObject({
      outcome,
      httpStatus: status,
      requestId: `request-${status}`,
      attempts: 1,
    })
    expect(deliveries[0]?.message).toContain(`request-${status}`)
    expect(diagnostics.map(({ rule: id }) => id)).toEqual([rule])
    expect(`${diagnostics[0]?.message} ${diagnostics[0]?.help}`).toBe(
      `NA: ${deliveries[0]?.message}`,
    )
    expect(eventRequests).toHaveLength(1)
    expect(pauses).toEqual([])
  })

  it('is not followed when it is a redirect', async () => {
    const { eventRequests, deliveries } = await runDelivery({
      events: [api(302, { location: 'https://elsewhere.example/x' }), api(202)],
    })
    expect(eventRequests).toHaveLength(1)
    expect(deliveries[0]?.message).toContain('"https://elsewhere.example/x"')
  })

  it('is said once where regions agree, and apart where they do not', async () => {
    const same = { status: 400, body: '{"message":"no"}' }
    const alike = await runDelivery({ regions, events: [same] })
    expect(alike.diagnostics.map(({ message }) => message.split(':')[0])).toEqual(['NA, EU, FE'])
    const apart = await runDelivery({
      regions,
      events: [request => (request.path.startsWith('/EU') ? api(202) : api(400))],
    })
    expect(apart.deliveries.map(({ outcome }) => outcome)).toEqual([
      'rejected',
      'accepted',
      'rejected',
    ])
    expect(apart.diagnostics.map(({ message }) => message.split(':')[0])).toEqual(['NA, FE'])
  })

  it('is of no region where all share it', async () => {
    const { diagnostics } = await runDelivery({
      regions,
      token: [loginError(401, 'invalid_client')],
    })
    expect(diagnostics.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Login with Amazon|^The server/),
    ])
  })

  it('explains a 409 as the trace of an earlier run, and as a notice', async () => {
    const { diagnostics } = await runDelivery({ events: [api(409)] })
    expect(diagnostics[0]?.severity).toBe('notice')
    expect(diagnostics[0]?.message).toContain('by an earlier run')
    expect(diagnostics[0]?.help).toContain('reference-id')
  })
})

describe('what the other side says', () => {
  const saying = async (body: string) =>
    (await runDelivery({ events: [{ status: 400, body }] })).deliveries[0]?.message ?? ''

  it.each([
    [
      'a message',
      '{"code":1,"message":"expiryTime is wrong"}',
      'The server says: "expiryTime is wrong"',
    ],
    ['plain text', 'Bad thing', 'The server says: "Bad thing"'],
    ['terminal escapes', '{"message":"a\\u001b[31mb\\u202ec"}', 'a\\x1b[31mb\\u202ec'],
    ['lines', '{"message":"a\\r\\n::error::b"}', '"a ::error::b"'],
  ])('is shown: %s', async (_name, body, part) => {
    expect(await saying(body)).toContain(part)
  })

  it.each([
    ['nothing', ''],
    ['an HTML page', '<html><body>Bad</body></html>'],
    ['JSON of another form', '{"code":4}'],
    ['a number', '12'],
    ['broken JSON of a proxy page', '  <!doctype html>'],
  ])('is left out: %s', async (_name, body) => {
    expect(await saying(body)).not.toContain('says')
  })

  it('is cut', async () => {
    const message = await saying(JSON.stringify({ message: 'x'.repeat(5_000) }))
    expect(message).toContain('x…"')
    expect(message.length).toBeLessThan(800)
  })

  it('is read up to a limit', async () => {
    const { deliveries, leftOpen } = await runDelivery({
      events: [{ status: 400, body: Buffer.alloc(50_000_000, 'x'), unfinished: 'hang' }],
    })
    expect(deliveries[0]?.outcome).toBe('rejected')
    expect(leftOpen).toBe(0)
  })

  it('never brings a secret back', async () => {
    const echoes = [
      clientSecret,
      encodeURIComponent(clientSecret),
      new URLSearchParams({ s: clientSecret }).toString(),
      'Bearer Atc|token',
    ].join(' and ')
    const { deliveries, diagnostics, steps } = await runDelivery({
      events: [{ status: 400, body: JSON.stringify({ message: echoes }) }],
    })
    const all = JSON.stringify([deliveries, diagnostics, steps])
    expect(all).toContain('***')
    expect(all).not.toContain('s3cr3t')
    expect(all).not.toContain('Atc|token')
  })
})

describe('throttling', () => {
  it('costs no attempt', async () => {
    const throttled = Array.from({ length: 9 }, () => api(429))
    const { deliveries, eventRequests } = await runDelivery({
      events: [...throttled, api(503), api(503), api(503), api(503), api(202)],
    })
    expect(deliveries[0]).toMatchObject({ outcome: 'accepted', attempts: 14 })
    expect(eventRequests).toHaveLength(14)
  })

  it.each([
    ['seconds', '7', 7_000],
    ['an HTTP date', 'Fri, 01 May 2026 12:00:09 GMT', 9_000],
  ])('waits as Retry-After asks, in %s', async (_name, value, milliseconds) => {
    const { deliveries, pauses, steps } = await runDelivery({
      events: [api(429, { 'retry-after': value }), api(202)],
    })
    expect(deliveries[0]?.outcome).toBe('accepted')
    expect(pauses).toEqual([milliseconds])
    expect(steps[0]).toEqual({
      kind: 'waiting',
      region: 'NA',
      attempt: 1,
      milliseconds,
      reason: 'NA answered HTTP 429',
    })
  })

  it('gives up at once where it would have to wait too long', async () => {
    const { deliveries, diagnostics, pauses } = await runDelivery({
      events: [api(429, { 'retry-after': '3600' }), api(202)],
    })
    expect(pauses).toEqual([])
    expect(deliveries[0]).toMatchObject({ outcome: 'failed', httpStatus: 429 })
    expect(diagnostics[0]?.rule).toBe('delivery/throttled')
    expect(diagnostics[0]?.message).toContain('3600 s')
  })

  it('ends when patience ends', async () => {
    const { deliveries, pauses } = await runDelivery({ events: [api(429)] })
    expect(deliveries[0]?.outcome).toBe('failed')
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeGreaterThan(60_000)
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(120_000)
  })
})

describe('a failing server', () => {
  it('is asked five times with the same bytes, then given up', async () => {
    const { deliveries, diagnostics, eventRequests, pauses } = await runDelivery({
      events: [api(500), api(502), api(503), api(504), api(500), api(202)],
    })
    expect(deliveries[0]).toMatchObject({ outcome: 'failed', httpStatus: 500, attempts: 5 })
    expect(diagnostics.map(({ rule }) => rule)).toEqual(['delivery/server-error'])
    expect(eventRequests).toHaveLength(5)
    expect(new Set(eventRequests.map(({ body }) => body.toString())).size).toBe(1)
    // Full jitter at its middle: half of 0.5, 1, 2 and 4 seconds.
    expect(pauses).toEqual([250, 500, 1_000, 2_000])
  })

  it('is asked as often as "retries" says', async () => {
    expect((await runDelivery({ events: [api(500)], retries: 2 })).eventRequests).toHaveLength(3)
    expect((await runDelivery({ events: [api(500)], retries: 0 })).eventRequests).toHaveLength(1)
  })

  it('may recover', async () => {
    const { deliveries, diagnostics } = await runDelivery({ events: [api(500), api(202)] })
    expect(deliveries[0]).toMatchObject({ outcome: 'accepted', attempts: 2 })
    expect(diagnostics).toEqual([])
  })
})

describe('a lost reply', () => {
  it('is followed by the same body; 409 then means that it had arrived', async () => {
    const told = await runDelivery({ events: ['cut', api(409)] })
    const [first, second] = told.eventRequests
    expect(told.deliveries[0]).toMatchObject({
      outcome: 'already-sent',
      attempts: 2,
      inDoubt: false,
    })
    expect(told.diagnostics[0]?.message).toContain('earlier attempt of this run')
    expect(second?.body.equals(first?.body ?? Buffer.of())).toBe(true)
    expect(second?.body.toString()).toContain('"referenceId":"reference1"')
  })

  it('is followed by the same body; 202 then means that it had not', async () => {
    const told = await runDelivery({ events: ['cut', api(202)] })
    expect(told.deliveries[0]).toMatchObject({ outcome: 'accepted', attempts: 2, inDoubt: false })
  })

  it('leaves a doubt that a refusal does not remove', async () => {
    const { deliveries } = await runDelivery({ events: ['cut', api(400)] })
    expect(deliveries[0]).toMatchObject({ outcome: 'rejected', inDoubt: true })
    expect(deliveries[0]?.message).toContain('may have been accepted')
  })

  it('is given up after five attempts, in doubt', async () => {
    const { deliveries, diagnostics } = await runDelivery({ events: ['cut'] })
    expect(deliveries[0]).toMatchObject({ outcome: 'failed', httpStatus: undefined, inDoubt: true })
    expect(deliveries[0]?.attempts).toBe(5)
    expect(diagnostics.map(({ rule }) => rule)).toEqual(['delivery/reply-lost'])
    expect(diagnostics[0]?.help).toContain('reference id stays the same')
  })

  it('may be a server that hangs', async () => {
    const { deliveries, leftOpen } = await runDelivery({
      events: ['hang', api(202)],
      timeout: 200,
    })
    expect(deliveries[0]).toMatchObject({ outcome: 'accepted', attempts: 2 })
    expect(leftOpen).toBe(0)
  })
})

describe('who answered', () => {
  // Nothing that a server of somebody else answers is to be laid at Amazon's door.
  it.each([
    { simulated: true, name: 'The simulator' },
    { simulated: false, name: 'The server' },
  ])('is named in every message: $name', async ({ simulated, name }) => {
    const told = await runDelivery({
      simulated,
      regions: ['NA', 'EU'],
      token: [loginError(503, 'busy'), grant('Atc|token')],
      events: [api(202), { status: 400, body: 'no' }],
    })
    const messages = told.deliveries.map(({ message }) => message).sort()
    expect(messages[0]).toMatch(new RegExp(`^${name} accepted the event`))
    expect(messages[1]).toMatch(new RegExp(`^${name} refused the body .* ${name} says: "no"`))
    expect(told.steps[0]).toMatchObject({ reason: `${name} answered HTTP 503` })
    expect(told.diagnostics[0]?.message).not.toContain('Amazon')
  })

  it('is Amazon where no other addresses are given', () => {
    expect(receiverOf({ simulated: false, authUrl: undefined, apiUrl: undefined })).toEqual({
      api: 'Amazon',
      login: 'Login with Amazon',
    })
  })
})

describe('the expiry time', () => {
  it('forbids the first request', async () => {
    const { deliveries, diagnostics, eventRequests } = await runDelivery({
      expiryTime: start(0),
    })
    expect(eventRequests).toEqual([])
    expect(deliveries[0]).toMatchObject({ outcome: 'failed', attempts: 0 })
    expect(diagnostics[0]?.rule).toBe('delivery/expired')
  })

  it('forbids a repeat that would come after it, without waiting for it', async () => {
    const { deliveries, eventRequests, pauses } = await runDelivery({
      expiryTime: start(5_000),
      events: [api(429, { 'retry-after': '5' }), api(202)],
    })
    expect(eventRequests).toHaveLength(1)
    expect(pauses).toEqual([])
    expect(deliveries[0]?.outcome).toBe('failed')
    expect(deliveries[0]?.message).toContain('expiry time')
  })

  it('forbids a repeat when the time went by meanwhile', async () => {
    const { deliveries, diagnostics, eventRequests } = await runDelivery({
      expiryTime: start(60_000),
      events: [api(500), api(202)],
      onPause: ({ clock }) => {
        clock.now += 60_000
      },
    })
    expect(eventRequests).toHaveLength(1)
    expect(deliveries[0]).toMatchObject({ outcome: 'failed', httpStatus: 500, attempts: 1 })
    expect(diagnostics[0]?.rule).toBe('delivery/expired')
    expect(diagnostics[0]?.message).toContain('may have been accepted')
  })

  function start(milliseconds: number): string {
    return new Date(Date.parse('2026-05-01T12:00:00.000Z') + milliseconds).toISOString()
  }
})

describe('an interruption', () => {
  it('before the first request sends nothing', async () => {
    const told = await runDelivery({ regions, interrupted: true })
    expect([...told.tokenRequests, ...told.eventRequests]).toEqual([])
    expect(told.deliveries.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'failed'])
    expect(told.deliveries[0]?.message).toContain('Interrupted before anything was sent')
    expect(told.deliveries[0]?.inDoubt).toBe(false)
    expect(told.diagnostics.map(({ rule }) => rule)).toEqual(['delivery/interrupted'])
  })

  it('while waiting sends nothing more', async () => {
    const told = await runDelivery({
      events: [api(429), api(202)],
      onPause: story => story.interrupt(),
    })
    expect(told.eventRequests).toHaveLength(1)
    expect(told.deliveries[0]).toMatchObject({ outcome: 'failed', httpStatus: 429, inDoubt: false })
    expect(told.deliveries[0]?.message).toMatch(/^Interrupted.*was not accepted/)
  })

  it('in flight leaves the event in doubt and no connection open', async () => {
    const told = await runDelivery({
      events: [
        (_request, story) => {
          story.interrupt()
          return 'hang'
        },
      ],
    })
    expect(told.deliveries[0]).toMatchObject({ outcome: 'failed', attempts: 1, inDoubt: true })
    expect(told.deliveries[0]?.message).toMatch(/^Interrupted.*not known/)
    expect(told.leftOpen).toBe(0)
  })

  it('during the token request sends no event', async () => {
    const told = await runDelivery({
      token: [
        (_request, story) => {
          story.interrupt()
          return grant('Atc|late')
        },
      ],
    })
    expect(told.eventRequests).toEqual([])
    expect(told.deliveries[0]?.message).toContain('Interrupted before anything was sent')
  })
})

it.each([
  ['NA', 'live', 'https://api.amazonalexa.com/v1/proactiveEvents'],
  ['EU', 'live', 'https://api.eu.amazonalexa.com/v1/proactiveEvents'],
  ['FE', 'live', 'https://api.fe.amazonalexa.com/v1/proactiveEvents'],
  ['NA', 'development', 'https://api.amazonalexa.com/v1/proactiveEvents/stages/development'],
  ['EU', 'development', 'https://api.eu.amazonalexa.com/v1/proactiveEvents/stages/development'],
  ['FE', 'development', 'https://api.fe.amazonalexa.com/v1/proactiveEvents/stages/development'],
] as const)("Amazon's address of %s, %s", (region, stage, url) => {
  expect(eventsUrl(region, stage, undefined)).toBe(url)
})

it.each([
  ['http://127.0.0.1:9/{region}', 'http://127.0.0.1:9/EU/v1/proactiveEvents'],
  ['http://127.0.0.1:9/{region}/', 'http://127.0.0.1:9/EU/v1/proactiveEvents'],
  ['http://127.0.0.1:9/{region}///', 'http://127.0.0.1:9/EU/v1/proactiveEvents'],
  ['https://{region}.example/a/{region}', 'https://EU.example/a/EU/v1/proactiveEvents'],
  ['http://[::1]:9', 'http://[::1]:9/v1/proactiveEvents'],
])('api-url %s is a prefix', (apiUrl, url) => {
  expect(eventsUrl('EU', 'live', apiUrl)).toBe(url)
})

it('asks Login with Amazon for tokens', () => {
  expect(amazonTokenUrl).toBe('https://api.amazon.com/auth/o2/token')
})
