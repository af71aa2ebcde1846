import {
  byPlace,
  type Diagnostic,
  finding,
  type RuleOf,
  type Severity,
  severityOf,
} from '../diagnostic.ts'
import { isArray, isObject, type Json, type Path, valueAt } from '../json.ts'
import type { Document } from '../source/document.ts'
import { quoted as quotedText } from '../wording.ts'

export type EventRule = RuleOf<'event'>

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

/** A finding without its place, with the rule's own severity unless another one is given. */
export type Words = readonly [
  rule: EventRule,
  message: string,
  help: string,
  severity?: Severity | undefined,
]

/** Collects what the checks of an event find. */
export class Findings {
  readonly all: EventDiagnostic[] = []
  /** Whether a template made the value at a path. */
  readonly isTemplate: (path: Path) => boolean

  constructor(isTemplate: (path: Path) => boolean = () => false) {
    this.isTemplate = isTemplate
  }

  add(path: Path | undefined, part: EventDiagnostic['part'], ...words: Words): undefined {
    const [rule, message, help, severity = severityOf(rule)] = words
    this.all.push({ rule, path, part, severity, message, help })
  }
}

/** A part of the event file: a value, or the key it is under. What is wrong with it is reported here. */
export class Part {
  readonly value: Json
  readonly path: Path
  readonly found: Findings
  readonly side: EventDiagnostic['part']

  constructor(value: Json, path: Path, found: Findings, side: EventDiagnostic['part'] = 'value') {
    this.value = value
    this.path = path
    this.found = found
    this.side = side
  }

  get key(): Part {
    return new Part(this.value, this.path, this.found, 'key')
  }

  /** What is below it; undefined where nothing is. */
  at(...steps: Path): Part | undefined {
    const value = valueAt(this.value, steps)
    return value === undefined ? undefined : new Part(value, [...this.path, ...steps], this.found)
  }

  /** What a map holds, in the order of the file; nothing for any other value. */
  entries(): readonly (readonly [key: string, part: Part])[] {
    const entries = Object.entries(isObject(this.value) ? this.value : {})
    return entries.map(([key, value]) => [key, new Part(value, [...this.path, key], this.found)])
  }

  report(...words: Words): undefined {
    this.found.add(this.path, this.side, ...words)
  }
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
