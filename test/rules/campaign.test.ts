import { describe, expect, test } from 'vitest'
import { startedFinding } from '../../src/core/campaign/hand-over.ts'
import type { ReportOfShard } from '../../src/core/campaign/join.ts'
import { joinReports } from '../../src/core/campaign/join.ts'
import { campaignFindings } from '../../src/core/campaign/report.ts'
import { type RuleId, severityOf } from '../../src/core/diagnostic.ts'
import { campaignReport, reportOfShard } from '../core/campaign/reports.ts'
import { idsOf } from '../support/rules.ts'
import { campaignCases } from './campaign.cases.ts'

// What begins with a journal is tested where there are journals: test/e2e/campaign-journal.test.ts.
const withJournals = ['campaign/not-started']

const joined = (first: ReportOfShard, ...others: ReportOfShard[]) =>
  joinReports([first, ...others], undefined).diagnostics
const stop = { region: undefined, message: 'The disk is full.', help: 'Make room.' }
const failed = {
  outcome: 'failed',
  reason: 'no body: a variable is missing',
  help: 'Correct the list.',
  count: 2,
  examples: ['amzn1.ask.account.AHQ3…7F2A'],
} as const
const lacking = campaignReport({
  counts: { accepted: 8, alreadySent: 0, rejected: 0, failed: 2, notSent: 0 },
  reasons: [failed],
})
const stopped = (rule: RuleId) => ({ ...lacking, stops: [{ ...stop, rule }] })

const cases = {
  'campaign/stopped': {
    found: () => campaignFindings(stopped('campaign/stopped'), false),
    says: 'The disk is full.',
    clean: () => campaignFindings(stopped('delivery/expired'), false),
  },
  'campaign/list-changed': {
    found: () => campaignFindings(stopped('campaign/list-changed'), false),
    says: 'The disk is full.',
    clean: () => campaignFindings(stopped('campaign/stopped'), false),
  },
  'campaign/unsent': {
    found: () => campaignFindings(lacking, false),
    says: '2 users were not notified: no body: a variable is missing. The first: amzn1',
    clean: () => campaignFindings(campaignReport(), false),
  },
  'campaign/started': {
    found: () => [startedFinding(campaignReport({ name: 'Storm' }), undefined, 'arn')],
    says: 'The campaign Storm continues without this run.',
    clean: () => campaignFindings(campaignReport({ name: 'Storm' }), false),
  },
  'campaign/shard-missing': {
    found: () => joined(reportOfShard('1/3'), reportOfShard('3/3')),
    says: 'There is no report of shard 2/3.',
    clean: () => joined(reportOfShard('1/2'), reportOfShard('2/2')),
  },
  'campaign/reports-differ': {
    found: () => joined(reportOfShard('1/2'), { ...reportOfShard('2/2'), referenceId: 'other' }),
    says: 'report-2.json is of another campaign',
    clean: () => joined(reportOfShard('2/2'), reportOfShard('1/2')),
  },
} as const

test('every rule about campaigns has cases', () => {
  const known = [...Object.keys(cases), ...Object.keys(campaignCases), ...withJournals]
  expect(known.toSorted()).toEqual(idsOf('campaign'))
})

const ids = Object.keys(cases).filter((id): id is keyof typeof cases => Object.hasOwn(cases, id))

describe.each(ids.map(id => ({ id, ...cases[id] })))('$id', ({ id, found, says, clean }) => {
  test('is found', () => {
    const [one, ...others] = found().filter(({ rule }) => rule === id)
    expect(others).toEqual([])
    expect(one?.message).toContain(says)
    expect(one?.severity).toBe(severityOf(id))
  })

  test('is not found', () => {
    expect(clean().filter(({ rule }) => rule === id)).toEqual([])
  })
})
