import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import everything from '../../../vitest.config.ts'

// What needs packages that no other test does, and a process of its own for each deploy.
export default defineConfig({
  test: {
    ...everything.test,
    include: ['test/plugin/bundlers/*.test.ts'],
    exclude: [],
    // As many deploys at once as processors can carry out.
    maxConcurrency: availableParallelism(),
  },
})
