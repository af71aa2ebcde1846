import { defineConfig } from 'vitest/config'
import everything from '../../vitest.config.ts'

// The whole engine with emulators of AWS, which the ordinary tests do without.
export default defineConfig({
  test: {
    ...everything.test,
    include: ['test/**/*.live.ts'],
    // What is measured would measure the others otherwise.
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 60_000,
  },
})
