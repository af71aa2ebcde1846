import type { Output } from './terminal.ts'

/** The part of Node's streams that is needed. `columns` is meaningless where the stream is no terminal. */
export interface WritableStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown
}

/**
 * One of the process's own streams. Once its reader has gone away, writing does nothing: what was
 * begun, such as a delivery, is still brought to its end.
 *
 * @param open gives the stream; called when it is first used, since Node takes a moment to make it
 * @param onReaderGone called once, when the reader has gone away
 */
export function outputOf(open: () => WritableStream, onReaderGone: () => void): Output {
  let isGone = false
  let opened: WritableStream | undefined
  const stream = () => {
    if (opened === undefined) {
      opened = open()
      opened.on('error', fail)
    }
    return opened
  }
  const fail = (error: NodeJS.ErrnoException) => {
    // EPIPE: the reader closed its end. ERR_STREAM_DESTROYED, EOF: the same on other systems.
    if (isGone) return
    isGone = true
    if (error.code === 'EPIPE' || error.code === 'EOF' || error.code === 'ERR_STREAM_DESTROYED') {
      onReaderGone()
      return
    }
    throw error
  }
  return {
    write(text) {
      if (!isGone && text !== '') stream().write(text)
    },
    get columns() {
      const { isTTY, columns } = stream()
      return isTTY === true ? columns : undefined
    },
  }
}
