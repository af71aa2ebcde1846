import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type Certificate, listen } from '../../support/loopback-server.ts'

/** What a client asked of the proxy. */
export interface ProxyRequest {
  readonly method: string
  /** `host:port` of a `CONNECT`, else a complete address. */
  readonly target: string
  readonly authorization: string | undefined
}

export interface LoopbackProxy {
  readonly port: number
  readonly requests: readonly ProxyRequest[]
  /** How many connections were opened to it. */
  connections(): number
  close(): Promise<void>
}

/**
 * What it does instead of its work: answers with a status, writes a text and closes, breaks the
 * connection (`cut` once it was asked, `drop` before), or says nothing.
 */
export type Refusal = number | 'cut' | 'drop' | 'hang' | { readonly says: string }

/**
 * A real HTTP proxy on this machine: opens tunnels, and forwards requests that name their target in
 * full.
 *
 * @param options `origin`: the server behind every name in an `http:` address; absent: the one that has
 * it. `tunnelTo`: the same for tunnels. `certificate`: it is spoken to over TLS
 */
export async function startLoopbackProxy(
  refusal?: Refusal,
  options: {
    readonly origin?: string
    readonly tunnelTo?: string
    readonly certificate?: Certificate
  } = {},
): Promise<LoopbackProxy> {
  const requests: ProxyRequest[] = []
  const sockets = new Set<Duplex>()
  let connections = 0
  const note = (incoming: IncomingMessage): void => {
    requests.push({
      method: incoming.method ?? '',
      target: incoming.url ?? '',
      authorization: incoming.headers['proxy-authorization'],
    })
  }
  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    note(incoming)
    if (refusal === undefined) forward(incoming, outgoing, options.origin)
    else refuse(incoming.socket, refusal)
  }
  const server =
    options.certificate === undefined
      ? createServer(onRequest)
      : createTlsServer({ ...options.certificate }, onRequest)
  server.on('connection', (socket: Socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => {})
    if (refusal === 'drop') socket.destroy()
  })
  server.on('connect', (incoming: IncomingMessage, socket: Duplex) => {
    note(incoming)
    socket.on('error', () => {})
    if (refusal === undefined) tunnel(options.tunnelTo ?? `http://${incoming.url}`, socket, sockets)
    else refuse(socket, refusal)
  })
  const port = await listen(server)
  return {
    port,
    requests,
    connections: () => connections,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function refuse(socket: Duplex, refusal: Refusal): void {
  if (typeof refusal === 'number') {
    socket.end(`HTTP/1.1 ${refusal} No\r\ncontent-length: 0\r\n\r\n`)
  } else if (typeof refusal === 'object') socket.end(refusal.says)
  else if (refusal !== 'hang') socket.destroy()
}

function tunnel(origin: string, client: Duplex, sockets: Set<Duplex>): void {
  const { hostname, port } = new URL(origin)
  const target = connect(Number(port), hostname.replace(/^\[(.*)\]$/, '$1'))
  sockets.add(target)
  target.on('error', () => client.destroy())
  target.once('connect', () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n')
    client.pipe(target).pipe(client)
  })
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, origin?: string): void {
  const { 'proxy-authorization': _kept, ...headers } = incoming.headers
  const { pathname, search, href } = new URL(incoming.url ?? '')
  const target = origin === undefined ? href : `${origin}${pathname}${search}`
  const onward = request(target, { method: incoming.method, headers }, answer => {
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
    answer.pipe(outgoing)
  })
  incoming.pipe(onward)
}
