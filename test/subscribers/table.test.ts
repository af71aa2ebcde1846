import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readChange, type SubscriberChange } from '../../src/subscribers/change.ts'
import { openTable, type Subscriber, type SubscribersTable } from '../../src/subscribers/table.ts'
import { type LoopbackTable, startTable, tableName } from './loopback-table.ts'

const weather = 'AMAZON.WeatherAlert.Activated'
const order = 'AMAZON.OrderStatus.Updated'

let server: LoopbackTable
let table: SubscribersTable
beforeAll(async () => {
  server = await startTable()
  for (const [name, value] of Object.entries(server.environment)) vi.stubEnv(name, value)
  table = await openTable(tableName)
})
afterAll(async () => {
  table.close()
  vi.unstubAllEnvs()
  await server.close()
})

let count = 0
const newUser = () => `amzn1.ask.account.USER${++count}`

interface SkillEvent {
  readonly minute: number
  readonly events: readonly string[] | 'disabled' | 'gone'
  readonly region?: string
}

function changeOf(user: string, { minute, events, region = 'eu.' }: SkillEvent, id = 'request') {
  const isChange = typeof events !== 'string'
  const status = events === 'gone' ? 'NOT_PERSISTED' : 'PERSISTED'
  const change = readChange(
    {
      context: {
        System: { user: { userId: user }, apiEndpoint: `https://api.${region}amazonalexa.com` },
      },
      request: {
        type: `AlexaSkillEvent.${isChange ? 'ProactiveSubscriptionChanged' : 'SkillDisabled'}`,
        requestId: id,
        timestamp: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
        body: isChange
          ? { subscriptions: events.map(eventName => ({ eventName })) }
          : { userInformationPersistenceStatus: status },
      },
    },
    new Date(0),
  )
  if (change === undefined) throw new Error('no change')
  return change
}

async function record(changes: readonly SubscriberChange[]): Promise<void> {
  for (const change of changes) await table.record(change)
}

async function readAll(event?: string): Promise<readonly Subscriber[]> {
  const found: Subscriber[] = []
  for await (const page of table.read(event)) found.push(...page)
  return found
}

const subscribed = async (user: string, event?: string) =>
  (await readAll(event)).filter(one => one.user === user)

describe('what is recorded', () => {
  it('is who is subscribed to what, where and since when', async () => {
    const user = newUser()
    await record([changeOf(user, { minute: 1, events: [weather, order] })])
    const row = { user, events: [order, weather], region: 'EU', time: '2026-01-01T00:01:00.000Z' }
    expect(await subscribed(user, weather)).toEqual([row])
    expect(await subscribed(user)).toEqual([row])
    expect(await subscribed(user, 'AMAZON.SportsEvent.Updated')).toEqual([])
  })

  it('does not follow a request that comes late', async () => {
    const user = newUser()
    await record([
      changeOf(user, { minute: 2, events: [order] }),
      changeOf(user, { minute: 1, events: [weather] }),
    ])
    expect(await subscribed(user)).toMatchObject([{ events: [order] }])
  })

  it('ends with the skill, and begins again with it', async () => {
    const user = newUser()
    await record([
      changeOf(user, { minute: 1, events: [weather] }),
      changeOf(user, { minute: 2, events: 'disabled' }),
    ])
    expect(await subscribed(user)).toEqual([])
    await record([changeOf(user, { minute: 3, events: [weather] })])
    expect(await subscribed(user)).toHaveLength(1)
    expect(await server.row(user)).not.toHaveProperty('expires')
  })

  it('leaves a tombstone of an id that is dead, for 30 days', async () => {
    const user = newUser()
    await record([
      changeOf(user, { minute: 2, events: 'gone' }),
      changeOf(user, { minute: 1, events: [weather] }),
    ])
    expect(await subscribed(user)).toEqual([])
    expect(await server.row(user)).toMatchObject({
      gone: { BOOL: true },
      expires: { N: String(Date.UTC(2026, 0, 31, 0, 2) / 1000) },
    })
  })
})

describe('any order of the same requests', () => {
  const event = fc.record({
    // Few times, so that several are at the same one.
    minute: fc.integer({ min: 0, max: 4 }),
    events: fc.oneof(
      fc.subarray([weather, order]),
      fc.constantFrom<'disabled' | 'gone'>('disabled', 'gone'),
    ),
    region: fc.constantFrom('', 'eu.', 'fe.'),
  })
  const history = fc
    .array(event, { minLength: 2, maxLength: 6 })
    .chain(events =>
      fc.tuple(
        fc.constant(events),
        fc.shuffledSubarray([...events.keys()], { minLength: events.length }),
        fc.subarray([...events.keys()]),
      ),
    )

  it('ends in the same row, also where some come twice', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ([events, shuffled, repeated]) => {
        const rowAfter = async (order: readonly number[]) => {
          const user = newUser()
          const changes = events.map((one, at) => changeOf(user, one, `request-${at}`))
          await record(order.flatMap(at => changes[at] ?? []))
          return { ...(await server.row(user)), user: undefined }
        }
        const inOrder = await rowAfter([...events.keys()])
        expect(await rowAfter([...shuffled, ...repeated])).toEqual(inOrder)
      }),
      { numRuns: 60 },
    )
  })
})

describe('removing', () => {
  it('takes out a user who was not heard of since', async () => {
    const user = newUser()
    await record([changeOf(user, { minute: 1, events: [weather] })])
    expect(await table.remove(user, '2026-01-01T00:02:00.000Z')).toBe(true)
    expect(await subscribed(user)).toEqual([])
    expect(await table.remove(user, '2026-01-01T00:02:00.000Z')).toBe(false)
  })

  it('leaves a user who has subscribed again meanwhile', async () => {
    const user = newUser()
    await record([changeOf(user, { minute: 3, events: [weather] })])
    expect(await table.remove(user, '2026-01-01T00:02:00.000Z')).toBe(false)
    expect(await subscribed(user)).toHaveLength(1)
  })
})
