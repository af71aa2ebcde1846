import { describe, expect, it } from 'vitest'
import { openSeen } from '../../../src/core/recipients/duplicates.ts'
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
