import type { Severity } from '../diagnostic.ts'
import {
  isArray,
  isObject,
  type Json,
  type JsonObject,
  type Path,
  pathText,
  property,
} from '../json.ts'
import { didYouMean, nearest } from '../nearest.ts'
import { quoted } from '../source/document.ts'

/** What a schema objects to, with everything that helps to say so. */
export interface Objection {
  readonly path: Path
  readonly part: 'value' | 'key'
  readonly keyword: string
  readonly severity: Severity
  /** What was found: the value, or the name where the name is the trouble. */
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
export function wordsFor(objection: Objection, root: string): Words {
  const words = objection.path.length === 0 ? wrongRoot(objection, root) : plainWordsFor(objection)
  const limits = ['minimum', 'maxItems', 'maxLength', 'pattern']
  if (objection.severity === 'error' || !limits.includes(objection.keyword)) return words
  return { ...words, help: `${words.help} Whether Amazon refuses it is not known.` }
}

/** Words for an unknown property that is most likely a misspelt one. */
export function misspeltProperty(path: Path, meant: Objection): Words {
  const name = String(meant.path.at(-1))
  return {
    message: `${nameOf(path)} is not known; did you mean ${name}?`,
    help: `Rename it to ${name}.`,
  }
}

function plainWordsFor(objection: Objection): Words {
  const { keyword, value, path } = objection
  const name = nameOf(path)
  if (keyword === 'required') return { message: `${name} is missing.`, help: helpToAdd(objection) }
  if (keyword === 'additionalProperties') return unknownProperty(objection)
  if (keyword === 'deprecated') return disputedName(objection)
  if (keyword === 'type') return wrongType(objection)
  if (value === '') return { message: `${name} is empty.`, help: helpToWrite(objection) }
  if (keyword === 'enum' || keyword === 'const') return wrongValue(objection)
  if (keyword === 'pattern') return wrongForm(objection)
  return outOfBounds(objection)
}

function unknownProperty({ path, value, siblings, schemas }: Objection): Words {
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

function disputedName({ path, schemas }: Objection): Words {
  const reason = textOf(schemas, 'deprecationMessage') ?? ''
  return {
    message: `${nameOf(path)} may be ignored. ${reason}`,
    help: "Write it as Amazon's sample does.",
  }
}

function wrongRoot({ value, schemas }: Objection, root: string): Words {
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

function wrongType(objection: Objection): Words {
  const { path, value, schemas } = objection
  const wanted = typeText(schemas)
  return {
    message: `${nameOf(path)} must be ${wanted}, not ${kindOf(value)}.`,
    help: helpToChange(objection, wanted),
  }
}

function helpToChange(objection: Objection, wanted: string): string {
  const { value } = objection
  const isNumeric = typeof value === 'string' && /^\d+$/.test(value.trim())
  if (isNumeric && wanted === 'a whole number') return `Write ${value.trim()} without quotes.`
  return helpToWrap(objection, wanted) ?? helpToWrite(objection)
}

/** For a text that is to stand in a list, or in a map under the one name that the map needs. */
function helpToWrap({ value, schemas }: Objection, wanted: string): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined
  if (wanted === 'a list') return `Write it as a list: [${quoted(value)}].`
  const names = schemas.map(schema => property(schema, 'required')).find(isArray) ?? []
  return wanted === 'a map' && names.length === 1
    ? `Write it as a map: { "${names.join()}": ${quoted(value)} }.`
    : undefined
}

function wrongValue(objection: Objection): Words {
  const { path, value, schemas } = objection
  const values = valuesOf(schemas)
  const text = String(value)
  const form = textOf(schemas, 'x-form') ?? listed(values)
  const meant = nearest(text, values)
  return {
    message: `${shortNameOf(path)} ${quoted(text)} is not ${form}${didYouMean(text, values) || '.'}`,
    help: meant === undefined ? helpToWrite(objection) : `Write ${meant}.`,
  }
}

function wrongForm(objection: Objection): Words {
  const { path, value, schemas } = objection
  const form = textOf(schemas, 'x-form') ?? 'of the right form'
  return {
    message: `${nameOf(path)} ${quoted(String(value))} is not ${form}.`,
    help: helpToWrite(objection),
  }
}

function outOfBounds({ path, keyword, value, schemas }: Objection): Words {
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

function helpToAdd({ schemas }: Objection): string {
  const values = valuesOf(schemas)
  if (values.length === 1) return `Add it: ${values.join()}.`
  if (values.length > 1) return `Add it, as ${listed(values)}.`
  const example = exampleOf(schemas)
  return example === undefined ? 'Add it.' : `Add it, for example ${example}.`
}

function helpToWrite({ value, schemas }: Objection): string {
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
