import { expect, test } from 'vitest'
import { openBar } from '../../src/cli/show.ts'
import type { CampaignProgress } from '../../src/core/result.ts'
import { keptOutput } from './streams.ts'

const erase = '\r\u001b[K'
const plain = (text: string): string => text
const progress: CampaignProgress = {
  done: 50,
  total: 100,
  counts: { accepted: 49, alreadySent: 0, rejected: 1, failed: 0, notSent: 50 },
  perSecond: 25,
  secondsLeft: 2,
}
const words = '50 of 100 (50 %), 25/s, 1 error, 2 s left'
const bar = `[${'='.repeat(12)}${' '.repeat(12)}] ${words}`

test('the bar is drawn on one line again and again, and leaves nothing behind', () => {
  const output = keptOutput(100)
  const show = openBar(output, 100, plain)
  show.step({ kind: 'progress', progress })
  show.step({ kind: 'progress', progress })
  show.end()
  show.end()
  expect(output.text()).toBe(`${erase}${bar}${erase}${bar}${erase}`)
})

test('a note stays, above the bar', () => {
  const output = keptOutput(100)
  const show = openBar(output, 100, plain)
  show.step({ kind: 'progress', progress })
  show.step({ kind: 'note', note: 'NA: throttled' })
  expect(output.text()).toBe(`${erase}${bar}${erase}NA: throttled\n${erase}${bar}`)
})

test.each([
  { columns: 60, shown: words },
  { columns: 20, shown: '50 of 100 (50 %), …' },
])('in $columns columns it stays on its line', ({ columns, shown }) => {
  const output = keptOutput(columns)
  openBar(output, 100, plain).step({ kind: 'progress', progress })
  expect(output.text()).toBe(`${erase}${shown}`)
})
