import { type EventName, isEventName } from '../catalog.ts'
import * as envelope from '../generated/body.problems.js'
import { fast, thorough } from '../generated/body-validators.ts'
import { isObject, type Json, type Path, valueAt } from '../json.ts'
import type { SchemaError } from './problems.ts'
import { problemsFrom, type Root, type SchemaProblem } from './problems.ts'

export type { SchemaProblem } from './problems.ts'

/** A generated module: a validator, and the schema that explains its errors. */
interface Validator {
  readonly validate: {
    (value: unknown): boolean
    readonly errors?: readonly SchemaError[] | null
  }
  readonly schema: Json
}

const payloadPath: Path = ['event', 'payload']

/**
 * Tells whether a complete request body has nothing in it that Amazon's Proactive Events API
 * reference and schemas exclude. Exactly then `problemsOfBody` finds no error, though it may warn.
 */
export async function isValidBody(name: EventName, body: Json): Promise<boolean> {
  const check = await loadBodyCheck(name)
  return check(body)
}

/**
 * The check of `isValidBody` for bodies of one event, loaded once and then synchronous: for many
 * bodies, one after the other.
 */
export async function loadBodyCheck(name: EventName): Promise<(body: Json) => boolean> {
  const { validate } = await fast[name]()
  return body => validate(body)
}

/**
 * Everything the schema of an event has to say of a complete request body (Amazon's "Proactive
 * Events API Reference" and "Schemas for Proactive Events"): at most one problem for each place.
 */
export async function problemsOfBody(
  name: EventName,
  body: Json,
): Promise<readonly SchemaProblem[]> {
  const content = await thorough[name]()
  const ofEnvelope = problemsFound(envelope, body, { name: 'The body', path: [] })
  const given = valueAt(body, ['event', 'name'])
  if (typeof given === 'string' && given !== name && isEventName(given)) {
    return [...ofEnvelope, otherName(name, given)]
  }
  const payload = valueAt(body, payloadPath)
  if (!isObject(payload)) return ofEnvelope
  return [
    ...ofEnvelope,
    ...problemsFound(content, payload, { name: 'The payload', path: payloadPath }),
  ]
}

function problemsFound(
  { validate, schema }: Validator,
  value: Json,
  root: Root,
): readonly SchemaProblem[] {
  if (validate(value) || !isObject(schema)) return []
  return problemsFrom(validate.errors ?? [], schema, value, root)
}

function otherName(name: EventName, given: EventName): SchemaProblem {
  return {
    path: ['event', 'name'],
    part: 'value',
    keyword: 'const',
    severity: 'error',
    message: `event.name is ${given}, but ${name} is expected.`,
    help: `Write ${name}.`,
  }
}
