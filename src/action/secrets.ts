import type { ProxySettings } from '../core/delivery/proxy.ts'

/**
 * Every form in which a credential or the password of a proxy could turn up in a log: as given, without
 * the blanks around it, and as it stands in a form or an address. The runner adds forms of its own
 * (base64, JSON), but masks only what it is told.
 */
export function formsToMask(
  credentials: readonly (string | undefined)[],
  proxy: ProxySettings,
): readonly string[] {
  const passwords = [proxy.https, proxy.http].map(passwordOf)
  const secrets = [...credentials, ...passwords, ...passwords.map(decoded)]
  return [...new Set(secrets.flatMap(formsOf))]
}

function formsOf(secret: string | undefined): readonly string[] {
  const trimmed = secret?.trim() ?? ''
  if (secret === undefined || trimmed === '') return []
  const form = new URLSearchParams([['', trimmed]]).toString().slice(1)
  // Half of a character cannot be written into an address, and would make the encoder throw.
  return [secret, trimmed, form, encodeURIComponent(Buffer.from(trimmed).toString())]
}

/** Read without a URL parser, which would rewrite it, and would find none where the scheme is left out. */
function passwordOf(address: string | undefined): string | undefined {
  const place = address?.replace(/^[a-z][a-z\d+.-]*:\/\//i, '') ?? ''
  return /^[^:/@]*:(.*)@/.exec(place)?.[1]
}

function decoded(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
