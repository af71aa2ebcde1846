import { isLocaleShaped, skillLocales } from './locales.ts'
import { nearest } from './nearest.ts'

/** What people write for a locale that is spelt differently: the code of the United Kingdom is GB. */
const otherNames: ReadonlyMap<string, string> = new Map([['en-uk', 'en-GB']])

/** Where a language has several locales and none of a country with its own code. */
const homes: ReadonlyMap<string, string> = new Map([['en', 'en-US']])

/**
 * The locale of skills that another text most likely means: `en_us`, `en-UK`, `fr`. A language alone
 * means its country of the same code, else its first locale. Undefined where nothing is near.
 */
export function meantLocale(text: string): string | undefined {
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
