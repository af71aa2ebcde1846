import { type Diagnostic, finding, type Severity } from '../diagnostic.ts'
import { isArray, isObject, type Json, type JsonObject, type Path } from '../json.ts'
import type { ManifestRuleId } from '../rules/manifest.ts'
import { type Document, quoted } from '../source/document.ts'
import { nearest } from '../wording.ts'

/** What a manifest is checked for. */
export interface ManifestOptions {
  /** Whether customers are about to be notified, which makes placeholders errors. */
  readonly sending: boolean
  /** Whether there is an event to send; where there is none, a skill may well publish none. */
  readonly hasEvent?: boolean
}

/** A part of a file, with the place it stands at. */
export interface Part<Value extends Json = Json> {
  readonly document: Document
  readonly path: Path
  readonly value: Value
}

/** Reports a mistake at a part of a file: at its value, or at its key. */
export function findingAt(
  part: Part,
  rule: ManifestRuleId,
  message: string,
  help: string,
  options: { readonly at?: 'value' | 'key'; readonly severity?: Severity } = {},
): Diagnostic {
  const place = part.document.place(part.path, options.at ?? 'value')
  return finding(rule, place, message, help, options.severity)
}

/** The part that an object holds under a key, or a list at an index; undefined where there is none. */
export function partOf(part: Part, step: string | number): Part | undefined {
  const { document, path, value } = part
  const next = stepInto(value, step)
  return next === undefined ? undefined : { document, path: [...path, step], value: next }
}

function stepInto(value: Json, step: string | number): Json | undefined {
  if (typeof step === 'number') return isArray(value) ? value[step] : undefined
  return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined
}

/** The same part, known to be an object; undefined for any other value. */
export function objectPart(part: Part | undefined): Part<JsonObject> | undefined {
  if (part === undefined || !isObject(part.value)) return undefined
  return { ...part, value: part.value }
}

/** The parts of a list, in order; of an object, in the file's order; none of anything else. */
export function partsOf(part: Part): readonly Part[] {
  const { document, path, value } = part
  if (isArray(value)) {
    return value.map((item, index) => ({ document, path: [...path, index], value: item }))
  }
  if (!isObject(value)) return []
  return Object.entries(value).map(([key, item]) => ({
    document,
    path: [...path, key],
    value: item,
  }))
}

/** The last step of a part's path: its own key or index as text. */
export function nameOf(part: Part): string {
  return String(part.path.at(-1) ?? '')
}

/** A wrong type, told as what stands there and what should. */
export function wrongType(part: Part, what: string, expected: string, help: string): Diagnostic {
  return findingAt(
    part,
    'manifest/structure',
    `${what} is ${typeName(part.value)}, but must be ${expected}.`,
    help,
  )
}

/** A JSON type in words: `a text`, `an object`. */
export function typeName(value: Json): string {
  if (value === null) return 'null'
  if (isArray(value)) return 'a list'
  switch (typeof value) {
    case 'string':
      return 'a text'
    case 'number':
      return 'a number'
    case 'boolean':
      return 'true or false'
    default:
      return 'an object'
  }
}

/** A part that was looked for by its key, and what there is to say of the key. */
export interface FoundPart {
  readonly part: Part | undefined
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Looks for what an object holds under a key. Where the key is missing and another one was most
 * likely meant as it, that one is reported and its value taken, so that the value is checked too.
 *
 * @param consequence what comes of the missing key: a message without its full stop
 * @param others keys that belong there themselves, however near they are; the key may be among them
 * @param severity where it is another than the rule's
 */
export function findPart(
  owner: Part,
  key: string,
  rule: ManifestRuleId,
  consequence: string,
  others: readonly string[] = [],
  severity?: Severity,
): FoundPart {
  const part = partOf(owner, key)
  if (part !== undefined || !isObject(owner.value)) return { part, diagnostics: [] }
  const keys = Object.keys(owner.value).filter(name => !others.includes(name))
  const misspelt = keys.find(name => nearest(name, [key]) !== undefined)
  const meant = misspelt === undefined ? undefined : partOf(owner, misspelt)
  if (meant === undefined) return { part: undefined, diagnostics: [] }
  const message = `${consequence}; ${quoted(nameOf(meant))} is most likely meant as that.`
  const help = `Rename it to "${key}".`
  const options = { at: 'key', ...(severity === undefined ? {} : { severity }) } as const
  return { part: meant, diagnostics: [findingAt(meant, rule, message, help, options)] }
}
