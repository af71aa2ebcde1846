import { describe, expect, test } from 'vitest'
import { readTime } from '../../../src/core/event/times.ts'
import { readEventText } from './reading.ts'

describe('times that are read', () => {
  test.each([
    ['2018-06-18T22:10:01.00Z', '2018-06-18T22:10:01.000Z', true],
    ['2026-01-15T12:00:00Z', '2026-01-15T12:00:00.000Z', true],
    ['2026-01-15T12:00:00.123Z', '2026-01-15T12:00:00.123Z', true],
    ['2026-01-15T12:00:00+00:00', '2026-01-15T12:00:00.000Z', true],
    ['2026-01-15T12:00:00+05:30', '2026-01-15T06:30:00.000Z', true],
    ['2026-01-15T12:00:00-08:00', '2026-01-15T20:00:00.000Z', true],
    ['2026-01-15T12:00Z', '2026-01-15T12:00:00.000Z', true],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z', true],
    ['2026-01-15T12:00:00', '2026-01-15T12:00:00.000Z', false],
  ])('%s', (text, utc, hasZone) => {
    expect(readTime(text)).toEqual({ instant: Date.parse(utc), hasZone, text })
  })
})

describe('zones that are written in another way', () => {
  test.each([
    ['2026-05-01T12:00:00z', '2026-05-01T12:00:00Z'],
    ['2026-05-01T12:00:00.5+0000', '2026-05-01T12:00:00.5+00:00'],
    ['2026-05-01T12:00:00+00', '2026-05-01T12:00:00+00:00'],
    ['2026-05-01T12:00-0830', '2026-05-01T12:00-08:30'],
  ])('%s', async (written, sent) => {
    const { instant } = { instant: undefined, ...readTime(sent) }
    expect(readTime(written)).toEqual({ instant, hasZone: true, text: sent })
    const { body, diagnostics } = await readEventText(
      `{ "timestamp": "${written}", "event": { "name": "AMAZON.MediaContent.Available", "payload": {
        "availability": { "startTime": "${written}", "method": "RELEASE" },
        "content": { "name": "localizedattribute:name", "contentType": "GAME" } } },
        "localizedAttributes": { "en-US": { "name": "Star Quest" } } }`,
    )
    expect(diagnostics).toEqual([])
    expect(body?.timestamp).toBe(sent)
    expect(body?.event.payload).toHaveProperty('availability.startTime', sent)
  })
})

test('what is finer than a millisecond counts', () => {
  const [from, until] = ['2026-01-15T12:00:00.123456Z', '2026-01-16T12:00:00.123457Z'].map(readTime)
  if (from === undefined || !('instant' in from)) throw new Error('It was not read.')
  if (until === undefined || !('instant' in until)) throw new Error('It was not read.')
  expect(until.instant - from.instant).toBeGreaterThan(24 * 60 * 60_000)
  expect(until.instant - from.instant).toBeCloseTo(24 * 60 * 60_000 + 0.001, 3)
})

describe('times that are not', () => {
  test.each([
    ['', 'is empty', undefined],
    [' ', 'is empty', undefined],
    ['2026-05-01 12:00:00Z', 'has a space where', '2026-05-01T12:00:00Z'],
    ['2026-05-01 12:00:00 UTC', 'has a space where', '2026-05-01T12:00:00Z'],
    ['2026-05-01 12:00:00', 'has a space where', '2026-05-01T12:00:00Z'],
    ['2026-05-01T12:00:00,5', 'not quite', '2026-05-01T12:00:00.5Z'],
    ['2026-05-01t12:00:00z', 'not quite', '2026-05-01T12:00:00Z'],
    ['2026-05-01T12:00:00 +0200', 'not quite', '2026-05-01T12:00:00+0200'],
    ['2026-05-01T12:00:00,5Z', 'not quite', '2026-05-01T12:00:00.5Z'],
    ['2026-05-01', 'day without time', '2026-05-01T12:00:00Z'],
    ['1777636800000', 'number 1777636800000', '2026-05-01T12:00:00.000Z'],
    [1777636800000, 'number', '2026-05-01T12:00:00.000Z'],
    [1777636800, 'number', '2026-05-01T12:00:00.000Z'],
    [12, 'number 12', undefined],
    [Number.MAX_VALUE, 'number', undefined],
    ['2026-02-29T12:00:00Z', 'calendar', undefined],
    ['2026-13-01T12:00:00Z', 'calendar', undefined],
    ['2026-05-01T24:00:00Z', 'calendar', undefined],
    ['2026-05-01T12:60:00Z', 'calendar', undefined],
    ['0000-01-01T00:00:00Z', 'calendar', undefined],
    ['May 1, 2026 12:00', 'not in ISO 8601 form', undefined],
    ['tomorrow', 'not in ISO 8601 form', undefined],
    [null, 'nothing', undefined],
    [true, 'true', undefined],
    [{ $date: '2026-05-01T12:00:00Z' }, 'a map', undefined],
  ])('%j', (value, problem, example) => {
    const reading = readTime(value)
    if (!('mistake' in reading)) throw new Error('It was read.')
    expect(reading.mistake).toContain(problem)
    if (example !== undefined) expect(reading.corrected).toBe(example)
    if (reading.corrected === undefined) return
    expect(readTime(reading.corrected)).toHaveProperty('hasZone', true)
  })
})
