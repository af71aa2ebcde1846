import { expect, test } from 'vitest'
import { bodyText, type EventName, eventNames } from '../../../src/core/alexa.ts'
import { problemsOfBody } from '../../../src/core/event/payload.ts'
import { explains } from '../../../src/core/generated/explains.js'
import { isArray, isObject, type Json, type JsonObject, property } from '../../../src/core/json.ts'
import { checkEvent } from '../../../src/simulator/events.ts'
import { randomNumbers } from '../../support/random.ts'
import { readEventText } from './reading.ts'

type Pick = (below: number) => number

const strange: readonly Json[] = [
  ...[null, true, 0, -1, 1.5, '', ' ', 'x', 'FRIEND', 'localizedattribute:name', [], {}],
  ...['2026-05-01', '2026-05-02T12:00:00', { name: 'x' }, ['x'], 'x'.repeat(300)],
]

/** A value as a schema has it; one in so many is something else. */
function generated(schema: JsonObject, pick: Pick, oneIn: number): Json {
  if (pick(oneIn) === 0) return strange[pick(strange.length)] ?? null
  const values = property(schema, 'enum')
  if (isArray(values)) return values[pick(values.length)] ?? null
  const constant = property(schema, 'const')
  if (constant !== undefined) return constant
  const items = property(schema, 'items')
  if (isObject(items)) {
    return Array.from({ length: 1 + pick(3) }, () => generated(items, pick, oneIn))
  }
  const properties = property(schema, 'properties')
  if (isObject(properties)) return generatedMap(schema, properties, pick, oneIn)
  if (property(schema, 'type') === 'integer') return 1 + pick(9)
  if (property(schema, 'x-time') === true) return '2026-05-02T12:00:00Z'
  return property(schema, 'x-localizable') === undefined ? 'Max' : 'localizedattribute:name'
}

function generatedMap(schema: JsonObject, properties: JsonObject, pick: Pick, oneIn: number): Json {
  const required = property(schema, 'required')
  const entries = Object.entries(properties).flatMap(([name, inner]): [string, Json][] => {
    const isRequired = isArray(required) && required.includes(name)
    const isTolerated = isObject(inner) && 'deprecationMessage' in inner
    const isLeftOut = isRequired ? pick(oneIn) === 0 : pick(isTolerated ? 9 : 2) > 0
    if (isLeftOut || !isObject(inner)) return []
    return [[pick(oneIn * 2) === 0 ? `${name}s` : name, generated(inner, pick, oneIn)]]
  })
  return Object.fromEntries(entries)
}

function generatedBody(name: EventName, pick: Pick): JsonObject {
  const oneIn = 10 + pick(60)
  const body: JsonObject = {
    timestamp: '2026-05-01T12:00:00Z',
    referenceId: 'Announcement1',
    expiryTime: '2026-05-02T12:00:00Z',
    event: { name, payload: generated(explains[name].schema, pick, oneIn) },
    localizedAttributes: [{ locale: 'en-US', name: 'Star Quest' }],
    relevantAudience: { type: 'Multicast', payload: {} },
  }
  const keys = Object.keys(body)
  const key = keys[pick(keys.length * 3)]
  return key === undefined ? body : { ...body, [key]: strange[pick(strange.length)] ?? null }
}

async function isAccepted(body: Json): Promise<boolean> {
  const checked = await checkEvent(
    {
      requestId: 'request-1',
      region: 'NA',
      stage: 'live',
      receivedAt: new Date(),
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/json' },
      body: new TextEncoder().encode(JSON.stringify(body)),
    },
    eventNames,
  )
  return 'event' in checked
}

test('what passes is accepted by the simulator, and what the simulator refuses is reported', async () => {
  const pick = randomNumbers(20_260_501)
  const counts = { passed: 0, refused: 0 }
  for (let round = 0; round < 1_200; round += 1) {
    const name = eventNames[round % eventNames.length] ?? 'AMAZON.WeatherAlert.Activated'
    const body = generatedBody(name, pick)
    const text = JSON.stringify(body)
    const { body: sent, diagnostics } = await readEventText(text, { sending: true })
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    if (errors.length === 0) {
      counts.passed += 1
      expect(sent, text).toBeDefined()
      expect(await isAccepted(sent === undefined ? null : JSON.parse(bodyText(sent))), text).toBe(
        true,
      )
    }
    // A map by locale is the short form that event files may have, and a key alone stands for none.
    const attributes = body['localizedAttributes'] ?? null
    if (attributes === null || isObject(attributes) || (await isAccepted(body))) continue
    counts.refused += 1
    // Nothing of a body is mended without a word.
    expect(diagnostics, text).not.toEqual([])
    const inPayload = problemsOfBody(name, body).filter(
      ({ path, severity }) => path[1] === 'payload' && severity === 'error',
    )
    if (inPayload.length > 0) expect(errors, text).not.toEqual([])
  }
  expect(counts.passed).toBeGreaterThan(200)
  expect(counts.refused).toBeGreaterThan(200)
})
