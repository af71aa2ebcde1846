import { writeSync } from 'node:fs'

/**
 * Writes text to standard output (1) or standard error (2) at once. To make Node's stream for one
 * takes as long as a whole check, and where it is a pipe or a file it would write no differently.
 *
 * @throws the system's error where it cannot be written to
 */
export function writeNow(descriptor: 1 | 2, text: string): void {
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest))
    } catch (error) {
      if (!isBusy(error)) throw error
      pause()
    }
  }
}

/**
 * Collects text and writes it when the program comes to wait for something: a write takes longer than
 * what is in it. `flush` is for the end.
 */
export function collectedOutput(descriptor: 1 | 2): {
  write(text: string): boolean
  flush(): void
} {
  let collected = ''
  const flush = (): void => {
    const text = collected
    collected = ''
    if (text !== '') writeNow(descriptor, text)
  }
  return {
    write(text) {
      if (collected === '') setImmediate(flush)
      collected += text
      return true
    },
    flush,
  }
}

/** The reader of a pipe may be slower than we are. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN'
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
}
