import { Ajv } from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'
import { transform } from 'esbuild'
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
 * A module whose `validate` tells whether anything Amazon is known to refuse is in a value:
 * what is unverified does not count, and unknown properties do not either.
 */
export async function fastValidator(schema: JsonObject): Promise<string> {
  return minified(withoutErrors(await compiled(certain(schema), false)))
}

function withoutErrors(code: string): string {
  return code.replaceAll(/validate\d+\.errors = \[\{.*\}\];/g, '')
}

/**
 * A module whose `validate` collects everything that a schema objects to in `validate.errors`,
 * and whose `schema` holds what messages about it are made from.
 */
export async function thoroughValidator(schema: JsonObject): Promise<string> {
  const code = await compiled(thorough(schema), true)
  return minified(`${code}\nexport const schema = ${JSON.stringify(wordsOf(schema))}`)
}

async function compiled(schema: JsonObject, allErrors: boolean): Promise<string> {
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
  ajv.addSchema({ ...schema, $id: 'validate' })
  const code = standalone.default(ajv, { validate: 'validate' })
  if (/\brequire\(/.test(code)) throw new Error('A validator needs a helper of ajv at run time')
  return withoutRepetition(code)
}

/**
 * Errors say where and which keyword. What else ajv puts into them is in the schema that is
 * exported beside, and would make the modules twice as large.
 */
function withoutRepetition(code: string): string {
  return code
    .replaceAll(/schemaPath:"[^"]*",/g, '')
    .replaceAll(
      /,params:\{(?!missingProperty|additionalProperty)\w+: (?:"(?:[^"\\]|\\.)*"|[^"}])*\}/g,
      '',
    )
}

async function minified(code: string): Promise<string> {
  const options = { minify: true, treeShaking: true, format: 'esm', target: 'node20' } as const
  const { code: small } = await transform(code, options)
  return small
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
