import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Server as NetServer, Socket } from 'node:net'
import { generate } from 'selfsigned'

/** A request as it arrived. */
export interface RecordedRequest {
  readonly method: string
  /** As in the request's first line. */
  readonly path: string
  /** Names in lowercase. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** Which of the server's connections it came on, from 1. */
  readonly connection: number
}

/** `cut`: the connection breaks without an answer. `hang`: no answer ever comes. */
export type Answer =
  | 'cut'
  | 'hang'
  | {
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string | Uint8Array
      /** What happens after the body instead of its end. */
      readonly unfinished?: 'cut' | 'hang'
    }

export interface Certificate {
  readonly key: string
  readonly cert: string
}

export interface LoopbackServer {
  /** `http://127.0.0.1:1234` */
  readonly origin: string
  readonly requests: readonly RecordedRequest[]
  /** How many connections are open. */
  openConnections(): number
  close(): Promise<void>
}

/**
 * Starts a real server on this machine that answers as told.
 *
 * @param answer is asked once for each request, when its body has arrived
 */
export async function startLoopbackServer(
  answer: (request: RecordedRequest) => Answer | Promise<Answer>,
  options: { readonly host?: string; readonly certificate?: Certificate } = {},
): Promise<LoopbackServer> {
  const requests: RecordedRequest[] = []
  const connections = new Map<Socket, number>()
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const request = await record(incoming, connections.get(incoming.socket) ?? 0)
    requests.push(request)
    give(await answer(request), outgoing)
  }
  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    serve(incoming, outgoing).catch(() => incoming.socket.destroy())
  }
  const { certificate, host = '127.0.0.1' } = options
  const server =
    certificate === undefined
      ? createServer(onRequest)
      : createTlsServer({ key: certificate.key, cert: certificate.cert }, onRequest)
  let counter = 0
  server.on(certificate === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
    counter += 1
    connections.set(socket, counter)
    socket.once('close', () => connections.delete(socket))
    socket.on('error', () => {})
  })
  const port = await listen(server, host)
  const scheme = certificate === undefined ? 'http' : 'https'
  return {
    origin: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    requests,
    openConnections: () => connections.size,
    async close() {
      server.closeAllConnections()
      for (const socket of connections.keys()) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** Makes a certificate that no authority has signed. */
export async function selfSigned(
  names: { readonly ip?: string; readonly dns?: string } = { ip: '127.0.0.1' },
  validity: { readonly notBeforeDate?: Date; readonly notAfterDate?: Date } = {},
): Promise<Certificate> {
  const { private: key, cert } = await generate(
    [{ name: 'commonName', value: names.dns ?? 'loopback' }],
    {
      ...validity,
      keyType: 'ec',
      algorithm: 'sha256',
      extensions: [
        { name: 'basicConstraints', cA: true },
        {
          name: 'subjectAltName',
          altNames: [
            ...(names.ip === undefined ? [] : [{ type: 7 as const, ip: names.ip }]),
            ...(names.dns === undefined ? [] : [{ type: 2 as const, value: names.dns }]),
          ],
        },
      ],
    },
  )
  return { key, cert }
}

/** Has a server listen on a free port; returns the port. */
export async function listen(server: Pick<NetServer, 'listen' | 'address'>, host = '127.0.0.1') {
  await new Promise<void>(resolve => server.listen(0, host, resolve))
  return portOf(server.address())
}

/** A port of this machine where nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  await new Promise(resolve => server.close(resolve))
  return port
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}

async function record(incoming: IncomingMessage, connection: number): Promise<RecordedRequest> {
  const chunks: Uint8Array[] = []
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk))
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
    connection,
  }
}

function give(answer: Answer, outgoing: ServerResponse): void {
  if (answer === 'hang') return
  if (answer === 'cut') {
    outgoing.socket?.destroy()
    return
  }
  outgoing.writeHead(answer.status, answer.headers)
  if (answer.unfinished === undefined) {
    outgoing.end(answer.body)
    return
  }
  outgoing.write(answer.body ?? ' ', () => {
    if (answer.unfinished === 'cut') outgoing.socket?.destroy()
  })
}
