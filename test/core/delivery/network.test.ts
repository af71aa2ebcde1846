import { createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type HttpClient, openHttpClient } from '../../../src/core/delivery/http.ts'
import type { ProxySettings } from '../../../src/core/delivery/proxy.ts'
import { TransportError } from '../../../src/core/delivery/transport.ts'
import {
  type Answer,
  closedPort,
  type LoopbackServer,
  listen,
  selfSigned,
  startLoopbackServer,
} from '../../support/loopback-server.ts'
import { startRawServer } from '../../support/raw-server.ts'
import { api, grant, runDelivery } from './delivery-case.ts'
import { startLoopbackProxy } from './loopback-proxy.ts'

const noProxy = { https: undefined, http: undefined, no: undefined }
const closers: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function serverWith(
  answer: Answer,
  options: Parameters<typeof startLoopbackServer>[1] = {},
): Promise<LoopbackServer> {
  const server = await startLoopbackServer(() => answer, options)
  closers.push(() => server.close())
  return server
}

async function proxyWith(...how: Parameters<typeof startLoopbackProxy>) {
  const proxy = await startLoopbackProxy(...how)
  closers.push(() => proxy.close())
  return proxy
}

/** A server that speaks something else. */
async function rawServer(serve: (socket: Socket) => void): Promise<number> {
  const server = await startRawServer(serve)
  closers.push(() => server.close())
  return server.port
}

async function clientWith(
  proxy: Partial<ProxySettings> = {},
  timeout = 2_000,
): Promise<HttpClient> {
  const proxies = { ...noProxy, ...proxy }
  const client = await openHttpClient({ timeout, connections: 64, proxies })
  closers.push(() => client.close())
  return client
}

async function post(
  client: HttpClient | Promise<HttpClient>,
  url: string,
  signal = new AbortController().signal,
) {
  const body = new TextEncoder().encode('{"name":"Canal météo"}')
  return (await client).post({ url, headers: { 'content-type': 'application/json' }, body }, signal)
}

async function failureOf(attempt: Promise<unknown>): Promise<TransportError> {
  const error = await attempt.then(
    () => undefined,
    reason => reason,
  )
  if (error instanceof TransportError) return error
  throw new Error(`A TransportError was expected, not ${String(error)}`)
}

describe('the client', () => {
  it('sends the bytes as they are and reads the answer', async () => {
    const server = await serverWith({
      status: 418,
      headers: { 'X-Amzn-RequestId': 'abc', 'set-cookie': 'a=1' },
      body: 'é',
    })
    const answer = await post(clientWith(), `${server.origin}/a?b=c`)
    expect(answer).toMatchObject({
      status: 418,
      headers: { 'x-amzn-requestid': 'abc', 'set-cookie': 'a=1' },
      body: 'é',
    })
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/a?b=c' })
    expect(server.requests[0]?.headers).toMatchObject({
      'content-length': '24',
      host: new URL(server.origin).host,
    })
    expect(server.requests[0]?.body.toString()).toBe('{"name":"Canal météo"}')
  })

  it('keeps its connections', async () => {
    const server = await serverWith({ status: 202 })
    const client = await clientWith()
    await Promise.all([post(client, server.origin), post(client, server.origin)])
    await post(client, server.origin)
    expect(new Set(server.requests.map(({ connection }) => connection))).toEqual(new Set([1, 2]))
  })

  it('reads 64 KiB of an answer and no more', async () => {
    const server = await serverWith({ status: 400, body: Buffer.alloc(20_000_000, 'x') })
    expect((await post(clientWith(), server.origin)).body).toBe('x'.repeat(64 * 1024))
  })

  it('reaches an IPv6 address', async () => {
    const server = await serverWith({ status: 202 }, { host: '::1' })
    expect(server.origin).toMatch(/^http:\/\/\[::1\]:\d+$/)
    expect((await post(clientWith(), server.origin)).status).toBe(202)
    expect(server.requests[0]?.headers['host']).toBe(new URL(server.origin).host)
  })

  it('uses a connection that was prepared, and no more than are needed', async () => {
    const server = await serverWith({ status: 202 })
    const client = await clientWith()
    client.prepare(server.origin)
    await post(client, server.origin)
    await post(client, server.origin)
    expect(server.requests.map(({ connection }) => connection)).toEqual([1, 2])
  })

  it('tells a request that its prepared connection failed, without a second attempt', async () => {
    const client = await clientWith()
    const url = `http://127.0.0.1:${await closedPort()}`
    client.prepare(url)
    const error = await failureOf(post(client, url))
    expect(error).toMatchObject({ certainty: 'not-sent', code: 'ECONNREFUSED' })
  })

  it('tells an address that is none to the request, not to the preparation', async () => {
    const client = await clientWith()
    expect(() => client.prepare('no address')).not.toThrow()
    expect((await failureOf(post(client, 'no address'))).certainty).toBe('not-sent')
  })

  it('does not wait for a prepared connection after the wish to stop', async () => {
    // Takes the connection, but never shakes hands.
    const port = await rawServer(() => {})
    const client = await clientWith({}, 60_000)
    const url = `https://127.0.0.1:${port}`
    const interruption = new AbortController()
    const reason = new Error('Ctrl-C')
    client.prepare(url)
    const pending = post(client, url, interruption.signal)
    interruption.abort(reason)
    await expect(pending).rejects.toBe(reason)
  })

  it('closes connections that were prepared for nothing', async () => {
    let closed = () => {}
    const whenClosed = new Promise<void>(resolve => {
      closed = resolve
    })
    let opened = () => {}
    const whenOpened = new Promise<void>(resolve => {
      opened = resolve
    })
    const port = await rawServer(socket => {
      opened()
      socket.resume().once('close', () => closed())
    })
    const client = await clientWith()
    client.prepare(`http://127.0.0.1:${port}`)
    await whenOpened
    await client.close()
    await whenClosed
  })

  it('is not used after it was closed', async () => {
    const server = await serverWith({ status: 202 })
    const client = await clientWith()
    await client.close()
    expect((await failureOf(post(client, server.origin))).certainty).toBe('not-sent')
    expect(server.requests).toEqual([])
  })

  it('passes on the reason of an interruption, before and during a request', async () => {
    const server = await serverWith('hang')
    const reason = new Error('Ctrl-C')
    const interruption = new AbortController()
    const before = AbortSignal.abort(reason)
    await expect(post(clientWith(), server.origin, before)).rejects.toBe(reason)
    const pending = post(clientWith(), server.origin, interruption.signal)
    interruption.abort(reason)
    await expect(pending).rejects.toBe(reason)
  })

  it('keeps an answer whose body never ends, when the wish to stop comes', async () => {
    let begun = () => {}
    const written = new Promise<void>(resolve => {
      begun = resolve
    })
    const port = await rawServer(socket =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 202 Accepted\r\ncontent-length: 9\r\n\r\nso', () => begun())
      }),
    )
    const interruption = new AbortController()
    const pending = post(clientWith(), `http://127.0.0.1:${port}`, interruption.signal)
    await written
    // Server and client share one event loop: what was written is read within a few turns.
    for (let turn = 0; turn < 50; turn += 1) await new Promise(resolve => setImmediate(resolve))
    interruption.abort(new Error('Ctrl-C'))
    expect(await pending).toMatchObject({ status: 202, body: 'so' })
  })

  it('closes while a connection is still being made', async () => {
    const port = await rawServer(() => {})
    const client = await clientWith({}, 60_000)
    const pending = failureOf(post(client, `https://127.0.0.1:${port}`))
    await new Promise(resolve => setImmediate(resolve))
    await client.close()
    expect((await pending).certainty).toBe('not-sent')
  })
})

describe('what was surely not sent', () => {
  it('nothing listens', async () => {
    const error = await failureOf(post(clientWith(), `http://127.0.0.1:${await closedPort()}`))
    expect(error).toMatchObject({ certainty: 'not-sent', code: 'ECONNREFUSED' })
  })

  it('the name is not known', async () => {
    const error = await failureOf(post(clientWith(), 'http://nobody.invalid'))
    expect(error.certainty).toBe('not-sent')
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(error.code)
  })

  it('the TLS handshake never ends', async () => {
    const port = await rawServer(() => {})
    const error = await failureOf(post(clientWith({}, 100), `https://127.0.0.1:${port}`))
    expect(error).toMatchObject({ certainty: 'not-sent', code: 'ETIMEDOUT' })
  })

  it('the TLS handshake is cut', async () => {
    const port = await rawServer(socket => socket.destroy())
    const error = await failureOf(post(clientWith(), `https://127.0.0.1:${port}`))
    expect(error.certainty).toBe('not-sent')
  })

  it('the server speaks no TLS', async () => {
    const server = await serverWith({ status: 202 })
    const error = await failureOf(post(clientWith(), server.origin.replace('http:', 'https:')))
    expect(error.certainty).toBe('not-sent')
    expect(error.code).toMatch(/EPROTO|ERR_SSL/)
  })

  it.each([
    ['an unknown authority', { ip: '127.0.0.1' }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['another name', { dns: 'other.example' }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ])('the certificate has %s', async (_name, names, code) => {
    const server = await serverWith({ status: 202 }, { certificate: await selfSigned(names) })
    const error = await failureOf(post(clientWith(), server.origin))
    expect(error).toMatchObject({ certainty: 'not-sent', code })
    expect(server.requests).toEqual([])
  })
})

describe('what may have arrived', () => {
  it.each([
    ['the connection is cut', 'cut', undefined],
    ['no answer comes', 'hang', 'ETIMEDOUT'],
  ] as const)('%s', async (_name, answer, code) => {
    const server = await serverWith(answer)
    const error = await failureOf(post(clientWith({}, 200), server.origin))
    expect(error.certainty).toBe('in-doubt')
    if (code !== undefined) expect(error.code).toBe(code)
    expect(server.requests).toHaveLength(1)
  })

  it('the answer is not HTTP', async () => {
    const port = await rawServer(socket => socket.once('data', () => socket.end('220 smtp\r\n')))
    const error = await failureOf(post(clientWith(), `http://127.0.0.1:${port}`))
    expect(error.certainty).toBe('in-doubt')
    expect(error.code).toBe('ERR_NOT_HTTP')
  })

  it('the answer breaks off in its head', async () => {
    const port = await rawServer(socket =>
      socket.once('data', () => socket.end('HTTP/1.1 202 Acc')),
    )
    const error = await failureOf(post(clientWith(), `http://127.0.0.1:${port}`))
    expect(error.certainty).toBe('in-doubt')
  })
})

describe('a proxy', () => {
  it('gets requests for http targets with the complete address', async () => {
    const server = await serverWith({ status: 202, body: 'through' })
    const proxy = await proxyWith(undefined, server.origin)
    const client = await clientWith({ http: `http://127.0.0.1:${proxy.port}` })
    const answer = await post(client, 'http://api.example:8080/a')
    expect(answer).toMatchObject({ status: 202, body: 'through' })
    expect(proxy.requests).toEqual([
      { method: 'POST', target: 'http://api.example:8080/a', authorization: undefined },
    ])
    expect(server.requests[0]?.headers['host']).toBe('api.example:8080')
  })

  it('opens a tunnel for https targets and learns nothing of what goes through', async () => {
    const server = await serverWith({ status: 202 }, { certificate: await selfSigned() })
    const proxy = await proxyWith()
    const client = await clientWith({ https: `http://user:p%40ss@127.0.0.1:${proxy.port}` })
    // The far end's certificate is checked through the tunnel as well.
    const error = await failureOf(post(client, server.origin))
    expect(error).toMatchObject({ certainty: 'not-sent', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    expect(proxy.requests).toEqual([
      {
        method: 'CONNECT',
        target: new URL(server.origin).host,
        authorization: `Basic ${Buffer.from('user:p@ss').toString('base64')}`,
      },
    ])
  })

  it('gets its password with http targets too, the target does not', async () => {
    const server = await serverWith({ status: 202 })
    const proxy = await proxyWith(undefined, server.origin)
    const client = await clientWith({ http: `http://user:geheim@127.0.0.1:${proxy.port}` })
    await post(client, 'http://api.example')
    expect(proxy.requests[0]?.authorization).toBe(
      `Basic ${Buffer.from('user:geheim').toString('base64')}`,
    )
    expect(server.requests[0]?.headers).not.toHaveProperty('proxy-authorization')
  })

  it('is passed by on the way to this machine over plain http', async () => {
    const server = await serverWith({ status: 202 })
    const proxy = await proxyWith()
    await post(clientWith({ http: `http://127.0.0.1:${proxy.port}` }), server.origin)
    expect(proxy.requests).toEqual([])
    expect(server.requests).toHaveLength(1)
  })

  it.each([
    ['refuses', 403, 'ERR_PROXY_REFUSED', 'HTTP 403'],
    ['wants a password', 407, 'ERR_PROXY_REFUSED', 'user name and password'],
    ['is in trouble', 503, 'ERR_PROXY_UNAVAILABLE', 'HTTP 503'],
    ['cuts the connection', 'cut', 'ERR_PROXY_UNREACHABLE', 'cannot be reached'],
    ['says nothing', 'hang', 'ERR_PROXY_UNREACHABLE', 'no answer within 0.2 s'],
  ] as const)('that %s is one error, after one request', async (_name, refusal, code, says) => {
    const proxy = await proxyWith(refusal)
    const https = `http://user:geheim@127.0.0.1:${proxy.port}`
    const error = await failureOf(post(clientWith({ https }, 200), 'https://127.0.0.1:1'))
    expect(error).toMatchObject({ certainty: 'not-sent', code })
    expect(error.message).toContain(says)
    expect(error.message).toContain(`127.0.0.1:${proxy.port}`)
    expect(error.message).not.toContain('geheim')
    expect(proxy.requests).toHaveLength(1)
  })

  it.each(['http', 'https'] as const)(
    'that is not there is named, for %s targets',
    async scheme => {
      const port = await closedPort()
      const client = await clientWith({ [scheme]: `http://127.0.0.1:${port}` })
      const error = await failureOf(post(client, `${scheme}://api.example`))
      expect(error).toMatchObject({ certainty: 'not-sent', code: 'ERR_PROXY_UNREACHABLE' })
      expect(error.message).toContain(`127.0.0.1:${port}`)
    },
  )

  it('that cannot be used is said to be so', async () => {
    const error = await failureOf(
      post(clientWith({ https: 'socks5://127.0.0.1:1' }), 'https://api.example'),
    )
    expect(error).toMatchObject({ certainty: 'not-sent', code: 'ERR_PROXY_UNUSABLE' })
  })

  it('with a certificate that nobody trusts is not asked', async () => {
    const proxy = await serverWith({ status: 202 }, { certificate: await selfSigned() })
    const error = await failureOf(post(clientWith({ https: proxy.origin }), 'https://api.example'))
    expect(error).toMatchObject({ certainty: 'not-sent', code: 'ERR_PROXY_CERTIFICATE' })
    expect(proxy.requests).toEqual([])
  })
})

describe('a delivery over a bad network', () => {
  it('is repeated freely for half a minute where nothing could be sent', async () => {
    const apiUrl = `http://127.0.0.1:${await closedPort()}`
    const told = await runDelivery({ apiUrl })
    expect(told.deliveries[0]?.outcome).toBe('failed')
    expect(told.deliveries[0]?.attempts).toBeGreaterThan(5)
    expect(told.diagnostics.map(({ rule }) => rule)).toEqual(['delivery/unreachable'])
    expect(told.diagnostics[0]?.message).toContain('Nothing was sent')
    expect(told.pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(30_000)
  })

  it('says that an earlier attempt may have arrived, though now nothing can be sent', async () => {
    const server = createServer(socket =>
      socket.once('data', () => {
        server.close()
        socket.destroy()
      }),
    )
    const told = await runDelivery({ apiUrl: `http://127.0.0.1:${await listen(server)}` })
    expect(told.diagnostics.map(({ rule }) => rule)).toEqual(['delivery/unreachable'])
    expect(told.diagnostics[0]?.message).toContain('may have been accepted')
    expect(told.diagnostics[0]?.message).not.toContain('Nothing was sent')
    expect(told.diagnostics[0]?.help).toContain('reference id stays the same')
  })

  it('asks for a token once where the certificate is not trusted, and says what helps', async () => {
    const server = await serverWith({ status: 200 }, { certificate: await selfSigned() })
    const told = await runDelivery({ authUrl: server.origin, regions: ['NA', 'EU'] })
    expect(told.pauses).toEqual([])
    expect(told.diagnostics.map(({ rule }) => rule)).toEqual(['delivery/certificate-refused'])
    expect(told.diagnostics[0]?.help).toContain('NODE_EXTRA_CA_CERTS')
  })

  it('goes through a proxy, token and event alike', async () => {
    const server = await startLoopbackServer(({ path }) =>
      path.startsWith('/auth') ? grant('Atc|token') : api(202),
    )
    closers.push(() => server.close())
    const proxy = await proxyWith(undefined, server.origin)
    const told = await runDelivery({
      authUrl: 'http://login.example/auth/o2/token',
      apiUrl: 'http://api.example',
      proxy: { http: `http://127.0.0.1:${proxy.port}` },
    })
    expect(told.deliveries[0]?.outcome).toBe('accepted')
    expect(proxy.requests.map(({ method }) => method)).toEqual(['POST', 'POST'])
  })

  it('says which proxy refuses, without its password', async () => {
    const proxy = await proxyWith(407)
    const told = await runDelivery({
      authUrl: 'https://127.0.0.1:1/auth/o2/token',
      proxy: { https: `http://user:geheim@127.0.0.1:${proxy.port}` },
    })
    expect(told.diagnostics.map(({ rule }) => rule)).toEqual(['delivery/proxy-refused'])
    expect(JSON.stringify(told)).not.toContain('geheim')
    expect(proxy.requests).toHaveLength(1)
  })
})
