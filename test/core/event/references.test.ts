import { expect, test } from 'vitest'
import { eventNames } from '../../../src/core/alexa.ts'
import { referencesIn } from '../../../src/core/event/references.ts'
import { type Json, type JsonObject, valueAt } from '../../../src/core/json.ts'
import { reportOf, skill } from './reading.ts'

test.each<[string, string | undefined, boolean]>([
  ['localizedattribute:a', 'a', true],
  ['localizedattribute:a b', 'a b', true],
  ['localizedattribute:a\nb', 'a\nb', true],
  ['localizedattribute:', '', false],
  ['localizedattribute: a', 'a', false],
  ['localizedattribute:a ', 'a', false],
  [' localizedattribute:a', 'a', false],
  ['LocalizedAttribute:a', 'a', false],
  ['localisedattribute:a', 'a', false],
  ['localizedattribute.a', 'a', false],
  ['localizedattribute-a', 'a', false],
  ['localizedattribute/a', 'a', false],
  ['localizedattribute=a', 'a', false],
  ['localizedattributea', 'a', false],
  ['localized attribute: a', 'a', false],
  ['localized_attributes:a.b-c', 'a.b-c', false],
  ['localized : a', 'a', false],
  ['localized:a', 'a', false],
  ['localized', undefined, false],
  ['localized attributes of Kent', undefined, false],
  ['see localizedattribute:a', undefined, false],
  ['localized:a b', undefined, false],
])('the reference %j', (text, key, isExact) => {
  expect(referencesIn({ a: [text, 1] })).toEqual(
    key === undefined ? [] : [{ key, path: ['a', 0], text, isExact }],
  )
})

function weather(source: Json | undefined, more: JsonObject = {}): JsonObject {
  const weatherAlert =
    source === undefined ? { alertType: 'TORNADO' } : { alertType: 'TORNADO', source }
  return { event: { name: 'AMAZON.WeatherAlert.Activated', payload: { weatherAlert } }, ...more }
}

function texts(...locales: JsonObject[]): JsonObject {
  const names = ['en-US', 'de-DE']
  const entries = locales.map((own, at) => [names[at] ?? 'fr-FR', own] as const)
  return { localizedAttributes: Object.fromEntries(entries) }
}

function messages(creator: string, more: JsonObject = {}): JsonObject {
  const messageGroup = { creator: { name: creator }, count: 1 }
  const payload = { state: { status: 'UNREAD' }, messageGroup }
  return { event: { name: 'AMAZON.MessageAlert.Activated', payload }, ...more }
}

function media(provider: string, content: string, more: JsonObject = {}): JsonObject {
  const availability = {
    startTime: '2026-05-02T18:00:00Z',
    method: 'AIR',
    provider: { name: provider },
  }
  const payload = { availability, content: { name: content, contentType: 'GAME' } }
  return { event: { name: 'AMAZON.MediaContent.Available', payload }, ...more }
}

function invite(inviter: string): JsonObject {
  const payload = {
    invite: { inviter: { name: inviter }, relationshipToInvitee: 'FRIEND', inviteType: 'INVITE' },
    game: { offer: 'MATCH', name: 'localizedattribute:g' },
  }
  const event = { name: 'AMAZON.SocialGameInvite.Available', payload }
  return { event, localizedAttributes: { 'en-US': { g: 'Go' } } }
}

const to = (key: string) => `localizedattribute:${key}`

test.each<[string, JsonObject, readonly string[]]>([
  ['what it needs', weather(to('a'), texts({ a: 'A' })), []],
  [
    'a misspelled reference',
    weather('localized:a', texts({ a: 'A' })),
    [
      'error event/reference-prefix at "localized:a": The reference "localized:a" is misspelled, and would be read out as it is. Write "localizedattribute:a".',
    ],
  ],
  [
    'a reference to nothing',
    weather(to(''), texts({ a: 'A' })),
    [
      'error event/reference-prefix at "localizedattribute:": The reference "localizedattribute:" names no localized attribute. Write "localizedattribute:source".',
    ],
  ],
  [
    'a reference to nothing, and no texts',
    weather(to('')),
    [
      'error event/reference-prefix at "localizedattribute:": The reference "localizedattribute:" names no localized attribute. Write "localizedattribute:source".',
    ],
  ],
  [
    'a reference to nothing in a field of no key',
    messages(to('')),
    [
      'error event/reference-prefix at "localizedattribute:": The reference "localizedattribute:" names no localized attribute. Write "localizedattribute:name".',
    ],
  ],
  [
    'a text for everybody',
    weather('Kent'),
    [
      'warning event/literal-text at "Kent": Customers of every locale hear "Kent" as it is. Write "localizedattribute:source" in weatherAlert.source, and "source" for each locale under localizedAttributes.',
    ],
  ],
  [
    'a text for everybody, and texts',
    weather('Kent', texts({ a: 'A' })),
    [
      'warning event/literal-text at "Kent": Customers of every locale hear "Kent" as it is. Write "localizedattribute:source" in weatherAlert.source, and "source" for each locale under localizedAttributes.',
    ],
  ],
  ['an empty text', weather(' '), []],
  ['nothing to localize', weather(undefined), []],
  [
    'a reference where nothing is localized',
    messages(to('a'), texts({ a: 'A' })),
    [
      'warning event/not-localizable at "localizedattribute:a": "localizedattribute:a" is in "messageGroup.creator.name", which is not a localized text. Write the text itself: this event has no localized text.',
    ],
  ],
  [
    'a reference where something else is localized',
    invite(to('x')),
    [
      'warning event/not-localizable at "localizedattribute:x": "localizedattribute:x" is in "invite.inviter.name", which is not a localized text. Write the text itself; only game.name can be localized here.',
    ],
  ],
  [
    'a sender without name',
    messages(''),
    [
      'error event/text-empty at "": The creator has an empty name; customers would hear "You have 1 new message from" and nothing. Write who the messages are from, for example the name of the skill.',
    ],
  ],
  [
    'a sender of one space',
    messages(' '),
    [
      'error event/text-empty at " ": The creator has an empty name; customers would hear "You have 1 new message from" and nothing. Write who the messages are from, for example the name of the skill.',
    ],
  ],
  [
    'such a sender of the weather',
    {
      event: {
        name: 'AMAZON.WeatherAlert.Activated',
        payload: {
          weatherAlert: { alertType: 'TORNADO' },
          messageGroup: { creator: { name: '' } },
        },
      },
    },
    [
      'warning event/property-unknown at "messageGroup": messageGroup is not known. Remove it. Known here: weatherAlert.',
    ],
  ],
  [
    'no texts',
    weather(to('a')),
    [
      'error event/attributes-missing at "localizedattribute:a": The payload refers to "a", but there are no texts under localizedAttributes. Add localizedAttributes: { en-US: { a: … } }, with an entry for each locale of the skill.',
    ],
  ],
  [
    'no texts for two references',
    media(to('a'), to('b')),
    [
      'error event/attributes-missing at "localizedattribute:a": The payload refers to "a" and "b", but there are no texts under localizedAttributes. Add localizedAttributes: { en-US: { a: …, b: … } }, with an entry for each locale of the skill.',
    ],
  ],
  [
    'no texts for one reference twice',
    media(to('a'), to('a')),
    [
      'error event/attributes-missing at "localizedattribute:a": The payload refers to "a", but there are no texts under localizedAttributes. Add localizedAttributes: { en-US: { a: … } }, with an entry for each locale of the skill.',
    ],
  ],
  [
    'locales without text',
    weather(to('a'), texts({})),
    [
      'error event/attribute-missing at "localizedattribute:a": The payload refers to "a", but no locale has such a text. Add "a" to every locale, or correct the name.',
    ],
  ],
  [
    'other texts',
    weather(to('title'), texts({ city: 'A', area: 'B' })),
    [
      'error event/attribute-missing at "localizedattribute:title": The payload refers to "title", but no locale has such a text. Add "title" to every locale, or correct the name. They have "city" and "area".',
      'warning event/attribute-unused at "city": Nothing in the payload refers to "city", so it is never spoken. Write "localizedattribute:city" where it belongs, or remove it.',
      'warning event/attribute-unused at "area": Nothing in the payload refers to "area", so it is never spoken. Write "localizedattribute:area" where it belongs, or remove it.',
    ],
  ],
  [
    'a text of nearly that name',
    weather(to('source'), texts({ sorce: 'A' })),
    [
      'error event/attribute-missing at "localizedattribute:source": The payload refers to "source", but no locale has such a text; did you mean "sorce"? Add "source" to every locale, or correct the name. They have "sorce".',
    ],
  ],
  [
    'a text missing in one locale',
    weather(to('a'), texts({ a: 'A' }, {})),
    [
      'error event/attribute-missing at "de-DE": de-DE has no text for "a", which weatherAlert.source refers to. Add "a" to de-DE.',
    ],
  ],
  [
    'a text more',
    weather(to('a'), texts({ a: 'A', city: 'B' })),
    [
      'warning event/attribute-unused at "city": Nothing in the payload refers to "city", so it is never spoken. Write "localizedattribute:city" where it belongs, or remove it.',
    ],
  ],
  [
    'a text more in two locales',
    weather(to('a'), texts({ a: 'A', city: 'B' }, { a: 'A', city: 'B' })),
    [
      'warning event/attribute-unused at "city": Nothing in the payload refers to "city" (in 2 locales), so it is never spoken. Write "localizedattribute:city" where it belongs, or remove it.',
    ],
  ],
  [
    'a text more where nothing is localized',
    messages('Ada', texts({ city: 'B' })),
    [
      'warning event/attribute-unused at "city": Nothing in the payload refers to "city", so it is never spoken. Remove it: this event has no localized text.',
    ],
  ],
  [
    'a text more in an unknown event',
    { event: { name: 'x', payload: {} }, ...texts({ city: 'B' }) },
    [
      `error event/name-unknown at "x": "x" is not one of Amazon's proactive events. Use one of AMAZON.WeatherAlert.Activated, AMAZON.SportsEvent.Updated, AMAZON.MessageAlert.Activated, AMAZON.OrderStatus.Updated, AMAZON.Occasion.Updated, AMAZON.TrashCollectionAlert.Activated, AMAZON.MediaContent.Available, AMAZON.SocialGameInvite.Available.`,
      'warning event/attribute-unused at "city": Nothing in the payload refers to "city", so it is never spoken. Write "localizedattribute:city" where it belongs, or remove it.',
    ],
  ],
  [
    'an unknown event and a reference',
    { event: { name: 'x', payload: { a: to('b') } }, ...texts({ b: 'B' }) },
    [
      `error event/name-unknown at "x": "x" is not one of Amazon's proactive events. Use one of AMAZON.WeatherAlert.Activated, AMAZON.SportsEvent.Updated, AMAZON.MessageAlert.Activated, AMAZON.OrderStatus.Updated, AMAZON.Occasion.Updated, AMAZON.TrashCollectionAlert.Activated, AMAZON.MediaContent.Available, AMAZON.SocialGameInvite.Available.`,
    ],
  ],
  [
    'texts in the wrong form',
    weather(to('a'), { localizedAttributes: 'A' }),
    [
      'error event/attributes-form at "A": localizedAttributes is a string, not a map by locale or a list of entries. Write { en-US: { … } } or [{ "locale": "en-US", … }].',
    ],
  ],
])('an event with %s', async (_, file, says) => {
  expect(await reportOf(file)).toEqual(says)
})

test.each<[string, JsonObject, readonly string[], readonly string[]]>([
  [
    'one more locale',
    weather(to('a'), texts({ a: 'A' })),
    ['en-US', 'de-DE'],
    [
      'warning event/locale-without-entry at "localizedAttributes": The skill has de-DE, but there are no texts for it; these customers hear only that they have a notification. Add an entry for de-DE.',
    ],
  ],
  [
    'two more locales',
    weather(to('a'), texts({ a: 'A' })),
    ['en-US', 'de-DE', 'fr-FR'],
    [
      'warning event/locale-without-entry at "localizedAttributes": The skill has de-DE and fr-FR, but there are no texts for them; these customers hear only that they have a notification. Add entries for de-DE and fr-FR.',
    ],
  ],
  ['more locales, which hear no text', messages('Ada', texts({})), ['en-US', 'de-DE'], []],
  [
    'more locales, for English only',
    invite('Ada'),
    ['en-US', 'en-GB', 'de-DE'],
    [
      `notice event/english-only at "AMAZON.SocialGameInvite.Available": The Japanese edition of Amazon's page on the schemas lists AMAZON.SocialGameInvite.Available for en-US only; what customers with de-DE hear is not known. Test it with a device in each language before it goes live.`,
      'warning event/locale-without-entry at "localizedAttributes": The skill has en-GB, but there are no texts for it; these customers hear only that they have a notification. Add an entry for en-GB.',
    ],
  ],
  [
    'more locales, of an unknown event',
    { event: { name: 'x', payload: { a: to('b') } }, ...texts({ b: 'B' }) },
    ['en-US', 'de-DE'],
    [
      `error event/name-unknown at "x": "x" is not one of Amazon's proactive events. Use one of AMAZON.WeatherAlert.Activated, AMAZON.SportsEvent.Updated, AMAZON.MessageAlert.Activated, AMAZON.OrderStatus.Updated, AMAZON.Occasion.Updated, AMAZON.TrashCollectionAlert.Activated, AMAZON.MediaContent.Available, AMAZON.SocialGameInvite.Available.`,
    ],
  ],
  ['a single locale', weather('Kent'), ['en-US'], []],
])('a skill with %s', async (_, file, locales, says) => {
  const name = valueAt(file, ['event', 'name'])
  const manifest = { ...skill, locales, publications: eventNames.filter(known => known === name) }
  expect(await reportOf(file, { manifest })).toEqual(says)
})
