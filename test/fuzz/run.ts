import fc from 'fast-check'
import { takeSlowest, targets } from './targets.ts'

/** Processor time for one input, milliseconds; a loop that never ends is far beyond. */
const mostTime = 2_000

const [seconds = 30, seed = 20_260_501] = process.argv.slice(2).map(Number)

/**
 * Gives each target inputs for some seconds of time, always the same ones in the same order, and shows how
 * many they were. Ends with 1 at the first that does not hold, shown with its seed and path.
 */
console.log(
  '| inputs | tried | longest, ms of processor time | memory, MB |\n| --- | --- | --- | --- |',
)
for (const one of targets) {
  const details = await fc.check(one.property(), {
    seed,
    numRuns: 10_000_000,
    interruptAfterTimeLimit: seconds * 1_000,
    markInterruptAsFailure: false,
  })
  if (details.failed) {
    const { seed, counterexamplePath: path, counterexample, errorInstance } = details
    console.error(`${one.name}: ${errorInstance}\nseed ${seed}, path "${path}"`)
    console.error(fc.stringify(counterexample).slice(0, 2_000))
    process.exit(1)
  }
  const memory = Math.round(process.resourceUsage().maxRSS / 1_024)
  const tried = details.numRuns.toLocaleString('en')
  const slowest = Math.round(takeSlowest())
  console.log(`| ${one.name} | ${tried} | ${slowest} | ${memory} |`)
  if (slowest > mostTime) process.exit(1)
}
