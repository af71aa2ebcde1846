import { randomBytes } from 'node:crypto'
import type { Credentials } from '../core/settings.ts'

/**
 * Makes up Alexa messaging credentials in the shapes that real ones have: an id of
 * `amzn1.application-oa2-client.` and 32 hexadecimal digits, a secret of `amzn1.oa2-cs.v1.` and 64.
 */
export function inventCredentials(): Credentials {
  return {
    clientId: `amzn1.application-oa2-client.${randomBytes(16).toString('hex')}`,
    clientSecret: `amzn1.oa2-cs.v1.${randomBytes(32).toString('hex')}`,
  }
}

/** Makes up an access token. Those of Login with Amazon begin with `Atc|`, too. */
export function inventToken(): string {
  return `Atc|${randomBytes(96).toString('base64url')}`
}

/** Makes up a user id as skills see it: `amzn1.ask.account.` and capitals and digits. */
export function inventUser(): string {
  return `amzn1.ask.account.${randomBytes(48).toString('hex').toUpperCase()}`
}
