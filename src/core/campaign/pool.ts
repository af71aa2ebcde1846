import { setMaxListeners } from 'node:events'
import type { Socket } from 'node:net'
import type { buildConnector, Dispatcher } from 'undici'
import Pool from 'undici/lib/dispatcher/pool.js'
import {
  hostOf,
  noProxy,
  type ProxySettings,
  portOf,
  proxyFor,
} from '../delivery/proxy-settings.ts'
import { codeOf, openSocket } from '../delivery/socket.ts'
import { isTransportError, TransportError, type TransportResponse } from '../delivery/transport.ts'
import type { ConnectionOptions, Connections, RequestEnd } from './connections.ts'

const longestBody = 64 * 1024

/** How long an idle connection is kept; servers commonly close theirs after five seconds. */
const keepAliveTimeout = 4_000

/** How often requests are looked for that take longer than all their phases together may. */
const sweepEvery = 1_000

/** Where requests go, and how their first line names the target. */
interface Route {
  readonly pool: Pool
  readonly path: string
  readonly headers: readonly string[]
}

interface Exchange {
  readonly startedAt: number
  abort(reason: Error): void
}

/**
 * Opens a pool of kept HTTP/1.1 connections. HTTP/2 is left out: the client sends POSTs over it one
 * after the other, and loses accepted ones when the server says goodbye.
 *
 * @throws TransportError where the proxy cannot be used at all
 */
export async function openPool(
  options: ConnectionOptions & { readonly proxy: ProxySettings },
): Promise<Connections> {
  const { timeout } = options
  const closing = new AbortController()
  // As many connections may be opened at once as there are.
  setMaxListeners(0, closing.signal)
  const route = await openRoute(options, closing.signal)
  const underWay = new Set<Exchange>()
  const sweep = setInterval(() => {
    const oldest = performance.now() - 3 * timeout
    for (const exchange of underWay) {
      // In the order in which they began.
      if (exchange.startedAt > oldest) break
      exchange.abort(noAnswer(timeout))
    }
  }, sweepEvery)
  sweep.unref()

  return {
    post(headers, body, done) {
      const exchange = openExchange(end => {
        underWay.delete(exchange)
        done(end)
      })
      underWay.add(exchange)
      route.pool.dispatch(
        { path: route.path, method: 'POST', headers: [...headers, ...route.headers], body },
        exchange.handler,
      )
    },
    async destroy() {
      clearInterval(sweep)
      closing.abort(new TransportError('not-sent', undefined, 'closed'))
      await route.pool.destroy()
    },
  }
}

async function openRoute(
  { url, connections, timeout, direct, proxy: proxies }: Parameters<typeof openPool>[0],
  signal: AbortSignal,
): Promise<Route> {
  const target = new URL(url)
  const goal = { host: hostOf(target), port: portOf(target), tls: target.protocol === 'https:' }
  const limits = { timeout, signal }
  const open = (connect: () => Promise<Socket>): Pool =>
    new Pool(target.origin, {
      connections,
      pipelining: 1,
      allowH2: false,
      headersTimeout: timeout,
      bodyTimeout: timeout,
      keepAliveTimeout,
      connect: connectorOf(connect),
    })
  const path = `${target.pathname}${target.search}`
  const proxy = proxyOrError(target, direct ? noProxy : proxies)
  if (proxy === undefined) {
    return { pool: open(() => openSocket(goal, limits)), path, headers: [] }
  }
  const { openProxySocket, openTunnel, proxyHeaders } = await import('../delivery/proxy.ts')
  if (!goal.tls) {
    // The pool's own origin does not matter: each request names its target in full.
    const pool = open(() => openProxySocket(proxy, limits))
    return { pool, path: target.href, headers: Object.entries(proxyHeaders(proxy)).flat() }
  }
  const tunnelled = async () => openSocket(goal, limits, await openTunnel(proxy, goal, limits))
  return { pool: open(tunnelled), path, headers: [] }
}

function proxyOrError(target: URL, proxies: ProxySettings): URL | undefined {
  try {
    return proxyFor(target, proxies)
  } catch (error) {
    throw asTransportError('not-sent', error)
  }
}

function connectorOf(open: () => Promise<Socket>): buildConnector.connector {
  return (_target, callback) => {
    open().then(
      socket => callback(null, socket),
      error => callback(error instanceof Error ? error : new Error(String(error)), null),
    )
  }
}

/** Makes what listens to one request. */
function openExchange(
  done: (end: RequestEnd) => void,
): Exchange & { readonly handler: Dispatcher.DispatchHandler } {
  // What is called for each request is what costs: the client's newer interface would read all
  // headers of each answer, of which nobody wants any where an event is accepted.
  let abort: ((reason: Error) => void) | undefined
  let status: number | undefined
  let rawHeaders: readonly Uint8Array[] = []
  let body: Uint8Array[] | undefined
  let length = 0
  let settled = false

  const settle = (end: RequestEnd): void => {
    if (settled) return
    settled = true
    done(end)
  }
  // Once the status is there the matter is decided: a body that breaks off, never ends or is too
  // long must not turn an accepted event into one in doubt.
  const answer = (known: number): void =>
    settle({ status: known, response: () => responseOf(known, rawHeaders, body ?? []) })
  const fail = (error: Error): void => {
    if (status !== undefined) answer(status)
    else settle({ status, error: asTransportError(abort ? 'in-doubt' : 'not-sent', error) })
  }

  return {
    startedAt: performance.now(),
    abort(reason) {
      if (abort === undefined) fail(reason)
      else abort(reason)
    },
    handler: {
      // Called when a connection stands and the request is about to be written to it.
      onConnect(stop) {
        abort = stop
      },
      onHeaders(code, headers) {
        if (code >= 200) {
          status = code
          rawHeaders = headers
        }
        return true
      },
      onData(chunk) {
        const part = chunk.subarray(0, longestBody - length)
        length += part.length
        body ??= []
        body.push(part)
        if (length >= longestBody) abort?.(new Error('the answer is too long'))
        return true
      },
      onComplete() {
        if (status !== undefined) answer(status)
      },
      onError: fail,
    },
  }
}

function responseOf(
  status: number,
  rawHeaders: readonly Uint8Array[],
  body: readonly Uint8Array[],
): TransportResponse {
  const headers: Record<string, string> = {}
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = latin1(rawHeaders[index]).toLowerCase()
    const value = latin1(rawHeaders[index + 1])
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value
  }
  return { status, headers, body: Buffer.concat(body).toString() }
}

function latin1(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '' : Buffer.from(bytes).toString('latin1')
}

function noAnswer(timeout: number): Error {
  return Object.assign(new Error(`no answer within ${3 * timeout} ms`), { code: 'ETIMEDOUT' })
}

/** The client's own codes, as the system would have named them. */
const codes: Readonly<Record<string, string>> = {
  UND_ERR_HEADERS_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_BODY_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_SOCKET: 'ECONNRESET',
}

function asTransportError(certainty: TransportError['certainty'], error: unknown): TransportError {
  if (isTransportError(error)) return error
  const message = error instanceof Error ? error.message : String(error)
  const code = codeOf(error)
  return new TransportError(certainty, code === undefined ? code : (codes[code] ?? code), message)
}
