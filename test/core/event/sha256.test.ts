import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { sha256 } from '../../../src/core/event/sha256.ts'

it.each([
  'abc',
  'Canal météo, スタークエスト, 🎮',
  ...Array.from({ length: 200 }, (_, length) => 'a'.repeat(length)),
  'x'.repeat(100_000),
])('is the hash that node:crypto gives: %#', text => {
  expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'))
})
