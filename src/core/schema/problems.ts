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
import { misspelledProperty, type Violation, type Words, wordsFor } from './words.ts'

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
  const misspelled = violations.flatMap(violation => misspellingOf(violation, missing, value) ?? [])
  const explained = new Set(misspelled.flatMap(pair => [pair.unknown, pair.missing]))
  const rest = violations.filter(violation => !explained.has(violation))
  return [
    ...strongest(rest).map(violation => problemOf(violation, root)),
    ...misspelled.map(pair => ({
      ...problemOf(pair.unknown, root),
      ...misspelledProperty([...root.path, ...pair.unknown.path], pair.missing),
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
  const around = schemasAround(error, schema)
  return {
    path,
    part: isName ? 'key' : 'value',
    keyword: keyword === 'not' ? 'deprecated' : keyword,
    severity: around.some(part => isVerified(part, keyword, name)) ? 'error' : 'warning',
    value: isName ? (path.at(-1) ?? null) : (valueAt(value, path) ?? null),
    schemas: keyword === 'required' ? around.flatMap(part => schemaOf(part, name)) : around,
    siblings: around.flatMap(namesKnownTo),
  }
}

/** The schema that is not met, after what it adds to where it is that of a condition. */
function schemasAround({ schemaPath }: ValidationError, root: JsonObject): readonly JsonObject[] {
  const own = schemaPath.replace(/\/[^/]*$/, '')
  const plain = own.replace(/(?:\/allOf\/\d+)?\/(?:then|else)(?=\/|$)/g, '')
  return [...new Set([plain, own])]
    .map(pointer => valueAt(root, pathOf(pointer, root)))
    .filter(isObject)
}

/** What a schema says of a property. */
function schemaOf({ properties, additionalProperties }: JsonObject, name = ''): JsonObject[] {
  const own = isObject(properties) ? property(properties, name) : undefined
  return [own ?? additionalProperties].filter(isObject)
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

/** Whether a schema states what is not met, and Amazon is known to hold to it. */
function isVerified(schema: JsonObject, keyword: string, name: string | undefined): boolean {
  // Whether Amazon refuses what it does not know is documented nowhere.
  if (keyword === 'additionalProperties' || keyword === 'not') return false
  const { [keyword]: stated, 'x-unverified': unverified } = schema
  const isStated = keyword === 'required' ? includes(stated, name) : stated !== undefined
  return isStated && !includes(unverified, keyword === 'required' ? `required:${name}` : keyword)
}

function includes(list: Json | undefined, text: string | undefined): boolean {
  return isArray(list) && text !== undefined && list.includes(text)
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
