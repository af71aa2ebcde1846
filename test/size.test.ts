import { describe, expect, it } from 'vitest'
import { distBytes, loadedBytes } from '../bench/code-size.ts'
import { openPrograms } from '../bench/programs.ts'

// What users download and load at each start must not grow unnoticed.
describe('size', () => {
  it('of dist is at most 1.5 MB', () => {
    expect(distBytes()).toBeLessThan(1_500_000)
  })

  it('of the code that validate loads is at most 150 KB', async () => {
    const programs = await openPrograms()
    try {
      expect(loadedBytes(programs.validateAction())).toBeLessThan(150_000)
      expect(loadedBytes(programs.validateCli())).toBeLessThan(150_000)
    } finally {
      await programs.close()
    }
  })
})
