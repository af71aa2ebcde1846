import { type Diagnostic, finding } from '../src/core/diagnostic.ts'
import type { Document } from '../src/core/source/document.ts'
import type { Problem } from './problem.ts'

/**
 * Problems of the configuration as findings. Where a secret is among them none has a place: the lines
 * that would be shown around it may hold the secret.
 *
 * @param configuration serverless.yml, if it can be read
 */
export function problemFindings(
  problems: readonly Problem[],
  configuration: Document | undefined,
): readonly Diagnostic[] {
  const hasSecret = problems.some(({ rule }) => rule === 'serverless/secret')
  const shown = hasSecret ? undefined : configuration
  return problems.map(({ rule, path, part, message, help }) =>
    finding(rule, shown?.place(path, part), message, help),
  )
}
