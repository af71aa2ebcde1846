import type { Severity } from '../diagnostic.ts'
import {
  isArray,
  isObject,
  type Json,
  type JsonObject,
  type Path,
  pathText,
  property,
  valueAt,
} from '../json.ts'
import { quoted } from '../source/document.ts'
import { didYouMean, nearest } from '../wording.ts'

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
  const meant = nearest(String(unknown.value), free)
  const found = missing.find(
    ({ path }) => path.at(-1) === meant && samePath(path.slice(0, -1), unknown.path.slice(0, -1)),
  )
  return found === undefined ? undefined : { unknown, missing: found }
}

function samePath(one: Path, other: Path): boolean {
  return one.length === other.length && one.every((step, index) => step === other[index])
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

/** What a schema finds, with everything that helps to word it. */
export interface Violation {
  readonly path: Path
  readonly part: 'value' | 'key'
  readonly keyword: string
  readonly severity: Severity
  /** What was found: the value, or the name where the name is wrong. */
  readonly value: Json
  /** The schemas of the value; where it is missing, those of what should be there. */
  readonly schemas: readonly JsonObject[]
  /** Names that are known in the object around. */
  readonly siblings: readonly string[]
}

export interface Words {
  readonly message: string
  readonly help: string
}

/**
 * Says what is wrong and what to do about it.
 *
 * @param root what the whole is called at the beginning of a sentence: "The payload".
 */
export function wordsFor(violation: Violation, root: string): Words {
  const words = violation.path.length === 0 ? wrongRoot(violation, root) : plainWordsFor(violation)
  const limits = ['minimum', 'maxItems', 'maxLength', 'pattern']
  if (violation.severity === 'error' || !limits.includes(violation.keyword)) return words
  return { ...words, help: `${words.help} Whether Amazon refuses it is not known.` }
}

/** Words for an unknown property that is most likely a misspelt one. */
export function misspeltProperty(path: Path, meant: Violation): Words {
  const name = String(meant.path.at(-1))
  return {
    message: `${nameOf(path)} is not known; did you mean ${name}?`,
    help: `Rename it to ${name}.`,
  }
}

function plainWordsFor(violation: Violation): Words {
  const { keyword, value, path } = violation
  const name = nameOf(path)
  if (keyword === 'required') return { message: `${name} is missing.`, help: helpToAdd(violation) }
  if (keyword === 'additionalProperties') return unknownProperty(violation)
  if (keyword === 'deprecated') return disputedName(violation)
  if (keyword === 'type') return wrongType(violation)
  if (value === '') return { message: `${name} is empty.`, help: helpToWrite(violation) }
  if (keyword === 'enum' || keyword === 'const') return wrongValue(violation)
  if (keyword === 'pattern') return wrongForm(violation)
  return outOfBounds(violation)
}

function unknownProperty({ path, value, siblings, schemas }: Violation): Words {
  const key = String(value)
  const meant = nearest(key, siblings)
  const help = textOf(schemas, 'x-help')
  const known = siblings.length > 0 ? ` Known here: ${siblings.join(', ')}.` : ''
  if (help !== undefined) return { message: `${nameOf(path)} does not belong here.`, help }
  return {
    message: `${nameOf(path)} is not known${didYouMean(key, siblings) || '.'}`,
    help: meant === undefined ? `Remove it.${known}` : `Rename it to ${meant}, or remove it.`,
  }
}

function disputedName({ path, schemas }: Violation): Words {
  const reason = textOf(schemas, 'deprecationMessage') ?? ''
  return {
    message: `${nameOf(path)} may be ignored. ${reason}`,
    help: "Write it as Amazon's sample does.",
  }
}

function wrongRoot({ value, schemas }: Violation, root: string): Words {
  const wanted = typeText(schemas)
  return {
    message: `${root} must be ${wanted}, not ${kindOf(value)}.`,
    help: `Make it ${wanted} with the keys ${schemas.flatMap(keysOf).join(', ')}.`,
  }
}

function keysOf(schema: JsonObject): readonly string[] {
  const properties = property(schema, 'properties')
  return isObject(properties) ? Object.keys(properties) : []
}

function wrongType(violation: Violation): Words {
  const { path, value, schemas } = violation
  const wanted = typeText(schemas)
  return {
    message: `${nameOf(path)} must be ${wanted}, not ${kindOf(value)}.`,
    help: helpToChange(violation, wanted),
  }
}

function helpToChange(violation: Violation, wanted: string): string {
  const { value } = violation
  const isNumeric = typeof value === 'string' && /^\d+$/.test(value.trim())
  if (isNumeric && wanted === 'a whole number') return `Write ${value.trim()} without quotes.`
  return helpToWrap(violation, wanted) ?? helpToWrite(violation)
}

/** For a text that is to stand in a list, or in a map under the one name that the map needs. */
function helpToWrap({ value, schemas }: Violation, wanted: string): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined
  if (wanted === 'a list') return `Write it as a list: [${quoted(value)}].`
  const names = schemas.map(schema => property(schema, 'required')).find(isArray) ?? []
  return wanted === 'a map' && names.length === 1
    ? `Write it as a map: { "${names.join()}": ${quoted(value)} }.`
    : undefined
}

function wrongValue(violation: Violation): Words {
  const { path, value, schemas } = violation
  const values = valuesOf(schemas)
  const text = String(value)
  const form = textOf(schemas, 'x-form') ?? listed(values)
  const meant = nearest(text, values)
  return {
    message: `${shortNameOf(path)} ${quoted(text)} is not ${form}${didYouMean(text, values) || '.'}`,
    help: meant === undefined ? helpToWrite(violation) : `Write ${meant}.`,
  }
}

function wrongForm(violation: Violation): Words {
  const { path, value, schemas } = violation
  const form = textOf(schemas, 'x-form') ?? 'of the right form'
  return {
    message: `${nameOf(path)} ${quoted(String(value))} is not ${form}.`,
    help: helpToWrite(violation),
  }
}

function outOfBounds({ path, keyword, value, schemas }: Violation): Words {
  const name = nameOf(path)
  const bound = numberOf(schemas, keyword)
  const length = typeof value === 'string' || isArray(value) ? value.length : 0
  if (keyword === 'minimum') {
    return {
      message: `${name} must be at least ${bound}, not ${String(value)}.`,
      help: `Write ${bound} or more.`,
    }
  }
  if (keyword === 'maxLength') {
    return {
      message: `${name} is ${length} characters long; at most ${bound} are allowed.`,
      help: `Shorten it to ${bound} characters.`,
    }
  }
  if (keyword === 'minItems') {
    return { message: `${name} is an empty list.`, help: `Give at least ${bound} entry.` }
  }
  return {
    message: `${name} has ${length} entries; at most ${bound} are allowed.`,
    help: `Leave ${bound} of them.`,
  }
}

function helpToAdd({ schemas }: Violation): string {
  const values = valuesOf(schemas)
  if (values.length === 1) return `Add it: ${values.join()}.`
  if (values.length > 1) return `Add it, as ${listed(values)}.`
  const example = exampleOf(schemas)
  return example === undefined ? 'Add it.' : `Add it, for example ${example}.`
}

function helpToWrite({ value, schemas }: Violation): string {
  const form = textOf(schemas, 'patternErrorMessage')
  if (form !== undefined) return form
  const values = valuesOf(schemas)
  if (values.length > 0) {
    return `Write ${listed(typeof value === 'string' ? values : values.map(quoted))}.`
  }
  if (value === null) return 'Give it a value, or leave it out where it is optional.'
  const example = exampleOf(schemas)
  const wanted = typeText(schemas)
  return example === undefined ? `Make it ${wanted}.` : `Write ${wanted}, for example ${example}.`
}

function listed(values: readonly string[]): string {
  return values.length === 1 ? values.join() : `one of ${values.join(', ')}`
}

function valuesOf(schemas: readonly JsonObject[]): readonly string[] {
  for (const schema of schemas) {
    const values = property(schema, 'enum')
    if (isArray(values)) return values.map(String)
    const constant = property(schema, 'const')
    if (typeof constant === 'string') return [constant]
  }
  return []
}

function exampleOf(schemas: readonly JsonObject[]): string | undefined {
  const examples = schemas.map(schema => property(schema, 'examples')).find(isArray)
  const example = examples?.[0]
  return example === undefined ? undefined : JSON.stringify(example)
}

function textOf(schemas: readonly JsonObject[], keyword: string): string | undefined {
  return schemas.map(schema => property(schema, keyword)).find(value => typeof value === 'string')
}

function numberOf(schemas: readonly JsonObject[], keyword: string): number | undefined {
  return schemas.map(schema => property(schema, keyword)).find(value => typeof value === 'number')
}

const typeNames: ReadonlyMap<Json, string> = new Map([
  ['string', 'a text'],
  ['integer', 'a whole number'],
  ['object', 'a map'],
  ['array', 'a list'],
  ['boolean', 'true or false'],
])

function typeText(schemas: readonly JsonObject[]): string {
  const type = schemas.map(schema => property(schema, 'type')).find(value => value !== undefined)
  return typeNames.get(type ?? null) ?? 'a value'
}

function kindOf(value: Json): string {
  if (typeof value === 'string') return `the text ${quoted(value)}`
  if (typeof value === 'number') return `the number ${value}`
  if (isArray(value)) return 'a list'
  if (isObject(value)) return 'a map'
  return value === null ? 'nothing' : String(value)
}

/** A path the way people name it: inside a payload it begins there. */
function nameOf(path: Path): string {
  return pathText(isInPayload(path) ? path.slice(2) : path)
}

/** In a payload the last name is enough; elsewhere there are too many of one name. */
function shortNameOf(path: Path): string {
  if (!isInPayload(path)) return nameOf(path)
  return pathText(path.slice(typeof path.at(-1) === 'number' ? -2 : -1))
}

function isInPayload(path: Path): boolean {
  return path.length > 2 && path[0] === 'event' && path[1] === 'payload'
}

/**
 * The schemas that apply to the value at a path, the plainest first: more than one where
 * conditions and alternatives add to what stands under `properties`.
 *
 * @param root a schema without `$ref`.
 * @param value the whole value, since conditions depend on it.
 */
export function schemasAt(root: JsonObject, value: Json, path: Path): readonly JsonObject[] {
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
