import type { Region, Stage } from '../alexa.ts'
import { type DeliveryRuleId, repeatSafely, saidBy } from '../delivery/explanation.ts'
import { explainNetwork, type NetworkFailure } from '../delivery/no-answer.ts'
import { explainAnswer, leavesDoubt, requestIdOf, treatmentOf } from '../delivery/outcome.ts'
import { readRetryAfter } from '../delivery/retry.ts'
import { type HttpResponse, TransportError } from '../world.ts'
import type { Sending } from './backlog.ts'
import type { CampaignOutcome, CampaignRecipient, CampaignStop } from './campaign.ts'
import type { StopRules } from './stop-rules.ts'

/** Why an outcome is what it is. */
export interface Cause {
  readonly rule: DeliveryRuleId | undefined
  /** A few words, fit to be printed. */
  readonly reason: string
  readonly help: string
}

/** What became of a recipient, and how that is noted. */
export interface Settled {
  readonly recipient: CampaignRecipient
  readonly outcome: CampaignOutcome
  /** For the journal: see `JournalRecord`. */
  readonly code: string
  readonly attempts: number
  readonly requestId: string | undefined
  readonly cause: Cause | undefined
  readonly inDoubt: boolean
  /** Of those already sent: whether they most likely came with an earlier request of this campaign. */
  readonly isConfirmed: boolean
}

/** A refusal that may not have been about the recipient: the journal leaves it open, so that the next run asks again. */
export function unproven(settled: Settled): Settled {
  return { ...settled, code: `${settled.code}?` }
}

/** What follows from the end of a request. */
export type Verdict = { readonly stop: CampaignStop | undefined } & (
  | {
      readonly kind: 'settled'
      readonly settled: Settled
      /** Whether the token was looked at, and found good. */
      readonly isLetIn: boolean
    }
  /** Refused, for which the token may be to blame; `settled` holds where it is not. */
  | { readonly kind: 'token'; readonly settled: Settled }
  /** `pause`: milliseconds the other side asks for. */
  | { readonly kind: 'throttled'; readonly pause: number | undefined }
  /** To be repeated; `settled` holds where it is not. */
  | { readonly kind: 'failed'; readonly settled: Settled; readonly pause: number | undefined }
  /** Nothing was sent. */
  | { readonly kind: 'unreached' }
)

/** What the ends of requests to one region mean. */
export interface OutcomeRules {
  /** Notes in `sending` what has to be remembered of it. */
  apply(sending: Sending, end: HttpResponse | TransportError, now: number): Verdict
  /** A recipient for whom there is no body. */
  unmade(recipient: CampaignRecipient, problem: string): Settled
  /** A recipient in doubt to whom nothing more is sent. */
  abandoned(sending: Sending): Settled
}

export interface OutcomeRulesOptions extends Omit<CauseContext, 'secrets'> {
  readonly clientSecret: string
  /** Of the target, as it may be printed. */
  readonly host: string
  readonly timeout: number
  /** Whether an earlier run may have sent what it had no time to note. */
  readonly isContinued: boolean
  readonly stopRules: StopRules
  readonly today: () => Date
}

/** Opens the outcome rules of one region. */
export function openOutcomeRules(options: OutcomeRulesOptions): OutcomeRules {
  const { stopRules } = options

  const contextOf = ({ token }: Sending): CauseContext => ({
    ...options,
    secrets: [options.clientSecret, ...(token === undefined ? [] : [token.value])],
  })

  const ofAnswer = (sending: Sending, response: HttpResponse, now: number): Verdict => {
    const { status } = response
    const { outcome, repeat } = treatmentOf(status)
    const pause = readRetryAfter(response.headers['retry-after'], options.today())
    if (repeat === 'throttled')
      return { kind: 'throttled', pause, stop: stopRules.throttled(now, pause) }
    const isConfirmed = outcome === 'already-sent' && (sending.inDoubt || options.isContinued)
    if (leavesDoubt(status)) sending.inDoubt = true
    const cause = causeOfAnswer(response, contextOf(sending))
    const settled = settledAs(sending, outcomes[outcome], `${status}`, cause, {
      requestId: requestIdOf(response),
      isConfirmed,
    })
    if (repeat === 'failed') {
      return { kind: 'failed', settled, pause, stop: fail(sending, now, cause.reason) }
    }
    if (status === 401 || status === 403)
      return { kind: 'token', settled, stop: stopRules.settled(status, cause.reason) }
    return {
      kind: 'settled',
      settled: isConfirmed ? { ...settled, cause: undefined } : settled,
      isLetIn: outcome === 'already-sent' || status === 400,
      stop: stopRules.settled(status, cause.reason),
    }
  }

  /** In an outage nobody's attempts are used up. */
  const fail = (sending: Sending, now: number, reason: string): CampaignStop | undefined => {
    const stop = stopRules.failed(now, sending.failures === 0, reason)
    if (!stopRules.isOutage || sending.failures === 0) sending.failures += 1
    return stop
  }

  const ofError = (sending: Sending, error: TransportError, now: number): Verdict => {
    const failure = explainNetwork(error, options.host, options.timeout)
    const { certainty, repeatable, what, rule, help } = failure
    if (certainty === 'not-sent') {
      sending.posts -= 1
      const stop = repeatable
        ? stopRules.unreached(now, failure.reason, help)
        : {
            region: options.region,
            rule,
            message: `${options.region}: stopped, because nothing can be sent. ${what}.`,
            help,
          }
      return { kind: 'unreached', stop }
    }
    sending.inDoubt = true
    const settled = settledAs(sending, 'failed', error.code ?? 'lost', causeOfNetwork(failure))
    return {
      kind: 'failed',
      settled,
      pause: undefined,
      stop: fail(sending, now, failure.reason),
    }
  }

  return {
    apply(sending, end, now) {
      if (end instanceof TransportError) return ofError(sending, end, now)
      if (end.status === 202 || end.status === 200) {
        stopRules.settled(end.status, '')
        return {
          kind: 'settled',
          settled: settledAs(sending, 'accepted', `${end.status}`, undefined),
          isLetIn: true,
          stop: undefined,
        }
      }
      return ofAnswer(sending, end, now)
    },
    unmade: (recipient, problem) => ({
      recipient,
      outcome: 'rejected',
      code: 'unmade',
      attempts: 0,
      requestId: undefined,
      cause: {
        rule: undefined,
        reason: problem,
        help: 'Correct the template of the event, or what the list of recipients gives it.',
      },
      inDoubt: false,
      isConfirmed: false,
    }),
    abandoned: sending => settledAs(sending, 'failed', '?', cutShort),
  }
}

const outcomes = {
  accepted: 'accepted',
  'already-sent': 'alreadySent',
  rejected: 'rejected',
  failed: 'failed',
} as const satisfies Record<ReturnType<typeof treatmentOf>['outcome'], CampaignOutcome>

function settledAs(
  { recipient, posts, inDoubt }: Sending,
  outcome: CampaignOutcome,
  code: string,
  cause: Cause | undefined,
  more: Partial<Pick<Settled, 'requestId' | 'isConfirmed'>> = {},
): Settled {
  return {
    recipient,
    outcome,
    code,
    attempts: posts,
    requestId: undefined,
    cause,
    inDoubt: inDoubt && (outcome === 'rejected' || outcome === 'failed'),
    isConfirmed: false,
    ...more,
  }
}

/** What explains answers to the requests of one region. */
export interface CauseContext {
  /** Who answers, as a sentence begins. */
  readonly receiver: string
  readonly region: Region
  readonly stage: Stage
  readonly secrets: readonly string[]
}

/** Why an answer other than "accepted" came, in a few words that are the same for all it is about. */
export function causeOfAnswer(response: HttpResponse, context: CauseContext): Cause {
  const { help } = explainAnswer(response, {
    ...context,
    audience: 'Unicast',
    attempts: 1,
    inDoubt: false,
    end: 'settled',
    retryAfter: undefined,
  })
  const text = withoutIds(saidBy(context.receiver, response.body, context.secrets))
  const reason = text === '' ? `HTTP ${response.status}` : `HTTP ${response.status}:${text}`
  return { rule: treatmentOf(response.status).rule, reason, help }
}

/** Without ids, a text about one user is the same reason as that about the next, and identifies nobody. */
function withoutIds(text: string): string {
  return text
    .replace(/amzn1\.ask\.account\.[\w.~+/=-]+/g, 'amzn1.ask.account.…')
    .replace(/\b[0-9a-f]{64}\b/g, '…')
}

/** Why there was no answer. */
export function causeOfNetwork({ rule, reason, help }: NetworkFailure): Cause {
  return { rule, reason, help }
}

/** A request that was under way, or waited to be repeated, when the run ended. */
export const cutShort: Cause = {
  rule: 'delivery/interrupted',
  reason: 'under way when the run ended',
  help: repeatSafely,
}

/** Refused by then, and so not sent again. */
export const refusedEarlier: Cause = {
  rule: 'delivery/refused',
  reason: 'refused in an earlier run',
  help: 'The journal has it. To send it to them again, send to the file of those who got nothing.',
}
