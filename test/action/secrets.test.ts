import { describe, expect, test } from 'vitest'
import { formsToMask } from '../../src/action/secrets.ts'

const noProxy = { https: undefined, http: undefined, no: undefined }

describe('formsToMask', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['a plain secret', 's3cret', ['s3cret']],
    ['blanks around it', ' s3cret\n', [' s3cret\n', 's3cret']],
    ['characters of forms', 'a b+c/d', ['a b+c/d', 'a+b%2Bc%2Fd', 'a%20b%2Bc%2Fd']],
    ['half of a character', 'a\ud800b', ['a\ud800b', 'a%EF%BF%BDb']],
    ['nothing', '', []],
    ['blanks alone', ' \n', []],
  ]
  test.each(cases)('%s', (_, secret, forms) => {
    expect(formsToMask([secret, undefined], noProxy)).toEqual(forms)
  })

  const proxies: readonly (readonly [string, readonly string[]])[] = [
    ['http://user:pa%24s@proxy.example:3128', ['pa%24s', 'pa%2524s', 'pa$s']],
    ['user:word@proxy.example:3128', ['word']],
    ['http://user:w@rd@proxy.example', ['w@rd', 'w%40rd']],
    ['http://user:100%@proxy.example', ['100%', '100%25']],
    ['http://proxy.example:3128', []],
    ['http://user@proxy.example:3128', []],
    ['proxy.example:3128', []],
  ]
  test.each(proxies)('the password of %s', (https, forms) => {
    expect(formsToMask([], { ...noProxy, https })).toEqual(forms)
    expect(formsToMask([], { ...noProxy, http: https })).toEqual(forms)
  })
})
