import type { Region, Stage } from '../alexa.ts'
import { repeatSafely, saidBy } from '../delivery/explanation.ts'
import type { NetworkFailure } from '../delivery/no-answer.ts'
import { explainAnswer, treatmentOf } from '../delivery/outcome.ts'
import type { TransportResponse } from '../delivery/transport.ts'
import type { Cause } from './tally.ts'

/** What explains answers to the requests of one region. */
export interface CauseContext {
  /** Who answers, as a sentence begins. */
  readonly receiver: string
  readonly region: Region
  readonly stage: Stage
  readonly secrets: readonly string[]
}

/** Why an answer other than "accepted" came, in a few words that are the same for all it is about. */
export function causeOfAnswer(response: TransportResponse, context: CauseContext): Cause {
  const { help } = explainAnswer(response, {
    ...context,
    audience: 'Unicast',
    attempts: 1,
    inDoubt: false,
    end: 'settled',
    retryAfter: undefined,
  })
  const said = withoutIds(saidBy(context.receiver, response.body, context.secrets))
  const reason = said === '' ? `HTTP ${response.status}` : `HTTP ${response.status}:${said}`
  return { rule: treatmentOf(response.status).rule, reason, help }
}

/** What is said of one user is the same reason as what is said of the next, and tells nobody who that is. */
function withoutIds(said: string): string {
  return said
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
