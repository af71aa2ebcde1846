import { describe, expect, test } from 'vitest'
import { durationText, parseDuration } from '../../src/core/time.ts'

describe('parseDuration', () => {
  test.each([
    ['500ms', 500],
    ['10s', 10_000],
    ['1.5s', 1_500],
    ['90m', 5_400_000],
    ['12h', 43_200_000],
    ['0s', 0],
    [' 12H ', 43_200_000],
    ['PT12H', 43_200_000],
    ['PT1H30M', 5_400_000],
    ['PT90M', 5_400_000],
    ['PT0.25S', 250],
    ['P1D', 86_400_000],
    ['P1DT1H', 90_000_000],
    ['pt5m', 300_000],
  ])('%j is %d ms', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds)
  })

  test.each([
    '',
    '12',
    'h',
    '1d',
    '12 h',
    '1h30m',
    '-5m',
    '.5h',
    '5.m',
    '1e3s',
    'P',
    'PT',
    'P1DT',
    'P1Y',
    'P1M',
    'PT1M1H',
    '24:00',
    'infinity',
    `${'9'.repeat(30)}h`,
  ])('%j is not a duration', text => {
    expect(parseDuration(text)).toBeUndefined()
  })
})

describe('durationText', () => {
  test.each([
    [0, '0ms'],
    [250, '250ms'],
    [999, '999ms'],
    [1_000, '1s'],
    [1_500, '1.5s'],
    [59_600, '1m'],
    [300_000, '5m'],
    [5_400_000, '1h 30m'],
    [86_400_000, '24h'],
    [86_400_000 + 61_000, '24h 1m 1s'],
    [-300_000, '-5m'],
  ])('%d ms is %j', (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text)
  })
})
