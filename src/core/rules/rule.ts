/** What `docs/rules.md` says of a rule, and how much a finding of it weighs. */
export interface Rule {
  /**
   * `error` only for what Amazon is known to refuse or what cannot work;
   * `warning` for what sources disagree about or what surprises customers.
   */
  readonly severity: 'error' | 'warning' | 'notice'
  /** A few words: "The notification permission is missing". */
  readonly title: string
  /** Two or three sentences of plain text or Markdown: why it matters, what happens otherwise. */
  readonly why: string
  /** What to do, with an example where one helps (Markdown). */
  readonly fix: string
}

/** A table of rules by their ids, e.g. `manifest/permission-missing`. */
export type RuleTable = Readonly<Record<`${string}/${string}`, Rule>>
