import type { deliveryRules } from '../rules/delivery.ts'

export type DeliveryRuleId = keyof typeof deliveryRules

/** What went wrong with a request, in words: becomes a finding and the message of a delivery. */
export interface Explanation {
  readonly rule: DeliveryRuleId
  /** One or two sentences: what happened and what it most likely means. */
  readonly message: string
  /** What to try. */
  readonly help: string
}

/** Help for everything that may or may not have been accepted. */
export const repeatSafely =
  'Run it again with the same event: the reference id stays the same, so where the event was taken in, the repeat is refused as a duplicate.'

/** Said wherever an earlier attempt may have been accepted although this one was not. */
export const earlierDoubt =
  'An earlier attempt ended without a clear answer; that one may have been accepted.'

/** Milliseconds in words: `2.5 s`. */
export function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`
}
