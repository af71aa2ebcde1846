import type { Path } from '../json.ts'
import { isLocaleShaped, isSkillLocale, meantLocale, skillLocales } from '../locales.ts'
import { quoted } from './quote.ts'
import { keyRemark, type Remark, remark } from './remark.ts'

interface LocaleReading {
  /** As it is written, or corrected where it has not the form of a locale. */
  readonly locale: string
  readonly remarks: readonly Remark[]
}

/** Checks the name of a locale, and tells which one is most likely meant by `en_us` or `en`. */
export function readLocale(text: string, path: Path, part: 'key' | 'value'): LocaleReading {
  if (isSkillLocale(text)) return { locale: text, remarks: [] }
  const make = part === 'key' ? keyRemark : remark
  const meant = meantLocale(text)
  const language = skillLocales.filter(known => known.startsWith(`${text.slice(0, 2)}-`))
  if (isLocaleShaped(text)) {
    const message = `The locale "${text}" is not one that skills are known to have${meant === undefined ? '.' : `; did you mean ${meant}?`}`
    const help =
      language.length === 0
        ? `Use one of ${skillLocales.join(', ')}.`
        : `For this language skills have ${language.join(', ')}.`
    return { locale: text, remarks: [make('event/locale-unknown', path, message, help)] }
  }
  const message = `${quoted(text)} is not a locale: it is written like "en-US", with a hyphen and capitals at the end.`
  const help = meant === undefined ? `Use one of ${skillLocales.join(', ')}.` : `Write "${meant}".`
  return {
    locale: meant ?? text,
    remarks: [make('event/locale-unknown', path, message, help, 'error')],
  }
}
