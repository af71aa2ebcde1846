import { type Diagnostic, finding } from '../diagnostic.ts'
import type { RecipientsRuleId } from '../rules/recipients.ts'

/** Thrown for a list of recipients of which nothing can be read, or nothing more. */
export class RecipientsError extends Error {
  override readonly name = 'RecipientsError'
  readonly finding: Diagnostic

  /**
   * @param list the list's path or name, as the user knows it
   * @param line from 1, where the reason stands in a line
   */
  constructor(
    rule: RecipientsRuleId,
    list: string,
    message: string,
    help: string,
    line: number | undefined = undefined,
  ) {
    super(message)
    const place =
      line === undefined ? undefined : { file: list, line, column: 1, endLine: line, endColumn: 2 }
    this.finding = finding(rule, place, message, help)
  }
}
