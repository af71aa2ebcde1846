import { describe, expect, it } from 'vitest'
import type { EventBody, LocalizedAttributes } from '../../../src/core/alexa.ts'
import { type EventName, eventNames } from '../../../src/core/alexa.ts'
import type { JsonObject } from '../../../src/core/json.ts'
import { otherPluralOf } from '../../../src/core/speech/sentences.ts'
import { obstaclesIn, secondsOf, speak } from '../../../src/core/speech/speak.ts'

function bodyOf(
  name: EventName,
  payload: JsonObject,
  localizedAttributes: readonly LocalizedAttributes[] = [],
): EventBody {
  return {
    timestamp: '2026-05-01T12:00:00.000Z',
    referenceId: 'reference',
    expiryTime: '2026-05-02T12:00:00.000Z',
    event: { name, payload },
    localizedAttributes,
    relevantAudience: { type: 'Multicast', payload: {} },
  }
}

function order(state: JsonObject): JsonObject {
  return { state, order: { seller: { name: 'Amazon' } } }
}

function message(state: JsonObject, messageGroup: JsonObject): JsonObject {
  return { state, messageGroup: { creator: { name: 'Kitchen' }, ...messageGroup } }
}

function match(more: JsonObject): JsonObject {
  return {
    ...more,
    sportsEvent: {
      eventLeague: { name: 'TreeFruit League' },
      homeTeamStatistic: { team: { name: 'Oranges' }, score: 1 },
      awayTeamStatistic: { team: { name: 'Apples' }, score: 2 },
    },
  }
}

function booking(
  confirmationStatus: string,
  occasionType: string,
  more: JsonObject = {},
): JsonObject {
  return {
    state: { confirmationStatus },
    occasion: {
      occasionType,
      subject: 'a root canal',
      provider: { name: 'Dental XYZ' },
      bookingTime: '2019-05-10T17:00:00Z',
      ...more,
    },
  }
}

function trash(...garbageTypes: string[]): JsonObject {
  return { alert: { garbageTypes, collectionDayOfWeek: 'TUESDAY' } }
}

function media(method: string, availability: JsonObject = {}): JsonObject {
  return {
    availability: { startTime: '2026-06-12T20:00:00Z', method, ...availability },
    content: { name: 'The Show', contentType: 'EPISODE' },
  }
}

function invite(parts: { invite?: JsonObject; inviter?: JsonObject; offer?: string }): JsonObject {
  return {
    invite: { inviter: { name: 'Max', ...parts.inviter }, ...parts.invite },
    game: { offer: parts.offer ?? 'MATCH', name: 'The Red' },
  }
}

const challenge = { relationshipToInvitee: 'FRIEND', inviteType: 'CHALLENGE' }
const arrival = { deliveryDetails: { expectedArrival: '2019-05-18T23:32:00.463Z' } }

interface SentenceCase {
  readonly payload: JsonObject
  readonly says: string
  readonly wording?: 'exact' | 'english'
}

const cases: Readonly<Record<EventName, readonly SentenceCase[]>> = {
  'AMAZON.WeatherAlert.Activated': [
    {
      payload: { weatherAlert: { alertType: 'TORNADO', source: 'Example Corp' } },
      says: 'There is a tornado alert for your area. Provided by Example Corp.',
    },
    {
      payload: { weatherAlert: { alertType: 'SNOW_STORM' } },
      says: 'There is a snow storm alert for your area.',
    },
    { payload: {}, says: 'There is a … alert for your area.' },
  ],
  'AMAZON.SportsEvent.Updated': [
    { payload: match({}), says: 'TreeFruit League match update, Oranges 1, Apples 2.' },
    {
      payload: match({ update: { scoreEarned: 1, teamName: 'Apples' } }),
      says: 'TreeFruit League match update, Apples scored! Oranges 1, Apples 2.',
    },
    { payload: match({ update: {} }), says: 'TreeFruit League match update, Oranges 1, Apples 2.' },
    { payload: { sportsEvent: null }, says: '… match update, … …, … ….' },
  ],
  'AMAZON.MessageAlert.Activated': [
    {
      payload: message({ status: 'UNREAD', freshness: 'NEW' }, { count: 3 }),
      says: 'You have 3 new messages from Kitchen.',
    },
    {
      payload: message({ status: 'UNREAD', freshness: 'NEW' }, { count: 1, urgency: 'URGENT' }),
      says: 'You have 1 new urgent message from Kitchen.',
    },
    {
      payload: message({ status: 'UNREAD' }, { count: 2 }),
      says: 'You have 2 unread messages from Kitchen.',
    },
    {
      payload: message({ status: 'FLAGGED', freshness: 'OVERDUE' }, { count: 4 }),
      says: 'You have 4 overdue flagged messages from Kitchen.',
    },
    {
      payload: message({ status: 'FLAGGED', freshness: 'NEW' }, { count: 1 }),
      says: 'You have 1 new flagged message from Kitchen.',
    },
    { payload: { messageGroup: [] }, says: 'You have … messages from ….' },
  ],
  'AMAZON.OrderStatus.Updated': [
    {
      payload: order({ status: 'PREORDER_RECEIVED' }),
      says: 'Your preorder from Amazon has been received.',
    },
    {
      payload: order({ status: 'ORDER_RECEIVED' }),
      says: 'Your order from Amazon has been received.',
    },
    {
      payload: order({ status: 'ORDER_PREPARING' }),
      says: 'Your order from Amazon is being prepared.',
    },
    {
      payload: order({ status: 'ORDER_SHIPPED' }),
      says: 'Your order from Amazon has been shipped.',
    },
    {
      payload: order({ status: 'ORDER_SHIPPED', ...arrival }),
      says: 'Your order from Amazon has been shipped and will arrive by May 18, 2019.',
    },
    {
      payload: order({ status: 'ORDER_OUT_FOR_DELIVERY' }),
      says: 'Your order from Amazon is out for delivery.',
    },
    {
      payload: order({ status: 'ORDER_OUT_FOR_DELIVERY', ...arrival }),
      says: 'Your order from Amazon is out for delivery and will arrive by May 18, 2019.',
    },
    {
      payload: order({ status: 'ORDER_DELIVERED' }),
      says: 'Your order from Amazon has been delivered.',
    },
    ...['enterTimestamp', 'enterTimeStamp', 'deliveredOn'].map(key => ({
      payload: order({ status: 'ORDER_DELIVERED', [key]: '2019-05-02T03:00:00.463Z' }),
      says: 'Your order from Amazon was delivered on May 2, 2019.',
    })),
    {
      payload: order({
        status: 'ORDER_DELIVERED',
        deliveryDetails: { enterTimestamp: '2019-05-02T03:00:00.463Z' },
      }),
      says: 'Your order from Amazon was delivered on May 2, 2019.',
    },
    {
      payload: order({ status: 'ORDER_LOST' }),
      says: 'Your order from Amazon has been updated.',
      wording: 'english',
    },
  ],
  'AMAZON.Occasion.Updated': [
    {
      payload: booking('CONFIRMED', 'APPOINTMENT'),
      says: 'Your appointment at Dental XYZ for a root canal on May 10, 2019 has been confirmed.',
    },
    {
      payload: booking('CANCELED', 'RESERVATION_REQUEST'),
      says: 'Your reservation request at Dental XYZ for a root canal on May 10, 2019 has been canceled.',
    },
    { payload: {}, says: 'Your … at … for … on … has been ….' },
  ],
  'AMAZON.TrashCollectionAlert.Activated': [
    { payload: trash('GLASS'), says: 'This coming Tuesday is glass collection day.' },
    {
      payload: trash('PET_BOTTLES', 'RECYCLABLE_PLASTICS'),
      says: 'This coming Tuesday is PET bottles and recyclable plastics collection day.',
      wording: 'english',
    },
    {
      payload: trash('BULKY', 'CANS', 'WASTE_PAPER'),
      says: 'This coming Tuesday is bulky, cans and waste paper collection day.',
      wording: 'english',
    },
    {
      payload: { alert: { garbageTypes: ['GLASS'], collectionDayOfWeek: 'SOME_DAY' } },
      says: 'This coming Some day is glass collection day.',
    },
    {
      payload: { alert: { garbageTypes: 'GLASS' } },
      says: 'This coming … is … collection day.',
      wording: 'english',
    },
  ],
  'AMAZON.MediaContent.Available': [
    { payload: media('AIR'), says: 'The Show will air on June 12, 2026.' },
    {
      payload: media('STREAM', { provider: { name: 'Example TV' } }),
      says: 'The Show will stream on June 12, 2026 on Example TV.',
    },
    {
      payload: media('RELEASE'),
      says: 'The Show will be released on June 12, 2026.',
      wording: 'english',
    },
    { payload: media('PREMIERE'), says: 'The Show will premiere on June 12, 2026.' },
    { payload: media('DROP'), says: 'The Show will drop on June 12, 2026.' },
    {
      payload: media('SELL', { startTime: 7 }),
      says: 'The Show will be available.',
      wording: 'english',
    },
  ],
  'AMAZON.SocialGameInvite.Available': [
    {
      payload: invite({ invite: challenge }),
      says: 'Your friend Max has challenged you to a match of The Red.',
    },
    {
      payload: invite({
        invite: { relationshipToInvitee: 'CONTACT', inviteType: 'INVITE' },
        offer: 'REMATCH',
      }),
      says: 'Your contact Max has invited you to a rematch of The Red.',
    },
    {
      payload: invite({ inviter: challenge, offer: 'GAME' }),
      says: 'Your friend Max has challenged you to a game of The Red.',
    },
    {
      payload: invite({ invite: { inviteType: 'INVITE' } }),
      says: 'Max has invited you to a match of The Red.',
    },
  ],
}

describe('the sentence of each event', () => {
  const rows = eventNames.flatMap(name => cases[name].map(row => ({ name, ...row })))
  it.each(rows)('$name: $says', ({ name, payload, says, wording }) => {
    const [spoken] = speak(bodyOf(name, payload), ['en-US'])
    expect(spoken).toMatchObject({ locale: 'en-US', speech: says, wording: wording ?? 'exact' })
    const tellsZone = spoken?.notes.some(note => note.includes('time zone'))
    expect(tellsZone).toBe(/ 20\d\d/.test(says))
  })
})

describe('odd payloads', () => {
  const oddities: readonly JsonObject[] = [
    {},
    { state: null, alert: 1, weatherAlert: 'x', invite: [], occasion: true, content: 0 },
    { availability: { startTime: {}, method: [] }, order: { seller: { name: '' } } },
    JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`),
  ]
  it.each(eventNames)('%s never throws and never says undefined', name => {
    for (const payload of oddities) {
      const [spoken] = speak(bodyOf(name, payload), ['en-US'])
      expect(spoken?.speech).toBeTruthy()
      expect(spoken?.speech).not.toMatch(/undefined|null|NaN|\[object/)
    }
  })
})

describe('locales', () => {
  const release = {
    availability: {
      startTime: '2026-05-01T23:30:00-05:00',
      method: 'AIR',
      provider: { name: 'localizedattribute:providerName' },
    },
    content: { name: 'localizedattribute:contentName', contentType: 'GAME' },
  }
  const entries = [
    { locale: 'de-DE', providerName: 'Beispielspiele', contentName: 'Sternensuche' },
    { locale: 'en-US', providerName: 'Example Games', contentName: 'Star Quest' },
    { locale: 'fr-FR', contentName: 'Quête' },
  ]
  const locales = ['en-US', 'en-CA', 'de-DE', 'en-US']
  const hear = () => speak(bodyOf('AMAZON.MediaContent.Available', release, entries), locales)

  it('come in the order given, then those of the entries, each once', () => {
    expect(hear().map(({ locale }) => locale)).toEqual(['en-US', 'en-CA', 'de-DE', 'fr-FR'])
  })

  it('hear their own texts, and English wording where no translation is known', () => {
    expect(hear().map(({ speech, wording }) => [speech, wording])).toEqual([
      ['Star Quest will air on May 2, 2026 on Example Games.', 'exact'],
      ['You have a notification.', 'english'],
      ['Sternensuche will air on 2. Mai 2026 on Beispielspiele.', 'english'],
      ['Quête will air on 2 mai 2026 on ….', 'english'],
    ])
  })

  it('set their texts and dates apart from the English words around them', () => {
    expect(hear().map(({ parts }) => parts)).toEqual([
      undefined,
      undefined,
      [
        { kind: 'localized', text: 'Sternensuche' },
        { kind: 'template', text: ' will air on ' },
        { kind: 'localized', text: '2. Mai 2026' },
        { kind: 'template', text: ' on ' },
        { kind: 'localized', text: 'Beispielspiele' },
        { kind: 'template', text: '.' },
      ],
      [
        { kind: 'localized', text: 'Quête' },
        { kind: 'template', text: ' will air on ' },
        { kind: 'localized', text: '2 mai 2026' },
        { kind: 'template', text: ' on ….' },
      ],
    ])
  })

  it('cannot pass a text off as wording with the marks that part a sentence', () => {
    const payload = order({ status: 'ORDER_RECEIVED' })
    const seller = { ...payload, order: { seller: { name: 'A\ue001 B \ue000C' } } }
    const [german] = speak(bodyOf('AMAZON.OrderStatus.Updated', seller), ['de-DE'])
    expect(german?.parts?.[1]).toEqual({ kind: 'localized', text: 'A B C' })
  })

  it('name the day of the week in their own language', () => {
    const body = bodyOf('AMAZON.TrashCollectionAlert.Activated', trash('GLASS'))
    expect(speak(body, ['fr-FR', 'ja-JP']).map(({ speech }) => speech)).toEqual([
      'This coming mardi is glass collection day.',
      'This coming 火曜日 is glass collection day.',
    ])
  })

  it.each([
    ['de-DE', 'Звёзды', true],
    ['de-DE', 'Größe, 2.0', false],
    ['en-US', 'スター', true],
    ['ja-JP', 'スタークエスト Star Quest 星', false],
    ['ja-JP', 'النجوم', true],
    ['hi-IN', 'स्टार Quest', false],
    ['ar-SA', 'النجوم', false],
    ['ru-RU', 'Звёзды', false],
  ])('%s is told of letters in another script: %s', (locale, source, isTold) => {
    const payload = { weatherAlert: { alertType: 'TORNADO', source: 'localizedattribute:source' } }
    const body = bodyOf('AMAZON.WeatherAlert.Activated', payload, [{ locale, source }])
    expect(speak(body, [])[0]?.notes.some(note => note.includes('script'))).toBe(isTold)
  })

  it.each([
    ['de-DE', 'The Star Quest Show', 'The Star Quest Show', true],
    ['de-DE', 'The Star Quest Show', 'Star Quest', false],
    ['de-DE', 'Now with Your Friends', undefined, true],
    ['de-DE', 'Star Quest 2.1', 'Star Quest 2.1', false],
    ['de-DE', 'Die Star-Quest-Show', 'The Star Quest Show', false],
    ['ja-JP', 'Star Quest is now available', undefined, true],
    ['es-ES', 'El anuncio de Nueva York', undefined, false],
    ['en-GB', 'Now with your friends', 'Now with your friends', false],
  ])(
    '%s is told of English: %s, where English customers hear %s',
    (locale, source, english, isTold) => {
      const payload = {
        weatherAlert: { alertType: 'TORNADO', source: 'localizedattribute:source' },
      }
      const body = bodyOf('AMAZON.WeatherAlert.Activated', payload, [
        { locale, source },
        ...(english === undefined ? [] : [{ locale: 'en-US', source: english }]),
      ])
      expect(speak(body, [])[0]?.notes.some(note => note.includes('reads as English'))).toBe(isTold)
    },
  )

  it('are told of texts that were cut', () => {
    const [american, german] = speak(
      bodyOf('AMAZON.MediaContent.Available', release, [
        { locale: 'en-US', providerName: 'Example Games', contentName: 'Star Quest with all' },
        { locale: 'de-DE', providerName: 'Beispielspiele', contentName: 'Star Quest' },
      ]),
      [],
      ['Star Quest with all'],
    )
    expect(american?.notes[0]).toBe('"contentName" of en-US was longer; speakable has cut it.')
    expect(german?.notes.join()).not.toContain('was longer')
    const payload = message({ status: 'UNREAD' }, { count: 2 })
    expect(
      speak(bodyOf('AMAZON.MessageAlert.Activated', payload), ['en-US'], ['Kitchen'])[0]?.notes,
    ).toEqual(['A text in the payload itself was longer; speakable has cut it.'])
  })

  it('note a locale without entry, a missing key, and once the time zone', () => {
    expect(hear().map(({ notes }) => notes)).toEqual([
      [expect.stringContaining("customer's time zone")],
      [expect.stringContaining('no entry for en-CA')],
      [],
      [expect.stringContaining('The entry for fr-FR has no "providerName"')],
    ])
  })

  it('are told of what no voice can read, and of plurals that are not known', () => {
    const payload = { weatherAlert: { alertType: 'TORNADO', source: 'localizedattribute:source' } }
    const body = bodyOf('AMAZON.WeatherAlert.Activated', payload, [
      { locale: 'en-US', source: 'Kent 🚀' },
    ])
    expect(speak(body, [])[0]?.notes).toEqual([
      '"source" of en-US has emoji, which no voice can read as written; the filter speakable leaves it out.',
    ])
    const name = 'AMAZON.MessageAlert.Activated'
    const group = { creator: { name: 'Ada 🚀' }, count: 3 }
    const status = { status: 'UNREAD' }
    const [arabic] = speak(bodyOf(name, message(status, group)), ['ar-SA'])
    expect(arabic?.notes).toEqual([
      'A text in the payload itself has emoji, which no voice can read as written; the filter speakable leaves it out.',
      'For 3, ar-SA has the plural form "few"; Amazon\'s wording of it is not known.',
    ])
    const odd = message(status, { count: 'x' })
    expect(speak(bodyOf(name, odd), ['ar-SA'])[0]?.notes).toEqual([])
  })

  it('without an entry hear that there is something', () => {
    const { alert, source } = { alert: 'TORNADO', source: 'localizedattribute:source' }
    const payload = { weatherAlert: { alertType: alert, source } }
    expect(speak(bodyOf('AMAZON.WeatherAlert.Activated', payload), ['de-DE'])).toEqual([
      {
        locale: 'de-DE',
        speech: 'You have a notification.',
        wording: 'english',
        parts: [{ kind: 'template', text: 'You have a notification.' }],
        heard: 'notification',
        notes: [
          'localizedAttributes has no entry for de-DE: its customers hear only that they have a notification, not what it says.',
        ],
      },
    ])
  })

  it('merge several entries of one locale', () => {
    const body = bodyOf('AMAZON.MediaContent.Available', release, [
      { locale: 'en-GB', providerName: 'Example Games' },
      { locale: 'en-GB', contentName: 'Star Quest' },
    ])
    expect(speak(body, []).map(({ speech }) => speech)).toEqual([
      'Star Quest will air on 2 May 2026 on Example Games.',
    ])
  })

  it('do not take inherited names for texts', () => {
    const body = bodyOf(
      'AMAZON.WeatherAlert.Activated',
      { weatherAlert: { alertType: 'TORNADO', source: 'localizedattribute:constructor' } },
      [{ locale: 'en-US' }],
    )
    expect(speak(body, [])[0]?.speech).toContain('Provided by ….')
  })

  it('stand for en-US where none is named', () => {
    const body = bodyOf('AMAZON.TrashCollectionAlert.Activated', trash('GLASS'))
    expect(speak(body, [])).toEqual([
      {
        locale: 'en-US',
        speech: 'This coming Tuesday is glass collection day.',
        wording: 'exact',
        notes: [expect.stringContaining('No locale is named')],
      },
    ])
    const dated = speak(bodyOf('AMAZON.MediaContent.Available', media('AIR')), [])
    expect(dated.map(({ notes }) => notes)).toEqual([
      [expect.stringContaining('No locale is named'), expect.stringContaining('time zone')],
    ])
  })

  it('are told of texts that all of them hear alike', () => {
    const body = bodyOf('AMAZON.OrderStatus.Updated', order({ status: 'ORDER_RECEIVED' }))
    const literal = expect.stringContaining('"Amazon" is written in the payload itself')
    expect(speak(body, ['en-US', 'en-GB']).map(({ notes }) => notes)).toEqual([
      [literal],
      [literal],
    ])
    expect(speak(body, ['en-US']).map(({ notes }) => notes)).toEqual([[]])
  })

  it('need no entry where nothing refers to one, but may stay silent beside others', () => {
    const payload = message({ status: 'UNREAD' }, { count: 2 })
    const name = 'AMAZON.MessageAlert.Activated'
    expect(speak(bodyOf(name, payload), ['de-DE'])[0]?.notes).toEqual([])
    expect(speak(bodyOf(name, payload, [{ locale: 'en-US' }]), ['de-DE'])[0]?.notes).toEqual([
      expect.stringContaining('none for de-DE'),
    ])
  })

  it('other than English are told of events that Amazon lists for en-US only', () => {
    const body = bodyOf('AMAZON.SocialGameInvite.Available', invite({ invite: challenge }), [])
    const [british, german] = speak(body, ['en-GB', 'de-DE'])
    expect(british?.notes.join()).not.toContain('en-US only')
    expect(german?.notes.join()).toContain('en-US only')
  })

  it('are told that a broker may be named', () => {
    const payload = booking('CONFIRMED', 'APPOINTMENT', { broker: { name: 'Broker' } })
    const notes = speak(bodyOf('AMAZON.Occasion.Updated', payload), ['en-US'])[0]?.notes
    expect(notes?.join()).toContain('broker')
  })
})

it.each([
  ['', 1],
  ['You have a notification.', 2],
  ['There is a tornado alert for your area. Provided by Example Weather.', 5],
  ['Star Quest 2.1 will be released on December 1, 2026.', 5],
  ['スタークエストの新しいバージョンが公開されました。', 4],
  ['البحث عن النجوم', 1],
])('%j takes about %i seconds', (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds)
})

it.each([
  ['Star Quest 2.1: what’s new? 50 % © Example™', []],
  ['C# and F# are languages_with_underscores', []],
  ['क्षेत्र और प्रदेश', []],
  ['Star Quest 🚀', [/^has emoji, /]],
  ['Vive la 🇫🇷', [/^has emoji, /]],
  ['see https://example.com/x', [/^has an address, /]],
  ['write to a@example.com', [/^has an address, /]],
  ['**Big** release', [/^has markup, /]],
  ['<b>Big</b> release', [/^has markup, /]],
  ['Big\u0007 release', [/^has control characters, /]],
  ['x'.repeat(200), []],
  ['x'.repeat(201), [/^has 201 characters\. Amazon publishes no limit/]],
])('what keeps %j from being heard', (text, found) => {
  expect(obstaclesIn(text)).toEqual(found.map(form => expect.stringMatching(form)))
})

it.each([
  ['ar-SA', 2, 'two'],
  ['ar-SA', 3, 'few'],
  ['ja-JP', 1, 'other'],
  ['fr-FR', 1, undefined],
  ['de-DE', 3, undefined],
  ['not a locale', 3, undefined],
])('the plural of %s for %i', (locale, count, form) => {
  expect(otherPluralOf(locale, count)).toBe(form)
})
