import { printable } from '../escape.ts'
import { isObject, type Json, parsedJson, textAt } from '../json.ts'
import { type SettingNames, tableNames } from '../setting-names.ts'
import type { Credentials } from '../settings.ts'
import {
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
  TransportError,
  type World,
} from '../world.ts'
import { type Explanation, explainNetwork, type NetworkFailure } from './explanation.ts'
import { labelOf, proxyPasswordHelp, proxyWantsPassword, verdictOn } from './outcome.ts'
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
export type Tokens = ReturnType<typeof openTokens>

interface TokenOptions {
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
) {
  const { names = tableNames, credentials, authUrl, timeout, userAgent, policy } = options
  const shelf = kept.get(credentials) ?? new Map<string, Token>()
  kept.set(credentials, shelf)
  const left = shelf.get(authUrl)
  let held: Promise<TokenAnswer> | undefined =
    left === undefined ? undefined : Promise.resolve({ token: { ...left, freshUntil: 0 } })

  const headersOf = (type: string) => ({
    accept: 'application/json',
    'user-agent': userAgent,
    'content-type': `application/${type}`,
  })
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret,
    scope: 'alexa::proactive_events',
  })
  const request = {
    url: authUrl,
    headers: headersOf('x-www-form-urlencoded'),
    body: new TextEncoder().encode(form.toString()),
  }

  /** What an answer means to a request that was begun at `since`, milliseconds since 1970. */
  const read = (response: HttpResponse, since: number, forced: boolean): Verdict<TokenAnswer> => {
    if (response.status !== 200) {
      const value = { explanation: explainRefusal(response, options, names) }
      return verdictOn(response, options.receiver, world.now(), value)
    }
    for (const secret of secretsIn(parsedJson(response.body))) world.mask?.(secret)
    const grant = readGrant(response, names)
    if ('explanation' in grant) return settled(grant)
    const { value, lifetime } = grant
    const token = {
      value,
      headers: { ...headersOf('json'), authorization: `Bearer ${value}` },
      freshUntil: forced ? since + freshness : 0,
      staleAt: since + Math.max(lifetime - margin, lifetime / 2),
    }
    return settled({ token })
  }

  const askOnce = async (forced: boolean): Promise<Verdict<TokenAnswer>> => {
    const since = world.now().getTime()
    try {
      return read(await http.post(request, signal), since, forced)
    } catch (error) {
      if (signal.aborted) return settled({ interrupted: true })
      if (!(error instanceof TransportError)) throw error
      // A token request may always be repeated: two tokens do no harm.
      const failure = explainNetwork(error, new URL(authUrl).host, timeout, names)
      return { ...failure, value: { explanation: explainNoAnswer(failure, names) } }
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
    /** A token that is good for another minute; asks for one if need be, once for all who wait. */
    current: () => heldUnless(token => world.now().getTime() >= token.staleAt, false),
    /** A newer token instead of one that was refused; asks for one, once for all who had the same. */
    renew: (refused: Token) => heldUnless(token => token === refused, true),
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
  const slow = `Run it again later; raise "${names.of('timeout')}" on a slow network.`
  return { rule: 'delivery/token-failed', message, help: slow }
}

const whereTheyAre =
  'Copy both from the developer console again: the skill, Build, Permissions, "Alexa Skill Messaging"'

/** Says which of the credentials is empty; undefined where none is. An undefined secret of a workflow is an empty text. */
function explainEmpty(
  { clientId, clientSecret }: Credentials,
  names: SettingNames,
): Explanation | undefined {
  const pair = [['client-id', clientId] as const, ['client-secret', clientSecret] as const]
  const [first, ...others] = pair.flatMap(([name, value]) => (value.trim() === '' ? [name] : []))
  if (first === undefined) return undefined
  return {
    rule: 'delivery/credentials-refused',
    message: `${[names.subject(first), ...others.map(names.of)].join(' and ')} is empty, so no access token was asked for.`,
    help: `${whereTheyAre}; a GitHub secret that does not exist arrives as an empty string.`,
  }
}

/**
 * Reads a positive answer (Amazon's page on access tokens); tells what is wrong with it otherwise.
 *
 * @returns the token, and for how many milliseconds from the moment it was asked for it is valid
 */
function readGrant(response: HttpResponse, names: SettingNames) {
  const unusable = (because: string): { readonly explanation: Explanation } => {
    const message = `The answer to the token request ${labelOfToken(response)} cannot be used: ${because}.`
    const help = `Leave ${names.of('auth-url')} out to use Amazon's own; a proxy or login page on the way may have answered instead.`
    return { explanation: { rule: 'delivery/token-failed', message, help } }
  }
  const grant = parsedJson(response.body)
  if (!isObject(grant)) return unusable('it is not a JSON object')
  const { access_token: value, token_type: tokenType, expires_in: expiresIn } = grant
  // Anything else could not stand in a header.
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
    return unusable('it holds no "access_token"')
  }
  if (typeof tokenType !== 'string' || tokenType.toLowerCase() !== 'bearer') {
    return unusable('its "token_type" is not "bearer"')
  }
  if (typeof expiresIn !== 'number' || expiresIn <= 0) {
    return unusable('its "expires_in" is not a number of seconds')
  }
  return { value, lifetime: expiresIn * 1000 }
}

/**
 * Explains a refused token request by its `error` code, which OAuth 2.0 defines, or by its status; the
 * description is only shown.
 */
function explainRefusal(
  response: HttpResponse,
  { receiver, credentials }: TokenOptions,
  names: SettingNames,
): Explanation {
  const { status } = response
  const label = labelOfToken(response)
  const value = parsedJson(response.body)
  // Amazon's tokens are one long word, with a bar near its beginning.
  const perhapsToken = /\S*\|\S*|\S{24,}|(?<=token\W{1,3})\S+/gi
  const quoted = (text: string | undefined): string =>
    printable(text ?? '', [credentials.clientSecret]).replace(perhapsToken, '***')
  const code = quoted(textAt(value, 'error'))
  // A body that is no JSON object, or that names a token, is quoted in no part.
  const isQuotable = isObject(value) && !Object.keys(value).some(name => /token/i.test(name))
  const words = quoted(textAt(value, 'error_description') ?? textAt(value, 'message'))
  const quotation = isQuotable && words !== '' ? ` ${receiver} says: "${words}"` : ''
  const explanation = (rule: Explanation['rule'], what: string, help: string): Explanation => ({
    rule,
    message: `${what}${quotation}`,
    help,
  })
  const refused = (rule: Explanation['rule'], why: string, help: string): Explanation =>
    explanation(rule, `${receiver} refused the token request ${label}, "${code}": ${why}.`, help)
  const ownUrl = `Leave ${names.of('auth-url')} out to use Amazon's own`
  switch (code) {
    case 'invalid_client':
      return refused(
        'delivery/credentials-refused',
        `client id or secret are wrong${hintOf(credentials)}`,
        `${whereTheyAre}, and store them without a newline at the end.`,
      )
    case 'unauthorized_client':
      return refused(
        'delivery/credentials-refused',
        'the credentials are those of another kind of client, such as account linking or a security profile',
        `${whereTheyAre}.`,
      )
    case 'invalid_scope':
      return refused(
        'delivery/scope-refused',
        'the deployed manifest of the skill lacks the notification permission or "events.publications"',
        'Deploy the manifest with both, wait until the deployment has succeeded, then send again.',
      )
    case 'unsupported_grant_type':
    case 'invalid_request':
      return refused(
        'delivery/token-failed',
        'the form did not arrive as it was sent',
        `${ownUrl}, and check whether a proxy on the way changes requests.`,
      )
  }
  if (status === 407) {
    return explanation('delivery/proxy-refused', proxyWantsPassword(label), proxyPasswordHelp)
  }
  if (status >= 300 && status < 400) {
    return explanation(
      'delivery/redirected',
      `The token request was answered with a redirect ${label}, and redirects are not followed.`,
      `Set ${names.of('auth-url')} to the final address, or leave it out to use Amazon's own.`,
    )
  }
  const isBusy = status === 429 || status >= 500
  const named = code === '' ? '' : `, "${code}"`
  return explanation(
    'delivery/token-failed',
    isBusy
      ? `${receiver} gave no access token ${label}, however often it was asked.`
      : `The token request was refused ${label}${named}.`,
    isBusy
      ? 'Run it again later; nothing was sent.'
      : `${ownUrl}, or set it to the complete address of the token endpoint.`,
  )
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
