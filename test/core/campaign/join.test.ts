import { expect, test } from 'vitest'
import { joinReports, readReport } from '../../../src/core/campaign/join.ts'
import { finding } from '../../../src/core/diagnostic.ts'
import { resultObject } from '../../../src/core/report/report.ts'
import { campaignReport, reportOfShard } from './reports.ts'

const refused = {
  outcome: 'rejected',
  rule: 'delivery/not-authorized',
  reason: 'HTTP 403',
  help: 'Look.',
  count: 4,
  examples: ['a', 'b', 'c', 'd'],
} as const
const counts = { accepted: 6, alreadySent: 0, rejected: 4, failed: 0, notSent: 0 }

test('adds up what the shards report', () => {
  const result = joinReports(
    [
      reportOfShard('1/2', { counts, reasons: [refused], seconds: 3, maxFailures: 5 }),
      reportOfShard('2/2', { counts, reasons: [refused], duplicates: 2, otherShards: 10 }),
    ],
    undefined,
  )
  expect(result).toMatchObject({ status: 'partial', failed: true, stage: 'live', regions: ['EU'] })
  expect(result.campaign).toMatchObject({
    recipients: 20,
    counts: { accepted: 12, rejected: 8 },
    duplicates: 2,
    otherShards: 0,
    maxFailures: 5,
    requests: 20,
    seconds: 3,
    perSecond: 10,
    reasons: [{ reason: 'HTTP 403', count: 8, examples: ['a', 'b', 'c', 'd', 'a'] }],
  })
})

test('says once what stopped several shards', () => {
  const stop = {
    region: 'EU',
    rule: 'delivery/throttled',
    message: 'EU: stopped, because of 429.',
    help: 'Later.',
  } as const
  const lacking = { ...counts, rejected: 0, notSent: 4 }
  const shard = (share: string) => {
    const report = reportOfShard(share, { counts: lacking, stops: [stop] })
    return {
      ...report,
      diagnostics: [finding(stop.rule, undefined, stop.message, stop.help)],
    }
  }
  const result = joinReports([shard('1/2'), shard('2/2')], undefined)
  expect(result.campaign?.stops).toEqual([stop])
  expect(result.diagnostics.map(({ message }) => message)).toEqual([stop.message])
})

test.each([
  { maxFailures: 7, failed: true },
  { maxFailures: 8, failed: false },
])('$maxFailures may fail: $failed', ({ maxFailures, failed }) => {
  const shards = [
    reportOfShard('1/2', { counts, reasons: [refused] }),
    reportOfShard('2/2', { counts, reasons: [refused] }),
  ] as const
  expect(joinReports([...shards], maxFailures).failed).toBe(failed)
})

test('everybody in every shard has the notification: sent', () => {
  const result = joinReports([reportOfShard('1/2'), reportOfShard('2/2')], undefined)
  expect(result).toMatchObject({ status: 'sent', failed: false, diagnostics: [] })
})

test('a shard that is there twice is refused', () => {
  const result = joinReports([reportOfShard('1/1'), reportOfShard('1/1')], undefined)
  expect(result).toMatchObject({
    failed: true,
    diagnostics: [{ rule: 'campaign/reports-differ' }],
  })
})

test('a report is read as it is written', () => {
  const rule = 'campaign/stopped'
  const stops = [
    { region: undefined, rule, message: 'The disk is full.', help: 'Make room.' },
  ] as const
  const campaign = campaignReport({ shard: '2/8', counts, reasons: [refused], stops, badLines: 1 })
  const { journal: _, shard: __, ...read } = campaign
  const written = resultObject({
    ...joinReports([reportOfShard('1/1')], undefined),
    campaign,
  })
  expect(readReport('report.json', JSON.parse(JSON.stringify(written)))).toMatchObject({
    file: 'report.json',
    referenceId: 'announcement',
    shard: { number: 2, of: 8 },
    campaign: read,
  })
})

test.each([
  { name: 'no report', value: { a: 1 } },
  {
    name: 'a report of something else',
    value: { status: 'sent', stage: 'live', referenceId: 'a' },
  },
  { name: 'no object', value: [] },
])('$name is none', ({ value }) => {
  expect(readReport('other.json', value)).toBeUndefined()
})
