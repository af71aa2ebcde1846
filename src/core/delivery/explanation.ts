import type { Region, Stage } from '../alexa.ts'
import type { RuleOf } from '../diagnostic.ts'
import { printable } from '../escape.ts'
import { isObject, parsedJson, property } from '../json.ts'
import { type SettingNames, tableNames } from '../setting-names.ts'
import type { TransportError } from '../world.ts'
import type { Cause, End } from './retry.ts'

export type DeliveryRuleId = RuleOf<'delivery'>

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
  'Run it again with the same event: the reference id stays the same, so if the event was accepted, the repeat is refused as a duplicate.'

/** Said wherever an earlier attempt may have been accepted although this one was not. */
export const earlierDoubt =
  'An earlier attempt ended without a clear answer; that one may have been accepted.'

/** Milliseconds in words: `2.5 s`. */
export function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`
}

/**
 * What the other side says about a refusal, as an addition to a message: ` Amazon says: "…"`; empty
 * where it says nothing. Never something to decide by: Amazon documents no wording.
 *
 * @param speaker who says it, as a sentence begins
 * @param body an answer's body: JSON with `message` (Proactive Events API), or anything else
 */
export function quotationOf(speaker: string, body: string, secrets: readonly string[]): string {
  const value = parsedJson(body)
  const text = isObject(value)
    ? (property(value, 'message') ?? property(value, 'error_description'))
    : (value ?? body)
  // An error page in HTML comes from a machine on the way, and its markup tells nobody anything.
  if (typeof text !== 'string' || /^\s*</.test(text)) return ''
  const quote = printable(text, secrets)
  return quote === '' ? '' : ` ${speaker} says: "${quote}"`
}

/** What a request without an answer means, and whether another try may help. */
export interface NetworkFailure {
  readonly rule: DeliveryRuleId
  /** What happened, without the full stop: what follows from it depends on what was to be sent. */
  readonly what: string
  readonly help: string
  /** Whether the request may have been accepted. */
  readonly certainty: TransportError['certainty']
  /** Undefined where another try would not help. */
  readonly repeat: Cause | undefined
  /** A few words for people who watch. */
  readonly reason: string
}

/**
 * Explains a request that got no answer.
 *
 * @param host of the target, as it may be printed
 * @param timeout milliseconds that each phase of a request may take
 */
export function explainNetwork(
  { certainty, code = 'no code', message }: TransportError,
  host: string,
  timeout: number,
  names: SettingNames = tableNames,
): NetworkFailure {
  const failure = (
    rule: DeliveryRuleId,
    what: string,
    help: string,
    repeat: Cause | undefined,
    reason: string,
  ) => ({ rule, what, help, certainty, repeat, reason: `${reason} (${code})` })
  const within = `within ${seconds(timeout)}`
  if (certainty === 'in-doubt') {
    const known: Readonly<Record<string, string>> = {
      ETIMEDOUT: `${host} gave no answer ${within}`,
      ERR_NOT_HTTP: `${host} answered with something that is not HTTP (${code})`,
    }
    const lost = `The connection to ${host} was lost before its answer came (${code})`
    const what = known[code] ?? lost
    return failure('delivery/reply-lost', what, repeatSafely, 'failed', 'the reply was lost')
  }
  if (code === 'ERR_PROXY_CERTIFICATE' || isCertificateError(code)) {
    return failure(
      'delivery/certificate-refused',
      isCertificateError(code) ? `The certificate of ${host} is not trusted (${code})` : message,
      'Where a proxy or server of your own has a private authority, set NODE_EXTRA_CA_CERTS to the path of its certificate (PEM); check the clock of the machine too.',
      undefined,
      'the certificate is not trusted',
    )
  }
  if (code.startsWith('ERR_PROXY_')) {
    const help =
      "Check HTTPS_PROXY and HTTP_PROXY (http://user:password@host:port), have Amazon's hosts allowed there, or name hosts to reach directly in NO_PROXY."
    const mayPass = code === 'ERR_PROXY_UNREACHABLE' || code === 'ERR_PROXY_UNAVAILABLE'
    const again = mayPass ? 'unreached' : undefined
    return failure('delivery/proxy-refused', message, help, again, 'the proxy failed')
  }
  const addresses = `${names.of('auth-url')} and ${names.of('api-url')}`
  const reason = `${host} was not reached`
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    const help = `Check the scheme and port of ${addresses}; plain http is possible only to this machine.`
    const noTls = `${host} does not speak TLS (${code})`
    return failure('delivery/unreachable', noTls, help, undefined, reason)
  }
  const known: Readonly<Record<string, string>> = {
    ENOTFOUND: `The name of ${host} is not known`,
    EAI_AGAIN: `The name of ${host} could not be looked up`,
    ECONNREFUSED: `Nothing accepts connections at ${host}`,
    ETIMEDOUT: `No connection to ${host} could be made ${within}`,
  }
  const what = `${known[code] ?? `${host} cannot be reached`} (${code})`
  const help = `Check network, firewall and DNS; behind a proxy set HTTPS_PROXY; check ${addresses} where they are set.`
  return failure('delivery/unreachable', what, help, 'unreached', reason)
}

/** Tells whether an error's code speaks of a certificate: the way is open, but nobody was trusted with the request. */
export function isCertificateError(code: string): boolean {
  return /^(CERT_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_|INVALID_|PATH_LENGTH_)/.test(
    code,
  )
}

/** The end of a try without an answer. */
export type WithoutAnswer =
  | { readonly failure: NetworkFailure }
  /** Why there is no access token. */
  | { readonly explanation: Explanation }
  | { readonly kind: 'expired' | 'interrupted' }

/** What is known of a delivery when it is explained. */
export interface Course {
  readonly names: SettingNames
  /** Who takes the event, as a sentence begins. */
  readonly receiver: string
  readonly region: Region
  readonly stage: Stage
  readonly audience: 'Multicast' | 'Unicast'
  readonly expiryTime: string
  /** Requests posted. */
  readonly posts: number
  /** Whether one of them, without an answer or answered 5xx, may have been accepted. */
  readonly inDoubt: boolean
  readonly end: End
  readonly now: Date
  readonly secrets: readonly string[]
}

/** Explains a delivery whose last try got no answer. */
export function explainEnd(last: WithoutAnswer, course: Course): Explanation {
  const { posts, inDoubt, expiryTime, names, end } = course
  const withDoubt = ({ rule, message, help }: Explanation): Explanation =>
    inDoubt
      ? { rule, message: `${message} ${earlierDoubt}`, help: `${help} ${repeatSafely}` }
      : { rule, message, help }
  if ('explanation' in last) return withDoubt(last.explanation)
  if ('failure' in last) {
    const { rule, what, help, certainty } = last.failure
    const event = posts === 1 ? what : `${what} in attempt ${posts}`
    const expiry = end === 'expiry' ? ' The event expires before another attempt.' : ''
    if (certainty === 'in-doubt') {
      const message = `${event}, so it is not known whether the event was accepted.${expiry}`
      return { rule, message, help }
    }
    const nothing = inDoubt ? '' : ' Nothing was sent.'
    return withDoubt({ rule, message: `${event}.${nothing}${expiry}`, help })
  }
  if (last.kind === 'expired') {
    const again = posts === 0 ? '' : ' again'
    const doubt = inDoubt ? ` ${earlierDoubt}` : ''
    return {
      rule: 'delivery/expired',
      message: `The event expires at ${expiryTime}, so it was not sent${again}.${doubt}`,
      help: `Set a longer "${names.of('expires-in')}" (5 minutes to 24 hours), correct the time in the event file, and run it again.`,
    }
  }
  const rule = 'delivery/interrupted'
  if (inDoubt) {
    const message =
      'Interrupted after a request that got no clear answer, so it is not known whether the event was accepted.'
    return { rule, message, help: repeatSafely }
  }
  const message =
    posts === 0
      ? 'Interrupted before anything was sent.'
      : 'Interrupted before the next attempt; the event was not accepted.'
  return { rule, message, help: 'Run it again when you are ready.' }
}
