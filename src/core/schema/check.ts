import { type EventName, eventNames, isEventName } from '../alexa.ts'
import { accepts } from '../generated/accepts.js'
import { explains } from '../generated/explains.js'
import { isObject, type Json, type JsonObject, type Path, property, valueAt } from '../json.ts'
import { problemsFound } from './problems.ts'
import type { SchemaProblem } from './words.ts'

export type { SchemaProblem } from './words.ts'

const payloadPath: Path = ['event', 'payload']

/**
 * Tells whether a complete request body has nothing in it that Amazon's Proactive Events API
 * reference and schemas exclude. Exactly then `problemsOfBody` finds no error, though it may warn.
 */
export function isValidBody(name: EventName, body: Json): boolean {
  return accepts[name](body)
}

/**
 * Everything that the schema of an event finds in a complete request body (Amazon's "Proactive
 * Events API Reference" and "Schemas for Proactive Events"): at most one problem for each place.
 */
export function problemsOfBody(name: EventName, body: Json): readonly SchemaProblem[] {
  const ofEnvelope = problemsFound(explains.envelope, body)
  const path = ['event', 'name']
  const given = valueAt(body, path)
  if (typeof given === 'string' && given !== name && isEventName(given)) {
    const message = `event.name is ${given}, but ${name} is expected.`
    const words = { message, help: `Write ${name}.` }
    return [...ofEnvelope, { path, part: 'value', keyword: 'const', severity: 'error', ...words }]
  }
  const payload = valueAt(body, payloadPath)
  return isObject(payload) ? [...ofEnvelope, ...problemsOfPayload(name, payload)] : ofEnvelope
}

/** The events whose payloads have all of these properties at their top. */
export function eventsWithProperties(names: readonly string[]): readonly EventName[] {
  return eventNames.filter(name => {
    const known = property(explains[name].schema, 'properties')
    return isObject(known) && names.every(key => Object.hasOwn(known, key))
  })
}

/** What the schema of an event finds in a payload; the paths are those of the whole body. */
export function problemsOfPayload(name: EventName, payload: JsonObject): readonly SchemaProblem[] {
  return problemsFound(explains[name], payload, payloadPath)
}
