import { expect, test } from 'vitest'
import { costOf } from '../../src/engine/costs.ts'

// As estimated with AWS's list prices for the same work by other means: 7 cents and 7 dollars.
test.each([
  { recipients: 1_000_000, perSecond: 1_000, workers: 4, least: 0.04, most: 0.1 },
  { recipients: 100_000_000, perSecond: 10_000, workers: 16, least: 3.5, most: 10 },
])('$recipients at $perSecond per second', ({ recipients, perSecond, workers, least, most }) => {
  const work = { recipients, chunks: recipients / 5_000, seconds: recipients / perSecond }
  const cost = costOf(work, workers)
  expect(cost).toBeGreaterThan(least)
  expect(cost).toBeLessThan(most)
  // Most of it is for what has to be done, however many workers share it.
  expect(costOf(work, workers * 2)).toBeLessThan(cost * 2)
})
