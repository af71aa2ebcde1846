import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { annotationsOf } from '../../src/action/annotations.ts'
import { finding, type Place, type Severity } from '../../src/core/diagnostic.ts'

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
