import { every } from '../clock.ts'
import type { Conditions } from './conduct.ts'

/** Milliseconds. */
const syncEvery = 200
const touchEvery = 10_000

/**
 * Brings the journal to the disk, and shows that this run is there, now and then.
 *
 * @returns what ends that
 */
export function keepSafe({
  journal,
  lock,
  clock,
  ending,
}: Pick<Conditions, 'journal' | 'lock' | 'clock' | 'ending'>): () => void {
  let isBusy = false
  const sync = (): void => {
    if (isBusy) return
    isBusy = true
    journal
      .sync()
      .catch(ending.stopForFile)
      .finally(() => {
        isBusy = false
      })
  }
  const touch = (): void => {
    try {
      lock.touch()
    } catch {
      // Where nothing can be written the journal says so.
    }
  }
  const cancels = [every(clock, syncEvery, sync), every(clock, touchEvery, touch)]
  return () => {
    for (const cancel of cancels) cancel()
  }
}
