import { describe, expect, test } from 'vitest'
import type { Simulator, SimulatorOptions } from '../../src/simulator/simulator.ts'
import { weather } from './bodies.ts'
import { objectOf, postEvent, tokenForm, tokenOf, withSimulator } from './calls.ts'

const formType = 'application/x-www-form-urlencoded'

interface TokenCase {
  readonly name: string
  readonly options?: SimulatorOptions
  readonly path?: string
  readonly method?: string
  readonly type?: string
  readonly body: (simulator: Simulator) => string
  /** The `error` of the answer; absent: a token is granted. */
  readonly error?: string
  readonly status: number
  /** A part of the description. */
  readonly says?: string
}

function form(change: (form: Record<string, string>) => Record<string, string> = same => same) {
  return (simulator: Simulator) => new URLSearchParams(change(tokenForm(simulator))).toString()
}

function without(name: string) {
  return form(({ [name]: _, ...rest }) => rest)
}

const awkward = {
  clientId: 'amzn1.application-oa2-client.00000000000000000000000000000000',
  clientSecret: 'a+b/c=d&e f%é',
}

const cases: readonly TokenCase[] = [
  { name: 'everything right', body: form(), status: 200 },
  { name: 'the path with a capital O', path: '/auth/O2/token', body: form(), status: 200 },
  { name: 'a charset parameter', type: `${formType}; charset=UTF-8`, body: form(), status: 200 },
  { name: 'the content type in capitals', type: formType.toUpperCase(), body: form(), status: 200 },
  {
    name: 'colons of the scope that are not encoded',
    body: simulator => form()(simulator).replaceAll('%3A', ':'),
    status: 200,
  },
  {
    name: 'a secret with reserved characters, encoded',
    options: { credentials: awkward },
    body: form(),
    status: 200,
  },
  {
    name: 'a secret with reserved characters, joined raw',
    options: { credentials: awkward },
    body: simulator =>
      Object.entries(tokenForm(simulator))
        .map(([name, value]) => `${name}=${value}`)
        .join('&'),
    status: 401,
    error: 'invalid_client',
    says: 'URL-encoded',
  },
  {
    name: 'JSON with a JSON content type',
    type: 'application/json',
    body: simulator => JSON.stringify(tokenForm(simulator)),
    status: 200,
  },
  {
    name: 'JSON under a form content type',
    body: simulator => JSON.stringify(tokenForm(simulator)),
    status: 400,
    error: 'unsupported_grant_type',
    says: 'JSON under a form',
  },
  {
    name: 'cut JSON',
    type: 'application/json',
    body: simulator => JSON.stringify(tokenForm(simulator)).slice(0, -2),
    status: 400,
    error: 'invalid_request',
  },
  {
    name: 'JSON that is no object',
    type: 'application/json',
    body: () => '[]',
    status: 400,
    error: 'invalid_request',
  },
  {
    name: 'another content type',
    type: 'text/plain',
    body: form(),
    status: 400,
    error: 'invalid_request',
    says: 'text/plain',
  },
  {
    name: 'another grant type',
    body: form(given => ({ ...given, grant_type: 'authorization_code' })),
    status: 400,
    error: 'unsupported_grant_type',
  },
  {
    name: 'no grant type',
    body: without('grant_type'),
    status: 400,
    error: 'unsupported_grant_type',
  },
  {
    name: 'no client id',
    body: without('client_id'),
    status: 400,
    error: 'invalid_request',
    says: 'client_id is missing',
  },
  {
    name: 'an empty id and an empty secret',
    body: form(given => ({ ...given, client_id: '', client_secret: '' })),
    status: 400,
    error: 'invalid_request',
    says: 'client_id and client_secret',
  },
  {
    name: 'no scope',
    body: without('scope'),
    status: 400,
    error: 'invalid_request',
    says: 'scope is missing',
  },
  {
    name: 'a parameter given twice',
    body: simulator => `${form()(simulator)}&scope=alexa::proactive_events`,
    status: 400,
    error: 'invalid_request',
    says: 'scope must be given once',
  },
  {
    name: 'another secret',
    body: form(given => ({ ...given, client_secret: 'x' })),
    status: 401,
    error: 'invalid_client',
    says: 'secret',
  },
  {
    name: 'another id',
    body: form(given => ({ ...given, client_id: 'x' })),
    status: 401,
    error: 'invalid_client',
    says: 'client id is not',
  },
  {
    name: 'a secret with a newline behind it',
    body: form(given => ({ ...given, client_secret: `${given['client_secret']}\n` })),
    status: 401,
    error: 'invalid_client',
    says: 'newline',
  },
  {
    name: 'an id without its prefix',
    body: form(given => ({ ...given, client_id: `${given['client_id']?.split('.').at(-1)}` })),
    status: 401,
    error: 'invalid_client',
    says: 'prefix',
  },
  {
    name: 'the scope with one colon',
    body: form(given => ({ ...given, scope: 'alexa:proactive_events' })),
    status: 400,
    error: 'invalid_scope',
    says: 'two colons',
  },
  {
    name: 'a skill without the permission',
    options: { permission: false },
    body: form(),
    status: 400,
    error: 'invalid_scope',
    says: 'alexa::devices:all:notifications:write',
  },
  {
    name: 'a skill without publications',
    options: { publications: [] },
    body: form(),
    status: 400,
    error: 'invalid_scope',
  },
  {
    name: 'a skill with one publication',
    options: { publications: ['AMAZON.MessageAlert.Activated'] },
    body: form(),
    status: 200,
  },
  {
    name: 'PUT instead of POST',
    method: 'PUT',
    body: form(),
    status: 405,
    error: 'invalid_request',
  },
]

describe('asking for a token', () => {
  test.each(cases)('$name: $status', async row => {
    await withSimulator(row.options ?? {}, async simulator => {
      const url = new URL(row.path ?? '/auth/o2/token', simulator.authUrl)
      const response = await fetch(url, {
        method: row.method ?? 'POST',
        headers: { 'content-type': row.type ?? formType },
        body: row.body(simulator),
      })
      const answer = await objectOf(response)

      expect(answer['error']).toBe(row.error)
      expect(response.status).toBe(row.status)
      expect(response.headers.get('content-type')).toBe('application/json')
      expect(response.headers.get('x-amzn-requestid')).toMatch(/./)
      if (row.error !== undefined) {
        expect(answer['error_description']).toContain(`Simulator: `)
        expect(answer['error_description']).toContain(row.says ?? '')
        expect(JSON.stringify(answer)).not.toContain(simulator.credentials.clientSecret)
      }
    })
  })

  test('what is granted has the shape of Login with Amazon', async () => {
    await withSimulator({ tokenLife: 120 }, async simulator => {
      const response = await fetch(simulator.authUrl, {
        method: 'POST',
        body: new URLSearchParams(tokenForm(simulator)),
      })

      expect(await objectOf(response)).toEqual({
        access_token: expect.stringMatching(/^Atc\|.{20,}/),
        expires_in: 120,
        scope: 'alexa::proactive_events',
        token_type: 'bearer',
      })
    })
  })

  test('made-up credentials have the shapes of real ones, other ones each time', async () => {
    await withSimulator({}, async first => {
      await withSimulator({}, async second => {
        expect(first.credentials.clientId).toMatch(/^amzn1\.application-oa2-client\.[0-9a-f]{32}$/)
        expect(first.credentials.clientSecret).toMatch(/^amzn1\.oa2-cs\.v1\.[0-9a-f]{64}$/)
        expect(first.credentials).not.toEqual(second.credentials)
      })
    })
  })
})

describe('a token', () => {
  test('is good until the end of its life', async () => {
    let now = Date.parse('2026-05-01T12:00:00Z')
    await withSimulator({ tokenLife: 60, clock: () => new Date(now) }, async simulator => {
      const token = await tokenOf(simulator)
      now += 59_999
      const before = await postEvent(simulator, token, weather)
      now += 1
      const after = await postEvent(simulator, token, weather)

      expect(before.status).toBe(202)
      expect(after.status).toBe(403)
      expect((await objectOf(after))['message']).toContain('expired')
    })
  })

  test('stays good when another one is granted', async () => {
    await withSimulator({}, async simulator => {
      const first = await tokenOf(simulator)
      const second = await tokenOf(simulator)

      expect(second).not.toBe(first)
      expect((await postEvent(simulator, first, weather)).status).toBe(202)
    })
  })

  test('is refused once all are revoked, a new one is taken', async () => {
    await withSimulator({}, async simulator => {
      const token = await tokenOf(simulator)
      simulator.revokeTokens()
      const refused = await postEvent(simulator, token, weather)
      const taken = await postEvent(simulator, await tokenOf(simulator), weather)

      expect([refused.status, taken.status]).toEqual([403, 202])
      expect(simulator.inbox()).toHaveLength(1)
    })
  })
})
