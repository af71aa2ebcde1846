import { describe, expect, it } from 'vitest'
import { nameOfProxy, proxyFor } from '../../../src/core/delivery/proxy.ts'

const settings = { https: 'http://secure:1', http: 'http://plain:2', no: undefined }

function chosen(target: string, changes: Partial<Record<'https' | 'http' | 'no', string>> = {}) {
  const proxy = proxyFor(new URL(target), { ...settings, ...changes })
  return proxy === undefined ? undefined : nameOfProxy(proxy)
}

describe('the proxy', () => {
  it('follows the scheme of the target', () => {
    expect(chosen('https://api.amazon.com/auth')).toBe('secure:1')
    expect(chosen('http://api.example:8080')).toBe('plain:2')
  })

  it.each(['', '  '])('is none where the variable is %j', value => {
    expect(chosen('https://api.amazon.com', { https: value })).toBeUndefined()
  })

  it.each([
    ['proxy.example:3128', 'proxy.example:3128'],
    ['http://proxy.example', 'proxy.example:80'],
    ['https://proxy.example', 'proxy.example:443'],
    ['HTTP://proxy.example:3128/', 'proxy.example:3128'],
    ['http://user:p%40ss@proxy.example:3128', 'proxy.example:3128'],
    ['http://[::1]:3128', '[::1]:3128'],
  ])('%s is shown as %s', (https, name) => {
    expect(chosen('https://api.amazon.com', { https })).toBe(name)
  })

  it.each(['socks5://user:geheim@proxy:1080', 'http://user:geheim@:x', 'ftp://geheim@x'])(
    'cannot be %s, and its address is not shown',
    https => {
      expect(() => chosen('https://api.amazon.com', { https })).toThrow(/HTTPS_PROXY/)
      expect(() => chosen('https://api.amazon.com', { https })).not.toThrow(/geheim/)
    },
  )
})

describe('NO_PROXY', () => {
  it.each([
    ['api.amazon.com'],
    ['API.Amazon.COM'],
    ['amazon.com'],
    ['.amazon.com'],
    ['*.amazon.com'],
    ['other.example, api.amazon.com'],
    ['other.example api.amazon.com'],
    ['api.amazon.com:443'],
    ['amazon.com:443'],
    ['*'],
    ['other.example,*'],
  ])('"%s" exempts https://api.amazon.com', no => {
    expect(chosen('https://api.amazon.com/auth/o2/token', { no })).toBeUndefined()
  })

  it.each([
    [''],
    [' , '],
    ['api.amazon.com:8443'],
    ['pi.amazon.com'],
    ['notamazon.com'],
    ['api.amazon.com.example'],
    ['127.0.0.1'],
  ])('"%s" does not exempt https://api.amazon.com', no => {
    expect(chosen('https://api.amazon.com/auth/o2/token', { no })).toBe('secure:1')
  })

  it.each(['2001:db8::1', '[2001:db8::1]', '[2001:db8::1]:8080', '*'])(
    '"%s" exempts http://[2001:db8::1]:8080',
    no => {
      expect(chosen('http://[2001:db8::1]:8080/', { no })).toBeUndefined()
    },
  )

  it.each(['2001:db8::2', '[2001:db8::1]:8081', ''])(
    '"%s" does not exempt http://[::1]:8080',
    no => {
      expect(chosen('http://[2001:db8::1]:8080/', { no })).toBe('plain:2')
    },
  )

  it.each(['http://localhost:8080', 'http://127.0.0.2', 'http://[::1]:8080'])(
    'is not needed for %s',
    target => {
      expect(chosen(target)).toBeUndefined()
    },
  )

  it('is needed for this machine over TLS', () => {
    expect(chosen('https://localhost:8443')).toBe('secure:1')
    expect(chosen('https://localhost:8443', { no: 'localhost' })).toBeUndefined()
  })
})
