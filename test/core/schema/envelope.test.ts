import { describe, expect, it } from 'vitest'
import { isValidBody, problemsOfBody } from '../../../src/core/event/payload.ts'
import type { Json, JsonObject, Path } from '../../../src/core/json.ts'
import { bodyWith, changed } from './event-cases.ts'

const name = 'AMAZON.WeatherAlert.Activated'
const body = bodyWith(name, { weatherAlert: { alertType: 'TORNADO' } })
const unicast = { type: 'Unicast', payload: { user: 'amzn1.ask.account.EXAMPLE' } }

interface EnvelopeCase {
  readonly what: string
  readonly path: Path
  readonly value?: Json
  /** The problem's keyword and severity; none where the body is well. */
  readonly found?: readonly [keyword: string, severity: 'error' | 'warning']
  /** Where it is found, if not at `path`. */
  readonly at?: Path
  readonly says?: string
}

const cases: readonly EnvelopeCase[] = [
  { what: 'no timestamp', path: ['timestamp'], found: ['required', 'error'] },
  { what: 'no referenceId', path: ['referenceId'], found: ['required', 'error'] },
  { what: 'no expiryTime', path: ['expiryTime'], found: ['required', 'error'] },
  { what: 'no event', path: ['event'], found: ['required', 'error'] },
  { what: 'no name', path: ['event', 'name'], found: ['required', 'error'] },
  { what: 'no payload', path: ['event', 'payload'], found: ['required', 'error'] },
  { what: 'no audience', path: ['relevantAudience'], found: ['required', 'error'] },
  { what: 'no audience type', path: ['relevantAudience', 'type'], found: ['required', 'error'] },
  { what: 'no localized texts', path: ['localizedAttributes'], found: ['required', 'warning'] },
  {
    what: 'a Multicast without payload',
    path: ['relevantAudience', 'payload'],
    found: ['required', 'warning'],
  },
  {
    what: 'an epoch number',
    path: ['timestamp'],
    value: 1_777_636_800_000,
    found: ['type', 'error'],
    says: 'not the number 1777636800000',
  },
  {
    what: 'a blank for the T',
    path: ['expiryTime'],
    value: '2026-05-01 12:36:00Z',
    found: ['pattern', 'error'],
    says: 'is not an ISO 8601 date and time',
  },
  {
    what: 'an empty time',
    path: ['timestamp'],
    value: '',
    found: ['pattern', 'error'],
    says: 'empty',
  },
  {
    what: 'an empty reference id',
    path: ['referenceId'],
    value: '',
    found: ['minLength', 'error'],
  },
  { what: 'a long reference id', path: ['referenceId'], value: 'a'.repeat(100) },
  {
    what: 'a reference id that is too long',
    path: ['referenceId'],
    value: 'a'.repeat(101),
    found: ['maxLength', 'error'],
    says: '101 characters',
  },
  {
    what: 'an underscore in the reference id',
    path: ['referenceId'],
    value: 'a_b',
    found: ['pattern', 'warning'],
  },
  {
    what: 'a misspelled event',
    path: ['event', 'name'],
    value: 'AMAZON.WeatherAlert.Activatd',
    found: ['enum', 'error'],
    says: 'did you mean AMAZON.WeatherAlert.Activated?',
  },
  {
    what: 'something unknown at the top',
    path: ['_message'],
    value: 'x',
    found: ['additionalProperties', 'warning'],
  },
  {
    what: 'something unknown in the event',
    path: ['event', 'relevantAudience'],
    value: {},
    found: ['additionalProperties', 'warning'],
  },
  { what: 'no entry', path: ['localizedAttributes'], value: [] },
  {
    what: 'localized texts as a map',
    path: ['localizedAttributes'],
    value: {},
    found: ['type', 'error'],
  },
  {
    what: 'an entry without locale',
    path: ['localizedAttributes'],
    value: [{ source: 'x' }],
    found: ['required', 'error'],
    at: ['localizedAttributes', 0, 'locale'],
  },
  {
    what: 'a locale with an underscore',
    path: ['localizedAttributes', 0, 'locale'],
    value: 'en_US',
    found: ['pattern', 'warning'],
  },
  {
    what: 'a nested text',
    path: ['localizedAttributes', 0, 'someText'],
    value: { value: 'x' },
    found: ['type', 'error'],
  },
  {
    what: 'an empty text',
    path: ['localizedAttributes', 0, 'someText'],
    value: '',
    found: ['minLength', 'error'],
  },
  { what: 'a Unicast', path: ['relevantAudience'], value: unicast },
  {
    what: 'an audience in lowercase',
    path: ['relevantAudience', 'type'],
    value: 'unicast',
    found: ['enum', 'error'],
    says: 'did you mean Unicast?',
  },
  {
    what: 'a Unicast without user',
    path: ['relevantAudience'],
    value: { type: 'Unicast', payload: {} },
    found: ['required', 'error'],
    at: ['relevantAudience', 'payload', 'user'],
  },
  {
    what: 'a Unicast without payload',
    path: ['relevantAudience'],
    value: { type: 'Unicast' },
    found: ['required', 'error'],
    at: ['relevantAudience', 'payload'],
  },
  {
    what: 'a nested user',
    path: ['relevantAudience'],
    value: { type: 'Unicast', payload: { user: { userId: 'x' } } },
    found: ['type', 'error'],
    at: ['relevantAudience', 'payload', 'user'],
  },
  {
    what: 'an empty user',
    path: ['relevantAudience'],
    value: { type: 'Unicast', payload: { user: '' } },
    found: ['minLength', 'error'],
    at: ['relevantAudience', 'payload', 'user'],
  },
  {
    what: 'a user id of another kind',
    path: ['relevantAudience'],
    value: { type: 'Unicast', payload: { user: 'amzn1.ask.person.EXAMPLE' } },
    found: ['pattern', 'warning'],
    at: ['relevantAudience', 'payload', 'user'],
  },
  {
    what: 'a user id that is too long',
    path: ['relevantAudience'],
    value: { type: 'Unicast', payload: { user: 'amzn1.ask.account.'.padEnd(256, 'A') } },
    found: ['maxLength', 'error'],
    at: ['relevantAudience', 'payload', 'user'],
  },
  {
    what: 'a user in a Multicast',
    path: ['relevantAudience', 'payload', 'user'],
    value: 'amzn1.ask.account.EXAMPLE',
    found: ['additionalProperties', 'warning'],
    says: 'does not belong here',
  },
]

describe('the body around the payload', () => {
  it.each(cases)('with $what', async ({ path, value, found, at = path, says = '' }) => {
    const other = changed(body, path, value)
    const problems = problemsOfBody(name, other)
    if (found === undefined) {
      expect(problems).toEqual([])
    } else {
      const [keyword, severity] = found
      const message = expect.stringContaining(says)
      expect(problems).toMatchObject([{ path: at, keyword, severity, message }])
    }
    expect(isValidBody(name, other)).toBe(found?.[1] !== 'error')
  })

  it.each([null, [], 'text', 3, true])('refuses %j for a body', async value => {
    expect(problemsOfBody(name, value)).toMatchObject([
      { path: [], keyword: 'type', message: expect.stringContaining('The body must be a map') },
    ])
    expect(isValidBody(name, value)).toBe(false)
  })
})

describe('problems that belong together', () => {
  const file: JsonObject = {
    ...body,
    event: { name, payload: { weatherAlert: { alertTyp: 'TORNADO' } } },
  }

  it('are one where a required property is misspelled', async () => {
    expect(problemsOfBody(name, file)).toMatchObject([
      {
        path: ['event', 'payload', 'weatherAlert', 'alertTyp'],
        part: 'key',
        severity: 'error',
        message: 'weatherAlert.alertTyp is not known; did you mean alertType?',
        help: 'Rename it to alertType.',
      },
    ])
  })

  it('weigh what the missing property weighs', async () => {
    const { localizedAttributes, ...rest } = body
    const misspelled = { ...rest, localizedattribute: localizedAttributes ?? [] }
    expect(problemsOfBody(name, misspelled)).toMatchObject([
      { path: ['localizedattribute'], part: 'key', severity: 'warning' },
    ])
  })

  it('are two where the names have nothing in common', async () => {
    const other = bodyWith(name, { weatherAlert: { zzzz: 'TORNADO' } })
    const problems = problemsOfBody(name, other)
    expect(problems.map(({ keyword }) => keyword).sort()).toEqual([
      'additionalProperties',
      'required',
    ])
  })

  it('are found all at once', async () => {
    const other = { ...bodyWith(name, {}), timestamp: '', referenceId: '', _message: 1 }
    expect(problemsOfBody(name, other)).toHaveLength(4)
  })
})

describe('names that sources disagree about', () => {
  const order = { seller: { name: 'localizedattribute:sellerName' } }
  const game = { offer: 'GAME', name: 'localizedattribute:gameName' }
  const disputed = [
    {
      event: 'AMAZON.OrderStatus.Updated',
      payload: {
        state: { status: 'ORDER_DELIVERED', enterTimeStamp: '2026-05-01T12:00:00Z' },
        order,
      },
      at: ['state', 'enterTimeStamp'],
    },
    {
      event: 'AMAZON.OrderStatus.Updated',
      payload: { state: { status: 'ORDER_DELIVERED', deliveredOn: '2026-05-01T12:00:00Z' }, order },
      at: ['state', 'deliveredOn'],
    },
    {
      event: 'AMAZON.OrderStatus.Updated',
      payload: {
        state: {
          status: 'ORDER_DELIVERED',
          deliveryDetails: {
            expectedArrival: '2026-05-01T12:00:00Z',
            enterTimestamp: '2026-05-01T12:00:00Z',
          },
        },
        order,
      },
      at: ['state', 'deliveryDetails', 'enterTimestamp'],
    },
    {
      event: 'AMAZON.SocialGameInvite.Available',
      payload: {
        invite: {
          inviter: { name: 'Max', relationshipToInvitee: 'FRIEND' },
          inviteType: 'CHALLENGE',
        },
        game,
      },
      at: ['invite', 'inviter', 'relationshipToInvitee'],
    },
  ] as const

  it.each(disputed)('only warn: $at', async ({ event, payload, at }) => {
    const other = bodyWith(event, payload)
    expect(problemsOfBody(event, other)).toMatchObject([
      {
        path: ['event', 'payload', ...at],
        part: 'key',
        keyword: 'deprecated',
        severity: 'warning',
      },
    ])
    expect(isValidBody(event, other)).toBe(true)
  })

  it('take a wrong value for an error all the same', async () => {
    const event = 'AMAZON.SocialGameInvite.Available'
    const inviter = { name: 'Max', relationshipToInvitee: 'BUDDY' }
    const other = bodyWith(event, { invite: { inviter, inviteType: 'INVITE' }, game })
    const problems = problemsOfBody(event, other)
    expect(problems).toContainEqual(expect.objectContaining({ keyword: 'enum', severity: 'error' }))
    expect(isValidBody(event, other)).toBe(false)
  })
})

describe('limits that nobody has verified', () => {
  const many = ['CANS', 'GLASS', 'BULKY', 'BOTTLES', 'LANDFILL', 'CLOTHING']
  const event = 'AMAZON.TrashCollectionAlert.Activated'
  const collecting = (garbageTypes: Json) =>
    bodyWith(event, { alert: { garbageTypes, collectionDayOfWeek: 'MONDAY' } })

  it('only warn of more than five kinds of garbage', async () => {
    expect(problemsOfBody(event, collecting(many.slice(1)))).toEqual([])
    expect(problemsOfBody(event, collecting(many))).toMatchObject([
      { keyword: 'maxItems', severity: 'warning', help: expect.stringContaining('not known') },
    ])
    expect(isValidBody(event, collecting(many))).toBe(true)
  })

  it('refuse a collection of nothing', async () => {
    expect(problemsOfBody(event, collecting([]))).toMatchObject([
      { keyword: 'minItems', severity: 'error' },
    ])
    expect(isValidBody(event, collecting([]))).toBe(false)
  })

  it('only warn of delivery details without expected arrival', async () => {
    const shipped = 'AMAZON.OrderStatus.Updated'
    const other = bodyWith(shipped, {
      state: { status: 'ORDER_SHIPPED', deliveryDetails: {} },
      order: { seller: { name: 'x' } },
    })
    expect(problemsOfBody(shipped, other)).toMatchObject([
      { keyword: 'required', severity: 'warning' },
    ])
    expect(isValidBody(shipped, other)).toBe(true)
  })
})
