import { defineConfig } from 'vitest/config'
import everything from '../../vitest.config.ts'

// The whole engine with emulators of AWS, which the ordinary tests do without, and the plugin's function
// beside every bundler on every framework.
export default defineConfig({
  test: {
    ...everything.test,
    include: ['test/**/*.live.ts', 'test/plugin/engine/bundlers.test.ts'],
    env: { EVERY_ORDER: 'yes' },
    // What is measured would measure the others otherwise.
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 60_000,
  },
})
