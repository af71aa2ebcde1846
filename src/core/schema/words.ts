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
import { quoted } from '../source/document.ts'
import { didYouMean, nearest } from '../wording.ts'

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

/** One thing in words: what is wrong, and what to do about it. */
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
  const { path, keyword, severity, value, schemas, siblings } = violation
  if (path.length > 0) {
    const { message, help } = plainWordsFor(violation)
    const isSure = severity === 'error' || !limits.includes(keyword)
    return { message, help: isSure ? help : `${help} Whether Amazon refuses it is not known.` }
  }
  const wanted = typeText(schemas)
  return {
    message: `${root} must be ${wanted}, not ${kindOf(value)}.`,
    help: `Make it ${wanted} with the keys ${siblings.join(', ')}.`,
  }
}

/** Keywords of which the schema may say that nobody knows whether Amazon holds to them. */
const limits = ['minimum', 'maxItems', 'maxLength', 'pattern']

/** Words for an unknown property that is most likely a misspelled one. */
export function misspelledProperty(path: Path, missing: Violation): Words {
  const name = String(missing.path.at(-1))
  const message = `${nameOf(path)} is not known; did you mean ${name}?`
  return { message, help: `Rename it to ${name}.` }
}

function plainWordsFor(violation: Violation): Words {
  const { path, keyword, value, schemas } = violation
  const name = nameOf(path)
  const wanted = typeText(schemas)
  if (keyword === 'required') return { message: `${name} is missing.`, help: helpToAdd(schemas) }
  if (keyword === 'additionalProperties') return unknownProperty(violation)
  if (keyword === 'deprecated') {
    const reason = textOf(schemas, 'deprecationMessage') ?? ''
    const help = "Write it as Amazon's sample does."
    return { message: `${name} may be ignored. ${reason}`, help }
  }
  if (keyword === 'type') {
    const message = `${name} must be ${wanted}, not ${kindOf(value)}.`
    return { message, help: helpToConvert(violation, wanted) ?? helpToWrite(violation) }
  }
  if (value === '') return { message: `${name} is empty.`, help: helpToWrite(violation) }
  if (keyword === 'enum' || keyword === 'const') return wrongValue(violation)
  if (keyword === 'pattern') {
    const form = textOf(schemas, 'x-form') ?? 'of the right form'
    const message = `${name} ${quoted(String(value))} is not ${form}.`
    return { message, help: helpToWrite(violation) }
  }
  return outOfBounds(violation)
}

function unknownProperty({ path, value, siblings, schemas }: Violation): Words {
  const key = String(value)
  const help = textOf(schemas, 'x-help')
  if (help !== undefined) return { message: `${nameOf(path)} does not belong here.`, help }
  const likely = nearest(key, siblings)
  const known = siblings.length > 0 ? ` Known here: ${siblings.join(', ')}.` : ''
  return {
    message: `${nameOf(path)} is not known${didYouMean(key, siblings) || '.'}`,
    help: likely === undefined ? `Remove it.${known}` : `Rename it to ${likely}, or remove it.`,
  }
}

/** For a number in quotes, and a text that should be in a list or under the one name that a map needs. */
function helpToConvert({ value, schemas }: Violation, wanted: string): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined
  if (wanted === 'a whole number' && /^\d+$/.test(value.trim())) {
    return `Write ${value.trim()} without quotes.`
  }
  if (wanted === 'a list') return `Write it as a list: [${quoted(value)}].`
  const names = stated(schemas, 'required', isArray) ?? []
  return wanted === 'a map' && names.length === 1
    ? `Write it as a map: { "${names.join()}": ${quoted(value)} }.`
    : undefined
}

function wrongValue(violation: Violation): Words {
  const { path, value, schemas } = violation
  const values = valuesOf(schemas)
  const text = String(value)
  const form = textOf(schemas, 'x-form') ?? oneOf(values)
  const likely = nearest(text, values)
  return {
    message: `${shortNameOf(path)} ${quoted(text)} is not ${form}${didYouMean(text, values) || '.'}`,
    help: likely === undefined ? helpToWrite(violation) : `Write ${likely}.`,
  }
}

function outOfBounds({ path, keyword, value, schemas }: Violation): Words {
  const name = nameOf(path)
  const bound = stated(schemas, keyword, isNumber)
  const length = typeof value === 'string' || isArray(value) ? value.length : 0
  const words: Readonly<Record<string, readonly [string, string]>> = {
    minItems: ['is an empty list', `Give at least ${bound} entry.`],
    minimum: [`must be at least ${bound}, not ${String(value)}`, `Write ${bound} or more.`],
    maxLength: [
      `is ${length} characters long; at most ${bound} are allowed`,
      `Shorten it to ${bound} characters.`,
    ],
  }
  const [what, help] = words[keyword] ?? [
    `has ${length} entries; at most ${bound} are allowed`,
    `Leave ${bound} of them.`,
  ]
  return { message: `${name} ${what}.`, help }
}

function helpToAdd(schemas: readonly JsonObject[]): string {
  const values = valuesOf(schemas)
  if (values.length === 1) return `Add it: ${values.join()}.`
  if (values.length > 1) return `Add it, as ${oneOf(values)}.`
  const example = exampleOf(schemas)
  return example === undefined ? 'Add it.' : `Add it, for example ${example}.`
}

function helpToWrite({ value, schemas }: Violation): string {
  const form = textOf(schemas, 'patternErrorMessage')
  if (form !== undefined) return form
  const values = valuesOf(schemas)
  if (values.length > 0) {
    return `Write ${oneOf(typeof value === 'string' ? values : values.map(quoted))}.`
  }
  if (value === null) return 'Give it a value, or leave it out where it is optional.'
  const example = exampleOf(schemas)
  const wanted = typeText(schemas)
  return example === undefined ? `Make it ${wanted}.` : `Write ${wanted}, for example ${example}.`
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? values.join() : `one of ${values.join(', ')}`
}

/** What the first schema that says anything says for a keyword. */
function stated<Value extends Json>(
  schemas: readonly JsonObject[],
  keyword: string,
  is: (value: Json | undefined) => value is Value,
): Value | undefined {
  return schemas.map(schema => property(schema, keyword)).find(is)
}

const isText = (value: Json | undefined) => typeof value === 'string'
const isNumber = (value: Json | undefined) => typeof value === 'number'

function valuesOf(schemas: readonly JsonObject[]): readonly string[] {
  const constant = stated(schemas, 'const', isText)
  return stated(schemas, 'enum', isArray)?.map(String) ?? (constant === undefined ? [] : [constant])
}

function exampleOf(schemas: readonly JsonObject[]): string | undefined {
  const example = stated(schemas, 'examples', isArray)?.[0]
  return example === undefined ? undefined : JSON.stringify(example)
}

function textOf(schemas: readonly JsonObject[], keyword: string): string | undefined {
  return stated(schemas, keyword, isText)
}

const typeNames: ReadonlyMap<Json, string> = new Map([
  ['string', 'a string'],
  ['integer', 'a whole number'],
  ['object', 'a map'],
  ['array', 'a list'],
  ['boolean', 'true or false'],
])

function typeText(schemas: readonly JsonObject[]): string {
  return typeNames.get(textOf(schemas, 'type') ?? null) ?? 'a value'
}

function kindOf(value: Json): string {
  if (typeof value === 'string') return `the string ${quoted(value)}`
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
