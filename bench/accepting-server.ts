import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { Server } from 'node:net'
import { loopbackCertificate } from './certificate.ts'

export interface AcceptingServer {
  readonly http: string
  readonly https: string
  /** The certificate in PEM, to be trusted. */
  readonly certificate: string
  close(): Promise<void>
}

/**
 * Starts a server on loopback that gives a token to everybody and accepts every event, over HTTP and
 * TLS, and does nothing else: what it costs must not count as what a program costs.
 */
export async function startAcceptingServer(): Promise<AcceptingServer> {
  const { certificate, key } = await loopbackCertificate()
  const plain = createServer(accept)
  const secure = createSecureServer({ cert: certificate, key }, accept)
  const servers = [plain, secure]
  return {
    http: `http://127.0.0.1:${await listen(plain)}`,
    https: `https://127.0.0.1:${await listen(secure)}`,
    certificate,
    async close() {
      for (const server of servers) server.closeAllConnections()
      await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))))
    },
  }
}

const token = JSON.stringify({
  access_token: 'Atc|bench',
  expires_in: 3600,
  scope: 'alexa::proactive_events',
  token_type: 'bearer',
})

function accept(request: IncomingMessage, response: ServerResponse): void {
  request.resume().once('end', () => {
    if (request.url === '/auth/o2/token') response.end(token)
    else if (request.url === '/slack') response.end('ok')
    else response.writeHead(202, { 'x-amzn-requestid': 'bench' }).end()
  })
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.')
  return address.port
}
