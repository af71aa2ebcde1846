import fc from 'fast-check'
import { test } from 'vitest'
import { targets } from './targets.ts'

// The long run is `npm run fuzz`.
test.each(targets)('no input makes it throw, hang or show its inside: $name', async one => {
  await fc.assert(one.property(), { seed: 20_260_501, numRuns: 60 })
})
