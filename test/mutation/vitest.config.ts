import { defineConfig } from 'vitest/config'

// The tests that run in the process itself: a mutant lives there, not in the built files.
export default defineConfig({
  test: {
    include: ['test/{core,rules,schemas}/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
