import { defineConfig } from 'vitest/config'
import everything from '../vitest.config.ts'

// What the tests that run in the process itself reach of the core. The built files, which the others
// start as programs, are not counted, so a branch that only a whole program takes counts as missed.
export default defineConfig({
  test: {
    ...everything.test,
    // Counting branches makes loops over millions of lines several times slower.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    include: [
      'test/{core,drift,rules,schemas,github,simulator}/**/*.test.ts',
      'test/engine/{send,same,dispatch,files}.test.ts',
    ],
    coverage: {
      include: ['src/core/**'],
      exclude: ['src/core/generated/**', 'src/core/index.ts', '**/*.d.ts'],
      reportOnFailure: true,
      reporter: ['text-summary', 'json'],
      thresholds: { branches: 95 },
    },
  },
})
