import { describe, expect, it } from 'vitest'
import {
  endingOf,
  engineFacts,
  engineResult,
  notStarted,
  openPlace,
  planOf,
  startedFinding,
} from '../../../src/core/campaign/hand-over.ts'
import type { PreparedJob } from '../../../src/core/campaign/job.ts'
import { CampaignError } from '../../../src/core/campaign/lock.ts'
import type { CampaignPlan, Engine } from '../../../src/core/engine.ts'
import type { EventOptions } from '../../../src/core/event/read.ts'
import { RecipientsError } from '../../../src/core/recipients/recipient.ts'
import { readText } from '../../../src/core/source/read.ts'
import { batchesOf } from './campaign-case.ts'
import { campaignReport, campaignSettings, surveyOf } from './reports.ts'

const lifetime = { perSecond: 100, isSet: true, seconds: 60, lifetime: 3_600, late: 0, needed: 1 }

describe('what there is to know ahead of a campaign on an engine', () => {
  it.each([
    [1, 0.001, '1 chunk of 1 user', 'less than $0.01 at the list prices of AWS'],
    [900, 0.014, '1 chunk of 900 users', 'about $0.01 at the list prices of AWS'],
    [2_500, 9.994, '3 chunks of 1,000 users, 2 at a time', 'about $9.99 at the list prices of AWS'],
    [1_500, 10.4, '2 chunks of 1,000 users, 2 at a time', 'about $10 at the list prices of AWS'],
  ])('is for %s users, at $%s', (recipients, cost, chunks, price) => {
    const engine: Engine = {
      settings: { workers: 2, chunk: 1_000 },
      costOf: () => cost,
      carryOut: () => Promise.reject(new Error('nothing is sent')),
    }
    expect(engineFacts(surveyOf({ recipients }), engine, lifetime)).toEqual([
      { label: 'Engine', text: chunks },
      {
        label: 'Time',
        text: 'about 1m with 100 requests per second to each region, before the notification expires',
      },
      { label: 'Cost', text: price },
    ])
  })
})

it('explains why a campaign did not begin, and no mistake of a program', () => {
  const list = new RecipientsError('campaign/list-changed', 'users.csv', 'It has changed.', 'Wait.')
  expect(notStarted(list, 'warning')).toMatchObject({
    rule: 'campaign/list-changed',
    severity: 'error',
    message: 'It has changed.',
  })
  expect(notStarted(new CampaignError('It is running.', 'Wait.'), 'warning')).toMatchObject({
    rule: 'campaign/not-started',
    severity: 'warning',
    message: 'It is running.',
    help: 'Wait.',
  })
  const mistake = new TypeError('x is not a function')
  expect(() => notStarted(mistake, 'error')).toThrow(mistake)
})

const running = campaignReport({ name: 'ap-1' })
const lacking = campaignReport({
  counts: { accepted: 9, alreadySent: 0, rejected: 1, failed: 0, notSent: 0 },
})

it.each([
  [undefined, 'notice', 'The campaign ap-1 continues without this run.'],
  [
    'the answer was lost',
    'error',
    'The campaign ap-1 continues, but it can no longer be followed: the answer was lost.',
  ],
])('says that a campaign goes on: %s', (problem, severity, message) => {
  expect(startedFinding(running, problem, 'arn:1')).toMatchObject({
    rule: 'campaign/started',
    severity,
    message,
    help: '"alexa-proactive campaign-status ap-1 --engine arn:1" shows its progress, campaign-stop stops it, and campaign-resume resumes it.',
  })
})

const header: CampaignPlan['header'] = {
  fingerprint: 'f',
  stage: 'live',
  regions: ['EU'],
  template: 't',
  recipients: { size: 1, sha256: 's' },
  shard: undefined,
  timestamp: '2026-05-01T12:00:00Z',
  expiryTime: '2026-05-01T13:00:00Z',
}
const body: CampaignPlan['body'] = {
  timestamp: header.timestamp,
  referenceId: 'announcement',
  expiryTime: header.expiryTime,
  event: { name: 'AMAZON.WeatherAlert.Activated', payload: {} },
  localizedAttributes: [],
  relevantAudience: { type: 'Multicast', payload: {} },
}

describe('the engine of a campaign', () => {
  const engine: Engine = {
    settings: { workers: 2, chunk: 1_000 },
    costOf: () => 0,
    carryOut: () => Promise.reject(new Error('nothing is sent')),
  }
  const send = { command: 'send', dryRun: false } as const
  const refused = async () => {
    throw new CampaignError('No such engine.', 'Look.')
  }

  it.each([
    ['is opened', send, 'arn:1', async () => engine, engine, []],
    ['is not opened where there is none', send, undefined, refused, undefined, []],
    [
      'is not opened for a check',
      { ...send, command: 'validate' },
      'arn:1',
      refused,
      undefined,
      [],
    ],
    ['is unknown to some', send, 'arn:1', undefined, undefined, []],
    ['stops what is sent', send, 'arn:1', refused, undefined, ['error']],
    [
      'is missed by what is only tried',
      { ...send, dryRun: true },
      'arn:1',
      refused,
      undefined,
      ['warning'],
    ],
  ] as const)('%s', async (_, settings, arn, openEngine, opened, severities) => {
    const place = await openPlace(arn, settings, openEngine)
    expect(place.engine).toBe(opened)
    expect(place.diagnostics.map(({ severity }) => severity)).toEqual(severities)
  })
})

describe('what a worker has to know', () => {
  const options: EventOptions = {
    sending: true,
    scope: { stage: 'live' },
    now: new Date('2026-05-01T12:00:00.000Z'),
    stage: 'live',
    referenceId: undefined,
    announcement: ['test'],
    variables: { city: 'Rome' },
    expiresIn: undefined,
    manifest: undefined,
  }
  const job: PreparedJob = {
    header,
    recipients: () => batchesOf([]),
    total: 2_500,
    bodiesOf: () => () => new Uint8Array(),
    rate: undefined,
    concurrency: 3,
    retries: 4,
    timeout: 5_000,
    authUrl: undefined,
    apiUrl: undefined,
    journal: 'journal',
    isForgotten: false,
    resume: false,
    failedFile: 'failed.jsonl',
    userAgent: 'test',
  }
  const found = surveyOf({
    recipients: 2_500,
    byRegion: new Map([['EU', 2_500]] as const),
    bad: 1,
    duplicates: 2,
    variableNames: new Set(['name']),
  })
  const always = {
    header,
    body,
    recipients: 2_500,
    chunks: 3,
    byRegion: { EU: 2_500 },
    badLines: 1,
    duplicates: 2,
    maxFailures: 7,
    concurrency: 3,
    retries: 4,
    timeout: 5_000,
    userAgent: 'test',
  }
  type Given = { readonly authUrl?: string; readonly apiUrl?: string; readonly rate?: number }

  it.each<
    [string, string, Partial<EventOptions>, Given, object, Given & { readonly rendering?: object }]
  >([
    ['of one event for all', 'x', {}, {}, {}, {}],
    [
      'of addresses and a rate',
      'x',
      {},
      { authUrl: 'http://a', apiUrl: 'http://b', rate: 9 },
      {},
      { authUrl: 'http://a', apiUrl: 'http://b', rate: 9 },
    ],
    ['of templates', '{{ name }}', {}, {}, {}, { rendering: { variableNames: ['name'] } }],
    [
      'of templates, with what the settings say',
      '{{ name }}',
      { referenceId: 'chosen', expiresIn: 60_000 },
      {},
      { variableNames: undefined },
      { rendering: { referenceId: 'chosen', expiresIn: 60_000 } },
    ],
  ])('%s', async (_, text, said, given, list, expected) => {
    const written = { event: { name: body.event.name }, text }
    const { document } = await readText('<event>', JSON.stringify(written))
    if (document === undefined) throw new Error('The event cannot be read.')
    const plan = planOf(
      { ...job, ...given },
      { body, document, options: { ...options, ...said } },
      { ...found, ...list },
      { ...campaignSettings, maxFailures: 7 },
      { workers: 2, chunk: 1_000 },
    )
    const rendering = {
      document: written,
      scope: options.scope,
      variables: options.variables,
      announcement: options.announcement,
      now: '2026-05-01T12:00:00.000Z',
    }
    // As the worker reads it.
    const asRead = (value: object) => JSON.parse(JSON.stringify(value))
    expect(asRead(plan)).toStrictEqual({
      ...asRead(always),
      ...expected,
      ...(expected.rendering && { rendering: { ...rendering, ...expected.rendering } }),
    })
  })
})

describe('the end of a campaign', () => {
  const now = new Date('2026-05-01T12:30:00Z')

  it.each([
    ['all have it', { report: running, isRunning: false }, 'sent', false, []],
    ['one was refused', { report: lacking, isRunning: false }, 'partial', true, []],
    ['nobody waits for it', { report: running, isRunning: true }, 'started', false, []],
    [
      'it can no longer be followed',
      { report: running, isRunning: true, problem: 'no answer' },
      'started',
      true,
      ['campaign/started'],
    ],
    [
      'it was interrupted',
      { report: { ...running, interrupted: true }, isRunning: false },
      'sent',
      false,
      ['delivery/interrupted'],
    ],
  ])('is told where %s', (_, ended, status, failed, rules) => {
    const result = engineResult({ header, body }, ended, 'arn:1', now)
    expect(result).toMatchObject({
      status,
      failed,
      stage: 'live',
      regions: ['EU'],
      referenceId: 'announcement',
      time: now.toISOString(),
      campaign: ended.report,
      campaignSentence: endingOf(ended.report, ended, 'live', false).campaignSentence,
    })
    expect(result.diagnostics.map(({ rule }) => rule)).toEqual(rules)
  })
})
