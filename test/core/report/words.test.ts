import { describe, expect, it } from 'vitest'
import {
  acceptedMeans,
  countsSentence,
  eventFacts,
  groupFindings,
  groupMessage,
  outcomeSentence,
  planFacts,
  regionsSentence,
  silentReasons,
  stageSentence,
  statusSentence,
  tellDeliveries,
  waitingSentence,
  wordingSentence,
} from '../../../src/core/report/words.ts'
import type { Result } from '../../../src/core/result.ts'
import {
  deliveryOf,
  fullResult,
  placeOf,
  resultOf,
  settingWarning,
  syntaxError,
} from './results.ts'

it('says the stage and why', () => {
  const reason = 'refs/heads/main matches live-refs "main"'
  expect(stageSentence({ stage: 'live', reason })).toBe(
    'live, because refs/heads/main matches live-refs "main"',
  )
})

it.each([
  [['NA'] as const, 'NA, because so'],
  [['NA', 'EU'] as const, 'NA and EU, because so'],
  [['NA', 'EU', 'FE'] as const, 'NA, EU and FE, because so'],
])('says the regions %j and why', (regions, sentence) => {
  expect(regionsSentence({ regions, reason: 'so' })).toBe(sentence)
})

describe('deliveries', () => {
  it.each([
    [deliveryOf(), 'NA: accepted (HTTP 202, request id request-1)'],
    [deliveryOf({ attempts: 3 }), 'NA: accepted (HTTP 202, request id request-1, 3 attempts)'],
    [
      deliveryOf({ region: 'FE', outcome: 'already-sent', httpStatus: 409, message: 'Known.' }),
      'FE: already sent (HTTP 409, request id request-1)',
    ],
    [
      deliveryOf({
        outcome: 'failed',
        httpStatus: undefined,
        requestId: undefined,
        message: 'No.',
      }),
      'NA: failed (no answer)',
    ],
    [
      deliveryOf({
        outcome: 'failed',
        httpStatus: undefined,
        requestId: undefined,
        attempts: 0,
        message: 'No.',
      }),
      'NA: failed (nothing was sent)',
    ],
    [
      deliveryOf({ outcome: 'rejected', httpStatus: 400, requestId: '\u001b[2J', message: 'a\nb' }),
      'NA: rejected (HTTP 400, request id \\x1b[2J)',
    ],
  ])('%#: %j', (delivery, sentence) => {
    expect(outcomeSentence(delivery)).toBe(sentence)
  })
})

describe('how a run ended', () => {
  const known = deliveryOf({ outcome: 'already-sent' })
  const refused = deliveryOf({ region: 'EU', outcome: 'rejected' })
  const lost = deliveryOf({ region: 'FE', outcome: 'failed', inDoubt: true })
  const rows: readonly [Partial<Result>, string][] = [
    [{}, 'Checked: no findings.'],
    [{ diagnostics: [settingWarning] }, 'Checked: 1 warning.'],
    [
      { status: 'sent', stage: 'live', deliveries: [deliveryOf(), deliveryOf({ region: 'EU' })] },
      'Sent: the event was accepted for NA and EU in the live stage.',
    ],
    [
      { status: 'already-sent', deliveries: [known] },
      'Already sent: the event was accepted before for NA, so nobody is notified again.',
    ],
    [
      { status: 'partial', stage: 'live', deliveries: [deliveryOf(), refused] },
      'Partly sent: the event was accepted for NA in the live stage, but not for EU.',
    ],
    [{ status: 'failed', deliveries: [refused] }, 'Not sent: the event was not accepted for EU.'],
    [
      { status: 'failed', stage: 'live', deliveries: [lost] },
      'Not confirmed: it is not known whether the event was accepted for FE in the live stage.',
    ],
    [
      { status: 'failed', deliveries: [refused, lost] },
      'Not confirmed: the event was not accepted for EU; for FE it is not known.',
    ],
    [
      { status: 'partial', deliveries: [deliveryOf(), refused, lost] },
      'Partly sent: the event was accepted for NA, but not for EU; for FE it is not known.',
    ],
    [
      { status: 'partial', deliveries: [known, lost] },
      'Partly sent: the event was accepted for NA; for FE it is not known.',
    ],
    [
      { status: 'sent', stage: 'live', deliveries: [deliveryOf()], simulated: true },
      'Simulated: the event was accepted for NA in the live stage. Nobody was notified.',
    ],
    [
      { status: 'failed', deliveries: [refused], simulated: true },
      'Simulated: the event was not accepted for EU. Nobody was notified.',
    ],
    [
      {
        status: 'failed',
        command: 'send',
        diagnostics: [syntaxError, syntaxError, settingWarning],
      },
      'Nothing was sent: 2 errors and 1 warning.',
    ],
    [{ status: 'failed', diagnostics: [syntaxError] }, 'Nothing was done: 1 error.'],
    [
      {
        status: 'failed',
        command: 'validate',
        files: ['skill.json', 'announce.yaml'],
        diagnostics: [syntaxError],
      },
      'Checked skill.json and announce.yaml: 1 error.',
    ],
    [{ command: 'preview', files: ['skill.json'] }, 'Checked skill.json: no findings.'],
    [
      { status: 'dry-run', stage: 'development', regions: ['NA', 'FE'] },
      'Dry run: nothing was sent; the event would go to NA and FE in the development stage.',
    ],
    [
      { status: 'skipped', skippedReason: 'There are no credentials.' },
      'Skipped, nothing was sent: There are no credentials.',
    ],
    [{ status: 'skipped' }, 'Skipped: nothing was sent.'],
    [{ status: 'started' }, 'Started: the campaign continues without this run.'],
    [{ status: 'sent', campaignSentence: 'Sent to\nall.' }, 'Sent to\\nall.'],
  ]
  it.each(rows)('%#: %j', (parts, sentence) => {
    expect(statusSentence(resultOf(parts))).toBe(sentence)
  })
})

it('counts findings by severity', () => {
  expect(countsSentence([])).toBe('no findings')
  expect(
    countsSentence([syntaxError, settingWarning, { ...settingWarning, severity: 'notice' }]),
  ).toBe('1 error, 1 warning and 1 notice')
})

it('knows whose wording a preview has', () => {
  const [english, german] = fullResult.preview
  expect(english && wordingSentence(english)).toBeUndefined()
  expect(german && wordingSentence(german)).toContain("Amazon's own translation is not known")
  expect(
    wordingSentence({ locale: 'en-GB', speech: 'x', wording: 'english', notes: [] }),
  ).toContain('Amazon publishes no example')
})

it('explains what accepted means and what can still keep a notification silent', () => {
  expect(acceptedMeans).toContain('202')
  const reasons = silentReasons.join('\n')
  for (const cause of ['subscribed', 'region', 'stage', 'Do Not Disturb', 'expired', 'locales']) {
    expect(reasons).toContain(cause)
  }
})

it('says why nothing happens for a moment, and how long', () => {
  const step = { kind: 'waiting', region: 'NA', attempt: 1, milliseconds: 2_000 } as const
  expect(waitingSentence({ ...step, reason: 'NA answered HTTP 429' })).toBe(
    'NA answered HTTP 429 (attempt 1); trying again in 2s',
  )
})

describe('deliveries as they end', () => {
  const known = deliveryOf({ outcome: 'already-sent' })
  const repeated = deliveryOf({ region: 'FE', outcome: 'already-sent', attempts: 2 })
  const accepted = deliveryOf({ region: 'EU' })
  it.each([
    [
      'nothing where all regions had the event before',
      [known, { ...known, region: 'EU' as const }],
      [],
    ],
    ['everything once one is new', [known, accepted], ['NA', 'EU']],
    ['everything once a request was repeated', [known, repeated, accepted], ['NA', 'FE', 'EU']],
  ])('tell %s', (_, deliveries, told) => {
    const regions: string[] = []
    const tell = tellDeliveries(({ region }) => regions.push(region))
    for (const delivery of deliveries) tell(delivery)
    expect(regions).toEqual(told)
  })
})

it.each([
  [1, 'A comma is missing here.'],
  [3, 'A comma is missing here. Also at skill.json:2:1, skill.json:3:1.'],
  [
    9,
    'A comma is missing here. Also at skill.json:2:1, skill.json:3:1, skill.json:4:1, skill.json:5:1, skill.json:6:1 and at 3 more places.',
  ],
])('equal findings at %s places are one', (count, message) => {
  const found = Array.from({ length: count }, (_, index) => ({
    ...syntaxError,
    place: placeOf('skill.json', index + 1, 1),
  }))
  expect(groupFindings(found).map(groupMessage)).toEqual([message])
})

it.each([
  ['Multicast', undefined, 'every subscribed customer of the regions (Multicast)'],
  ['Unicast', undefined, 'one customer (Unicast)'],
  ['Unicast', '20 users in EU', '20 users in EU, each by a request of its own (Unicast)'],
] as const)('the audience %s of %s is in words', (audience, people, text) => {
  const event = { name: 'AMAZON.WeatherAlert.Activated', audience, expiryTime: 'later' }
  expect(eventFacts(event, people)).toEqual([
    { label: 'Event', text: event.name },
    { label: 'Audience', text },
    { label: 'Expires', text: 'later' },
  ])
})

it.each([
  ['2026-05-01T13:30:00Z', '2026-05-01T13:30:00Z, 1h 30m after its timestamp'],
  ['tomorrow', 'tomorrow'],
])('what would be sent tells how long it lives: %s', (expiryTime, text) => {
  const plan = {
    stage: { stage: 'live', reason: 'so' },
    regions: { regions: ['NA'], reason: 'so' },
    preview: [],
    body: {
      timestamp: '2026-05-01T12:00:00Z',
      referenceId: 'a',
      expiryTime,
      event: { name: 'AMAZON.WeatherAlert.Activated', payload: {} },
      localizedAttributes: [],
      relevantAudience: { type: 'Multicast', payload: {} },
    },
  } as const
  expect(planFacts(plan, 'alert.yaml')).toEqual([
    { label: 'Regions', text: 'NA, because so' },
    { label: 'Event', text: 'AMAZON.WeatherAlert.Activated, from alert.yaml' },
    { label: 'Audience', text: 'every subscribed customer of the regions (Multicast)' },
    { label: 'Expires', text },
  ])
})
