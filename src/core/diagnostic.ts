import { lighter, type RuleId } from './generated/severities.ts'

/** The id of a rule, e.g. `manifest/permission-missing`. */
export type { RuleId }

/** The worst first. */
export const severities = ['error', 'warning', 'notice'] as const
export type Severity = (typeof severities)[number]

/** A span of a file. Lines and columns count from 1, columns in UTF-16 units; the end is exclusive. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

/** The rules of a group: `RuleOf<'event'>` is every `event/…`. */
export type RuleOf<Group extends string> = Extract<RuleId, `${Group}/${string}`>

/** What `docs/rules.md` says of a rule, and how much a finding of it weighs. */
export interface Rule {
  /**
   * `error` only for what Amazon is known to refuse or what cannot work;
   * `warning` for what sources disagree about or what surprises customers.
   */
  readonly severity: Severity
  /** A few words: "The notification permission is missing". */
  readonly title: string
  /** Two or three sentences of plain text or Markdown: why it matters, what happens otherwise. */
  readonly why: string
  /** What to do, with an example where one helps (Markdown). */
  readonly fix: string
}

/** One finding. `message` says what is wrong, `help` what to do about it. */
export interface Diagnostic {
  readonly rule: RuleId
  readonly severity: Severity
  readonly message: string
  readonly help: string
  /** Absent for what has no file: settings, the network. */
  readonly place: Place | undefined
}

/**
 * Makes a finding. The severity is the rule's own unless `severity` says otherwise
 * (a rule may weigh less where nothing is sent yet).
 */
export function finding(
  rule: RuleId,
  place: Place | undefined,
  message: string,
  help: string,
  severity: Severity = severityOf(rule),
): Diagnostic {
  return { rule, severity, message, help, place }
}

/** How much a rule weighs unless a finding sets another severity. */
export function severityOf(rule: RuleId): Severity {
  return lighter[rule] ?? 'error'
}

/** Compares two findings for sorting, as people read a file: by line, then by column; first those without place. */
export function byPlace({ place: one }: Diagnostic, { place: other }: Diagnostic): number {
  return (one?.line ?? 0) - (other?.line ?? 0) || (one?.column ?? 0) - (other?.column ?? 0)
}

/** The address of a rule's entry in the documentation. */
export function documentationOf(rule: RuleId): string {
  return `https://github.com/alexa-proactive/alexa-proactive/blob/v1/docs/rules.md#${rule.replace('/', '')}`
}

/** How many findings of a severity there are. */
export function countOf(diagnostics: readonly Diagnostic[], severity: Severity): number {
  return diagnostics.filter(diagnostic => diagnostic.severity === severity).length
}
