import type { ProxySettings } from './proxy-settings.ts'
import type { Transport } from './transport.ts'

/**
 * Opens the transport of a delivery. The HTTP client is loaded only here, so that a run that sends
 * nothing never reads its code.
 *
 * @param options `timeout` in milliseconds, for each phase of a request
 */
export async function openTransport(options: {
  readonly timeout: number
  readonly proxy: ProxySettings
}): Promise<Transport> {
  const { openHttpClient } = await import('./http-client.ts')
  return openHttpClient(options)
}
