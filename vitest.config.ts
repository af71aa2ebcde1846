import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/sequencer.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // They have packages and a command of their own: npm run test:bundlers.
    exclude: ['**/node_modules/**', 'test/plugin/bundlers/**'],
    // More than processors: many files spend their time waiting for a process or a clock.
    maxWorkers: availableParallelism() + 2,
    // Files share what they import: loading the sources anew for each is a fifth of the time.
    isolate: false,
    // And processes that have a framework loaded.
    globalSetup: './test/support/resident.server.ts',
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // As long as a test may take: on a busy machine a second passes with nothing done.
    expect: { poll: { timeout: 30_000 } },
  },
})
