import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { RecordedRequest } from '../../src/simulator/simulator.ts'
import { startSimulator } from '../../src/simulator/start.ts'
import { noon, weather } from './bodies.ts'
import {
  eventHeaders,
  eventUrl,
  postEvent,
  rawEvent,
  tokenOf,
  withSimulator,
  writeRaw,
} from './calls.ts'

const text = JSON.stringify(weather)

/** The first answer of a raw connection: its status line and what follows. */
function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d+) /.exec(answer)?.[1])
}

describe('Content-Length', () => {
  test('that counts bytes is right, although the text has fewer characters', async () => {
    await withSimulator({}, async simulator => {
      const bytes = Buffer.byteLength(text)
      const line = writeRaw(simulator, rawEvent(await tokenOf(simulator), text, bytes))

      expect(bytes).toBe(text.length + 2)
      expect(statusOf(await line.answer)).toBe(202)
      expect(simulator.inbox().map(({ body }) => body)).toEqual([weather])
    })
  })

  test.each(['close', 'keep-alive'] as const)(
    'that counts characters cuts the body and is refused (%s)',
    async connection => {
      await withSimulator({}, async simulator => {
        const request = rawEvent(await tokenOf(simulator), text, text.length, connection)
        const line = writeRaw(simulator, request)
        const answer = await line.answer

        expect(statusOf(answer)).toBe(400)
        expect(answer).toContain('Content-Length must count bytes')
        expect(answer).toMatch(/^x-amzn-requestid: ./im)
        expect(simulator.inbox()).toEqual([])
        expect(simulator.requests().at(-1)).toMatchObject({ status: 400, region: 'NA' })
      })
    },
  )

  test('that counts too many bytes is refused when the client has no more', async () => {
    await withSimulator({}, async simulator => {
      const bytes = Buffer.byteLength(text) + 1
      const line = writeRaw(simulator, rawEvent(await tokenOf(simulator), text, bytes))
      line.end()
      const answer = await line.answer

      expect(statusOf(answer)).toBe(400)
      expect(answer).toContain('before Content-Length bytes')
      expect(simulator.inbox()).toEqual([])
    })
  })

  test('that counts too many bytes is refused when the client waits', async () => {
    await withSimulator({ requestTimeout: 50 }, async simulator => {
      const bytes = Buffer.byteLength(text) + 1
      const answer = await writeRaw(simulator, rawEvent('any', text, bytes)).answer

      expect(statusOf(answer)).toBe(408)
      expect(simulator.inbox()).toEqual([])
    })
  })
})

describe('the size of a body', () => {
  const limit = 1024 * 1024

  test.each([
    { name: 'at the limit', bytes: limit, status: 202 },
    { name: 'a byte over it', bytes: limit + 1, status: 413 },
    { name: 'far over it', bytes: 8 * limit, status: 413 },
  ])('$name: $status', async ({ bytes, status }) => {
    await withSimulator({}, async simulator => {
      const token = await tokenOf(simulator)
      const response = await fetch(eventUrl(simulator), {
        method: 'POST',
        headers: eventHeaders(token),
        body: text + ' '.repeat(bytes - Buffer.byteLength(text)),
      })

      expect(response.status).toBe(status)
      expect(simulator.requests().at(-1)?.body.byteLength).toBe(status === 202 ? bytes : 0)
    })
  })

  test('a token request has the same limit and its own form of answer', async () => {
    await withSimulator({}, async simulator => {
      const response = await fetch(simulator.authUrl, {
        method: 'POST',
        body: 'x'.repeat(2 * limit),
      })

      expect(response.status).toBe(413)
      expect(await response.json()).toMatchObject({ error: 'invalid_request' })
    })
  })
})

describe('connections', () => {
  test.each([
    { name: 'no HTTP', bytes: 'hello\r\n\r\n', status: 400 },
    { name: 'TLS', bytes: Buffer.from([22, 3, 1, 0, 200, 1, 0, 0]), status: 400 },
    {
      name: 'endless headers',
      bytes: `GET / HTTP/1.1\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
      status: 431,
    },
  ])('$name: $status', async ({ bytes, status }) => {
    await withSimulator({}, async simulator => {
      const answer = await writeRaw(simulator, bytes).answer

      expect(statusOf(answer)).toBe(status)
      expect(answer).toMatch(/^x-amzn-requestid: ./im)
      expect(answer).toContain('"message":"Simulator: ')
    })
  })

  test('headers that never end are given up', async () => {
    await withSimulator({ requestTimeout: 50 }, async simulator => {
      const answer = await writeRaw(simulator, 'POST /auth/o2/token HTTP/1.1\r\n').answer

      expect(statusOf(answer)).toBe(408)
    })
  })

  test('a client that goes away in the middle harms nobody', async () => {
    await withSimulator({}, async simulator => {
      const token = await tokenOf(simulator)
      for (let index = 0; index < 20; index += 1) {
        const line = writeRaw(simulator, rawEvent(token, text.slice(0, 100), text.length))
        line.drop()
        await line.answer
      }

      expect((await postEvent(simulator, token, weather)).status).toBe(202)
      expect(simulator.inbox()).toHaveLength(1)
    })
  })

  test('one connection carries many requests', async () => {
    await withSimulator({}, async simulator => {
      const token = await tokenOf(simulator)
      const bytes = Buffer.byteLength(text)
      const kept = rawEvent(token, text, bytes, 'keep-alive')
      const line = writeRaw(simulator, Buffer.concat([kept, kept, rawEvent(token, text, bytes)]))
      const answer = await line.answer

      expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual([
        'HTTP/1.1 202',
        'HTTP/1.1 409',
        'HTTP/1.1 409',
      ])
    })
  })

  test.each([
    { host: '127.0.0.1', origin: 'http://127.0.0.1:' },
    { host: '::1', origin: 'http://[::1]:' },
    { host: 'localhost', origin: 'http://localhost:' },
  ])('it listens on $host', async ({ host, origin }) => {
    await withSimulator({ host }, async simulator => {
      expect(simulator.authUrl).toMatch(/\/auth\/o2\/token$/)
      expect(simulator.authUrl).toContain(origin)
      expect(simulator.apiUrl).toContain(origin)
      expect(simulator.apiUrl).toMatch(/\/\{region\}$/)
      expect((await postEvent(simulator, await tokenOf(simulator), weather)).status).toBe(202)
    })
  })

  test('a port that is taken is told', async () => {
    await withSimulator({}, async simulator => {
      const port = Number(new URL(simulator.authUrl).port)

      await expect(startSimulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    })
  })
})

describe('closing', () => {
  test('ends idle, unfinished and waiting connections and frees the port', async () => {
    const simulator = await startSimulator({ clock: () => noon })
    const token = await tokenOf(simulator)
    const silent = writeRaw(simulator, '')
    const unfinished = writeRaw(simulator, rawEvent(token, '{', 100))
    const idle = writeRaw(simulator, rawEvent(token, text, Buffer.byteLength(text), 'keep-alive'))
    await expect.poll(() => simulator.inbox().length).toBe(1)
    await simulator.close()

    await Promise.all([silent.answer, unfinished.answer, idle.answer])
    expect(statusOf(await idle.answer)).toBe(202)
    await listenOn(Number(new URL(simulator.authUrl).port))
  })

  test('twice is as good as once', async () => {
    const simulator = await startSimulator()

    await Promise.all([simulator.close(), simulator.close()])
    await expect(simulator.close()).resolves.toBeUndefined()
    await expect(fetch(simulator.authUrl)).rejects.toThrow()
  })
})

describe('the record of requests', () => {
  test('holds what came in, in order, and each is told once', async () => {
    const told: RecordedRequest[] = []
    let count = 0
    const options = {
      requestId: () => {
        count += 1
        return `request-${count}`
      },
      onRequest: (request: RecordedRequest) => told.push(request),
    }
    await withSimulator(options, async simulator => {
      const token = await tokenOf(simulator)
      await postEvent(simulator, token, weather, 'EU', 'development')
      await fetch(new URL('/nowhere?x=1', simulator.authUrl))

      expect(simulator.requests()).toMatchObject([
        {
          requestId: 'request-1',
          method: 'POST',
          path: '/auth/o2/token',
          status: 200,
          region: undefined,
        },
        {
          requestId: 'request-2',
          method: 'POST',
          path: '/EU/v1/proactiveEvents/stages/development',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: Buffer.from(text),
          status: 202,
          region: 'EU',
          stage: 'development',
          receivedAt: noon,
          note: 'accepted for 1 customer',
        },
        { requestId: 'request-3', method: 'GET', path: '/nowhere?x=1', status: 404 },
      ])
      expect(told).toEqual(simulator.requests())
      for (const { note } of told) {
        expect(note).not.toContain(token)
        expect(note).not.toContain(simulator.credentials.clientSecret)
      }
    })
  })

  test('forgets the oldest', async () => {
    await withSimulator({ requestsKept: 2 }, async simulator => {
      for (const path of ['/1', '/2', '/3']) await fetch(new URL(path, simulator.authUrl))

      expect(simulator.requests().map(({ path }) => path)).toEqual(['/2', '/3'])
    })
  })

  test('does not remember again what it forgot', async () => {
    await withSimulator({ requestsKept: 1 }, async simulator => {
      simulator.order({ on: 'token', kind: 'delay', milliseconds: 50 })
      const delayed = tokenOf(simulator)
      await expect.poll(() => simulator.requests().length).toBe(1)
      await fetch(new URL('/2', simulator.authUrl))
      await delayed

      expect(simulator.requests().map(({ path }) => path)).toEqual(['/2'])
    })
  })
})

function listenOn(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()))
  })
}
