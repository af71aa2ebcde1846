import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http'
import type { Duplex } from 'node:stream'
import type { Answer } from './messages.ts'
import type { SimulatorOptions } from './simulator.ts'

/** The largest body that is looked at, in bytes. Amazon's limit is not published; real events stay under 4 kB. */
const bodyLimit = 1024 * 1024

/** Why a request could not be read as a whole. */
type Flaw = 'too-large' | 'headers-too-large' | 'broken-off' | 'timed-out' | 'not-http'

/** The status and the sentence that a flaw is answered with. */
export const flawAnswers: Readonly<Record<Flaw, readonly [status: number, message: string]>> = {
  'too-large': [413, `the body is larger than ${bodyLimit} bytes; real events stay under 4 kB`],
  'headers-too-large': [431, 'the headers are too large'],
  'broken-off': [400, 'the body ends before Content-Length bytes have come'],
  'timed-out': [
    408,
    'the request did not come to its end in time; Content-Length may count too many bytes',
  ],
  'not-http': [
    400,
    'this is not an HTTP request; if it follows another on its connection, the Content-Length of that one counts too few bytes',
  ],
}

/** What is wrong with what the client sent, by the code of Node's error; any other code: `not-http`. */
const flawsByCode: Readonly<Record<string, Flaw>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'timed-out',
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  HPE_INVALID_EOF_STATE: 'broken-off',
}

/**
 * Reads a request's body, and never rejects. One over `limit` bytes is read to its end, because a client that is
 * still writing would otherwise meet a closed connection instead of an answer, but nothing of it is kept.
 */
function readBody(incoming: IncomingMessage, limit: number) {
  const chunks: Uint8Array[] = []
  let size = 0
  let giveUp: (flaw: Flaw | undefined) => void = () => {}
  const whole = new Promise<Flaw | undefined>(resolve => {
    giveUp = resolve
  }).then(flaw =>
    size > limit
      ? { bytes: new Uint8Array(), flaw: flaw ?? 'too-large' }
      : { bytes: Buffer.concat(chunks), flaw },
  )

  incoming.on('data', (chunk: Uint8Array) => {
    size += chunk.byteLength
    if (size <= limit) chunks.push(chunk)
    else chunks.length = 0
  })
  incoming.on('end', () => giveUp(undefined))
  incoming.on('close', () => giveUp('broken-off'))
  return { whole, giveUp }
}

export interface WireRequest {
  readonly method: string
  readonly path: string
  /** Names in lowercase. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** Why the body is not whole, where it is not. */
  readonly flaw: Flaw | undefined
}

/** What to do with a request: answer it, end its connection, or leave it without an answer. */
export type Reaction = Answer | 'cut' | 'hang'

interface Exchange {
  readonly incoming: IncomingMessage
  readonly response: ServerResponse
  readonly body: ReturnType<typeof readBody>
}

/**
 * Opens an HTTP server that turns what happens on its connections into requests and answers.
 * Rejects with the system's error where it cannot listen.
 */
export async function openEdge(
  { host = '127.0.0.1', port = 0, requestTimeout = 30_000, front }: SimulatorOptions,
  react: (request: WireRequest) => Promise<Reaction>,
  refuse: (flaw: Flaw) => Answer,
) {
  const exchanges = new Map<Duplex, Exchange>()
  const server = createServer({
    requestTimeout,
    headersTimeout: requestTimeout,
    connectionsCheckingInterval: Math.min(requestTimeout, 1000),
    keepAliveTimeout: 60_000,
  })
  server.on('request', (incoming, response) => {
    if (front?.(incoming, response) === true) return
    const exchange = { incoming, response, body: readBody(incoming, bodyLimit) }
    exchanges.set(incoming.socket, exchange)
    response.on('close', () => {
      if (exchanges.get(incoming.socket) === exchange) exchanges.delete(incoming.socket)
    })
    serve(exchange, react).catch(() => incoming.socket.destroy())
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const flaw = flawsByCode[error.code ?? ''] ?? 'not-http'
    const exchange = exchanges.get(socket)
    if (exchange === undefined) refuseOn(socket, refuse(flaw))
    else spoil(exchange, flaw)
  })
  return { origin: await listen(server, host, port), close: () => close(server) }
}

async function serve(
  exchange: Exchange,
  react: (request: WireRequest) => Promise<Reaction>,
): Promise<void> {
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
    Object.entries(headers).map(([name, value = '']) => [name, [value].flat().join(', ')]),
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

async function listen(server: Server, host: string, port: number): Promise<string> {
  await once(server.listen({ host, port }), 'listening')
  const address = server.address()
  const actual = typeof address === 'object' && address !== null ? address.port : port
  return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
