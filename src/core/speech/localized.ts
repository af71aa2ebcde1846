import type { SpokenPart } from '../result.ts'

/** Private characters around what belongs to a locale, while a sentence is put together. */
const begin = '\ue000'
const end = '\ue001'

export function isEnglish(locale: string): boolean {
  return /^en(?:-|$)/i.test(locale)
}

/** Marks a text as one that customers hear as it is, inside a sentence whose other words they do not. */
export function marked(text: string): string {
  return `${begin}${text.replaceAll(begin, '').replaceAll(end, '')}${end}`
}

/** A sentence in its parts, those that were {@link marked} told apart from the words around them. */
export function partsOf(sentence: string): readonly SpokenPart[] {
  return sentence
    .split(/(\ue000[^\ue001]*\ue001)/)
    .filter(piece => piece !== '')
    .map(piece =>
      piece.startsWith(begin)
        ? { kind: 'localized', text: piece.slice(1, -1) }
        : { kind: 'template', text: piece },
    )
}

/** What is no locale is a finding of its own; American English stands in for it. */
function inLocale<Written>(locale: string, write: (locale: string) => Written): Written {
  try {
    return write(locale)
  } catch {
    return write('en-US')
  }
}

/** A date in UTC as a locale writes it: "1 mai 2026". */
export function dateIn(
  locale: string,
  date: Date,
  form: Intl.DateTimeFormatOptions = { dateStyle: 'long' },
): string {
  // The calendar of the event's own dates, also where a locale has another one by default.
  const options = { ...form, timeZone: 'UTC', calendar: 'gregory' }
  return inLocale(locale, known => date.toLocaleDateString(known, options))
}

const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY']

/** A day of the week as a locale writes it: "mardi" for `TUESDAY`; undefined for a word that is no day. */
export function weekdayIn(locale: string, day: string): string | undefined {
  const index = weekdays.indexOf(day)
  // The first of January 2024 was a Monday.
  const date = new Date(Date.UTC(2024, 0, 1 + index))
  return index === -1 ? undefined : dateIn(locale, date, { weekday: 'long' })
}

/** A number as a locale writes it. */
export function numberIn(locale: string, number: number): string {
  return inLocale(locale, known => number.toLocaleString(known))
}

/**
 * The grammatical number that a count takes in the language of a locale, such as "few" in Arabic for 3;
 * undefined where it is the same as in English.
 */
export function otherPluralOf(locale: string, count: number): string | undefined {
  const form = inLocale(locale, known => new Intl.PluralRules(known).select(count))
  return form === new Intl.PluralRules('en').select(count) ? undefined : form
}

/** Letters that do not belong to what a language is written in; names in Latin letters stand in all of them. */
const foreignLetters: ReadonlyMap<string, RegExp> = new Map([
  ['ar', /[^\P{L}\p{Script=Latin}\p{Script=Common}\p{Script=Arabic}]/u],
  ['hi', /[^\P{L}\p{Script=Latin}\p{Script=Common}\p{Script=Devanagari}]/u],
  [
    'ja',
    /[^\P{L}\p{Script=Latin}\p{Script=Common}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
  ],
  ...['de', 'en', 'es', 'fr', 'it', 'nl', 'pt'].map(
    language => [language, /[^\P{L}\p{Script=Latin}\p{Script=Common}]/u] as const,
  ),
])

/** Whether a text has letters of a script that the language of a locale is not written in. */
export function isForeignTo(locale: string, text: string): boolean {
  return foreignLetters.get(locale.slice(0, 2).toLowerCase())?.test(text) === true
}

/** English words that are none in the other languages of Alexa. */
const englishWords =
  /(?<![\p{L}\p{N}])(?:the|and|your?|with|from|this|that|our|are|available|new|now)(?![\p{L}\p{N}])/giu

/**
 * Whether a text of another language reads as English: it has two words that only English has, or one and is the
 * same as an English text of the event. A name alone never does.
 */
export function readsAsEnglish(
  locale: string,
  text: string,
  englishTexts: readonly (string | undefined)[],
): boolean {
  if (isEnglish(locale)) return false
  const words = new Set(text.match(englishWords)?.map(word => word.toLowerCase()))
  return words.size >= (englishTexts.includes(text) ? 1 : 2)
}
