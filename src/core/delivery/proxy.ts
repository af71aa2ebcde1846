import { request } from 'node:http'
import type { Socket } from 'node:net'
import { isCertificateError } from './certificate.ts'
import { hostOf, nameOfProxy, ProxyError, portOf } from './proxy-settings.ts'
import { awaitSocket, codeOf, openSocket, type SocketLimits, type SocketTarget } from './socket.ts'

/**
 * Opens a connection to a proxy.
 *
 * @throws ProxyError
 */
export async function openProxySocket(proxy: URL, limits: SocketLimits): Promise<Socket> {
  const target = { host: hostOf(proxy), port: portOf(proxy), tls: proxy.protocol === 'https:' }
  try {
    return await openSocket(target, limits)
  } catch (error) {
    limits.signal.throwIfAborted()
    throw proxyError(proxy, error)
  }
}

/**
 * Has a proxy open a connection to a target (HTTP `CONNECT`). What leaves through it is the
 * target's business: TLS, where it is wanted, is still to be spoken.
 *
 * @throws ProxyError
 */
export async function openTunnel(
  proxy: URL,
  target: SocketTarget,
  limits: SocketLimits,
): Promise<Socket> {
  const socket = await openProxySocket(proxy, limits)
  const host = target.host.includes(':') ? `[${target.host}]` : target.host
  return askForTunnel(socket, proxy, `${host}:${target.port}`, limits)
}

/** The headers that a proxy with a password wants; empty for one without. */
export function proxyHeaders(proxy: URL): Readonly<Record<string, string>> {
  if (proxy.username === '' && proxy.password === '') return {}
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` }
}

function askForTunnel(
  socket: Socket,
  proxy: URL,
  authority: string,
  limits: SocketLimits,
): Promise<Socket> {
  const late = (): Error => unanswered(proxy, limits.timeout)
  return awaitSocket(socket, limits, late, (succeed, fail) => {
    const asking = request({
      createConnection: () => socket,
      method: 'CONNECT',
      path: authority,
      headers: {
        host: authority,
        connection: 'keep-alive',
        'proxy-connection': 'keep-alive',
        ...proxyHeaders(proxy),
      },
    })
    asking.once('error', error => fail(proxyError(proxy, error)))
    asking.once('connect', (answer, tunnel, head) => {
      const status = answer.statusCode ?? 0
      if (status < 200 || status > 299) {
        fail(refused(proxy, status))
        return
      }
      if (head.length > 0) tunnel.unshift(head)
      succeed()
    })
    asking.end()
  })
}

function proxyError(proxy: URL, error: unknown): ProxyError {
  const code = codeOf(error) ?? 'no code'
  const name = nameOfProxy(proxy)
  return isCertificateError(code)
    ? new ProxyError(
        'ERR_PROXY_CERTIFICATE',
        `The proxy ${name} shows a certificate that is not trusted (${code})`,
      )
    : new ProxyError('ERR_PROXY_UNREACHABLE', `The proxy ${name} cannot be reached (${code})`)
}

function unanswered(proxy: URL, timeout: number): ProxyError {
  return new ProxyError(
    'ERR_PROXY_UNREACHABLE',
    `The proxy ${nameOfProxy(proxy)} gave no answer within ${timeout / 1000} s`,
  )
}

function refused(proxy: URL, status: number): ProxyError {
  const name = nameOfProxy(proxy)
  if (status === 407) {
    return new ProxyError(
      'ERR_PROXY_REFUSED',
      `The proxy ${name} wants a user name and password (HTTP 407)`,
    )
  }
  return new ProxyError(
    status >= 500 ? 'ERR_PROXY_UNAVAILABLE' : 'ERR_PROXY_REFUSED',
    `The proxy ${name} did not open the way (HTTP ${status})`,
  )
}
