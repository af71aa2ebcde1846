import { writeSync } from 'node:fs'

/**
 * Writes text to standard output at once. The toolkit prints through `process.stdout`, and to make
 * Node's stream for that takes as long as a whole check; all that is printed here is short lines.
 *
 * @throws the system's error where standard output cannot be written to
 */
export function writeOut(text: string): boolean {
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest))
    } catch (error) {
      if (!isBusy(error)) throw error
      pause()
    }
  }
  return true
}

/** The reader of a pipe may be slower than we are. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN'
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
}
