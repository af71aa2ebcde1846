import { type Diagnostic, finding, type RuleOf, type Severity } from '../diagnostic.ts'
import { isArray, isNamedJson, isObject, type Json, type Path, valueAt } from '../json.ts'
import type { Document } from '../source/document.ts'
import { nearest, quoted } from '../wording.ts'

/** What a manifest is checked for. */
export interface ManifestOptions {
  /** Whether customers are about to be notified, which makes placeholders errors. */
  readonly sending: boolean
  /** Whether there is an event to send; where there is none, a skill may well publish none. */
  readonly hasEvent?: boolean
}

/** A part of a file: where it is, and where to tell what is wrong with it. */
export class Part<Value extends Json = Json> {
  readonly document: Document
  readonly path: Path
  readonly value: Value
  /** What the checks have found so far. */
  readonly found: Diagnostic[]

  constructor(document: Document, path: Path, value: Value, found: Diagnostic[]) {
    this.document = document
    this.path = path
    this.value = value
    this.found = found
  }

  /** The last step of the path: its own key or index as text. */
  get name(): string {
    return String(this.path.at(-1) ?? '')
  }

  /** The part at a path below; undefined where there is none. */
  at(...steps: Path): Part | undefined {
    const value = valueAt(this.value, steps)
    return value === undefined ? undefined : this.below(steps, value)
  }

  /** The parts of a list, in order; of an object, in the file's order; none of anything else. */
  parts(): readonly Part[] {
    const { value } = this
    if (isArray(value)) return value.map((item, index) => this.below([index], item))
    const entries = Object.entries(isObject(value) ? value : {})
    return entries.map(([key, item]) => this.below([key], item))
  }

  private below<Inner extends Json>(steps: Path, value: Inner): Part<Inner> {
    return new Part(this.document, [...this.path, ...steps], value, this.found)
  }

  /** The same part, known to be a string; undefined for any other value. */
  asText(): Part<string> | undefined {
    return typeof this.value === 'string' ? this.below([], this.value) : undefined
  }

  /** The same part, known to be an object; any other value is reported. */
  asObject(what: string, help: string, expected = 'an object'): Part | undefined {
    return isObject(this.value) ? this : this.wrongType(what, expected, help)
  }

  /**
   * What an object holds under a key; where that is missing, under another one whose name is near.
   * (No two keys of one object have names that are near.)
   */
  likely(key: string): Part | undefined {
    if (!isObject(this.value)) return undefined
    const misspelled = Object.keys(this.value).find(name => nearest(name, [key]) !== undefined)
    return this.at(key) ?? (misspelled === undefined ? undefined : this.at(misspelled))
  }

  /**
   * The same, where a misspelled key is reported.
   *
   * @param consequence what comes of the missing key: a message without its full stop
   */
  find(
    key: string,
    rule: RuleOf<'manifest'>,
    consequence: string,
    severity?: Severity,
  ): Part | undefined {
    const part = this.likely(key)
    if (part !== undefined && part.name !== key) {
      const message = `${consequence}; ${quoted(part.name)} is most likely a misspelling of it.`
      part.reportKey(rule, message, `Rename it to "${key}".`, severity)
    }
    return part
  }

  /** Reports something at the value, with the rule's own severity unless another one is given. */
  report(...what: Finding): undefined {
    return this.reportAt('value', ...what)
  }

  /** Reports something at the key. */
  reportKey(...what: Finding): undefined {
    return this.reportAt('key', ...what)
  }

  private reportAt(at: 'value' | 'key', ...[rule, message, help, severity]: Finding): undefined {
    const { file } = this.document
    // Keys need quotes in JSON alone: what is to be written is shown as the file is written.
    const shown = isNamedJson(file) ? help : help.replace(/"([\w-]+)":/g, '$1:')
    this.found.push(finding(rule, this.document.place(this.path, at), message, shown, severity))
    return undefined
  }

  /** Reports a wrong type, told as what is there and what should be. */
  wrongType(what: string, expected: string, help: string): undefined {
    const message = `${what} is ${typeName(this.value)}, but must be ${expected}.`
    return this.report('manifest/structure', message, help)
  }
}

type Finding = [rule: RuleOf<'manifest'>, message: string, help: string, severity?: Severity]

/** A JSON type in words: `a string`, `an object`. */
export function typeName(value: Json): string {
  if (value === null) return 'null'
  if (isArray(value)) return 'a list'
  if (isObject(value)) return 'an object'
  if (typeof value === 'boolean') return 'true or false'
  return typeof value === 'string' ? 'a string' : 'a number'
}

/**
 * Checks a name that Amazon's manifest schema lists.
 *
 * @param other what it stands for although no name is near
 * @returns the name it most likely stands for; the same where none is known
 */
export function checkListed(
  part: Part<string>,
  kind: 'permission' | 'subscription',
  known: readonly string[],
  other?: string,
): string {
  const name = part.value
  if (known.includes(name)) return name
  const rule = `manifest/${kind}-unknown` as const
  const likely = other ?? nearest(name, known)
  if (likely === undefined) {
    const message = `The ${kind} ${quoted(name)} is not among those that Amazon's manifest schema lists.`
    const help = 'Check its name; leave it if it is newer than this program.'
    part.report(rule, message, help, 'warning')
    return name
  }
  const isColonMissing = name.replace(/^alexa:/, 'alexa::') === likely
  const message = `The ${kind} ${quoted(name)} does not exist; did you mean ${likely}?`
  const help = `Write ${likely}${isColonMissing ? ', with two colons after "alexa"' : ''}.`
  part.report(rule, message, help)
  return likely
}
