import type { Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Connections, RequestEnd } from '../../../src/core/campaign/connections.ts'
import { noProxy, type ProxySettings } from '../../../src/core/delivery/proxy.ts'
import { nodeWorld } from '../../../src/core/node-world.ts'
import {
  type Answer,
  closedPort,
  type LoopbackServer,
  type RecordedRequest,
  startLoopbackServer,
} from '../../support/loopback-server.ts'
import { startRawServer } from '../../support/raw-server.ts'
import { startLoopbackProxy } from '../delivery/loopback-proxy.ts'

const opened: { close(): Promise<void> }[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map(one => one.close()))
})

async function serve(
  answer: (request: RecordedRequest) => Answer | Promise<Answer>,
): Promise<LoopbackServer> {
  const server = await startLoopbackServer(answer)
  opened.push(server)
  return server
}

async function open(
  url: string,
  options: { connections?: number; timeout?: number; proxy?: ProxySettings; direct?: boolean } = {},
): Promise<Connections> {
  const { connections = 4, timeout = 2_000, proxy = noProxy, direct = false } = options
  const world = nodeWorld(path => path, proxy)
  const pool = await world.openConnections({ url, connections, timeout, direct })
  opened.push({ close: async () => pool.destroy() })
  return pool
}

const post = (pool: Connections, body = 'Größe'): Promise<RequestEnd> =>
  new Promise(resolve =>
    pool.post({ 'content-type': 'application/json' }, new TextEncoder().encode(body), resolve),
  )

const errorOf = (end: RequestEnd) => (end.status === undefined ? end.error : undefined)

describe('connections', () => {
  it('carry the bytes, and bring the answer back', async () => {
    const server = await serve(() => ({
      status: 403,
      headers: { 'X-Amzn-RequestId': 'abc', 'set-cookie': 'a' },
      body: '{"message":"no"}',
    }))
    const pool = await open(`${server.origin}/NA/v1/proactiveEvents?x=1`)
    const end = await post(pool)
    expect(end.status).toBe(403)
    expect(end.status === undefined ? undefined : end.response()).toMatchObject({
      status: 403,
      headers: { 'x-amzn-requestid': 'abc' },
      body: '{"message":"no"}',
    })
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/NA/v1/proactiveEvents?x=1',
      headers: { 'content-type': 'application/json', 'content-length': '7' },
    })
    expect(server.requests[0]?.body.toString()).toBe('Größe')
  })

  it('are kept, and no more than were asked for', async () => {
    const server = await serve(() => ({ status: 202 }))
    const pool = await open(server.origin, { connections: 3 })
    const ends = await Promise.all(Array.from({ length: 60 }, () => post(pool)))
    expect(ends.every(({ status }) => status === 202)).toBe(true)
    expect(new Set(server.requests.map(({ connection }) => connection)).size).toBeLessThanOrEqual(3)
  })

  it('are all closed in the end, and what is under way is in doubt', async () => {
    const server = await serve(() => 'hang')
    const pool = await open(server.origin)
    const ends = Promise.all([post(pool), post(pool)])
    await expect.poll(() => server.requests.length).toBe(2)
    pool.destroy()
    expect((await ends).map(end => errorOf(end)?.certainty)).toEqual(['in-doubt', 'in-doubt'])
    await expect.poll(() => server.openConnections()).toBe(0)
  })
})

describe('connections that were prepared', () => {
  it('carry the first requests', async () => {
    const server = await serve(() => ({ status: 202 }))
    const pool = await open(server.origin, { connections: 4 })
    pool.prepare(3)
    pool.prepare(2)
    await expect.poll(() => server.openConnections()).toBe(3)
    const ends = await Promise.all([post(pool), post(pool), post(pool)])
    expect(ends.map(({ status }) => status)).toEqual([202, 202, 202])
    expect(server.openConnections()).toBe(3)
  })

  it('are no more than are allowed', async () => {
    const server = await serve(() => ({ status: 202 }))
    const pool = await open(server.origin, { connections: 2 })
    pool.prepare(9)
    await Promise.all(Array.from({ length: 9 }, () => post(pool)))
    expect(server.openConnections()).toBe(2)
  })

  it('do no harm where nothing listens', async () => {
    const pool = await open(`http://127.0.0.1:${await closedPort()}`)
    pool.prepare(3)
    expect(errorOf(await post(pool))).toMatchObject({ certainty: 'not-sent', code: 'ECONNREFUSED' })
  })
})

describe('a connection that is not in use', () => {
  const clock = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })

  afterEach(() => {
    vi.useRealTimers()
  })

  it.each([
    { milliseconds: 3_900, connections: [1, 1] },
    { milliseconds: 5_000, connections: [1, 2] },
  ])('after $milliseconds ms: $connections', async ({ milliseconds, connections }) => {
    const accepted = ['HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n']
    const server = await serveBytes([accepted, accepted])
    clock()
    const pool = await open(server.origin, { connections: 1 })
    await post(pool)
    // An idle connection is noticed a turn after the answer.
    await new Promise(resolve => setImmediate(resolve))
    await new Promise(resolve => setImmediate(resolve))
    vi.advanceTimersByTime(milliseconds)
    await post(pool)
    expect(server.connections).toEqual(connections)
  })
})

/** A server that gives each request the next of some answers, byte for byte. */
async function serveBytes(answers: readonly (readonly string[])[]): Promise<{
  readonly origin: string
  readonly connections: readonly number[]
  open(): number
}> {
  const connections: number[] = []
  let open = 0
  const server = await startRawServer((socket, number) => {
    open += 1
    socket.once('close', () => {
      open -= 1
    })
    socket.on('data', () => {
      const pieces = answers[connections.length] ?? []
      connections.push(number)
      writeEach(socket, pieces)
    })
  })
  opened.push(server)
  return { origin: `http://127.0.0.1:${server.port}`, connections, open: () => open }
}

/** Each piece in a packet of its own. */
function writeEach(socket: Socket, [piece, ...rest]: readonly string[]): void {
  if (piece === undefined) return
  socket.write(piece, () => setImmediate(() => writeEach(socket, rest)))
}

describe('the next request', () => {
  const accepted = ['HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n']

  it.each([
    [
      'has come in pieces',
      ['HTTP/1.1 2', '02 Acc', 'epted\r\ncontent-length: 2\r\n\r', '\no', 'k'],
    ],
    ['came in chunks', ['HTTP/1.1 202 x\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n']],
    ['had no body', ['HTTP/1.1 204 No Content\r\n\r\n']],
    ['followed another status', ['HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n', ...accepted]],
  ])('goes out on the same connection where the answer %s', async (_name, first) => {
    const server = await serveBytes([first, accepted])
    const pool = await open(server.origin, { connections: 1 })
    expect((await post(pool)).status).toBeLessThan(300)
    expect((await post(pool)).status).toBe(202)
    expect(server.connections).toEqual([1, 1])
  })

  it.each([
    [
      'an answer that says so',
      ['HTTP/1.1 202 x\r\ncontent-length: 0\r\nConnection: close\r\n\r\n'],
    ],
    ['an older protocol', ['HTTP/1.0 202 x\r\ncontent-length: 0\r\n\r\n']],
    ['an answer and more', [`${accepted}HTTP/1.1 202 Accepted\r\n`]],
    ['something that nobody asked for', [...accepted, 'HTTP/1.1 408 Request Timeout\r\n\r\n']],
    ['what is no HTTP', ['220 smtp.example.com\r\n']],
  ])('goes out on another one after %s', async (_name, first) => {
    const server = await serveBytes([first, accepted])
    const pool = await open(server.origin, { connections: 1 })
    await post(pool)
    await expect.poll(() => server.open()).toBe(0)
    expect((await post(pool)).status).toBe(202)
    expect(server.connections).toEqual([1, 2])
  })

  it('is not taken for answered by what is no HTTP', async () => {
    const server = await serveBytes([['220 smtp.example.com\r\n']])
    const pool = await open(server.origin)
    expect(errorOf(await post(pool))).toMatchObject({
      certainty: 'in-doubt',
      code: 'ERR_NOT_HTTP',
    })
  })
})

describe('a request without an answer', () => {
  it.each<[string, Answer, string]>([
    ['the connection breaks', 'cut', 'ECONNRESET'],
    ['nothing comes', 'hang', 'ETIMEDOUT'],
  ])('is in doubt where %s', async (_name, answer, code) => {
    const server = await serve(() => answer)
    const pool = await open(server.origin, { timeout: 300 })
    expect(errorOf(await post(pool))).toMatchObject({ certainty: 'in-doubt', code })
  })

  it('was not sent where nothing listens', async () => {
    const pool = await open(`http://127.0.0.1:${await closedPort()}`)
    expect(errorOf(await post(pool))).toMatchObject({ certainty: 'not-sent', code: 'ECONNREFUSED' })
    expect(errorOf(await post(pool))).toMatchObject({ certainty: 'not-sent', code: 'ECONNREFUSED' })
  })

  it('is none where the server has closed a connection that was idle', async () => {
    const server = await serve(() => ({ status: 202, headers: { connection: 'close' } }))
    const pool = await open(server.origin, { connections: 1 })
    for (let count = 0; count < 5; count += 1) expect((await post(pool)).status).toBe(202)
    expect(server.requests.map(({ connection }) => connection)).toEqual([1, 2, 3, 4, 5])
  })
})

describe('an answer whose body', () => {
  it.each<[string, Answer]>([
    ['breaks off', { status: 202, headers: { 'content-length': '100' }, unfinished: 'cut' }],
    ['never ends', { status: 202, unfinished: 'hang' }],
    ['is too long', { status: 202, body: Buffer.alloc(10_000_000, 'x'), unfinished: 'hang' }],
  ])('%s is an answer', async (_name, answer) => {
    const server = await serve(() => answer)
    const pool = await open(server.origin, { timeout: 300 })
    const end = await post(pool)
    expect(end.status).toBe(202)
    expect(end.status === undefined ? 0 : end.response().body.length).toBeLessThanOrEqual(65_536)
  })
})

describe('a proxy', () => {
  it('opens a tunnel for TLS, and says why not', async () => {
    const proxy = await startLoopbackProxy(407)
    opened.push(proxy)
    const https = `http://127.0.0.1:${proxy.port}`
    const pool = await open('https://api.amazonalexa.com/v1', { proxy: { ...noProxy, https } })
    expect(errorOf(await post(pool))).toMatchObject({
      certainty: 'not-sent',
      code: 'ERR_PROXY_REFUSED',
    })
    expect(proxy.requests[0]).toMatchObject({
      method: 'CONNECT',
      target: 'api.amazonalexa.com:443',
    })
  })

  it('is passed by on the way to a server of this process', async () => {
    const server = await serve(() => ({ status: 202 }))
    const http = `http://127.0.0.1:${await closedPort()}`
    const pool = await open(server.origin, { proxy: { ...noProxy, http }, direct: true })
    expect((await post(pool)).status).toBe(202)
  })
})
