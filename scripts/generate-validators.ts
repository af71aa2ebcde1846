import { Ajv } from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'
import { isArray, isObject, type Json, type JsonObject } from '../src/core/json.ts'
import { mapSubschemas, texts } from './generate-schemas.ts'

/** Keywords a validator obeys; all others only describe. */
const assertions = new Set([
  ...['type', 'enum', 'const', 'pattern', 'minLength', 'maxLength', 'minimum', 'minItems'],
  ...['maxItems', 'properties', 'required', 'additionalProperties', 'items'],
  ...['allOf', 'if', 'then', 'else'],
])

/** Keywords from which messages are made, beside the assertions. */
const words = new Set([
  ...['x-unverified', 'x-form', 'x-help', 'patternErrorMessage', 'deprecationMessage', 'examples'],
])

/**
 * A module of validators that tell whether anything Amazon is known to refuse is in a body: what is
 * unverified does not count, and unknown properties do not either.
 *
 * @param bodies schemas by the names of events; the module exports the validators by these names as `accepts`
 */
export function acceptingValidators(bodies: ReadonlyMap<string, JsonObject>): string {
  // A yes or no needs no errors; without them the module is a third of the size.
  const code = compiled([...bodies.values()].map(certain), false).replaceAll(
    /validate\d+\.errors = \[\{.*\}\];/g,
    '',
  )
  const table = [...bodies.keys()].map((name, index) => `'${name}': validator${index}`)
  return `${code}\nexport const accepts = { ${table.join(', ')} }\n`
}

/**
 * A module of validators that collect everything a schema objects to in their `errors`.
 *
 * @param schemas by names; the module exports by these names, as `explains`, the validators and the
 * schemas from which messages are made
 */
export function explainingValidators(schemas: ReadonlyMap<string, JsonObject>): string {
  const code = compiled([...schemas.values()].map(thorough), true)
  const table = [...schemas].map(
    ([name, schema], index) =>
      `'${name}': { validate: validator${index}, schema: ${JSON.stringify(wordsOf(schema))} }`,
  )
  return `${code}\nexport const explains = { ${table.join(', ')} }\n`
}

/** The validators of several schemas: `validator0`, `validator1` … */
function compiled(schemas: readonly JsonObject[], allErrors: boolean): string {
  const ajv = new Ajv({
    allErrors,
    messages: false,
    strictTypes: false,
    strictRequired: false,
    inlineRefs: false,
    // Lengths count UTF-16 units: code points would need a helper at run time, and no limit is near.
    unicode: false,
    unicodeRegExp: false,
    // Silences the note that "unicode" is deprecated.
    logger: false,
    code: { source: true, esm: true, lines: true },
  })
  const names = schemas.map((_, index) => `validator${index}`)
  for (const [index, schema] of schemas.entries()) ajv.addSchema(schema, names[index])
  const code = standalone.default(ajv, Object.fromEntries(names.map(name => [name, name])))
  if (/\brequire\(/.test(code)) throw new Error('A validator needs a helper of ajv at run time')
  return code
}

function certain(schema: JsonObject): JsonObject {
  const unverified = texts(schema['x-unverified'])
  const required = texts(schema['required']).filter(
    name => !unverified.includes(`required:${name}`),
  )
  const kept = Object.entries(schema).filter(
    ([keyword, value]) =>
      assertions.has(keyword) &&
      keyword !== 'required' &&
      !unverified.includes(keyword) &&
      !(keyword === 'additionalProperties' && value === false),
  )
  const own = Object.fromEntries(required.length > 0 ? [...kept, ['required', required]] : kept)
  return mapSubschemas(own, certain)
}

function thorough(schema: JsonObject): JsonObject {
  const own = only(schema, keyword => assertions.has(keyword))
  const strict = mapSubschemas(own, thorough)
  return 'deprecationMessage' in schema ? { ...strict, not: {} } : strict
}

function wordsOf(schema: JsonObject): JsonObject {
  const own = only(schema, keyword => assertions.has(keyword) || words.has(keyword))
  const { examples, pattern, ...rest } = own
  const example: Json = isArray(examples) && isLeaf(own) ? examples.slice(0, 1) : []
  return mapSubschemas(
    {
      ...rest,
      // That there is one is all that messages need to know.
      ...(pattern === undefined ? {} : { pattern: true }),
      ...(example.length > 0 ? { examples: example } : {}),
    },
    wordsOf,
  )
}

/** Examples of whole objects would be a second copy of their parts' examples. */
function isLeaf(schema: JsonObject): boolean {
  return schema['type'] === 'string' || schema['type'] === 'integer'
}

function only(schema: JsonObject, keep: (keyword: string) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => keep(keyword)))
}

/** The event file's schema without what it says of payloads. */
export function withoutPayloads(eventFile: JsonObject): JsonObject {
  const { allOf: _, ...envelope } = eventOf(eventFile)
  return withEvent(eventFile, envelope)
}

/**
 * What the bodies of all events share: any of the names, any payload. It is made from the body of
 * one event, since they differ in nothing else, and from what the event file says of the event.
 */
export function withAnyPayload(body: JsonObject, eventFile: JsonObject): JsonObject {
  return withEvent(body, eventOf(withoutPayloads(eventFile)))
}

function eventOf(schema: JsonObject): JsonObject {
  const properties = schema['properties']
  const event = isObject(properties) ? properties['event'] : undefined
  if (!isObject(event)) throw new Error('A body and an event file have an event')
  return event
}

function withEvent(schema: JsonObject, event: JsonObject): JsonObject {
  const properties = schema['properties']
  return { ...schema, properties: { ...(isObject(properties) ? properties : {}), event } }
}
