import type { Problem } from './problem.ts'
import { quoted } from './quoted.ts'
import type { Span } from './tree.ts'

/**
 * The problem of a key that stands twice in one object.
 *
 * @param firstLine the line of the first of them, from 1
 * @param span of the repeated key
 */
export function duplicateKey(name: string, firstLine: number, span: Span): Problem {
  return {
    rule: 'source/duplicate-key',
    span,
    message: `The key ${quoted(name)} stands twice in the same object: first in line ${firstLine}, and again here.`,
    help: 'Keep one of them; the later one quietly replaces the earlier one.',
  }
}
