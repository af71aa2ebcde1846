import type { Region, Stage } from '../core/alexa.ts'
import type { Notification } from './simulator.ts'

/** Something that a decision made true. */
export type Fact =
  | { readonly kind: 'token-granted'; readonly token: string; readonly expiresAt: number }
  | { readonly kind: 'let-in'; readonly region: Region; readonly at: number }
  | {
      readonly kind: 'accepted'
      readonly stage: Stage
      readonly notifications: readonly Notification[]
    }

/** What the simulator knows; decisions read it, `remember` alone changes it. Times are milliseconds. */
export interface State {
  /** When each valid token expires. */
  readonly tokens: ReadonlyMap<string, number>
  /** When the requests of the last second were let in, oldest first. */
  readonly letIn: ReadonlyMap<Region, readonly number[]>
  /** Events accepted for the live stage. */
  readonly liveAccepted: number
  readonly inbox: readonly Notification[]
  /** Tells whether a customer already has an event with a reference id. */
  hasReceived(customer: Customer, referenceId: string): boolean
}

/** Who a reference id counts for. The same user id in another region or stage is another customer. */
export interface Customer {
  readonly user: string
  readonly region: Region
  readonly stage: Stage
}

/** A state, and the two things that can happen to it. */
export interface Memory {
  readonly state: State
  remember(facts: readonly Fact[]): void
  forgetTokens(): void
}

/**
 * Opens an empty memory.
 *
 * @param keepInbox whether notifications are remembered, and not only that they came
 */
export function openMemory(keepInbox = true): Memory {
  const tokens = new Map<string, number>()
  const letIn = new Map<Region, readonly number[]>()
  const inbox: Notification[] = []
  const received = new Set<string>()
  let liveAccepted = 0

  function rememberOne(fact: Fact): void {
    switch (fact.kind) {
      case 'token-granted':
        tokens.set(fact.token, fact.expiresAt)
        return
      case 'let-in': {
        const recent = (letIn.get(fact.region) ?? []).filter(time => time > fact.at - 1000)
        letIn.set(fact.region, [...recent, fact.at])
        return
      }
      case 'accepted':
        if (fact.stage === 'live') liveAccepted += 1
        for (const notification of fact.notifications) {
          if (keepInbox) inbox.push(notification)
          received.add(keyOf(notification, notification.referenceId))
        }
        return
    }
  }

  return {
    state: {
      tokens,
      letIn,
      get liveAccepted() {
        return liveAccepted
      },
      inbox,
      hasReceived: (customer, referenceId) => received.has(keyOf(customer, referenceId)),
    },
    remember: facts => facts.forEach(rememberOne),
    forgetTokens: () => tokens.clear(),
  }
}

function keyOf({ region, stage, user }: Customer, referenceId: string): string {
  return JSON.stringify([region, stage, user, referenceId])
}
