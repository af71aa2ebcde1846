import type { LocalizedAttributes } from '../alexa.ts'
import { isArray, isObject, type Json, type JsonObject, type Path, property } from '../json.ts'
import { isLocaleShaped, isSkillLocale, meantLocale, skillLocales } from '../locales.ts'
import { keyRemark, kindOf, quoted, type Remark, remark } from './diagnostic.ts'
import type { Part } from './envelope.ts'

/** The texts of one locale, with their places in the file. */
export interface LocaleTexts {
  readonly locale: string
  /** Where the locale is named, and whether as a key (short form) or a value (Amazon's form). */
  readonly path: Path
  readonly part: 'key' | 'value'
  readonly texts: ReadonlyMap<string, { readonly text: string; readonly path: Path }>
}

interface AttributesReading {
  /** One for each locale, in the order of the file. */
  readonly locales: readonly LocaleTexts[]
  readonly remarks: readonly Remark[]
}

type IsTemplate = (path: Path) => boolean

/**
 * Reads localized attributes: Amazon's list of entries, or a map by locale. Entries of the same
 * locale become one. Numbers and booleans that a template made become text.
 */
export function readAttributes(part: Part | undefined, isTemplate: IsTemplate): AttributesReading {
  if (part === undefined || part.value === null) return { locales: [], remarks: [] }
  const read = readForm(part, isTemplate)
  const merged = merge(read.locales)
  return { locales: merged.locales, remarks: [...read.remarks, ...merged.remarks] }
}

/** The list Amazon wants: one entry for each locale. */
export function attributesList(locales: readonly LocaleTexts[]): readonly LocalizedAttributes[] {
  return locales.map(({ locale, texts }) => ({
    locale,
    ...Object.fromEntries([...texts].map(([key, { text }]) => [key, text])),
  }))
}

function readForm({ value, path }: Part, isTemplate: IsTemplate): AttributesReading {
  if (isArray(value)) {
    return joined(value.map((entry, index) => readListed(entry, [...path, index], isTemplate)))
  }
  if (!isObject(value)) return mistake(wrongForm(value, path))
  if (typeof property(value, 'locale') === 'string') {
    return joined([mistake(notInList(path)), readListed(value, path, isTemplate)])
  }
  return joined(
    Object.entries(value).map(([locale, texts]) => readKeyed(locale, texts, path, isTemplate)),
  )
}

function readListed(entry: Json, path: Path, isTemplate: IsTemplate): AttributesReading {
  if (!isObject(entry)) return mistake(notEntry(entry, path))
  const written = property(entry, 'locale')
  if (typeof written !== 'string') return mistake(withoutLocale(entry, written, path))
  const localePath = [...path, 'locale']
  const { locale, remarks } = readLocale(written, localePath, 'value')
  const { locale: _, ...rest } = entry
  const read = readTexts(rest, path, isTemplate)
  return {
    locales: [{ locale, path: localePath, part: 'value', texts: read.texts }],
    remarks: [...remarks, ...read.remarks],
  }
}

function readKeyed(
  written: string,
  entry: Json,
  base: Path,
  isTemplate: IsTemplate,
): AttributesReading {
  const path = [...base, written]
  if (!isObject(entry)) return mistake(notMap(written, entry, path))
  const { locale, remarks } = readLocale(written, path, 'key')
  const { locale: taken, ...rest } = entry
  const read = readTexts(rest, path, isTemplate)
  const name = taken === undefined ? [] : [localeAsText([...path, 'locale'])]
  return {
    locales: [{ locale, path, part: 'key', texts: read.texts }],
    remarks: [...remarks, ...name, ...read.remarks],
  }
}

function readTexts(
  entry: JsonObject,
  path: Path,
  isTemplate: IsTemplate,
): { readonly texts: LocaleTexts['texts']; readonly remarks: readonly Remark[] } {
  const read = Object.entries(entry).map(([key, value]) => {
    const textPath = [...path, key]
    return { key, value, path: textPath, text: textOf(value, isTemplate(textPath)) }
  })
  return {
    // What is no text counts as one all the same: to say that it is missing would be wrong.
    texts: new Map(read.map(({ key, path, text }) => [key, { text: text ?? '', path }])),
    remarks: read.flatMap(({ key, value, path, text }) => {
      if (text === undefined) return [notText(key, value, path)]
      return text.trim() === '' ? [emptyText(key, path)] : []
    }),
  }
}

function textOf(value: Json, isTemplate: boolean): string | undefined {
  if (typeof value === 'string') return value
  const isPlain = typeof value === 'number' || typeof value === 'boolean'
  return isTemplate && isPlain ? String(value) : undefined
}

function mistake(only: Remark): AttributesReading {
  return { locales: [], remarks: [only] }
}

function joined(readings: readonly AttributesReading[]): AttributesReading {
  return {
    locales: readings.flatMap(({ locales }) => locales),
    remarks: readings.flatMap(({ remarks }) => remarks),
  }
}

function merge(entries: readonly LocaleTexts[]): AttributesReading {
  const byLocale = new Map<string, LocaleTexts>()
  const remarks: Remark[] = []
  for (const entry of entries) {
    const earlier = byLocale.get(entry.locale)
    if (earlier === undefined) {
      byLocale.set(entry.locale, entry)
      continue
    }
    remarks.push(...repeated(earlier, entry))
    byLocale.set(entry.locale, {
      ...earlier,
      texts: new Map([...earlier.texts, ...entry.texts]),
    })
  }
  return { locales: [...byLocale.values()], remarks }
}

function repeated(earlier: LocaleTexts, entry: LocaleTexts): readonly Remark[] {
  const locale = quoted(entry.locale)
  const conflicts = [...entry.texts].filter(
    ([key, { text }]) => text !== (earlier.texts.get(key)?.text ?? text),
  )
  if (conflicts.length === 0) {
    const message = `There are several entries for ${locale}; they are sent as one.`
    const help = 'Put all texts of a locale into one entry.'
    return [remark('event/locale-merged', entry.path, message, help)]
  }
  return conflicts.map(([key, { text, path }]) => {
    const message = `"${key}" has two texts for ${locale}; the later one, ${quoted(text)}, is sent.`
    return remark('event/locale-merged', path, message, 'Remove one of them.', 'warning')
  })
}

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

/** The attributes are neither a list nor a map. */
export function wrongForm(value: Json, path: Path): Remark {
  const message = `localizedAttributes is ${kindOf(value)}, not a map by locale or a list of entries.`
  const help = 'Write { en-US: { … } } or [{ "locale": "en-US", … }].'
  return remark('event/attributes-form', path, message, help)
}

/** One entry of Amazon's form stands alone. */
export function notInList(path: Path): Remark {
  const message = 'localizedAttributes is a single entry, but Amazon reads a list of entries.'
  const help = 'Put it into a list: [{ "locale": …, … }].'
  return remark('event/attributes-form', path, message, help)
}

/** An entry of the list is not a map. */
export function notEntry(entry: Json, path: Path): Remark {
  const message = `An entry of localizedAttributes is ${kindOf(entry)}, not a map with a locale and texts.`
  const help = 'Write { "locale": "en-US", "<key>": "<text>" }.'
  return remark('event/attributes-form', path, message, help)
}

/** A key of the short form has no map of texts below it. */
export function notMap(key: string, value: Json, path: Path): Remark {
  const isLocale = isLocaleShaped(key)
  const message = isLocale
    ? `The texts of ${key} are ${kindOf(value)}, not a map from key to text.`
    : `localizedAttributes holds ${quoted(key)}, which is not a locale.`
  const help = isLocale
    ? `Write ${key}: { <key>: <text> }.`
    : `Write the texts below their locale: en-US: { ${key}: … }.`
  return remark('event/attributes-form', path, message, help)
}

/** An entry of the list does not say its locale. */
export function withoutLocale(entry: JsonObject, locale: Json | undefined, path: Path): Remark {
  if (locale !== undefined) {
    const message = `The locale of an entry is ${kindOf(locale)}, not a text such as "en-US".`
    const help = 'Write "locale": "en-US".'
    return remark('event/attributes-form', [...path, 'locale'], message, help)
  }
  const near = Object.keys(entry).find(key => /^(?:lang|language|locales?)$/i.test(key))
  const keyed = Object.keys(entry).find(isLocaleShaped)
  const message = 'An entry of localizedAttributes has no locale.'
  const help =
    near !== undefined
      ? `Rename "${near}" to "locale".`
      : keyed !== undefined
        ? `Write { "locale": "${keyed}", … } with the texts beside it, or a map by locale without the list.`
        : 'Add "locale": "en-US".'
  return remark('event/attributes-form', path, message, help)
}

/** In the short form a text has the name that what is sent needs for the locale. */
export function localeAsText(path: Path): Remark {
  const message = 'A text cannot be called "locale": in what is sent this name holds the locale.'
  return keyRemark(
    'event/attributes-form',
    path,
    message,
    'Remove it, or give the text another key.',
  )
}

/** A text is of another kind. */
export function notText(key: string, value: Json, path: Path): Remark {
  const isPlain = typeof value === 'number' || typeof value === 'boolean'
  return remark(
    'event/attribute-value',
    path,
    `"${key}" is ${kindOf(value)}, not a text.`,
    isPlain ? 'Put it in quotes, as it shall be spoken.' : 'Write one text for this locale.',
  )
}

/** A text is empty. */
export function emptyText(key: string, path: Path): Remark {
  const message = `"${key}" is empty: customers with this locale hear a sentence with a hole in it.`
  return remark('event/attribute-empty', path, message, 'Write the text for this locale.')
}
