import { describe, expect, test } from 'vitest'
import { bodyText, eventNames } from '../../../src/core/alexa.ts'
import { isValidBody } from '../../../src/core/event/payload.ts'
import { referencesIn } from '../../../src/core/event/references.ts'
import type { JsonObject } from '../../../src/core/json.ts'
import { payloads } from '../../simulator/bodies.ts'
import { readEventText, reportOf, ruleIds } from './reading.ts'

const messages = {
  event: {
    name: 'AMAZON.MessageAlert.Activated',
    payload: {
      state: { status: 'UNREAD', freshness: 'NEW' },
      messageGroup: { creator: { name: 'Kitchen' }, count: 3 },
    },
  },
}

const media = `event:
  name: AMAZON.MediaContent.Available
  payload:
    availability:
      startTime: "{{ release.published_at }}"
      method: RELEASE
      provider: { name: "localizedattribute:providerName" }
    content:
      name: "localizedattribute:contentName"
      contentType: GAME
localizedAttributes:
  en-US: { providerName: Example Games, contentName: "Star Quest {{ release.name }}" }
  de-DE: { providerName: Beispielspiele, contentName: "Star Quest {{ release.name }}" }
expiresIn: 12h
`

const release = { published_at: '2026-05-01T11:58:00Z', name: '2.0' }

describe('an event file is completed', () => {
  test('from one clock reading, in the order of Amazon’s samples', async () => {
    const { body, diagnostics } = await readEventText(media, { scope: { release } })
    expect(diagnostics).toEqual([])
    expect(body).toEqual({
      timestamp: '2026-05-01T12:00:00.000Z',
      referenceId: expect.stringMatching(/^[0-9a-f]{64}$/),
      expiryTime: '2026-05-02T00:00:00.000Z',
      event: {
        name: 'AMAZON.MediaContent.Available',
        payload: {
          availability: {
            startTime: '2026-05-01T11:58:00Z',
            method: 'RELEASE',
            provider: { name: 'localizedattribute:providerName' },
          },
          content: { name: 'localizedattribute:contentName', contentType: 'GAME' },
        },
      },
      localizedAttributes: [
        { locale: 'en-US', providerName: 'Example Games', contentName: 'Star Quest 2.0' },
        { locale: 'de-DE', providerName: 'Beispielspiele', contentName: 'Star Quest 2.0' },
      ],
      relevantAudience: { type: 'Multicast', payload: {} },
    })
    if (body === undefined) return
    expect(Object.keys(JSON.parse(bodyText(body)))).toEqual([
      'timestamp',
      'referenceId',
      'expiryTime',
      'event',
      'localizedAttributes',
      'relevantAudience',
    ])
  })

  test.each(eventNames)('without an error, and validly, from a sample of %s', async name => {
    const payload = payloads[name]
    const texts = Object.fromEntries(referencesIn(payload).map(({ key }) => [key, 'Text']))
    const attributes = Object.keys(texts).length === 0 ? {} : { 'en-US': texts }
    const file = { event: { name, payload }, localizedAttributes: attributes }
    const { body, diagnostics } = await readEventText(JSON.stringify(file))
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    if (body === undefined) throw new Error('There is no body.')
    expect(body.event).toEqual({ name, payload })
    expect(isValidBody(name, JSON.parse(bodyText(body)))).toBe(true)
  })

  test('with an empty list where nothing is localized, and 24 hours', async () => {
    const { body } = await readEventText(JSON.stringify(messages))
    expect(body?.localizedAttributes).toEqual([])
    expect(body?.expiryTime).toBe('2026-05-02T12:00:00.000Z')
  })

  test('the setting expires-in wins over expiresIn of the file', async () => {
    const text = JSON.stringify({ ...messages, expiresIn: '12h' })
    const { body } = await readEventText(text, { expiresIn: 3_600_000 })
    expect(body?.expiryTime).toBe('2026-05-01T13:00:00.000Z')
  })

  test('expiresIn counts from the timestamp of the file', async () => {
    const text = JSON.stringify({
      ...messages,
      timestamp: '2026-05-01T11:00:00Z',
      expiresIn: 'PT2H',
    })
    const { body } = await readEventText(text)
    expect(body?.timestamp).toBe('2026-05-01T11:00:00Z')
    expect(body?.expiryTime).toBe('2026-05-01T13:00:00.000Z')
  })

  test('the setting reference-id wins over the file, the file over a derived one', async () => {
    const text = JSON.stringify({ ...messages, referenceId: 'FromFile' })
    expect((await readEventText(text)).body?.referenceId).toBe('FromFile')
    const { body } = await readEventText(text, { referenceId: 'FromSetting' })
    expect(body?.referenceId).toBe('FromSetting')
  })

  test('a reference id that a template makes a number of is sent as text', async () => {
    const text = JSON.stringify({ ...messages, referenceId: '{{ variables.build }}' })
    const { body, diagnostics } = await readEventText(text, { scope: { variables: { build: 42 } } })
    expect(diagnostics).toEqual([])
    expect(body?.referenceId).toBe('42')
  })

  test.each([
    [42, 'a number'],
    [true, 'a boolean'],
    [['a'], 'a list'],
  ])('a reference id that is no text: %j', async (referenceId, kind) => {
    const { body, diagnostics } = await readEventText(JSON.stringify({ ...messages, referenceId }))
    expect(diagnostics).toMatchObject([
      {
        rule: 'event/value-type',
        message: `referenceId is ${kind}, not a string.`,
        help: 'Put it in quotes, or leave it out to have one derived.',
      },
    ])
    expect(body).toBeUndefined()
  })

  test('a time without zone is sent as the UTC it is taken for', async () => {
    const text = JSON.stringify({ ...messages, timestamp: '2026-05-01T11:00:00' })
    const reading = await readEventText(text)
    expect(ruleIds(reading)).toEqual(['event/time-zone'])
    expect(reading.body?.timestamp).toBe('2026-05-01T11:00:00Z')
  })

  test('entries of one locale become one', async () => {
    const text = media.replace(
      /localizedAttributes:[\s\S]*$/,
      `localizedAttributes:
  - { locale: en-US, providerName: Example Games }
  - { locale: de-DE, providerName: Beispielspiele, contentName: A }
  - { locale: en-US, contentName: B }
`,
    )
    const reading = await readEventText(text, { scope: { release } })
    expect(ruleIds(reading)).toEqual(['event/locale-merged'])
    expect(reading.body?.localizedAttributes).toEqual([
      { locale: 'en-US', providerName: 'Example Games', contentName: 'B' },
      { locale: 'de-DE', providerName: 'Beispielspiele', contentName: 'A' },
    ])
  })

  test('an audience of one user', async () => {
    const relevantAudience = { type: 'Unicast', payload: { user: 'amzn1.ask.account.ABC' } }
    const { body } = await readEventText(JSON.stringify({ ...messages, relevantAudience }))
    expect(body?.relevantAudience).toEqual(relevantAudience)
  })

  test('disputed names are sent as they are written', async () => {
    const payload = {
      state: { status: 'ORDER_DELIVERED', deliveredOn: '2026-05-01T09:00:00Z' },
      order: { seller: { name: 'localizedattribute:sellerName' } },
    }
    const reading = await readEventText(
      JSON.stringify({
        event: { name: 'AMAZON.OrderStatus.Updated', payload },
        localizedAttributes: { 'en-US': { sellerName: 'Shop' } },
      }),
    )
    expect(ruleIds(reading)).toEqual(['event/property-misspelt'])
    expect(reading.body?.event.payload).toEqual(payload)
  })
})

describe('the derived reference id', () => {
  async function idOf(text: string, options: Parameters<typeof readEventText>[1] = {}) {
    return (await readEventText(text, { scope: { release }, ...options })).body?.referenceId
  }

  test('stays the same when the run is repeated later', async () => {
    const later = {
      now: new Date('2026-05-01T15:00:00Z'),
      scope: { release: { ...release, name: 'x' } },
    }
    expect(await idOf(media, later)).toBe(await idOf(media))
  })

  test('stays the same when only comments or lengths of life change', async () => {
    const other = `# comment\n${media.replace('12h', '6h')}`
    expect(await idOf(other)).toBe(await idOf(media))
  })

  test.each([
    ['text', media.replace('Beispielspiele', 'Musterspiele'), {}],
    ['stage', media, { stage: 'development' as const }],
    ['announcement', media, { announcement: ['org/skill', 'release', 'v1.2.1'] }],
    ['variable', media, { variables: { city: 'Leeds' } }],
    [
      'audience',
      `${media}relevantAudience: { type: Unicast, payload: { user: amzn1.ask.account.A } }\n`,
      {},
    ],
  ])('is another one for another %s', async (_, text, options) => {
    const id = await idOf(text, options)
    expect(id).toMatch(/^[0-9a-f]{64}$/)
    expect(id).not.toBe(await idOf(media))
  })
})

describe('what a release says changes nothing but the text it stands in', () => {
  test.each([
    ['quotes', 'The "big" one\'s'],
    ['braces', '", "relevantAudience": {"type": "Unicast"}, "x": "'],
    ['YAML', 'a: b\n- c\n# d\nexpiresIn: 1s'],
    ['templates', '{{ release.published_at }} {% if x %} {{ nosuch }}'],
    ['raw blocks', '{% endraw %}{{ x }}'],
    ['commands of a workflow', '::error::boom%0A::set-output name=x::y'],
    ['line ends', 'one\r\ntwo\u2028three'],
    ['Markdown', '# [x](https://example.com) **y** <b>z</b>'],
    ['terminal escapes', '\u001B[2J\u001B]8;;x\u0007'],
    ['a reference', 'localizedattribute:providerName'],
    ['names of objects', '__proto__'],
    ['nothing but quotes', '""'],
    ['half a pair', 'x\uD83C'],
  ])('%s', async (_, name) => {
    const plain = await readEventText(media, { scope: { release: { ...release, name: 'TITLE' } } })
    const reading = await readEventText(media, { scope: { release: { ...release, name } } })
    expect(reading.diagnostics).toEqual([])
    expect(reading.body).toEqual({
      ...plain.body,
      localizedAttributes: plain.body?.localizedAttributes.map(entry => ({
        ...entry,
        contentName: `Star Quest ${name}`,
      })),
    })
    if (reading.body === undefined) return
    expect(JSON.parse(bodyText(reading.body))).toEqual(reading.body)
  })
})

describe('errors', () => {
  test('leave no body, except those about when and whether to send', async () => {
    const wrong = await readEventText(JSON.stringify(messages).replace('UNREAD', 'READ'))
    expect(ruleIds(wrong)).toEqual(['event/value-unknown'])
    expect(wrong.body).toBeUndefined()

    const late = await readEventText(
      JSON.stringify({ ...messages, expiryTime: '2026-05-01T11:00:00Z' }),
      { sending: true },
    )
    expect(ruleIds(late)).toEqual(['event/time-passed'])
    expect(late.body?.expiryTime).toBe('2026-05-01T11:00:00Z')
  })

  test('of templates hide what would only follow from them', async () => {
    const reading = await readEventText(media, { scope: { release: {} } })
    expect(ruleIds(reading)).toEqual(Array(3).fill('event/template-variable'))
  })

  test('are told once, where a YAML alias repeats them', async () => {
    const reading = await readEventText(`event:
  name: AMAZON.WeatherAlert.Activated
  payload: { weatherAlert: { alertType: TORNADO, source: "localizedattribute:source" } }
localizedAttributes:
  en-US: &texts { source: "" }
  en-GB: *texts
`)
    expect(ruleIds(reading)).toEqual(['event/attribute-empty'])
  })

  test('are all reported at once, in the order of the file', async () => {
    const reading = await readEventText(`event:
  name: AMAZON.MediaContent.Available
  payload:
    availability: { startTime: 1777636800, method: RELEAS }
    content: { name: "localized:contentName", contentTyp: GAME }
localizedAttributes:
  en-US: { contentName: "Star {{ release.tagname }}", provider: x }
  en_GB: { contentName: 1.10 }
expiresIn: 3m
`)
    expect(ruleIds(reading)).toEqual([
      'event/time-form',
      'event/value-unknown',
      'event/reference-prefix',
      'event/property-misspelt',
      'event/template-variable',
      'event/attribute-unused',
      'event/locale-unknown',
      'event/attribute-value',
      'event/expiry-window',
    ])
  })
})

test('a payload as the whole file is one mistake', async () => {
  const { diagnostics } = await readEventText(JSON.stringify(messages.event.payload))
  expect(diagnostics.map(({ rule, message, help }) => [rule, message, help])).toEqual([
    [
      'event/no-event',
      'The event file is a payload only, with "state" and "messageGroup".',
      'Put it below "event:" as "payload", with the "name" of the event: AMAZON.MessageAlert.Activated.',
    ],
  ])
})

describe('no mistake hides another', () => {
  const available = {
    event: {
      name: 'AMAZON.MediaContent.Available',
      payload: {
        availability: { startTime: '2026-05-01T12:00:00Z', method: 'RELASE' },
        content: { name: 'localizedattribute:title', contentType: 'GAME' },
      },
    },
    localizedAttributes: { 'en-US': { title: 'Star Quest' } },
  }

  test.each(['AMAZON.MediaContent.available', 'MediaContent.Available', 'AMAZON.MediaContent'])(
    'the payload of %s is checked as that of the event with this name',
    async name => {
      const text = JSON.stringify({ ...available, event: { ...available.event, name } })
      expect(ruleIds(await readEventText(text))).toEqual([
        'event/name-unknown',
        'event/value-unknown',
      ])
    },
  )

  test('a reference stands where no text may stand', async () => {
    const file = {
      event: {
        name: 'AMAZON.OrderStatus.Updated',
        payload: {
          state: { status: 'ORDER_SHIPPED' },
          order: { seller: 'localizedattribute:shop' },
        },
      },
      localizedAttributes: { 'en-US': { shop: 'Example Shop' } },
    }
    const { body, diagnostics } = await readEventText(JSON.stringify(file))
    expect(body).toBeUndefined()
    expect(diagnostics.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['event/value-type', 'error'],
    ])
  })

  test('a property that no event has stands near the name of a missing one', async () => {
    const file = {
      event: {
        name: 'AMAZON.Occasion.Updated',
        payload: {
          state: { confirmationStatus: 'CONFIRMED' },
          occasion: {
            occasionName: 'Visit',
            subject: 'localizedattribute:subject',
            provider: { name: 'localizedattribute:provider' },
            bookingTime: '2026-05-02T10:00:00Z',
          },
        },
      },
      localizedAttributes: { 'en-US': { subject: 'the dentist', provider: 'Example Practice' } },
    }
    const { diagnostics } = await readEventText(JSON.stringify(file))
    expect(diagnostics.map(({ rule, message }) => [rule, message])).toEqual([
      ['event/property-missing', expect.stringContaining('occasionType')],
      ['event/property-invented', expect.stringContaining('occasionName')],
    ])
  })
})

describe('a help leads to no other mistake', () => {
  async function helpFor(file: unknown, rule: string): Promise<string | undefined> {
    const { diagnostics } = await readEventText(JSON.stringify(file))
    return diagnostics.find(found => found.rule === rule)?.help
  }

  test('where the event has no text that could be localized', async () => {
    const file = { ...messages, localizedAttributes: { 'en-US': { text: 'The soup is ready' } } }
    expect(await helpFor(file, 'event/attribute-unused')).toBe(
      'Remove it: this event has no localized text.',
    )
  })

  test.each([
    ['there', { subject: 'localizedattribute:subject' }, 'Remove it: occasion.subject is there.'],
    ['not there', {}, 'Write what it is about as occasion.subject.'],
  ])('where what a property made up stands for is %s', async (_, subject, help) => {
    const occasion = {
      occasionType: 'APPOINTMENT',
      occasionName: 'Visit',
      ...subject,
      provider: { name: 'localizedattribute:provider' },
      bookingTime: '2026-05-02T10:00:00Z',
    }
    const payload = { state: { confirmationStatus: 'CONFIRMED' }, occasion }
    const file = {
      event: { name: 'AMAZON.Occasion.Updated', payload },
      localizedAttributes: { 'en-US': { subject: 'the dentist', provider: 'Practice' } },
    }
    expect(await helpFor(file, 'event/property-invented')).toBe(help)
  })

  test.each([
    ['too short', '3m', {}],
    ['too long', '25h', {}],
    ['hardly too long', '86401s', {}],
    ['too long from a given time', '25h', { timestamp: '2026-05-01T12:00:00Z' }],
  ])('where expiresIn is %s', async (_, expiresIn, times) => {
    expect(await helpFor({ ...messages, expiresIn, ...times }, 'event/expiry-window')).toBe(
      'Write expiresIn between "5m" and "24h".',
    )
  })
})

describe('what is found in', () => {
  const weather = 'AMAZON.WeatherAlert.Activated'

  test.each<[string, JsonObject, readonly string[]]>([
    [
      'no event',
      {},
      [
        'error event/no-event at {: The event file has no "event". Add "event:" with a name and a payload.',
      ],
    ],
    [
      'an event without payload',
      { event: { name: weather } },
      [
        'error event/no-payload at {"name":"AMAZON.WeatherAlert.Activated": The event has no payload. Write the payload of AMAZON.WeatherAlert.Activated as its schema has it.',
      ],
    ],
    [
      'an unknown event without payload',
      { event: { name: 'x' } },
      [
        'error event/no-payload at {"name":"x": The event has no payload. Add a payload.',
        `error event/name-unknown at "x": "x" is not one of Amazon's proactive events. Use one of AMAZON.WeatherAlert.Activated, AMAZON.SportsEvent.Updated, AMAZON.MessageAlert.Activated, AMAZON.OrderStatus.Updated, AMAZON.Occasion.Updated, AMAZON.TrashCollectionAlert.Activated, AMAZON.MediaContent.Available, AMAZON.SocialGameInvite.Available.`,
      ],
    ],
    [
      'a payload that is a string',
      { event: { name: weather, payload: 'x' } },
      [
        'error event/no-payload at "x": The payload is a string, not a map. Write the payload of AMAZON.WeatherAlert.Activated as its schema has it.',
      ],
    ],
    [
      'the payload of a misspelled event',
      { evnt: { name: weather, payload: { weatherAlert: { alertType: 'x' } } } },
      [
        'error event/key-misspelt at "evnt": The key "evnt" is misspelled; it is "event". Rename it to "event".',
        'error event/value-unknown at "x": alertType "x" is not one of TORNADO, HURRICANE, SNOW_STORM, THUNDER_STORM. Write one of TORNADO, HURRICANE, SNOW_STORM, THUNDER_STORM.',
      ],
    ],
    [
      'a number and an unknown event',
      {
        event: { name: 'x', payload: {} },
        referenceId: 5,
        localizedAttributes: { 'en-US': { a: 'A' } },
      },
      [
        `error event/name-unknown at "x": "x" is not one of Amazon's proactive events. Use one of AMAZON.WeatherAlert.Activated, AMAZON.SportsEvent.Updated, AMAZON.MessageAlert.Activated, AMAZON.OrderStatus.Updated, AMAZON.Occasion.Updated, AMAZON.TrashCollectionAlert.Activated, AMAZON.MediaContent.Available, AMAZON.SocialGameInvite.Available.`,
        'error event/value-type at 5: referenceId is a number, not a string. Put it in quotes, or leave it out to have one derived.',
        'warning event/attribute-unused at "a": Nothing in the payload refers to "a", so it is never spoken. Write "localizedattribute:a" where it belongs, or remove it.',
      ],
    ],
    [
      'one text of two that could be references',
      {
        event: {
          name: 'AMAZON.MediaContent.Available',
          payload: {
            availability: {
              startTime: '2026-05-02T18:00:00Z',
              method: 'AIR',
              provider: { name: 'Example TV' },
            },
            content: { name: 'localizedattribute:a', contentType: 'GAME' },
          },
        },
        localizedAttributes: { 'en-US': { a: 'A', b: 'B' } },
      },
      [
        'warning event/literal-text at "Example TV": Customers of every locale hear "Example TV" as it is. Write "localizedattribute:providerName" in availability.provider.name, and "providerName" for each locale under localizedAttributes.',
      ],
    ],
    [
      'a time deep in the payload',
      {
        event: {
          name: 'AMAZON.OrderStatus.Updated',
          payload: {
            state: { status: 'ORDER_SHIPPED', deliveryDetails: { expectedArrival: 'x' } },
            order: { seller: { name: 'localizedattribute:a' } },
          },
        },
        localizedAttributes: { 'en-US': { a: 'A' } },
      },
      [
        'error event/time-form at "x": expectedArrival "x" is not in ISO 8601 form. Write it like "2026-05-01T12:00:00Z".',
      ],
    ],
  ])('%s', async (_, file, says) => {
    expect(await reportOf(file)).toEqual(says)
  })

  test('a setting', async () => {
    const file = { ...messages, expiryTime: '2026-05-02T12:00:00Z' }
    expect(await reportOf(file, { expiresIn: 3_600_000 })).toEqual([
      'warning event/expires-in-unused at no place: The setting expires-in has no effect, because the file has an expiryTime. Keep one of them.',
    ])
  })
})
