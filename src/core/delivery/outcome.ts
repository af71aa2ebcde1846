import { printable } from '../escape.ts'
import type { Outcome } from '../result.ts'
import type { HttpResponse } from '../world.ts'
import {
  type Course,
  type DeliveryRuleId,
  type Explanation,
  earlierDoubt,
  quotationOf,
  repeatSafely,
  seconds,
} from './explanation.ts'
import { type Cause, readRetryAfter, type Verdict } from './retry.ts'

/** What follows from an answer, and what it means. */
interface Treatment {
  readonly outcome: Outcome
  /** Whether and how the request is repeated. */
  readonly repeat?: Cause
  /** Absent where there is nothing to find fault with. */
  readonly rule?: DeliveryRuleId
  /** Whether it tells too little to know that the event was not accepted. */
  readonly isUnclear?: boolean
  /** @param label the answer in numbers */
  message(label: string, course: Course, response: HttpResponse): string
  help(course: Pick<Course, 'names' | 'audience' | 'inDoubt'>): string
}

const accepted: Treatment = {
  outcome: 'accepted',
  message(label, { receiver, audience }) {
    const limits =
      audience === 'Multicast'
        ? 'Amazon answers the same where nobody in the region has notifications of this skill switched on'
        : 'no answer says whether the user listens to it before it expires'
    return `${receiver} accepted the event ${label}. Accepted does not mean heard: ${limits}.`
  },
  help: () => 'Nothing is left to do.',
}

const notAuthorized: Treatment = {
  outcome: 'rejected',
  rule: 'delivery/not-authorized',
  message(label, { receiver, audience, stage, region }) {
    const cause =
      audience === 'Unicast'
        ? `the user has not switched on notifications for this skill in the stage "${stage}" and the region ${region}, or the user id belongs to another skill or an earlier enablement`
        : 'the credentials belong to another skill, or the deployed manifest does not allow the event'
    return `${receiver} does not authorize this event ${label}, with a fresh token either. Most likely ${cause}.`
  },
  help: ({ audience }) =>
    audience === 'Unicast'
      ? "In the Alexa app open the skill's settings, Manage Permissions, and switch notifications on; check stage, region and user id."
      : 'Take client id and secret from this very skill (Build, Permissions, "Alexa Skill Messaging") and deploy its manifest with permission and publications.',
}

/**
 * What follows from each status (Amazon's Proactive Events API reference; 401, 404, 407 and 503 are not
 * in it, and are read as everywhere on the web).
 */
const treatments: Readonly<Record<number, Treatment>> = {
  200: accepted,
  202: accepted,
  400: {
    outcome: 'rejected',
    rule: 'delivery/body-refused',
    message: (label, { receiver }) =>
      `${receiver} refused the body ${label}: something required is missing or malformed, or an earlier request has completed this notification.`,
    help: () =>
      'Run "validate" with the deployed manifest and this event, and check the expiry time, the name of the event and its payload first.',
  },
  401: notAuthorized,
  403: notAuthorized,
  404: {
    outcome: 'rejected',
    rule: 'delivery/address-unknown',
    message: label => `The server knows no such address ${label}.`,
    help: ({ names }) =>
      `Leave ${names.of('api-url')} out, or set it to what comes before "/v1/proactiveEvents".`,
  },
  407: {
    outcome: 'rejected',
    rule: 'delivery/proxy-refused',
    message: proxyWantsPassword,
    help: () => proxyPasswordHelp,
  },
  409: {
    outcome: 'already-sent',
    rule: 'delivery/already-sent',
    message: (label, { receiver, inDoubt }) =>
      `${receiver} has this reference id already ${label}: ${inDoubt ? 'most likely it accepted an earlier attempt of this run that ended without a clear answer' : 'the event was sent before, by an earlier run'}.`,
    help: ({ inDoubt, names }) =>
      inDoubt
        ? 'Nothing is left to do; nobody is notified twice.'
        : `Nothing is left to do if this run is a repeat; to announce something new, set ${names.of('reference-id')} to a value that was not used before.`,
  },
  429: {
    outcome: 'failed',
    repeat: 'throttled',
    rule: 'delivery/throttled',
    message(label, course, { headers }) {
      const pause = readRetryAfter(headers['retry-after'], course.now)
      const asked = pause === undefined ? '' : ` It asks to wait ${seconds(pause)}.`
      return `${course.receiver} throttles the requests ${label}, and ${endOfTries(course)}.${asked}`
    },
    help: () => 'Run it again later, and spread announcements that several jobs send.',
  },
  432: {
    outcome: 'rejected',
    rule: 'delivery/notification-limit',
    message: label =>
      `The notification limit of the live skill is reached ${label}; nothing is wrong with the event.`,
    help: () => 'Try again later; the stage "development" has no such limit.',
  },
}

const redirected: Treatment = {
  outcome: 'rejected',
  rule: 'delivery/redirected',
  message(label, { secrets }, { headers }) {
    const goal = printable(headers['location'] ?? '', secrets)
    const to = goal === '' ? '' : ` to "${goal}"`
    return `The server answered with a redirect${to} ${label}, and redirects are not followed.`
  },
  help: ({ names }) =>
    `Set ${names.of('api-url')} to the final address, or leave it out to use Amazon's own.`,
}

const refused: Treatment = {
  outcome: 'rejected',
  rule: 'delivery/refused',
  message: label =>
    `The request was refused ${label} for a reason that Amazon's reference does not describe.`,
  help: ({ names }) =>
    `Check ${names.of('api-url')} and the proxy, where they are set, and what the answer says.`,
}

const serverError: Treatment = {
  outcome: 'failed',
  repeat: 'failed',
  rule: 'delivery/server-error',
  isUnclear: true,
  message: (label, course) =>
    `The server failed ${label} and ${endOfTries(course)}; it is not known whether the event was accepted.`,
  help: () => repeatSafely,
}

const undocumented: Treatment = {
  outcome: 'failed',
  rule: 'delivery/server-error',
  isUnclear: true,
  message: label =>
    `Amazon's reference does not describe this answer ${label}, so whether the event was accepted is not known.`,
  help: ({ names }) =>
    `Check ${names.of('api-url')} and the proxy, where they are set; then run it again, the reference id stays the same.`,
}

/** What follows from an HTTP status. */
export function treatmentOf(status: number): Treatment {
  const known = treatments[status]
  if (known !== undefined) return known
  if (status >= 300 && status < 400) return redirected
  if (status >= 400 && status < 500) return refused
  return status >= 500 && status < 600 ? serverError : undocumented
}

/** Whether an answer ends the matter, or how it is repeated. */
export function verdictOn<Value>(
  { status, headers }: HttpResponse,
  receiver: string,
  now: Date,
  value: Value,
): Verdict<Value> {
  return {
    repeat: treatmentOf(status).repeat,
    value,
    retryAfter: readRetryAfter(headers['retry-after'], now),
    reason: `${receiver} answered HTTP ${status}`,
  }
}

/** Explains an answer; there is a rule where there is something to find fault with. */
export function explainAnswer(
  response: HttpResponse,
  course: Course,
): Omit<Explanation, 'rule'> & Partial<Pick<Explanation, 'rule'>> {
  const { rule, outcome, repeat, ...words } = treatmentOf(response.status)
  const message = words.message(labelOf(response), course, response)
  const help = words.help(course)
  if (rule === undefined) return { message, help }
  const isSure = outcome === 'rejected' || repeat === 'throttled'
  const doubt = isSure && course.inDoubt ? ` ${earlierDoubt}` : ''
  const quotation = quotationOf(course.receiver, response.body, course.secrets)
  return { rule, message: `${message}${doubt}${quotation}`, help }
}

/** Amazon's id of a request, fit to be printed; undefined where the answer has none. */
export function requestIdOf(response: HttpResponse): string | undefined {
  const id = printable(response.headers['x-amzn-requestid'] ?? '', [])
  return id === '' ? undefined : id
}

/** An answer in numbers: `(HTTP 202, request id 4f5d…)`. */
export function labelOf(response: HttpResponse): string {
  const id = requestIdOf(response)
  return id === undefined
    ? `(HTTP ${response.status})`
    : `(HTTP ${response.status}, request id ${id})`
}

/** Explains an answer of a proxy instead of the server's (HTTP 407). */
export function proxyWantsPassword(label: string): string {
  return `The proxy requires a user name and password ${label}.`
}

export const proxyPasswordHelp =
  'Write them into HTTP_PROXY and HTTPS_PROXY: http://user:password@host:port.'

/** Completes "the server failed and …". */
function endOfTries({ posts, end }: Course): string {
  const tries = posts === 1 ? '1 attempt' : `${posts} attempts`
  if (end === 'patience') return `this run does not wait longer (${tries} so far)`
  return end === 'expiry'
    ? `the event's expiry time would come before the next of its attempts (${tries} so far)`
    : `no more is tried after ${tries}`
}
