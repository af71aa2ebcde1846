import type { Socket } from 'node:net'
import { asTransportError, hungUp } from './broken.ts'
import { type AnswerHead, readBody, readHead, responseOf } from './http-answer.ts'
import type { TransportError, TransportResponse } from './transport.ts'

/** How one request ended: with an answer, or without. */
export type RequestEnd =
  | { readonly status: number; response(): TransportResponse }
  | { readonly status: undefined; readonly error: TransportError }

/** A connection that carries requests over HTTP/1.1, one after the other. */
export interface Connection {
  /**
   * Sends a request; only where none is under way.
   *
   * @param done is called once; the connection is free or closed by then
   */
  send(request: Uint8Array, done: (end: RequestEnd) => void): void
  readonly isBusy: boolean
  /** When what it does began, in milliseconds: being idle, waiting for an answer, reading one. */
  readonly since: number
  /** Ends what is under way, and the connection. */
  close(reason: unknown): void
}

/** Told what becomes of a connection. */
export interface ConnectionEvents {
  /** It may carry another request. */
  readonly onFree: (connection: Connection) => void
  /** It will carry none any more. */
  readonly onClosed: (connection: Connection) => void
}

/**
 * Speaks HTTP on a socket that stands. Once the status of an answer is there the matter is decided: a
 * body that breaks off, never ends or is too long, or a wish to stop, must not turn an accepted event
 * into one in doubt. It costs the connection alone.
 */
export function openConnection(socket: Socket, { onFree, onClosed }: ConnectionEvents): Connection {
  let done: ((end: RequestEnd) => void) | undefined
  let received = nothing
  let head: AnswerHead | undefined
  let since = performance.now()
  let isClosed = false

  const drop = (): void => {
    if (isClosed) return
    isClosed = true
    // Not now: whoever waits for the answer goes on meanwhile.
    setImmediate(() => socket.destroy())
    onClosed(connection)
  }

  const settle = (end: RequestEnd, isReusable: boolean): void => {
    const told = done
    done = undefined
    received = nothing
    head = undefined
    since = performance.now()
    if (isReusable) onFree(connection)
    else drop()
    told?.(end)
  }

  const fail = (reason: unknown): void => {
    if (done === undefined) drop()
    else if (head !== undefined) settle(answer(head, received), false)
    else settle({ status: undefined, error: asTransportError('in-doubt', reason) }, false)
  }

  const onData = (chunk: Buffer): void => {
    // Nobody asked; whose answer would this be?
    if (done === undefined) {
      drop()
      return
    }
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
    if (head === undefined) {
      try {
        head = readHead(received)
      } catch (error) {
        fail(error)
      }
      if (head === undefined) return
      since = performance.now()
    }
    const { isWhole, end } = readBody(head, received)
    if (isWhole) settle(answer(head, received), head.isPersistent && end === received.length)
  }

  const connection: Connection = {
    send(request, told) {
      done = told
      since = performance.now()
      socket.write(request)
    },
    get isBusy() {
      return done !== undefined
    },
    get since() {
      return since
    },
    close: fail,
  }
  socket.on('data', onData)
  // Stay for good: what breaks after the matter is settled must not end the process.
  socket.on('error', fail)
  socket.on('end', () => fail(hungUp()))
  socket.on('close', () => fail(hungUp()))
  return connection
}

const nothing: Buffer = Buffer.alloc(0)

function answer(head: AnswerHead, bytes: Buffer): RequestEnd {
  return { status: head.status, response: () => responseOf(head, bytes) }
}
