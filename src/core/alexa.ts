import { entries, eventNames } from './generated/catalog.ts'
import type { JsonObject, Path } from './json.ts'

/** Alexa's own stages of a skill. The Serverless Framework's is called "service stage" throughout. */
export const stages = ['development', 'live'] as const
export type Stage = (typeof stages)[number]

/** Alexa's regions: North America; Europe and India; Far East and Australia. */
export const regions = ['NA', 'EU', 'FE'] as const
export type Region = (typeof regions)[number]

/** The eight proactive events, in the order of Amazon's "Schemas for Proactive Events". */
export { eventNames }

export type EventName = (typeof eventNames)[number]

/** What is known of an event beyond its schema. */
export interface CatalogEntry {
  /** A few words: "Weather alert". */
  readonly title: string
  /** Fields of the payload that may hold `localizedattribute:<key>`, with the key of Amazon's samples. */
  readonly localizable: readonly { readonly path: Path; readonly key: string }[]
  /** Fields of the payload that hold a date and time. */
  readonly times: readonly Path[]
  /** Whether Amazon's page lists the event for en-US only. */
  readonly englishOnly: boolean
}

/** Tells whether a text is the exact name of one of the eight proactive events. */
export function isEventName(text: string): text is EventName {
  return Object.hasOwn(catalog, text)
}

/** What is known of each event, by its name; taken from the schemas. */
export const catalog: Readonly<Record<EventName, CatalogEntry>> = entries

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

/** How short and how long a notification may live, in milliseconds (Amazon's Proactive Events API reference). */
export const shortestLifetime = 5 * 60_000
export const longestLifetime = 24 * 60 * 60_000

/**
 * The exact text to send: JSON in the order of Amazon's samples, whatever order the file had
 * (the payload keeps its own). To be encoded as UTF-8 and counted in bytes.
 */
export function bodyText(body: EventBody): string {
  const { timestamp, referenceId, expiryTime, event, localizedAttributes, relevantAudience } = body
  return JSON.stringify({
    timestamp,
    referenceId,
    expiryTime,
    event: { name: event.name, payload: event.payload },
    localizedAttributes: localizedAttributes.map(({ locale, ...texts }) => ({ locale, ...texts })),
    relevantAudience: { type: relevantAudience.type, payload: relevantAudience.payload },
  })
}
