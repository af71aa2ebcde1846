import { describe, expect, it } from 'vitest'
import type { EventOptions } from '../../../src/core/event/read.ts'
import type { JsonObject } from '../../../src/core/json.ts'
import type { Recipient } from '../../../src/core/recipients/recipient.ts'
import { eventOfRecipient, optionsFor } from '../../../src/core/recipients/render.ts'
import { readText } from '../../../src/core/source/read.ts'
import { userOf } from './lists.ts'

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
