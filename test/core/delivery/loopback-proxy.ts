import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { listen } from '../../support/loopback-server.ts'

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
  close(): Promise<void>
}

/**
 * A real HTTP proxy on this machine: opens tunnels, and forwards requests that name their target in
 * full.
 *
 * @param refusal the status to answer instead; `cut` to break the connection, `hang` to say nothing
 * @param origin the server behind every name in an `http:` address; absent: the one that has it
 */
export async function startLoopbackProxy(
  refusal?: number | 'cut' | 'hang',
  origin?: string,
): Promise<LoopbackProxy> {
  const requests: ProxyRequest[] = []
  const sockets = new Set<Duplex>()
  const note = (incoming: IncomingMessage): void => {
    requests.push({
      method: incoming.method ?? '',
      target: incoming.url ?? '',
      authorization: incoming.headers['proxy-authorization'],
    })
  }
  const server = createServer((incoming, outgoing) => {
    note(incoming)
    if (refusal === undefined) forward(incoming, outgoing, origin)
    else if (typeof refusal === 'number') outgoing.writeHead(refusal).end()
    else if (refusal === 'cut') incoming.socket.destroy()
  })
  server.on('connection', socket => sockets.add(socket))
  server.on('connect', (incoming: IncomingMessage, socket: Duplex) => {
    note(incoming)
    socket.on('error', () => {})
    if (refusal === undefined) tunnel(incoming.url ?? '', socket, sockets)
    else if (typeof refusal === 'number') socket.end(`HTTP/1.1 ${refusal} No\r\n\r\n`)
    else if (refusal === 'cut') socket.destroy()
  })
  const port = await listen(server)
  return {
    port,
    requests,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function tunnel(authority: string, client: Duplex, sockets: Set<Duplex>): void {
  const { hostname, port } = new URL(`http://${authority}`)
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
