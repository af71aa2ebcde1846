import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readChange } from '../../src/subscribers/change.ts'

const user = 'amzn1.ask.account.AHQ3'
const weather = 'AMAZON.WeatherAlert.Activated'
const order = 'AMAZON.OrderStatus.Updated'
const now = new Date('2026-05-01T12:00:00Z')

const system = { user: { userId: user }, apiEndpoint: 'https://api.eu.amazonalexa.com' }
const changed = {
  type: 'AlexaSkillEvent.ProactiveSubscriptionChanged',
  requestId: 'request-1',
  timestamp: '2026-01-15T12:00:00Z',
  body: { subscriptions: [{ eventName: weather }, { eventName: order }] },
}
const envelope = { version: '1.0', context: { System: system }, request: changed }
const read = (request: object, context: object = { System: system }) =>
  readChange({ ...envelope, context, request: { ...changed, ...request } }, now)

describe('a change of subscriptions', () => {
  it('is read as Amazon documents it', () => {
    expect(readChange(envelope, now)).toMatchObject({
      user,
      events: [order, weather],
      region: 'EU',
      time: '2026-01-15T12:00:00.000Z',
      isGone: false,
    })
  })

  it.each([
    ['no body', { body: undefined }],
    ['an empty body', { body: null }],
    ['no subscriptions', { body: {} }],
    ['an empty list', { body: { subscriptions: [] } }],
    ['an empty object for a list', { body: { subscriptions: {} } }],
  ])('%s: subscribed to nothing', (_name, request) => {
    expect(read(request)).toMatchObject({ user, events: [] })
  })

  it.each([
    ['one entry instead of a list', { body: { subscriptions: { eventName: weather } } }],
    ['an object with numbers for keys', { body: { subscriptions: { 0: { eventName: weather } } } }],
    ['a text instead of a list', { body: { subscriptions: weather } }],
    ['texts in the list', { body: { subscriptions: [weather, weather, null, 3] } }],
    ['the list beside the body', { body: undefined, subscriptions: [{ eventName: weather }] }],
    ['the other type', { ...changed, type: 'AlexaSkillEvent.SkillProactiveSubscriptionChanged' }],
    ['the other type alone', { ...changed, type: 'SkillProactiveSubscriptionChanged' }],
  ])('%s', (_name, request) => {
    expect(read(request)?.events).toContain(weather)
  })

  it.each([
    ['in the request', { userId: user }, {}],
    ['in a user of the request', { user: { userId: user } }, {}],
    ['in the body', { body: { userId: user } }, { System: {} }],
  ])('the user is %s', (_name, request, context) => {
    expect(read(request, context)).toMatchObject({ user })
  })

  it.each([
    ['https://api.amazonalexa.com', 'NA'],
    ['https://api.eu.amazonalexa.com', 'EU'],
    ['https://api.fe.amazonalexa.com/', 'FE'],
    ['https://api.amazonalexa.com.example.com', undefined],
    [undefined, undefined],
  ])('%s is the region %s', (apiEndpoint, region) => {
    expect(read({}, { System: { ...system, apiEndpoint } })?.region).toBe(region)
  })

  it('without a time is of now', () => {
    expect(read({ timestamp: 'yesterday' })?.time).toBe(now.toISOString())
    const eventCreationTime = '2026-01-15T13:00:00+01:00'
    expect(read({ timestamp: undefined, eventCreationTime })?.time).toBe('2026-01-15T12:00:00.000Z')
  })
})

describe('a skill that is disabled', () => {
  const disabled = (body: object | undefined) =>
    read({ type: 'AlexaSkillEvent.SkillDisabled', body })

  it('ends all subscriptions', () => {
    expect(disabled(undefined)).toMatchObject({ user, events: [], isGone: false })
    const body = { userInformationPersistenceStatus: 'PERSISTED' }
    expect(disabled(body)).toMatchObject({ events: [], isGone: false })
  })

  it('may end the user id', () => {
    const body = { userInformationPersistenceStatus: 'NOT_PERSISTED' }
    expect(disabled(body)).toMatchObject({ user, events: [], isGone: true })
  })

  it('is later than a change at the same time', () => {
    expect(String(disabled(undefined)?.order) > String(read({})?.order)).toBe(true)
  })
})

it.each([
  ['a request of another kind', { type: 'LaunchRequest' }],
  ['a request without a type', { type: undefined }],
  ['a skill that is enabled', { type: 'AlexaSkillEvent.SkillEnabled' }],
])('%s says nothing of subscriptions', (_name, request) => {
  expect(read(request)).toBeUndefined()
})

it('nothing that may come throws, and what is read can be written', () => {
  const types = fc.constantFrom(changed.type, 'AlexaSkillEvent.SkillDisabled', 'SkillDisabled')
  const any = fc.object({ withNullPrototype: true })
  fc.assert(
    fc.property(types, any, any, fc.anything(), (type, request, context, subscriptions) => {
      const body = { subscriptions }
      const envelope = { context, request: { ...request, userId: user, body, type } }
      const change = readChange(envelope, now)
      expect(change?.user).toEqual(expect.stringMatching(/\S/))
      expect(Number.isNaN(Date.parse(change?.time ?? ''))).toBe(false)
      expect(change?.events.every(name => name !== '' && name.length <= 100)).toBe(true)
    }),
  )
})

it.each([undefined, null, 'text', 3, [], {}, { request: null }, { request: changed }])(
  'nothing is made of %j',
  value => {
    expect(readChange(value, now)).toBeUndefined()
  },
)
