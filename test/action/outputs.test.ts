import { describe, expect, test } from 'vitest'
import { outputsOf } from '../../src/action/outputs.ts'
import { finding } from '../../src/core/diagnostic.ts'
import { type Delivery, type Result, refusedResult } from '../../src/core/result.ts'

const nothing = refusedResult([])

const delivery: Delivery = {
  region: 'NA',
  audience: 'Multicast',
  outcome: 'accepted',
  httpStatus: 202,
  requestId: 'first',
  attempts: 1,
  inDoubt: false,
  message: 'Amazon has taken the event in.',
}

describe('outputsOf', () => {
  test('of a run that found out nothing are all there', () => {
    expect(outputsOf(nothing, undefined)).toEqual({
      status: 'failed',
      'skipped-reason': '',
      stage: '',
      'stage-reason': '',
      regions: '',
      'reference-id': '',
      'request-ids': '',
      accepted: '0',
      rejected: '0',
      failed: '0',
      errors: '0',
      warnings: '0',
      preview: '[]',
      report: '',
      journal: '',
      'failed-file': '',
    })
  })

  test('of a run that sent something', () => {
    const spoken = { locale: 'en-US', speech: '“Hi”\n', wording: 'exact' as const, notes: [] }
    const result: Result = {
      ...nothing,
      status: 'partial',
      stage: 'live',
      stageReason: 'the setting stage says so',
      regions: ['NA', 'EU', 'FE'],
      referenceId: 'abc',
      diagnostics: [
        finding('settings/value', undefined, 'Wrong.', 'Mend it.'),
        finding('settings/value', undefined, 'Odd.', 'Mend it.', 'warning'),
        finding('settings/value', undefined, 'Odd too.', 'Mend it.', 'warning'),
      ],
      preview: [spoken],
      deliveries: [
        delivery,
        { ...delivery, region: 'EU', outcome: 'rejected', httpStatus: 403, requestId: 'second' },
        {
          ...delivery,
          region: 'FE',
          outcome: 'failed',
          httpStatus: undefined,
          requestId: undefined,
        },
      ],
    }
    expect(outputsOf(result, 'out/report.json')).toMatchObject({
      status: 'partial',
      stage: 'live',
      'stage-reason': 'the setting stage says so',
      regions: 'NA,EU,FE',
      'reference-id': 'abc',
      'request-ids': 'first,second',
      accepted: '1',
      rejected: '1',
      failed: '1',
      errors: '1',
      warnings: '2',
      preview: JSON.stringify([spoken]),
      report: 'out/report.json',
    })
  })
})
