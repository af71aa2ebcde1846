import { describe, expect, test } from 'vitest'
import type { Fault, Simulator } from '../../src/simulator/simulator.ts'
import { weather } from './bodies.ts'
import {
  objectOf,
  postEvent,
  rawEvent,
  tokenForm,
  tokenOf,
  withSimulator,
  writeRaw,
} from './calls.ts'

/** The status of a post, or `cut` where the connection ended without an answer. */
async function outcomeOf(post: Promise<Response>): Promise<number | 'cut'> {
  return post.then(
    response => response.status,
    () => 'cut',
  )
}

async function outcomes(faults: readonly Fault[], posts: number): Promise<readonly unknown[]> {
  const results: (number | 'cut')[] = []
  await withSimulator({ subscribers: [] }, async simulator => {
    const token = await tokenOf(simulator)
    for (const fault of faults) simulator.order(fault)
    for (let index = 0; index < posts; index += 1) {
      results.push(await outcomeOf(postEvent(simulator, token, weather)))
    }
  })
  return results
}

describe('planned faults', () => {
  test.each<{ name: string; faults: readonly Fault[]; expected: readonly unknown[] }>([
    {
      name: 'happen once',
      faults: [{ on: 'event', kind: 'status', status: 500 }],
      expected: [500, 202],
    },
    {
      name: 'happen as often as ordered',
      faults: [{ on: 'event', kind: 'status', status: 500, times: 2 }],
      expected: [500, 500, 202],
    },
    {
      name: 'happen for ever',
      faults: [{ on: 'event', kind: 'status', status: 503, times: Number.POSITIVE_INFINITY }],
      expected: [503, 503, 503],
    },
    {
      name: 'happen one after another',
      faults: [
        { on: 'event', kind: 'status', status: 429, headers: { 'Retry-After': '0' } },
        { on: 'event', kind: 'cut', when: 'before' },
        { on: 'event', kind: 'status', status: 500 },
      ],
      expected: [429, 'cut', 500, 202],
    },
    {
      name: 'for another region do not happen',
      faults: [
        { on: 'event', region: 'EU', kind: 'status', status: 500 },
        { on: 'event', region: 'NA', kind: 'status', status: 503 },
      ],
      expected: [503, 202],
    },
    {
      name: 'for tokens do not befall events',
      faults: [{ on: 'token', kind: 'status', status: 500 }],
      expected: [202],
    },
    {
      name: 'befall the requests that match',
      faults: [
        { on: 'event', matching: ({ body }) => body.byteLength < 10, kind: 'status', status: 500 },
        { on: 'event', matching: ({ stage }) => stage === 'live', kind: 'status', status: 503 },
      ],
      expected: [503, 202],
    },
    {
      name: 'that happen no times do not happen',
      faults: [{ on: 'event', kind: 'status', status: 500, times: 0 }],
      expected: [202],
    },
  ])('$name', async ({ faults, expected }) => {
    expect(await outcomes(faults, expected.length)).toEqual(expected)
  })

  test('a status comes with its headers and body and accepts nothing', async () => {
    await withSimulator({}, async simulator => {
      const token = await tokenOf(simulator)
      simulator.order({
        on: 'event',
        kind: 'status',
        status: 429,
        headers: { 'Retry-After': '7', 'X-Amzn-RequestId': 'made-up' },
        body: { message: 'slower' },
      })
      const response = await postEvent(simulator, token, weather)

      expect(response.headers.get('retry-after')).toBe('7')
      expect(response.headers.get('x-amzn-requestid')).toBe('made-up')
      expect(await objectOf(response)).toEqual({ message: 'slower' })
      expect(simulator.inbox()).toEqual([])
    })
  })

  test('a body of text goes out as it is', async () => {
    await withSimulator({}, async simulator => {
      const token = await tokenOf(simulator)
      simulator.order({ on: 'event', kind: 'status', status: 502, body: '<html>Bad gateway' })
      const response = await postEvent(simulator, token, weather)

      expect(await response.text()).toBe('<html>Bad gateway')
    })
  })

  test('a token request can fail, too', async () => {
    await withSimulator({}, async simulator => {
      simulator.order({ on: 'token', kind: 'status', status: 503 })
      const body = new URLSearchParams(tokenForm(simulator))
      const statuses = [
        (await fetch(simulator.authUrl, { method: 'POST', body })).status,
        (await fetch(simulator.authUrl, { method: 'POST', body })).status,
      ]

      expect(statuses).toEqual([503, 200])
    })
  })

  test.each([
    { when: 'before', inbox: 0, again: 202 },
    { when: 'after', inbox: 1, again: 409 },
  ] as const)(
    'a cut $when acceptance leaves $inbox notifications',
    async ({ when, inbox, again }) => {
      await withSimulator({}, async simulator => {
        const token = await tokenOf(simulator)
        simulator.order({ on: 'event', kind: 'cut', when })
        const first = await outcomeOf(postEvent(simulator, token, weather))
        const received = simulator.inbox().length
        const second = await outcomeOf(postEvent(simulator, token, weather))

        expect([first, received, second]).toEqual(['cut', inbox, again])
        expect(simulator.inbox()).toHaveLength(1)
      })
    },
  )

  test('a delayed request is decided as it would have been, later', async () => {
    await withSimulator({}, async simulator => {
      const token = await tokenOf(simulator)
      simulator.order({ on: 'event', kind: 'delay', milliseconds: 50 })
      const start = performance.now()
      const delayed = await postEvent(simulator, token, weather)

      expect(delayed.status).toBe(202)
      // Timers count whole milliseconds, so one may be missing.
      expect(performance.now() - start).toBeGreaterThanOrEqual(49)
      expect(simulator.inbox()).toHaveLength(1)
    })
  })

  test('a delayed request is decided although its client has gone', async () => {
    await withSimulator({}, async simulator => {
      const token = await tokenOf(simulator)
      const text = JSON.stringify(weather)
      simulator.order({ on: 'event', kind: 'delay', milliseconds: 50, times: 2 })
      for (const status of [202, 409]) {
        const known = simulator.requests().length
        const line = writeRaw(simulator, rawEvent(token, text, Buffer.byteLength(text)))
        await arrivals(simulator, known + 1)
        line.drop()
        await expect.poll(() => simulator.requests().at(-1)?.status).toBe(status)
      }

      expect(simulator.inbox()).toHaveLength(1)
      expect((await postEvent(simulator, token, weather)).status).toBe(409)
    })
  })

  test('the simulator closes although a hanging request was followed by nonsense', async () => {
    await withSimulator({}, async simulator => {
      const token = await tokenOf(simulator)
      simulator.order({ on: 'event', kind: 'hang' })
      const text = JSON.stringify(weather)
      const request = rawEvent(token, `${text}}}`, Buffer.byteLength(text), 'keep-alive')
      const line = writeRaw(simulator, request)
      await arrivals(simulator, 2)
      await simulator.close()

      expect(await line.answer).toBe('')
    })
  })

  test('a hanging request gets nothing until its client goes, others are served', async () => {
    await withSimulator({}, async simulator => {
      const token = await tokenOf(simulator)
      simulator.order({ on: 'event', kind: 'hang' })
      const hanging = outcomeOf(postEvent(simulator, token, weather))
      await arrivals(simulator, 2)
      const other = await postEvent(simulator, token, weather)
      await simulator.close()

      expect(other.status).toBe(202)
      expect(await hanging).toBe('cut')
      expect(simulator.requests().map(({ status }) => status)).toEqual([200, undefined, 202])
    })
  })

  test('the simulator closes while a request is delayed', async () => {
    await withSimulator({}, async simulator => {
      const token = await tokenOf(simulator)
      simulator.order({ on: 'event', kind: 'delay', milliseconds: 600_000 })
      const delayed = outcomeOf(postEvent(simulator, token, weather))
      await arrivals(simulator, 2)
      await simulator.close()

      expect(await delayed).toBe('cut')
      expect(simulator.requests().at(-1)).toMatchObject({
        status: undefined,
        note: expect.stringContaining('cut'),
      })
      expect(simulator.inbox()).toEqual([])
    })
  })
})

/** Waits until so many requests have come in. */
async function arrivals(simulator: Simulator, count: number): Promise<void> {
  await expect
    .poll(() => simulator.requests().length, { interval: 1 })
    .toBeGreaterThanOrEqual(count)
}
