import { entries, eventNames } from './generated/catalog.ts'
import type { JsonObject, Path } from './json.ts'
import { nearest } from './wording.ts'

/** Alexa's own stages of a skill. The Serverless Framework's is called "service stage" throughout. */
export const stages = ['development', 'live'] as const
export type Stage = (typeof stages)[number]

/** Alexa's regions: North America; Europe and India; Far East and Australia. */
export const regions = ['NA', 'EU', 'FE'] as const
export type Region = (typeof regions)[number]

/**
 * The locales a custom skill can have, each with the region where its customers usually are
 * (Amazon's "Develop skills in multiple languages"; the regions "Europe and India" and
 * "Far East and Australia" from "Send events to the Alexa event gateway").
 * A locale does not decide the region, the country of the customer's account does:
 * a German speaker in the United States is in NA.
 */
const regionByLocale = {
  'ar-SA': 'EU',
  'de-DE': 'EU',
  'en-AU': 'FE',
  'en-CA': 'NA',
  'en-GB': 'EU',
  'en-IN': 'EU',
  'en-US': 'NA',
  'es-ES': 'EU',
  'es-MX': 'NA',
  'es-US': 'NA',
  'fr-CA': 'NA',
  'fr-FR': 'EU',
  'hi-IN': 'EU',
  'it-IT': 'EU',
  'ja-JP': 'FE',
  'nl-NL': 'EU',
  'pt-BR': 'NA',
} as const satisfies Record<string, Region>

export const skillLocales: readonly string[] = Object.keys(regionByLocale)

/** Tells whether a text is a locale that skills are known to have, in exact case. */
export function isSkillLocale(text: string): text is keyof typeof regionByLocale {
  return Object.hasOwn(regionByLocale, text)
}

/** Tells whether a text looks like a locale of a skill (`xx-YY`), known or not. */
export function isLocaleShaped(text: string): boolean {
  return /^[a-z]{2}-[A-Z]{2}$/.test(text)
}

/** Tells whether a locale's language is English. */
export function isEnglish(locale: string): boolean {
  return /^en(?:-|$)/i.test(locale)
}

/** The region where the customers of a locale usually are; undefined for an unknown locale. */
export function regionOfLocale(locale: string): Region | undefined {
  return isSkillLocale(locale) ? regionByLocale[locale] : undefined
}

/**
 * The locale of skills that another text most likely means: `en_us`, `en-UK`, `fr`. A language alone
 * means its country of the same code, else its first locale. Undefined where nothing is near.
 */
export function intendedLocale(text: string): string | undefined {
  const written = text.trim().replace('_', '-').toLowerCase()
  // The code of the United Kingdom is GB.
  if (written === 'en-uk') return 'en-GB'
  const [language = ''] = written.split('-')
  const near = written === language ? undefined : nearest(written, skillLocales)
  // A locale in the right form may be newer than this list: another country is no correction then.
  if (near !== undefined || isLocaleShaped(text)) return near
  const locales = skillLocales.filter(locale => locale.startsWith(`${language}-`))
  // No country has the code of English.
  const home = language === 'en' ? 'en-US' : `${language}-${language.toUpperCase()}`
  return locales.find(locale => locale === home) ?? locales[0]
}

/** What every user id begins with (Amazon's "Request and Response JSON Reference"). */
export const userPrefix = 'amzn1.ask.account.'

/** The longest user id, according to the description of `User` in Amazon's SDK. */
export const longestUser = 255

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
