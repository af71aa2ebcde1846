/** Proxies as the environment names them: values of `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`. */
export interface ProxySettings {
  /** For `https:` targets. */
  readonly https: string | undefined
  /** For `http:` targets. */
  readonly http: string | undefined
  /** Hosts reached without a proxy. */
  readonly no: string | undefined
}

/** Everything is reached directly. */
export const noProxy: ProxySettings = { https: undefined, http: undefined, no: undefined }

/**
 * Reads the proxy variables of an environment. As with curl, the lower-case name wins where both are
 * set, and an empty value is the same as none.
 */
export function readProxies(
  environment: Readonly<Record<string, string | undefined>>,
): ProxySettings {
  const variable = (name: string) =>
    environment[name.toLowerCase()]?.trim() || environment[name]?.trim() || undefined
  return {
    https: variable('HTTPS_PROXY'),
    http: variable('HTTP_PROXY'),
    no: variable('NO_PROXY'),
  }
}

/** A proxy that stands in the way. Nothing was sent to the target. The message has no full stop and never holds the proxy's password. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError'
  readonly code: `ERR_PROXY_${'UNUSABLE' | 'UNREACHABLE' | 'REFUSED' | 'UNAVAILABLE' | 'CERTIFICATE'}`

  constructor(code: ProxyError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/**
 * The proxy to use for a target; undefined where it is reached directly. The rules are those of
 * common HTTP clients: `NO_PROXY` is a list of names, each with its subdomains, with or without a
 * port; `*` is every host. Loopback is no exception.
 *
 * @throws ProxyError where the proxy's address is none, or of a kind that cannot be used
 */
export function proxyFor(target: URL, settings: ProxySettings): URL | undefined {
  const address = (target.protocol === 'https:' ? settings.https : settings.http)?.trim()
  if (address === undefined || address === '' || isExempt(target, settings.no ?? '')) {
    return undefined
  }
  return parseProxy(address, target.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY')
}

/** The proxy as it may be printed: `proxy.example.com:3128`. */
export function nameOfProxy(proxy: URL): string {
  return `${proxy.hostname}:${portOf(proxy)}`
}

/** The port of an address, with the default of its scheme. */
export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port)
  return url.protocol === 'https:' ? 443 : 80
}

/** The host of an address as sockets want it: an IPv6 address without brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1')
}

function parseProxy(address: string, variable: string): URL {
  const text = /^[a-z][a-z\d+.-]*:\/\//i.test(address) ? address : `http://${address}`
  // The address is not shown: it may hold a password.
  if (!URL.canParse(text)) {
    throw new ProxyError('ERR_PROXY_UNUSABLE', `The value of ${variable} is not an address`)
  }
  const proxy = new URL(text)
  if (proxy.protocol === 'http:' || proxy.protocol === 'https:') return proxy
  throw new ProxyError(
    'ERR_PROXY_UNUSABLE',
    `${variable} names a proxy of the kind "${proxy.protocol}//", which is not supported`,
  )
}

function isExempt(target: URL, list: string): boolean {
  const host = hostOf(target).toLowerCase()
  const port = portOf(target)
  return list
    .split(/[\s,]+/)
    .filter(entry => entry !== '')
    .map(readEntry)
    .some(entry => covers(entry, host) && (entry.port === undefined || entry.port === port))
}

interface Exemption {
  readonly host: string
  readonly port: number | undefined
}

function readEntry(entry: string): Exemption {
  const bracketed = /^\[(?<host>.+)\](?::(?<port>\d+))?$/.exec(entry)
  // More than one colon outside brackets is an IPv6 address without a port.
  const plain = /^(?<host>[^:]+)(?::(?<port>\d+))?$/.exec(entry)
  const parts = (bracketed ?? plain)?.groups
  const port = parts?.['port']
  return {
    host: (parts?.['host'] ?? entry).replace(/^\*?\./, '').toLowerCase(),
    port: port === undefined ? undefined : Number(port),
  }
}

function covers({ host: name }: Exemption, host: string): boolean {
  return name === '*' || host === name || host.endsWith(`.${name}`)
}
