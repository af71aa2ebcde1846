import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { base62 } from '../../../src/core/base62.ts'
import { referenceIdsOf } from '../../../src/core/recipients/reference-id.ts'
import { userOf } from './lists.ts'

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

function slowly(bytes: Buffer): string {
  let number = BigInt(`0x${bytes.toString('hex')}`)
  let text = ''
  for (; number > 0n; number /= 62n) text = digits.charAt(Number(number % 62n)) + text
  return text.padStart(43, '0')
}

const one = Buffer.alloc(32)
one[31] = 1

describe('256 bits in base 62', () => {
  it.each([
    ['zero', Buffer.alloc(32)],
    ['one', one],
    ['all ones', Buffer.alloc(32, 0xff)],
    ['62^5', Buffer.from((62n ** 5n).toString(16).padStart(64, '0'), 'hex')],
    ['62^42 - 1', Buffer.from((62n ** 42n - 1n).toString(16).padStart(64, '0'), 'hex')],
    ['62^42', Buffer.from((62n ** 42n).toString(16).padStart(64, '0'), 'hex')],
  ])('are right for %s', (_, bytes) => {
    expect(base62(bytes.toString('binary'))).toBe(slowly(bytes))
  })

  it('are right for any bits', () => {
    for (let index = 0; index < 2000; index += 1) {
      const bytes = createHash('sha256').update(String(index)).digest()
      // Leading zeros, too.
      bytes.fill(0, 0, index % 33)
      expect(base62(bytes.toString('binary'))).toBe(slowly(bytes))
    }
  })
})

describe('the reference id of a user', () => {
  // As openssl and any other HMAC-SHA256 make it; a change would notify everybody a second time.
  it('stays the same for all time', () => {
    expect(referenceIdsOf('the key')(userOf('É'))).toBe(
      'S2aXEcCI9JIEGxnTkXymibWe2LiQrLy3Vi0qvrbJnhc',
    )
  })

  it('is another one for each user and each key', () => {
    const ids = ['key 1', 'key 2'].flatMap(key => {
      const referenceIdOf = referenceIdsOf(key)
      return Array.from({ length: 1000 }, (_, index) => referenceIdOf(userOf(String(index))))
    })
    expect(new Set(ids).size).toBe(2000)
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9]{43}$/)
  })
})
