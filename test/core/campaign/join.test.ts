import { describe, expect, test } from 'vitest'
import { joinReports, readCampaign, readReport } from '../../../src/core/campaign/join.ts'
import { finding } from '../../../src/core/diagnostic.ts'
import { resultObject } from '../../../src/core/report/report.ts'
import { resultOf } from '../report/results.ts'
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

test('knows what one of the shards alone reports', () => {
  const one = { ...counts, accepted: 5, alreadySent: 1 }
  const changes = { reasons: [refused], earlier: 3, inDoubt: 2, interrupted: true }
  const result = joinReports(
    [
      reportOfShard('1/2', { counts: one, ...changes }),
      { ...reportOfShard('2/2', { earlier: 4, inDoubt: 1 }), simulated: true },
    ],
    undefined,
  )
  expect(result.simulated).toBe(true)
  expect(result.campaign).toMatchObject({
    counts: { accepted: 15, alreadySent: 1, rejected: 4 },
    earlier: 7,
    inDoubt: 3,
    interrupted: true,
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

const second = reportOfShard('2/2')

test.each([
  ['a shard that is there twice', reportOfShard('1/2')],
  ['another campaign', { ...second, referenceId: 'other' }],
  ['another stage', { ...second, stage: 'development' }],
  ['another number of shards', reportOfShard('2/3')],
] as const)('%s is refused, without a sum', (_, other) => {
  const result = joinReports([reportOfShard('1/2'), other], undefined)
  expect(result).toMatchObject({
    status: 'failed',
    failed: true,
    diagnostics: [{ rule: 'campaign/reports-differ' }],
  })
  expect(result.campaign).toBeUndefined()
  expect(result.campaignSentence).toBeUndefined()
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
  {
    name: 'a report of a single event',
    value: JSON.parse(JSON.stringify(resultObject(resultOf({ stage: 'live', referenceId: 'a' })))),
  },
])('$name is none', ({ value }) => {
  expect(readReport('other.json', value)).toBeUndefined()
})

test.each([
  {
    name: 'one shard',
    shares: ['1/2'],
    rule: 'campaign/shard-missing',
    message: 'There is no report of shard 2/2.',
  },
  {
    name: 'all but one shard',
    shares: ['2/4'],
    rule: 'campaign/shard-missing',
    message: 'There is no report of the shards 1/4, 3/4 and 4/4.',
  },
])('$name is not the whole campaign', ({ shares, rule, message }) => {
  const [first = '', ...others] = shares
  const reports = [reportOfShard(first), ...others.map(share => reportOfShard(share))] as const
  const result = joinReports([...reports], undefined)
  expect(result.diagnostics).toMatchObject([{ rule, message }])
  expect(result).toMatchObject({ status: 'partial', failed: true })
  expect(result.campaignSentence).toContain('That is not the whole campaign: shards are missing.')
})

test.each([
  ['another campaign', { referenceId: 'other' }],
  ['another stage', { stage: 'development' }],
  ['another number of shards', { shard: { number: 2, of: 3 } }],
] as const)('reports of %s do not belong together', (_, changes) => {
  const odd = ['2/2', '2/2'].map(share => ({ ...reportOfShard(share), ...changes }))
  const result = joinReports([reportOfShard('1/2'), ...odd.slice(0, 1)], undefined)
  const what = 'of another campaign, stage or number of shards than report-1.json.'
  expect(result.diagnostics[0]?.message).toBe(`report-2.json is ${what}`)
  expect(joinReports([reportOfShard('1/2'), ...odd], undefined).diagnostics[0]?.message).toBe(
    `report-2.json and report-2.json are ${what}`,
  )
})

test('a list that is not split has one report', () => {
  const whole = { ...reportOfShard('1/1'), shard: undefined }
  expect(joinReports([whole], undefined).diagnostics).toEqual([])
  expect(joinReports([whole, whole], undefined).diagnostics).toMatchObject([
    {
      rule: 'campaign/reports-differ',
      message: expect.stringContaining('another report is about'),
    },
  ])
})

test.each([
  { maxFailures: 0, severity: 'error' },
  { maxFailures: 1, severity: 'warning' },
])('an error of a shard is a $severity where $maxFailures users may fail', given => {
  const { maxFailures, severity } = given
  const lacking = { ...counts, accepted: 9, rejected: 0, notSent: 1 }
  const report = {
    ...reportOfShard('1/1', { counts: lacking }),
    diagnostics: [
      finding('settings/file-unreadable', undefined, 'No list.', 'Look.'),
      finding('settings/value', undefined, 'Odd.', 'Look.', 'warning'),
      finding('delivery/interrupted', undefined, 'Interrupted.', 'Again.'),
    ],
  }
  expect(joinReports([report], maxFailures).diagnostics).toMatchObject([
    { rule: 'settings/file-unreadable', severity },
    { rule: 'settings/value', severity: 'warning' },
  ])
})

describe('a report of a later version', () => {
  const { journal: _, ...campaign } = campaignReport({ counts, reasons: [refused] })
  const written = JSON.parse(
    JSON.stringify(
      resultObject({
        ...joinReports([reportOfShard('1/1')], undefined),
        diagnostics: [finding('campaign/stopped', undefined, 'The disk is full.', 'Make room.')],
        campaign: {
          ...campaign,
          stops: [
            { region: 'EU', rule: 'campaign/stopped', message: 'The disk is full.', help: 'Look.' },
          ],
        },
      }),
    ).replaceAll('campaign/stopped', 'campaign/of-tomorrow'),
  )

  test('is read without the rules that are not known here', () => {
    expect(readReport('report.json', written)).toMatchObject({
      diagnostics: [],
      campaign: { ...campaign, stops: [] },
      shard: undefined,
    })
  })

  test('keeps a reason, but not its rule', () => {
    const unknown = { ...refused, rule: 'delivery/of-tomorrow' }
    const { rule: __, ...known } = refused
    expect(readCampaign({ ...written.campaign, stops: [], reasons: [unknown] })?.reasons).toEqual([
      known,
    ])
  })
})

test('a campaign is read alone', () => {
  const { journal: _, ...campaign } = campaignReport({ name: 'ap-1' })
  expect(readCampaign(campaign)).toEqual(campaign)
  expect(readCampaign(undefined)).toBeUndefined()
  expect(readCampaign({ recipients: 'many' })).toBeUndefined()
})
