import type { EventName } from '../catalog.ts'
import type { JsonObject } from '../json.ts'

/** Texts of one locale, by the keys the payload refers to with `localizedattribute:<key>`. */
export interface LocalizedAttributes {
  readonly locale: string
  readonly [key: string]: string
}

export type RelevantAudience =
  | { readonly type: 'Multicast'; readonly payload: Readonly<Record<string, never>> }
  | { readonly type: 'Unicast'; readonly payload: { readonly user: string } }

/** A complete request body of the Proactive Events API (its reference: "Proactive Events REST API Reference"). */
export interface EventBody {
  /** ISO 8601 with zone. */
  readonly timestamp: string
  readonly referenceId: string
  /** ISO 8601 with zone, 5 minutes to 24 hours after `timestamp`. */
  readonly expiryTime: string
  readonly event: { readonly name: EventName; readonly payload: JsonObject }
  readonly localizedAttributes: readonly LocalizedAttributes[]
  readonly relevantAudience: RelevantAudience
}
