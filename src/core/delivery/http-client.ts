import type { IncomingMessage, request as openRequest } from 'node:http'
import type { Socket } from 'node:net'
import { hostOf, type ProxySettings, portOf, proxyFor } from './proxy-settings.ts'
import { codeOf, openSocket } from './socket.ts'
import {
  isTransportError,
  type Transport,
  TransportError,
  type TransportRequest,
  type TransportResponse,
} from './transport.ts'

const longestBody = 64 * 1024

/** A connection on which one request may be sent, and how that names its target. */
interface Route {
  readonly socket: Socket
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

/** A connection that was opened before the request that will use it. */
interface Prepared {
  readonly url: string
  readonly route: Promise<Route>
  isTaken: boolean
}

/**
 * Opens a client that sends each request over HTTP/1.1 on a connection of its own. One event is a
 * token and a request a region, each to another host, so there is nothing to keep connections for; and
 * a new one is hardly ever found closed by the other side, which would leave a request in doubt.
 *
 * @param options `timeout` in milliseconds, for each phase: connecting, waiting for an answer,
 * reading it
 */
export function openHttpClient(options: {
  readonly timeout: number
  readonly proxy: ProxySettings
}): Transport {
  const closing = new AbortController()
  const prepared: Prepared[] = []

  const routeFor = async (url: string, signal: AbortSignal): Promise<Route> => {
    const early = prepared.find(one => one.url === url && !one.isTaken)
    if (early !== undefined) early.isTaken = true
    const route = await (early && unlessAborted(early.route, signal))
    return route === undefined || route.socket.destroyed ? openRoute(url, options, signal) : route
  }

  return {
    async post(request, signal) {
      const either = AbortSignal.any([signal, closing.signal])
      either.throwIfAborted()
      const opening = routeFor(request.url, either).catch(error => {
        either.throwIfAborted()
        throw asTransportError('not-sent', error)
      })
      // Loaded while the connection is being made: either takes some milliseconds.
      const [route, http] = await Promise.all([opening, import('node:http')])
      return exchange(route, http.request, request, options.timeout, either)
    },
    prepare(url) {
      const route = openRoute(url, options, closing.signal)
      // Told to the request that asks for it; without one, nobody need know.
      route.catch(() => {})
      prepared.push({ url, route, isTaken: false })
    },
    async close() {
      closing.abort(new TransportError('not-sent', undefined, 'closed'))
      for (const { route } of prepared) {
        route.then(
          ({ socket }) => socket.destroy(),
          () => {},
        )
      }
    },
  }
}

/** Waits for something that has an end of its own, but no longer than until the signal. */
function unlessAborted<Value>(pending: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    pending.then(resolve, reject)
  })
}

async function openRoute(
  address: string,
  options: { readonly timeout: number; readonly proxy: ProxySettings },
  signal: AbortSignal,
): Promise<Route> {
  const url = new URL(address)
  const proxy = proxyFor(url, options.proxy)
  const limits = { timeout: options.timeout, signal }
  const target = { host: hostOf(url), port: portOf(url), tls: url.protocol === 'https:' }
  const path = `${url.pathname}${url.search}`
  const headers = { host: url.host }
  if (proxy === undefined) return { socket: await openSocket(target, limits), path, headers }

  const { openProxySocket, openTunnel, proxyHeaders } = await import('./proxy.ts')
  if (target.tls) {
    const tunnel = await openTunnel(proxy, target, limits)
    return { socket: await openSocket(target, limits, tunnel), path, headers }
  }
  return {
    socket: await openProxySocket(proxy, limits),
    path: url.href,
    headers: { ...headers, ...proxyHeaders(proxy) },
  }
}

/** Sends one request and reads its answer; the connection is closed afterwards. */
function exchange(
  { socket, path, headers }: Route,
  open: typeof openRequest,
  request: TransportRequest,
  timeout: number,
  signal: AbortSignal,
): Promise<TransportResponse> {
  return new Promise((resolve, reject) => {
    const sent = open({
      createConnection: () => socket,
      method: 'POST',
      path,
      headers: {
        ...request.headers,
        ...headers,
        'content-length': request.body.byteLength,
        connection: 'close',
      },
    })
    const settle = (conclude: () => void): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      conclude()
      // Not now: whoever waits for the answer goes on meanwhile.
      setImmediate(() => socket.destroy())
    }
    const fail = (error: unknown): void => settle(() => reject(asTransportError('in-doubt', error)))
    const onAbort = (): void => settle(() => reject(signal.reason))
    const timer = setTimeout(() => fail(noAnswer(timeout)), timeout)
    signal.addEventListener('abort', onAbort, { once: true })

    // Stays for good: what breaks after the matter is settled must not end the process.
    sent.on('error', fail)
    sent.once('response', answer => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      readBody(answer, timeout, signal).then(body =>
        settle(() => resolve({ status: answer.statusCode ?? 0, headers: flatten(answer), body })),
      )
    })
    sent.end(request.body)
  })
}

/**
 * Reads the body of an answer, up to a limit. Once the status is there the matter is decided: a body
 * that breaks off, never ends or is too long, or a wish to stop, must not turn an accepted event into
 * one in doubt.
 */
function readBody(answer: IncomingMessage, timeout: number, signal: AbortSignal): Promise<string> {
  return new Promise(resolve => {
    const chunks: Uint8Array[] = []
    let length = 0
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve(Buffer.concat(chunks).toString())
    }
    const timer = setTimeout(end, timeout)
    signal.addEventListener('abort', end, { once: true })
    answer.on('data', (chunk: Uint8Array) => {
      const part = chunk.subarray(0, longestBody - length)
      chunks.push(part)
      length += part.length
      if (length >= longestBody) end()
    })
    // Not 'close': that waits for the other side to close the connection, which is done here.
    answer.once('end', end)
    answer.once('close', end)
    answer.on('error', end)
  })
}

function flatten({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
}

function noAnswer(timeout: number): Error {
  return Object.assign(new Error(`no answer within ${timeout} ms`), { code: 'ETIMEDOUT' })
}

function asTransportError(certainty: TransportError['certainty'], error: unknown): TransportError {
  if (isTransportError(error)) return error
  const message = error instanceof Error ? error.message : String(error)
  return new TransportError(certainty, codeOf(error), message)
}
