import { isCertificateError } from './certificate.ts'
import { type DeliveryRuleId, repeatSafely, seconds } from './explanation.ts'
import type { TransportError } from './transport.ts'

/** What a request without an answer means, and whether another try may help. */
export interface NetworkFailure {
  readonly rule: DeliveryRuleId
  /** What happened, without the full stop: what follows from it depends on what was to be sent. */
  readonly what: string
  readonly help: string
  /** Whether the request may have been taken in. */
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
): NetworkFailure {
  if (certainty === 'in-doubt') return replyLost(code, host, timeout)
  if (code.startsWith('ERR_PROXY_')) return proxyFailed(code, message)
  if (isCertificateError(code)) {
    return certificateRefused(`The certificate of ${host} is not trusted (${code})`, code)
  }
  return unreachable(code, host, timeout)
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

function unreachable(code: string, host: string, timeout: number): NetworkFailure {
  const speaksNoTls = code === 'EPROTO' || code.startsWith('ERR_SSL_')
  return {
    rule: 'delivery/unreachable',
    what: obstacleOf(code, host, timeout, speaksNoTls),
    help: speaksNoTls
      ? 'Check the scheme and port of auth-url and api-url; plain http is possible only to this machine.'
      : 'Check network, firewall and DNS; behind a proxy set HTTPS_PROXY; check auth-url and api-url where they are set.',
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
      return `No connection to ${host} came about within ${seconds(timeout)} (${code})`
    default:
      return `${host} cannot be reached (${code})`
  }
}
