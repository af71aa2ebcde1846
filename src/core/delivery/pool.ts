import type { Socket } from 'node:net'
import type { buildConnector, Dispatcher } from 'undici'
import Pool from 'undici/lib/dispatcher/pool.js'
import { hostOf, type ProxySettings, portOf, proxyFor } from './proxy-settings.ts'
import { codeOf, openSocket } from './socket.ts'
import {
  type Transport,
  TransportError,
  type TransportRequest,
  type TransportResponse,
} from './transport.ts'

const notHttp = 'UND_ERR_HTTP_PARSER'
const longestBody = 64 * 1024

/** To one host; a delivery of one event opens one. */
const mostConnections = 64

/** Where requests for an origin go, and how their first line names the target. */
interface Route {
  readonly pool: Pool
  readonly absolutePath: boolean
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Opens pools of kept HTTP/1.1 connections, one for each origin, each on its first use. HTTP/2 is
 * left out: the client sends POSTs over it one after the other, and loses accepted ones when the
 * server says goodbye.
 *
 * @param options `timeout` in milliseconds, for each phase: connecting, waiting for an answer,
 * reading it
 */
export function openPools(options: {
  readonly timeout: number
  readonly proxy: ProxySettings
}): Transport {
  const routes = new Map<string, Promise<Route>>()
  const closing = new AbortController()

  const routeTo = (url: URL): Promise<Route> => {
    const known = routes.get(url.origin)
    if (known !== undefined) return known
    const route = openRoute(url, options, closing.signal)
    routes.set(url.origin, route)
    return route
  }

  return {
    async post(request, signal) {
      signal.throwIfAborted()
      if (closing.signal.aborted) throw new TransportError('not-sent', undefined, 'closed')
      const url = new URL(request.url)
      const route = await routeTo(url).catch(error => {
        throw asTransportError('not-sent', error)
      })
      signal.throwIfAborted()
      return exchange(route, url, request, options.timeout, signal)
    },
    async close() {
      closing.abort(new TransportError('not-sent', undefined, 'closed'))
      const opened = await Promise.allSettled(routes.values())
      await Promise.all(
        opened.map(route =>
          route.status === 'fulfilled' ? route.value.pool.destroy() : undefined,
        ),
      )
    },
  }
}

async function openRoute(
  url: URL,
  options: { readonly timeout: number; readonly proxy: ProxySettings },
  signal: AbortSignal,
): Promise<Route> {
  const proxy = proxyFor(url, options.proxy)
  const limits = { timeout: options.timeout, signal }
  const target = { host: hostOf(url), port: portOf(url), tls: url.protocol === 'https:' }
  if (proxy === undefined) {
    const pool = openPool(url.origin, options.timeout, () => openSocket(target, limits))
    return { pool, absolutePath: false, headers: {} }
  }
  const { openProxySocket, openTunnel, proxyHeaders } = await import('./proxy.ts')
  if (!target.tls) {
    // The pool's own origin does not matter: each request names its target in full.
    const pool = openPool(url.origin, options.timeout, () => openProxySocket(proxy, limits))
    return { pool, absolutePath: true, headers: proxyHeaders(proxy) }
  }
  const pool = openPool(url.origin, options.timeout, async () =>
    openSocket(target, limits, await openTunnel(proxy, target, limits)),
  )
  return { pool, absolutePath: false, headers: {} }
}

function openPool(origin: string, timeout: number, open: () => Promise<Socket>): Pool {
  const connect: buildConnector.connector = (_target, callback) => {
    open().then(
      socket => callback(null, socket),
      error => callback(error instanceof Error ? error : new Error(String(error)), null),
    )
  }
  return new Pool(origin, {
    connections: mostConnections,
    pipelining: 1,
    allowH2: false,
    headersTimeout: timeout,
    bodyTimeout: timeout,
    keepAliveTimeout: 4_000,
    connect,
  })
}

/** Sends one request and reads its answer. */
function exchange(
  route: Route,
  url: URL,
  request: TransportRequest,
  timeout: number,
  signal: AbortSignal,
): Promise<TransportResponse> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined
    let head: Pick<TransportResponse, 'status' | 'headers'> | undefined
    let settled = false
    let timer: NodeJS.Timeout | undefined
    const chunks: Uint8Array[] = []
    let length = 0

    const settle = (): void => {
      settled = true
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    }
    const stop = (reason: unknown): void => {
      controller?.abort(reason instanceof Error ? reason : new Error('stopped'))
    }
    const onAbort = (): void => {
      settle()
      stop(signal.reason)
      reject(signal.reason)
    }
    // Once the status is there the matter is decided: a body that breaks off, never ends or is too
    // long must not turn an accepted event into one in doubt.
    const answer = (): void => {
      if (settled || head === undefined) return
      settle()
      resolve({ ...head, body: new TextDecoder().decode(Buffer.concat(chunks)) })
    }
    signal.addEventListener('abort', onAbort, { once: true })

    const handler: Dispatcher.DispatchHandler = {
      // Called when a connection stands and the request is about to be written to it.
      onRequestStart(started) {
        controller = started
        if (settled) stop(signal.reason)
      },
      onResponseStart(_controller, status, headers) {
        if (status < 200) return
        head = { status, headers: flatten(headers) }
        timer = setTimeout(() => {
          answer()
          stop(undefined)
        }, timeout)
      },
      onResponseData(_controller, chunk) {
        const part = chunk.subarray(0, longestBody - length)
        chunks.push(part)
        length += part.length
        if (length < longestBody) return
        answer()
        stop(undefined)
      },
      onResponseEnd: answer,
      onResponseError(_controller, error) {
        if (settled) return
        if (head !== undefined) {
          answer()
          return
        }
        settle()
        reject(asTransportError(controller === undefined ? 'not-sent' : 'in-doubt', error))
      },
    }
    route.pool.dispatch(
      {
        path: route.absolutePath ? url.href : `${url.pathname}${url.search}`,
        method: 'POST',
        headers: { ...request.headers, ...route.headers },
        body: request.body,
      },
      handler,
    )
  })
}

function flatten(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
}

function asTransportError(certainty: TransportError['certainty'], error: unknown): TransportError {
  if (error instanceof TransportError) return error
  const message = error instanceof Error ? error.message : String(error)
  // The client's parser gives its errors a name and, for some, no code.
  const unnamed = error instanceof Error && error.name === 'HTTPParserError' ? notHttp : undefined
  return new TransportError(certainty, codeOf(error) ?? unnamed, message)
}
