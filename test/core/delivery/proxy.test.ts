import { beforeAll, describe, expect, it } from 'vitest'
import {
  noProxy,
  type ProxySettings,
  proxyFinding,
  readProxies,
} from '../../../src/core/delivery/proxy.ts'
import {
  type Certificate,
  closedPort,
  type LoopbackServer,
  selfSigned,
  startLoopbackServer,
} from '../../support/loopback-server.ts'
import { closedAfterwards, type End, endOf, openClient } from './http-case.ts'
import { type LoopbackProxy, type Refusal, startLoopbackProxy } from './loopback-proxy.ts'

let certificate: Certificate

beforeAll(async () => {
  certificate = await selfSigned()
})

async function serve(options: { certificate?: Certificate } = {}): Promise<LoopbackServer> {
  return closedAfterwards(await startLoopbackServer(() => ({ status: 202, body: 'ok' }), options))
}

async function startProxy(
  refusal?: Refusal,
  options: { origin?: string; certificate?: Certificate } = {},
): Promise<LoopbackProxy> {
  return closedAfterwards(await startLoopbackProxy(refusal, options))
}

async function endWith(proxies: Partial<ProxySettings>, url: string): Promise<End> {
  return endOf(await openClient({ proxies }), url)
}

const accepted: End = { status: 202, body: 'ok' }
const untrusted: End = { certainty: 'not-sent', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }

describe('the environment', () => {
  it.each<[string, Record<string, string>, Partial<ProxySettings>]>([
    ['nothing', {}, {}],
    ['empty values', { HTTPS_PROXY: '', http_proxy: ' ' }, {}],
    ['upper case', { HTTPS_PROXY: 'http://a:1', NO_PROXY: 'b' }, { https: 'http://a:1', no: 'b' }],
    ['lowercase', { http_proxy: 'http://a:1' }, { http: 'http://a:1' }],
    ['both', { HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:1' }, { https: 'http://b:1' }],
    ['an empty lowercase', { HTTPS_PROXY: 'http://a:1', https_proxy: '' }, { https: 'http://a:1' }],
  ])('with %s', (_name, environment, proxies) => {
    expect(readProxies(environment)).toEqual({ ...noProxy, ...proxies })
  })
})

describe('a user name and password', () => {
  it.each([
    ['user:geheim', 'user:geheim'],
    ['user', 'user:'],
    ['user:', 'user:'],
    [':geheim', ':geheim'],
    ['user:p%40ss', 'user:p@ss'],
    ['user:p%3As%2Fs', 'user:p:s/s'],
    ['us%20er:pa%20ss', 'us er:pa ss'],
    ['user:100%', 'user:100%'],
    ['user:%zz', 'user:%zz'],
    ['user:a+b&c=d', 'user:a+b&c=d'],
    ['DOMAIN%5Cuser:x', 'DOMAIN\\user:x'],
    ['üser:pässwörd', 'üser:pässwörd'],
    ['user:%E5%AF%86', 'user:密'],
    ['user:"<>`{}', 'user:"<>`{}'],
    [`user:${'x'.repeat(300)}`, `user:${'x'.repeat(300)}`],
  ])('%s reaches the proxy as %s, and the server not at all', async (written, meant) => {
    const server = await serve()
    const proxy = await startProxy(undefined, { origin: server.origin })
    const http = `http://${written}@127.0.0.1:${proxy.port}`
    expect(await endWith({ http }, 'http://api.example:8080/a?b=c')).toEqual(accepted)
    const authorization = `Basic ${Buffer.from(meant).toString('base64')}`
    expect(proxy.requests).toEqual([
      { method: 'POST', target: 'http://api.example:8080/a?b=c', authorization },
    ])
    expect(proxy.connections()).toBe(1)
    expect(server.requests[0]?.headers).not.toHaveProperty('proxy-authorization')
    expect(server.requests[0]?.headers['host']).toBe('api.example:8080')
  })

  it.each([
    ['', undefined],
    ['user:p%40ss@', `Basic ${Buffer.from('user:p@ss').toString('base64')}`],
  ])('"%s" is asked with for a tunnel', async (credentials, authorization) => {
    const server = await serve({ certificate })
    const proxy = await startProxy()
    const https = `http://${credentials}127.0.0.1:${proxy.port}`
    // The far end's certificate is checked through the tunnel as well.
    expect(await endWith({ https }, server.origin)).toEqual(untrusted)
    const target = new URL(server.origin).host
    expect(proxy.requests).toEqual([{ method: 'CONNECT', target, authorization }])
    expect(proxy.connections()).toBe(1)
  })
})

describe('NO_PROXY', () => {
  it.each([
    ['api.example', 'through', 'none at all', undefined],
    ['api.example', 'through', 'an empty list', ' , '],
    ['api.example', 'past', 'its name', 'api.example'],
    ['api.example', 'past', 'its name in capitals', 'API.Example'],
    ['api.example', 'past', 'its domain', 'example'],
    ['api.example', 'past', 'a dot before its domain', '.example'],
    ['api.example', 'past', 'a star before its domain', '*.example'],
    ['api.example', 'past', 'a list with commas', 'other.test, api.example'],
    ['api.example', 'past', 'a list with spaces', 'other.test api.example'],
    ['api.example', 'past', 'its port', 'api.example:1'],
    ['api.example', 'past', 'its domain and port', 'example:1'],
    ['api.example', 'past', 'a star', '*'],
    ['api.example', 'past', 'a star in a list', 'other.test,*'],
    ['api.example', 'through', 'another port', 'api.example:2'],
    ['api.example', 'through', 'the end of its name', 'pi.example'],
    ['api.example', 'through', 'the end of its domain', 'xample'],
    ['api.example', 'through', 'a longer name', 'api.example.test'],
    ['api.example', 'through', 'an address', '127.0.0.1'],
    ['[2001:db8::1]', 'past', 'its address', '2001:db8::1'],
    ['[2001:db8::1]', 'past', 'its address in brackets', '[2001:db8::1]'],
    ['[2001:db8::1]', 'past', 'its address and port', '[2001:db8::1]:1'],
    ['[2001:db8::1]', 'through', 'another address', '2001:db8::2'],
    ['[2001:db8::1]', 'through', 'its address and another port', '[2001:db8::1]:2'],
  ])('%s goes %s where it holds %s', async (host, way, _holds, no) => {
    const proxy = await startProxy(503)
    const https = `http://127.0.0.1:${proxy.port}`
    const client = await openClient({
      timeout: way === 'through' ? 20_000 : 300,
      proxies: { https, no },
    })
    expect(await endOf(client, `https://${host}:1/`)).toMatchObject(
      way === 'through'
        ? { certainty: 'not-sent', code: 'ERR_PROXY_UNAVAILABLE' }
        : { certainty: 'not-sent', code: expect.not.stringMatching(/PROXY/) },
    )
    expect(proxy.connections()).toBe(way === 'through' ? 1 : 0)
  })

  it.each(['127.0.0.1', 'localhost'])('is not needed for %s over plain http', async host => {
    const server = await serve()
    const proxy = await startProxy()
    const http = `http://127.0.0.1:${proxy.port}`
    expect(await endWith({ http }, `http://${host}:${new URL(server.origin).port}`)).toEqual(
      accepted,
    )
    expect(proxy.connections()).toBe(0)
  })

  it('is needed for this machine over TLS', async () => {
    const server = await serve({ certificate })
    const proxy = await startProxy()
    const https = `http://127.0.0.1:${proxy.port}`
    expect(await endWith({ https }, server.origin)).toEqual(untrusted)
    expect(await endWith({ https, no: '127.0.0.1' }, server.origin)).toEqual(untrusted)
    expect(proxy.connections()).toBe(1)
  })
})

describe('the address of a proxy', () => {
  it.each([
    ['without a scheme', (port: number) => `127.0.0.1:${port}`],
    ['in capitals', (port: number) => `HTTP://127.0.0.1:${port}/`],
    ['with a path', (port: number) => `http://127.0.0.1:${port}/proxy?x`],
    ['with a name', (port: number) => `http://localhost:${port}`],
    ['with blanks around it', (port: number) => ` http://127.0.0.1:${port} `],
  ])('%s is understood', async (_name, address) => {
    const proxy = await startProxy(403)
    const end = await endWith({ https: address(proxy.port) }, 'https://api.example')
    expect(end).toEqual({ certainty: 'not-sent', code: 'ERR_PROXY_REFUSED' })
    expect(proxy.requests).toMatchObject([{ method: 'CONNECT', target: 'api.example:443' }])
    expect(proxy.connections()).toBe(1)
  })

  it.each(['socks5://user:geheim@proxy:1080', 'http://user:geheim@:x', 'ftp://geheim@x'])(
    '%s cannot be used, and is not shown',
    async https => {
      const client = await openClient({ proxies: { https } })
      const posted = client.post({ url: 'https://api.example', headers: {}, body: Buffer.from('') })
      await expect(posted).rejects.toMatchObject({
        certainty: 'not-sent',
        code: 'ERR_PROXY_UNUSABLE',
        message: expect.stringMatching(/HTTPS_PROXY(?!.*geheim)/),
      })
    },
  )

  it.each(['', '  '])('"%s" is none', async https => {
    const server = await serve({ certificate })
    expect(await endWith({ https }, server.origin)).toEqual(untrusted)
  })
})

describe('before anything is sent', () => {
  const url = 'https://api.amazon.com/auth/o2/token'

  it.each([
    ['HTTPS_PROXY', 'socks5://user:geheim@proxy:1080'],
    ['HTTPS_PROXY', 'socks4a://geheim@proxy'],
    ['https_proxy', 'socks5h://proxy'],
    ['HTTPS_PROXY', 'http://user:geheim@:x'],
    ['HTTPS_PROXY', 'http://user:geheim@proxy:99999'],
    ['HTTPS_PROXY', 'geheim proxy'],
  ])('a %s of %s is an error that says what to write', (name, value) => {
    const found = proxyFinding(url, readProxies({ [name]: value }))
    expect(found).toMatchObject({
      rule: 'delivery/proxy-refused',
      severity: 'error',
      message: expect.stringMatching(/^HTTPS_PROXY .+\.$/),
      help: expect.stringContaining('Set HTTPS_PROXY to http://host:port'),
    })
    expect(JSON.stringify(found)).not.toContain('geheim')
  })

  it('ALL_PROXY alone is a warning that says what to write', () => {
    const found = proxyFinding(url, readProxies({ ALL_PROXY: 'socks5://user:geheim@proxy:1080' }))
    expect(found).toMatchObject({ rule: 'settings/proxy-unused', severity: 'warning' })
    expect(JSON.stringify(found)).not.toContain('geheim')
  })

  it.each<Record<string, string>>([
    {},
    { HTTPS_PROXY: 'http://proxy:3128' },
    { HTTPS_PROXY: 'proxy' },
    { HTTPS_PROXY: 'http://proxy:3128', ALL_PROXY: 'socks5://proxy' },
    { HTTPS_PROXY: 'socks5://proxy', NO_PROXY: 'amazon.com' },
    { ALL_PROXY: 'socks5://proxy', NO_PROXY: '*' },
    { HTTP_PROXY: 'http://proxy:3128', ALL_PROXY: 'socks5://proxy' },
  ])('nothing is said against %o', environment => {
    expect(proxyFinding(url, readProxies(environment))).toBeUndefined()
  })

  it('nothing is said where a server of this machine is asked over plain http', () => {
    const proxies = readProxies({ ALL_PROXY: 'socks5://proxy', HTTP_PROXY: 'socks5://proxy' })
    expect(proxyFinding('http://127.0.0.1:1/token', proxies)).toBeUndefined()
  })
})

describe('a proxy that', () => {
  const rows: readonly (readonly [string, Refusal, string, string])[] = [
    ['wants a password', 407, 'ERR_PROXY_REFUSED', 'requires a user name and password (HTTP 407)'],
    ['refuses', 403, 'ERR_PROXY_REFUSED', '(HTTP 403)'],
    ['answers 404', 404, 'ERR_PROXY_REFUSED', '(HTTP 404)'],
    ['redirects', 302, 'ERR_PROXY_REFUSED', '(HTTP 302)'],
    ['fails', 500, 'ERR_PROXY_UNAVAILABLE', '(HTTP 500)'],
    ['cannot reach the target', 502, 'ERR_PROXY_UNAVAILABLE', '(HTTP 502)'],
    ['is busy', 503, 'ERR_PROXY_UNAVAILABLE', '(HTTP 503)'],
    ['waits in vain', 504, 'ERR_PROXY_UNAVAILABLE', '(HTTP 504)'],
    ['drops CONNECT', 'cut', 'ERR_PROXY_UNREACHABLE', 'cannot be reached (ECONNRESET)'],
    ['drops connections', 'drop', 'ERR_PROXY_UNREACHABLE', 'cannot be reached (E'],
    ['says nothing', 'hang', 'ERR_PROXY_UNREACHABLE', 'no answer within 0.3 s'],
    [
      'speaks another protocol',
      { says: 'SSH-2.0-x\r\n\r\n' },
      'ERR_PROXY_UNREACHABLE',
      'ERR_NOT_HTTP',
    ],
    ['closes at once', { says: '' }, 'ERR_PROXY_UNREACHABLE', 'ECONNRESET'],
    ['breaks off', { says: 'HTTP/1.1 200 Conn' }, 'ERR_PROXY_UNREACHABLE', 'ECONNRESET'],
  ]

  it.each(rows)('%s is one error for each request', async (_name, refusal, code, says) => {
    const proxy = await startProxy(refusal)
    const https = `http://user:geheim@127.0.0.1:${proxy.port}`
    const client = await openClient({
      timeout: refusal === 'hang' ? 300 : 20_000,
      proxies: { https },
    })
    const url = 'https://api.example/v1'
    for (let requests = 1; requests <= 3; requests += 1) {
      const posted = client.post({ url, headers: {}, body: Buffer.from('{}') })
      await expect(posted).rejects.toMatchObject({ certainty: 'not-sent', code })
      await expect(posted).rejects.toThrow(`The proxy 127.0.0.1:${proxy.port} `)
      await expect(posted).rejects.toThrow(says)
      await expect(posted).rejects.not.toThrow('geheim')
      expect(proxy.connections()).toBe(requests)
    }
  })

  it.each(['http', 'https'] as const)('is not there is named, for %s targets', async scheme => {
    const port = await closedPort()
    const client = await openClient({ proxies: { [scheme]: `http://127.0.0.1:${port}` } })
    const posted = client.post({
      url: `${scheme}://api.example`,
      headers: {},
      body: Buffer.from(''),
    })
    await expect(posted).rejects.toMatchObject({ certainty: 'not-sent' })
    await expect(posted).rejects.toThrow(`127.0.0.1:${port} cannot be reached (ECONNREFUSED)`)
  })

  it('finds nobody at the target is one error', async () => {
    const proxy = await startProxy()
    const https = `http://127.0.0.1:${proxy.port}`
    const end = await endWith({ https }, `https://127.0.0.1:${await closedPort()}`)
    expect(end).toMatchObject({ certainty: 'not-sent' })
    expect(proxy.connections()).toBe(1)
  })

  it('sends nonsense through the tunnel is one error', async () => {
    const proxy = await startProxy({ says: 'HTTP/1.1 200 OK\r\n\r\nnonsense' })
    const https = `http://127.0.0.1:${proxy.port}`
    const end = await endWith({ https }, 'https://api.example')
    expect(end).toMatchObject({ certainty: 'not-sent' })
    expect(proxy.connections()).toBe(1)
  })

  it('shows a certificate that nobody trusts is not asked', async () => {
    const proxy = await startProxy(undefined, { certificate })
    const end = await endWith({ https: `https://127.0.0.1:${proxy.port}` }, 'https://api.example')
    expect(end).toEqual({ certainty: 'not-sent', code: 'ERR_PROXY_CERTIFICATE' })
    expect(proxy.requests).toEqual([])
    expect(proxy.connections()).toBe(1)
  })

  it('speaks no TLS, though it should, is not asked', async () => {
    const proxy = await startProxy()
    const end = await endWith({ https: `https://127.0.0.1:${proxy.port}` }, 'https://api.example')
    expect(end).toEqual({ certainty: 'not-sent', code: 'ERR_PROXY_UNREACHABLE' })
    expect(proxy.requests).toEqual([])
    expect(proxy.connections()).toBe(1)
  })
})

it('carries many requests over as many connections as are asked for', async () => {
  const server = await serve()
  const proxy = await startProxy(undefined, { origin: server.origin })
  const client = await openClient({
    connections: 3,
    proxies: { http: `http://127.0.0.1:${proxy.port}` },
  })
  const ends = Array.from({ length: 30 }, () => endOf(client, 'http://api.example'))
  expect(await Promise.all(ends)).toEqual(ends.map(() => accepted))
  expect(proxy.connections()).toBe(3)
})
