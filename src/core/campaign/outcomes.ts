import type { Region, Stage } from '../alexa.ts'
import { explainNetwork, quotationOf, repeatSafely } from '../delivery/explanation.ts'
import { requestIdOf, treatmentOf } from '../delivery/outcome.ts'
import { readRetryAfter } from '../delivery/retry.ts'
import { rules } from '../generated/rules.ts'
import type { CampaignStop, Outcome } from '../result.ts'
import { tableNames } from '../setting-names.ts'
import { type HttpResponse, TransportError } from '../world.ts'
import type { Sending } from './backlog.ts'
import type { CampaignContext, CampaignRecipient, Cause, Settled } from './campaign.ts'

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
  | { readonly kind: 'unreached' }
)

interface Known {
  readonly job: Pick<CampaignContext['job'], 'header' | 'timeout' | 'credentials'>
  readonly world: Pick<CampaignContext['world'], 'now'>
  readonly journal: Pick<CampaignContext['journal'], 'isContinued'>
  readonly receiver: Pick<CampaignContext['receiver'], 'api'>
}

/** Opens the outcome rules of one region, whose requests go to `host`, as it may be printed. */
export function openOutcomeRules(
  region: Region,
  host: string,
  { job, world, journal, receiver }: Known,
) {
  const { header, timeout, credentials } = job
  const stopRules = openStopRules(region, header.stage)

  /** Why an answer other than "accepted" came, in a few words that are the same for all it is about. */
  const causeOf = (response: HttpResponse, { token }: Sending): Cause => {
    const secrets = [credentials.clientSecret, ...(token === undefined ? [] : [token.value])]
    const { rule, help } = treatmentOf(response.status)
    const text = withoutIds(quotationOf(receiver.api, response.body, secrets))
    const reason = text === '' ? `HTTP ${response.status}` : `HTTP ${response.status}:${text}`
    return { rule, reason, help: help({ names: tableNames, audience: 'Unicast', inDoubt: false }) }
  }

  const ofAnswer = (sending: Sending, response: HttpResponse, now: number): Verdict => {
    const { status, headers } = response
    const { outcome, repeat, isUnclear } = treatmentOf(status)
    const pause = repeat && readRetryAfter(headers['retry-after'], world.now())
    if (repeat === 'throttled') {
      return { kind: 'throttled', pause, stop: stopRules.throttled(now, pause) }
    }
    // A repeat that is refused as a duplicate confirms the request before it, or one of a run that had no time to note it.
    const isConfirmed = outcome === 'already-sent' && (sending.inDoubt || journal.isContinued)
    if (isUnclear) sending.inDoubt = true
    const isAccepted = outcome === 'accepted'
    const cause = isAccepted ? undefined : causeOf(response, sending)
    const id = isAccepted ? undefined : requestIdOf(response)
    const settled = settledAs(sending, outcome, `${status}`, isConfirmed ? undefined : cause, id)
    const reason = cause?.reason ?? ''
    if (repeat !== undefined) {
      return { kind: 'failed', settled, pause, stop: fail(sending, now, reason) }
    }
    const stop = stopRules.settled(status, reason)
    if (status === 401 || status === 403) return { kind: 'token', settled, stop }
    const isLetIn = isAccepted || outcome === 'already-sent' || status === 400
    return { kind: 'settled', settled, isLetIn, stop }
  }

  /** In an outage nobody's attempts are used up. */
  const fail = (sending: Sending, now: number, reason: string): CampaignStop | undefined => {
    const stop = stopRules.failed(now, sending.failures === 0, reason)
    if (!stopRules.isOutage || sending.failures === 0) sending.failures += 1
    return stop
  }

  const ofError = (sending: Sending, error: TransportError, now: number): Verdict => {
    const failure = explainNetwork(error, host, timeout)
    const { certainty, repeat, what, rule, help, reason } = failure
    if (certainty === 'not-sent') {
      sending.posts -= 1
      const message = `${region}: stopped, because nothing can be sent. ${what}.`
      const stop = repeat ? stopRules.unreached(now, reason, help) : { region, rule, message, help }
      return { kind: 'unreached', stop }
    }
    sending.inDoubt = true
    const settled = settledAs(sending, 'failed', error.code ?? 'lost', failure)
    return { kind: 'failed', settled, pause: undefined, stop: fail(sending, now, reason) }
  }

  return {
    /** What the end of a request means; notes in `sending` what has to be remembered of it. */
    apply: (sending: Sending, end: HttpResponse | TransportError, now: number): Verdict =>
      end instanceof TransportError ? ofError(sending, end, now) : ofAnswer(sending, end, now),
    unmade(recipient: CampaignRecipient, reason: string): Settled {
      const help = 'Correct the template of the event, or what the list of recipients gives it.'
      const never = { recipient, posts: 0, inDoubt: false }
      return settledAs(never, 'rejected', 'unmade', { rule: undefined, reason, help })
    },
    /** A recipient in doubt to whom nothing more is sent. */
    abandoned: (sending: Sending): Settled => settledAs(sending, 'failed', '?', cutShort),
  }
}

function settledAs(
  { recipient, posts, inDoubt }: Pick<Sending, 'recipient' | 'posts' | 'inDoubt'>,
  outcome: Outcome,
  code: string,
  cause: Cause | undefined,
  requestId?: string,
): Settled {
  const isOpen = inDoubt && (outcome === 'rejected' || outcome === 'failed')
  return { recipient, outcome, code, attempts: posts, requestId, cause, inDoubt: isOpen }
}

/** Without ids, a text about one user is the same reason as that about the next, and identifies nobody. */
function withoutIds(text: string): string {
  return text
    .replace(/amzn1\.ask\.account\.[\w.~+/=-]+/g, 'amzn1.ask.account.…')
    .replace(/\b[0-9a-f]{64}\b/g, '…')
}

/** A request that was under way, or waited to be repeated, when the run ended. */
const cutShort: Cause = {
  rule: 'delivery/interrupted',
  reason: 'under way when the run ended',
  help: repeatSafely,
}

/** So many equal refusals one after the other are about all recipients. */
const longestRun = 20

/** So many recipients one after the other that the other side fails make it an outage. */
const outageFrom = 20

/** How long a region is waited for when nothing else happens any more, milliseconds. */
const patience = { outage: 120_000, throttling: 600_000, unreached: 30_000 } as const

/** Statuses that say something about one recipient, however many get them. */
const personal = new Set([200, 202, 401, 403, 409])

/** Opens what tells when to stop a region: when what goes wrong is no longer about single recipients. */
export function openStopRules(region: Region, stage: Stage) {
  let runOf = ''
  let run = 0
  let failing = 0
  /** When what lasts began. */
  let since: number | undefined
  let kind: keyof typeof patience | undefined

  const lasts = (now: number, what: keyof typeof patience): boolean => {
    if (kind !== what) {
      kind = what
      since = now
    }
    return now - (since ?? now) > patience[what]
  }
  const stop = (rule: CampaignStop['rule'], why: string, help: string): CampaignStop => {
    return { region, rule, message: `${region}: stopped, because ${why}.`, help }
  }

  return {
    /** An answer that settles a recipient. Returns why the region is to be stopped, if it is. */
    settled(status: number, reason: string): CampaignStop | undefined {
      kind = undefined
      failing = 0
      if (personal.has(status)) {
        run = 0
        return undefined
      }
      run = reason === runOf ? run + 1 : 1
      runOf = reason
      if (run < longestRun) return undefined
      if (status === 432) {
        const which = stage === 'live' ? 'live deliveries' : 'deliveries'
        return stop(
          'delivery/notification-limit',
          `the notification limit is reached: the last ${run} ${which} of this region were answered HTTP 432`,
          'Run the same command again when the limit allows for more: it resumes with those who were not notified yet.',
        )
      }
      const alike = `the last ${run} recipients of this region were refused alike (${reason})`
      if (status === 400) {
        const { fix } = rules['delivery/body-refused']
        return stop('delivery/body-refused', `${alike}, so it is the event that is wrong`, fix)
      }
      return stop(
        'delivery/refused',
        `${alike}, so it is not about them`,
        'Check api-url and the proxy, where they are set, and what the answer says; then run the same command again.',
      )
    },
    /** The other side failed, or gave no answer. `isFirst` where it did not fail this recipient before. */
    failed(now: number, isFirst: boolean, reason: string): CampaignStop | undefined {
      if (isFirst) failing += 1
      if (failing < outageFrom || !lasts(now, 'outage')) return undefined
      return stop(
        'delivery/server-error',
        `for two minutes nothing but failures came back (${reason})`,
        'Run the same command again later: it resumes where this run ended, and nobody is notified twice.',
      )
    },
    /** `pause`: milliseconds the other side asks to wait. */
    throttled(now: number, pause = 0): CampaignStop | undefined {
      failing = 0
      const isTooLong = pause > patience.throttling
      if (!lasts(now, 'throttling') && !isTooLong) return undefined
      return stop(
        'delivery/throttled',
        isTooLong
          ? `HTTP 429 asks to wait ${Math.round(pause / 60_000)} minutes`
          : 'for ten minutes every request was answered HTTP 429',
        'Run the same command again later: it resumes where this run ended.',
      )
    },
    unreached(now: number, reason: string, help: string): CampaignStop | undefined {
      if (!lasts(now, 'unreached')) return undefined
      return stop('delivery/unreachable', `for 30 s no connection could be made (${reason})`, help)
    },
    /** Whether everything fails; then it is not the recipients' fault. */
    get isOutage() {
      return failing >= outageFrom
    },
  }
}
