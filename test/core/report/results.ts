import { type Diagnostic, finding, type Place } from '../../../src/core/diagnostic.ts'
import { type Delivery, type Result, refusedResult } from '../../../src/core/result.ts'

/** A run that checked everything, found nothing and sent nothing, with whatever a test is about. */
export function resultOf(parts: Partial<Result> = {}): Result {
  return { ...refusedResult([]), status: 'validated', failed: false, ...parts }
}

export function deliveryOf(parts: Partial<Delivery> = {}): Delivery {
  return {
    region: 'NA',
    audience: 'Multicast',
    outcome: 'accepted',
    httpStatus: 202,
    requestId: 'request-1',
    attempts: 1,
    inDoubt: false,
    message: 'Amazon accepted the event.',
    ...parts,
  }
}

export function placeOf(
  file: string,
  line: number,
  column: number,
  endColumn = column + 1,
  endLine = line,
): Place {
  return { file, line, column, endLine, endColumn }
}

export const syntaxError: Diagnostic = finding(
  'source/syntax',
  placeOf('skill.json', 3, 5, 9),
  'A comma is missing here.',
  'Put one in.',
)

export const settingWarning: Diagnostic = finding(
  'settings/value',
  undefined,
  'The setting rate is unusual.',
  'Leave it out.',
  'warning',
)

/** Everything that can be known of a run, at once. */
export const fullResult: Result = resultOf({
  status: 'partial',
  stage: 'live',
  stageReason: 'refs/heads/main matches live-refs "main"',
  regions: ['NA', 'EU'],
  regionsReason: 'the setting regions says so',
  referenceId: 'Abc123',
  diagnostics: [syntaxError, settingWarning],
  preview: [
    { locale: 'en-US', speech: 'Star Quest will air on May 2, 2026.', wording: 'exact', notes: [] },
    {
      locale: 'de-DE',
      speech: 'Sternensuche will air on May 2, 2026.',
      wording: 'english',
      notes: ['A note.'],
    },
  ],
  deliveries: [
    deliveryOf(),
    deliveryOf({
      region: 'EU',
      outcome: 'failed',
      httpStatus: undefined,
      requestId: undefined,
      attempts: 5,
      inDoubt: true,
      message: 'No answer came.',
    }),
  ],
  failed: true,
})

/** Text as a release title or an answer of the network might bring it. */
export const hostileText =
  '::error::x\n</details><img src=x> | `a` **b** [c](https://evil.example) @octocat #12 www.evil.example \u001b[31m\u202e ##[error]y'
