import type { IncomingMessage } from 'node:http'
import type { Flaw } from './flaw.ts'

/** A request's body: what came of it, and why it is not whole. */
export interface WireBody {
  readonly bytes: Uint8Array
  readonly flaw: Flaw | undefined
}

/** A body on its way in. */
export interface IncomingBody {
  readonly whole: Promise<WireBody>
  /** Ends the wait for a body that will not be completed. Without effect once it is whole. */
  giveUp(flaw: Flaw): void
}

/**
 * Reads a request's body. One over `limit` bytes is read to its end, because a client that is still
 * writing would otherwise meet a closed connection instead of an answer, but nothing of it is kept.
 * Never rejects.
 */
export function readBody(incoming: IncomingMessage, limit: number): IncomingBody {
  const chunks: Uint8Array[] = []
  let size = 0
  const { promise, settle } = openPromise<WireBody>()
  const finish = (flaw: Flaw | undefined) =>
    settle(
      size > limit
        ? { bytes: new Uint8Array(), flaw: flaw ?? 'too-large' }
        : { bytes: Buffer.concat(chunks), flaw },
    )

  incoming.on('data', (chunk: Uint8Array) => {
    size += chunk.byteLength
    if (size <= limit) chunks.push(chunk)
    else chunks.length = 0
  })
  incoming.on('end', () => finish(undefined))
  incoming.on('close', () => finish('broken-off'))
  return { whole: promise, giveUp: finish }
}

function openPromise<Value>(): {
  readonly promise: Promise<Value>
  readonly settle: (value: Value) => void
} {
  let settle: (value: Value) => void = () => {}
  const promise = new Promise<Value>(resolve => {
    settle = resolve
  })
  return { promise, settle }
}
