import { setMaxListeners } from 'node:events'
import type { Socket } from 'node:net'
import type { buildConnector, Pool } from 'undici'
import {
  type HttpClient,
  type HttpListener,
  type HttpOptions,
  type HttpRequest,
  TransportError,
} from '../world.ts'
import { asTransportError, connectionClosed, Exchange } from './exchange.ts'
import { type Connectors, type ProxySettings, type Route, routeTo } from './proxy.ts'

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

  const openTarget = (url: URL): Target => {
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

  const send = <Request extends HttpRequest>(
    request: Request,
    listener: HttpListener<Request>,
  ): Exchange<Request> => {
    const exchange = new Exchange(request, listener, timeout, closing.signal)
    try {
      closing.signal.throwIfAborted()
      const { pool, path, headers } = targetOf(request.url)
      pool.dispatch(
        {
          method: 'POST',
          path,
          headers: headers === undefined ? request.headers : { ...request.headers, ...headers },
          body: request.body,
        },
        exchange,
      )
    } catch (error) {
      exchange.fail(error)
    }
    return exchange
  }

  return {
    send,
    post: (request, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted()
        const onAbort = (): void => exchange.giveUp()
        const exchange = send(request, {
          onStart() {},
          onEnd(_request, end) {
            signal?.removeEventListener('abort', onAbort)
            if (!(end instanceof TransportError)) resolve(end)
            else reject(signal?.aborted ? signal.reason : end)
          },
        })
        if (!exchange.isOver) signal?.addEventListener('abort', onAbort, { once: true })
      }),
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
