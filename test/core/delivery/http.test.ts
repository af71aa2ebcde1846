import type { Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  type Answer,
  closedPort,
  type LoopbackServer,
  selfSigned,
  startLoopbackServer,
} from '../../support/loopback-server.ts'
import { startRawServer } from '../../support/raw-server.ts'
import { closedAfterwards, endOf, openClient, sent } from './http-case.ts'

async function serve(
  answer: Answer,
  options: Parameters<typeof startLoopbackServer>[1] = {},
): Promise<LoopbackServer> {
  return closedAfterwards(await startLoopbackServer(() => answer, options))
}

/** A server that does not speak by itself; returns its origin. */
async function serveRaw(onConnection: (socket: Socket) => void): Promise<string> {
  const { port } = closedAfterwards(await startRawServer(onConnection))
  return `127.0.0.1:${port}`
}

/** Something that happens once, and can be waited for. */
function signal(): { readonly happened: Promise<void>; happens(): void } {
  let happens = (): void => {}
  const happened = new Promise<void>(resolve => {
    happens = resolve
  })
  return { happened, happens }
}

const many = (count: number, one: () => Promise<unknown>): Promise<readonly unknown[]> =>
  Promise.all(Array.from({ length: count }, one))

const request = (url: string) => ({ url, headers: {}, body: Buffer.from('{}') })
const accepted = { status: 202, body: '' }

describe('a request for what is at an address', () => {
  it('is a GET without a body, and is answered up to the length that was asked for', async () => {
    const server = await serve({ status: 200, body: 'x'.repeat(100_000) })
    const client = await openClient()
    const headers = { authorization: 'Bearer a' }
    const whole = await client.get({ url: `${server.origin}/a?b=c`, headers, longest: 200_000 })
    expect(whole).toMatchObject({ status: 200, body: 'x'.repeat(100_000) })
    const start = await client.get({ url: `${server.origin}/a`, headers, longest: 1000 })
    expect(start.body).toBe('x'.repeat(1000))
    expect(server.requests[0]).toMatchObject({ method: 'GET', path: '/a?b=c', headers })
    expect(server.requests[0]?.body).toHaveLength(0)
    expect(server.requests[0]?.headers).not.toHaveProperty('content-length')
  })
})

describe('a request', () => {
  it('carries the bytes as they are, and brings the answer back', async () => {
    const server = await serve({
      status: 418,
      headers: { 'X-Amzn-RequestId': 'abc', 'set-cookie': 'a=1', via: 'a, b' },
      body: 'é',
    })
    const client = await openClient()
    const answer = await client.post({
      url: `${server.origin}/a?b=c`,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from('{"name":"Canal météo"}'),
    })
    expect(answer).toMatchObject({
      status: 418,
      headers: { 'x-amzn-requestid': 'abc', 'set-cookie': 'a=1', via: 'a, b' },
      body: 'é',
    })
    expect(server.requests).toMatchObject([
      {
        method: 'POST',
        path: '/a?b=c',
        headers: {
          'content-type': 'application/json',
          'content-length': '24',
          host: new URL(server.origin).host,
        },
      },
    ])
    expect(server.requests[0]?.body.toString()).toBe('{"name":"Canal météo"}')
  })

  it('may have no body', async () => {
    const server = await serve({ status: 202 })
    expect(await endOf(await openClient(), server.origin, '')).toEqual(accepted)
    expect(server.requests[0]?.headers['content-length']).toBe('0')
  })

  it('reaches an IPv6 address', async () => {
    const server = await serve({ status: 202 }, { host: '::1' })
    expect(server.origin).toMatch(/^http:\/\/\[::1\]:\d+$/)
    expect(await endOf(await openClient(), server.origin)).toEqual(accepted)
    expect(server.requests[0]?.headers['host']).toBe(new URL(server.origin).host)
  })

  it('reaches the second address of a name where the first one is dead', async () => {
    const server = await serve({ status: 202 })
    const { port } = new URL(server.origin)
    // "localhost" is ::1 before it is 127.0.0.1, or 127.0.0.1 alone.
    expect(await endOf(await openClient(), `http://localhost:${port}`)).toEqual(accepted)
  })

  it('starts when a connection stands, not before', async () => {
    const server = await serve({ status: 202 })
    const starts: string[] = []
    const client = await openClient()
    await sent(client, request(server.origin), () => starts.push(`${server.openConnections()}`))
    const nowhere = `http://127.0.0.1:${await closedPort()}`
    const failed = await sent(client, request(nowhere), () => starts.push('never'))
    expect(failed).toMatchObject({ certainty: 'not-sent' })
    expect(starts).toHaveLength(1)
  })

  it('ends in words where whoever is told of the start throws', async () => {
    const server = await serve({ status: 202 })
    const client = await openClient()
    const broken = await sent(client, request(server.origin), () => {
      throw new Error('broken')
    })
    expect(broken).toMatchObject({ certainty: 'not-sent', message: 'broken' })
    expect(await endOf(client, server.origin)).toEqual(accepted)
    expect(server.requests).toHaveLength(1)
  })

  it.each(['a\nb', 'a\0b', '密'])('is not sent with the header %j', async value => {
    const server = await serve({ status: 202 })
    const client = await openClient()
    const headers = { authorization: value }
    const posted = client.post({ url: server.origin, headers, body: Buffer.from('') })
    await expect(posted).rejects.toMatchObject({ certainty: 'not-sent' })
    expect(server.requests).toEqual([])
  })
})

describe('connections', () => {
  it('are kept, and no more than were asked for', async () => {
    const server = await serve({ status: 202 })
    const client = await openClient({ connections: 3 })
    const ends = await many(60, () => endOf(client, server.origin))
    expect(ends).toEqual(ends.map(() => accepted))
    expect(new Set(server.requests.map(({ connection }) => connection)).size).toBe(3)
  })

  it('are others for another address, so that none waits for the other', async () => {
    const hanging = await serve('hang')
    const server = await serve({ status: 202 })
    const client = await openClient({ connections: 1 })
    const waiting = endOf(client, hanging.origin)
    expect(await endOf(client, server.origin)).toEqual(accepted)
    await client.close()
    expect(await waiting).toMatchObject({ code: undefined })
  })

  it('are opened anew where the server closes each', async () => {
    const server = await serve({ status: 202, headers: { connection: 'close' } })
    const client = await openClient({ connections: 1 })
    for (let count = 0; count < 5; count += 1) {
      expect(await endOf(client, server.origin)).toEqual(accepted)
    }
    expect(server.requests.map(({ connection }) => connection)).toEqual([1, 2, 3, 4, 5])
  })

  it('are all closed in the end, and what is under way is in doubt', async () => {
    const server = await serve('hang')
    const client = await openClient({ connections: 2 })
    const ends = many(3, () => endOf(client, server.origin))
    await expect.poll(() => server.requests.length, { interval: 2 }).toBe(2)
    await client.close()
    expect(await ends).toEqual([
      { certainty: 'in-doubt', code: undefined },
      { certainty: 'in-doubt', code: undefined },
      { certainty: 'not-sent', code: undefined },
    ])
    await expect.poll(server.openConnections, { interval: 2 }).toBe(0)
    expect(await endOf(client, server.origin)).toMatchObject({ certainty: 'not-sent' })
  })

  it('that are still being made are closed too', async () => {
    const closed = signal()
    const opened = signal()
    const host = await serveRaw(socket => {
      opened.happens()
      socket.resume().once('close', closed.happens)
    })
    const client = await openClient({ timeout: 60_000 })
    const pending = endOf(client, `https://${host}`)
    await opened.happened
    await client.close()
    expect(await pending).toMatchObject({ certainty: 'not-sent' })
    await closed.happened
  })

  describe('that are idle', () => {
    afterEach(() => {
      vi.useRealTimers()
    })

    it.each([
      { milliseconds: 3_900, connections: [1, 1] },
      { milliseconds: 4_100, connections: [1, 2] },
    ])('after $milliseconds ms: $connections', async ({ milliseconds, connections }) => {
      const seen: number[] = []
      let count = 0
      const host = await serveRaw(socket => {
        count += 1
        const number = count
        socket.on('data', () => {
          seen.push(number)
          socket.write('HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n')
        })
      })
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
      const client = await openClient({ connections: 1 })
      await endOf(client, `http://${host}`)
      // A connection begins to be idle a turn after its answer.
      for (let turn = 0; turn < 2; turn += 1) await new Promise(resolve => setImmediate(resolve))
      vi.advanceTimersByTime(milliseconds)
      await endOf(client, `http://${host}`)
      expect(seen).toEqual(connections)
    })
  })
})

describe('connections that are prepared', () => {
  it('carry the first requests', async () => {
    const server = await serve({ status: 202 })
    const client = await openClient({ connections: 4 })
    client.prepare(server.origin, 3)
    client.prepare(server.origin, 2)
    await expect.poll(server.openConnections, { interval: 2 }).toBe(3)
    await many(3, () => endOf(client, server.origin))
    expect(server.openConnections()).toBe(3)
  })

  it('are no more than are allowed', async () => {
    const server = await serve({ status: 202 })
    const client = await openClient({ connections: 2 })
    client.prepare(server.origin, 9)
    await many(9, () => endOf(client, server.origin))
    expect(server.openConnections()).toBe(2)
  })

  it('are replaced where the server has closed them meanwhile', async () => {
    const closed = signal()
    let count = 0
    const host = await serveRaw(socket => {
      count += 1
      if (count === 1) socket.once('close', closed.happens).end()
      else socket.on('data', () => socket.write('HTTP/1.1 202 x\r\ncontent-length: 0\r\n\r\n'))
    })
    const client = await openClient()
    client.prepare(`http://${host}`)
    await closed.happened
    await new Promise(resolve => setImmediate(resolve))
    expect(await endOf(client, `http://${host}`)).toEqual(accepted)
  })

  it('tell a request that they failed, without a second attempt', async () => {
    const client = await openClient()
    const url = `http://127.0.0.1:${await closedPort()}`
    client.prepare(url)
    expect(await endOf(client, url)).toEqual({ certainty: 'not-sent', code: 'ECONNREFUSED' })
  })

  it('tell an address that is none to the request', async () => {
    const client = await openClient()
    expect(() => client.prepare('no address')).not.toThrow()
    expect(await endOf(client, 'no address')).toMatchObject({ certainty: 'not-sent' })
  })

  it('are closed where nobody wanted them', async () => {
    const closed = signal()
    const opened = signal()
    const host = await serveRaw(socket => {
      opened.happens()
      socket.resume().once('close', closed.happens)
    })
    const client = await openClient()
    client.prepare(`http://${host}`)
    await opened.happened
    await client.close()
    await closed.happened
  })
})

describe('a wish to stop', () => {
  const reason = new Error('Ctrl-C')

  it('ends a request before it begins', async () => {
    const server = await serve({ status: 202 })
    const posted = (await openClient()).post(request(server.origin), AbortSignal.abort(reason))
    await expect(posted).rejects.toBe(reason)
    expect(server.requests).toEqual([])
  })

  it('ends a request that is under way', async () => {
    const server = await serve('hang')
    const client = await openClient()
    const interruption = new AbortController()
    const posted = client.post(request(server.origin), interruption.signal)
    await expect.poll(() => server.requests.length, { interval: 2 }).toBe(1)
    interruption.abort(reason)
    await expect(posted).rejects.toBe(reason)
  })

  it('ends a request that waits for its connection', async () => {
    // Takes the connection, but never shakes hands.
    const host = await serveRaw(() => {})
    const client = await openClient({ timeout: 60_000 })
    const interruption = new AbortController()
    client.prepare(`https://${host}`)
    const posted = client.post(request(`https://${host}`), interruption.signal)
    interruption.abort(reason)
    await expect(posted).rejects.toBe(reason)
  })

  it('keeps a request from leaving later, when there is a connection for it', async () => {
    const server = await serve({ status: 202 })
    const client = await openClient({ connections: 1 })
    const interruption = new AbortController()
    const first = endOf(client, server.origin)
    const second = client.post(request(server.origin), interruption.signal)
    interruption.abort(reason)
    await expect(second).rejects.toBe(reason)
    expect(await first).toEqual(accepted)
    expect(await endOf(client, server.origin)).toEqual(accepted)
    expect(server.requests).toHaveLength(2)
  })

  it('keeps an answer whose body never ends', async () => {
    const begun = signal()
    const host = await serveRaw(socket =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 202 Accepted\r\ncontent-length: 9\r\n\r\nso', begun.happens)
      }),
    )
    const interruption = new AbortController()
    const posted = endOf(await openClient(), `http://${host}`, '', interruption.signal)
    await begun.happened
    // Server and client share one event loop: what was written is read within a few turns.
    for (let turn = 0; turn < 50; turn += 1) await new Promise(resolve => setImmediate(resolve))
    interruption.abort(reason)
    expect(await posted).toEqual({ status: 202, body: 'so' })
  })
})

describe('what was surely not sent', () => {
  it('nothing listens, however often it is tried', async () => {
    const client = await openClient()
    const url = `http://127.0.0.1:${await closedPort()}`
    const refused = { certainty: 'not-sent', code: 'ECONNREFUSED' }
    expect(await endOf(client, url)).toEqual(refused)
    expect(await many(100, () => endOf(client, url))).toEqual(Array(100).fill(refused))
  })

  it('the name is not known', async () => {
    const end = await endOf(await openClient(), 'http://nobody.invalid')
    expect(end).toEqual({
      certainty: 'not-sent',
      code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/),
    })
  })

  it('the TLS handshake never ends', async () => {
    const host = await serveRaw(() => {})
    const end = await endOf(await openClient({ timeout: 50 }), `https://${host}`)
    expect(end).toEqual({ certainty: 'not-sent', code: 'ETIMEDOUT' })
  })

  it('the TLS handshake is cut', async () => {
    let connections = 0
    const host = await serveRaw(socket => {
      connections += 1
      socket.destroy()
    })
    const end = await endOf(await openClient(), `https://${host}`)
    expect(end).toEqual({ certainty: 'not-sent', code: 'ECONNRESET' })
    expect(connections).toBe(1)
  })

  it('the server speaks no TLS', async () => {
    const server = await serve({ status: 202 })
    const end = await endOf(await openClient(), server.origin.replace('http:', 'https:'))
    expect(end).toEqual({
      certainty: 'not-sent',
      code: expect.stringMatching(/^(EPROTO|ERR_SSL_)/),
    })
  })

  it('the certificate is of an unknown authority', async () => {
    const server = await serve({ status: 202 }, { certificate: await selfSigned() })
    const end = await endOf(await openClient(), server.origin)
    expect(end).toEqual({ certainty: 'not-sent', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    expect(server.requests).toEqual([])
  })
})
