import { isObject, parsedJson, property } from '../json.ts'
import type { Credentials } from '../settings.ts'
import type { Explanation } from './explanation.ts'
import { labelOf } from './outcome.ts'
import { printable, saidBy } from './said.ts'
import type { TransportResponse } from './transport.ts'

/** What Login with Amazon hands out. */
export interface Grant {
  readonly accessToken: string
  /** Seconds from the moment it was asked for. */
  readonly expiresIn: number
}

/** The only scope that proactive events need (Amazon's Proactive Events API reference). */
const scope = 'alexa::proactive_events'

const whereTheyAre =
  'Copy both from the developer console again: the skill, Build, Permissions, "Alexa Skill Messaging"'

/** The form that asks for an access token (Amazon's page on access tokens), every value encoded. */
export function tokenForm({ clientId, clientSecret }: Credentials): string {
  return new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope,
  }).toString()
}

/** Says which of the credentials is empty; undefined where none is. An undefined secret of a workflow is an empty text. */
export function explainEmpty({ clientId, clientSecret }: Credentials): Explanation | undefined {
  const empty = [
    ...(clientId.trim() === '' ? ['client-id'] : []),
    ...(clientSecret.trim() === '' ? ['client-secret'] : []),
  ]
  if (empty.length === 0) return undefined
  return {
    rule: 'delivery/credentials-refused',
    message: `The setting ${empty.join(' and ')} is empty, so no access token was asked for.`,
    help: `${whereTheyAre}; a GitHub secret that does not exist arrives as an empty text.`,
  }
}

/** Reads a positive answer (Amazon's page on access tokens); tells what is wrong with it otherwise. */
export function readGrant(response: TransportResponse): Grant | Explanation {
  const value = parsedJson(response.body)
  if (!isObject(value)) return unusable(response, 'it is not a JSON object')
  const accessToken = property(value, 'access_token')
  const tokenType = property(value, 'token_type')
  const expiresIn = property(value, 'expires_in')
  // Anything else could not stand in a header.
  if (typeof accessToken !== 'string' || !/^[\x21-\x7e]+$/.test(accessToken)) {
    return unusable(response, 'it holds no "access_token"')
  }
  if (typeof tokenType !== 'string' || tokenType.toLowerCase() !== 'bearer') {
    return unusable(response, 'its "token_type" is not "bearer"')
  }
  if (typeof expiresIn !== 'number' || expiresIn <= 0) {
    return unusable(response, 'its "expires_in" is not a number of seconds')
  }
  return { accessToken, expiresIn }
}

function unusable(response: TransportResponse, because: string): Explanation {
  return {
    rule: 'delivery/token-failed',
    message: `The answer to the token request ${labelOf(response)} cannot be used: ${because}.`,
    help: "Leave auth-url out to use Amazon's own; a proxy or login page on the way may have answered instead.",
  }
}

/**
 * Explains a refused token request by its `error` code, which OAuth 2.0 defines; the description is
 * only shown.
 *
 * @param receiver who refused it, as a sentence begins
 */
export function explainLogin(
  response: TransportResponse,
  receiver: string,
  credentials: Credentials,
  secrets: readonly string[],
): Explanation {
  const value = parsedJson(response.body)
  const error = isObject(value) ? property(value, 'error') : undefined
  const code = typeof error === 'string' ? error : undefined
  const explanation = explainCode(code, response, receiver, credentials, secrets)
  return {
    ...explanation,
    message: `${explanation.message}${saidBy(receiver, response.body, secrets)}`,
  }
}

function explainCode(
  code: string | undefined,
  response: TransportResponse,
  receiver: string,
  credentials: Credentials,
  secrets: readonly string[],
): Explanation {
  const refusal = `${receiver} refused the token request ${labelOf(response)}`
  switch (code) {
    case 'invalid_client':
      return {
        rule: 'delivery/credentials-refused',
        message: `${refusal}, "invalid_client": client id or secret are wrong${hintOf(credentials)}.`,
        help: `${whereTheyAre}, and store them without a newline at the end.`,
      }
    case 'unauthorized_client':
      return {
        rule: 'delivery/credentials-refused',
        message: `${refusal}, "unauthorized_client": the credentials are those of another kind of client, such as account linking or a security profile.`,
        help: `${whereTheyAre}.`,
      }
    case 'invalid_scope':
      return {
        rule: 'delivery/scope-refused',
        message: `${refusal}, "invalid_scope": the deployed manifest of the skill lacks the notification permission or "events.publications".`,
        help: 'Deploy the manifest with both, wait until the deployment has succeeded, then send again.',
      }
    case 'unsupported_grant_type':
    case 'invalid_request':
      return {
        rule: 'delivery/token-failed',
        message: `${refusal}, "${code}": the form did not arrive as it was sent.`,
        help: "Leave auth-url out to use Amazon's own, and check whether a proxy on the way changes requests.",
      }
    default:
      return explainStatus(code, response, receiver, secrets)
  }
}

function explainStatus(
  code: string | undefined,
  response: TransportResponse,
  receiver: string,
  secrets: readonly string[],
): Explanation {
  const { status } = response
  const label = labelOf(response)
  if (status >= 300 && status < 400) {
    return {
      rule: 'delivery/redirected',
      message: `The token request was answered with a redirect ${label}, and redirects are not followed.`,
      help: "Set auth-url to the final address, or leave it out to use Amazon's own.",
    }
  }
  if (status === 407) {
    return {
      rule: 'delivery/proxy-refused',
      message: `The proxy wants a user name and password ${label}.`,
      help: 'Write them into HTTP_PROXY and HTTPS_PROXY: http://user:password@host:port.',
    }
  }
  if (status === 429 || status >= 500) {
    return {
      rule: 'delivery/token-failed',
      message: `${receiver} gave no access token ${label}, however often it was asked.`,
      help: 'Run it again later; nothing was sent.',
    }
  }
  const named = code === undefined ? '' : `, "${printable(code, secrets)}"`
  return {
    rule: 'delivery/token-failed',
    message: `The token request was refused ${label}${named}.`,
    help: "Leave auth-url out to use Amazon's own, or set it to the complete address of the token endpoint.",
  }
}

/** What is visibly wrong with the credentials, without showing them. Shapes of ids and secrets are hints, never checks. */
function hintOf({ clientId, clientSecret }: Credentials): string {
  if (clientId !== clientId.trim()) return ' (the id has a blank or newline around it)'
  if (clientSecret !== clientSecret.trim()) return ' (the secret has a blank or newline around it)'
  if (clientSecret.startsWith('amzn1.application-oa2-client.')) {
    return ' (the secret looks like a client id; they may be exchanged)'
  }
  if (!clientId.startsWith('amzn1.application-oa2-client.')) {
    return ' (ids usually begin with "amzn1.application-oa2-client.")'
  }
  return ''
}
