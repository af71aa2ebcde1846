import type { EngineWork } from '../core/engine.ts'

/** List prices of AWS in us-east-1, US dollars; other regions cost up to a third more. */
const prices = {
  s3Put: 0.005 / 1_000,
  s3Get: 0.0004 / 1_000,
  lambdaRequest: 0.2 / 1_000_000,
  lambdaGigabyteSecond: 0.000_016_666_7,
  stepFunctionsTransition: 0.025 / 1_000,
} as const

/** What one chunk and one second of a worker take. */
const use = {
  /** Gigabytes of memory that the function has, unless the stack says otherwise. */
  memory: 0.5,
  /** The longest that one call of the function works, seconds. */
  longestCall: 880,
  /** Of a chunk's own execution: its start, the call, the choice, its end. */
  transitionsPerChunk: 4,
  /** Waiting, and the call and choice after it. */
  transitionsPerFurtherCall: 3,
  /** The chunk itself, its report, the beginning of its journal. */
  putsPerChunk: 3,
  getsPerChunk: 4,
  /** Parts of the journal, and the limit that was found. */
  putsPerSecond: 1.2,
  /** Whether somebody wants to stop it, and what other workers have found. */
  getsPerSecond: 1.5,
} as const

/** How many reports one look at a campaign lists, and how many seconds there are between two. */
const following = { reportsPerList: 1_000, pause: 5 } as const

/** What a campaign costs at list prices, US dollars; about, and without tax and what is free. */
export function costOf({ chunks, seconds }: EngineWork, workers: number): number {
  const busy = seconds * Math.min(workers, chunks)
  const calls = chunks + busy / use.longestCall
  const lists = (seconds / following.pause) * Math.ceil(chunks / following.reportsPerList / 2)
  const puts = chunks * use.putsPerChunk + busy * use.putsPerSecond + lists
  const gets = chunks * use.getsPerChunk + busy * use.getsPerSecond
  const transitions =
    chunks * use.transitionsPerChunk + (calls - chunks) * use.transitionsPerFurtherCall
  return (
    puts * prices.s3Put +
    gets * prices.s3Get +
    calls * prices.lambdaRequest +
    busy * use.memory * prices.lambdaGigabyteSecond +
    transitions * prices.stepFunctionsTransition
  )
}
