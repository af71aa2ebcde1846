/** What customers with one locale hear. */
export interface Spoken {
  readonly locale: string
  /** The sentences, with localized values and dates put in. */
  readonly speech: string
  /**
   * `exact`: Amazon's own wording for this locale. `english`: the English wording with the locale's values,
   * because Amazon's translation is not published.
   */
  readonly wording: 'exact' | 'english'
  /** What the listener should know: "no entry for this locale". Empty where all is well. */
  readonly notes: readonly string[]
}
