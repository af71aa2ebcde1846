import { describe, expect, it } from 'vitest'
import type { EventBody } from '../../../src/core/alexa.ts'
import { bodyText } from '../../../src/core/alexa.ts'
import { eventNames } from '../../../src/core/catalog.ts'
import {
  bodyMakerOf,
  renderedBodyMakerOf,
  type Unbuilt,
} from '../../../src/core/recipients/body.ts'
import type { SelectedRecipient } from '../../../src/core/recipients/recipient.ts'
import { referenceIdsOf } from '../../../src/core/recipients/reference-id.ts'
import { payloads } from '../../simulator/bodies.ts'
import { userOf } from './lists.ts'

const users = [
  userOf('A'),
  userOf('é😀日本'),
  userOf('"\\/'),
  userOf('\ud800'),
  userOf('$&$1'),
  'user',
  'id',
]

function templateOf(name: EventBody['event']['name'], text = 'Text'): EventBody {
  return {
    timestamp: '2026-05-01T12:00:00.000Z',
    referenceId: 'replaced',
    expiryTime: '2026-05-02T12:00:00.000Z',
    event: { name, payload: payloads[name] },
    localizedAttributes: ['league', 'seller', 'subject', 'provider', 'content', 'game'].map(
      (key, index) => ({ locale: index === 0 ? 'en-US' : 'de-DE', [key]: text }),
    ),
    relevantAudience: { type: 'Multicast', payload: {} },
  }
}

function recipientOf(user: string): SelectedRecipient {
  return { user, region: 'EU', variables: undefined, index: 0, line: 1 }
}

function textOf(made: Uint8Array | Unbuilt): string {
  return made instanceof Uint8Array ? Buffer.from(made).toString() : made.problem
}

describe('a body for a user', () => {
  it.each(eventNames)('of %s is to the byte what the complete one is', name => {
    for (const text of ['Text', 'é "user" user-0 id-0 replaced', '"id":"user"', '']) {
      const template = templateOf(name, text)
      const make = bodyMakerOf(template, 'key')
      for (const user of users) {
        const complete = bodyText({
          ...template,
          referenceId: referenceIdsOf('key')(user),
          relevantAudience: { type: 'Unicast', payload: { user } },
        })
        expect(make(recipientOf(user))).toEqual(Buffer.from(complete))
      }
    }
  })

  it('takes nothing from the audience or the reference id of the template', () => {
    const template = templateOf('AMAZON.WeatherAlert.Activated')
    const unicast: EventBody = {
      ...template,
      referenceId: '',
      relevantAudience: { type: 'Unicast', payload: { user: 'other' } },
    }
    const recipient = recipientOf(userOf('A'))
    expect(bodyMakerOf(unicast, 'key')(recipient)).toEqual(bodyMakerOf(template, 'key')(recipient))
  })
})

describe('a body that is rendered for a user', () => {
  const template = templateOf('AMAZON.MessageAlert.Activated')

  it('is what the prepared one would be', async () => {
    const make = renderedBodyMakerOf(
      'key',
      () => true,
      async () => template,
    )
    for (const user of users.slice(0, 3)) {
      const recipient = recipientOf(user)
      expect(await make(recipient)).toEqual(bodyMakerOf(template, 'key')(recipient))
    }
  })

  it('holds what was rendered', async () => {
    const make = renderedBodyMakerOf(
      'key',
      () => true,
      async ({ user }) => templateOf('AMAZON.OrderStatus.Updated', `for ${user}`),
    )
    const body = JSON.parse(textOf(await make(recipientOf(userOf('A')))))
    expect(body.localizedAttributes[1].seller).toBe(`for ${userOf('A')}`)
    expect(body.relevantAudience).toEqual({ type: 'Unicast', payload: { user: userOf('A') } })
  })

  it('is another announcement for a user whose own variables in it are others', async () => {
    const make = renderedBodyMakerOf(
      'key',
      name => name === 'order',
      async () => template,
    )
    const idOf = async (variables: SelectedRecipient['variables']) => {
      const made = await make({ ...recipientOf(userOf('A')), variables })
      return JSON.parse(textOf(made)).referenceId
    }
    const first = await idOf({ order: '1', exported: 'Monday' })
    expect(await idOf({ exported: 'Tuesday', order: '1' })).toBe(first)
    expect(await idOf({ order: '2', exported: 'Monday' })).not.toBe(first)
    expect(await idOf({ exported: 'Monday' })).toBe(referenceIdsOf('key')(userOf('A')))
  })

  it('is not made where there is a problem', async () => {
    const make = renderedBodyMakerOf(
      'key',
      () => true,
      async () => ({ problem: 'No name.' }),
    )
    expect(await make(recipientOf(userOf('A')))).toEqual({ problem: 'No name.' })
  })

  it('is checked', async () => {
    const wrong: EventBody = {
      ...template,
      event: { name: template.event.name, payload: { state: { status: 'READ' } } },
    }
    const make = renderedBodyMakerOf(
      'key',
      () => true,
      async () => wrong,
    )
    expect(textOf(await make(recipientOf(userOf('A'))))).toContain('messageGroup is missing')
  })
})
