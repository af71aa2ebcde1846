import { setMaxListeners } from 'node:events'
import type { Socket } from 'node:net'
import type { buildConnector, Dispatcher, Pool } from 'undici'
import {
  codeOf,
  type HttpClient,
  type HttpOptions,
  type HttpResponse,
  TransportError,
} from '../world.ts'
import { type ProxySettings, type Route, routeTo } from './proxy.ts'

/** How much of an answer's body is read, in bytes. */
const longestBody = 64 * 1024

/** How long an idle connection is kept, milliseconds; servers commonly close theirs after five seconds. */
const keepAliveTimeout = 4_000

/** An address that requests are posted to. */
interface Target extends Pick<Route, 'path' | 'headers'> {
  readonly pool: Pool
  prepare(connections: number): void
}

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
  const targets = new Map<string, Target>()

  const openTarget = (url: URL): Target => {
    const { open, path, headers } = routeTo(url, proxies, socketOpener(connector), timeout)
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
    return {
      pool,
      path,
      headers,
      prepare: connections => prepare(Math.min(connections, options.connections)),
    }
  }

  // Each address has a pool of its own, so that no region waits for another's connections.
  const targetOf = (url: string): Target => {
    const known = targets.get(url)
    if (known !== undefined) return known
    const target = openTarget(new URL(url))
    targets.set(url, target)
    return target
  }

  return {
    post(request, signal, onStart) {
      return new Promise((resolve, reject) => {
        signal?.throwIfAborted()
        closing.signal.throwIfAborted()
        const { pool, path, headers } = found(() => targetOf(request.url))
        const exchange = openExchange({ timeout, closing, signal, onStart, resolve, reject })
        pool.dispatch(
          {
            method: 'POST',
            path,
            headers: { ...request.headers, ...headers },
            body: request.body,
          },
          exchange,
        )
      })
    },
    prepare(url, connections = 1) {
      try {
        targetOf(url).prepare(connections)
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

function found(target: () => Target): Target {
  try {
    return target()
  } catch (error) {
    throw asTransportError('not-sent', error)
  }
}

function socketOpener(connector: buildConnector.connector): Parameters<typeof routeTo>[2] {
  return target =>
    new Promise((resolve, reject) => {
      connector(target, (error, socket) => {
        if (error === null) resolve(socket)
        else reject(asTransportError('not-sent', error))
      })
    })
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
          if (socket.destroyed) callback(hungUp(), null)
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

function hungUp(): TransportError {
  return new TransportError('not-sent', 'ECONNRESET', 'the connection was closed')
}

/** Follows one request; calls `resolve` or `reject` once. */
function openExchange({
  timeout,
  closing,
  signal,
  onStart,
  resolve,
  reject,
}: {
  readonly timeout: number
  readonly closing: AbortController
  readonly signal: AbortSignal | undefined
  readonly onStart: (() => void) | undefined
  readonly resolve: (response: HttpResponse) => void
  readonly reject: (reason: unknown) => void
}): Dispatcher.DispatchHandler {
  let control: Dispatcher.DispatchController | undefined
  let isSettled = false
  let head: Pick<HttpResponse, 'status' | 'headers'> | undefined
  let headAt = 0
  const chunks: Uint8Array[] = []
  let length = 0

  const settle = (): boolean => {
    if (isSettled) return false
    isSettled = true
    signal?.removeEventListener('abort', onAbort)
    if (head === undefined) return true
    resolve({ ...head, body: textOf(chunks) })
    return false
  }

  const onAbort = (): void => {
    if (settle()) reject(signal?.reason)
    control?.abort(new TransportError('in-doubt', undefined, 'given up'))
  }
  signal?.addEventListener('abort', onAbort, { once: true })

  return {
    onRequestStart(controller) {
      if (isSettled) {
        controller.abort(new TransportError('not-sent', undefined, 'given up'))
        return
      }
      onStart?.()
      control = controller
    },
    onResponseStart(_controller, status, headers) {
      // Another answer follows an interim one.
      if (status < 200) return
      head = { status, headers: joined(headers) }
      headAt = performance.now()
    },
    onResponseData(controller, chunk) {
      chunks.push(chunk)
      length += chunk.length
      if (length <= longestBody && performance.now() - headAt <= timeout) return
      settle()
      controller.abort(new TransportError('in-doubt', undefined, 'read far enough'))
    },
    onResponseEnd() {
      settle()
    },
    onResponseError(_controller, error) {
      if (!settle()) return
      const certainty = control === undefined ? 'not-sent' : 'in-doubt'
      const cause = closing.signal.aborted ? new Error('the client was closed') : error
      reject(asTransportError(certainty, cause))
    },
  }
}

function joined(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): HttpResponse['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  )
}

function textOf(chunks: readonly Uint8Array[]): string {
  return chunks.length === 0 ? '' : Buffer.concat(chunks).toString('utf8', 0, longestBody)
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
