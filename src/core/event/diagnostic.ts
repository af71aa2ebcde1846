import { byPlace, type Diagnostic, finding, type Severity, severityOf } from '../diagnostic.ts'
import { isArray, isObject, type Json, type Path } from '../json.ts'
import type { eventRules } from '../rules/event.ts'
import { type Document, quoted as quotedText } from '../source/document.ts'

export type EventRule = keyof typeof eventRules

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

/** A diagnostic about a value, with the rule's own severity unless another one is given. */
export function atValue(
  rule: EventRule,
  path: Path | undefined,
  message: string,
  help: string,
  severity: Severity = severityOf(rule),
): EventDiagnostic {
  return { rule, path, part: 'value', severity, message, help }
}

/** A diagnostic about a key. */
export function atKey(
  rule: EventRule,
  path: Path,
  message: string,
  help: string,
  severity: Severity = severityOf(rule),
): EventDiagnostic {
  return { rule, path, part: 'key', severity, message, help }
}

/**
 * Looks the places of diagnostics up and puts them in the order of the file. What stands behind a YAML
 * alias is reached by several paths and stands once in the file, so it is reported once.
 */
export function placed(document: Document, diagnostics: readonly EventDiagnostic[]): Diagnostic[] {
  const known = new Map<string, Diagnostic>()
  for (const { rule, path, part, severity, message, help } of diagnostics) {
    const place = path === undefined ? undefined : document.place(path, part)
    const key = JSON.stringify([rule, place, message])
    if (!known.has(key)) known.set(key, finding(rule, place, message, help, severity))
  }
  return [...known.values()].sort(byPlace)
}

/** Names a value in a message: texts in quotes and cut, maps and lists by their kind. */
export function quoted(value: Json): string {
  if (isObject(value)) return 'a map'
  if (isArray(value)) return 'a list'
  if (typeof value === 'string') return quotedText(value)
  return value === null ? 'nothing' : String(value)
}

/** Names the kind of a value: "a text", "a number" … */
export function kindOf(value: Json): string {
  if (isObject(value)) return 'a map'
  if (isArray(value)) return 'a list'
  if (value === null) return 'nothing'
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`
}
