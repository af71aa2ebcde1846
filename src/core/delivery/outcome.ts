import type { Region, Stage } from '../alexa.ts'
import type { Outcome } from '../result.ts'
import { type SettingNames, tableNames } from '../setting-names.ts'
import type { HttpResponse } from '../world.ts'
import {
  type DeliveryRuleId,
  type Explanation,
  earlierDoubt,
  printable,
  quotationOf,
  repeatSafely,
  seconds,
} from './explanation.ts'
import type { Cause, End } from './retry.ts'

/** What kind of answer a status is. */
export type Answer =
  | 'accepted'
  | 'already-sent'
  | 'body-refused'
  | 'not-authorized'
  | 'address-unknown'
  | 'proxy-refused'
  | 'throttled'
  | 'notification-limit'
  | 'refused'
  | 'redirected'
  | 'server-error'
  | 'undocumented'

/** What an event delivery knows when it explains an answer. */
export interface Circumstances {
  /** How messages call the settings. */
  readonly names?: SettingNames | undefined
  /** Who answered, as a sentence begins. */
  readonly receiver: string
  readonly region: Region
  readonly stage: Stage
  readonly audience: 'Multicast' | 'Unicast'
  /** Requests posted so far. */
  readonly attempts: number
  /** Whether an earlier request of this delivery, without an answer or answered 5xx, may have been accepted. */
  readonly inDoubt: boolean
  readonly end: End
  /** Milliseconds the last answer asks to wait. */
  readonly retryAfter: number | undefined
  readonly secrets: readonly string[]
}

interface Treatment {
  readonly outcome: Outcome
  /** Whether and how the request is repeated. */
  readonly repeat: Cause | undefined
  /** Absent where there is nothing to find fault with. */
  readonly rule: DeliveryRuleId | undefined
}

/**
 * What follows from each kind of answer (statuses: Amazon's Proactive Events API reference; 401, 404
 * and 503 are not in it, and are read as everywhere on the web).
 */
const treatments = {
  accepted: { outcome: 'accepted', repeat: undefined, rule: undefined },
  'already-sent': { outcome: 'already-sent', repeat: undefined, rule: 'delivery/already-sent' },
  'body-refused': { outcome: 'rejected', repeat: undefined, rule: 'delivery/body-refused' },
  'not-authorized': { outcome: 'rejected', repeat: undefined, rule: 'delivery/not-authorized' },
  'address-unknown': { outcome: 'rejected', repeat: undefined, rule: 'delivery/address-unknown' },
  'proxy-refused': { outcome: 'rejected', repeat: undefined, rule: 'delivery/proxy-refused' },
  throttled: { outcome: 'failed', repeat: 'throttled', rule: 'delivery/throttled' },
  'notification-limit': {
    outcome: 'rejected',
    repeat: undefined,
    rule: 'delivery/notification-limit',
  },
  refused: { outcome: 'rejected', repeat: undefined, rule: 'delivery/refused' },
  redirected: { outcome: 'rejected', repeat: undefined, rule: 'delivery/redirected' },
  'server-error': { outcome: 'failed', repeat: 'failed', rule: 'delivery/server-error' },
  undocumented: { outcome: 'failed', repeat: undefined, rule: 'delivery/server-error' },
} as const satisfies Record<Answer, Treatment>

const answers: Readonly<Record<number, Answer>> = {
  200: 'accepted',
  202: 'accepted',
  400: 'body-refused',
  401: 'not-authorized',
  403: 'not-authorized',
  404: 'address-unknown',
  407: 'proxy-refused',
  409: 'already-sent',
  429: 'throttled',
  432: 'notification-limit',
}

/** The kind of answer an HTTP status is. */
function answerOf(status: number): Answer {
  const known = answers[status]
  if (known !== undefined) return known
  if (status >= 300 && status < 400) return 'redirected'
  if (status >= 400 && status < 500) return 'refused'
  return status >= 500 && status < 600 ? 'server-error' : 'undocumented'
}

/** What follows from an HTTP status. */
export function treatmentOf(status: number): Treatment {
  return treatments[answerOf(status)]
}

/** Whether an answer tells too little to know that the event was not accepted. */
export function leavesDoubt(status: number): boolean {
  const answer = answerOf(status)
  return answer === 'server-error' || answer === 'undocumented'
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

/** The message of an accepted event. */
export function explainAccepted(
  response: HttpResponse,
  receiver: string,
  audience: Circumstances['audience'],
): string {
  const limits =
    audience === 'Multicast'
      ? 'Amazon answers the same where nobody in the region has notifications of this skill switched on'
      : 'whether the user listens to it before it expires, no answer tells'
  return `${receiver} accepted the event ${labelOf(response)}. Accepted does not mean heard: ${limits}.`
}

/** Explains an answer other than "accepted". */
export function explainAnswer(response: HttpResponse, known: Circumstances): Explanation {
  const rule = treatmentOf(response.status).rule ?? 'delivery/server-error'
  const { message, help } = wordsFor(response, known)
  const quotation = quotationOf(known.receiver, response.body, known.secrets)
  return { rule, message: `${message}${quotation}`, help }
}

type Words = Pick<Explanation, 'message' | 'help'>

function wordsFor(response: HttpResponse, known: Circumstances): Words {
  const { names = tableNames } = known
  const label = labelOf(response)
  switch (answerOf(response.status)) {
    case 'already-sent':
      return explainRepeat(label, known)
    case 'body-refused':
      return {
        message: `${known.receiver} refused the body ${label}: something required is missing or malformed, or an earlier request has completed this notification.${doubt(known)}`,
        help: 'Run "validate" with the deployed manifest and this event, and check the expiry time, the name of the event and its payload first.',
      }
    case 'not-authorized':
      return explainNotAuthorized(label, known)
    case 'address-unknown':
      return {
        message: `The server knows no such address ${label}.${doubt(known)}`,
        help: `Leave ${names.of('api-url')} out, or set it to what stands before "/v1/proactiveEvents".`,
      }
    case 'proxy-refused':
      return proxyWantsPassword(label)
    case 'throttled':
      return explainThrottled(label, known)
    case 'notification-limit':
      return {
        message: `The notification limit of the live skill is reached ${label}; nothing is wrong with the event.${doubt(known)}`,
        help: 'Try again later; the stage "development" has no such limit.',
      }
    case 'redirected':
      return {
        message: `The server answered with a redirect${goalOf(response, known)} ${label}, and redirects are not followed.${doubt(known)}`,
        help: `Set ${names.of('api-url')} to the final address, or leave it out to use Amazon's own.`,
      }
    case 'refused':
      return {
        message: `The request was refused ${label} for a reason that Amazon's reference does not describe.${doubt(known)}`,
        help: `Check ${names.of('api-url')} and the proxy, where they are set, and what the answer says.`,
      }
    case 'server-error':
      return {
        message: `The server failed ${label} and ${endOfTries(known)}; it is not known whether the event was accepted.`,
        help: repeatSafely,
      }
    case 'accepted':
    case 'undocumented':
      return {
        message: `The answer is none that Amazon's reference knows ${label}, so whether the event was accepted is not known.`,
        help: `Check ${names.of('api-url')} and the proxy, where they are set; then run it again, the reference id stays the same.`,
      }
  }
}

/** Explains an answer of a proxy in place of the server's (HTTP 407). */
export function proxyWantsPassword(label: string): Words {
  return {
    message: `The proxy wants a user name and password ${label}.`,
    help: 'Write them into HTTP_PROXY and HTTPS_PROXY: http://user:password@host:port.',
  }
}

function explainRepeat(
  label: string,
  { receiver, inDoubt, names = tableNames }: Circumstances,
): Words {
  return inDoubt
    ? {
        message: `${receiver} has this reference id already ${label}: most likely it took in an earlier attempt of this run that ended without a clear answer.`,
        help: 'Nothing is left to do; nobody is notified twice.',
      }
    : {
        message: `${receiver} has this reference id already ${label}: the event was sent before, by an earlier run.`,
        help: `Nothing is left to do if this run is a repeat; to announce something new, set ${names.of('reference-id')} to a value that was not used before.`,
      }
}

function explainNotAuthorized(label: string, known: Circumstances): Words {
  const start = `${known.receiver} does not authorize this event ${label}, with a fresh token either`
  if (known.audience === 'Unicast') {
    return {
      message: `${start}. Most likely the user has not switched on notifications for this skill in the stage "${known.stage}" and the region ${known.region}, or the user id belongs to another skill or an earlier enablement.${doubt(known)}`,
      help: "In the Alexa app open the skill's settings, Manage Permissions, and switch notifications on; check stage, region and user id.",
    }
  }
  return {
    message: `${start}. Most likely the credentials belong to another skill, or the deployed manifest does not allow the event.${doubt(known)}`,
    help: 'Take client id and secret from this very skill (Build, Permissions, "Alexa Skill Messaging") and deploy its manifest with permission and publications.',
  }
}

function explainThrottled(label: string, known: Circumstances): Words {
  const asked =
    known.retryAfter === undefined ? '' : ` It asks to wait ${seconds(known.retryAfter)}.`
  return {
    message: `${known.receiver} throttles the requests ${label}, and ${endOfTries(known)}.${asked}${doubt(known)}`,
    help: 'Run it again later, and spread announcements that several jobs send.',
  }
}

/** Completes "the server failed and …". */
function endOfTries({ attempts, end }: Circumstances): string {
  const tries = attempts === 1 ? '1 attempt' : `${attempts} attempts`
  switch (end) {
    case 'expiry':
      return `the event's expiry time would come before the next of its attempts (${tries} so far)`
    case 'patience':
      return `this run does not wait longer (${tries} so far)`
    case 'interrupted':
      return `the run was interrupted (${tries} so far)`
    default:
      return `no more is tried after ${tries}`
  }
}

function doubt({ inDoubt }: Circumstances): string {
  return inDoubt ? ` ${earlierDoubt}` : ''
}

function goalOf({ headers }: HttpResponse, { secrets }: Circumstances): string {
  const goal = printable(headers['location'] ?? '', secrets)
  return goal === '' ? '' : ` to "${goal}"`
}
