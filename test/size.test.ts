import { describe, expect, it } from 'vitest'
import { distBytes } from '../bench/code-size.ts'

// What users download must not grow unnoticed.
describe('size', () => {
  it('of dist is at most 2.5 MB', () => {
    expect(distBytes()).toBeLessThan(2_500_000)
  })
})
