import { setTimeout } from 'node:timers/promises'
import { lockFile } from '../../../src/core/campaign/lock.ts'
import type { FileLock } from '../../../src/core/world.ts'

/** What a process is to do in one round. */
export interface Round {
  readonly path: string
  /** When all of them take the lock, milliseconds since 1970. */
  readonly at: number
}

// Takes a lock at the very moment it is told to, says whether it has it, and keeps it until the next round.
let held: FileLock | undefined
process.on('message', ({ path, at }: Round) => {
  held?.release()
  held = undefined
  void contend(path, at)
})
process.once('disconnect', () => process.exit())
process.send?.('ready')

async function contend(path: string, at: number): Promise<void> {
  await setTimeout(Math.max(0, at - Date.now() - 2))
  // Timers are late by milliseconds; this is the moment itself.
  while (Date.now() < at);
  try {
    held = await lockFile(path)
    process.send?.('held')
  } catch (error) {
    process.send?.(error instanceof Error ? error.message : String(error))
  }
}
