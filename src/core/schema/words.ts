import type { Severity } from '../diagnostic.ts'
import {
  isArray,
  isObject,
  type Json,
  type JsonObject,
  type Path,
  pathText,
  textAt,
} from '../json.ts'
import { didYouMean, nearest, quoted } from '../wording.ts'

/** One thing a schema finds, in words. */
export interface SchemaProblem {
  /** From the root of what was checked. A missing property is at its own path, where nothing is. */
  readonly path: Path
  /** Whether the value is wrong, or the name it is under. */
  readonly part: 'value' | 'key'
  /** The keyword of JSON Schema that is not met; `deprecated` for names that sources disagree about. */
  readonly keyword: string
  /** `error` for what Amazon's reference states, `warning` where the schema says it is unverified. */
  readonly severity: Severity
  readonly message: string
  readonly help: string
}

type Words = Pick<SchemaProblem, 'message' | 'help'>

/** What a schema finds, with everything that helps to word it. */
export interface Violation extends Omit<SchemaProblem, keyof Words> {
  /** What was found: the value, or the name where the name is wrong. */
  readonly value: Json
  /** The schema of the value; where it is missing, that of what should be there. */
  readonly schema: JsonObject
  /** Names that are known in the object around. */
  readonly siblings: readonly string[]
}

/** Keywords of which the schema may say that nobody knows whether Amazon holds to them. */
const limits = ['minimum', 'maxItems', 'maxLength', 'pattern']

/** Says what is wrong and what to do about it. */
export function problemOf(violation: Violation): SchemaProblem {
  const { path, part, keyword, severity } = violation
  const { message, help } = wordsFor(violation)
  const isSure = severity === 'error' || !limits.includes(keyword)
  const addition = isSure ? '' : ' Whether Amazon refuses it is not known.'
  return { path, part, keyword, severity, message, help: `${help}${addition}` }
}

/** The same for an unknown property that is most likely a misspelled one. */
export function misspelling(unknown: Violation, { path, severity }: Violation): SchemaProblem {
  const name = String(path.at(-1))
  const message = `${nameOf(unknown.path)} is not known; did you mean ${name}?`
  return { ...problemOf(unknown), severity, message, help: `Rename it to ${name}.` }
}

function wordsFor(violation: Violation): Words {
  const { path, keyword, value, schema } = violation
  const name = nameOf(path)
  if (keyword === 'required') return { message: `${name} is missing.`, help: helpToAdd(schema) }
  if (keyword === 'additionalProperties') return unknownProperty(violation)
  if (keyword === 'deprecated') {
    const message = `${name} may be ignored. ${textAt(schema, 'deprecationMessage') ?? ''}`
    return { message, help: "Write it as Amazon's sample does." }
  }
  if (keyword === 'type') {
    const message = `${name} must be ${typeText(schema)}, not ${kindOf(value)}.`
    return { message, help: helpToConvert(violation) ?? helpToWrite(violation) }
  }
  if (value === '') return { message: `${name} is empty.`, help: helpToWrite(violation) }
  if (keyword === 'enum' || keyword === 'const') return wrongValue(violation)
  if (keyword === 'pattern') {
    const form = textAt(schema, 'x-form') ?? 'of the right form'
    const message = `${name} ${quoted(String(value))} is not ${form}.`
    return { message, help: helpToWrite(violation) }
  }
  return outOfBounds(violation)
}

function unknownProperty({ path, value, siblings, schema }: Violation): Words {
  const key = String(value)
  const help = textAt(schema, 'x-help')
  if (help !== undefined) return { message: `${nameOf(path)} does not belong here.`, help }
  const likely = nearest(key, siblings)
  const known = siblings.length > 0 ? ` Known here: ${siblings.join(', ')}.` : ''
  return {
    message: `${nameOf(path)} is not known${didYouMean(likely)}`,
    help: likely === undefined ? `Remove it.${known}` : `Rename it to ${likely}, or remove it.`,
  }
}

/** For a number in quotes, and a text that should be in a list or under the one name that a map needs. */
function helpToConvert({ value, schema }: Violation): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined
  const { type, required } = schema
  if (type === 'integer' && /^\s*\d+\s*$/.test(value))
    return `Write ${value.trim()} without quotes.`
  if (type === 'array') return `Write it as a list: [${quoted(value)}].`
  return type === 'object' && isArray(required) && required.length === 1
    ? `Write it as a map: { "${required.join()}": ${quoted(value)} }.`
    : undefined
}

function wrongValue(violation: Violation): Words {
  const { path, value, schema } = violation
  const values = valuesOf(schema)
  const text = String(value)
  const form = textAt(schema, 'x-form') ?? oneOf(values)
  const likely = nearest(text, values)
  return {
    message: `${shortNameOf(path)} ${quoted(text)} is not ${form}${didYouMean(likely)}`,
    help: likely === undefined ? helpToWrite(violation) : `Write ${likely}.`,
  }
}

function outOfBounds({ path, keyword, value, schema }: Violation): Words {
  const bound = String(schema[keyword])
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
  return { message: `${nameOf(path)} ${what}.`, help }
}

function helpToAdd(schema: JsonObject): string {
  const values = valuesOf(schema)
  if (values.length === 1) return `Add it: ${values.join()}.`
  if (values.length > 1) return `Add it, as ${oneOf(values)}.`
  const example = exampleOf(schema)
  return example === undefined ? 'Add it.' : `Add it, for example ${example}.`
}

function helpToWrite({ path, value, schema, siblings }: Violation): string {
  const form = textAt(schema, 'patternErrorMessage')
  if (form !== undefined) return form
  const values = valuesOf(schema)
  if (values.length > 0) {
    return `Write ${oneOf(typeof value === 'string' ? values : values.map(quoted))}.`
  }
  const wanted = typeText(schema)
  if (path.length === 0) return `Make it ${wanted} with the keys ${siblings.join(', ')}.`
  if (value === null) return 'Give it a value, or leave it out where it is optional.'
  const example = exampleOf(schema)
  return example === undefined ? `Make it ${wanted}.` : `Write ${wanted}, for example ${example}.`
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? values.join() : `one of ${values.join(', ')}`
}

function valuesOf({ enum: values, const: constant }: JsonObject): readonly string[] {
  if (isArray(values)) return values.map(String)
  return typeof constant === 'string' ? [constant] : []
}

function exampleOf({ examples }: JsonObject): string | undefined {
  return isArray(examples) ? JSON.stringify(examples[0]) : undefined
}

const typeNames: ReadonlyMap<string, string> = new Map([
  ['string', 'a string'],
  ['integer', 'a whole number'],
  ['object', 'a map'],
  ['array', 'a list'],
  ['boolean', 'true or false'],
])

function typeText(schema: JsonObject): string {
  return typeNames.get(textAt(schema, 'type') ?? '') ?? 'a value'
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
  return path.length === 0 ? 'The body' : pathText(isInPayload(path) ? path.slice(2) : path)
}

/** In a payload the last name is enough; elsewhere there are too many of one name. */
function shortNameOf(path: Path): string {
  if (!isInPayload(path)) return nameOf(path)
  return pathText(path.slice(typeof path.at(-1) === 'number' ? -2 : -1))
}

function isInPayload(path: Path): boolean {
  return path.length > 2 && path[0] === 'event' && path[1] === 'payload'
}
