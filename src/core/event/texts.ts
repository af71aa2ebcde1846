import type { LocalizedAttributes } from '../alexa.ts'
import { isArray, isObject, type Json, type JsonObject, type Path, property } from '../json.ts'
import { isLocaleShaped, isSkillLocale, meantLocale, skillLocales } from '../locales.ts'
import { atKey, atValue, type EventDiagnostic, kindOf, quoted } from './diagnostic.ts'
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
  readonly diagnostics: readonly EventDiagnostic[]
}

type IsTemplate = (path: Path) => boolean

/**
 * Reads localized attributes: Amazon's list of entries, or a map by locale. Entries of the same
 * locale become one. Numbers and booleans that a template made become text.
 */
export function readAttributes(part: Part | undefined, isTemplate: IsTemplate): AttributesReading {
  if (part === undefined || part.value === null) return { locales: [], diagnostics: [] }
  const read = readForm(part, isTemplate)
  const merged = merge(read.locales)
  return { locales: merged.locales, diagnostics: [...read.diagnostics, ...merged.diagnostics] }
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
  const { locale, diagnostics } = readLocale(written, localePath, 'value')
  const { locale: _, ...rest } = entry
  const read = readTexts(rest, path, isTemplate)
  return {
    locales: [{ locale, path: localePath, part: 'value', texts: read.texts }],
    diagnostics: [...diagnostics, ...read.diagnostics],
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
  const { locale, diagnostics } = readLocale(written, path, 'key')
  const { locale: taken, ...rest } = entry
  const read = readTexts(rest, path, isTemplate)
  const name = taken === undefined ? [] : [localeAsText([...path, 'locale'])]
  return {
    locales: [{ locale, path, part: 'key', texts: read.texts }],
    diagnostics: [...diagnostics, ...name, ...read.diagnostics],
  }
}

function readTexts(
  entry: JsonObject,
  path: Path,
  isTemplate: IsTemplate,
): { readonly texts: LocaleTexts['texts']; readonly diagnostics: readonly EventDiagnostic[] } {
  const read = Object.entries(entry).map(([key, value]) => {
    const textPath = [...path, key]
    return { key, value, path: textPath, text: textOf(value, isTemplate(textPath)) }
  })
  return {
    // What is no text counts as one all the same: to say that it is missing would be wrong.
    texts: new Map(read.map(({ key, path, text }) => [key, { text: text ?? '', path }])),
    diagnostics: read.flatMap(({ key, value, path, text }) => {
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

function mistake(only: EventDiagnostic): AttributesReading {
  return { locales: [], diagnostics: [only] }
}

function joined(readings: readonly AttributesReading[]): AttributesReading {
  return {
    locales: readings.flatMap(({ locales }) => locales),
    diagnostics: readings.flatMap(({ diagnostics }) => diagnostics),
  }
}

function merge(entries: readonly LocaleTexts[]): AttributesReading {
  const byLocale = new Map<string, LocaleTexts>()
  const diagnostics: EventDiagnostic[] = []
  for (const entry of entries) {
    const earlier = byLocale.get(entry.locale)
    if (earlier === undefined) {
      byLocale.set(entry.locale, entry)
      continue
    }
    diagnostics.push(...repeated(earlier, entry))
    byLocale.set(entry.locale, {
      ...earlier,
      texts: new Map([...earlier.texts, ...entry.texts]),
    })
  }
  return { locales: [...byLocale.values()], diagnostics }
}

function repeated(earlier: LocaleTexts, entry: LocaleTexts): readonly EventDiagnostic[] {
  const locale = quoted(entry.locale)
  const conflicts = [...entry.texts].filter(
    ([key, { text }]) => text !== (earlier.texts.get(key)?.text ?? text),
  )
  if (conflicts.length === 0) {
    const message = `There are several entries for ${locale}; they are sent as one.`
    const help = 'Put all texts of a locale into one entry.'
    return [atValue('event/locale-merged', entry.path, message, help)]
  }
  return conflicts.map(([key, { text, path }]) => {
    const message = `"${key}" has two texts for ${locale}; the later one, ${quoted(text)}, is sent.`
    return atValue('event/locale-merged', path, message, 'Remove one of them.', 'warning')
  })
}

interface LocaleReading {
  /** As it is written, or corrected where it has not the form of a locale. */
  readonly locale: string
  readonly diagnostics: readonly EventDiagnostic[]
}

/** Checks the name of a locale, and tells which one most likely stands for `en_us` or `en`. */
function readLocale(text: string, path: Path, part: 'key' | 'value'): LocaleReading {
  if (isSkillLocale(text)) return { locale: text, diagnostics: [] }
  const make = part === 'key' ? atKey : atValue
  const likely = meantLocale(text)
  const language = skillLocales.filter(known => known.startsWith(`${text.slice(0, 2)}-`))
  if (isLocaleShaped(text)) {
    const message = `The locale "${text}" is not one that skills are known to have${likely === undefined ? '.' : `; did you mean ${likely}?`}`
    const help =
      language.length === 0
        ? `Use one of ${skillLocales.join(', ')}.`
        : `For this language skills have ${language.join(', ')}.`
    return { locale: text, diagnostics: [make('event/locale-unknown', path, message, help)] }
  }
  const message = `${quoted(text)} is not a locale: it is written like "en-US", with a hyphen and capitals at the end.`
  const help =
    likely === undefined ? `Use one of ${skillLocales.join(', ')}.` : `Write "${likely}".`
  return {
    locale: likely ?? text,
    diagnostics: [make('event/locale-unknown', path, message, help, 'error')],
  }
}

/** The attributes are neither a list nor a map. */
function wrongForm(value: Json, path: Path): EventDiagnostic {
  const message = `localizedAttributes is ${kindOf(value)}, not a map by locale or a list of entries.`
  const help = 'Write { en-US: { … } } or [{ "locale": "en-US", … }].'
  return atValue('event/attributes-form', path, message, help)
}

/** One entry of Amazon's form stands alone. */
function notInList(path: Path): EventDiagnostic {
  const message = 'localizedAttributes is a single entry, but Amazon reads a list of entries.'
  const help = 'Put it into a list: [{ "locale": …, … }].'
  return atValue('event/attributes-form', path, message, help)
}

/** An entry of the list is not a map. */
function notEntry(entry: Json, path: Path): EventDiagnostic {
  const message = `An entry of localizedAttributes is ${kindOf(entry)}, not a map with a locale and texts.`
  const help = 'Write { "locale": "en-US", "<key>": "<text>" }.'
  return atValue('event/attributes-form', path, message, help)
}

/** A key of the short form has no map of texts below it. */
function notMap(key: string, value: Json, path: Path): EventDiagnostic {
  const isLocale = isLocaleShaped(key)
  const message = isLocale
    ? `The texts of ${key} are ${kindOf(value)}, not a map from key to text.`
    : `localizedAttributes holds ${quoted(key)}, which is not a locale.`
  const help = isLocale
    ? `Write ${key}: { <key>: <text> }.`
    : `Write the texts below their locale: en-US: { ${key}: … }.`
  return atValue('event/attributes-form', path, message, help)
}

/** An entry of the list does not say its locale. */
function withoutLocale(entry: JsonObject, locale: Json | undefined, path: Path): EventDiagnostic {
  if (locale !== undefined) {
    const message = `The locale of an entry is ${kindOf(locale)}, not a text such as "en-US".`
    const help = 'Write "locale": "en-US".'
    return atValue('event/attributes-form', [...path, 'locale'], message, help)
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
  return atValue('event/attributes-form', path, message, help)
}

/** In the short form a text has the name that what is sent needs for the locale. */
function localeAsText(path: Path): EventDiagnostic {
  const message = 'A text cannot be called "locale": in what is sent this name holds the locale.'
  const help = 'Remove it, or give the text another key.'
  return atKey('event/attributes-form', path, message, help)
}

/** A text is of another kind. */
function notText(key: string, value: Json, path: Path): EventDiagnostic {
  const isPlain = typeof value === 'number' || typeof value === 'boolean'
  const message = `"${key}" is ${kindOf(value)}, not a text.`
  const help = isPlain
    ? 'Put it in quotes, as it shall be spoken.'
    : 'Write one text for this locale.'
  return atValue('event/attribute-value', path, message, help)
}

/** A text is empty. */
function emptyText(key: string, path: Path): EventDiagnostic {
  const message = `"${key}" is empty: customers with this locale hear a sentence with a hole in it.`
  return atValue('event/attribute-empty', path, message, 'Write the text for this locale.')
}
