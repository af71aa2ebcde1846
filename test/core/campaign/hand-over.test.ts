import { describe, expect, it } from 'vitest'
import {
  endingOf,
  engineFacts,
  engineResult,
  notStarted,
  startedFinding,
} from '../../../src/core/campaign/hand-over.ts'
import { CampaignError } from '../../../src/core/campaign/lock.ts'
import type { CampaignPlan, Engine } from '../../../src/core/engine.ts'
import { RecipientsError } from '../../../src/core/recipients/recipient.ts'
import { campaignReport } from './reports.ts'

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
    expect(engineFacts({ recipients }, engine, lifetime)).toEqual([
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

describe('the end of a campaign', () => {
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
