import { getRequestType, SkillBuilders } from 'ask-sdk-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Callback, withSubscribers } from '../../src/subscribers/index.ts'
import {
  type Answer,
  closedPort,
  type LoopbackServer,
  startLoopbackServer,
} from '../support/loopback-server.ts'
import { awsAt, type LoopbackTable, startTable, tableName } from './loopback-table.ts'

const weather = 'AMAZON.WeatherAlert.Activated'
let count = 0

/** A request as Alexa sends it, of a user of its own. */
function request(type = 'AlexaSkillEvent.ProactiveSubscriptionChanged') {
  count += 1
  return {
    version: '1.0',
    context: {
      System: {
        application: { applicationId: 'amzn1.ask.skill.1' },
        user: { userId: `amzn1.ask.account.SECRET${count}` },
        apiEndpoint: 'https://api.amazonalexa.com',
        apiAccessToken: 'none',
      },
    },
    request: {
      type,
      requestId: `request-${count}`,
      timestamp: '2026-01-15T12:00:00Z',
      locale: 'en-US',
      body: { subscriptions: [{ eventName: weather }] },
    },
  }
}
const userOf = ({ context }: ReturnType<typeof request>) => context.System.user.userId
const context = {}

let warnings: string[]
beforeEach(() => {
  warnings = []
  vi.spyOn(console, 'warn').mockImplementation(text => {
    warnings.push(String(text))
  })
  vi.stubEnv('ALEXA_SUBSCRIBERS_TABLE', tableName)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})
const useAws = (environment: Readonly<Record<string, string>>) => {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
}

describe('a handler with subscribers', () => {
  let table: LoopbackTable
  beforeAll(async () => {
    table = await startTable()
  })
  afterAll(() => table.close())
  beforeEach(() => useAws(table.environment))

  const handlers = [
    ['with a promise', withSubscribers(async () => ({ response: 'mine' }))],
    ['without a promise', withSubscribers(() => ({ response: 'mine' }))],
    [
      'with a callback',
      withSubscribers((_event: object, _context: object, callback: Callback<object>) => {
        setImmediate(() => callback(null, { response: 'mine' }))
      }),
    ],
  ] as const

  it.each(handlers)(
    '%s answers as before, and what changed is recorded',
    async (_name, handler) => {
      const event = request()
      expect(await handler(event, context)).toEqual({ response: 'mine' })
      expect(await table.row(userOf(event))).toMatchObject({
        events: { L: [{ S: weather }] },
        region: { S: 'NA' },
        time: { S: '2026-01-15T12:00:00.000Z' },
      })
      expect(warnings).toEqual([])
    },
  )

  it('fails as before', async () => {
    const error = new Error('mine')
    const handler = withSubscribers(async () => {
      throw error
    })
    await expect(handler(request(), context)).rejects.toBe(error)
    const early = withSubscribers(() => {
      throw error
    })
    await expect(early(request('LaunchRequest'), context)).rejects.toBe(error)
    const called = withSubscribers((_event: object, _context: object, callback: Callback<object>) =>
      callback('mine'),
    )
    await expect(called(request(), context)).rejects.toBe('mine')
  })

  it('can be the request handler of a skill', async () => {
    const handler = withSubscribers({
      canHandle: ({ requestEnvelope }) =>
        getRequestType(requestEnvelope).startsWith('AlexaSkillEvent'),
      handle: ({ responseBuilder }) => responseBuilder.getResponse(),
    })
    const skill = SkillBuilders.custom().addRequestHandlers(handler).create()
    const event = request()
    const answer = await skill.invoke(JSON.parse(JSON.stringify(event)))
    expect(answer).toMatchObject({ version: '1.0', response: {} })
    expect(await table.row(userOf(event))).toBeDefined()
  })

  it('can be around a skill builder, also where the skill has no handler for such requests', async () => {
    const launch = {
      canHandle: () => false,
      handle: () => {
        throw new Error('not mine')
      },
    }
    const handler = withSubscribers(SkillBuilders.custom().addRequestHandlers(launch).lambda())
    const event = request()
    expect(await handler(JSON.parse(JSON.stringify(event)), context)).toEqual({
      version: '1.0',
      response: {},
    })
    expect(await table.row(userOf(event))).toBeDefined()
    const other: unknown = JSON.parse(JSON.stringify(request('LaunchRequest')))
    await expect(
      withSubscribers(SkillBuilders.custom().addRequestHandlers(launch).lambda())(
        JSON.parse(JSON.stringify(other)),
        context,
      ),
    ).rejects.toThrow('Unable to find a suitable request handler')
  })

  it('writes nothing for requests that do not speak of subscriptions', async () => {
    useAws(awsAt('http://127.0.0.1:1'))
    const handler = withSubscribers(async () => 'mine')
    expect(await handler(request('IntentRequest'), context)).toBe('mine')
    expect(warnings).toEqual([])
  })
})

describe('a table that does not work', () => {
  let server: LoopbackServer | undefined
  afterEach(() => server?.close())
  const answering = async (answer: Answer) => {
    server = await startLoopbackServer(() => answer)
    useAws(awsAt(server.origin))
  }
  const refusal = (status: number, type: string): Answer => ({
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({
      __type: `com.amazonaws.dynamodb#${type}`,
      message: 'amzn1.ask.account.SECRET',
    }),
  })

  const cases: readonly (readonly [string, () => Promise<void>, string])[] = [
    ['is missing', () => answering(refusal(400, 'ResourceNotFoundException')), 'ResourceNotFound'],
    ['refuses', () => answering(refusal(400, 'AccessDeniedException')), 'AccessDenied'],
    ['hangs', () => answering('hang'), 'the table gave no answer in 200 ms'],
    ['cuts the connection', () => answering('cut'), ''],
    ['cannot be reached', async () => useAws(awsAt(`http://127.0.0.1:${await closedPort()}`)), ''],
    ['has no name', async () => useAws({ ALEXA_SUBSCRIBERS_TABLE: '' }), 'TABLE is not set'],
  ]

  it.each(cases)('%s: the skill answers, and the log names nobody', async (name, begin, says) => {
    await begin()
    // Only a table that hangs is given up, however busy this machine is.
    const timeout = name === 'hangs' ? 200 : 20_000
    const handler = withSubscribers(async () => 'mine', { timeout })
    expect(await handler(request(), context)).toBe('mine')
    expect(warnings).toEqual([expect.stringContaining(says)])
    expect(warnings.join()).not.toContain('SECRET')
    // The next request is answered as well.
    expect(await handler(request(), context)).toBe('mine')
  })
})
