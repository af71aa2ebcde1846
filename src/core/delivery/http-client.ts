import type { Socket } from 'node:net'
import { type AnswerHead, readBody, readHead } from './http-answer.ts'
import { hostOf, type ProxySettings, portOf, proxyFor } from './proxy-settings.ts'
import { codeOf, openSocket } from './socket.ts'
import {
  isTransportError,
  type Transport,
  TransportError,
  type TransportRequest,
  type TransportResponse,
} from './transport.ts'

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
      return exchange(await opening, request, options.timeout, either)
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

/**
 * Sends one request and reads its answer; the connection is closed afterwards. Once the status is
 * there the matter is decided: a body that breaks off, never ends or is too long, or a wish to stop,
 * must not turn an accepted event into one in doubt.
 */
function exchange(
  route: Route,
  request: TransportRequest,
  timeout: number,
  signal: AbortSignal,
): Promise<TransportResponse> {
  const { socket } = route
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0)
    let head: AnswerHead | undefined
    const settle = (reasonWithoutHead: () => unknown): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      socket.off('data', onData)
      if (head === undefined) reject(reasonWithoutHead())
      else resolve(answerOf(head, received))
      // Not now: whoever waits for the answer goes on meanwhile.
      setImmediate(() => socket.destroy())
    }
    const fail = (error: unknown): void => settle(() => asTransportError('in-doubt', error))
    const onAbort = (): void => settle(() => signal.reason)
    const onTimeout = (): void => fail(noAnswer(timeout))
    const onData = (chunk: Buffer): void => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
      if (head === undefined) {
        try {
          head = readHead(received)
        } catch (error) {
          fail(error)
        }
        if (head === undefined) return
        clearTimeout(timer)
        timer = setTimeout(onTimeout, timeout)
      }
      if (readBody(head, received).isWhole) settle(hungUp)
    }
    let timer = setTimeout(onTimeout, timeout)
    signal.addEventListener('abort', onAbort, { once: true })
    socket.on('data', onData)
    // Stay for good: what breaks after the matter is settled must not end the process.
    socket.on('error', fail)
    socket.on('close', () => fail(hungUp()))
    socket.write(requestBytes(route, request))
  })
}

function answerOf(head: AnswerHead, received: Buffer): TransportResponse {
  const { status, headers } = head
  return { status, headers, body: readBody(head, received).text }
}

function requestBytes({ path, headers }: Route, request: TransportRequest): Buffer {
  const all = {
    ...request.headers,
    ...headers,
    'content-length': `${request.body.byteLength}`,
    connection: 'close',
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${headerValue(value)}\r\n`)
  return Buffer.concat([
    Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'),
    request.body,
  ])
}

/** @throws TypeError for what would end the header, or could not be written into one */
function headerValue(text: string): string {
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(text))
    throw new TypeError('A header holds a control character.')
  return text
}

function hungUp(): Error {
  return Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' })
}

function noAnswer(timeout: number): Error {
  return Object.assign(new Error(`no answer within ${timeout} ms`), { code: 'ETIMEDOUT' })
}

function asTransportError(certainty: TransportError['certainty'], error: unknown): TransportError {
  if (isTransportError(error)) return error
  const message = error instanceof Error ? error.message : String(error)
  return new TransportError(certainty, codeOf(error), message)
}
