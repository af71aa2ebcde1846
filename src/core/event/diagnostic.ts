import {
  byPlace,
  type Diagnostic,
  finding,
  type RuleOf,
  type Severity,
  severityOf,
} from '../diagnostic.ts'
import { isArray, isObject, type Json, type Path } from '../json.ts'
import { type Document, quoted as quotedText } from '../source/document.ts'

export type EventRule = RuleOf<'event'>

/** A part of the event file, and where it was found. */
export interface Part {
  readonly value: Json
  readonly path: Path
}

/** What is found in a part of the event file, before its place in the text is looked up. */
export interface EventDiagnostic {
  readonly rule: EventRule
  /** From the root of the file; undefined for what is not in the file, such as a setting. */
  readonly path: Path | undefined
  readonly part: 'value' | 'key'
  readonly severity: Severity
  readonly message: string
  readonly help: string
}

/** Adds a diagnostic, with the rule's own severity unless another one is given. */
type Add = (
  rule: EventRule,
  path: Path | undefined,
  message: string,
  help: string,
  severity?: Severity,
) => undefined

/** Collects what the checks of an event find. */
export interface Findings {
  readonly all: readonly EventDiagnostic[]
  /** About a value. */
  readonly value: Add
  /** About the key that a value is under. */
  readonly key: Add
}

/** What goes with every part of an event file. */
export interface Reader {
  readonly found: Findings
  /** Whether a template made the value at a path. */
  isTemplate(path: Path): boolean
}

/** Nothing found yet. */
export function noFindings(): Findings {
  const all: EventDiagnostic[] = []
  const adding =
    (part: EventDiagnostic['part']): Add =>
    (rule, path, message, help, severity = severityOf(rule)) => {
      all.push({ rule, path, part, severity, message, help })
      return undefined
    }
  return { all, value: adding('value'), key: adding('key') }
}

/**
 * Looks the places of diagnostics up and puts them in the order of the file. What a YAML
 * alias refers to is reached by several paths and is in the file once, so it is reported once.
 */
export function placed(document: Document, diagnostics: readonly EventDiagnostic[]): Diagnostic[] {
  const known = new Map<string, Diagnostic>()
  for (const { rule, path, part, severity, message, help } of diagnostics) {
    const place = path === undefined ? undefined : document.place(path, part)
    const key = JSON.stringify([rule, place, message])
    known.set(key, finding(rule, place, message, help, severity))
  }
  return [...known.values()].sort(byPlace)
}

/** Names a value in a message: texts in quotes and cut, maps and lists by their kind. */
export function quoted(value: Json): string {
  if (typeof value === 'string') return quotedText(value)
  return typeof value === 'object' ? kindOf(value) : String(value)
}

/** Names the kind of a value: "a string", "a number" … */
export function kindOf(value: Json): string {
  if (isObject(value)) return 'a map'
  if (isArray(value)) return 'a list'
  if (value === null) return 'nothing'
  return typeof value === 'string' ? 'a string' : `a ${typeof value}`
}
