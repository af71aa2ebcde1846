import type { Socket } from 'node:net'
import { asTransportError, hungUp } from '../delivery/broken.ts'
import { type AnswerHead, readBody, readHead, responseOf } from '../delivery/http-answer.ts'
import type { RequestEnd } from './connections.ts'

/** A connection that carries one request after the other. */
export interface KeptConnection {
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
export interface KeptConnectionEvents {
  /** It may carry another request. */
  readonly onFree: (connection: KeptConnection) => void
  /** It will carry none any more. */
  readonly onClosed: (connection: KeptConnection) => void
}

/**
 * Keeps a connection that stands, and is not in use. Once the status of an answer is there the matter
 * is decided: a body that breaks off, never ends or is too long must not turn an accepted event into
 * one in doubt. It costs the connection alone.
 */
export function keepConnection(
  socket: Socket,
  { onFree, onClosed }: KeptConnectionEvents,
): KeptConnection {
  let done: ((end: RequestEnd) => void) | undefined
  let received: Buffer = Buffer.alloc(0)
  let head: AnswerHead | undefined
  let since = performance.now()
  let isClosed = false

  const drop = (): void => {
    if (isClosed) return
    isClosed = true
    socket.destroy()
    onClosed(connection)
  }

  const settle = (end: RequestEnd, isReusable: boolean): void => {
    const told = done
    done = undefined
    received = Buffer.alloc(0)
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

  const connection: KeptConnection = {
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
  socket.on('error', fail)
  socket.on('end', () => fail(hungUp()))
  socket.on('close', () => fail(hungUp()))
  return connection
}

function answer(head: AnswerHead, bytes: Buffer): RequestEnd {
  return { status: head.status, response: () => responseOf(head, bytes) }
}
