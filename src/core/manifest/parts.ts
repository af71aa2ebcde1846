import { type Diagnostic, finding, type RuleOf, type Severity } from '../diagnostic.ts'
import { isArray, isObject, type Json, type JsonObject, type Path, valueAt } from '../json.ts'
import { type Document, isNamedJson, quoted } from '../source/document.ts'
import { nearest } from '../wording.ts'

/** What a manifest is checked for. */
export interface ManifestOptions {
  /** Whether customers are about to be notified, which makes placeholders errors. */
  readonly sending: boolean
  /** Whether there is an event to send; where there is none, a skill may well publish none. */
  readonly hasEvent?: boolean
}

/** A part of a file, with the place it is at. */
export interface Part<Value extends Json = Json> {
  readonly document: Document
  readonly path: Path
  readonly value: Value
}

/** Adds a finding, with the rule's own severity unless another one is given. */
type Add = (
  part: Part,
  rule: RuleOf<'manifest'>,
  message: string,
  help: string,
  severity?: Severity,
) => undefined

/** Collects what the checks of a manifest find. */
export interface Findings {
  readonly all: readonly Diagnostic[]
  /** At the value of a part. */
  readonly value: Add
  /** At the key that a part is under. */
  readonly key: Add
}

/** Nothing found yet. */
export function noFindings(): Findings {
  const all: Diagnostic[] = []
  const adding =
    (at: 'value' | 'key'): Add =>
    ({ document, path }, rule, message, help, severity) => {
      const place = document.place(path, at)
      all.push(finding(rule, place, message, asIn(document.file, help), severity))
      return undefined
    }
  return { all, value: adding('value'), key: adding('key') }
}

/** Keys need quotes in JSON alone: what is to be written is shown as the file is written. */
function asIn(file: string, help: string): string {
  return isNamedJson(file) ? help : help.replace(/"([\w-]+)":/g, '$1:')
}

/** The part at a path below another one; undefined where there is none. */
export function partOf(part: Part, ...steps: Path): Part | undefined {
  const { document, path } = part
  const value = valueAt(part.value, steps)
  return value === undefined ? undefined : { document, path: [...path, ...steps], value }
}

/** The same part, known to be an object; undefined for any other value. */
export function objectPart(part: Part | undefined): Part<JsonObject> | undefined {
  if (part === undefined || !isObject(part.value)) return undefined
  return { ...part, value: part.value }
}

/** The parts of a list, in order; of an object, in the file's order; none of anything else. */
export function partsOf({ document, path, value }: Part): readonly Part[] {
  const entries: readonly (readonly [string | number, Json])[] = isArray(value)
    ? value.map((item, index) => [index, item])
    : Object.entries(isObject(value) ? value : {})
  return entries.map(([step, item]) => ({ document, path: [...path, step], value: item }))
}

/** The last step of a part's path: its own key or index as text. */
export function nameOf(part: Part): string {
  return String(part.path.at(-1) ?? '')
}

/** Reports a wrong type, told as what is there and what should be. */
export function wrongType(
  part: Part,
  what: string,
  expected: string,
  help: string,
  found: Findings,
): undefined {
  const message = `${what} is ${typeName(part.value)}, but must be ${expected}.`
  return found.value(part, 'manifest/structure', message, help)
}

/** A JSON type in words: `a string`, `an object`. */
export function typeName(value: Json): string {
  if (value === null) return 'null'
  if (isArray(value)) return 'a list'
  if (isObject(value)) return 'an object'
  if (typeof value === 'boolean') return 'true or false'
  return typeof value === 'string' ? 'a string' : 'a number'
}

/**
 * What an object holds under a key; where that is missing, under another one whose name is near.
 * (No two keys of one object have names that are near.)
 */
export function likelyPart(owner: Part, key: string): Part | undefined {
  if (!isObject(owner.value)) return undefined
  const misspelled = Object.keys(owner.value).find(name => nearest(name, [key]) !== undefined)
  return partOf(owner, key) ?? (misspelled === undefined ? undefined : partOf(owner, misspelled))
}

/**
 * The same, where a misspelled key is reported.
 *
 * @param consequence what comes of the missing key: a message without its full stop
 * @param severity where it is another than the rule's
 */
export function findPart(
  owner: Part,
  key: string,
  rule: RuleOf<'manifest'>,
  consequence: string,
  found: Findings,
  severity?: Severity,
): Part | undefined {
  const part = likelyPart(owner, key)
  if (part !== undefined && nameOf(part) !== key) {
    const message = `${consequence}; ${quoted(nameOf(part))} is most likely a misspelling of it.`
    found.key(part, rule, message, `Rename it to "${key}".`, severity)
  }
  return part
}

/**
 * Checks a name that Amazon's manifest schema lists.
 *
 * @param other what it stands for although no name is near
 * @returns the name it most likely stands for; the same where none is known
 */
export function checkListed(
  part: Part,
  kind: 'permission' | 'subscription',
  name: string,
  known: readonly string[],
  found: Findings,
  other?: string,
): string {
  if (known.includes(name)) return name
  const rule = `manifest/${kind}-unknown` as const
  const likely = other ?? nearest(name, known)
  if (likely === undefined) {
    const message = `The ${kind} ${quoted(name)} is not among those that Amazon's manifest schema lists.`
    const help = 'Check its name; leave it if it is newer than this program.'
    found.value(part, rule, message, help, 'warning')
    return name
  }
  const isColonMissing = name.replace(/^alexa:/, 'alexa::') === likely
  const message = `The ${kind} ${quoted(name)} does not exist; did you mean ${likely}?`
  const help = `Write ${likely}${isColonMissing ? ', with two colons after "alexa"' : ''}.`
  found.value(part, rule, message, help)
  return likely
}
