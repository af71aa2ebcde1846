import { expect, test } from 'vitest'
import { instantOf } from '../../src/simulator/events.ts'

const noon = Date.UTC(2026, 0, 15, 12)

test.each<[string, number | undefined]>([
  ['2026-01-15T12:00:00Z', noon],
  ['2026-01-15T12:00Z', noon],
  ['2026-01-15T12:00:00.00Z', noon],
  ['2026-01-15T12:00:00.123Z', noon + 123],
  ['2026-01-15T12:00:00.123456Z', noon + 123],
  ['2026-01-15T12:00:00,5Z', noon + 500],
  ['2026-01-15T14:00:00+02:00', noon],
  ['2026-01-15T14:00:00+0200', noon],
  ['2026-01-15T14:00:00+02', noon],
  ['2026-01-15T06:30:00-05:30', noon],
  ['2026-01-15T12:00:00', noon],
  ['2026-01-15 12:00:00Z', undefined],
  ['2026-01-15', undefined],
  ['2026-13-15T12:00:00Z', undefined],
  ['2026-01-15T25:00:00Z', undefined],
  ['1768478400000', undefined],
  ['', undefined],
  [' 2026-01-15T12:00:00Z', undefined],
])('%j is %s', (text, instant) => {
  expect(instantOf(text)).toBe(instant)
})
