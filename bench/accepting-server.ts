import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * Starts a server on loopback that gives a token to everybody and accepts every event, and does
 * nothing else: what it costs must not count as what a program costs.
 */
export async function startAcceptingServer(): Promise<{
  readonly origin: string
  close(): Promise<void>
}> {
  const token = JSON.stringify({
    access_token: 'Atc|bench',
    expires_in: 3600,
    scope: 'alexa::proactive_events',
    token_type: 'bearer',
  })
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      if (request.url === '/auth/o2/token') response.end(token)
      else response.writeHead(202, { 'x-amzn-requestid': 'bench' }).end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (!isAddress(address)) throw new Error('The server has no port.')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null
}
