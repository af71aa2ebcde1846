import { request } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { isObject, type Json, type JsonObject } from '../../src/core/json.ts'
import { pageOf, startInbox } from '../../src/simulator/inbox/serve.ts'
import { startSimulator } from '../../src/simulator/start.ts'
import { unicast, weather } from './bodies.ts'
import { postEvent, tokenOf } from './calls.ts'

/** A simulator with its page, all in this process. */
async function open() {
  const { simulator, inbox } = await startInbox()
  onTestFinished(() => simulator.close())
  const { origin } = new URL(simulator.authUrl)
  const ask = (path: string, headers: Readonly<Record<string, string>> = {}, body?: string) =>
    asked(new URL(path, origin), headers, body)
  const json = { origin, 'content-type': 'application/json' }
  return {
    simulator,
    inbox,
    ask,
    origin,
    act: (action: Json) => ask('/inbox/act', json, JSON.stringify(action)),
    actText: (text: string) => ask('/inbox/act', json, text),
  }
}

/** Asks with headers that `fetch` does not let anybody choose. */
function asked(url: URL, headers: Readonly<Record<string, string>>, body?: string) {
  return new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST'
    const sent = request(url, { method, headers }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
      })
      response.on('end', () => resolve({ status: response.statusCode, text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** The server-sent events of a page, one after another. */
async function* eventsOf(origin: string): AsyncGenerator<{ kind: string; data: Json }> {
  const stopped = new AbortController()
  const { body } = await fetch(new URL('/inbox/live', origin), { signal: stopped.signal })
  let text = ''
  try {
    for await (const piece of body ?? []) {
      text += Buffer.from(piece).toString()
      const whole = text.split('\n\n')
      text = whole.pop() ?? ''
      for (const block of whole) {
        const [, kind = '', data = ''] =
          /^(?:retry: \d+\n)?event: (.+)\ndata: (.+)$/.exec(block) ?? []
        yield { kind, data: JSON.parse(data) }
      }
    }
  } finally {
    stopped.abort()
  }
}

/** The first event of a kind that holds a text. */
async function eventWith(
  events: AsyncGenerator<{ kind: string; data: Json }>,
  kind: string,
  text: string,
) {
  for (;;) {
    const { value, done } = await events.next()
    if (done === true) throw new Error(`The page was never told "${text}".`)
    if (value.kind === kind && JSON.stringify(value.data).includes(text)) return value.data
  }
}

/** An alert that may be heard now. */
function alertNow(): JsonObject {
  const now = Date.now()
  return {
    ...weather,
    timestamp: new Date(now).toISOString(),
    expiryTime: new Date(now + 3_600_000).toISOString(),
  }
}

describe('what the page is told', () => {
  test('first everything, then what is new, without credentials', async () => {
    const { simulator, origin, ask } = await open()
    await ask('/nowhere')
    const events = eventsOf(origin)
    const hello = await eventWith(events, 'hello', '/nowhere')
    expect(isObject(hello) && hello['offered']).toContain('Answer 500')
    await eventWith(events, 'view', '"customers"')

    const token = await tokenOf(simulator)
    const { status } = await postEvent(simulator, token, alertNow(), 'NA', 'development')
    expect(status).toBe(202)
    const requests = JSON.stringify(await eventWith(events, 'requests', 'HURRICANE'))
    for (const secret of [token, simulator.credentials.clientSecret]) {
      expect(requests).not.toContain(secret)
    }
    expect(requests).toContain('"authorization":"(hidden)"')
    await eventWith(events, 'view', '"waiting":[{')
    await events.return(undefined)
  })

  test('at most 1,000 requests, the newest', async () => {
    const { simulator, inbox, ask } = await open()
    await ask('/nowhere')
    const [arrived] = simulator.requests()
    if (arrived === undefined) throw new Error('No request came in.')
    for (let more = 0; more < 1000; more += 1) inbox.add(arrived)
    const shown = inbox.requests()
    expect([shown.length, shown.at(0)?.id, shown.at(-1)?.id]).toEqual([1000, 1, 1000])
  })
})

describe('what the page orders', () => {
  test('a customer is switched off, and on again', async () => {
    const { simulator, inbox, act } = await open()
    const token = await tokenOf(simulator)
    const { user } = inbox.view().customers.find(({ id }) => id === 0) ?? { user: '' }
    const send = async (referenceId: string) => {
      const body = { ...alertNow(), ...unicast(user), referenceId }
      return (await postEvent(simulator, token, body, 'NA', 'development')).status
    }
    expect(await act({ do: 'turn', customer: 0, on: false })).toMatchObject({ status: 204 })
    expect(inbox.view().customers.map(({ on }) => on)).toEqual([
      false,
      true,
      true,
      true,
      true,
      true,
    ])
    expect(await send('reference1')).toBe(403)
    await act({ do: 'turn', customer: 0, on: true })
    expect(await send('reference2')).toBe(202)
    expect(inbox.view().customers[0]?.waiting.map(one => one.referenceId)).toEqual(['reference2'])
    await act({ do: 'read', customer: 0 })
    expect(inbox.view().customers[0]?.waiting).toEqual([])
  })

  test('faults happen in the order of the clicks, each once', async () => {
    const { simulator, inbox, act } = await open()
    const token = await tokenOf(simulator)
    const offered = ['Answer 503', 'Answer 500', 'Answer 429, too many requests']
    for (const fault of offered) await act({ do: 'fault', fault })
    expect(inbox.view().faults).toEqual(offered)
    const answers: number[] = []
    for (let sent = 0; sent < 4; sent += 1) {
      answers.push((await postEvent(simulator, token, alertNow(), 'NA', 'development')).status)
    }
    expect(answers).toEqual([503, 500, 429, 202])
    expect(inbox.view().faults).toEqual([])
  })

  test('tokens become invalid', async () => {
    const { simulator, act } = await open()
    const token = await tokenOf(simulator)
    await act({ do: 'revoke' })
    const { status } = await postEvent(simulator, token, alertNow(), 'NA', 'development')
    expect(status).toBe(403)
  })

  test('another manifest changes what the skill may send', async () => {
    const { simulator } = await open()
    const token = await tokenOf(simulator)
    const send = async () =>
      (await postEvent(simulator, token, alertNow(), 'NA', 'development')).status
    simulator.publish(['AMAZON.Occasion.Updated'])
    expect(await send()).toBe(400)
    simulator.publish(['AMAZON.WeatherAlert.Activated'])
    expect(await send()).toBe(202)
  })

  test.each<{ what: string; text: string; says: string }>([
    { what: 'no JSON', text: '{', says: 'This is no JSON.' },
    { what: 'no object', text: '[]', says: 'An action is a JSON object.' },
    { what: 'too long', text: `{"do":"revoke"}${' '.repeat(1000)}`, says: 'This is no JSON.' },
    { what: 'an unknown action', text: '{"do":"dance"}', says: 'There is no such action.' },
    {
      what: 'an unknown fault',
      text: '{"do":"fault","fault":"x"}',
      says: 'There is no such fault.',
    },
    { what: 'no customer', text: '{"do":"turn","on":false}', says: 'There is no such customer.' },
    {
      what: 'an unknown customer',
      text: '{"do":"read","customer":99}',
      says: 'There is no such customer.',
    },
  ])('is refused where it is $what', async ({ text, says }) => {
    const { inbox, actText } = await open()
    const before = inbox.view()
    expect(await actText(text)).toEqual({ status: 400, text: `${says}\n` })
    expect(inbox.view()).toEqual(before)
  })
})

describe('who is answered', () => {
  test.each([
    ['a name that may be bound to this address', { host: 'evil.example:80' }],
    ['no host that can be read', { host: 'a b' }],
    ['the page of another origin', { origin: 'http://evil.example' }],
    ['the page of another site', { 'sec-fetch-site': 'cross-site' }],
  ])('not %s', async (_, headers) => {
    const { ask } = await open()
    for (const path of ['/', '/inbox/live', '/inbox/style.css']) {
      expect((await ask(path, headers)).status).toBe(403)
    }
    expect((await ask('/inbox/act', headers, '{"do":"revoke"}')).status).toBe(403)
  })

  test('who follows a link from elsewhere, and whoever is at localhost', async () => {
    const { ask, origin } = await open()
    const visit = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    expect((await ask('/', visit)).status).toBe(200)
    expect((await ask('/inbox/app.js', { host: `localhost:${new URL(origin).port}` })).status).toBe(
      200,
    )
  })

  test('nobody for what is not there, or with another method', async () => {
    const { ask, origin } = await open()
    expect((await ask('/inbox/nothing')).status).toBe(404)
    const json = { origin, 'content-type': 'application/json' }
    expect((await ask('/inbox/live', json, '{}')).status).toBe(405)
  })

  test('nobody before there is something to show', async () => {
    const simulator = await startSimulator({ front: pageOf(undefined, () => undefined) })
    onTestFinished(() => simulator.close())
    expect(await asked(new URL('/', simulator.authUrl), {})).toEqual({
      status: 403,
      text: 'The simulator is still starting.\n',
    })
  })
})
