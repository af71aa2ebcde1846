import type { Region, Stage } from './alexa.ts'
import type { EventBody } from './event/body.ts'

export interface StageDecision {
  readonly stage: Stage
  /** Completes "live, because …": `refs/heads/main matches live-refs "main"`. */
  readonly reason: string
}

export interface RegionDecision {
  readonly regions: readonly Region[]
  /** Completes "NA and EU, because …". */
  readonly reason: string
}

/** What would be sent. Showing it is a dry run, carrying it out is a delivery. */
export interface Plan {
  readonly stage: StageDecision
  readonly regions: RegionDecision
  /** Complete: nothing is added to it on the way. */
  readonly body: EventBody
}
