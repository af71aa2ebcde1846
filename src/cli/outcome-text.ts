import type { DeliveryStep } from '../core/delivery/deliver.ts'
import { durationText } from '../core/duration.ts'
import { plainText } from '../core/report/escape.ts'
import { acceptedMeans, outcomeWords, statusSentence } from '../core/report/words.ts'
import type { Delivery, Result } from '../core/result.ts'
import { indented, padTo } from './layout.ts'
import { listed } from './listed.ts'
import type { Style } from './style.ts'

const outcomeWidth = Math.max(...Object.values(outcomeWords).map(words => words.length))

/** What the lines about deliveries stand under. */
export function deliveriesTitle(simulated: boolean, { colors }: Style): string {
  return `${colors.bold(simulated ? 'Sent to the built-in simulator' : 'Sent to Amazon')}\n`
}

/**
 * One delivery, aligned with the others. What an outcome means is not here: there is a finding for
 * each that is not plain success, and one for all regions where it is the same.
 */
export function deliveryText(delivery: Delivery, { colors }: Style): string {
  const { region, outcome, requestId, attempts } = delivery
  const isGood = outcome === 'accepted' || outcome === 'already-sent'
  const paint = isGood ? colors.green : colors.red
  const facts = [
    answerOf(delivery),
    ...(requestId === undefined ? [] : [`request id ${plainText(requestId)}`]),
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
  ].join(', ')
  return `  ${colors.bold(region)}  ${paint(padTo(outcomeWords[outcome], outcomeWidth))}  ${facts}\n`
}

function answerOf({ httpStatus, attempts }: Delivery): string {
  if (httpStatus !== undefined) return `HTTP ${httpStatus}`
  return attempts === 0 ? 'nothing was sent' : 'no answer'
}

/** Why nothing happens for a moment. */
export function waitingText(
  { attempt, milliseconds, reason }: Extract<DeliveryStep, { kind: 'waiting' }>,
  { colors }: Style,
): string {
  const delay = durationText(milliseconds)
  return colors.dim(`  ${plainText(reason)} (attempt ${attempt}); trying again in ${delay}`)
}

/** What else there is to know of a run than its result. */
export interface Circumstances {
  /** The event went to the built-in simulator. */
  readonly simulated: boolean
  /** Somebody stopped the run. */
  readonly interrupted: boolean
}

/** How the run ended, with the reference id, and for an accepted event what that means. */
export function closingText(result: Result, circumstances: Circumstances, style: Style): string {
  const { colors, columns } = style
  const arrived = result.deliveries.some(({ outcome }) => outcome === 'accepted')
  return [
    ...(result.referenceId === undefined || result.deliveries.length === 0
      ? []
      : ['', `  ${colors.dim('Reference id')}  ${plainText(result.referenceId)}`, '']),
    paintStatus(result, style)(indented(closingSentence(result, circumstances), 0, columns)),
    ...(arrived ? [indented(acceptedMeans, 0, columns)] : []),
    ...(arrived && !circumstances.simulated
      ? [colors.dim('"alexa-proactive send --help" lists what can keep a notification silent.')]
      : []),
    '',
  ].join('\n')
}

function closingSentence(result: Result, { simulated, interrupted }: Circumstances): string {
  const isAccepted = result.status === 'sent' || result.status === 'already-sent'
  if (isAccepted && simulated) {
    return `The simulator took the event for ${listed(result.regions)} in the ${result.stage} stage. Nobody was notified.`
  }
  // Of a request that was under way nobody knows whether it was taken.
  if (interrupted && !isAccepted) return 'Interrupted. What is known stands above.'
  return statusSentence(result)
}

function paintStatus(result: Result, { colors }: Style): (text: string) => string {
  if (result.failed || result.status === 'failed' || result.status === 'partial') return colors.red
  return result.status === 'skipped' ? colors.yellow : colors.green
}
