import { statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { distBytes, loadedBytes } from '../bench/code-size.ts'

// What users download must not grow unnoticed.
describe('size', () => {
  it('of dist is at most 2.5 MB', () => {
    expect(distBytes()).toBeLessThan(2_500_000)
  })

  it('of the function that campaigns are sent from is at most 300 kB', () => {
    expect(statSync(new URL('../dist/dispatcher.zip', import.meta.url)).size).toBeLessThan(300_000)
  })

  it('of what the function of a skill loads is at most 10 kB', () => {
    expect(loadedBytes('subscribers.js')).toBeLessThan(10_000)
  })
})
