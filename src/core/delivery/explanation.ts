import { visibleLine } from '../escape.ts'
import { isObject, parsedJson, property } from '../json.ts'
import type { deliveryRules } from '../rules/delivery.ts'
import { type SettingNames, tableNames } from '../setting-names.ts'
import type { TransportError } from '../world.ts'
import type { End } from './retry.ts'

export type DeliveryRuleId = keyof typeof deliveryRules

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

const longest = 200

/**
 * Text from the network, fit for one line of a message: secrets taken out, spaces and line ends
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

/** What a request without an answer means, and whether another try may help. */
export interface NetworkFailure {
  readonly rule: DeliveryRuleId
  /** What happened, without the full stop: what follows from it depends on what was to be sent. */
  readonly what: string
  readonly help: string
  /** Whether the request may have been accepted. */
  readonly certainty: TransportError['certainty']
  readonly repeatable: boolean
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
  if (certainty === 'in-doubt') return replyLost(code, host, timeout)
  if (code.startsWith('ERR_PROXY_')) return proxyFailed(code, message)
  if (isCertificateError(code)) {
    return certificateRefused(`The certificate of ${host} is not trusted (${code})`, code)
  }
  return unreachable(code, host, timeout, names)
}

function replyLost(code: string, host: string, timeout: number): NetworkFailure {
  return {
    rule: 'delivery/reply-lost',
    what: lossOf(code, host, timeout),
    help: repeatSafely,
    certainty: 'in-doubt',
    repeatable: true,
    reason: `the reply was lost (${code})`,
  }
}

function lossOf(code: string, host: string, timeout: number): string {
  if (code === 'ETIMEDOUT') {
    return `${host} gave no answer within ${seconds(timeout)}`
  }
  if (code === 'ERR_NOT_HTTP') {
    return `${host} answered with something that is not HTTP (${code})`
  }
  return `The connection to ${host} was lost before its answer came (${code})`
}

function proxyFailed(code: string, what: string): NetworkFailure {
  if (code === 'ERR_PROXY_CERTIFICATE') return certificateRefused(what, code)
  return {
    rule: 'delivery/proxy-refused',
    what,
    help: "Check HTTPS_PROXY and HTTP_PROXY (http://user:password@host:port), have Amazon's hosts allowed there, or name hosts to reach directly in NO_PROXY.",
    certainty: 'not-sent',
    repeatable: code === 'ERR_PROXY_UNREACHABLE' || code === 'ERR_PROXY_UNAVAILABLE',
    reason: `the proxy failed (${code})`,
  }
}

function certificateRefused(what: string, code: string): NetworkFailure {
  return {
    rule: 'delivery/certificate-refused',
    what,
    help: 'Where a proxy or server of your own has a private authority, set NODE_EXTRA_CA_CERTS to the path of its certificate (PEM); check the clock of the machine too.',
    certainty: 'not-sent',
    repeatable: false,
    reason: `the certificate is not trusted (${code})`,
  }
}

function unreachable(
  code: string,
  host: string,
  timeout: number,
  names: SettingNames,
): NetworkFailure {
  const addresses = `${names.of('auth-url')} and ${names.of('api-url')}`
  const speaksNoTls = code === 'EPROTO' || code.startsWith('ERR_SSL_')
  return {
    rule: 'delivery/unreachable',
    what: obstacleOf(code, host, timeout, speaksNoTls),
    help: speaksNoTls
      ? `Check the scheme and port of ${addresses}; plain http is possible only to this machine.`
      : `Check network, firewall and DNS; behind a proxy set HTTPS_PROXY; check ${addresses} where they are set.`,
    certainty: 'not-sent',
    repeatable: !speaksNoTls,
    reason: `${host} was not reached (${code})`,
  }
}

function obstacleOf(code: string, host: string, timeout: number, speaksNoTls: boolean): string {
  if (speaksNoTls) return `${host} does not speak TLS (${code})`
  switch (code) {
    case 'ENOTFOUND':
      return `The name of ${host} is not known (${code})`
    case 'EAI_AGAIN':
      return `The name of ${host} could not be looked up (${code})`
    case 'ECONNREFUSED':
      return `Nothing accepts connections at ${host} (${code})`
    case 'ETIMEDOUT':
      return `No connection to ${host} could be made within ${seconds(timeout)} (${code})`
    default:
      return `${host} cannot be reached (${code})`
  }
}

/** Tells whether an error's code speaks of a certificate: the way is open, but nobody was trusted with the request. */
export function isCertificateError(code: string | undefined): boolean {
  return /^(CERT_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_|INVALID_|PATH_LENGTH_)/.test(
    code ?? '',
  )
}

/** The end of a try without an answer. */
export type WithoutAnswer =
  | { readonly kind: 'broken'; readonly error: TransportError }
  | { readonly kind: 'no-token'; readonly explanation: Explanation }
  | { readonly kind: 'expired' }
  | { readonly kind: 'interrupted' }

/** What the explanation of a delivery without a last answer needs to know of it. */
export interface Course {
  /** How messages call the settings. */
  readonly names?: SettingNames | undefined
  /** Requests posted. */
  readonly posts: number
  /** Whether one of them may have been accepted. */
  readonly inDoubt: boolean
  /** Of the API, as it may be printed. */
  readonly host: string
  /** Milliseconds for each phase of a request. */
  readonly timeout: number
  readonly expiryTime: string
}

/** Explains a delivery whose last try got no answer. */
export function explainEnd(last: WithoutAnswer, end: End, course: Course): Explanation {
  const { posts, inDoubt, expiryTime, names = tableNames } = course
  switch (last.kind) {
    case 'broken':
      return explainBroken(last.error, end, course)
    case 'no-token':
      return inDoubt ? withEarlierDoubt(last.explanation) : last.explanation
    case 'expired':
      return {
        rule: 'delivery/expired',
        message: `The event expires at ${expiryTime}, so it was not sent${posts === 0 ? '' : ' again'}.${inDoubt ? ` ${earlierDoubt}` : ''}`,
        help: `Set a longer "${names.of('expires-in')}" (5 minutes to 24 hours), correct the time in the event file, and run it again.`,
      }
    case 'interrupted':
      return explainInterrupted(course)
  }
}

function withEarlierDoubt({ rule, message, help }: Explanation): Explanation {
  return { rule, message: `${message} ${earlierDoubt}`, help: `${help} ${repeatSafely}` }
}

function explainBroken(
  error: TransportError,
  end: End,
  { posts, inDoubt, host, timeout, names }: Course,
): Explanation {
  const { rule, what, help, certainty } = explainNetwork(error, host, timeout, names)
  const event = posts === 1 ? what : `${what} in attempt ${posts}`
  const expiry = end === 'expiry' ? ' The event expires before another attempt.' : ''
  if (certainty === 'in-doubt') {
    const message = `${event}, so it is not known whether the event was accepted.${expiry}`
    return { rule, message, help }
  }
  return inDoubt
    ? withEarlierDoubt({ rule, message: `${event}.${expiry}`, help })
    : { rule, message: `${event}. Nothing was sent.${expiry}`, help }
}

function explainInterrupted({ posts, inDoubt }: Course): Explanation {
  const rule = 'delivery/interrupted'
  if (inDoubt) {
    const request = 'Interrupted after a request that got no clear answer'
    const message = `${request}, so it is not known whether the event was accepted.`
    return { rule, message, help: repeatSafely }
  }
  const message =
    posts === 0
      ? 'Interrupted before anything was sent.'
      : 'Interrupted before the next attempt; the event was not accepted.'
  return { rule, message, help: 'Run it again when it suits.' }
}
