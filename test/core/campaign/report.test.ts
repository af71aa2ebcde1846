import { describe, expect, test } from 'vitest'
import {
  campaignFindings,
  campaignSentence,
  campaignStatus,
  lackingOf,
  openReasons,
  plannedCampaign,
  reportAhead,
} from '../../../src/core/campaign/report.ts'
import type { CampaignCounts } from '../../../src/core/result.ts'
import { campaignReport, campaignSettings, surveyOf } from './reports.ts'

const none: CampaignCounts = { accepted: 0, alreadySent: 0, rejected: 0, failed: 0, notSent: 0 }

test.each([
  { name: 'all accepted', counts: { ...none, accepted: 10 }, status: 'sent', lacking: 0 },
  {
    name: 'some known before',
    counts: { ...none, accepted: 4, alreadySent: 6 },
    status: 'sent',
    lacking: 0,
  },
  {
    name: 'all known before',
    counts: { ...none, alreadySent: 10 },
    status: 'already-sent',
    lacking: 0,
  },
  {
    name: 'all accepted by an earlier run',
    counts: { ...none, accepted: 10 },
    requests: 0,
    status: 'already-sent',
    lacking: 0,
  },
  {
    name: 'one refused',
    counts: { ...none, accepted: 9, rejected: 1 },
    status: 'partial',
    lacking: 1,
  },
  {
    name: 'a line that is not understood',
    counts: { ...none, accepted: 10 },
    badLines: 2,
    status: 'partial',
    lacking: 2,
  },
  { name: 'nobody', counts: { ...none, failed: 3, notSent: 7 }, status: 'failed', lacking: 10 },
])('$name: $status', ({ counts, requests = 10, badLines = 0, status, lacking }) => {
  const report = campaignReport({ counts, requests, badLines })
  expect({ status: campaignStatus(report), lacking: lackingOf(report) }).toEqual({
    status,
    lacking,
  })
})

describe('what is found', () => {
  const reasons = [
    {
      outcome: 'rejected',
      rule: 'delivery/not-authorized',
      reason: 'HTTP 403',
      help: 'Look.',
      count: 3,
      examples: ['amzn1…'],
    },
    { outcome: 'already-sent', reason: 'HTTP 409', help: '', count: 2, examples: [] },
  ] as const
  const counts = { ...none, accepted: 5, alreadySent: 2, rejected: 3 }

  test.each([
    { maxFailures: 2, severity: 'error' },
    { maxFailures: 3, severity: 'warning' },
  ])('weighs $severity where $maxFailures may fail', ({ maxFailures, severity }) => {
    const found = campaignFindings(campaignReport({ counts, reasons, maxFailures }), false)
    expect(found).toMatchObject([{ rule: 'delivery/not-authorized', severity }])
    expect(found[0]?.message).toBe('3 users were not notified: HTTP 403. The first: amzn1….')
  })

  test('is reported once where the same has stopped a region', () => {
    const stop = {
      region: 'EU',
      rule: 'delivery/not-authorized',
      message: 'EU is stopped.',
      help: 'Look.',
    } as const
    const found = campaignFindings(campaignReport({ counts, reasons, stops: [stop] }), false)
    expect(found.map(({ message }) => message)).toEqual(['EU is stopped.'])
  })
})

test('an interrupted run on an engine goes on with what is noted there', () => {
  const { journal: _, ...report } = campaignReport({ interrupted: true })
  expect(campaignFindings(report, false)).toMatchObject([
    { help: 'Run the same command again: it resumes with its journal.' },
  ])
})

test.each([
  [false, 'Run the same command again: it resumes with the journal campaign.journal.'],
  [true, 'Nobody was notified. A simulated run begins anew each time.'],
])('an interrupted run, simulated %s, says what a next one does', (simulated, help) => {
  const report = campaignReport({ counts: { ...none, notSent: 10 }, interrupted: true })
  expect(campaignFindings(report, simulated)).toMatchObject([
    { rule: 'delivery/interrupted', help },
  ])
})

const survey = surveyOf({ bad: 5, unreadable: 3 })

test.each([
  { share: undefined, badLines: 5 },
  { share: { number: 1, of: 8 }, badLines: 5 },
  { share: { number: 2, of: 8 }, badLines: 2 },
])('a line without a user is counted by one shard: $share', ({ share, badLines }) => {
  expect(reportAhead(survey, { ...campaignSettings, shard: share }).badLines).toBe(badLines)
})

test.each([
  ['sent', {}, 'Sent: the event was accepted for all 10 users in the live stage.'],
  [
    'partial',
    {
      counts: { ...none, accepted: 7, rejected: 1, failed: 1, notSent: 1 },
      inDoubt: 1,
      badLines: 1,
    },
    'Partly sent: the event was accepted for 7 of 10 users in the live stage; 1 rejected, 1 failed, 1 of which may have arrived, 1 not sent to yet, 1 line of the list not understood.',
  ],
  [
    'failed',
    { counts: { ...none, notSent: 10 } },
    'Not sent: the event was accepted for 0 of 10 users in the live stage; 10 not sent to yet.',
  ],
  [
    'started',
    { name: 'ap-1', counts: { ...none, notSent: 10 } },
    'Started: the event goes to 10 users in the live stage. The campaign is called ap-1.',
  ],
  [
    'started',
    { name: 'ap-1', counts: { ...none, accepted: 4, notSent: 6 } },
    'Started: the event goes to 10 users in the live stage, and was accepted for 4 of them so far. The campaign is called ap-1.',
  ],
  ['dry-run', {}, 'Dry run: nothing was sent; the event would go to 10 users in the live stage.'],
  [
    'already-sent',
    { recipients: 1, counts: { ...none, alreadySent: 1 } },
    'Already sent: the event was accepted before for 1 user in the live stage, so nobody is notified again.',
  ],
  [
    'failed',
    { counts: { ...none, failed: 10 }, badLines: 2 },
    'Not sent: the event was accepted for 0 of 10 users in the live stage; 10 failed, 2 lines of the list not understood.',
  ],
] as const)('%s in words: %j', (status, changes, words) => {
  expect(campaignSentence(campaignReport(changes), status, 'live', false)).toBe(words)
})

test('a simulated campaign says that nobody was notified', () => {
  const report = campaignReport({ counts: { ...none, accepted: 9, rejected: 1 } })
  expect(campaignSentence(report, 'partial', 'live', true)).toBe(
    'Simulated: the event was accepted for 9 of 10 users in the live stage; 1 rejected. Nobody was notified.',
  )
})

test('no more reasons are told apart than wanted, the most frequent first', () => {
  const reasons = openReasons(2)
  for (const [reason, count] of [
    ['a', 1],
    ['b', 2],
    ['c', 3],
    ['d', 4],
    ['a', 1],
  ] as const) {
    reasons.add({ outcome: 'failed', reason, help: '', count, examples: [reason] })
  }
  expect(reasons.all()).toMatchObject([
    { reason: 'another reason', count: 7, examples: ['c', 'd'] },
    { reason: 'a', count: 2, examples: ['a', 'a'] },
    { reason: 'b', count: 2, examples: ['b'] },
  ])
})

test.each([
  { name: 'nobody', changes: {}, audience: '10 users', left: undefined },
  {
    name: 'one region',
    changes: { byRegion: new Map([['EU', 10]] as const), bad: 0, duplicates: 1 },
    audience: '10 users in EU',
    left: '1 duplicate',
  },
  {
    name: 'two regions and a shard',
    changes: {
      byRegion: new Map([
        ['NA', 4_000],
        ['EU', 6],
      ] as const),
      duplicates: 2,
      bad: 3,
      otherShards: 7,
    },
    shard: { number: 2, of: 8 },
    audience: '10 users: NA 4,000, EU 6, shard 2 of 8',
    left: '2 duplicates, 3 not understood, 7 of other shards',
  },
])('a plan says who gets the event: $name', ({ changes, shard, audience, left }) => {
  const clean = { ...survey, bad: 0, ...changes }
  const ahead = plannedCampaign(clean, { ...campaignSettings, shard }, 500, true, [])
  const speed =
    'at most 500 requests per second to each region, over 64 connections of each worker to each region'
  expect(ahead).toEqual({
    audience,
    facts: [
      ...(left === undefined ? [] : [{ label: 'Left out', text: left }]),
      { label: 'Speed', text: speed },
    ],
  })
})
