import { describe, expect, onTestFinished, test } from 'vitest'
import type { Fault, Simulator, SimulatorOptions } from '../../src/simulator/simulator.ts'
import { startSimulator } from '../../src/simulator/start.ts'
import { startLoopbackProxy } from '../core/delivery/loopback-proxy.ts'
import {
  type Certificate,
  type LoopbackServer,
  selfSigned,
  startLoopbackServer,
} from '../support/loopback-server.ts'
import { doors } from './support/doors.ts'

async function simulatorWith(
  faults: readonly Fault[],
  options: SimulatorOptions = {},
): Promise<Simulator> {
  const simulator = await startSimulator(options)
  onTestFinished(() => simulator.close())
  for (const fault of faults) simulator.order(fault)
  return simulator
}

/** Paths of requests, those of tokens left out. */
function events(simulator: Simulator): readonly string[] {
  return simulator
    .requests()
    .filter(({ region }) => region !== undefined)
    .map(({ region = '' }) => region)
    .toSorted()
}

const each = { times: Number.POSITIVE_INFINITY }
const both = ['EU', 'NA']

describe.each(doors)('$name', ({ send }) => {
  test('429, then 202: waits and is accepted', async () => {
    const to = await simulatorWith([
      { on: 'event', region: 'EU', kind: 'status', status: 429, headers: { 'retry-after': '0' } },
    ])
    const { exitCode, log, result } = await send({ to })
    expect(exitCode).toBe(0)
    expect(result.deliveries).toMatchObject([
      { region: 'NA', outcome: 'accepted', attempts: 1 },
      { region: 'EU', outcome: 'accepted', attempts: 2 },
    ])
    expect(log).toMatch(/EU answered HTTP 429 \(attempt 1\); trying again in/)
    expect(to.inbox().map(({ region }) => region)).toHaveLength(2)
  })

  test('500, then 202: repeated with the same body', async () => {
    const to = await simulatorWith([{ on: 'event', region: 'NA', kind: 'status', status: 500 }])
    const { exitCode, result } = await send({ to })
    expect(exitCode).toBe(0)
    expect(result.status).toBe('sent')
    expect(events(to)).toEqual(['EU', 'NA', 'NA'])
    const bodies = to.requests().flatMap(({ region, body }) => (region === 'NA' ? [body] : []))
    expect(Buffer.compare(bodies[0] ?? Buffer.of(1), bodies[1] ?? Buffer.of(2))).toBe(0)
  })

  test('500 again and again: given up, and nobody claims to know', async () => {
    const to = await simulatorWith([{ on: 'event', kind: 'status', status: 500, ...each }])
    const { exitCode, log, result } = await send({ to, settings: { retries: '1' } })
    expect(exitCode).toBe(1)
    expect(result.deliveries).toMatchObject([
      { outcome: 'failed', httpStatus: 500, attempts: 2, inDoubt: true },
      { outcome: 'failed', httpStatus: 500, attempts: 2, inDoubt: true },
    ])
    expect(log).toMatch(
      /Not confirmed: it is not known whether the event was accepted for NA and EU/,
    )
    expect(events(to)).toEqual(['EU', 'EU', 'NA', 'NA'])
  })

  test('500 for tokens: nothing is sent', async () => {
    const to = await simulatorWith([{ on: 'token', kind: 'status', status: 503, ...each }])
    const { exitCode, log, result } = await send({ to, settings: { retries: '1' } })
    expect(exitCode).toBe(1)
    expect(result.deliveries).toMatchObject([{ attempts: 0, inDoubt: false }, { attempts: 0 }])
    expect(log).toMatch(/Not sent: the event was not accepted for NA and EU/)
    expect(to.requests()).toHaveLength(2)
  })

  test('a connection that is cut after acceptance: one notification', async () => {
    const to = await simulatorWith([{ on: 'event', region: 'NA', kind: 'cut', when: 'after' }])
    const { exitCode, result } = await send({ to })
    expect(exitCode).toBe(0)
    expect(result.deliveries).toMatchObject([
      { region: 'NA', outcome: 'already-sent', httpStatus: 409, attempts: 2, inDoubt: false },
      { region: 'EU', outcome: 'accepted', attempts: 1 },
    ])
    expect(result.diagnostics[0]?.message).toContain('earlier attempt of this run')
    expect(
      to
        .inbox()
        .map(({ region }) => region)
        .toSorted(),
    ).toEqual(both)
  })

  test('a connection that is cut before acceptance: one notification', async () => {
    const to = await simulatorWith([{ on: 'event', region: 'NA', kind: 'cut', when: 'before' }])
    const { result } = await send({ to })
    expect(result.deliveries[0]).toMatchObject({ outcome: 'accepted', attempts: 2 })
    expect(
      to
        .inbox()
        .map(({ region }) => region)
        .toSorted(),
    ).toEqual(both)
  })

  test('a token that is revoked in the middle: renewed once for both regions', async () => {
    let granted = 0
    const to = await simulatorWith([], {
      onRequest: ({ path, status }) => {
        if (!path.endsWith('/token') || status !== 200) return
        granted += 1
        if (granted === 1) to.revokeTokens()
      },
    })
    const { exitCode, result } = await send({ to })
    expect(exitCode).toBe(0)
    expect(result.deliveries).toMatchObject([{ outcome: 'accepted' }, { outcome: 'accepted' }])
    expect(granted).toBe(2)
    expect(to.requests().some(({ status }) => status === 403)).toBe(true)
    expect(
      to
        .inbox()
        .map(({ region }) => region)
        .toSorted(),
    ).toEqual(both)
  })

  test.each(['token', 'event'] as const)('a server that hangs (%s): given up in time', async on => {
    const to = await simulatorWith([{ on, kind: 'hang', ...each }])
    const { exitCode, log, result } = await send({
      to,
      settings: { timeout: '300ms', retries: '0' },
    })
    expect(exitCode).toBe(1)
    const inDoubt = on === 'event'
    expect(result.deliveries).toMatchObject([{ outcome: 'failed', inDoubt }, { inDoubt }])
    expect(log).toContain('no answer within 0.3 s')
    expect(to.inbox()).toEqual([])
  })

  test('IPv6', async () => {
    const to = await simulatorWith([], { host: '::1' })
    expect(to.apiUrl).toMatch(/^http:\/\/\[::1\]:\d+/)
    const { exitCode } = await send({ to })
    expect({ exitCode, sent: events(to) }).toEqual({ exitCode: 0, sent: both })
  })

  describe('TLS', () => {
    test('a certificate of nobody: nothing is sent', async () => {
      const server = await tlsServer(await selfSigned())
      const { exitCode, log, result } = await send({ to: goalOf(server) })
      expect(exitCode).toBe(1)
      expect(result.diagnostics).toMatchObject([{ rule: 'delivery/certificate-refused' }])
      expect(result.deliveries).toMatchObject([{ attempts: 0 }, { attempts: 0 }])
      expect(log).toContain('DEPTH_ZERO_SELF_SIGNED_CERT')
      expect(server.requests).toEqual([])
    })
  })

  describe('a proxy', () => {
    test('of HTTP_PROXY sees nothing of what stays on this machine', async () => {
      const to = await simulatorWith([])
      const proxy = await startLoopbackProxy()
      onTestFinished(() => proxy.close())
      const environment = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` }
      const { exitCode } = await send({ to, environment })
      expect({ exitCode, seen: proxy.requests }).toEqual({ exitCode: 0, seen: [] })
      expect(events(to)).toEqual(both)
    })

    test('of HTTPS_PROXY opens a tunnel for each connection, and its password is not shown', async () => {
      const certificate = await selfSigned()
      const server = await tlsServer(certificate)
      const proxy = await startLoopbackProxy()
      onTestFinished(() => proxy.close())
      const { files, environment } = trusting(certificate)
      const { exitCode, result, log } = await send({
        to: goalOf(server),
        files,
        environment: {
          ...environment,
          HTTPS_PROXY: `http://robot:pass%24word@127.0.0.1:${proxy.port}`,
        },
      })
      expect(exitCode).toBe(0)
      expect(result.status).toBe('sent')
      expect(server.requests).toHaveLength(3)
      const tunnel = {
        method: 'CONNECT',
        target: new URL(server.origin).host,
        authorization: `Basic ${Buffer.from('robot:pass$word').toString('base64')}`,
      }
      expect(proxy.requests.length).toBeGreaterThan(0)
      for (const request of proxy.requests) expect(request).toMatchObject(tunnel)
      // Nothing came past it.
      const used = new Set(server.requests.map(({ connection }) => connection))
      expect(proxy.requests).toHaveLength(used.size)
      expect(log.replace(/^::add-mask::.*$/gm, '')).not.toMatch(/pass(?:%24|\$)word/)
    })

    test('is passed by where NO_PROXY names the host', async () => {
      const certificate = await selfSigned()
      const server = await tlsServer(certificate)
      const proxy = await startLoopbackProxy()
      onTestFinished(() => proxy.close())
      const { files, environment } = trusting(certificate)
      const { exitCode } = await send({
        to: goalOf(server),
        files,
        environment: {
          ...environment,
          HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
          NO_PROXY: 'localhost, 127.0.0.1',
        },
      })
      expect({ exitCode, seen: proxy.requests }).toEqual({ exitCode: 0, seen: [] })
      expect(server.requests).toHaveLength(3)
    })

    test.each([
      { refusal: 407, says: 'user name and password' },
      { refusal: 403, says: 'refused the tunnel' },
    ] as const)('that answers $refusal is named', async ({ refusal, says }) => {
      const server = await tlsServer(await selfSigned())
      const proxy = await startLoopbackProxy(refusal)
      onTestFinished(() => proxy.close())
      const { exitCode, result } = await send({
        to: goalOf(server),
        environment: { https_proxy: `http://robot:geheim@127.0.0.1:${proxy.port}` },
      })
      expect(exitCode).toBe(1)
      expect(result.diagnostics).toMatchObject([{ rule: 'delivery/proxy-refused' }])
      expect(result.diagnostics[0]?.message).toContain(says)
      expect(JSON.stringify(result)).not.toContain('geheim')
      expect(server.requests).toEqual([])
    })
  })
})

describe('the same announcement', () => {
  test('from both doors at once: one notification in each region', async () => {
    const to = await simulatorWith([])
    // The command line knows no commit, so both are told what is announced.
    const settings = { 'reference-id': 'release2', stage: 'live' }
    const sent = await Promise.all(doors.map(({ send }) => send({ to, settings })))
    expect(sent.map(({ exitCode }) => exitCode)).toEqual([0, 0])
    const accepted = sent.reduce((sum, { result }) => sum + result.counts.accepted, 0)
    expect({ accepted, requests: events(to).length }).toEqual({ accepted: 2, requests: 4 })
    expect(
      to
        .inbox()
        .map(({ region }) => region)
        .toSorted(),
    ).toEqual(both)
  })
})

/** A server over TLS that gives tokens and accepts every event. */
async function tlsServer(certificate: Certificate): Promise<LoopbackServer> {
  const server = await startLoopbackServer(
    ({ path }) =>
      path === '/token'
        ? {
            status: 200,
            body: '{"access_token":"Atc|token","token_type":"bearer","expires_in":3600}',
          }
        : { status: 202 },
    { certificate },
  )
  onTestFinished(() => server.close())
  return server
}

function goalOf({ origin }: LoopbackServer) {
  return {
    authUrl: `${origin}/token`,
    apiUrl: `${origin}/{region}`,
    credentials: { clientId: 'amzn1.application-oa2-client.x', clientSecret: 'amzn1.oa2-cs.v1.y' },
  }
}

function trusting({ cert }: Certificate) {
  return { files: { 'authority.pem': cert }, environment: { NODE_EXTRA_CA_CERTS: 'authority.pem' } }
}
