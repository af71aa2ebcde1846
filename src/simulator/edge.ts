import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http'
import type { Duplex } from 'node:stream'
import type { Answer } from './answer.ts'
import { bodyLimit, type Flaw, flawOf } from './flaw.ts'
import { type IncomingBody, readBody } from './read-body.ts'

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** Why the body is not whole, where it is not. */
  readonly flaw: Flaw | undefined
}

/** What to do with a request: answer it, end its connection, or leave it without an answer. */
export type Reaction = Answer | 'cut' | 'hang'

export interface EdgeOptions {
  readonly host: string
  readonly port: number
  /** Milliseconds a client may take to send one request. */
  readonly requestTimeout: number
  /** Decides about one request. */
  readonly react: (request: WireRequest) => Promise<Reaction>
  /** Answers what cannot be read as a request at all. */
  readonly refuse: (flaw: Flaw) => Answer
}

/** An open HTTP server. */
export interface Edge {
  /** `http://127.0.0.1:1234`, without a slash at its end. */
  readonly origin: string
  /** Stops listening and ends every connection at once. */
  close(): Promise<void>
}

interface Exchange {
  readonly incoming: IncomingMessage
  readonly response: ServerResponse
  readonly body: IncomingBody
}

/**
 * Opens an HTTP server that turns what happens on its connections into requests and answers.
 * Rejects with the system's error where it cannot listen.
 */
export async function openEdge(options: EdgeOptions): Promise<Edge> {
  const exchanges = new Map<Duplex, Exchange>()
  const server = createServer({
    requestTimeout: options.requestTimeout,
    headersTimeout: options.requestTimeout,
    connectionsCheckingInterval: Math.min(options.requestTimeout, 1000),
    keepAliveTimeout: 60_000,
  })
  server.on('request', (incoming, response) => {
    const exchange = { incoming, response, body: readBody(incoming, bodyLimit) }
    exchanges.set(incoming.socket, exchange)
    response.on('close', () => {
      if (exchanges.get(incoming.socket) === exchange) exchanges.delete(incoming.socket)
    })
    serve(exchange, options.react).catch(() => incoming.socket.destroy())
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const flaw = flawOf(error.code)
    const exchange = exchanges.get(socket)
    if (exchange === undefined) refuseOn(socket, options.refuse(flaw))
    else spoil(exchange, flaw)
  })
  return { origin: await listen(server, options), close: () => close(server) }
}

async function serve(exchange: Exchange, react: EdgeOptions['react']): Promise<void> {
  const { incoming, response } = exchange
  const { bytes, flaw } = await exchange.body.whole
  const reaction = await react({
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: plainHeaders(incoming),
    body: bytes,
    flaw,
  })
  if (reaction === 'hang') return
  if (reaction === 'cut') incoming.socket.destroy()
  else write(response, reaction)
}

function plainHeaders({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value = '']) => [
      name,
      typeof value === 'string' ? value : value.join(', '),
    ]),
  )
}

function write(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

function spoil({ incoming, response, body }: Exchange, flaw: Flaw): void {
  // Nothing sensible can follow on this connection, but the request before the flaw is still answered.
  response.shouldKeepAlive = false
  if (!incoming.complete) body.giveUp(flaw)
}

function refuseOn(socket: Duplex, { status, headers, body }: Answer): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const lines = Object.entries({
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`
  socket.end(head + body, () => socket.destroy())
}

function listen(server: Server, { host, port }: EdgeOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      const address = server.address()
      const actual = typeof address === 'object' && address !== null ? address.port : port
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${actual}`)
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
