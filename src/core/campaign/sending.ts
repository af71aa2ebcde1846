import type { Token } from '../delivery/token.ts'
import type { CampaignRecipient } from './campaign.ts'

/** A recipient on the way: what happened to the request so far. */
export interface Sending {
  readonly recipient: CampaignRecipient
  /** Every attempt sends these bytes. */
  readonly body: Uint8Array
  /** Requests posted. */
  posts: number
  /** Attempts that count as such: the other side failed, or gave no answer. */
  failures: number
  /** Whether a request may have been taken in without anybody having said so. */
  inDoubt: boolean
  /** Of the last request, by the clock that never goes back. */
  startedAt: number
  token: Token | undefined
}

/** Begins with a recipient. */
export function sendingTo(recipient: CampaignRecipient, body: Uint8Array): Sending {
  return {
    recipient,
    body,
    posts: 0,
    failures: 0,
    inDoubt: false,
    startedAt: 0,
    token: undefined,
  }
}
