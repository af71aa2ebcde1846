import type { Socket } from 'node:net'
import type { buildConnector } from 'undici'
import { type Diagnostic, finding } from '../diagnostic.ts'
import { isLoopback } from '../setting-kinds.ts'
import { codeOf, type Environment, TransportError } from '../world.ts'
import { isCertificateError } from './explanation.ts'

/** Proxies as the environment names them: values of `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`. */
export interface ProxySettings {
  /** For `https:` targets. */
  readonly https: string | undefined
  /** For `http:` targets. */
  readonly http: string | undefined
  /** Not used: what it names may speak any protocol. A run says so where it would leave a proxy aside. */
  readonly all?: string | undefined
  /** Hosts reached without a proxy. */
  readonly no: string | undefined
}

/** Everything is reached directly. */
export const noProxy: ProxySettings = { https: undefined, http: undefined, no: undefined }

/**
 * Reads the proxy variables of an environment. As with curl, the lower-case name wins where both are
 * set, and an empty value is the same as none.
 */
export function readProxies(environment: Environment): ProxySettings {
  const variable = (name: string) =>
    environment[name.toLowerCase()]?.trim() || environment[name]?.trim() || undefined
  return {
    https: variable('HTTPS_PROXY'),
    http: variable('HTTP_PROXY'),
    all: variable('ALL_PROXY'),
    no: variable('NO_PROXY'),
  }
}

type ErrorCode = 'UNUSABLE' | 'UNREACHABLE' | 'REFUSED' | 'UNAVAILABLE' | 'CERTIFICATE'

/** The proxy stands in the way. The message has no full stop and never holds the proxy's password. */
function proxyError(code: ErrorCode, message: string): TransportError {
  return new TransportError('not-sent', `ERR_PROXY_${code}`, message)
}

/**
 * The proxy to use for a target; undefined where it is reached directly, as this machine is over plain
 * http. The rules are those of common HTTP clients: `NO_PROXY` is a list of names, each with its
 * subdomains, with or without a port; `*` is every host.
 *
 * @throws TransportError where the proxy's address is none, or of a kind that cannot be used
 */
function proxyFor(target: URL, settings: ProxySettings): URL | undefined {
  const isSecure = target.protocol === 'https:'
  if (!isSecure && isLoopback(target.hostname)) return undefined
  const address = (isSecure ? settings.https : settings.http)?.trim()
  if (!address || isExempt(target, settings.no ?? '')) return undefined
  const variable = isSecure ? 'HTTPS_PROXY' : 'HTTP_PROXY'
  // The address is not shown: it may hold a password.
  const text = /^[a-z][a-z\d+.-]*:\/\//i.test(address) ? address : `http://${address}`
  if (!URL.canParse(text)) throw proxyError('UNUSABLE', `${variable} is not the address of a proxy`)
  const proxy = new URL(text)
  if (proxy.protocol === 'http:' || proxy.protocol === 'https:') return proxy
  const kind = `with the scheme "${proxy.protocol}//", which cannot be used`
  throw proxyError('UNUSABLE', `${variable} names a proxy ${kind}`)
}

/** What to write instead of a proxy that cannot be used. */
const usableProxy =
  'Set HTTPS_PROXY to http://host:port, with http://user:password@host:port where the proxy requires a password (an @ in it as %40), or name hosts to reach directly in NO_PROXY.'

/**
 * What is wrong with the proxy on the way to an address, as far as it shows before anything is sent: it
 * cannot be used, or is not used.
 */
export function proxyFinding(url: string, settings: ProxySettings): Diagnostic | undefined {
  const target = new URL(url)
  try {
    if (proxyFor(target, settings) !== undefined) return undefined
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    return finding('delivery/proxy-refused', undefined, `${error.message}.`, usableProxy)
  }
  const { https, http, all } = settings
  if (all === undefined || https !== undefined || http !== undefined) return undefined
  // NO_PROXY and this machine are reached directly anyway.
  if (proxyFor(target, { ...settings, https: 'proxy' }) === undefined) return undefined
  const message = 'ALL_PROXY is set, but it is not used: requests go to their servers directly.'
  return finding('settings/proxy-unused', undefined, message, usableProxy)
}

/** What a way is made of. */
export interface Connectors {
  /** Opens a connection, with TLS for `https:`. */
  openSocket(target: buildConnector.Options): Promise<Socket>
  /** Asks a proxy for a tunnel (HTTP `CONNECT`) over a connection to it, and gives the status of its answer. */
  askForTunnel(
    socket: Socket,
    proxy: string,
    authority: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<number>
  /** Milliseconds in which each has to be done. */
  readonly timeout: number
}

/** How to reach an address, and how a request names it there. */
export interface Route {
  /** Opens a connection on which requests may be sent. */
  readonly open: () => Promise<Socket>
  /** Of the first line of a request. */
  readonly path: string
  /** What goes with every request. */
  readonly headers: Readonly<Record<string, string>> | undefined
}

/**
 * Finds the way to an address: straight, through a tunnel of a proxy for TLS, or by a proxy that is
 * named the whole address.
 *
 * @throws TransportError where the proxy cannot be used at all
 */
export function routeTo(
  url: URL,
  proxies: ProxySettings,
  { openSocket, askForTunnel, timeout }: Connectors,
): Route {
  const proxy = proxyFor(url, proxies)
  const path = `${url.pathname}${url.search}`
  if (proxy === undefined) return { open: () => openSocket(endOf(url)), path, headers: undefined }

  const toProxy = (): Promise<Socket> =>
    openSocket(endOf(proxy)).catch(error => Promise.reject(unreachable(proxy, error)))
  if (url.protocol === 'http:') {
    return { open: toProxy, path: url.href, headers: authorization(proxy) }
  }
  const authority = `${url.hostname}:${portOf(url)}`
  const headers = { host: authority, ...authorization(proxy) }
  const open: Route['open'] = async () => {
    const httpSocket = await toProxy()
    const status = await askForTunnel(httpSocket, proxy.origin, authority, headers).catch(error => {
      throw codeOf(error) === 'ETIMEDOUT'
        ? errorOf(proxy, 'UNREACHABLE', `gave no answer within ${timeout / 1000} s`)
        : unreachable(proxy, error)
    })
    if (status >= 200 && status <= 299) return openSocket({ ...endOf(url), httpSocket })
    httpSocket.destroy()
    const what = status === 407 ? 'requires a user name and password' : 'refused the tunnel'
    throw errorOf(proxy, status >= 500 ? 'UNAVAILABLE' : 'REFUSED', `${what} (HTTP ${status})`)
  }
  return { open, path, headers: undefined }
}

function endOf({ protocol, hostname, host, port }: URL): buildConnector.Options {
  // Sockets want an IPv6 address without brackets.
  return { protocol, hostname: hostname.replace(/^\[(.*)\]$/, '$1'), host, port }
}

/** The header that a proxy with a password wants; none for one without. */
function authorization({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '' && password === '') return {}
  const pair = `${decoded(username)}:${decoded(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` }
}

/** A part of an address as it was before it was encoded. A percent sign that encodes nothing stands for itself. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function errorOf(proxy: URL, code: ErrorCode, what: string): TransportError {
  return proxyError(code, `The proxy ${proxy.hostname}:${portOf(proxy)} ${what}`)
}

function unreachable(proxy: URL, error: unknown): TransportError {
  const code = codeOf(error) ?? 'no code'
  return isCertificateError(code)
    ? errorOf(proxy, 'CERTIFICATE', `shows a certificate that is not trusted (${code})`)
    : errorOf(proxy, 'UNREACHABLE', `cannot be reached (${code})`)
}

/** The port of an address, with the default of its scheme. */
function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port)
  return url.protocol === 'https:' ? 443 : 80
}

function isExempt(target: URL, list: string): boolean {
  const host = target.hostname.replace(/^\[(.*)\]$/, '$1')
  const port = portOf(target)
  return list
    .split(/[\s,]+/)
    .filter(entry => entry !== '')
    .some(entry => {
      // More than one colon outside brackets is an IPv6 address without a port.
      const [, address, plain, only] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? []
      const name = (address ?? plain ?? entry).replace(/^\*?\./, '').toLowerCase()
      const isNamed = name === '*' || host === name || host.endsWith(`.${name}`)
      return isNamed && (only === undefined || Number(only) === port)
    })
}
