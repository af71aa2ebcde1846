import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type EventBody, type EventName, skillLocales } from '../../../src/core/alexa.ts'
import type { JsonObject } from '../../../src/core/json.ts'
import { summaryMarkdown } from '../../../src/core/report/markdown.ts'
import { previewPage } from '../../../src/core/report/preview-page.ts'
import { resultObject } from '../../../src/core/report/report.ts'
import { previewText } from '../../../src/core/report/text.ts'
import type { Result } from '../../../src/core/result.ts'
import { speak } from '../../../src/core/speech/speak.ts'
import { plainStyle } from '../../cli/streams.ts'
import { fullResult, hostileText, resultOf, syntaxError } from './results.ts'

const time = '2026-12-01T19:00:00Z'
const name = { name: 'localizedattribute:name' }

/** Every state of every event, with the optional parts and without. */
const payloads: readonly (readonly [EventName, JsonObject])[] = [
  ...['TORNADO', 'HURRICANE', 'SNOW_STORM', 'THUNDER_STORM'].flatMap(alertType =>
    [{}, { source: name.name }].map(
      source =>
        ['AMAZON.WeatherAlert.Activated', { weatherAlert: { alertType, ...source } }] as const,
    ),
  ),
  ...[{}, { update: { scoreEarned: 1, teamName: 'Apples' } }].map(update => {
    const side = (team: string, score: number) => ({ team: { name: team }, score })
    const sportsEvent = {
      eventLeague: name,
      homeTeamStatistic: side('Oranges', 1),
      awayTeamStatistic: side('Apples', 2),
    }
    return ['AMAZON.SportsEvent.Updated', { ...update, sportsEvent }] as const
  }),
  ...['UNREAD', 'FLAGGED'].flatMap(status =>
    [{}, { freshness: 'NEW' }, { freshness: 'OVERDUE' }].flatMap(freshness =>
      [{ count: 1 }, { count: 3, urgency: 'URGENT' }].map(
        group =>
          [
            'AMAZON.MessageAlert.Activated',
            {
              state: { status, ...freshness },
              messageGroup: { creator: { name: 'Kitchen' }, ...group },
            },
          ] as const,
      ),
    ),
  ),
  ...[
    ...['PREORDER_RECEIVED', 'ORDER_RECEIVED', 'ORDER_PREPARING', 'ORDER_SHIPPED'],
    ...['ORDER_OUT_FOR_DELIVERY', 'ORDER_DELIVERED'],
  ].flatMap(status =>
    [{}, { enterTimestamp: time }, { deliveryDetails: { expectedArrival: time } }].map(
      details =>
        [
          'AMAZON.OrderStatus.Updated',
          { state: { status, ...details }, order: { seller: name } },
        ] as const,
    ),
  ),
  ...['CONFIRMED', 'CANCELED', 'RESCHEDULED', 'REQUESTED', 'CREATED', 'UPDATED'].flatMap(status =>
    ['RESERVATION_REQUEST', 'RESERVATION', 'APPOINTMENT_REQUEST', 'APPOINTMENT'].flatMap(type =>
      [{}, { broker: name }].map(
        broker =>
          [
            'AMAZON.Occasion.Updated',
            {
              state: { confirmationStatus: status },
              occasion: {
                occasionType: type,
                subject: name.name,
                provider: name,
                bookingTime: time,
                ...broker,
              },
            },
          ] as const,
      ),
    ),
  ),
  ...[['GLASS'], ['GLASS', 'PET_BOTTLES', 'CANS']].map(
    garbageTypes =>
      [
        'AMAZON.TrashCollectionAlert.Activated',
        { alert: { garbageTypes, collectionDayOfWeek: 'FRIDAY' } },
      ] as const,
  ),
  ...['STREAM', 'AIR', 'RELEASE', 'PREMIERE', 'DROP'].flatMap(method =>
    [{}, { provider: name }].map(
      provider =>
        [
          'AMAZON.MediaContent.Available',
          {
            availability: { startTime: time, method, ...provider },
            content: { ...name, contentType: 'GAME' },
          },
        ] as const,
    ),
  ),
  ...['CHALLENGE', 'INVITE'].flatMap(inviteType =>
    ['MATCH', 'REMATCH', 'GAME'].map(
      offer =>
        [
          'AMAZON.SocialGameInvite.Available',
          {
            invite: { inviter: { name: 'Max' }, relationshipToInvitee: 'FRIEND', inviteType },
            game: { offer, ...name },
          },
        ] as const,
    ),
  ),
]

const texts: Readonly<Record<string, string>> = { ja: 'スタークエスト', ar: 'النجوم', hi: 'क्वेस्ट' }

function bodyOf(event: EventName, payload: JsonObject): EventBody {
  return {
    timestamp: '2026-05-01T12:00:00.000Z',
    referenceId: 'reference',
    expiryTime: '2026-05-02T12:00:00.000Z',
    event: { name: event, payload },
    localizedAttributes: skillLocales
      .filter(locale => locale !== 'it-IT')
      .map(locale => ({ locale, name: texts[locale.slice(0, 2)] ?? 'La Quête' })),
    relevantAudience: { type: 'Multicast', payload: {} },
  }
}

const inEveryDoor = (preview: ReturnType<typeof speak>) => {
  const result = resultOf({ command: 'preview', preview })
  return [
    previewText(result, plainStyle),
    summaryMarkdown(result),
    JSON.stringify(resultObject(result)),
    previewPage(result),
  ]
}

test('every state of every event is shown in every form, for every locale', () => {
  for (const [event, payload] of payloads) {
    const preview = speak(bodyOf(event, payload), skillLocales)
    expect(preview.map(({ locale }) => locale)).toEqual(skillLocales)
    for (const { locale, speech, parts, heard, notes } of preview) {
      const isEnglish = locale.startsWith('en-')
      expect(speech).not.toMatch(/undefined|NaN|\[object|localizedattribute|…/)
      expect(parts === undefined).toBe(isEnglish)
      if (parts !== undefined) expect(parts.map(({ text }) => text).join('')).toBe(speech)
      const refers = JSON.stringify(payload).includes('localizedattribute')
      expect(heard).toBe(locale === 'it-IT' && refers ? 'notification' : undefined)
      if (heard !== undefined) expect(notes.join()).toContain('hear only that they have a notif')
    }
    for (const shown of inEveryDoor(preview)) {
      expect(shown).not.toMatch(/undefined|NaN|\[object/)
      for (const locale of skillLocales) expect(shown).toContain(locale)
      if (!shown.startsWith('{')) expect(shown).toContain('Seconds are an estimate')
    }
    expect(Buffer.byteLength(previewPage(resultOf({ preview })))).toBeLessThan(60_000)
  }
})

test('what a locale writes in its own way is marked as its own', () => {
  const payload = {
    state: { status: 'UNREAD' },
    messageGroup: { creator: { name: 'Kitchen' }, count: 3 },
  }
  const [heard] = speak(bodyOf('AMAZON.MessageAlert.Activated', payload), ['ar-SA'])
  expect(heard?.parts).toContainEqual({ kind: 'localized', text: '٣' })
  expect(heard?.notes).toContainEqual(expect.stringContaining('plural form "few"'))
  const page = previewPage(resultOf({ preview: heard === undefined ? [] : [heard] }))
  expect(page).toContain('<mark lang="ar-SA" dir="auto">٣</mark>')
  expect(page).toContain('English words instead of a translation')
})

const weather = { audience: 'Multicast', expiryTime: 'later' } as const

describe('the page', () => {
  test('has no script, and a policy that allows its own style alone', () => {
    const page = previewPage(fullResult)
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|javascript:|style=/i)
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? []
    const hash = createHash('sha256').update(style).digest('base64')
    expect(page).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    )
    expect(page.slice(0, 300)).toContain(
      '<meta name="generator" content="alexa-proactive preview">',
    )
  })

  test('shows texts from outside, and never obeys them', () => {
    const hostile = `</style><script>alert(1)</script>"'><img src=x onerror=y>${hostileText}`
    const preview = [
      { locale: hostile, speech: hostile, wording: 'exact', notes: [hostile] },
      {
        locale: 'fr-FR',
        speech: hostile,
        wording: 'english',
        parts: [{ kind: 'localized', text: hostile }],
        notes: [],
      },
    ] as const
    const page = previewPage(resultOf({ ...fullResult, preview, stageReason: hostile }))
    for (const text of ['<script', '<img', '\u001b', '\u202e']) expect(page).not.toContain(text)
    expect(page.match(/<\/style>/g)).toHaveLength(1)
  })

  test.each<[string, Partial<Result>, string, RegExp]>([
    ['no event', {}, 'What customers hear', /<dl>\s*<\/dl>|Event/],
    ['a stage alone', { stage: 'live' }, 'What customers hear', /because/],
    ['regions alone', { regions: ['NA', 'EU'] }, 'What customers hear', /because/],
    [
      'an event that is known',
      { event: { ...weather, name: 'AMAZON.WeatherAlert.Activated' } },
      'What customers hear: Weather alert',
      /AMAZON\.WeatherAlert\.Activated<\/h1>/,
    ],
    [
      'an event of tomorrow',
      { event: { ...weather, name: 'AMAZON.Tomorrow' } },
      'What customers hear: AMAZON.Tomorrow',
      /undefined/,
    ],
  ])('of %s has a title', (_, parts, title, not) => {
    const page = previewPage(resultOf(parts))
    expect(page).toContain(`<h1>${title}</h1>`)
    expect(page).not.toMatch(not)
  })

  test('names locales where they have a name', () => {
    const heard = { speech: 'Hi.', wording: 'exact' as const, notes: [] }
    const preview = ['fr-CA', 'qx', 'no locale'].map(locale => ({ ...heard, locale }))
    const page = previewPage(resultOf({ preview }))
    expect(page.match(/<h3[^>]*>.*?<\/h3>/g)).toEqual([
      '<h3>fr-CA <span class="soft">French (Canada)</span></h3>',
      '<h3>qx</h3>',
      '<h3>no locale</h3>',
    ])
  })

  test('counts findings that it leaves out', () => {
    const page = previewPage(
      resultOf({ diagnostics: Array.from({ length: 500 }, () => syntaxError) }),
    )
    const shown = page.match(/<li><strong class="error">/g)?.length ?? 0
    expect(page).toContain('Findings: 500 errors')
    expect(page).toContain(`<p>… and ${500 - shown} more.</p>`)
  })

  test('says so where there is nothing to hear', () => {
    expect(previewPage(resultOf({ preview: [] }))).toContain('There is nothing to hear')
  })

  test('stays short, whatever it is given', () => {
    const speech = 'x'.repeat(100_000)
    const preview = Array.from({ length: 500 }, (_, index) => ({
      locale: `en-${index}`,
      speech,
      wording: 'exact' as const,
      notes: [speech],
    }))
    const page = previewPage(resultOf({ preview }))
    expect(Buffer.byteLength(page)).toBeLessThan(60_000)
    expect(page).toMatch(/and \d+ more locales, left out here/)
  })
})
