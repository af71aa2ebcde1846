import { afterEach } from 'vitest'
import { openHttpClient } from '../../../src/core/delivery/http.ts'
import { noProxy, type ProxySettings } from '../../../src/core/delivery/proxy.ts'
import {
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
  TransportError,
} from '../../../src/core/world.ts'

const opened: { close(): Promise<unknown> }[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map(one => one.close()))
})

/** Has something closed when the test is over. */
export function closedAfterwards<Closable extends { close(): Promise<unknown> }>(
  one: Closable,
): Closable {
  opened.push(one)
  return one
}

export async function openClient(
  options: {
    readonly connections?: number
    readonly timeout?: number
    readonly proxies?: Partial<ProxySettings>
  } = {},
): Promise<HttpClient> {
  const { connections = 64, timeout = 20_000, proxies } = options
  const client = openHttpClient({ connections, timeout }, { ...noProxy, ...proxies })
  return closedAfterwards(await client)
}

/** What a user of the client gets: an answer, or an error's certainty and code. */
export type End =
  | { readonly status: number; readonly body: string }
  | { readonly certainty: TransportError['certainty']; readonly code: string | undefined }

/** Posts a body; whatever is no answer and no `TransportError` fails the test. */
export async function endOf(
  client: HttpClient,
  url: string,
  body: string | Uint8Array = '{"name":"Canal météo"}',
  signal?: AbortSignal,
): Promise<End> {
  try {
    const headers = { 'content-type': 'application/json' }
    const answer = await client.post({ url, headers, body: Buffer.from(body) }, signal)
    return { status: answer.status, body: answer.body }
  } catch (error) {
    if (error instanceof TransportError) return { certainty: error.certainty, code: error.code }
    throw error
  }
}

/** Sends a request for a listener, and waits for its end. */
export function sent(
  client: HttpClient,
  request: HttpRequest,
  onStart: () => void,
): Promise<HttpResponse | TransportError> {
  return new Promise(resolve => {
    client.send(request, { onStart, onEnd: (_request, end) => resolve(end) })
  })
}
