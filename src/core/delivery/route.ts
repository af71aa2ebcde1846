import type { Socket } from 'node:net'
import { hostOf, type ProxySettings, portOf, proxyFor } from './proxy-settings.ts'
import { openSocket, type SocketLimits } from './socket.ts'

/** How to reach an address, and how a request names it there. */
export interface Route {
  /** Opens a connection on which requests may be sent; throws what `openSocket` and the proxy throw. */
  readonly open: (limits: SocketLimits) => Promise<Socket>
  /** Of the first line of a request. */
  readonly path: string
  /** What goes with every request. */
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Finds the way to an address: straight, through a tunnel of a proxy for TLS, or by a proxy that is
 * named the whole address.
 *
 * @throws ProxyError where the proxy cannot be used at all
 */
export async function routeTo(url: URL, proxies: ProxySettings): Promise<Route> {
  const target = { host: hostOf(url), port: portOf(url), tls: url.protocol === 'https:' }
  const path = `${url.pathname}${url.search}`
  const headers = { host: url.host }
  const proxy = proxyFor(url, proxies)
  if (proxy === undefined) return { open: limits => openSocket(target, limits), path, headers }

  const { openProxySocket, openTunnel, proxyHeaders } = await import('./proxy.ts')
  if (target.tls) {
    const open: Route['open'] = async limits =>
      openSocket(target, limits, await openTunnel(proxy, target, limits))
    return { open, path, headers }
  }
  return {
    open: limits => openProxySocket(proxy, limits),
    path: url.href,
    headers: { ...headers, ...proxyHeaders(proxy) },
  }
}
