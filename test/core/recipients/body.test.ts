import { describe, expect, it } from 'vitest'
import type { EventBody } from '../../../src/core/alexa.ts'
import { bodyText, eventNames } from '../../../src/core/alexa.ts'
import { eventOfRecipient, optionsFor } from '../../../src/core/campaign/job.ts'
import type { EventOptions } from '../../../src/core/event/read.ts'
import type { JsonObject } from '../../../src/core/json.ts'
import {
  bodyMakerOf,
  isRenderedForEach,
  referenceIdsOf,
  renderedBodyMakerOf,
  type Unbuilt,
  usedVariables,
  variableUseOf,
} from '../../../src/core/recipients/body.ts'
import type { Recipient, SelectedRecipient } from '../../../src/core/recipients/recipient.ts'
import { readText } from '../../../src/core/source/read.ts'
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

describe('the reference id of a user', () => {
  // As sha256sum makes it; a change would notify everybody a second time.
  it('stays the same for all time', () => {
    expect(referenceIdsOf('the key')(userOf('É'))).toBe(
      'b500c9202d3712e95981455d8b380aa9726c498dc9cbcc5653e49d444a71a0ab',
    )
  })

  it('is another one for each user and each key', () => {
    const ids = ['key 1', 'key 2'].flatMap(key => {
      const referenceIdOf = referenceIdsOf(key)
      return Array.from({ length: 1000 }, (_, index) => referenceIdOf(userOf(String(index))))
    })
    expect(new Set(ids).size).toBe(2000)
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{64}$/)
  })
})

async function documentOf(seller: string) {
  const event = {
    event: {
      name: 'AMAZON.OrderStatus.Updated',
      payload: {
        state: { status: 'ORDER_SHIPPED' },
        order: { seller: { name: 'localizedattribute:seller' } },
      },
    },
    localizedAttributes: { 'en-US': { seller } },
  }
  const { document } = await readText('<event>', JSON.stringify(event))
  if (document === undefined) throw new Error('The event cannot be read.')
  return document
}

function recipientWith(variables: JsonObject | undefined): Recipient {
  return { user: userOf('A'), region: undefined, variables, index: 0, line: 1 }
}

const variables = { shop: 'Shop', city: 'Rome', stage: 'mine' }
const options: EventOptions = {
  sending: true,
  scope: { ...variables, stage: 'live', release: { name: 'v1' }, variables },
  now: new Date('2026-05-01T12:00:00.000Z'),
  stage: 'live',
  referenceId: undefined,
  announcement: ['test'],
  variables,
  expiresIn: undefined,
  manifest: undefined,
}

describe('an event for one recipient', () => {
  it.each<[string, JsonObject | undefined, string]>([
    ['{{ shop }} in {{ variables.city }}', undefined, 'Shop in Rome'],
    ['{{ shop }} in {{ variables.city }}', { city: 'Bonn' }, 'Shop in Bonn'],
    ['{{ city }} for {{ name }}', { city: 'Bonn', name: 'Mary' }, 'Bonn for Mary'],
    ['{{ name | default: "you" }}', { name: '' }, 'you'],
    ['{{ name }}', { name: '{{ shop }}' }, '{{ shop }}'],
    ['{{ stage }}, {{ variables.stage }}', { stage: 'x' }, 'live, x'],
    ['{{ release.name }}', { release: { name: 'x' } }, 'v1'],
    ['{{ variables["order no."] }}', { 'order no.': 7 }, '7'],
  ])('%s with %j is %s', async (template, own, spoken) => {
    const event = await eventOfRecipient(await documentOf(template), options)(recipientWith(own))
    expect(event).toMatchObject({ localizedAttributes: [{ seller: spoken }] })
  })

  it('names what is missing', async () => {
    const eventOf = eventOfRecipient(await documentOf('{{ name }}'), options)
    expect(await eventOf(recipientWith({ name: 'Mary' }))).toHaveProperty('event')
    expect(await eventOf(recipientWith(undefined))).toEqual({
      problem: expect.stringContaining('name'),
    })
  })

  it('leaves the options of the run as they are where the recipient brings nothing', () => {
    expect(optionsFor(recipientWith(undefined), options)).toEqual(options)
  })
})

async function useOf(text: string) {
  const { document } = await readText('<event>', JSON.stringify({ event: { name: text } }))
  if (document === undefined) throw new Error('The event cannot be read.')
  return variableUseOf(document)
}

describe('an event file', () => {
  it.each<[string, readonly string[] | undefined, boolean]>([
    ['Example Store', ['name'], false],
    ['a name', ['name'], false],
    ['{{ shop }}', ['name'], false],
    ['a name for {{ shop }}', ['name'], false],
    ['{{ name }}', ['name'], true],
    ['{{-name-}}', ['name'], true],
    ['{{ name.first }}', ['name'], true],
    ['{{ name }}', [], false],
    ['{{ shop }}', undefined, true],
    ['Example Store', undefined, false],
    ['{% if name %}x{% endif %}', ['name'], true],
    ['{{ variables["na" | append: "me"] }}', ['name'], true],
    ['{{ variables[key] }}', ['name'], true],
    ['{{ [key] }}', ['name'], true],
    ['{% for one in variables %}{{ one }}{% endfor %}', ['name'], true],
    ['{{ variables.name }}', ['name'], true],
    ['{{ variables.shop }}', ['name'], false],
    ['{{ variables["shop"] }}', ['name'], false],
    ["{{ variables['shop'] }}", ['name'], false],
    ["{{ variables['name'] }}", ['name'], true],
    ['{{ variables . shop }}', ['name'], false],
    ['{{ variables [ "shop" ] }}', ['name'], false],
    ["{{ variables [ 'shop' ] }}", ['name'], false],
    ['{{ shop [0] }}', ['name'], false],
    ['{{ variables["order no."] }}', ['order no.'], true],
    ['{{ größe }}', ['größe'], true],
    ['{{ nickname }}', ['name'], false],
  ])('%s with the variables %j needs rendering: %s', async (template, names, expected) => {
    const known = names === undefined ? undefined : new Set(names)
    expect(isRenderedForEach(await useOf(template), known)).toBe(expected)
  })
})

describe('of the variables of a recipient', () => {
  it.each<[string, JsonObject | undefined, JsonObject | undefined]>([
    ['{{ order }}', { order: 1, exported: 'now' }, { order: 1 }],
    ['{{ order }}', { exported: 'now' }, undefined],
    ['{{ order }}', undefined, undefined],
    ['{{ variables | json }}', { order: 1, exported: 'now' }, { order: 1, exported: 'now' }],
  ])('%s uses of %j: %j', async (template, variables, expected) => {
    const isUsed = await useOf(template)
    if (isUsed === undefined) throw new Error('There is a template.')
    expect(usedVariables(variables, isUsed)).toEqual(expected)
  })
})
