import type { DeliveryRuleId } from '../../src/core/delivery/explanation.ts'
import { api, type DeliveryCase, grant, loginError } from '../core/delivery/delivery-case.ts'

/** A delivery of one event, from 2026-05-01T12:00:00.000Z on, against a real server. */
export interface DeliveryRuleCase extends DeliveryCase {
  /**
   * Where the API stands instead of the scripted server: at a port nobody listens on, behind a
   * certificate nobody signed, or behind a proxy that refuses with this status.
   */
  readonly elsewhere?: 'closed' | 'untrusted' | { readonly proxyRefusing: number }
  /** A part of the message or of the help that this case is about. */
  readonly says?: string
}

export const deliveryCases = {
  'delivery/already-sent': {
    found: [
      { name: 'an earlier run sent it', events: [api(409)], says: 'by an earlier run' },
      { name: 'the reply was lost', events: ['cut', api(409)], says: 'earlier attempt' },
    ],
    clean: [{ name: 'a repeat that Amazon had not got', events: ['cut', api(202)] }],
  },
  'delivery/body-refused': {
    found: [{ name: 'HTTP 400', events: [api(400)], says: 'validate' }],
    clean: [{ name: 'HTTP 413 is another refusal', events: [api(413)] }],
  },
  'delivery/not-authorized': {
    found: [
      { name: 'HTTP 401 twice', events: [api(401)], says: 'fresh token' },
      { name: 'HTTP 403 twice', events: [api(403)], says: 'fresh token' },
      {
        name: 'a user without notifications',
        events: [api(403)],
        audience: { type: 'Unicast', payload: { user: 'amzn1.ask.account.X' } },
        says: 'Manage Permissions',
      },
    ],
    clean: [{ name: 'the token was old', events: [api(403), api(202)] }],
  },
  'delivery/address-unknown': {
    found: [{ name: 'HTTP 404', events: [api(404)], says: 'api-url' }],
    clean: [{ name: 'HTTP 400', events: [api(400)] }],
  },
  'delivery/throttled': {
    found: [
      { name: 'without end', events: [api(429)], says: 'later' },
      { name: 'for an hour', events: [api(429, { 'retry-after': '3600' })], says: '3600 s' },
    ],
    clean: [{ name: 'for a while', events: [api(429), api(429), api(202)] }],
  },
  'delivery/notification-limit': {
    found: [{ name: 'HTTP 432', stage: 'live', events: [api(432)], says: 'nothing is wrong' }],
    clean: [{ name: 'HTTP 429', stage: 'live', events: [api(429), api(202)] }],
  },
  'delivery/refused': {
    found: [{ name: 'HTTP 418', events: [api(418)], says: 'does not describe' }],
    clean: [{ name: 'HTTP 400 is described', events: [api(400)] }],
  },
  'delivery/redirected': {
    found: [
      { name: 'the API', events: [api(308, { location: 'https://x.example' })], says: 'x.example' },
      { name: 'the token endpoint', token: [{ status: 302 }], says: 'auth-url' },
    ],
    clean: [
      {
        name: 'a location without a redirect',
        events: [api(202, { location: 'https://x.example' })],
      },
    ],
  },
  'delivery/server-error': {
    found: [
      { name: 'each time', events: [api(503)], says: 'not known' },
      { name: 'an answer nobody knows', events: [api(226)], says: 'does not describe' },
    ],
    clean: [{ name: 'four times', events: [api(500), api(502), api(503), api(504), api(202)] }],
  },
  'delivery/reply-lost': {
    found: [
      { name: 'the connection is cut', events: ['cut'], says: 'reference id stays the same' },
      { name: 'nothing comes', events: ['hang'], timeout: 100, retries: 0, says: 'within 0.1 s' },
    ],
    clean: [
      { name: 'only the body of the answer', events: [{ status: 202, unfinished: 'cut' }] },
      { name: 'once', events: ['cut', api(202)] },
    ],
  },
  'delivery/unreachable': {
    found: [{ name: 'nothing listens', elsewhere: 'closed', says: 'Nothing was sent' }],
    clean: [{ name: 'the connection breaks later', events: ['cut'] }],
  },
  'delivery/certificate-refused': {
    found: [{ name: 'self-signed', elsewhere: 'untrusted', says: 'NODE_EXTRA_CA_CERTS' }],
    clean: [{ name: 'nothing listens', elsewhere: 'closed' }],
  },
  'delivery/proxy-refused': {
    found: [
      { name: 'a password is wanted', elsewhere: { proxyRefusing: 407 }, says: 'password' },
      { name: 'the host is not allowed', elsewhere: { proxyRefusing: 403 }, says: 'HTTP 403' },
    ],
    clean: [{ name: 'the API itself refuses', events: [api(403)] }],
  },
  'delivery/credentials-refused': {
    found: [
      { name: 'invalid_client', token: [loginError(401, 'invalid_client')], says: 'wrong' },
      {
        name: 'unauthorized_client',
        token: [loginError(400, 'unauthorized_client')],
        says: 'account linking',
      },
      {
        name: 'an empty secret',
        credentials: { clientId: 'amzn1.application-oa2-client.0', clientSecret: '' },
        says: 'client-secret is empty',
      },
    ],
    clean: [{ name: 'invalid_scope', token: [loginError(400, 'invalid_scope')] }],
  },
  'delivery/scope-refused': {
    found: [{ name: 'invalid_scope', token: [loginError(400, 'invalid_scope')], says: 'Deploy' }],
    clean: [{ name: 'invalid_client', token: [loginError(401, 'invalid_client')] }],
  },
  'delivery/token-failed': {
    found: [
      { name: 'HTTP 500 each time', token: [{ status: 500 }], says: 'later' },
      { name: 'a page instead of a token', token: [{ status: 200, body: '<p>' }], says: 'JSON' },
      { name: 'no reply', token: ['cut'], says: 'no access token' },
    ],
    clean: [{ name: 'HTTP 500 once', token: [{ status: 500 }, grant('Atc|token')] }],
  },
  'delivery/expired': {
    found: [{ name: 'now', expiryTime: '2026-05-01T12:00:00.000Z', says: 'expires-in' }],
    clean: [{ name: 'in a second', expiryTime: '2026-05-01T12:00:01.000Z' }],
  },
  'delivery/interrupted': {
    found: [
      { name: 'before anything was sent', interrupted: true, says: 'before anything was sent' },
      {
        name: 'while waiting',
        events: [api(500)],
        onPause: story => story.interrupt(),
        says: 'not known',
      },
    ],
    clean: [{ name: 'a pause that nobody interrupts', events: [api(500), api(202)] }],
  },
} as const satisfies Readonly<
  Record<
    DeliveryRuleId,
    { readonly found: readonly DeliveryRuleCase[]; readonly clean: readonly DeliveryRuleCase[] }
  >
>
