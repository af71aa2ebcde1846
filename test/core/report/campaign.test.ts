import { describe, expect, test } from 'vitest'
import {
  campaignFacts,
  campaignText,
  openCampaignLines,
  progressBar,
  progressText,
} from '../../../src/core/report/campaign.ts'
import { plainStyle } from '../../../src/core/report/layout.ts'
import { summaryMarkdown } from '../../../src/core/report/markdown.ts'
import {
  type CampaignProgress,
  type CampaignReport,
  hasBegun,
  type Result,
} from '../../../src/core/result.ts'
import { campaignReport } from '../campaign/reports.ts'
import { handClock } from './hand-clock.ts'
import { resultOf } from './results.ts'

const progress: CampaignProgress = {
  done: 12_000,
  total: 20_000,
  counts: { accepted: 11_000, alreadySent: 997, rejected: 2, failed: 1, notSent: 8_000 },
  perSecond: 812.4,
  secondsLeft: 9.85,
}

describe('progress', () => {
  test.each([
    [{}, '12,000 of 20,000 (60 %), 812/s, 3 errors, 10 s left'],
    [{ secondsLeft: 150 }, '12,000 of 20,000 (60 %), 812/s, 3 errors, 2 min 30 s left'],
    [{ secondsLeft: 7_300 }, '12,000 of 20,000 (60 %), 812/s, 3 errors, 2 h 1 min left'],
    [{ secondsLeft: undefined, perSecond: 0 }, '12,000 of 20,000 (60 %), 0.0/s, 3 errors'],
    [{ done: 20_000 }, '20,000 of 20,000 (100 %), 812/s, 3 errors'],
    [{ done: 19_999 }, '19,999 of 20,000 (99 %), 812/s, 3 errors, 10 s left'],
    [
      { counts: { ...progress.counts, failed: 0, rejected: 1 } },
      '12,000 of 20,000 (60 %), 812/s, 1 error, 10 s left',
    ],
    [{ done: 0, total: 0 }, '0 of 0 (100 %), 812/s, 3 errors'],
  ])('%o', (changes, text) => {
    expect(progressText({ ...progress, ...changes })).toBe(text)
  })

  test.each([
    [progress, `[${'='.repeat(14)}${' '.repeat(10)}]`],
    [{ ...progress, done: 0, total: 0 }, `[${'='.repeat(24)}]`],
  ])('as a bar: %#', (step, bar) => {
    expect(progressBar(step)).toBe(`${bar} ${progressText(step)}`)
  })
})

describe('lines of a log', () => {
  test('come every 15 seconds, and notes at once', () => {
    const clock = handClock()
    const lines: string[] = []
    const log = openCampaignLines(line => lines.push(line), clock)
    log.step({ kind: 'progress', progress: { ...progress, done: 1 } })
    clock.pass(14_999)
    expect(lines).toEqual([])
    log.step({ kind: 'note', note: 'NA: throttled to 34/s by HTTP 429\u001b[2J' })
    expect(lines).toEqual(['NA: throttled to 34/s by HTTP 429\\x1b[2J'])
    log.step({ kind: 'progress', progress })
    clock.pass(1)
    expect(lines.slice(1)).toEqual([progressText(progress)])
    // Nothing new is news too: somebody may wonder whether it goes on.
    clock.pass(15_000)
    expect(lines.slice(2)).toEqual([progressText(progress)])
    log.end()
    clock.pass(60_000)
    expect(lines).toHaveLength(3)
  })

  test('wait for the first progress, and may end before it', () => {
    const clock = handClock()
    const lines: string[] = []
    const log = openCampaignLines(line => lines.push(line), clock)
    log.end()
    log.step({ kind: 'note', note: 'begun' })
    clock.pass(15_000)
    expect(lines).toEqual(['begun'])
    log.step({ kind: 'progress', progress })
    clock.pass(15_000)
    expect(lines).toEqual(['begun', progressText(progress)])
    log.end()
  })
})

const report = campaignReport({
  counts: { accepted: 7, alreadySent: 1, rejected: 2, failed: 0, notSent: 0 },
  earlier: 3,
  failedFile: 'campaign.failed.jsonl',
  reasons: [
    {
      outcome: 'rejected',
      rule: 'delivery/refused',
      reason: 'HTTP 403: "<b>|no\u202e"',
      help: 'Look.',
      count: 2,
      examples: ['amzn1.ask.account.AHQ3…7F2A'],
    },
  ],
})

test('the end on a terminal', () => {
  expect(campaignText(report, plainStyle)).toBe(`Outcomes
  accepted       7
  already sent   1
  rejected       2
  of these       3 by earlier runs
  speed          10 requests in 2s, 5.0 users per second
  journal        campaign.journal
  to send again  campaign.failed.jsonl

Why
  2 rejected: HTTP 403: "<b>|no\\u202e" (amzn1.ask.account.AHQ3…7F2A …)

`)
})

describe('what there is to know besides the outcomes', () => {
  test.each<[Partial<CampaignReport>, readonly string[], boolean]>([
    [{ requests: 0 }, ['journal: campaign.journal'], true],
    [
      { requests: 1, seconds: 1.24, perSecond: 12.4 },
      ['speed: 1 request in 1.2s, 12 users per second', 'journal: campaign.journal'],
      true,
    ],
    [
      { requests: 0, otherShards: 1_200 },
      ['left out: 1,200 users of other shards', 'journal: campaign.journal'],
      true,
    ],
  ])('%j', (changes, facts, begun) => {
    const { journal: _, ...rest } = campaignReport(changes)
    expect(
      campaignFacts(campaignReport(changes)).map(({ label, text }) => `${label}: ${text}`),
    ).toEqual(facts)
    expect(hasBegun(campaignReport(changes))).toBe(begun)
    expect(hasBegun(rest)).toBe(false)
  })

  test('of a campaign on an engine is its name', () => {
    const { journal: _, ...rest } = campaignReport({ requests: 0 })
    expect(hasBegun({ ...rest, name: 'ap-1' })).toBe(true)
    expect(campaignFacts({ ...rest, name: 'ap-1' })).toEqual([{ label: 'campaign', text: 'ap-1' }])
  })
})

test('no more than ten reasons are shown, and the rest counted', () => {
  const reasons = Array.from({ length: 12 }, (_, index) => ({
    outcome: 'failed' as const,
    reason: `reason ${index}`,
    help: '',
    count: 1,
    examples: ['amzn1…A'],
  }))
  const text = campaignText(campaignReport({ reasons }), plainStyle)
  expect(text.match(/^ {2}1 failed: reason \d+ \(amzn1…A\)$/gm)).toHaveLength(10)
  expect(text).toContain('  and 2 more reasons, see the report\n')
  expect(campaignText(campaignReport(), plainStyle)).not.toContain('Why')
})

/** A job summary of the campaign. */
function summaryOf(changes: Partial<Result> = {}): string {
  const preview = [{ locale: 'en-US', speech: 'Hello.', wording: 'exact' as const, notes: [] }]
  return summaryMarkdown(
    resultOf({ command: 'send', status: 'partial', preview, campaign: report, ...changes }),
  )
}

test('the end in a job summary', () => {
  expect(summaryOf()).toContain(`### What customers hear

| Locale | Alexa says | Length |
| --- | --- | --- |
| en-US | Hello. | about 1 s |

Seconds are an estimate. Amazon does not document what screens show; this preview takes it to be the same words.

### Users

| Outcome | Users |
| --- | --- |
| rejected | 2 |
| already sent | 1 |
| accepted | 7 |
| all | 10 |

### Why

| Outcome | Users | Reason | The first |
| --- | --- | --- | --- |
| rejected | 2 | HTTP 403: "&#60;b&#62;&#124;no&#92;u202e" <sup>1</sup> | <code>amzn1.ask.account.AHQ3…7F2A</code> |

1. Look.

### Who hears it

- Of these: 3 by earlier runs
- Speed: 10 requests in 2s, 5.0 users per second
- Journal: campaign.journal. The same command again resumes it.
- To send again: campaign.failed.jsonl
`)
})

test('the end of a simulated run does not promise to go on', () => {
  const summary = summaryOf({ simulated: true })
  expect(summary).toContain('- Journal: campaign.journal\n')
  expect(summary).not.toContain('resumes')
})
