import { describe, expect, it } from 'vitest'
import { isInShard } from '../../src/core/recipients/survey.ts'
import { parseShard } from '../../src/core/setting-kinds.ts'
import { userOf } from './recipients/lists.ts'

describe('a shard', () => {
  it.each([
    ['1/1', { number: 1, of: 1 }],
    ['2/8', { number: 2, of: 8 }],
    [' 10 / 10 ', { number: 10, of: 10 }],
    ['10000/10000', { number: 10_000, of: 10_000 }],
    ['0/8', undefined],
    ['9/8', undefined],
    ['1/10001', undefined],
    ['1/0', undefined],
    ['-1/8', undefined],
    ['1.5/8', undefined],
    ['01/8', undefined],
    ['2/8/3', undefined],
    ['2', undefined],
    ['', undefined],
  ])('is written %j', (text, shard) => {
    expect(parseShard(text)).toEqual(shard)
  })

  it.each([1, 2, 7, 8, 256])('has each user in exactly one of %s', of => {
    const users = Array.from({ length: 2000 }, (_, index) => userOf(`N${index}`))
    const sizes = Array.from(
      { length: of },
      (_, index) => users.filter(user => isInShard(user, { number: index + 1, of })).length,
    )
    expect(sizes.reduce((sum, size) => sum + size)).toBe(users.length)
    expect(Math.max(...sizes)).toBeLessThan((users.length / of) * 2 + 10)
  })

  // As `printf amzn1.ask.account.A | sha256sum` has it; a change here would send to users twice or not at all.
  it.each([
    ['A', 3],
    ['B', 6],
    ['É', 8],
  ])('keeps user %s for all time', (ending, number) => {
    const numbers = [1, 2, 3, 4, 5, 6, 7, 8]
    expect(numbers.filter(one => isInShard(userOf(ending), { number: one, of: 8 }))).toEqual([
      number,
    ])
  })
})
