import { setMaxListeners } from 'node:events'
import type { Socket } from 'node:net'
import type { buildConnector, Dispatcher } from 'undici'
import {
  codeOf,
  type HttpClient,
  type HttpGet,
  type HttpListener,
  type HttpOptions,
  type HttpRequest,
  type HttpResponse,
  TransportError,
} from '../world.ts'
import { type Connectors, type ProxySettings, type Route, routeTo } from './proxy.ts'

/** How long an idle connection is kept, milliseconds; servers commonly close theirs after five seconds. */
const keepAliveTimeout = 4_000

/**
 * Opens a client that speaks HTTP/1.1: over HTTP/2, undici sends POSTs one after the other, and what
 * was accepted can be lost when the server says goodbye. undici is loaded only here, so that a run that
 * sends nothing never reads its code.
 */
export async function openHttpClient(
  options: HttpOptions,
  proxies: ProxySettings,
): Promise<HttpClient> {
  const { default: Pool } = await import('undici/lib/dispatcher/pool.js')
  const { default: buildConnector } = await import('undici/lib/core/connect.js')
  const timeout = Math.ceil(options.timeout)
  const closing = new AbortController()
  // Every connection listens to it.
  setMaxListeners(0, closing.signal)
  const connector = buildConnector({ timeout, allowH2: false, signal: closing.signal })

  const openSocket: Connectors['openSocket'] = target =>
    new Promise((resolve, reject) => {
      connector(target, (error, socket) => {
        if (error === null) resolve(socket)
        else reject(asTransportError('not-sent', error))
      })
    })

  const askForTunnel: Connectors['askForTunnel'] = (socket, proxy, path, headers) =>
    new Promise((resolve, reject) => {
      const { connect } = connectEarly(async () => socket)
      const client = new Pool(proxy, { connect, connections: 1, headersTimeout: timeout })
      client.dispatch(
        { method: 'CONNECT', path, headers },
        {
          onRequestStart() {},
          onRequestUpgrade: (_controller, status) => resolve(status),
          onResponseError: (_controller, error) => reject(asTransportError('not-sent', error)),
        },
      )
    })

  const openTarget = (url: URL) => {
    const { open, path, headers } = routeTo(url, proxies, { openSocket, askForTunnel, timeout })
    const { connect, prepare } = connectEarly(open)
    const pool = new Pool(url.origin, {
      connect,
      connections: options.connections,
      allowH2: false,
      pipelining: 1,
      headersTimeout: timeout,
      bodyTimeout: timeout,
      keepAliveTimeout,
    })
    return { pool, path, headers, prepare }
  }

  // Each address has a pool of its own, so that no region waits for another's connections.
  const targets = new Map<string, ReturnType<typeof openTarget>>()
  const targetOf = (url: string) => {
    const target = targets.get(url) ?? openTarget(new URL(url))
    targets.set(url, target)
    return target
  }

  const dispatch = <Request extends Outgoing>(
    request: Request,
    listener: HttpListener<Request>,
  ): Exchange<Request> => {
    const exchange = new Exchange(request, listener, timeout, closing.signal)
    try {
      closing.signal.throwIfAborted()
      const { pool, path, headers } = targetOf(request.url)
      pool.dispatch(
        {
          method: request.body === undefined ? 'GET' : 'POST',
          path,
          headers: headers === undefined ? request.headers : { ...request.headers, ...headers },
          body: request.body ?? null,
        },
        exchange,
      )
    } catch (error) {
      exchange.fail(error)
    }
    return exchange
  }

  const answerTo = (request: Outgoing, signal: AbortSignal | undefined): Promise<HttpResponse> =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted()
      const onAbort = (): void => exchange.giveUp()
      const exchange = dispatch(request, {
        onStart() {},
        onEnd(_request, end) {
          signal?.removeEventListener('abort', onAbort)
          if (!(end instanceof TransportError)) resolve(end)
          else reject(signal?.aborted ? signal.reason : end)
        },
      })
      if (!exchange.isOver) signal?.addEventListener('abort', onAbort, { once: true })
    })

  return {
    send: dispatch,
    post: answerTo,
    get: answerTo,
    prepare(url, connections = 1) {
      try {
        targetOf(url).prepare(Math.min(connections, options.connections))
      } catch {
        // Told to the request.
      }
    },
    async close() {
      closing.abort(new TransportError('not-sent', undefined, 'the client was closed'))
      await Promise.all(Array.from(targets.values(), ({ pool }) => pool.destroy()))
    },
  }
}

/**
 * Connects a pool, with connections that were opened before it asked for any, as long as there are
 * some. Each error gets a code of ours: undici connects again and again after one with a code of its own.
 */
function connectEarly(open: Route['open']): {
  readonly connect: buildConnector.connector
  prepare(connections: number): void
} {
  const prepared: Promise<Socket>[] = []
  let count = 0
  return {
    connect(_target, callback) {
      const early = prepared.shift()
      const opening = early?.then(socket => (socket.destroyed ? open() : socket)) ?? open()
      opening.then(
        socket => {
          if (socket.destroyed) callback(connectionClosed(), null)
          else callback(null, socket)
        },
        error => callback(asTransportError('not-sent', error), null),
      )
    },
    prepare(connections) {
      for (; count < connections; count += 1) {
        const opening = open()
        // Told to the request that asks for it; without one, nobody need know.
        opening.catch(() => {})
        prepared.push(opening)
      }
    },
  }
}

/** A request of either kind: a GET has no body, and says how much is read of the answer's. */
type Outgoing = Pick<HttpRequest, 'url' | 'headers'> &
  Partial<Pick<HttpRequest, 'body'> & Pick<HttpGet, 'longest'>>

/** How much of an answer's body is read unless the request says otherwise, in bytes. */
const longestBody = 64 * 1024

/** Follows one request, and tells its listener once how it ended. */
class Exchange<Request extends Outgoing> implements Dispatcher.DispatchHandler {
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
    const longest = this.#request.longest ?? longestBody
    if (this.#length <= longest && performance.now() - this.#headAt <= this.#timeout) return
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
      const body = this.#chunks === undefined ? '' : textOf(this.#chunks, this.#request.longest)
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

function textOf(chunks: readonly Uint8Array[], longest = longestBody): string {
  return Buffer.concat(chunks).toString('utf8', 0, longest)
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
function asTransportError(certainty: TransportError['certainty'], error: unknown): TransportError {
  if (error instanceof TransportError) return error
  if (!(error instanceof Error)) return new TransportError(certainty, undefined, String(error))
  const code = codeOf(error)
  const known = error.name === 'HTTPParserError' ? 'ERR_NOT_HTTP' : codes.get(code ?? '')
  return new TransportError(certainty, known ?? code, error.message)
}

/** Nothing was sent on a connection that was closed. */
function connectionClosed(): TransportError {
  return new TransportError('not-sent', 'ECONNRESET', 'the connection was closed')
}
