import { entries, eventNames } from './generated/catalog.ts'
import type { Path } from './json.ts'

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
