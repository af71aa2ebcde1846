import { describe, expect, test } from 'vitest'
import type { EventName } from '../../../src/core/alexa.ts'
import { Findings, Part } from '../../../src/core/event/diagnostic.ts'
import {
  type Announcement,
  chosenReferenceId,
  referenceIdOf,
  sortedJson,
} from '../../../src/core/event/reference-id.ts'
import type { Json } from '../../../src/core/json.ts'

interface Announced extends Announcement {
  readonly name: EventName
  /** The event as it is written. */
  readonly written: Json
  readonly user?: string
}

const announced: Announced = {
  announcement: ['org/skill', 'release', 'v1.2.0'],
  name: 'AMAZON.MessageAlert.Activated',
  stage: 'live',
  written: { name: 'AMAZON.MessageAlert.Activated', payload: { a: 1, b: 2 } },
  variables: { city: 'Leeds' },
}

function idOf({ name, written, user, ...announcement }: Announced): string {
  const audience =
    user === undefined
      ? ({ type: 'Multicast', payload: {} } as const)
      : ({ type: 'Unicast', payload: { user } } as const)
  return referenceIdOf({ event: written }, name, audience, announcement)
}

describe('a derived reference id', () => {
  test('is 64 hexadecimal digits, the same in every version', () => {
    // Were it ever another one, a repeated run would notify customers again.
    expect(idOf(announced)).toBe('252a5b2c75015071335aa2a13ac57770b0b68672f1dd5c0e7b1c4d39833e3f29')
    expect(idOf(announced)).toMatch(/^[0-9a-f]{64}$/)
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
      '63520ce98b38a13043c2539a70f56cfb5d24a13d76696d0115379143d417fcc6',
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
    expect(idOf({ ...announced, ...change })).toBe(id)
  })

  test('does not depend on the order of keys', () => {
    const written = { payload: { b: 2, a: 1 }, name: 'AMAZON.MessageAlert.Activated' }
    expect(idOf({ ...announced, written })).toBe(idOf(announced))
  })

  test.each<[string, Partial<Announced>]>([
    ['announcement', { announcement: ['org/skill', 'release', 'v1.2.1'] }],
    ['division of the announcement', { announcement: ['org/skill release', 'v1.2.0'] }],
    ['event', { name: 'AMAZON.WeatherAlert.Activated' }],
    ['stage', { stage: 'development' }],
    ['text of the file', { written: { payload: { a: 1, b: 3 } } }],
    ['order of a list', { written: ['b', 'a'] }],
    ['variable', { variables: { city: 'York' } }],
    ['user', { user: 'amzn1.ask.account.A' }],
    ['other user', { user: 'amzn1.ask.account.B' }],
  ])('is another one for another %s', (_, change) => {
    expect(idOf({ ...announced, ...change })).not.toBe(idOf(announced))
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

describe('a reference id that somebody chose', () => {
  const path = ['referenceId']
  /** What it is, and what is found, in one text. */
  function chosen(
    value: Json | undefined,
    setting?: string,
    isTemplate = false,
  ): readonly [id: string | undefined, found: readonly string[]] {
    const found = new Findings(() => isTemplate)
    const part = value === undefined ? undefined : new Part(value, path, found)
    const id = chosenReferenceId(part, setting, found)
    return [
      id,
      found.all.map(({ rule, path: at, severity, message, help }) => {
        return `${severity} ${rule} ${at?.join('.') ?? 'nowhere'}: ${message} ${help}`
      }),
    ]
  }

  test('is the setting, else that of the file', () => {
    expect(chosen(undefined)).toEqual([undefined, []])
    expect(chosen('File1')).toEqual(['File1', []])
    expect(chosen('File1', 'Setting1')).toEqual(['Setting1', []])
    expect(chosen(undefined, 'Setting~1')).toEqual(['Setting~1', []])
  })

  test('may be a number where a template made it', () => {
    expect(chosen(7, undefined, true)).toEqual(['7', []])
    expect(chosen(7)).toEqual([
      undefined,
      [
        'error event/value-type referenceId: referenceId is a number, not a string. Put it in quotes, or leave it out to have one derived.',
      ],
    ])
    expect(chosen(null, undefined, true)[1]).toEqual([
      expect.stringContaining('referenceId is nothing, not a string.'),
    ])
  })

  const long = 'x'.repeat(101)
  test.each([
    ['x'.repeat(100), undefined],
    [
      '',
      'error event/reference-id-length nowhere: The reference id is empty. Leave it out to have one derived, or write letters and digits.',
    ],
    [
      long,
      'error event/reference-id-length nowhere: The reference id has 101 characters; at most 100 are allowed. Shorten it, or leave it out to have one derived.',
    ],
    [
      'to amzn1.ask.account.A',
      'warning event/reference-id-user nowhere: The reference id holds a user id. Leave the user out: one reference id may go to any number of customers.',
    ],
    [
      `amzn1.ask.${long}`,
      'error event/reference-id-user nowhere: The reference id holds a user id, and with 111 characters it is longer than 100. Leave the user out: one reference id may go to any number of customers.',
    ],
    [
      'a-b-c',
      'notice event/reference-id-characters nowhere: The reference id "a-b-c" holds "-"; the description in Amazon\'s SDK allows letters, digits and "~" only, though ids of Amazon\'s own samples hold hyphens. Write "abc", or leave it out to have one derived.',
    ],
    [
      'a-b.c é_/🎮',
      'warning event/reference-id-characters nowhere: The reference id "a-b.c é_/🎮" holds "-", ".", " ", "é" and "_"; the description in Amazon\'s SDK allows letters, digits and "~" only. Write "abc", or leave it out to have one derived.',
    ],
  ])('of %j is checked', (id, says) => {
    expect(chosen(undefined, id)).toEqual([id, says === undefined ? [] : [says]])
  })
})

test('keys are sorted at every depth, lists stay', () => {
  const value = { b: [{ d: 1, c: [2, 1] }, null], a: 'x' }
  expect(JSON.stringify(sortedJson(value))).toBe('{"a":"x","b":[{"c":[2,1],"d":1},null]}')
})
