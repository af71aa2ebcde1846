import { describe, expect, test } from 'vitest'
import { eventNames, regions, stages } from '../../src/core/alexa.ts'
import type { Json, JsonObject } from '../../src/core/json.ts'
import type { Simulator, SimulatorOptions, Subscriber } from '../../src/simulator/simulator.ts'
import { bodyOf, noon, unicast, weather } from './bodies.ts'
import { eventHeaders, eventUrl, objectOf, postEvent, tokenOf, withSimulator } from './calls.ts'

const ann: Subscriber = {
  user: 'amzn1.ask.account.ANN',
  region: 'NA',
  stage: 'live',
  locale: 'en-US',
}
const bob: Subscriber = { ...ann, user: 'amzn1.ask.account.BOB', locale: 'fr-CA' }

interface EventCase {
  readonly name: string
  readonly options?: SimulatorOptions
  readonly method?: string
  readonly path?: string
  readonly headers?: (token: string) => Record<string, string>
  readonly body?: Json
  /** What is sent instead of `body`. */
  readonly text?: string | Uint8Array
  readonly status: number
  /** A part of the message; for what is refused. */
  readonly says?: string
}

function changed(change: Record<string, Json | undefined>): JsonObject {
  return JSON.parse(JSON.stringify({ ...weather, ...change }))
}

function lasting(from: string, to: string): JsonObject {
  return changed({ timestamp: from, expiryTime: to })
}

function alert(payload: JsonObject): JsonObject {
  return changed({ event: { name: 'AMAZON.WeatherAlert.Activated', payload } })
}

function withHeader(name: string, value: (token: string) => string | undefined) {
  return (token: string): Record<string, string> => {
    const given = value(token)
    const { [name]: _, ...rest } = eventHeaders(token)
    return given === undefined ? rest : { ...rest, [name]: given }
  }
}

const paths: readonly EventCase[] = [
  { name: 'live without a slash', path: '/NA/v1/proactiveEvents', status: 202 },
  { name: 'live with a slash', path: '/EU/v1/proactiveEvents/', status: 202 },
  { name: 'development', path: '/FE/v1/proactiveEvents/stages/development', status: 202 },
  {
    name: 'development with a slash',
    path: '/FE/v1/proactiveEvents/stages/development/',
    status: 404,
    says: 'no slash',
  },
  {
    name: '/stages/live',
    path: '/NA/v1/proactiveEvents/stages/live',
    status: 404,
    says: 'no /stages/live',
  },
  { name: 'no region', path: '/v1/proactiveEvents', status: 404, says: 'region is missing' },
  { name: 'a region in lowercase', path: '/eu/v1/proactiveEvents', status: 404, says: '/EU/' },
  { name: 'an unknown region', path: '/AS/v1/proactiveEvents', status: 404, says: 'NA, EU and FE' },
  { name: 'an event in lowercase', path: '/NA/v1/proactiveevents', status: 404 },
  { name: 'PUT', method: 'PUT', status: 405, says: 'POST' },
  { name: 'GET', method: 'GET', status: 405, says: 'POST' },
]

const headers: readonly EventCase[] = [
  {
    name: 'no Authorization',
    headers: withHeader('authorization', () => undefined),
    status: 403,
    says: 'missing',
  },
  {
    name: 'a colon after Bearer',
    headers: withHeader('authorization', token => `Bearer: ${token}`),
    status: 403,
    says: 'colon',
  },
  {
    name: 'the token alone',
    headers: withHeader('authorization', token => token),
    status: 403,
    says: '"Bearer"',
  },
  {
    name: 'the token of nobody',
    headers: withHeader('authorization', token => `Bearer ${token}x`),
    status: 403,
    says: 'unknown',
  },
  {
    name: 'a token that was never received',
    headers: withHeader('authorization', () => 'Bearer undefined'),
    status: 403,
    says: '"undefined"',
  },
  {
    name: 'a charset on the content type',
    headers: withHeader('content-type', () => 'application/json; charset=utf-8'),
    status: 202,
  },
  {
    name: 'a form content type',
    headers: withHeader('content-type', () => 'application/x-www-form-urlencoded'),
    status: 400,
    says: 'application/json',
  },
]

const contents: readonly EventCase[] = [
  { name: 'no bytes at all', text: '', status: 400, says: 'empty' },
  { name: 'two bytes missing', text: JSON.stringify(weather).slice(0, -2), status: 400 },
  {
    name: 'a character cut in two',
    text: Buffer.from(JSON.stringify(weather)).subarray(
      0,
      Buffer.from(JSON.stringify(weather)).indexOf('é') + 1,
    ),
    status: 400,
    says: 'UTF-8',
  },
  { name: 'Latin-1', text: Buffer.from(JSON.stringify(weather), 'latin1'), status: 400 },
  { name: 'a list', body: [weather], status: 400, says: 'object' },
  { name: 'the members in another order', body: reversed(weather), status: 202 },
  { name: 'no timestamp', body: changed({ timestamp: undefined }), status: 400, says: 'timestamp' },
  {
    name: 'no expiryTime',
    body: changed({ expiryTime: undefined }),
    status: 400,
    says: 'expiryTime',
  },
  { name: 'no event', body: changed({ event: undefined }), status: 400, says: 'event.name' },
  {
    name: 'no payload',
    body: changed({ event: { name: 'AMAZON.WeatherAlert.Activated' } }),
    status: 400,
    says: 'payload',
  },
  {
    name: 'no audience',
    body: changed({ relevantAudience: undefined }),
    status: 400,
    says: 'relevantAudience',
  },
  {
    name: 'an audience in lowercase',
    body: changed({ relevantAudience: { type: 'multicast', payload: {} } }),
    status: 400,
    says: 'relevantAudience',
  },
  {
    name: 'a Unicast without a user',
    body: changed({ relevantAudience: { type: 'Unicast', payload: {} } }),
    status: 400,
    says: 'user',
  },
  {
    name: 'a Unicast with a nested user',
    body: changed({ relevantAudience: { type: 'Unicast', payload: { user: { userId: 'x' } } } }),
    status: 400,
    says: 'user',
  },
  {
    name: 'a misspelled event',
    body: changed({ event: { name: 'AMAZON.WeatherAlert.Activate', payload: {} } }),
    status: 400,
    says: 'AMAZON.WeatherAlert.Activated',
  },
  {
    name: 'alert instead of weatherAlert',
    body: alert({ alert: { alertType: 'HURRICANE' } }),
    status: 400,
    says: 'weatherAlert',
  },
  {
    name: 'an unknown alertType',
    body: alert({ weatherAlert: { alertType: 'SNOW' } }),
    status: 400,
    says: 'alertType',
  },
  {
    name: 'an event the skill does not publish',
    options: { publications: ['AMAZON.MessageAlert.Activated'] },
    status: 400,
    says: 'AMAZON.MessageAlert.Activated',
  },
  {
    name: 'the one event the skill publishes',
    options: { publications: ['AMAZON.WeatherAlert.Activated'] },
    status: 202,
  },
  { name: 'an empty reference id', body: changed({ referenceId: '' }), status: 400 },
  { name: 'no reference id', body: changed({ referenceId: undefined }), status: 400 },
  { name: 'a reference id of 1', body: changed({ referenceId: '~' }), status: 202 },
  { name: 'a reference id of 100', body: changed({ referenceId: 'a'.repeat(100) }), status: 202 },
  { name: 'a reference id of 101', body: changed({ referenceId: 'a'.repeat(101) }), status: 400 },
]

const times: readonly EventCase[] = [
  { name: '5 minutes', body: lasting('2026-05-01T12:00:00Z', '2026-05-01T12:05:00Z'), status: 202 },
  {
    name: 'a millisecond under 5 minutes',
    body: lasting('2026-05-01T12:00:00.001Z', '2026-05-01T12:05:00.000Z'),
    status: 400,
    says: '5 minutes to 24 hours',
  },
  { name: '24 hours', body: lasting('2026-05-01T12:00:00Z', '2026-05-02T12:00:00Z'), status: 202 },
  {
    name: 'a millisecond over 24 hours',
    body: lasting('2026-05-01T12:00:00.000Z', '2026-05-02T12:00:00.001Z'),
    status: 400,
    says: '5 minutes to 24 hours',
  },
  {
    name: 'an end before the beginning',
    body: lasting('2026-05-01T12:00:00Z', '2026-05-01T11:00:00Z'),
    status: 400,
  },
  {
    name: 'offsets that make a day of what looks like more',
    body: lasting('2026-05-01T12:00:00+02:00', '2026-05-02T13:00:00+03:00'),
    status: 202,
  },
  {
    name: 'a fraction of two digits',
    body: lasting('2026-05-01T12:00:00.00Z', '2026-05-01T13:00:00.00Z'),
    status: 202,
  },
  {
    name: 'a space instead of T',
    body: lasting('2026-05-01 12:00:00', '2026-05-01T13:00:00Z'),
    status: 400,
    says: 'timestamp',
  },
  {
    name: 'a month that does not exist',
    body: lasting('2026-13-01T12:00:00Z', '2026-05-01T13:00:00Z'),
    status: 400,
    says: 'timestamp',
  },
  {
    name: 'a number',
    body: changed({ timestamp: noon.getTime() }),
    status: 400,
    says: 'timestamp',
  },
]

const unverified: readonly EventCase[] = [
  {
    name: 'other characters in the reference id',
    body: changed({ referenceId: 'ünique-id_of.this' }),
    status: 202,
  },
  {
    name: 'times long ago',
    body: lasting('2018-06-18T22:10:01Z', '2018-06-19T22:10:01Z'),
    status: 202,
  },
  {
    name: 'times without a zone',
    body: lasting('2026-05-01T12:00:00', '2026-05-02T12:00:00'),
    status: 202,
  },
  {
    name: 'a Multicast without payload',
    body: changed({ relevantAudience: { type: 'Multicast' } }),
    status: 202,
  },
  {
    name: 'no localizedAttributes',
    body: without('localizedAttributes', bodyOf('AMAZON.MessageAlert.Activated')),
    status: 202,
  },
  {
    name: 'order details in another spelling',
    body: changed({
      event: {
        name: 'AMAZON.OrderStatus.Updated',
        payload: {
          state: { status: 'ORDER_DELIVERED', deliveredOn: '2026-05-01T12:00:00Z' },
          order: { seller: { name: 'localizedattribute:source' } },
        },
      },
    }),
    status: 202,
  },
  {
    name: 'a user id in another shape',
    options: { subscribers: [{ ...ann, user: 'ann' }] },
    body: changed(unicast('ann')),
    status: 202,
  },
  { name: 'an unknown member', body: changed({ _message: 'x' }), status: 202 },
  {
    name: 'literal text in a localizable field',
    body: changed({
      ...alert({ weatherAlert: { source: 'Weather Channel', alertType: 'TORNADO' } }),
      localizedAttributes: [],
    }),
    status: 202,
  },
]

function without(name: string, { [name]: _, ...rest }: JsonObject): JsonObject {
  return rest
}

function reversed(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).reverse())
}

describe.each([
  ['the path and method', paths],
  ['the headers', headers],
  ['the body', contents],
  ['the times', times],
  ['what Amazon leaves open', unverified],
])('%s', (_, cases) => {
  test.each(cases)('$name: $status', async row => {
    await withSimulator(row.options ?? {}, async simulator => {
      const token = await tokenOf(simulator)
      const method = row.method ?? 'POST'
      const response = await fetch(
        new URL(row.path ?? '/NA/v1/proactiveEvents', simulator.authUrl),
        {
          method,
          headers: row.headers?.(token) ?? eventHeaders(token),
          body: method === 'GET' ? null : (row.text ?? JSON.stringify(row.body ?? weather)),
        },
      )
      const text = await response.text()

      expect({ status: response.status, text }).toMatchObject({ status: row.status })
      expect(response.headers.get('x-amzn-requestid')).toMatch(/./)
      expect(simulator.inbox()).toHaveLength(row.status === 202 ? 1 : 0)
      if (row.status === 202) expect(text).toBe('')
      else {
        const { code, message } = JSON.parse(text)
        expect(code).toBe(row.status)
        expect(message).toContain('Simulator: ')
        expect(message).toContain(row.says ?? '')
        expect(message).not.toContain(token)
      }
    })
  })
})

test('a request without a content type is refused', async () => {
  await withSimulator({}, async simulator => {
    const token = await tokenOf(simulator)
    const { authorization = '' } = eventHeaders(token)
    const response = await fetch(eventUrl(simulator), {
      method: 'POST',
      headers: { authorization },
      // Bytes, because fetch gives texts a content type of its own.
      body: Buffer.from(JSON.stringify(weather)),
    })

    expect(response.status).toBe(400)
    expect((await objectOf(response))['message']).toContain('content type')
  })
})

test.each(eventNames)('%s is accepted in its smallest form', async name => {
  await withSimulator({}, async simulator => {
    const response = await postEvent(simulator, await tokenOf(simulator), bodyOf(name))

    expect({ status: response.status, text: await response.text() }).toEqual({
      status: 202,
      text: '',
    })
    expect(simulator.inbox().map(notification => notification.eventName)).toEqual([name])
  })
})

test('all problems of a body are told at once', async () => {
  await withSimulator({}, async simulator => {
    const wrong = {
      ...alert({ weatherAlert: { alertType: 'SNOW' } }),
      expiryTime: '2026-05-01T12:00:10Z',
    }
    const response = await postEvent(simulator, await tokenOf(simulator), wrong)

    expect((await objectOf(response))['message']).toMatch(/alertType.*5 minutes/s)
  })
})

describe('who gets an event', () => {
  const everywhere = regions.flatMap(region =>
    stages.map(stage => ({ ...ann, user: `amzn1.ask.account.${region}${stage}`, region, stage })),
  )

  test.each(regions.flatMap(region => stages.map(stage => ({ region, stage }))))(
    'a Multicast to $stage in $region reaches the subscribers there alone',
    async ({ region, stage }) => {
      await withSimulator({ subscribers: everywhere }, async simulator => {
        const token = await tokenOf(simulator)
        const response = await postEvent(simulator, token, weather, region, stage)

        expect(response.status).toBe(202)
        expect(simulator.inbox()).toEqual([
          {
            user: `amzn1.ask.account.${region}${stage}`,
            region,
            stage,
            locale: 'en-US',
            eventName: 'AMAZON.WeatherAlert.Activated',
            referenceId: 'reference1',
            body: weather,
            requestId: response.headers.get('x-amzn-requestid'),
            receivedAt: noon,
          },
        ])
      })
    },
  )

  test('by default there is one subscriber for each region and stage', async () => {
    await withSimulator({}, async ({ subscribers }) => {
      expect(subscribers.map(({ region, stage }) => `${region} ${stage}`)).toEqual([
        'NA development',
        'NA live',
        'EU development',
        'EU live',
        'FE development',
        'FE live',
      ])
      expect(new Set(subscribers.map(({ user }) => user)).size).toBe(6)
      for (const { user } of subscribers) {
        expect(user).toMatch(/^amzn1\.ask\.account\..+/)
        expect(user.length).toBeLessThanOrEqual(255)
      }
    })
  })

  test('a Multicast that nobody listens to is accepted all the same', async () => {
    await withSimulator({ subscribers: [] }, async simulator => {
      const token = await tokenOf(simulator)
      const statuses = [
        (await postEvent(simulator, token, weather)).status,
        (await postEvent(simulator, token, weather)).status,
      ]

      expect(statuses).toEqual([202, 202])
      expect(simulator.inbox()).toEqual([])
    })
  })

  test('a customer who wants other events is left out', async () => {
    const picky: Subscriber = { ...bob, events: ['AMAZON.MessageAlert.Activated'] }
    await withSimulator({ subscribers: [ann, picky] }, async simulator => {
      const token = await tokenOf(simulator)
      await postEvent(simulator, token, weather)
      await postEvent(simulator, token, {
        ...bodyOf('AMAZON.MessageAlert.Activated'),
        referenceId: 'reference2',
      })

      expect(usersOf(simulator)).toEqual([ann.user, ann.user, picky.user])
    })
  })

  test.each([
    { name: 'a subscriber', user: ann.user, status: 202 },
    { name: 'nobody known', user: 'amzn1.ask.account.CARL', status: 403, says: 'not subscribed' },
    {
      name: 'a subscriber of another region',
      user: 'amzn1.ask.account.EU',
      status: 403,
      says: 'live in EU',
    },
    {
      name: 'a subscriber of another stage',
      user: 'amzn1.ask.account.DEV',
      status: 403,
      says: 'development in NA',
    },
    {
      name: 'a subscriber of other events',
      user: 'amzn1.ask.account.PICKY',
      status: 403,
      says: 'not turned on',
    },
  ])('a Unicast to $name: $status', async ({ user, status, says }) => {
    const subscribers: readonly Subscriber[] = [
      ann,
      bob,
      { ...ann, user: 'amzn1.ask.account.EU', region: 'EU' },
      { ...ann, user: 'amzn1.ask.account.DEV', stage: 'development' },
      { ...ann, user: 'amzn1.ask.account.PICKY', events: [] },
    ]
    await withSimulator({ subscribers }, async simulator => {
      const body = changed(unicast(user))
      const response = await postEvent(simulator, await tokenOf(simulator), body)

      expect(response.status).toBe(status)
      expect(usersOf(simulator)).toEqual(status === 202 ? [user] : [])
      if (says !== undefined) expect((await objectOf(response))['message']).toContain(says)
    })
  })
})

describe('a repeated reference id', () => {
  const other = changed({ referenceId: 'reference2' })
  const toAnn = changed(unicast(ann.user))
  const toBob = changed(unicast(bob.user))

  test.each([
    { name: 'the same Unicast', bodies: [toAnn, toAnn], statuses: [202, 409] },
    { name: 'another customer', bodies: [toAnn, toBob], statuses: [202, 202] },
    { name: 'another reference id', bodies: [weather, other], statuses: [202, 202] },
    { name: 'the same Multicast', bodies: [weather, weather], statuses: [202, 409] },
    {
      name: 'a Multicast after everybody had it alone',
      bodies: [toAnn, toBob, weather],
      statuses: [202, 202, 409],
    },
    { name: 'a Unicast after the Multicast', bodies: [weather, toBob], statuses: [202, 409] },
  ])('$name: $statuses', async ({ bodies, statuses }) => {
    await withSimulator({ subscribers: [ann, bob] }, async simulator => {
      const token = await tokenOf(simulator)
      const answered: number[] = []
      for (const body of bodies) answered.push((await postEvent(simulator, token, body)).status)

      expect(answered).toEqual(statuses)
    })
  })

  test('a Multicast reaches those who do not have it yet', async () => {
    await withSimulator({ subscribers: [ann, bob] }, async simulator => {
      const token = await tokenOf(simulator)
      await postEvent(simulator, token, toAnn)
      const response = await postEvent(simulator, token, weather)

      expect(response.status).toBe(202)
      expect(usersOf(simulator)).toEqual([ann.user, bob.user])
    })
  })

  test('counts for each region and stage of its own', async () => {
    const subscribers = regions.flatMap(region => stages.map(stage => ({ ...ann, region, stage })))
    await withSimulator({ subscribers }, async simulator => {
      const token = await tokenOf(simulator)
      const statuses = await Promise.all(
        regions.flatMap(region =>
          stages.map(
            async stage => (await postEvent(simulator, token, weather, region, stage)).status,
          ),
        ),
      )

      expect(statuses).toEqual([202, 202, 202, 202, 202, 202])
    })
  })

  test('a refused event does not use it up', async () => {
    await withSimulator({}, async simulator => {
      const token = await tokenOf(simulator)
      const refused = await postEvent(simulator, token, alert({}))
      const accepted = await postEvent(simulator, token, weather)

      expect([refused.status, accepted.status]).toEqual([400, 202])
    })
  })

  test('of 100 at once exactly one is new', async () => {
    await withSimulator({ subscribers: [ann] }, async simulator => {
      const token = await tokenOf(simulator)
      const statuses = await Promise.all(
        Array.from(
          { length: 100 },
          async () => (await postEvent(simulator, token, weather)).status,
        ),
      )

      expect(statuses.filter(status => status === 202)).toHaveLength(1)
      expect(statuses.filter(status => status === 409)).toHaveLength(99)
      expect(simulator.inbox()).toHaveLength(1)
    })
  })
})

describe('limits', () => {
  test('more than so many per second are sent back with Retry-After, each region for itself', async () => {
    let now = noon.getTime()
    const options = { limits: { perSecond: 2 }, clock: () => new Date(now), subscribers: [] }
    await withSimulator(options, async simulator => {
      const token = await tokenOf(simulator)
      const send = (region: 'NA' | 'EU') => postEvent(simulator, token, weather, region)
      const statuses: number[] = []
      for (const region of ['NA', 'NA', 'NA', 'EU'] as const) {
        statuses.push((await send(region)).status)
      }
      now += 999
      const early = await send('NA')
      now += 1
      const late = await send('NA')

      expect(statuses).toEqual([202, 202, 429, 202])
      expect(early.status).toBe(429)
      expect(early.headers.get('retry-after')).toBe('1')
      expect(late.status).toBe(202)
    })
  })

  test('with a burst, what was not used before may be caught up on', async () => {
    let now = noon.getTime()
    const limits = { perSecond: 1, burst: 2 }
    await withSimulator(
      { limits, clock: () => new Date(now), subscribers: [] },
      async simulator => {
        const token = await tokenOf(simulator)
        const statusAfter = async (wait: number): Promise<number> => {
          now += wait
          return (await postEvent(simulator, token, weather)).status
        }
        const statuses: number[] = []
        for (const wait of [0, 0, 0, 500, 500, 60_000, 0, 0]) statuses.push(await statusAfter(wait))
        expect(statuses).toEqual([202, 202, 429, 429, 202, 202, 202, 429])
      },
    )
  })

  test('a throttled event is not in the inbox and may be sent again', async () => {
    let now = noon.getTime()
    const options = { limits: { perSecond: 1 }, clock: () => new Date(now) }
    await withSimulator(options, async simulator => {
      const token = await tokenOf(simulator)
      await postEvent(simulator, token, weather, 'NA', 'development')
      const throttled = await postEvent(simulator, token, weather)
      now += 1000
      const again = await postEvent(simulator, token, weather)

      expect([throttled.status, again.status]).toEqual([429, 202])
    })
  })

  test('the live stage has a limit of notifications, the development stage has none', async () => {
    await withSimulator({ limits: { liveNotifications: 1 } }, async simulator => {
      const token = await tokenOf(simulator)
      const other = changed({ referenceId: 'reference2' })
      const statuses = [
        (await postEvent(simulator, token, weather, 'NA', 'development')).status,
        (await postEvent(simulator, token, other, 'NA', 'development')).status,
        (await postEvent(simulator, token, weather)).status,
        (await postEvent(simulator, token, other)).status,
        (await postEvent(simulator, token, other, 'EU')).status,
        (await postEvent(simulator, token, other, 'FE', 'development')).status,
      ]

      expect(statuses).toEqual([202, 202, 202, 432, 432, 202])
    })
  })
})

function usersOf(simulator: Simulator): readonly string[] {
  return simulator.inbox().map(notification => notification.user)
}
