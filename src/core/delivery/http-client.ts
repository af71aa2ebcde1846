import type { Socket } from 'node:net'
import { asTransportError, hungUp, noAnswer } from './broken.ts'
import { openConnection } from './connection.ts'
import type { ProxySettings } from './proxy-settings.ts'
import { requestHead } from './request-head.ts'
import { type Route, routeTo } from './route.ts'
import {
  type Transport,
  TransportError,
  type TransportRequest,
  type TransportResponse,
} from './transport.ts'

/** A connection on which one request may be sent, and how that names its target. */
interface Reached extends Pick<Route, 'path' | 'headers'> {
  readonly socket: Socket
}

/** A connection that was opened before the request that will use it. */
interface Prepared {
  readonly url: string
  readonly route: Promise<Reached>
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

  const routeFor = async (url: string, signal: AbortSignal): Promise<Reached> => {
    const early = prepared.find(one => one.url === url && !one.isTaken)
    if (early !== undefined) early.isTaken = true
    const route = await (early && unlessAborted(early.route, signal))
    return route === undefined || route.socket.destroyed ? reach(url, options, signal) : route
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
      const route = reach(url, options, closing.signal)
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

async function reach(
  url: string,
  { timeout, proxy }: { readonly timeout: number; readonly proxy: ProxySettings },
  signal: AbortSignal,
): Promise<Reached> {
  const { open, path, headers } = await routeTo(new URL(url), proxy)
  return { socket: await open({ timeout, signal }), path, headers }
}

/** Sends one request and reads its answer; the connection is closed afterwards. */
function exchange(
  { socket, ...target }: Reached,
  request: TransportRequest,
  timeout: number,
  signal: AbortSignal,
): Promise<TransportResponse> {
  return new Promise((resolve, reject) => {
    const connection = openConnection(socket, { onFree: one => one.close(hungUp()), onClosed() {} })
    const watch = (): void => {
      const left = connection.since + timeout - performance.now()
      if (left > 0) timer = setTimeout(watch, left)
      else connection.close(noAnswer(timeout))
    }
    let timer = setTimeout(watch, timeout)
    const onAbort = (): void => connection.close(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    connection.send(requestBytes(target, request), end => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      if (end.status !== undefined) resolve(end.response())
      else reject(signal.aborted ? signal.reason : end.error)
    })
  })
}

function requestBytes(
  { path, headers }: Omit<Reached, 'socket'>,
  request: TransportRequest,
): Buffer {
  const all = {
    ...request.headers,
    ...headers,
    'content-length': `${request.body.byteLength}`,
    connection: 'close',
  }
  const head = requestHead(path, Object.entries(all))
  return Buffer.concat([Buffer.from(`${head}\r\n`, 'latin1'), request.body])
}
