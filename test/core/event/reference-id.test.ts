import { describe, expect, test } from 'vitest'
import {
  type Announced,
  type Announcement,
  derivedReferenceId,
  referenceIdOf,
} from '../../../src/core/event/reference-id.ts'

const announced: Announced = {
  announcement: ['org/skill', 'release', 'v1.2.0'],
  name: 'AMAZON.MessageAlert.Activated',
  stage: 'live',
  written: [{ name: 'AMAZON.MessageAlert.Activated', payload: { a: 1, b: 2 } }, null],
  variables: { city: 'Leeds' },
  user: undefined,
}

describe('derivedReferenceId', () => {
  test('is 64 hexadecimal digits, the same in every version', () => {
    // Were it ever another one, a repeated run would notify customers again.
    expect(derivedReferenceId(announced)).toBe(
      '252a5b2c75015071335aa2a13ac57770b0b68672f1dd5c0e7b1c4d39833e3f29',
    )
    expect(derivedReferenceId(announced)).toMatch(/^[0-9a-f]{64}$/)
  })

  test.each<[string, Partial<Announced>, string]>([
    [
      'letters of every kind',
      { announcement: ['Canal météo', 'スタークエスト', '🎮'] },
      '84655033294f97c9e5f8b8ecb0038c94b239085243aa065bfa7bcfba84cd5711',
    ],
    [
      'a long text',
      { written: 'x'.repeat(100_000) },
      'f454794a517c780b3ae0add7cce2cca8474ab5f7758b6fd8ce96c04f00c98fa2',
    ],
    [
      'one user',
      { user: 'amzn1.ask.account.A' },
      '95eaf9eaa535215d7421fdff030a105a7d654b2687dcee300cb94e9fd6a7444c',
    ],
    [
      'half a pair',
      { variables: { title: 'x\uD83C' } },
      '7e8de62e18a524450fc2e43a3261574714a1e369c6a69db78f8cbb297050e503',
    ],
  ])('is the same in every version for %s', (_, change, id) => {
    expect(derivedReferenceId({ ...announced, ...change })).toBe(id)
  })

  test('does not depend on the order of keys', () => {
    const written = [{ payload: { b: 2, a: 1 }, name: 'AMAZON.MessageAlert.Activated' }, null]
    expect(derivedReferenceId({ ...announced, written })).toBe(derivedReferenceId(announced))
  })

  test.each<[string, Partial<Announced>]>([
    ['announcement', { announcement: ['org/skill', 'release', 'v1.2.1'] }],
    ['division of the announcement', { announcement: ['org/skill release', 'v1.2.0'] }],
    ['event', { name: 'AMAZON.WeatherAlert.Activated' }],
    ['stage', { stage: 'development' }],
    ['text of the file', { written: [{ payload: { a: 1, b: 3 } }, null] }],
    ['order of a list', { written: [['b', 'a'], null] }],
    ['variable', { variables: { city: 'York' } }],
    ['user', { user: 'amzn1.ask.account.A' }],
    ['other user', { user: 'amzn1.ask.account.B' }],
  ])('is another one for another %s', (_, change) => {
    expect(derivedReferenceId({ ...announced, ...change })).not.toBe(derivedReferenceId(announced))
  })
})

describe('referenceIdOf', () => {
  const name = 'AMAZON.MessageAlert.Activated'
  const everybody = { type: 'Multicast', payload: {} } as const
  const root = { event: { name, payload: { a: 1, b: 2 } }, localizedAttributes: { 'en-US': {} } }
  const announcement: Announcement = {
    announcement: ['org/skill', 'release', 'v1.2.0'],
    stage: 'live',
    variables: {},
  }
  const id = referenceIdOf(root, name, everybody, announcement)

  test('is the same for other times and another audience of everybody', () => {
    const later = { ...root, timestamp: '2026-05-01T11:00:00Z', relevantAudience: everybody }
    expect(referenceIdOf(later, name, everybody, announcement)).toBe(id)
  })

  test.each([
    ['payload', { ...root, event: { name, payload: { a: 1, b: 3 } } }],
    ['texts', { ...root, localizedAttributes: { 'en-US': { a: 'A' } } }],
    ['file without an event', { localizedAttributes: root.localizedAttributes }],
    ['file without texts', { event: root.event }],
    ['file that is no object', []],
  ])('is another one for another %s', (_, other) => {
    expect(referenceIdOf(other, name, everybody, announcement)).not.toBe(id)
  })

  test('is another one for each user', () => {
    const of = (user: string) =>
      referenceIdOf(root, name, { type: 'Unicast', payload: { user } }, announcement)
    expect(new Set([id, of('A'), of('B'), of('A')]).size).toBe(3)
  })
})
