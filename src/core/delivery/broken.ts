import { codeOf } from './socket.ts'
import { isTransportError, TransportError } from './transport.ts'

/** The other side closed the connection. */
export function hungUp(): Error {
  return Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' })
}

/** Nothing came for so many milliseconds. */
export function noAnswer(timeout: number): Error {
  return Object.assign(new Error(`no answer within ${timeout} ms`), { code: 'ETIMEDOUT' })
}

/** Says of whatever broke a request how sure it is that nothing has arrived. */
export function asTransportError(
  certainty: TransportError['certainty'],
  error: unknown,
): TransportError {
  if (isTransportError(error)) return error
  const message = error instanceof Error ? error.message : String(error)
  return new TransportError(certainty, codeOf(error), message)
}
