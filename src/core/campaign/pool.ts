import { setMaxListeners } from 'node:events'
import type { Socket } from 'node:net'
import { asTransportError, noAnswer } from '../delivery/broken.ts'
import { type Connection, openConnection, type RequestEnd } from '../delivery/connection.ts'
import type { ProxySettings } from '../delivery/proxy-settings.ts'
import { requestHead } from '../delivery/request-head.ts'
import { type Route, routeTo } from '../delivery/route.ts'
import { TransportError } from '../delivery/transport.ts'
import type { ConnectionOptions, Connections } from './connections.ts'

/** How long an idle connection is kept, milliseconds; servers commonly close theirs after five seconds. */
const longestIdle = 4_000

/** How often connections are looked through, milliseconds: time need not be kept to the moment. */
const sweepEvery = 500

type Headers = Parameters<Connections['post']>[0]

/** A request that waits for a connection. */
interface Waiting {
  readonly request: Uint8Array
  readonly done: (end: RequestEnd) => void
}

/**
 * Opens a pool of kept HTTP/1.1 connections. HTTP/2 is left out: where the other side says goodbye,
 * clients lose what was accepted.
 *
 * @throws TransportError where the proxy cannot be used at all
 */
export async function openPool(
  options: ConnectionOptions & { readonly proxy: ProxySettings },
): Promise<Connections> {
  const { connections: most, timeout, proxy } = options
  const closing = new AbortController()
  // As many connections may be opened at once as there are.
  setMaxListeners(0, closing.signal)
  const limits = { timeout, signal: closing.signal }
  const route = await routeOrError(new URL(options.url), proxy)
  const headOf = headWriter(route)
  const all = new Set<Connection>()
  // The one that was in use last is taken first; what is not needed grows old, and is closed.
  const free: Connection[] = []
  const waiting: Waiting[] = []
  let opening = 0

  const onFree = (connection: Connection): void => {
    const next = waiting.shift()
    if (next === undefined) free.push(connection)
    else connection.send(next.request, next.done)
  }

  const onClosed = (connection: Connection): void => {
    all.delete(connection)
    const place = free.indexOf(connection)
    if (place !== -1) free.splice(place, 1)
    openMore()
  }

  const openOne = (): void => {
    opening += 1
    route.open(limits).then(onOpened, onUnopened)
  }

  const openMore = (): void => {
    while (waiting.length > opening && all.size + opening < most) openOne()
  }

  const onOpened = (socket: Socket): void => {
    opening -= 1
    if (closing.signal.aborted) {
      socket.destroy()
      return
    }
    const connection = openConnection(socket, { onFree, onClosed })
    all.add(connection)
    onFree(connection)
  }

  const onUnopened = (reason: unknown): void => {
    opening -= 1
    waiting.shift()?.done({ status: undefined, error: asTransportError('not-sent', reason) })
    openMore()
  }

  const sweep = setInterval(
    () => {
      const now = performance.now()
      for (const connection of all) {
        const longest = connection.isBusy ? timeout : longestIdle
        if (now - connection.since > longest) connection.close(noAnswer(timeout))
      }
    },
    Math.min(sweepEvery, timeout),
  )
  sweep.unref()

  return {
    post(headers, body, done) {
      const request = withBody(headOf(headers), body)
      const connection = free.pop()
      if (connection !== undefined) {
        connection.send(request, done)
        return
      }
      waiting.push({ request, done })
      openMore()
    },
    prepare(count) {
      while (all.size + opening < Math.min(count, most)) openOne()
    },
    destroy() {
      clearInterval(sweep)
      const closed = new TransportError('not-sent', undefined, 'closed')
      closing.abort(closed)
      for (const { done } of waiting.splice(0)) done({ status: undefined, error: closed })
      for (const connection of all) connection.close(new Error('closed'))
    },
  }
}

/** Writes heads; all but the length is the same for as long as the token is. */
function headWriter({ path, headers }: Route): (own: Headers) => string {
  let known: Headers | undefined
  let head = ''
  return own => {
    if (own !== known) {
      head = requestHead(path, Object.entries({ ...own, ...headers }))
      known = own
    }
    return head
  }
}

function withBody(head: string, body: Uint8Array): Buffer {
  const whole = `${head}content-length: ${body.length}\r\n\r\n`
  const request = Buffer.allocUnsafe(whole.length + body.length)
  request.write(whole, 'latin1')
  request.set(body, whole.length)
  return request
}

async function routeOrError(url: URL, proxies: ProxySettings): Promise<Route> {
  try {
    return await routeTo(url, proxies)
  } catch (error) {
    throw asTransportError('not-sent', error)
  }
}
