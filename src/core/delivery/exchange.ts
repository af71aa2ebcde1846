import type { Dispatcher } from 'undici'
import {
  codeOf,
  type HttpListener,
  type HttpRequest,
  type HttpResponse,
  TransportError,
} from '../world.ts'

/** How much of an answer's body is read, in bytes. */
const longestBody = 64 * 1024

/** Follows one request, and tells its listener once how it ended. */
export class Exchange<Request extends HttpRequest> implements Dispatcher.DispatchHandler {
  isOver = false
  #control: Dispatcher.DispatchController | undefined
  #status: number | undefined
  #headers: IncomingHttpHeaders = {}
  #headAt = 0
  #chunks: Uint8Array[] | undefined
  #length = 0
  readonly #request: Request
  readonly #listener: HttpListener<Request>
  readonly #timeout: number
  readonly #closing: AbortSignal

  constructor(
    request: Request,
    listener: HttpListener<Request>,
    timeout: number,
    closing: AbortSignal,
  ) {
    this.#request = request
    this.#listener = listener
    this.#timeout = timeout
    this.#closing = closing
  }

  /** Ends the request, with its answer where the status is known. */
  giveUp(): void {
    const error = new TransportError('in-doubt', undefined, 'given up')
    this.#end(error)
    this.#control?.abort(error)
  }

  /** Ends the request because something broke. */
  fail(error: unknown): void {
    const certainty = this.#control === undefined ? 'not-sent' : 'in-doubt'
    this.#end(asTransportError(certainty, error))
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.isOver) {
      controller.abort(new TransportError('not-sent', undefined, 'given up'))
      return
    }
    this.#listener.onStart(this.#request)
    this.#control = controller
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    // Another answer follows an interim one.
    if (status < 200) return
    this.#status = status
    this.#headers = headers
    this.#headAt = performance.now()
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#chunks ??= []
    this.#chunks.push(chunk)
    this.#length += chunk.length
    if (this.#length <= longestBody && performance.now() - this.#headAt <= this.#timeout) return
    const error = new TransportError('in-doubt', undefined, 'read far enough')
    this.#end(error)
    controller.abort(error)
  }

  onResponseEnd(): void {
    this.#end(undefined)
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(this.#closing.aborted ? new Error('the client was closed') : error)
  }

  #end(error: TransportError | undefined): void {
    if (this.isOver) return
    this.isOver = true
    const status = this.#status
    if (status === undefined) {
      this.#listener.onEnd(this.#request, error ?? connectionClosed())
    } else {
      const body = this.#chunks === undefined ? '' : textOf(this.#chunks)
      this.#listener.onEnd(this.#request, { status, headers: joined(this.#headers), body })
    }
  }
}

type IncomingHttpHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** Joins the values of headers that came more than once; most answers have none. */
function joined(headers: IncomingHttpHeaders): HttpResponse['headers'] {
  if (isJoined(headers)) return headers
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  )
}

function isJoined(headers: IncomingHttpHeaders): headers is HttpResponse['headers'] {
  for (const name in headers) {
    if (typeof headers[name] !== 'string') return false
  }
  return true
}

function textOf(chunks: readonly Uint8Array[]): string {
  return Buffer.concat(chunks).toString('utf8', 0, longestBody)
}

/** Node's codes, and ours, for what undici names in its own way. */
const codes: ReadonlyMap<string, string> = new Map([
  ['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT'],
  ['UND_ERR_HEADERS_TIMEOUT', 'ETIMEDOUT'],
  ['UND_ERR_SOCKET', 'ECONNRESET'],
  ['UND_ERR_INFO', 'ECONNRESET'],
  ['UND_ERR_HEADERS_OVERFLOW', 'ERR_NOT_HTTP'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'ERR_NOT_HTTP'],
])

/** Says of whatever broke a request how sure it is that nothing has arrived. */
export function asTransportError(
  certainty: TransportError['certainty'],
  error: unknown,
): TransportError {
  if (error instanceof TransportError) return error
  if (!(error instanceof Error)) return new TransportError(certainty, undefined, String(error))
  const code = codeOf(error)
  const known = error.name === 'HTTPParserError' ? 'ERR_NOT_HTTP' : codes.get(code ?? '')
  return new TransportError(certainty, known ?? code, error.message)
}

/** Nothing was sent on a connection that was closed. */
export function connectionClosed(): TransportError {
  return new TransportError('not-sent', 'ECONNRESET', 'the connection was closed')
}
