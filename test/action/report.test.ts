import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { annotationPath, annotationsOf } from '../../src/action/log.ts'
import { outputsOf, workspaceOf } from '../../src/action/run.ts'
import { finding, type Place, type Severity } from '../../src/core/diagnostic.ts'
import { type Delivery, type Result, refusedResult } from '../../src/core/result.ts'

const workspace = resolve('/', 'workspace')
const place: Place = { file: 'skill.json', line: 3, column: 5, endLine: 3, endColumn: 12 }

function some(count: number, severity: Severity) {
  return Array.from({ length: count }, (_, index) =>
    finding('settings/value', undefined, `Finding ${index + 1}.`, 'Mend it.', severity),
  )
}

describe('places', () => {
  const cases: readonly (readonly [string, Place | undefined, object])[] = [
    [
      'on one line',
      place,
      { file: 'skill.json', startLine: 3, startColumn: 5, endLine: 3, endColumn: 12 },
    ],
    [
      'over several lines keep their column',
      { ...place, endLine: 9 },
      { file: 'skill.json', startLine: 3, startColumn: 5 },
    ],
    ['outside the workspace', { ...place, file: '../skill.json' }, {}],
    ['in no file', { ...place, file: '<event>' }, {}],
    ['absent', undefined, {}],
  ]
  test.each(cases)('%s', (_, at, properties) => {
    const [annotation] = annotationsOf(
      [finding('settings/value', at, 'Wrong.', 'Mend it.')],
      workspace,
    )
    expect(annotation?.properties).toEqual({ title: 'settings/value', ...properties })
  })

  test('a place that cannot be pointed at is named in the message', () => {
    const at = { ...place, file: '<event>' }
    const [annotation] = annotationsOf(
      [finding('settings/value', at, 'Wrong.', 'Mend it.')],
      workspace,
    )
    expect(annotation?.message).toMatch(/^<event>:3:5: Wrong\.\nMend it\.\nhttps:/)
  })
})

describe('limits of the runner', () => {
  test.each([
    ['error', 9],
    ['warning', 10],
    ['notice', 10],
  ] as const)('%s: %i findings are all shown', (severity, limit) => {
    const annotations = annotationsOf(some(limit, severity), workspace)
    expect(annotations).toHaveLength(limit)
    expect(annotations.at(-1)?.message).toContain(`Finding ${limit}.`)
  })

  test.each([
    ['error', 9],
    ['warning', 10],
    ['notice', 10],
  ] as const)('%s: beyond %i the last one counts the rest', (severity, limit) => {
    const annotations = annotationsOf(some(limit + 5, severity), workspace)
    expect(annotations).toHaveLength(limit)
    expect(annotations.at(-2)?.message).toContain(`Finding ${limit - 1}.`)
    expect(annotations.at(-1)).toMatchObject({
      severity,
      message: `and 6 more ${severity}s, see the log`,
    })
  })

  test('kinds are counted apart, errors first', () => {
    const annotations = annotationsOf([...some(12, 'notice'), ...some(3, 'error')], workspace)
    expect(annotations.map(({ severity }) => severity)).toEqual([
      ...Array(3).fill('error'),
      ...Array(10).fill('notice'),
    ])
  })

  test('a long message is cut at 4,096 characters, between characters', () => {
    const [annotation] = annotationsOf(
      [finding('settings/value', undefined, `a${'😀'.repeat(4000)}`, 'Mend it.')],
      workspace,
    )
    expect(annotation?.message.length).toBeLessThanOrEqual(4096)
    expect(annotation?.message.length).toBeGreaterThan(4090)
    expect(annotation?.message.endsWith('😀…')).toBe(true)
  })
})

test('steering characters of a finding become visible', () => {
  const [annotation] = annotationsOf(
    [finding('settings/value', undefined, 'a\u001b[31m\nb\u202e', 'Mend it.')],
    workspace,
  )
  expect(annotation?.message).toMatch(/^a\\x1b\[31m\\nb\\u202e\n/)
})

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
      campaign: '',
      'failed-file': '',
    })
  })

  test('of a run that sent something', () => {
    const said = { locale: 'en-US', speech: '“Hi”\n', wording: 'exact' } as const
    const spoken = { ...said, notes: [] }
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
      preview: JSON.stringify([
        { ...said, heard: 'sentence', seconds: 1, screen: '“Hi”\n', notes: [] },
      ]),
      report: 'out/report.json',
    })
  })
})

const checkout = resolve('/', 'home', 'runner', 'skill')

describe('annotationPath', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['skill.json', 'skill.json'],
    ['./skill-package/skill.json', 'skill-package/skill.json'],
    [join('events', '..', 'skill.json'), 'skill.json'],
    [join(checkout, 'events', 'release.yaml'), 'events/release.yaml'],
    ['..skill.json', '..skill.json'],
    ['../skill.json', undefined],
    [resolve('/', 'elsewhere', 'skill.json'), undefined],
    [checkout, undefined],
    ['<event>', undefined],
  ]
  test.each(cases)('%s', (file, path) => {
    expect(annotationPath(checkout, file)).toBe(path)
  })
})

test('the workspace is the repository where there is one', () => {
  expect(workspaceOf({ GITHUB_WORKSPACE: checkout })).toBe(checkout)
  expect(workspaceOf({ GITHUB_WORKSPACE: '' })).toBe(process.cwd())
})
