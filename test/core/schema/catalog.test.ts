import { describe, expect, it } from 'vitest'
import { catalog, eventNames, isEventName } from '../../../src/core/alexa.ts'
import { eventCases, pathFrom } from './event-cases.ts'

describe.each(eventCases)('the catalog of $name', ({ name, localizable, times, englishOnly }) => {
  const entry = catalog[name]

  it('knows the localizable texts and their usual keys', () => {
    const expected = Object.entries(localizable).map(([dotted, key]) => ({
      path: pathFrom(dotted),
      key,
    }))
    expect(entry.localizable).toHaveLength(expected.length)
    expect(entry.localizable).toEqual(expect.arrayContaining(expected))
  })

  it('knows the times', () => {
    expect([...entry.times].sort()).toEqual(times.map(pathFrom).sort())
  })

  it('knows whether only English is documented, and a title', () => {
    expect(entry.englishOnly).toBe(englishOnly === true)
    expect(entry.title).toMatch(/^[A-Z][a-z ]+$/)
  })
})

it.each([...eventNames, 'amazon.occasion.updated', 'AMAZON.Occasion', '', 'toString', '__proto__'])(
  'tells whether %j is an event',
  text => {
    expect(isEventName(text)).toBe(eventCases.some(({ name }) => name === text))
  },
)
