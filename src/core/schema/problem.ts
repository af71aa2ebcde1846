import type { Severity } from '../diagnostic.ts'
import { isObject, type Json, type JsonObject, type Path, property, valueAt } from '../json.ts'
import { nearest } from '../nearest.ts'
import { schemasAt } from './schema-at.ts'
import type { SchemaError } from './schema-error.ts'
import { misspeltProperty, type Objection, wordsFor } from './words.ts'

/** One thing a schema objects to, in words. */
export interface SchemaProblem {
  /** From the root of what was checked. A missing property is at its own path, where nothing is. */
  readonly path: Path
  /** Whether the value is wrong, or the name it stands under. */
  readonly part: 'value' | 'key'
  /** The keyword of JSON Schema that is not met; `deprecated` for names that sources disagree about. */
  readonly keyword: string
  /** `error` for what Amazon's reference states, `warning` where the schema says it is unverified. */
  readonly severity: Severity
  readonly message: string
  readonly help: string
}

/** What was checked: its name at the beginning of a sentence, and where it stands in the whole. */
export interface Root {
  readonly name: string
  readonly path: Path
}

/**
 * Puts what a validator objects to into words: one problem for each place, however many keywords
 * of the schema are not met there.
 *
 * @param schema the schema beside the validator.
 * @param value what was checked.
 * @param root its path begins every path.
 */
export function problemsFrom(
  errors: readonly SchemaError[],
  schema: JsonObject,
  value: Json,
  root: Root,
): readonly SchemaProblem[] {
  const objections = errors.flatMap(error => objectionOf(error, schema, value) ?? [])
  const missing = objections.filter(({ keyword }) => keyword === 'required')
  const misspelt = objections.flatMap(objection => misspellingOf(objection, missing, value) ?? [])
  const explained = new Set(misspelt.flatMap(pair => [pair.unknown, pair.missing]))
  const rest = objections.filter(objection => !explained.has(objection))
  return [
    ...strongest(rest).map(objection => problemOf(objection, root)),
    ...misspelt.map(pair => ({
      ...problemOf(pair.unknown, root),
      ...misspeltProperty([...root.path, ...pair.unknown.path], pair.missing),
      severity: pair.missing.severity,
    })),
  ]
}

/** Of two keywords at one place the one that comes first here says more. */
const telling = ['type', 'const', 'enum', 'minLength']

function objectionOf(error: SchemaError, schema: JsonObject, value: Json): Objection | undefined {
  const { keyword, params } = error
  // Said by the keywords inside.
  if (keyword === 'if') return undefined
  const object = pathOf(error.instancePath, value)
  const name = params?.missingProperty ?? params?.additionalProperty
  const path = name === undefined ? object : [...object, name]
  const isName = params?.additionalProperty !== undefined || keyword === 'not'
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
  // Whether Amazon refuses what it does not know is nowhere said.
  if (keyword === 'additionalProperties' || keyword === 'not') return false
  const unverified = property(schema, 'x-unverified')
  const entry = keyword === 'required' ? `required:${name}` : keyword
  return !(Array.isArray(unverified) && unverified.includes(entry))
}

/** An unknown property whose name is near to that of a missing one. */
function misspellingOf(
  unknown: Objection,
  missing: readonly Objection[],
  value: Json,
): { readonly unknown: Objection; readonly missing: Objection } | undefined {
  if (unknown.keyword !== 'additionalProperties') return undefined
  const object = valueAt(value, unknown.path.slice(0, -1))
  const free = unknown.siblings.filter(name => !(isObject(object) && name in object))
  const meant = nearest(String(unknown.value), free)
  const found = missing.find(
    ({ path }) => path.at(-1) === meant && samePath(path.slice(0, -1), unknown.path.slice(0, -1)),
  )
  return found === undefined ? undefined : { unknown, missing: found }
}

function samePath(one: Path, other: Path): boolean {
  return one.length === other.length && one.every((step, index) => step === other[index])
}

/** One objection for each place: an error before a warning, then the one that says more. */
function strongest(objections: readonly Objection[]): readonly Objection[] {
  const byPlace = new Map<string, Objection>()
  for (const objection of objections) {
    const place = JSON.stringify([objection.path, objection.part])
    const known = byPlace.get(place)
    if (known === undefined || weight(objection) < weight(known)) byPlace.set(place, objection)
  }
  return [...byPlace.values()]
}

function weight({ severity, keyword }: Objection): number {
  const rank = telling.indexOf(keyword)
  return (severity === 'error' ? 0 : 100) + (rank < 0 ? telling.length : rank)
}

function problemOf(objection: Objection, root: Root): SchemaProblem {
  const path = [...root.path, ...objection.path]
  const { part, keyword, severity } = objection
  return { path, part, keyword, severity, ...wordsFor({ ...objection, path }, root.name) }
}
