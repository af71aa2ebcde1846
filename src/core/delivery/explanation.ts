import { visibleLine } from '../escape.ts'
import { isObject, parsedJson, property } from '../json.ts'
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

const longest = 200

/**
 * Text from the network, fit for one line of a message: secrets taken out, blanks and line ends
 * folded, characters that steer a terminal made visible, cut at 200 UTF-16 units.
 */
export function printable(text: string, secrets: readonly string[]): string {
  return visibleLine(withoutSecrets(text, secrets), longest)
}

/**
 * What the other side says about a refusal, as an addition to a message: ` Amazon says: "…"`; empty
 * where it says nothing. Never something to decide by: Amazon documents no wording.
 *
 * @param speaker who says it, as a sentence begins
 * @param body an answer's body: JSON with `message` (Proactive Events API) or `error_description`
 * (Login with Amazon), or anything else
 */
export function saidBy(speaker: string, body: string, secrets: readonly string[]): string {
  const value = parsedJson(body)
  const text = isObject(value)
    ? (property(value, 'message') ?? property(value, 'error_description'))
    : (value ?? body)
  // An error page in HTML comes from a machine on the way, and its markup tells nobody anything.
  if (typeof text !== 'string' || /^\s*</.test(text)) return ''
  const said = printable(text, secrets)
  return said === '' ? '' : ` ${speaker} says: "${said}"`
}

/** An echo may hold a secret as it is, as a form or an address writes it, or as JSON does. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter(secret => secret.trim() !== '')
    .flatMap(secret => [
      secret,
      secret.trim(),
      encodeURIComponent(secret),
      new URLSearchParams({ '': secret }).toString().slice(1),
      JSON.stringify(secret).slice(1, -1),
    ])
    .sort((one, other) => other.length - one.length)
    .reduce((safe, secret) => safe.replaceAll(secret, '***'), text)
}
