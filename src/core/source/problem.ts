import type { Severity } from '../diagnostic.ts'
import type { SourceRuleId } from '../rules/source.ts'
import type { SourceTree, Span } from './tree.ts'

/** A finding of a parser, before its span becomes a place. */
export interface Problem {
  readonly rule: SourceRuleId
  readonly span: Span
  readonly message: string
  readonly help: string
  /** Absent: the rule's own. */
  readonly severity?: Severity
}

/** What a parser makes of a text. */
export interface Parsed {
  /** Absent where the text cannot be understood: then there is at least one problem. */
  readonly tree: SourceTree | undefined
  readonly problems: readonly Problem[]
}
