import { isObject, type Json, parsedJson, property, textAt } from '../json.ts'
import { type SettingNames, tableNames } from '../setting-names.ts'
import type { Credentials } from '../settings.ts'
import type { SettingName } from '../settings-table.ts'
import {
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
  TransportError,
  type World,
} from '../world.ts'
import { type Explanation, explainNetwork, type NetworkFailure, printable } from './explanation.ts'
import { labelOf, proxyWantsPassword, verdictOn } from './outcome.ts'
import { type RetryPolicy, repeat, type Verdict, type Waiting } from './retry.ts'

/** An access token, or why there is none. */
export type TokenAnswer =
  | { readonly token: Token }
  | { readonly explanation: Explanation }
  | { readonly interrupted: true }

export interface Token {
  readonly value: string
  /** Of a request that carries an event. */
  readonly headers: HttpRequest['headers']
  /** Milliseconds since 1970 from which on a new one is asked for. */
  readonly staleAt: number
  /** Milliseconds since 1970 until which it is fresh beyond doubt: asked for because the one before was refused. */
  readonly freshUntil: number
}

/** The access token of a skill, shared by everything that is sent. */
export interface Tokens {
  /** A token that is good for another minute; asks for one if need be, once for all who wait. */
  current(): Promise<TokenAnswer>
  /** A newer token instead of one that was refused; asks for one, once for all who had the same. */
  renew(refused: Token): Promise<TokenAnswer>
}

export interface TokenOptions {
  /** How messages call the settings. */
  readonly names?: SettingNames
  readonly credentials: Credentials
  readonly authUrl: string
  /** Who gives tokens, as a sentence begins. */
  readonly receiver: string
  readonly timeout: number
  readonly userAgent: string
  readonly policy: RetryPolicy
}

/** What everything that sends is given: the client and the world it works in. */
export interface SendingContext {
  readonly http: Pick<HttpClient, 'post'>
  readonly world: Pick<World, 'now' | 'random' | 'sleep' | 'mask'>
  /** Interrupts. */
  readonly signal: AbortSignal
}

/** How long before its end a token is no longer used, milliseconds. */
const margin = 60_000

/** How long a token that was asked for instead of a refused one is not doubted itself, milliseconds. */
const freshness = 60_000

/** Tokens outlive a delivery, as long as somebody holds the credentials. */
const kept = new WeakMap<Credentials, Map<string, Token>>()

/**
 * Manages the access token of a skill (Login with Amazon, `client_credentials`; Amazon's page on access
 * tokens). There is one token for the same credentials object and address in a process.
 *
 * @param observe is told of pauses between attempts
 */
export function openTokens(
  options: TokenOptions,
  { http, world, signal }: SendingContext,
  observe: (waiting: Waiting) => void,
): Tokens {
  const { names = tableNames, credentials, authUrl, receiver, timeout, userAgent, policy } = options
  const shelf = kept.get(credentials) ?? new Map<string, Token>()
  kept.set(credentials, shelf)
  const left = shelf.get(authUrl)
  let held: Promise<TokenAnswer> | undefined =
    left === undefined ? undefined : Promise.resolve({ token: { ...left, freshUntil: 0 } })

  const common = { accept: 'application/json', 'user-agent': userAgent }

  const tokenOf = ({ accessToken, expiresIn }: Grant, asked: Date, forced: boolean): Token => {
    const lifetime = expiresIn * 1000
    const since = asked.getTime()
    return {
      value: accessToken,
      headers: {
        ...common,
        'content-type': 'application/json',
        authorization: `Bearer ${accessToken}`,
      },
      freshUntil: forced ? since + freshness : 0,
      staleAt: since + Math.max(lifetime - margin, lifetime / 2),
    }
  }

  const askOnce = async (forced: boolean): Promise<Verdict<TokenAnswer>> => {
    const asked = world.now()
    const headers = { ...common, 'content-type': 'application/x-www-form-urlencoded' }
    const body = new TextEncoder().encode(tokenForm(credentials))
    try {
      const response = await http.post({ url: authUrl, headers, body }, signal)
      if (response.status !== 200) {
        const explanation = explainRefusal(response, options, names)
        return verdictOn(response, receiver, world.now(), { explanation })
      }
      for (const secret of secretsIn(parsedJson(response.body))) world.mask?.(secret)
      const grant = readGrant(response, names)
      return 'accessToken' in grant
        ? settled({ token: tokenOf(grant, asked, forced) })
        : settled({ explanation: grant })
    } catch (error) {
      if (signal.aborted) return settled({ interrupted: true })
      if (!(error instanceof TransportError)) throw error
      // A token request may always be repeated: two tokens do no harm.
      const failure = explainNetwork(error, new URL(authUrl).host, timeout, names)
      const value = { explanation: explainNoAnswer(failure, names) }
      return { repeat: failure.repeat, value, retryAfter: undefined, reason: failure.reason }
    }
  }

  const askUntilSettled = async (forced: boolean): Promise<TokenAnswer> => {
    const empty = explainEmpty(credentials, names)
    if (empty !== undefined) return { explanation: empty }
    const { value, end } = await repeat(() => askOnce(forced), policy, world, signal, observe)
    if (end === 'interrupted') return { interrupted: true }
    if ('token' in value) shelf.set(authUrl, value.token)
    return value
  }

  const ask = (forced: boolean): Promise<TokenAnswer> => {
    shelf.delete(authUrl)
    held = askUntilSettled(forced)
    return held
  }

  /** Asks for a token where the one that is held will not do, once for all who wait. */
  const heldUnless = async (
    isUseless: (token: Token) => boolean,
    forced: boolean,
  ): Promise<TokenAnswer> => {
    const known = held
    if (known === undefined) return ask(forced)
    const answer = await known
    if (held !== undefined && held !== known) return held
    return 'token' in answer && isUseless(answer.token) ? ask(forced) : answer
  }

  return {
    current: () => heldUnless(token => world.now().getTime() >= token.staleAt, false),
    renew: refused => heldUnless(token => token === refused, true),
  }
}

function settled(value: TokenAnswer): Verdict<TokenAnswer> {
  return { repeat: undefined, value }
}

/** A lost answer costs nothing here: another token can be asked for, and no event is in doubt. */
function explainNoAnswer(
  { what, certainty, rule, help }: NetworkFailure,
  names: SettingNames,
): Explanation {
  const message = `${what}, so there is no access token.`
  if (certainty === 'not-sent') return { rule, message, help }
  return {
    rule: 'delivery/token-failed',
    message,
    help: `Run it again later; raise "${names.of('timeout')}" on a slow network.`,
  }
}

/** What Login with Amazon hands out. */
interface Grant {
  readonly accessToken: string
  /** Seconds from the moment it was asked for. */
  readonly expiresIn: number
}

/** The only scope that proactive events need (Amazon's Proactive Events API reference). */
const scope = 'alexa::proactive_events'

const whereTheyAre =
  'Copy both from the developer console again: the skill, Build, Permissions, "Alexa Skill Messaging"'

/** The form that asks for an access token (Amazon's page on access tokens), every value encoded. */
function tokenForm({ clientId, clientSecret }: Credentials): string {
  return new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope,
  }).toString()
}

/** Says which of the credentials is empty; undefined where none is. An undefined secret of a workflow is an empty text. */
function explainEmpty(
  { clientId, clientSecret }: Credentials,
  names: SettingNames,
): Explanation | undefined {
  const empty: readonly SettingName[] = [
    ...(clientId.trim() === '' ? (['client-id'] as const) : []),
    ...(clientSecret.trim() === '' ? (['client-secret'] as const) : []),
  ]
  const [first, ...others] = empty
  if (first === undefined) return undefined
  return {
    rule: 'delivery/credentials-refused',
    message: `${[names.subject(first), ...others.map(names.of)].join(' and ')} is empty, so no access token was asked for.`,
    help: `${whereTheyAre}; a GitHub secret that does not exist arrives as an empty string.`,
  }
}

/** Reads a positive answer (Amazon's page on access tokens); tells what is wrong with it otherwise. */
function readGrant(response: HttpResponse, names: SettingNames): Grant | Explanation {
  const unusable = (because: string): Explanation => ({
    rule: 'delivery/token-failed',
    message: `The answer to the token request ${labelOfToken(response)} cannot be used: ${because}.`,
    help: `Leave ${names.of('auth-url')} out to use Amazon's own; a proxy or login page on the way may have answered instead.`,
  })
  const value = parsedJson(response.body)
  if (!isObject(value)) return unusable('it is not a JSON object')
  const accessToken = property(value, 'access_token')
  const tokenType = property(value, 'token_type')
  const expiresIn = property(value, 'expires_in')
  // Anything else could not stand in a header.
  if (typeof accessToken !== 'string' || !/^[\x21-\x7e]+$/.test(accessToken)) {
    return unusable('it holds no "access_token"')
  }
  if (typeof tokenType !== 'string' || tokenType.toLowerCase() !== 'bearer') {
    return unusable('its "token_type" is not "bearer"')
  }
  if (typeof expiresIn !== 'number' || expiresIn <= 0) {
    return unusable('its "expires_in" is not a number of seconds')
  }
  return { accessToken, expiresIn }
}

const malformed = {
  rule: 'delivery/token-failed',
  message: 'the form did not arrive as it was sent',
  help: (names: SettingNames) =>
    `Leave ${names.of('auth-url')} out to use Amazon's own, and check whether a proxy on the way changes requests.`,
} as const

/** What a code of OAuth 2.0 means here; the message completes "refused the token request, …". */
const meanings: Readonly<
  Record<string, Omit<Explanation, 'help'> & { help(names: SettingNames): string }>
> = {
  invalid_client: {
    rule: 'delivery/credentials-refused',
    message: 'client id or secret are wrong',
    help: () => `${whereTheyAre}, and store them without a newline at the end.`,
  },
  unauthorized_client: {
    rule: 'delivery/credentials-refused',
    message:
      'the credentials are those of another kind of client, such as account linking or a security profile',
    help: () => `${whereTheyAre}.`,
  },
  invalid_scope: {
    rule: 'delivery/scope-refused',
    message:
      'the deployed manifest of the skill lacks the notification permission or "events.publications"',
    help: () =>
      'Deploy the manifest with both, wait until the deployment has succeeded, then send again.',
  },
  unsupported_grant_type: malformed,
  invalid_request: malformed,
}

/**
 * Explains a refused token request by its `error` code, which OAuth 2.0 defines, or by its status; the
 * description is only shown.
 *
 * @param receiver who refused it, as a sentence begins
 */
function explainRefusal(
  response: HttpResponse,
  { receiver, credentials }: TokenOptions,
  names: SettingNames,
): Explanation {
  const secrets = [credentials.clientSecret]
  const value = parsedJson(response.body)
  const error = textAt(value, 'error')
  const code = error === undefined ? undefined : withoutTokens(printable(error, secrets))
  const quotation = quoteOf(value, receiver, secrets)
  const label = labelOfToken(response)
  const known = code !== undefined && Object.hasOwn(meanings, code) ? meanings[code] : undefined
  if (known === undefined) {
    const { rule, message, help } = explainStatus(response.status, label, code, receiver, names)
    return { rule, message: `${message}${quotation}`, help }
  }
  const hint = code === 'invalid_client' ? hintOf(credentials) : ''
  return {
    rule: known.rule,
    message: `${receiver} refused the token request ${label}, "${code}": ${known.message}${hint}.${quotation}`,
    help: known.help(names),
  }
}

function explainStatus(
  status: number,
  label: string,
  code: string | undefined,
  receiver: string,
  names: SettingNames,
): Explanation {
  if (status === 407) return { rule: 'delivery/proxy-refused', ...proxyWantsPassword(label) }
  const own = names.of('auth-url')
  if (status >= 300 && status < 400) {
    return {
      rule: 'delivery/redirected',
      message: `The token request was answered with a redirect ${label}, and redirects are not followed.`,
      help: `Set ${own} to the final address, or leave it out to use Amazon's own.`,
    }
  }
  const rule = 'delivery/token-failed'
  if (status === 429 || status >= 500) {
    const message = `${receiver} gave no access token ${label}, however often it was asked.`
    return { rule, message, help: 'Run it again later; nothing was sent.' }
  }
  const named = code === undefined ? '' : `, "${code}"`
  return {
    rule,
    message: `The token request was refused ${label}${named}.`,
    help: `Leave ${own} out to use Amazon's own, or set it to the complete address of the token endpoint.`,
  }
}

/** What a refusal says. A body that is no JSON object, or that names a token, is quoted in no part. */
function quoteOf(value: Json | undefined, receiver: string, secrets: readonly string[]): string {
  if (!isObject(value) || Object.keys(value).some(name => /token/i.test(name))) return ''
  const text = property(value, 'error_description') ?? property(value, 'message')
  const words = typeof text === 'string' ? withoutTokens(printable(text, secrets)) : ''
  return words === '' ? '' : ` ${receiver} says: "${words}"`
}

/** Amazon's tokens are one long word, with a bar near its beginning. */
function withoutTokens(text: string): string {
  return text.replace(/\S*\|\S*|\S{24,}|(?<=token\W{1,3})\S+/gi, '***')
}

/** An answer in numbers. A request id of another form than Amazon's might be anything. */
function labelOfToken(response: HttpResponse): string {
  const id = response.headers['x-amzn-requestid'] ?? ''
  return labelOf(/^[\da-z-]{1,40}$/i.test(id) ? response : { ...response, headers: {} })
}

/** What an answer holds that nobody should see, also where it cannot be used otherwise. */
export function secretsIn(answer: Json | undefined): readonly string[] {
  return ['access_token', 'refresh_token'].flatMap(name => textAt(answer, name) ?? [])
}

/** What is visibly wrong with the credentials, without showing them. Shapes of ids and secrets are hints, never checks. */
function hintOf({ clientId, clientSecret }: Credentials): string {
  if (clientId !== clientId.trim()) return ' (the id has a space or newline around it)'
  if (clientSecret !== clientSecret.trim()) return ' (the secret has a space or newline around it)'
  if (clientSecret.startsWith('amzn1.application-oa2-client.')) {
    return ' (the secret looks like a client id; they may be exchanged)'
  }
  if (!clientId.startsWith('amzn1.application-oa2-client.')) {
    return ' (ids usually begin with "amzn1.application-oa2-client.")'
  }
  return ''
}
