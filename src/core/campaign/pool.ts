import { type HttpOptions, openHttpClient } from '../delivery/http.ts'
import type { ConnectionOptions, Connections } from './connections.ts'

/** Opens a pool of kept HTTP/1.1 connections. */
export async function openPool(options: ConnectionOptions & HttpOptions): Promise<Connections> {
  const { url } = options
  const client = await openHttpClient(options)
  return {
    post(headers, body, done) {
      client.post({ url, headers, body }).then(
        response => done({ status: response.status, response: () => response }),
        error => done({ status: undefined, error }),
      )
    },
    prepare: count => client.prepare(url, count),
    destroy: () => void client.close(),
  }
}
