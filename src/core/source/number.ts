import type { Problem } from './problem.ts'
import { shortened } from './quoted.ts'
import type { Span } from './tree.ts'

/**
 * The problem of a number that cannot be passed on as written, if it has one. Numbers travel as
 * JSON and are read as double precision everywhere: beyond 2^53 whole numbers lose digits.
 *
 * @param value the number as it was understood
 * @param literal the number as it was written
 */
export function problemOfNumber(value: number, literal: string, span: Span): Problem | undefined {
  if (!Number.isFinite(value)) {
    return {
      rule: 'source/number',
      span,
      message: `The number ${shortened(literal)} cannot be written in JSON.`,
      help: 'Write a finite number, or put quotes around it if it is meant as text.',
    }
  }
  if (Number.isSafeInteger(value) || !/^[-+]?\d+$/.test(literal)) return undefined
  return {
    rule: 'source/number',
    span,
    severity: 'warning',
    message: `The number ${shortened(literal)} is too large to be kept exactly: it becomes ${value}.`,
    help: 'Put quotes around it if it is an id or another text.',
  }
}
