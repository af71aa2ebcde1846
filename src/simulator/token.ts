import { isObject } from '../core/json.ts'
import type { Credentials } from '../core/settings.ts'
import { type Answer, jsonAnswer, mediaTypeOf, readJson, tokenRefusal } from './messages.ts'
import type { ArrivedRequest } from './simulator.ts'

/** What the token route needs to know of the skill. */
interface TokenOffice {
  readonly credentials: Credentials
  /** Whether the manifest has the notification permission and at least one publication. */
  readonly mayNotify: boolean
  /** Seconds. */
  readonly tokenLife: number
}

const scope = 'alexa::proactive_events'
const formType = 'application/x-www-form-urlencoded'

/**
 * Decides about a token request as Amazon's access token page describes it: a form with `grant_type`,
 * `client_id`, `client_secret` and `scope`. JSON with a JSON content type is taken as well, as senders in
 * use show.
 */
export function decideToken(
  request: ArrivedRequest,
  office: TokenOffice,
  grant: () => string,
): Answer {
  const { tokenLife } = office
  return (
    refuseToken(request, office) ??
    jsonAnswer(
      200,
      { access_token: grant(), expires_in: tokenLife, scope, token_type: 'bearer' },
      `token for ${tokenLife} seconds`,
      { 'cache-control': 'no-store' },
    )
  )
}

function refuseToken(request: ArrivedRequest, office: TokenOffice): Answer | undefined {
  if (request.method !== 'POST') {
    return tokenRefusal(405, 'invalid_request', 'tokens are asked for with POST', { allow: 'POST' })
  }
  const parameters = readParameters(request)
  if (typeof parameters === 'string') return tokenRefusal(400, 'invalid_request', parameters)
  return (
    refuseGrant(parameters) ??
    refuseIncomplete(parameters) ??
    refuseClient(parameters, office.credentials) ??
    refuseScope(parameters, office)
  )
}

function readParameters({ headers, body }: ArrivedRequest): URLSearchParams | string {
  const type = mediaTypeOf(headers['content-type'])
  if (type === formType) return new URLSearchParams(Buffer.from(body).toString())
  if (type !== 'application/json') {
    return `the content type must be ${formType}, not ${type === '' ? 'missing' : JSON.stringify(type)}`
  }
  const reading = readJson(body)
  if ('problem' in reading) return reading.problem
  if (!isObject(reading.value)) return 'the body must be a JSON object'
  return new URLSearchParams(
    Object.entries(reading.value).filter(
      (member): member is [string, string] => typeof member[1] === 'string',
    ),
  )
}

function refuseGrant(parameters: URLSearchParams): Answer | undefined {
  if (parameters.getAll('grant_type').includes('client_credentials')) return undefined
  const help = [...parameters.keys()].some(name => name.trimStart().startsWith('{'))
    ? 'the body is JSON under a form content type; send a form, for example with URLSearchParams'
    : 'grant_type must be client_credentials'
  return tokenRefusal(400, 'unsupported_grant_type', help)
}

function refuseIncomplete(parameters: URLSearchParams): Answer | undefined {
  const names = ['grant_type', 'client_id', 'client_secret', 'scope']
  const missing = names.filter(name => one(parameters, name) === '')
  if (missing.length > 0) {
    const help = `${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing or empty; in CI a secret that is not defined is an empty text`
    return tokenRefusal(400, 'invalid_request', help)
  }
  const repeated = names.filter(name => parameters.getAll(name).length > 1)
  if (repeated.length === 0) return undefined
  return tokenRefusal(400, 'invalid_request', `${repeated.join(' and ')} must be given once`)
}

function refuseClient(parameters: URLSearchParams, credentials: Credentials): Answer | undefined {
  const clientId = one(parameters, 'client_id')
  const clientSecret = one(parameters, 'client_secret')
  if (clientId === credentials.clientId && clientSecret === credentials.clientSecret) {
    return undefined
  }
  return tokenRefusal(401, 'invalid_client', hintOfClient(clientId, clientSecret, credentials))
}

function hintOfClient(clientId: string, clientSecret: string, credentials: Credentials): string {
  if (
    clientId.trim() === credentials.clientId &&
    clientSecret.trim() === credentials.clientSecret
  ) {
    return 'the client id or secret has spaces or a newline around it, often copied along into the CI secret'
  }
  if (credentials.clientId === `amzn1.application-oa2-client.${clientId}`) {
    return 'the client id lacks its prefix amzn1.application-oa2-client.'
  }
  if (clientId !== credentials.clientId) {
    return 'the client id is not the one this simulator was started with'
  }
  return 'the client secret does not belong to this client id; values in a form must be URL-encoded'
}

function refuseScope(parameters: URLSearchParams, office: TokenOffice): Answer | undefined {
  if (one(parameters, 'scope') !== scope) {
    return tokenRefusal(400, 'invalid_scope', `the scope must be ${scope}, with two colons`)
  }
  if (office.mayNotify) return undefined
  const help =
    'the skill may not send proactive events: its manifest needs the permission alexa::devices:all:notifications:write and events.publications'
  return tokenRefusal(400, 'invalid_scope', help)
}

function one(parameters: URLSearchParams, name: string): string {
  return parameters.getAll(name).join('')
}
