import { describe, expect, it } from 'vitest'
import { finding } from '../../../src/core/diagnostic.ts'
import { summaryMarkdown } from '../../../src/core/report/markdown.ts'
import type { Result } from '../../../src/core/result.ts'
import { deliveryOf, fullResult, hostileText, placeOf, resultOf, syntaxError } from './results.ts'

it('says everything that is to be known of a delivery', () => {
  const summary = summaryMarkdown(fullResult)
  for (const part of [
    '## Alexa notification: partly sent',
    'Stage: **live**, because refs/heads/main matches live-refs "main".',
    'Regions: **NA, EU**, because the setting regions says so.',
    '| NA | accepted | HTTP 202 | <code>request-1</code> | 1 | Amazon accepted the event. |',
    '| EU | failed | no answer |  | 5 | No answer came. |',
    '| en-US | Star Quest will air on May 2, 2026. |  |',
    "| de-DE | Sternensuche will air on May 2, 2026. | A note.<br>English wording; Amazon's own translation is not known. |",
    '### Findings: 1 error and 1 warning',
    '| error | <code>skill.json:3:5</code> | [source/syntax](https://',
    '| warning |  | [settings/value](https://',
    'Reference id: <code>Abc123</code>.',
    '<details>',
    'HTTP 202 says only',
    'Do Not Disturb',
  ]) {
    expect(summary).toContain(part)
  }
})

it('leaves out what there is nothing to say about', () => {
  expect(summaryMarkdown(resultOf())).toBe(
    '## Alexa notification: checked\n\nChecked: no findings.\n',
  )
})

it('says of a simulation that nobody was notified, and not what Amazon does', () => {
  const summary = summaryMarkdown(
    resultOf({ status: 'sent', simulated: true, deliveries: [deliveryOf({ message: 'Taken.' })] }),
  )
  expect(summary).toMatch(/^## Alexa notification: sent \(simulated\)$/m)
  expect(summary).toContain('Nobody was notified')
  expect(summary).not.toContain('Amazon')
})

it('explains "accepted" only where something was', () => {
  const refused = deliveryOf({ outcome: 'rejected', httpStatus: 403 })
  expect(summaryMarkdown(resultOf({ status: 'failed', deliveries: [refused] }))).not.toContain(
    '<details>',
  )
})

describe('texts from outside', () => {
  const hostile: Result = resultOf({
    status: 'skipped',
    skippedReason: hostileText,
    stage: 'live',
    stageReason: hostileText,
    referenceId: hostileText,
    diagnostics: [finding('source/syntax', placeOf(hostileText, 1, 1), hostileText, hostileText)],
    preview: [
      { locale: hostileText, speech: hostileText, wording: 'english', notes: [hostileText] },
    ],
    deliveries: [deliveryOf({ requestId: hostileText, message: hostileText })],
  })
  const summary = summaryMarkdown(hostile)

  it('keep every table in its columns', () => {
    const rows = summary.split('\n').filter(line => line.startsWith('|'))
    expect(rows.map(line => line.split('|').length - 2)).toEqual([6, 6, 6, 3, 3, 3, 5, 5, 5])
  })

  it('bring no markup, link, mention or control character of their own', () => {
    expect(summary).not.toMatch(
      /<img|https:\/\/evil|@octocat|(?<!&)#12|\]\(https:\/\/evil|www\.evil/,
    )
    expect(summary).not.toMatch(/[^\P{Cc}\n]|\u202e/u)
    expect(summary.match(/<\/details>/g)).toHaveLength(1)
    expect(summary.match(/`|\*\*b/g)).toBeNull()
  })

  it('are cut where they are long', () => {
    const long = resultOf({ status: 'skipped', skippedReason: 'x'.repeat(50_000) })
    expect(summaryMarkdown(long).length).toBeLessThan(1_200)
  })
})

describe('the limit', () => {
  const findings = Array.from({ length: 20_000 }, (_, index) => ({
    ...syntaxError,
    message: `Mistake ${index} on the way to 日本. ${hostileText}`,
  }))
  const preview = Array.from({ length: 5_000 }, (_, index) => ({
    locale: `xx-${index}`,
    speech: '漢'.repeat(300),
    wording: 'english' as const,
    notes: [],
  }))

  it.each([
    [
      'findings by default',
      undefined,
      resultOf({ diagnostics: findings }),
      /and \d+ more findings/,
    ],
    ['locales by default', undefined, resultOf({ preview }), /and \d+ more locales/],
    [
      'a smaller limit',
      40_000,
      { ...fullResult, diagnostics: findings, preview },
      /and \d+ more findings/,
    ],
  ])('cuts rows: %s', (_, limit, result, leftOut) => {
    const summary = summaryMarkdown(result, limit === undefined ? {} : { limit })
    const bytes = Buffer.byteLength(summary)
    expect(bytes).toBeLessThanOrEqual(limit ?? 900 * 1024)
    expect(bytes).toBeGreaterThan((limit ?? 900 * 1024) * 0.9)
    expect(summary).toMatch(leftOut)
  })

  it('counts exactly what it left out', () => {
    const summary = summaryMarkdown(resultOf({ diagnostics: findings }), { limit: 40_000 })
    const shown = summary.match(/^\| error \|/gm)?.length ?? 0
    expect(shown).toBeGreaterThan(0)
    expect(summary).toContain(`and ${20_000 - shown} more findings`)
  })

  it('leaves room for findings beside a very long preview', () => {
    const summary = summaryMarkdown(resultOf({ diagnostics: findings, preview }))
    expect(summary).toContain('| error |')
    expect(summary).toContain('| xx-0 |')
  })

  it('holds for the longest texts outside the tables', () => {
    const texts = { stageReason: '#1'.repeat(999), skippedReason: '|'.repeat(9999) }
    const result = { ...fullResult, ...texts, status: 'skipped' as const, diagnostics: findings }
    const summary = summaryMarkdown(result, { limit: 32 * 1024 })
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(32 * 1024)
    expect(summary).toContain('</details>')
  })

  it('leaves everything in where it fits', () => {
    expect(summaryMarkdown(fullResult)).not.toContain('left out')
  })
})
