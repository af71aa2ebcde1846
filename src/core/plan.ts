import type { EventBody, Region, Stage } from './alexa.ts'

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
  /** Absent where the event goes to each region once. */
  readonly campaign?: PlannedCampaign
}

/** A list of users an event goes to, in words. */
export interface PlannedCampaign {
  /** `12,345 users: NA 10,000, EU 2,345`. */
  readonly audience: string
  readonly facts: readonly { readonly label: string; readonly text: string }[]
}
