import { describe, expect, it } from 'vitest'
import { referenceIdsOf } from '../../../src/core/recipients/reference-id.ts'
import { userOf } from './lists.ts'

describe('the reference id of a user', () => {
  // As sha256sum makes it; a change would notify everybody a second time.
  it('stays the same for all time', () => {
    expect(referenceIdsOf('the key')(userOf('É'))).toBe(
      'b500c9202d3712e95981455d8b380aa9726c498dc9cbcc5653e49d444a71a0ab',
    )
  })

  it('is another one for each user and each key', () => {
    const ids = ['key 1', 'key 2'].flatMap(key => {
      const referenceIdOf = referenceIdsOf(key)
      return Array.from({ length: 1000 }, (_, index) => referenceIdOf(userOf(String(index))))
    })
    expect(new Set(ids).size).toBe(2000)
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{64}$/)
  })
})
