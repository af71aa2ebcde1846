import { plainStyle } from '../src/core/report/layout.ts'
import {
  closingText,
  type DeliveryGoal,
  decisionsText,
  deliveriesTitle,
  deliveryText,
  previewText,
  waitingText,
} from '../src/core/report/text.ts'
import type { Result } from '../src/core/result.ts'
import type { Step } from '../src/core/run.ts'
import type { Voices } from './framework.ts'

/** Shows the steps of `preview` and `send`: what is their result on standard output, else the log. */
export function stepText(goal: DeliveryGoal, { writeText, log }: Voices): (step: Step) => void {
  let checked: Extract<Step, { kind: 'checked' }> = {
    kind: 'checked',
    diagnostics: [],
    sources: [],
  }
  let isDelivering = false
  return step => {
    switch (step.kind) {
      case 'stage':
        // Shown with the plan, beside the regions.
        return
      case 'checked':
        checked = step
        return
      case 'planned': {
        const ahead = { ...checked, ...step }
        writeText(
          `${decisionsText(ahead, plainStyle)}\n${previewText(ahead, plainStyle).trimEnd()}`,
        )
        return
      }
      case 'waiting':
        log.notice(waitingText(step, plainStyle))
        return
      case 'delivered': {
        const title = isDelivering ? '' : `\n${deliveriesTitle(goal, plainStyle)}`
        isDelivering = true
        writeText(`${title}${deliveryText(step.delivery, plainStyle).trimEnd()}`)
      }
    }
  }
}

/** How a `send` ended. */
export function endText(result: Result): string {
  return closingText(result, { interrupted: false, more: undefined }, plainStyle).trimEnd()
}
