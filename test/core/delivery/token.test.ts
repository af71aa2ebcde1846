import { describe, expect, it } from 'vitest'
import { regions } from '../../../src/core/alexa.ts'
import { openTokens } from '../../../src/core/delivery/token.ts'
import type { HttpClient } from '../../../src/core/world.ts'
import type { RecordedRequest } from '../../support/loopback-server.ts'
import {
  api,
  clientId,
  clientSecret,
  type DeliveryCase,
  grant,
  loginError,
  runDelivery,
} from './delivery-case.ts'

const tokenOf = ({ headers }: RecordedRequest) => headers['authorization']

describe('the access token', () => {
  it('is replaced a minute before its end', async () => {
    const told = await runDelivery({
      token: [grant('Atc|one', 90), grant('Atc|two', 3600)],
      events: [api(500), api(500), api(202)],
      onPause: ({ clock }) => {
        clock.now += 25_000
      },
    })
    expect(told.tokenRequests).toHaveLength(2)
    expect(told.eventRequests.map(tokenOf)).toEqual([
      'Bearer Atc|one',
      'Bearer Atc|one',
      'Bearer Atc|two',
    ])
  })

  it('is shared by everything that is sent with the same credentials, one delivery after the other', async () => {
    const asked: string[] = []
    const client: Pick<HttpClient, 'post'> = {
      post: async ({ url }) => {
        asked.push(url)
        const body = `{"access_token":"Atc|${asked.length}","token_type":"bearer","expires_in":3600}`
        return { status: 200, headers: {}, body }
      },
    }
    const world = { now: () => new Date(clock), random: () => 0, sleep: async () => {} }
    let clock = 0
    const credentials = { clientId, clientSecret }
    const tokenFrom = async (authUrl: string, pair = credentials) => {
      const policy = { retries: 0, deadline: Number.POSITIVE_INFINITY }
      const options = {
        credentials: pair,
        authUrl,
        receiver: 'The server',
        timeout: 1,
        userAgent: 'test',
        policy,
      }
      const { signal } = new AbortController()
      const answer = await openTokens(options, { http: client, world, signal }, () => {}).current()
      return 'token' in answer ? answer.token.value : 'none'
    }
    const one = 'http://127.0.0.1/one'
    expect(await tokenFrom(one)).toBe('Atc|1')
    expect(await tokenFrom(one)).toBe('Atc|1')
    expect(await tokenFrom('http://127.0.0.1/two')).toBe('Atc|2')
    expect(await tokenFrom(one, { clientId, clientSecret })).toBe('Atc|3')
    clock = 3_539_999
    expect(await tokenFrom(one)).toBe('Atc|1')
    clock = 3_540_000
    expect(await tokenFrom(one)).toBe('Atc|4')
  })

  it('is used although it lives shorter than the margin', async () => {
    const told = await runDelivery({ token: [grant('Atc|brief', 30)], regions })
    expect(told.deliveries.map(({ outcome }) => outcome)).toEqual([
      'accepted',
      'accepted',
      'accepted',
    ])
    expect(told.tokenRequests).toHaveLength(1)
  })

  it.each([401, 403])('is renewed once for all regions after %i', async status => {
    const told = await runDelivery({
      regions,
      token: [grant('Atc|revoked'), grant('Atc|fresh')],
      events: [request => (tokenOf(request) === 'Bearer Atc|fresh' ? api(202) : api(status))],
    })
    expect(told.tokenRequests).toHaveLength(2)
    expect(told.eventRequests).toHaveLength(6)
    expect(told.deliveries.map(({ outcome }) => outcome)).toEqual([
      'accepted',
      'accepted',
      'accepted',
    ])
    expect(told.diagnostics).toEqual([])
    expect(told.pauses).toEqual([])
  })

  it.each([401, 403])('is not renewed a second time: %i is then believed', async status => {
    const told = await runDelivery({
      regions,
      token: [grant('Atc|one'), grant('Atc|two'), grant('Atc|three')],
      events: [api(status)],
    })
    expect(told.tokenRequests).toHaveLength(2)
    expect(told.eventRequests).toHaveLength(6)
    expect(told.deliveries.map(({ outcome }) => outcome)).toEqual([
      'rejected',
      'rejected',
      'rejected',
    ])
    expect(told.diagnostics.map(({ rule }) => rule)).toEqual(['delivery/not-authorized'])
    expect(told.diagnostics[0]?.help).toContain('Alexa Skill Messaging')
  })

  it('is renewed although nothing may be repeated', async () => {
    const told = await runDelivery({ events: [api(403), api(202)], retries: 0 })
    expect(told.deliveries[0]?.outcome).toBe('accepted')
  })

  it('is not to blame for the 403 of a user without notifications', async () => {
    const { diagnostics } = await runDelivery({
      events: [api(403)],
      stage: 'live',
      audience: { type: 'Unicast', payload: { user: 'amzn1.ask.account.X' } },
    })
    expect(diagnostics[0]?.message).toContain('not switched on notifications')
    expect(diagnostics[0]?.message).toContain('"live"')
    expect(diagnostics[0]?.help).toContain('Manage Permissions')
  })

  it('may be refused on renewal', async () => {
    const told = await runDelivery({
      token: [grant('Atc|old'), loginError(401, 'invalid_client')],
      events: [api(403)],
    })
    expect(told.deliveries[0]).toMatchObject({ outcome: 'failed', httpStatus: 403 })
    expect(told.diagnostics.map(({ rule }) => rule)).toEqual(['delivery/credentials-refused'])
  })
})

describe('a refused token request', () => {
  const cases: readonly (DeliveryCase & { readonly rule: string; readonly says: string })[] = [
    {
      name: 'invalid_client',
      token: [loginError(401, 'invalid_client', 'Client authentication failed')],
      rule: 'delivery/credentials-refused',
      says: 'Client authentication failed',
    },
    {
      name: 'invalid_client with a newline after the secret',
      token: [loginError(401, 'invalid_client')],
      credentials: { clientId, clientSecret: `${clientSecret}\n` },
      rule: 'delivery/credentials-refused',
      says: 'the secret has a space or newline',
    },
    {
      name: 'invalid_client with a blank before the id',
      token: [loginError(401, 'invalid_client')],
      credentials: { clientId: ` ${clientId}`, clientSecret },
      rule: 'delivery/credentials-refused',
      says: 'the id has a space or newline',
    },
    {
      name: 'invalid_client with id and secret exchanged',
      token: [loginError(401, 'invalid_client')],
      credentials: { clientId: clientSecret, clientSecret: clientId },
      rule: 'delivery/credentials-refused',
      says: 'exchanged',
    },
    {
      name: 'invalid_client with an id that is cut',
      token: [loginError(401, 'invalid_client')],
      credentials: { clientId: '0123', clientSecret },
      rule: 'delivery/credentials-refused',
      says: 'usually begin with',
    },
    {
      name: 'unauthorized_client',
      token: [loginError(400, 'unauthorized_client')],
      rule: 'delivery/credentials-refused',
      says: 'another kind of client',
    },
    {
      name: 'invalid_scope',
      token: [loginError(400, 'invalid_scope')],
      rule: 'delivery/scope-refused',
      says: 'events.publications',
    },
    {
      name: 'unsupported_grant_type',
      token: [loginError(400, 'unsupported_grant_type')],
      rule: 'delivery/token-failed',
      says: 'did not arrive as it was sent',
    },
    {
      name: 'invalid_request',
      token: [loginError(400, 'invalid_request')],
      rule: 'delivery/token-failed',
      says: 'did not arrive as it was sent',
    },
    {
      name: 'an error nobody knows',
      token: [loginError(400, 'brand\u001bnew')],
      rule: 'delivery/token-failed',
      says: '"brand\\x1bnew"',
    },
    {
      name: 'no such address',
      token: [{ status: 404, body: '<html>' }],
      rule: 'delivery/token-failed',
      says: 'auth-url',
    },
    {
      name: 'a redirect',
      token: [{ status: 302, headers: { location: '/elsewhere' } }],
      rule: 'delivery/redirected',
      says: 'not followed',
    },
    {
      name: 'a proxy that wants a password',
      token: [{ status: 407 }],
      rule: 'delivery/proxy-refused',
      says: 'HTTPS_PROXY',
    },
    {
      name: 'an answer that is no JSON',
      token: [{ status: 200, body: '<html>Sign in to the network</html>' }],
      rule: 'delivery/token-failed',
      says: 'not a JSON object',
    },
    {
      name: 'an answer without a token',
      token: [{ status: 200, body: '{"token_type":"bearer","expires_in":3600}' }],
      rule: 'delivery/token-failed',
      says: 'no "access_token"',
    },
    {
      name: 'a token that fits in no header',
      token: [grant('Atc|a\r\nx-injected: 1')],
      rule: 'delivery/token-failed',
      says: 'no "access_token"',
    },
    {
      name: 'a token of another type',
      token: [
        { status: 200, body: '{"access_token":"Atc|x","token_type":"mac","expires_in":3600}' },
      ],
      rule: 'delivery/token-failed',
      says: '"token_type"',
    },
    {
      name: 'a life that is no number',
      token: [
        { status: 200, body: '{"access_token":"Atc|x","token_type":"bearer","expires_in":"1h"}' },
      ],
      rule: 'delivery/token-failed',
      says: '"expires_in"',
    },
  ]

  it.each(cases)('is explained once and not repeated: $name', async one => {
    const told = await runDelivery({ ...one, regions })
    expect(told.tokenRequests).toHaveLength(1)
    expect(told.eventRequests).toEqual([])
    expect(told.deliveries.map(({ outcome, attempts }) => [outcome, attempts])).toEqual([
      ['failed', 0],
      ['failed', 0],
      ['failed', 0],
    ])
    expect(told.diagnostics.map(({ rule }) => rule)).toEqual([one.rule])
    // It is about no region in particular.
    expect(told.diagnostics[0]?.message).not.toMatch(/^NA/)
    const text = told.diagnostics.map(({ message, help }) => `${message} ${help}`).join()
    expect(text).toContain(one.says)
  })

  it.each(cases)('shows no secret: $name', async one => {
    const secret = one.credentials?.clientSecret ?? clientSecret
    const told = await runDelivery(one)
    const all = JSON.stringify([told.deliveries, told.diagnostics, told.steps])
    expect(all).not.toContain(JSON.stringify(secret).slice(1, -1))
    expect(all).not.toContain('Atc|')
  })

  it.each([
    ['the id', { clientId: '', clientSecret }, 'client-id'],
    ['the secret', { clientId, clientSecret: ' \n' }, 'client-secret'],
    ['both', { clientId: '', clientSecret: '' }, 'client-id and client-secret'],
  ])('is not even sent where a credential is empty: %s', async (_name, credentials, says) => {
    const told = await runDelivery({ credentials })
    expect(told.tokenRequests).toEqual([])
    expect(told.diagnostics.map(({ rule }) => rule)).toEqual(['delivery/credentials-refused'])
    expect(told.diagnostics[0]?.message).toContain(`The setting ${says} is empty`)
  })

  it.each([
    [
      'JSON under another status',
      201,
      '{"access_token":"Atza|IQEBLjAsAhRm","token_type":"bearer"}',
    ],
    ['a form', 400, 'access_token=Atza|IQEBLjAsAhRm&token_type=bearer'],
    ['a string', 400, '"the token is Atza|IQEBLjAsAhRm"'],
    ['a description', 400, '{"error":"x","error_description":"got Atza|IQEBLjAsAhRm instead"}'],
    ['a message', 400, '{"message":"token=IQEBLjAsAhRm"}'],
    ['an error code', 400, '{"error":"Atza|IQEBLjAsAhRm"}'],
    ['a long word', 400, '{"error_description":"IQEBLjAsAhRmIQEBLjAsAhRmIQEBLjAsAhRm"}'],
    ['JSON that breaks off', 500, '{"access_token":"Atza|IQEBLjAsAhRm'],
  ])('quotes nothing that may be a token: %s', async (_name, status, body) => {
    const headers = { 'x-amzn-requestid': 'Atza|IQEBLjAsAhRm' }
    const told = await runDelivery({ token: [{ status, headers, body }], retries: 0 })
    expect(told.diagnostics).toHaveLength(1)
    expect(JSON.stringify([told.deliveries, told.diagnostics, told.steps])).not.toContain('IQEBLj')
  })

  it('has a token masked before anything is sent with it, also one that cannot be used', async () => {
    const masked: string[] = []
    const client: Pick<HttpClient, 'post'> = {
      post: async () => ({
        status: 200,
        headers: {},
        body: '{"access_token":"Atc|x","refresh_token":"Atzr|y","token_type":"mac"}',
      }),
    }
    const world = {
      now: () => new Date(0),
      random: () => 0,
      sleep: async () => {},
      mask: (secret: string) => void masked.push(secret),
    }
    const options = {
      credentials: { clientId, clientSecret },
      authUrl: 'http://127.0.0.1/',
      receiver: 'The server',
      timeout: 1,
      userAgent: 'test',
      policy: { retries: 0, deadline: Number.POSITIVE_INFINITY },
    }
    const { signal } = new AbortController()
    await openTokens(options, { http: client, world, signal }, () => {}).current()
    expect(masked).toEqual(['Atc|x', 'Atzr|y'])
  })

  it('never shows an echo of what was sent', async () => {
    const told = await runDelivery({
      token: [
        ({ body }) =>
          loginError(400, 'invalid_request', `${body.toString()} ${clientSecret} again`),
      ],
    })
    const all = JSON.stringify([told.deliveries, told.diagnostics])
    expect(all).toContain('***')
    expect(all).not.toContain('s3cr3t')
  })
})

describe('a token request in trouble', () => {
  it('does not make an event forgotten that may have been accepted', async () => {
    const told = await runDelivery({
      token: [grant('Atc|one', 90), loginError(401, 'invalid_client')],
      events: ['cut'],
      onPause: ({ clock }) => {
        clock.now += 60_000
      },
    })
    expect(told.diagnostics.map(({ rule }) => rule)).toEqual(['delivery/credentials-refused'])
    expect(told.diagnostics[0]?.message).toMatch(/^NA: .*may have been accepted/)
  })

  it.each([
    ['5xx', { status: 503 }],
    ['429', { status: 429, headers: { 'retry-after': '3' } }],
    ['a cut connection', 'cut' as const],
  ])('is repeated after %s', async (_name, trouble) => {
    const told = await runDelivery({ regions, token: [trouble, grant('Atc|token')] })
    expect(told.tokenRequests).toHaveLength(2)
    expect(told.deliveries.map(({ outcome }) => outcome)).toEqual([
      'accepted',
      'accepted',
      'accepted',
    ])
    expect(told.pauses).toHaveLength(1)
    expect(told.steps[0]).toMatchObject({ kind: 'waiting', region: undefined, attempt: 1 })
  })

  it('is given up after five attempts', async () => {
    const told = await runDelivery({ token: [{ status: 500 }] })
    expect(told.tokenRequests).toHaveLength(5)
    expect(told.diagnostics.map(({ rule }) => rule)).toEqual(['delivery/token-failed'])
  })

  it('leaves no doubt about the event', async () => {
    const told = await runDelivery({ token: ['cut'] })
    expect(told.diagnostics.map(({ rule }) => rule)).toEqual(['delivery/token-failed'])
    expect(told.diagnostics[0]?.message).toMatch(/so there is no access token\.$/)
  })

  it('is not waited for beyond the expiry time', async () => {
    const told = await runDelivery({
      token: [{ status: 503, headers: { 'retry-after': '60' } }, grant('Atc|late')],
      expiryTime: '2026-05-01T12:01:00.000Z',
    })
    expect(told.tokenRequests).toHaveLength(1)
    expect(told.pauses).toEqual([])
  })
})
