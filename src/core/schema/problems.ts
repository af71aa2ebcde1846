import { isDeepStrictEqual } from 'node:util'
import {
  isArray,
  isObject,
  type Json,
  type JsonObject,
  type Path,
  property,
  valueAt,
} from '../json.ts'
import { nearest } from '../wording.ts'
import { misspelling, problemOf, type SchemaProblem, type Violation } from './words.ts'

/** An error as ajv's validators give it. */
export interface ValidationError {
  /** JSON Pointer of the value. */
  readonly instancePath: string
  /** JSON Pointer of the keyword in the schema, after `#`. */
  readonly schemaPath: string
  /** The keyword of JSON Schema that is not met. */
  readonly keyword: string
  readonly params: { readonly missingProperty?: string; readonly additionalProperty?: string }
}

/** A generated validator that collects all errors, and the schema that explains them. */
export interface Explaining {
  readonly validate: {
    (value: unknown): boolean
    readonly errors?: readonly ValidationError[] | null
  }
  readonly schema: JsonObject
}

/**
 * Puts what a validator finds in a value into words: one problem for each place, however many keywords
 * of the schema are not met there.
 *
 * @param base where the value is in the whole: begins every path.
 */
export function problemsFound(
  { validate, schema }: Explaining,
  value: Json,
  base: Path = [],
): readonly SchemaProblem[] {
  if (validate(value)) return []
  const violations = (validate.errors ?? []).flatMap(
    error => violationOf(error, schema, value, base) ?? [],
  )
  const missing = violations.filter(({ keyword }) => keyword === 'required')
  // An unknown property whose name is near to that of a missing one explains both.
  const misspelled = violations.flatMap(unknown => {
    if (unknown.keyword !== 'additionalProperties') return []
    const around = unknown.path.slice(0, -1)
    const object = valueAt(value, around.slice(base.length))
    const free = unknown.siblings.filter(name => isObject(object) && !(name in object))
    const likely = [...around, nearest(String(unknown.value), free) ?? '']
    const wanted = missing.find(({ path }) => isDeepStrictEqual(path, likely))
    return wanted === undefined ? [] : [{ unknown, wanted }]
  })
  const explained = new Set(misspelled.flatMap(({ unknown, wanted }) => [unknown, wanted]))
  return [
    ...strongest(violations.filter(one => !explained.has(one))).map(problemOf),
    ...misspelled.map(({ unknown, wanted }) => misspelling(unknown, wanted)),
  ]
}

function violationOf(
  { keyword, params, instancePath, schemaPath }: ValidationError,
  root: JsonObject,
  whole: Json,
  base: Path,
): Violation | undefined {
  // The keywords inside have errors of their own.
  if (keyword === 'if') return undefined
  const name = params.missingProperty ?? params.additionalProperty
  const inside = [...pathOf(instancePath, whole), ...(name === undefined ? [] : [name])]
  const isName = params.additionalProperty !== undefined || keyword === 'not'
  // What a condition adds is told with what it is added to.
  const own = schemaPath.replace(/\/[^/]*$/, '')
  const plain = own.replace(/(?:\/allOf\/\d+)?\/(?:then|else)(?=\/|$)/g, '')
  const schemas = [own, plain].map(pointer => valueAt(root, pathOf(pointer, root))).filter(isObject)
  const schema: JsonObject = Object.fromEntries(schemas.flatMap(part => Object.entries(part)))
  const path = [...base, ...inside]
  return {
    path,
    part: isName ? 'key' : 'value',
    keyword: keyword === 'not' ? 'deprecated' : keyword,
    severity: schemas.some(part => isVerified(part, keyword, name)) ? 'error' : 'warning',
    value: (isName ? path.at(-1) : valueAt(whole, inside)) ?? null,
    schema: keyword === 'required' ? schemaOf(schema, name) : schema,
    siblings: namesKnownTo(schema),
  }
}

/** What a schema says of a property. */
function schemaOf({ properties, additionalProperties }: JsonObject, name = ''): JsonObject {
  const own = isObject(properties) ? property(properties, name) : undefined
  return [own, additionalProperties].find(isObject) ?? {}
}

/** Reads a JSON Pointer with the help of the value, which knows lists from objects. */
function pathOf(pointer: string, root: Json): Path {
  let value: Json | undefined = root
  return pointer
    .split('/')
    .slice(1)
    .map(step => {
      const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
      const key = Array.isArray(value) ? Number(name) : name
      value = valueAt(value, [key])
      return key
    })
}

/** The names of an object's properties that are in use: those merely tolerated are no advice. */
function namesKnownTo({ properties = {} }: JsonObject): readonly string[] {
  return Object.entries(isObject(properties) ? properties : {}).flatMap(([name, inner]) =>
    isObject(inner) && 'deprecationMessage' in inner ? [] : [name],
  )
}

/** Whether a schema states what is not met, and Amazon is known to hold to it. */
function isVerified(schema: JsonObject, keyword: string, name = ''): boolean {
  // Whether Amazon refuses what it does not know is documented nowhere.
  if (keyword === 'additionalProperties' || keyword === 'not') return false
  const { [keyword]: stated, 'x-unverified': unverified } = schema
  const includes = (list: Json | undefined, text: string) => isArray(list) && list.includes(text)
  return keyword === 'required'
    ? includes(stated, name) && !includes(unverified, `required:${name}`)
    : stated !== undefined && !includes(unverified, keyword)
}

/** Of two keywords at one place the one that comes first here says more. */
const telling = ['type', 'const', 'enum', 'minLength']

/** One violation for each place: an error before a warning, then the one that says more. */
function strongest(violations: readonly Violation[]): readonly Violation[] {
  const byPlace = new Map<string, Violation>()
  for (const violation of violations) {
    const place = JSON.stringify([violation.path, violation.part])
    const known = byPlace.get(place)
    if (known === undefined || weight(violation) < weight(known)) byPlace.set(place, violation)
  }
  return [...byPlace.values()]
}

function weight({ severity, keyword }: Violation): number {
  const rank = telling.indexOf(keyword)
  return (severity === 'error' ? 0 : 100) + (rank < 0 ? telling.length : rank)
}
