import { describe, expect, it } from 'vitest'
import { openBitmap, openSeen } from '../../../src/core/recipients/duplicates.ts'
import { randomNumbers } from '../../support/random.ts'
import { userOf } from './lists.ts'

describe('users that were seen', () => {
  it('are new once, in each region', () => {
    const seen = openSeen()
    const asked = [
      [userOf('A'), 'EU'],
      [userOf('A'), 'EU'],
      [userOf('A'), 'NA'],
      [userOf('A'), undefined],
      [userOf('A'), undefined],
      [userOf('a'), 'EU'],
    ] as const
    expect(asked.map(([user, region]) => seen.add(user, region))).toEqual([
      'new',
      'same',
      'new',
      'new',
      'same',
      'new',
    ])
    expect(seen.size).toBe(4)
  })

  it('are known again with other variables, and with the same in another order', () => {
    const seen = openSeen()
    const asked = [
      { order: '1', shop: 'A' },
      { shop: 'A', order: '1' },
      { order: '2', shop: 'A' },
      undefined,
      { order: '1', shop: 'A' },
    ]
    // As the memory grows, too.
    const fill = () => {
      for (let number = 0; number < 2_000; number += 1) seen.add(userOf(`x${number}`), 'EU')
    }
    const likenesses = asked.map((variables, index) => {
      if (index === 1) fill()
      return seen.add(userOf('A'), 'EU', variables)
    })
    expect(likenesses).toEqual(['new', 'same', 'other', 'other', 'same'])
  })

  it('are told apart however many there are', () => {
    const seen = openSeen()
    const known = new Set<string>()
    const next = randomNumbers(3)
    for (let round = 0; round < 100_000; round += 1) {
      const user = userOf(String(next(60_000)))
      if ((seen.add(user, 'EU') === 'new') === known.has(user))
        throw new Error(`${user} in round ${round}`)
      known.add(user)
    }
    expect(seen.size).toBe(known.size)
  })
})

describe('users whose hashes are alike', () => {
  /** What is said of users, one after the other, of whom these are the hashes. */
  function saidOf(...hashes: readonly (readonly number[])[]): readonly string[] {
    // The name of a user is the hash, after what stands for the region.
    const seen = openSeen(text => text.slice(1))
    return hashes.map(bytes => seen.add(String.fromCharCode(...bytes), undefined))
  }

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('but for byte %i are told apart', at => {
    const one = [1, 2, 3, 4, 5, 6, 7, 8]
    const other = one.with(at, 99)
    expect(saidOf(one, other, one, other)).toEqual(['new', 'new', 'same', 'same'])
  })

  it.each([
    ['all zeros', [0, 0, 0, 0, 0, 0, 0, 0]],
    ['zeros first', [0, 0, 0, 0, 0, 0, 0, 9]],
    ['zeros last', [0, 0, 0, 9, 0, 0, 0, 0]],
    ['the largest', [255, 255, 255, 255, 255, 255, 255, 255]],
  ])('to a free place are known: %s', (_, bytes) => {
    expect(saidOf(bytes, [1, 2, 3, 4, 5, 6, 7, 8], bytes)).toEqual(['new', 'new', 'same'])
  })

  it('in the half that says where they are kept are told apart, as the memory grows, too', () => {
    const hashes = Array.from({ length: 900 }, (_, index) => [
      0,
      0,
      255,
      255,
      0,
      0,
      index >> 7,
      (index & 127) + 1,
    ])
    const once = saidOf(...hashes, ...hashes)
    expect(once.slice(0, 900)).toEqual(Array(900).fill('new'))
    expect(once.slice(900)).toEqual(Array(900).fill('same'))
  })
})

describe('a set of small numbers', () => {
  it('holds what was added, once, however far apart', () => {
    const set = openBitmap()
    const numbers = [100_000, 0, 7, 8, 511, 512, 513, 1_025, 3]
    for (const number of numbers) {
      expect(set.has(number)).toBe(false)
      set.add(number)
      set.add(number)
      expect(set.has(number)).toBe(true)
    }
    expect(set.size).toBe(numbers.length)
    expect([1, 6, 9, 510, 514, 99_999, 100_001, 900_000].filter(set.has)).toEqual([])
    expect(numbers.every(set.has)).toBe(true)
    const grown = openBitmap()
    grown.add(512)
    expect(grown.has(512)).toBe(true)
  })
})
