import type { DeliveryStep } from '../delivery/deliver.ts'
import { durationText } from '../duration.ts'
import type { Delivery, Result } from '../result.ts'
import { plainText } from './escape.ts'
import { indented, padTo } from './layout.ts'
import type { Style } from './style.ts'
import { acceptedMeans, answerWords, outcomeWords, statusSentence, wasAccepted } from './words.ts'

const outcomeWidth = Math.max(...Object.values(outcomeWords).map(words => words.length))

/** Where events go; another server by the name of the setting it is given in. */
export type DeliveryGoal = 'Amazon' | 'simulator' | { readonly server: string }

/** What the lines about deliveries stand under; says where the event goes. */
export function deliveriesTitle(goal: DeliveryGoal, { colors }: Style): string {
  return `${colors.bold(`Delivery to ${goalWords(goal)}`)}\n`
}

function goalWords(goal: DeliveryGoal): string {
  if (goal === 'Amazon') return goal
  return goal === 'simulator' ? 'the built-in simulator' : `the server of ${goal.server}`
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
    answerWords(delivery),
    ...(requestId === undefined ? [] : [`request id ${plainText(requestId)}`]),
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
  ].join(', ')
  return `  ${colors.bold(region)}  ${paint(padTo(outcomeWords[outcome], outcomeWidth))}  ${facts}\n`
}

/** Why nothing happens for a moment. */
export function waitingText(
  { attempt, milliseconds, reason }: Extract<DeliveryStep, { kind: 'waiting' }>,
  { colors }: Style,
): string {
  const delay = durationText(milliseconds)
  return colors.dim(`  ${plainText(reason)} (attempt ${attempt}); trying again in ${delay}`)
}

/**
 * How the run ended, with the reference id, and for an accepted event what that means.
 *
 * @param interrupted whether somebody stopped the run
 * @param more where there is more to know of an event that was accepted
 */
export function closingText(
  result: Result,
  { interrupted, more }: { readonly interrupted: boolean; readonly more: string | undefined },
  style: Style,
): string {
  const { colors, columns } = style
  const isAccepted = wasAccepted(result)
  return [
    ...(result.referenceId === undefined || result.deliveries.length === 0
      ? []
      : ['', `  ${colors.dim('Reference id')}  ${plainText(result.referenceId)}`, '']),
    paintStatus(result, style)(indented(closingSentence(result, interrupted), 0, columns)),
    ...(isAccepted
      ? [indented(acceptedMeans, 0, columns), ...(more === undefined ? [] : [colors.dim(more)])]
      : []),
    '',
  ].join('\n')
}

function closingSentence(result: Result, interrupted: boolean): string {
  return `${interrupted ? 'Interrupted. ' : ''}${statusSentence(result)}`
}

function paintStatus(result: Result, { colors }: Style): (text: string) => string {
  if (result.failed || result.status === 'failed' || result.status === 'partial') return colors.red
  return result.status === 'skipped' ? colors.yellow : colors.green
}
