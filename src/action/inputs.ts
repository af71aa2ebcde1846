import { getInput } from '@actions/core'
import { decoded, type ProxySettings } from '../core/delivery/proxy.ts'
import { type Diagnostic, finding } from '../core/diagnostic.ts'
import { type RawSettings, settingsOf, withEnvironment } from '../core/settings.ts'
import { nearest } from '../core/wording.ts'

export interface Inputs {
  readonly raw: RawSettings
  readonly summary: boolean
  readonly diagnostics: readonly Diagnostic[]
}

const inputNames = settingsOf('action')

/** Collects the inputs, credentials from the environment where the inputs are empty. */
export function readInputs(): Inputs {
  // Spaces stay: in YAML the first line's indentation counts.
  const read = (name: string): string => getInput(name, { trimWhitespace: false })
  const raw: RawSettings = Object.fromEntries(inputNames.map(name => [name, read(name)]))
  return {
    raw: withEnvironment(raw, process.env, 'send'),
    summary: read('summary').trim().toLowerCase() !== 'false',
    diagnostics: misspelledInputs(),
  }
}

/**
 * The runner only warns of inputs an action does not have, and then `dry_run: true` sends. Other
 * variables may begin with `INPUT_` too, so only names close to one of ours are taken for mistakes.
 */
function misspelledInputs(): readonly Diagnostic[] {
  return Object.entries(process.env).flatMap(([variable, value]) => {
    const name = /^INPUT_(.+)$/.exec(variable)?.[1]?.toLowerCase()
    if (name === undefined || value === '' || inputNames.some(known => known === name)) return []
    const suggestion = nearest(name.replaceAll('_', '-'), inputNames)
    if (suggestion === undefined) return []
    return [
      finding(
        'settings/value',
        undefined,
        `There is no input "${name}"; did you mean ${suggestion}?`,
        'Correct the name under "with:"; what is written there now has no effect.',
      ),
    ]
  })
}

/**
 * Every form in which a credential or the password of a proxy could turn up in a log: as given, without
 * the spaces around it, and as it stands in a form or an address. The runner adds forms of its own
 * (base64, JSON), but masks only what it is told.
 */
export function formsToMask(
  credentials: readonly (string | undefined)[],
  proxy: ProxySettings,
): readonly string[] {
  const passwords = [proxy.https, proxy.http].map(passwordOf)
  const secrets = [...credentials, ...passwords, ...passwords.map(text => text && decoded(text))]
  return [...new Set(secrets.flatMap(formsOf))]
}

/** The forms in which one secret could turn up in a log; none of an empty one. */
export function formsOf(secret: string | undefined): readonly string[] {
  const trimmed = secret?.trim() ?? ''
  if (secret === undefined || trimmed === '') return []
  const form = new URLSearchParams([['', trimmed]]).toString().slice(1)
  // Half of a character cannot be written into an address, and would make the encoder throw.
  const address = encodeURIComponent(Buffer.from(trimmed).toString())
  return [...new Set([secret, trimmed, form, address])]
}

/** Read without a URL parser, which would rewrite it, and would find none where the scheme is left out. */
function passwordOf(address: string | undefined): string | undefined {
  const place = address?.replace(/^[a-z][a-z\d+.-]*:\/\//i, '') ?? ''
  return /^[^:/@]*:(.*)@/.exec(place)?.[1]
}
