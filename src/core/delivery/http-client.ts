import type { Socket } from 'node:net'
import { asTransportError, hungUp, noAnswer } from './broken.ts'
import { type AnswerHead, readBody, readHead, responseOf } from './http-answer.ts'
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

/**
 * Sends one request and reads its answer; the connection is closed afterwards. Once the status is
 * there the matter is decided: a body that breaks off, never ends or is too long, or a wish to stop,
 * must not turn an accepted event into one in doubt.
 */
function exchange(
  route: Reached,
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
      else resolve(responseOf(head, received))
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

function requestBytes({ path, headers }: Reached, request: TransportRequest): Buffer {
  const all = {
    ...request.headers,
    ...headers,
    'content-length': `${request.body.byteLength}`,
    connection: 'close',
  }
  const head = requestHead(path, Object.entries(all))
  return Buffer.concat([Buffer.from(`${head}\r\n`, 'latin1'), request.body])
}
