import { visibleLine } from '../escape.ts'
import { isObject, parsedJson, property } from '../json.ts'

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
