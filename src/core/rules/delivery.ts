import type { RuleTable } from './rule.ts'

export const deliveryRules = {
  'delivery/already-sent': {
    severity: 'notice',
    title: 'The event was sent before',
    why: 'Amazon answered 409: it has an event with this `referenceId` for the same customers already. The reference id is derived from what is announced, so a re-run of a job ends here, and so does a repeat after a reply that was lost. Nobody is notified twice.',
    fix: 'Nothing is to be done for a repeated run. To announce something new on purpose, set `reference-id` to a value that was not used before.',
  },
  'delivery/body-refused': {
    severity: 'error',
    title: 'Amazon refuses the body',
    why: 'HTTP 400: a required parameter is missing or malformed, or the notification was completed by an earlier request. Repeating the request would change nothing.',
    fix: "Run `validate` with the manifest that is deployed and with the event file, and correct what it finds; look first at the expiry time, the event's name and its payload.",
  },
  'delivery/not-authorized': {
    severity: 'error',
    title: 'Amazon does not authorize the event',
    why: 'HTTP 401 or 403, also with a fresh token. For a Unicast the usual reason is that the user has not switched on notifications for this skill in this stage and region, or that the user id comes from another skill or enablement. Otherwise the credentials belong to another skill, or the deployed manifest lacks the permission.',
    fix: 'Take client id and secret from the same skill (developer console: Build, Permissions, "Alexa Skill Messaging") and deploy its manifest. For a Unicast check stage, region and user id, and in the Alexa app the skill\'s permission for notifications.',
  },
  'delivery/address-unknown': {
    severity: 'error',
    title: 'There is no such address',
    why: "HTTP 404: the server knows no such path. Amazon's own addresses are built in, so this is nearly always an `api-url` that is not a prefix of `/v1/proactiveEvents`.",
    fix: 'Leave `api-url` out, or set it to what stands before `/v1/proactiveEvents`: `http://127.0.0.1:8080/{region}`.',
  },
  'delivery/throttled': {
    severity: 'error',
    title: 'Amazon throttles the requests',
    why: 'HTTP 429: more requests than Amazon accepts. The request was repeated as long as waiting made sense; it was not accepted.',
    fix: 'Run the job again later, and spread announcements that are sent by several jobs.',
  },
  'delivery/notification-limit': {
    severity: 'error',
    title: 'The notification limit of the live skill is reached',
    why: 'HTTP 432: customers of a live skill get a limited number of notifications. The stage `development` has no such limit. Nothing is wrong with the event.',
    fix: 'Wait and run the job again later, and announce less often.',
  },
  'delivery/refused': {
    severity: 'error',
    title: 'Amazon refuses the request',
    why: "An answer from 400 to 499 that Amazon's reference does not describe. Such requests are not repeated.",
    fix: 'Look at what the answer says; check `api-url` and the proxy, where one is set.',
  },
  'delivery/redirected': {
    severity: 'error',
    title: 'The server answers with a redirect',
    why: "Redirects are not followed: the request carries an access token or the credentials, and these go to the configured address alone. Amazon's own addresses do not redirect.",
    fix: 'Set `api-url` or `auth-url` to the final address, or leave it out.',
  },
  'delivery/server-error': {
    severity: 'error',
    title: 'The server failed each time',
    why: "Answers from 500 to 599, or answers that Amazon's reference does not know. The request was repeated with the same body and the same reference id; it is not known whether one of them was accepted.",
    fix: 'Run the job again later. It repeats the same reference id, which Amazon refuses as a duplicate if it already has it.',
  },
  'delivery/reply-lost': {
    severity: 'error',
    title: 'No reply came back',
    why: 'The request was written, then the connection broke or no answer came in time, in every attempt. The event may or may not have been accepted.',
    fix: 'Run the job again: it repeats the same reference id, which Amazon refuses as a duplicate if it already has it. Raise `timeout` on a slow network.',
  },
  'delivery/unreachable': {
    severity: 'error',
    title: 'The server cannot be reached',
    why: 'No connection could be made (DNS, firewall, nothing listening), so nothing was sent.',
    fix: 'Check that the runner may reach `api.amazon.com` and `api.amazonalexa.com`, `api.eu.amazonalexa.com` or `api.fe.amazonalexa.com` on port 443. Behind a proxy set `HTTPS_PROXY`; check `api-url` and `auth-url` where they are set.',
  },
  'delivery/certificate-refused': {
    severity: 'error',
    title: "The server's certificate is not trusted",
    why: 'The server, or a proxy that opens TLS connections, shows a certificate that no known authority has signed, that is out of date, or that is made out to another name. The credentials are not sent to such a server.',
    fix: "Give Node the certificate of your company's authority: `NODE_EXTRA_CA_CERTS=/path/to/ca.pem` in the environment of the step. Check the clock of the machine too.",
  },
  'delivery/proxy-refused': {
    severity: 'error',
    title: 'The proxy refused the request',
    why: 'A proxy is set in the environment (`HTTPS_PROXY` or `HTTP_PROXY`), and it cannot be reached, requires a password, or refuses the connection. Nothing was sent.',
    fix: 'Write the proxy as `http://user:password@proxy.example.com:3128`, have `api.amazon.com` and the hosts below `amazonalexa.com` allowed there, or name hosts to reach directly in `NO_PROXY`.',
  },
  'delivery/credentials-refused': {
    severity: 'error',
    title: 'Login with Amazon does not know the credentials',
    why: 'The token request was answered `invalid_client` or `unauthorized_client`: client id or secret are wrong, incomplete, contain a space or newline, or belong to another kind of client. The pair of account linking, of a Login with Amazon security profile, and of Smart Home events do not work here.',
    fix: 'Copy both from the developer console again: the skill, Build, Permissions, "Alexa Skill Messaging". In GitHub store them as secrets without a newline at the end.',
  },
  'delivery/scope-refused': {
    severity: 'error',
    title: 'The skill may not send proactive events',
    why: 'The token request was answered `invalid_scope`: the manifest that is deployed lacks the permission `alexa::devices:all:notifications:write` or `events.publications`.',
    fix: 'Deploy a manifest with both, wait until the deployment has succeeded, then send.',
  },
  'delivery/token-failed': {
    severity: 'error',
    title: 'No access token was issued',
    why: 'Login with Amazon failed, or answered with something other than an access token. Nothing was sent.',
    fix: "Run the job again later. Where `auth-url` is set, check it: Amazon's is `https://api.amazon.com/auth/o2/token`.",
  },
  'delivery/expired': {
    severity: 'error',
    title: 'The event has expired',
    why: 'Nothing is sent after `expiryTime`, and no retry waits beyond it.',
    fix: 'Set a longer `expires-in` (5 minutes to 24 hours) and run the job again.',
  },
  'delivery/interrupted': {
    severity: 'error',
    title: 'The run was interrupted',
    why: 'Ctrl-C, or a cancelled job. A request that was under way at that moment may have been accepted.',
    fix: 'Run it again: it repeats the same reference id, which Amazon refuses as a duplicate if it already has it.',
  },
} satisfies RuleTable
