import { expect, test } from 'vitest'
import { bodyText, eventNames } from '../../../src/core/alexa.ts'
import { isValidBody } from '../../../src/core/event/payload.ts'
import { referencesIn } from '../../../src/core/event/references.ts'
import { isArray, isObject, type Json } from '../../../src/core/json.ts'
import { payloads } from '../../simulator/bodies.ts'
import { type Change, commonChanges, pathsIn, replaced } from '../../support/mutations.ts'
import { randomNumbers } from '../../support/random.ts'
import { readEventText } from './reading.ts'

const valid: Json = {
  timestamp: '2026-05-01T12:00:00Z',
  referenceId: 'Announcement1',
  expiryTime: '2026-05-02T12:00:00Z',
  event: {
    name: 'AMAZON.Occasion.Updated',
    payload: {
      state: { confirmationStatus: 'CONFIRMED' },
      occasion: {
        occasionType: 'APPOINTMENT',
        subject: 'localizedattribute:subject',
        provider: { name: 'localizedattribute:providerName' },
        bookingTime: '{{ now }}',
      },
    },
  },
  localizedAttributes: [{ locale: 'en-US', subject: 'a check', providerName: 'Dental {{ n }}' }],
  relevantAudience: { type: 'Unicast', payload: { user: 'amzn1.ask.account.ABC' } },
}

const strange: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1e300,
  '',
  ' ',
  '{{ x',
  '{{ scope.deep }}',
  'localized:',
  'localizedattribute:',
  '\uD800',
  '__proto__',
  'constructor',
  [],
  {},
  [[[]]],
  { locale: null },
  [{ locale: 'en-US' }],
  'x'.repeat(5_000),
]

function mutate(value: Json, pick: (below: number) => number): Json {
  const replacement = strange[pick(strange.length)] ?? null
  if (pick(6) === 0) return replacement
  if (isArray(value)) {
    const at = pick(value.length + 1)
    return at === value.length
      ? [...value, replacement]
      : value.map((item, index) => (index === at ? mutate(item, pick) : item))
  }
  if (!isObject(value)) return replacement
  const entries = Object.entries(value)
  const at = pick(entries.length + 1)
  const key = ['event', 'payload', 'locale', '__proto__', 'constructor', 'user'][pick(6)] ?? 'x'
  if (at === entries.length) return Object.fromEntries([...entries, [key, replacement]])
  return Object.fromEntries(
    entries.flatMap(([name, item], index): [string, Json][] => {
      if (index !== at) return [[name, item]]
      const what = pick(6)
      if (what === 0) return []
      return what === 1 ? [[key, item]] : [[name, mutate(item, pick)]]
    }),
  )
}

test('no mutation of an event file makes it throw, and every body that comes out is valid', async () => {
  let bodies = 0
  for (let seed = 1; seed <= 300; seed += 1) {
    const pick = randomNumbers(seed)
    let mutated: Json = structuredClone(valid)
    for (let times = 0; times <= pick(3); times += 1) mutated = mutate(mutated, pick)
    const text = JSON.stringify(mutated)
    const reading = await readEventText(text, { scope: { n: 1, now: '2026-05-01T12:00:00Z' } })
    const errors = reading.diagnostics.filter(({ severity }) => severity === 'error')
    if (reading.body === undefined) {
      expect(errors.length, text).toBeGreaterThan(0)
    } else if (errors.length === 0) {
      bodies += 1
      const sent: Json = JSON.parse(bodyText(reading.body))
      expect(isValidBody(reading.body.event.name, sent), text).toBe(true)
    }
  }
  expect(bodies).toBeGreaterThan(10)
})

const anywhere: readonly Change[] = [
  ...commonChanges,
  ['a reference', () => 'localizedattribute:text'],
  ['a reference without key', () => 'localizedattribute:'],
  ['nearly a reference', () => 'localizedAttributes.text'],
  ['blank', () => ' '],
  ['a time without zone', () => '2026-05-02T20:00:00'],
  ['a template', () => '{{ n }}'],
]

test.each(anywhere)('no payload passes that the API refuses: a value %s', async (_, change) => {
  for (const name of eventNames) {
    for (const path of pathsIn(payloads[name])) {
      const payload = replaced(payloads[name], path, change)
      const keys = [...new Set(referencesIn(payload).map(({ key }) => key))]
      const file = {
        event: { name, payload },
        localizedAttributes: { 'en-US': Object.fromEntries(keys.map(key => [key, 'Text'])) },
      }
      const { body } = await readEventText(JSON.stringify(file), { scope: { n: 3 } })
      if (body === undefined) continue
      const text = bodyText(body)
      expect({ text, isValid: isValidBody(name, JSON.parse(text)) }).toEqual({
        text,
        isValid: true,
      })
    }
  }
})
