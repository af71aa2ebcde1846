import type { DeliveryStep } from '../core/delivery/deliver.ts'
import { durationText } from '../core/duration.ts'
import { plainText } from '../core/report/escape.ts'
import { acceptedMeans, answerWords, outcomeWords, statusSentence } from '../core/report/words.ts'
import type { Delivery, Result } from '../core/result.ts'
import type { RawSettings } from '../core/settings.ts'
import { indented, padTo } from './layout.ts'
import type { Style } from './style.ts'

const outcomeWidth = Math.max(...Object.values(outcomeWords).map(words => words.length))

/** What the lines about deliveries stand under; says where the event goes. */
export function deliveriesTitle(settings: RawSettings, { colors }: Style): string {
  const goal = settings['api-url'] === undefined ? 'Amazon' : 'the server of --api-url'
  const title = `Delivery to ${settings.simulate === 'true' ? 'the built-in simulator' : goal}`
  return `${colors.bold(title)}\n`
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
 */
export function closingText(result: Result, interrupted: boolean, style: Style): string {
  const { colors, columns } = style
  const isAccepted =
    !result.simulated && result.deliveries.some(({ outcome }) => outcome === 'accepted')
  return [
    ...(result.referenceId === undefined || result.deliveries.length === 0
      ? []
      : ['', `  ${colors.dim('Reference id')}  ${plainText(result.referenceId)}`, '']),
    paintStatus(result, style)(indented(closingSentence(result, interrupted), 0, columns)),
    ...(isAccepted
      ? [
          indented(acceptedMeans, 0, columns),
          colors.dim('"alexa-proactive send --help" lists what can keep a notification silent.'),
        ]
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
