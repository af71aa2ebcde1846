import { fstatSync } from 'node:fs'
import { writeNow } from '../core/write-now.ts'
import type { WritableStream } from './output.ts'

/**
 * Standard output (1) or standard error (2). Node's own stream is made for terminals alone; a pipe or
 * a file is written to at once, as Node would do after 8 ms of making the stream.
 *
 * @param ofNode gives Node's stream
 */
export function standardStream(descriptor: 1 | 2, ofNode: () => WritableStream): WritableStream {
  if (!isPipeOrFile(descriptor)) return ofNode()
  let onError: (error: Error) => void = () => {}
  return {
    write(text) {
      try {
        writeNow(descriptor, text)
      } catch (error) {
        onError(error instanceof Error ? error : new Error(String(error)))
      }
    },
    on(_event, listener) {
      onError = listener
    },
  }
}

/** On Windows, Node writes to pipes in its own way. */
function isPipeOrFile(descriptor: 1 | 2): boolean {
  if (process.platform === 'win32') return false
  try {
    const kind = fstatSync(descriptor)
    return kind.isFIFO() || kind.isFile() || kind.isSocket()
  } catch {
    return false
  }
}
