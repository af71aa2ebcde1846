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
      true,
      false,
      true,
      true,
      false,
      true,
    ])
    expect(seen.size).toBe(4)
  })

  it('are told apart however many there are', () => {
    const seen = openSeen()
    const known = new Set<string>()
    const next = randomNumbers(3)
    for (let round = 0; round < 100_000; round += 1) {
      const user = userOf(String(next(60_000)))
      if (seen.add(user, 'EU') === known.has(user)) throw new Error(`${user} in round ${round}`)
      known.add(user)
    }
    expect(seen.size).toBe(known.size)
  })
})
