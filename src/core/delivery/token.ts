import type { Credentials } from '../settings.ts'
import type { World } from '../world.ts'
import type { Explanation } from './explanation.ts'
import { explainEmpty, explainLogin, readGrant, tokenForm } from './login.ts'
import { explainNetwork, type NetworkFailure } from './network.ts'
import { treatmentOf } from './outcome.ts'
import { type RetryPolicy, readRetryAfter, repeat, type Verdict, type Waiting } from './retry.ts'
import { type Transport, TransportError } from './transport.ts'

/** An access token, or why there is none. */
export type TokenAnswer =
  | { readonly token: Token }
  | { readonly explanation: Explanation }
  | { readonly interrupted: true }

export interface Token {
  readonly value: string
  /** Milliseconds since 1970 from which on a new one is asked for. */
  readonly staleAt: number
  /** Milliseconds since 1970 until which it is fresh beyond doubt: asked for because the one before was refused. */
  readonly freshUntil: number
}

/** The access token of a skill, shared by everything that is sent. */
export interface Tokens {
  /** A token that is good for another minute; asks for one if need be, once for all who wait. */
  current(): Promise<TokenAnswer>
  /** A newer token in place of one that was refused; asks for one, once for all who had the same. */
  renew(refused: Token): Promise<TokenAnswer>
}

export interface TokenOptions {
  readonly credentials: Credentials
  readonly authUrl: string
  /** Who gives tokens, as a sentence begins. */
  readonly receiver: string
  readonly timeout: number
  readonly userAgent: string
  readonly policy: RetryPolicy
}

/** How long before its end a token is no longer used, milliseconds. */
const margin = 60_000

/** How long a token that was asked for in place of a refused one is not doubted itself, milliseconds. */
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
  transport: Transport,
  world: Pick<World, 'now' | 'random' | 'sleep'>,
  signal: AbortSignal,
  observe: (waiting: Waiting) => void,
): Tokens {
  const shelf = shelfOf(options.credentials)
  const left = shelf.get(options.authUrl)
  let held: Promise<TokenAnswer> | undefined =
    left === undefined ? undefined : Promise.resolve({ token: { ...left, freshUntil: 0 } })

  const ask = (forced: boolean): Promise<TokenAnswer> => {
    shelf.delete(options.authUrl)
    const answer = askForToken(options, forced, transport, world, signal, observe).then(got => {
      if ('token' in got) shelf.set(options.authUrl, got.token)
      return got
    })
    held = answer
    return answer
  }

  return {
    async current() {
      const known = held
      if (known === undefined) return ask(false)
      const answer = await known
      if (held !== undefined && held !== known) return held
      return 'token' in answer && world.now().getTime() >= answer.token.staleAt
        ? ask(false)
        : answer
    },
    async renew(refused) {
      const known = held
      if (known === undefined) return ask(true)
      const answer = await known
      if (held !== undefined && held !== known) return held
      return 'token' in answer && answer.token === refused ? ask(true) : answer
    },
  }
}

function shelfOf(credentials: Credentials): Map<string, Token> {
  const known = kept.get(credentials)
  if (known !== undefined) return known
  const shelf = new Map<string, Token>()
  kept.set(credentials, shelf)
  return shelf
}

async function askForToken(
  options: TokenOptions,
  forced: boolean,
  transport: Transport,
  world: Pick<World, 'now' | 'random' | 'sleep'>,
  signal: AbortSignal,
  observe: (waiting: Waiting) => void,
): Promise<TokenAnswer> {
  const empty = explainEmpty(options.credentials)
  if (empty !== undefined) return { explanation: empty }
  const { value, end } = await repeat(
    () => askOnce(options, forced, transport, world, signal),
    options.policy,
    world,
    signal,
    observe,
  )
  return end === 'interrupted' ? { interrupted: true } : value
}

async function askOnce(
  options: TokenOptions,
  forced: boolean,
  transport: Transport,
  world: Pick<World, 'now'>,
  signal: AbortSignal,
): Promise<Verdict<TokenAnswer>> {
  const { credentials, authUrl, receiver, timeout, userAgent } = options
  const asked = world.now()
  const request = {
    url: authUrl,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      'user-agent': userAgent,
    },
    body: new TextEncoder().encode(tokenForm(credentials)),
  }
  try {
    const response = await transport.post(request, signal)
    if (response.status === 200) {
      const grant = readGrant(response)
      return 'accessToken' in grant
        ? settled({ token: tokenOf(grant.accessToken, grant.expiresIn, asked, forced) })
        : settled({ explanation: grant })
    }
    const explanation = explainLogin(response, receiver, credentials, [credentials.clientSecret])
    return {
      repeat: treatmentOf(response.status).repeat,
      value: { explanation },
      retryAfter: readRetryAfter(response.headers['retry-after'], world.now()),
      reason: `${receiver} answered HTTP ${response.status}`,
    }
  } catch (error) {
    if (signal.aborted) return settled({ interrupted: true })
    if (!(error instanceof TransportError)) throw error
    const failure = explainNetwork(error, new URL(authUrl).host, timeout)
    // A token request may always be repeated: two tokens do no harm.
    const cause = error.certainty === 'not-sent' ? 'unreached' : 'failed'
    return {
      repeat: failure.repeatable ? cause : undefined,
      value: { explanation: explainNoAnswer(failure) },
      retryAfter: undefined,
      reason: failure.reason,
    }
  }
}

function settled(value: TokenAnswer): Verdict<TokenAnswer> {
  return { repeat: undefined, value }
}

function tokenOf(value: string, expiresIn: number, asked: Date, forced: boolean): Token {
  const life = expiresIn * 1000
  const since = asked.getTime()
  return {
    value,
    freshUntil: forced ? since + freshness : 0,
    staleAt: since + Math.max(life - margin, life / 2),
  }
}

/** A lost answer costs nothing here: another token can be asked for, and no event is in doubt. */
function explainNoAnswer({ rule, what, help, certainty }: NetworkFailure): Explanation {
  const message = `${what}, so there is no access token.`
  return certainty === 'not-sent'
    ? { rule, message, help }
    : {
        rule: 'delivery/token-failed',
        message,
        help: 'Run it again later; raise "timeout" on a slow network.',
      }
}
