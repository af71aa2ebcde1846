import { isDeepStrictEqual } from 'node:util'
import type { Severity } from '../diagnostic.ts'
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
import { misspeltProperty, type Violation, type Words, wordsFor } from './words.ts'

/** An error as ajv's validators give it. */
export interface ValidationError {
  /** JSON Pointer of the value. */
  readonly instancePath: string
  /** The keyword of JSON Schema that is not met. */
  readonly keyword: string
  readonly params: {
    readonly missingProperty?: string
    readonly additionalProperty?: string
  }
}

/** A generated validator that collects all errors, and the schema that explains them. */
export interface Explaining {
  readonly validate: {
    (value: unknown): boolean
    readonly errors?: readonly ValidationError[] | null
  }
  readonly schema: JsonObject
}

/** One thing a schema finds, in words. */
export interface SchemaProblem extends Words {
  /** From the root of what was checked. A missing property is at its own path, where nothing is. */
  readonly path: Path
  /** Whether the value is wrong, or the name it is under. */
  readonly part: 'value' | 'key'
  /** The keyword of JSON Schema that is not met; `deprecated` for names that sources disagree about. */
  readonly keyword: string
  /** `error` for what Amazon's reference states, `warning` where the schema says it is unverified. */
  readonly severity: Severity
}

/** What was checked: its name at the beginning of a sentence, and where it is in the whole. */
export interface Root {
  readonly name: string
  readonly path: Path
}

/**
 * Puts what a validator finds into words: one problem for each place, however many keywords
 * of the schema are not met there.
 *
 * @param schema the schema beside the validator.
 * @param value what was checked.
 * @param root its path begins every path.
 */
export function problemsFrom(
  errors: readonly ValidationError[],
  schema: JsonObject,
  value: Json,
  root: Root,
): readonly SchemaProblem[] {
  const violations = errors.flatMap(error => violationOf(error, schema, value) ?? [])
  const missing = violations.filter(({ keyword }) => keyword === 'required')
  const misspelt = violations.flatMap(violation => misspellingOf(violation, missing, value) ?? [])
  const explained = new Set(misspelt.flatMap(pair => [pair.unknown, pair.missing]))
  const rest = violations.filter(violation => !explained.has(violation))
  return [
    ...strongest(rest).map(violation => problemOf(violation, root)),
    ...misspelt.map(pair => ({
      ...problemOf(pair.unknown, root),
      ...misspeltProperty([...root.path, ...pair.unknown.path], pair.missing),
      severity: pair.missing.severity,
    })),
  ]
}

/** Of two keywords at one place the one that comes first here says more. */
const telling = ['type', 'const', 'enum', 'minLength']

function violationOf(
  error: ValidationError,
  schema: JsonObject,
  value: Json,
): Violation | undefined {
  const { keyword, params } = error
  // The keywords inside have errors of their own.
  if (keyword === 'if') return undefined
  const object = pathOf(error.instancePath, value)
  const name = params.missingProperty ?? params.additionalProperty
  const path = name === undefined ? object : [...object, name]
  const isName = params.additionalProperty !== undefined || keyword === 'not'
  const around = schemasAt(schema, value, object)
  const stated = around.filter(part => states(part, keyword, name))
  return {
    path,
    part: isName ? 'key' : 'value',
    keyword: keyword === 'not' ? 'deprecated' : keyword,
    severity: stated.some(part => isVerified(part, keyword, name)) ? 'error' : 'warning',
    value: isName ? (path.at(-1) ?? null) : (valueAt(value, path) ?? null),
    schemas: keyword === 'required' ? schemasAt(schema, value, path) : around,
    siblings: around.flatMap(namesKnownTo),
  }
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
function namesKnownTo(schema: JsonObject): readonly string[] {
  const properties = property(schema, 'properties')
  if (!isObject(properties)) return []
  return Object.entries(properties).flatMap(([name, inner]) =>
    isObject(inner) && 'deprecationMessage' in inner ? [] : [name],
  )
}

function states(schema: JsonObject, keyword: string, name: string | undefined): boolean {
  const value = property(schema, keyword)
  return Array.isArray(value) && keyword === 'required' ? value.includes(name) : value !== undefined
}

function isVerified(schema: JsonObject, keyword: string, name: string | undefined): boolean {
  // Whether Amazon refuses what it does not know is documented nowhere.
  if (keyword === 'additionalProperties' || keyword === 'not') return false
  const unverified = property(schema, 'x-unverified')
  const entry = keyword === 'required' ? `required:${name}` : keyword
  return !(Array.isArray(unverified) && unverified.includes(entry))
}

/** An unknown property whose name is near to that of a missing one. */
function misspellingOf(
  unknown: Violation,
  missing: readonly Violation[],
  value: Json,
): { readonly unknown: Violation; readonly missing: Violation } | undefined {
  if (unknown.keyword !== 'additionalProperties') return undefined
  const object = valueAt(value, unknown.path.slice(0, -1))
  const free = unknown.siblings.filter(name => !(isObject(object) && name in object))
  const likely = nearest(String(unknown.value), free)
  const wanted = likely === undefined ? undefined : [...unknown.path.slice(0, -1), likely]
  const found = missing.find(({ path }) => wanted !== undefined && isDeepStrictEqual(path, wanted))
  return found === undefined ? undefined : { unknown, missing: found }
}

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

function problemOf(violation: Violation, root: Root): SchemaProblem {
  const path = [...root.path, ...violation.path]
  const { part, keyword, severity } = violation
  return { path, part, keyword, severity, ...wordsFor({ ...violation, path }, root.name) }
}

/**
 * The schemas that apply to the value at a path, the plainest first: more than one where
 * conditions and alternatives add to what is under `properties`.
 *
 * @param root a schema without `$ref`.
 * @param value the whole value, since conditions depend on it.
 */
function schemasAt(root: JsonObject, value: Json, path: Path): readonly JsonObject[] {
  let schemas = applying(root, value)
  let current: Json | undefined = value
  for (const step of path) {
    current = valueAt(current, [step])
    const below = current ?? null
    schemas = schemas
      .flatMap(schema => childSchemas(schema, step))
      .flatMap(schema => applying(schema, below))
  }
  return schemas
}

function childSchemas(schema: JsonObject, step: string | number): readonly JsonObject[] {
  if (typeof step === 'number') return objects([schema['items']])
  const properties = schema['properties']
  const own = isObject(properties) ? property(properties, step) : undefined
  return objects([own ?? schema['additionalProperties']])
}

/** A schema and every schema inside it that speaks of the same value. */
function applying(schema: JsonObject, value: Json): readonly JsonObject[] {
  const { allOf, if: condition, then: yes, else: no } = schema
  const conditional = isObject(condition) ? [holds(condition, value) ? yes : no] : []
  const parts = [...(isArray(allOf) ? allOf : []), ...conditional]
  return [schema, ...objects(parts).flatMap(part => applying(part, value))]
}

/** Decides the conditions the schemas have: on what is there, on a constant. */
function holds(condition: JsonObject, value: Json): boolean {
  const { const: constant, required, properties } = condition
  if (constant !== undefined && constant !== value) return false
  if (!isObject(value)) return required === undefined && properties === undefined
  return (
    (!isArray(required) || required.every(name => typeof name !== 'string' || name in value)) &&
    (!isObject(properties) || Object.entries(properties).every(met))
  )

  function met([name, schema]: [string, Json]): boolean {
    const own = isObject(value) ? property(value, name) : undefined
    return own === undefined || !isObject(schema) || holds(schema, own)
  }
}

function objects(values: readonly (Json | undefined)[]): readonly JsonObject[] {
  return values.filter(isObject)
}
