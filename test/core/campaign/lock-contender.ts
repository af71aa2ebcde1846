import { setTimeout } from 'node:timers/promises'
import { lockFile } from '../../../src/core/campaign/lock.ts'
import type { FileLock } from '../../../src/core/world.ts'

/** What a process is to do in a series of rounds. */
export interface Series {
  /** The file to lock in each round. */
  readonly paths: readonly string[]
  /** When all of them take the first lock, milliseconds since 1970; each other one a millisecond after that before it. */
  readonly at: number
}

// Takes locks at the very moments it is told to, says which of them it has, and keeps them until the next series.
let held: readonly FileLock[] = []
process.on('message', (series: Series) => {
  for (const lock of held) lock.release()
  void contend(series)
})
process.once('disconnect', () => process.exit())
process.send?.('ready')

async function contend({ paths, at }: Series): Promise<void> {
  await setTimeout(Math.max(0, at - Date.now() - 2))
  const taken = await Promise.allSettled(
    paths.map((path, round) => {
      // Timers are late by milliseconds; this is the moment itself.
      while (Date.now() < at + round);
      return lockFile(path)
    }),
  )
  held = taken.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []))
  process.send?.(taken.map(one => (one.status === 'fulfilled' ? 'held' : String(one.reason))))
}
