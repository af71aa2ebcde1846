import { expect, test } from 'vitest'
import { readProxies } from '../../../src/core/delivery/proxy.ts'

test('no variables mean no proxies', () => {
  expect(readProxies({ HTTPS_PROXY: '', http_proxy: ' ' })).toEqual({
    https: undefined,
    http: undefined,
    no: undefined,
  })
})

test('both spellings count, and the lower-case one wins', () => {
  const environment = {
    HTTPS_PROXY: 'http://upper:1',
    https_proxy: 'http://lower:1',
    HTTP_PROXY: 'http://plain:1',
    no_proxy: 'localhost',
  }
  expect(readProxies(environment)).toEqual({
    https: 'http://lower:1',
    http: 'http://plain:1',
    no: 'localhost',
  })
})
