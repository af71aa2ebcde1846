import type { Region } from './alexa.ts'
import { nearest } from './wording.ts'

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

type SkillLocale = keyof typeof regionByLocale

/** Every locale a custom skill can have. */
export const skillLocales: readonly string[] = Object.keys(regionByLocale)

/** Tells whether a text is a locale that skills are known to have, in exact case. */
export function isSkillLocale(text: string): text is SkillLocale {
  return Object.hasOwn(regionByLocale, text)
}

/** Tells whether a text looks like a locale of a skill (`xx-YY`), known or not. */
export function isLocaleShaped(text: string): boolean {
  return /^[a-z]{2}-[A-Z]{2}$/.test(text)
}

/** The region where the customers of a locale usually are; undefined for an unknown locale. */
export function regionOfLocale(locale: string): Region | undefined {
  return isSkillLocale(locale) ? regionByLocale[locale] : undefined
}

/** What people write for a locale that is spelt differently: the code of the United Kingdom is GB. */
const otherNames: ReadonlyMap<string, string> = new Map([['en-uk', 'en-GB']])

/** Where a language has several locales and none of a country with its own code. */
const homes: ReadonlyMap<string, string> = new Map([['en', 'en-US']])

/**
 * The locale of skills that another text most likely means: `en_us`, `en-UK`, `fr`. A language alone
 * means its country of the same code, else its first locale. Undefined where nothing is near.
 */
export function intendedLocale(text: string): string | undefined {
  const written = text.trim().replace('_', '-').toLowerCase()
  const [language = ''] = written.split('-')
  const near =
    otherNames.get(written) ?? (written === language ? undefined : nearest(written, skillLocales))
  // A locale in the right form may be newer than this list: another country is no correction then.
  return near ?? (isLocaleShaped(text) ? undefined : homeOf(language))
}

function homeOf(language: string): string | undefined {
  const locales = skillLocales.filter(locale => locale.startsWith(`${language}-`))
  const home = homes.get(language) ?? `${language}-${language.toUpperCase()}`
  return locales.find(locale => locale === home) ?? locales[0]
}
