import type { Problem } from './problem.ts'
import type { Span } from './tree.ts'

/** Objects and lists inside one another beyond this are refused: nothing real comes near it. */
export const deepest = 64

/** The problem of objects and lists nested too deeply, at the place where it goes too far. */
export function tooDeepAt(span: Span): Problem {
  return {
    rule: 'source/too-deep',
    span,
    message: `Objects and lists are nested more than ${deepest} levels deep here.`,
    help: 'Write the content with fewer levels.',
  }
}
