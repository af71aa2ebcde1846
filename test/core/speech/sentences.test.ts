import { expect, it } from 'vitest'
import { spokenDate } from '../../../src/core/speech/sentences.ts'

it.each([
  ['2019-05-10T17:00:00Z', 'May 10, 2019'],
  ['2018-06-18T22:10:01.00Z', 'June 18, 2018'],
  ['2026-05-01T23:30:00-05:00', 'May 2, 2026'],
  ['2026-05-02T01:30:00+0200', 'May 1, 2026'],
  ['2026-01-01', 'January 1, 2026'],
  ['2026-12-31T23:59:59', 'December 31, 2026'],
  ['tomorrow', 'tomorrow'],
  ['1719000000000', '1719000000000'],
])('%s is spoken as %s', (time, spoken) => {
  expect(spokenDate(time, 'en-US')).toBe(spoken)
})

it.each([
  ['en-GB', '10 May 2019'],
  ['en-CA', 'May 10, 2019'],
  ['en', 'May 10, 2019'],
  ['fr-FR', '10 mai 2019'],
  ['ja-JP', '2019年5月10日'],
  ['not a locale', 'May 10, 2019'],
])('%s has its own form of a date: %s', (locale, spoken) => {
  expect(spokenDate('2019-05-10T17:00:00Z', locale)).toBe(spoken)
})
