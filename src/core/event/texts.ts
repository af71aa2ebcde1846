import {
  intendedLocale,
  isLocaleShaped,
  isSkillLocale,
  type LocalizedAttributes,
  skillLocales,
} from '../alexa.ts'
import { isArray, isObject, type Json, type JsonObject, type Path, property } from '../json.ts'
import { type Findings, kindOf, type Part, quoted, type Reader } from './diagnostic.ts'

/** The texts of one locale, with their places in the file. */
export interface LocaleTexts {
  readonly locale: string
  /** Where the locale is named, and whether as a key (short form) or a value (Amazon's form). */
  readonly path: Path
  readonly part: 'key' | 'value'
  readonly texts: ReadonlyMap<string, { readonly text: string; readonly path: Path }>
}

/**
 * Reads localized attributes: Amazon's list of entries, or a map by locale. Entries of the same
 * locale become one. Numbers and booleans that a template made become text.
 *
 * @returns one for each locale, in the order of the file
 */
export function readAttributes(part: Part | undefined, reader: Reader): readonly LocaleTexts[] {
  if (part === undefined || part.value === null) return []
  return merged(readForm(part, reader), reader.found)
}

/** The list Amazon wants: one entry for each locale. */
export function attributesList(locales: readonly LocaleTexts[]): readonly LocalizedAttributes[] {
  return locales.map(({ locale, texts }) => ({
    locale,
    ...Object.fromEntries([...texts].map(([key, { text }]) => [key, text])),
  }))
}

function readForm({ value, path }: Part, reader: Reader): readonly LocaleTexts[] {
  const { found } = reader
  if (isArray(value)) {
    return value.flatMap((entry, at) => readListed(entry, [...path, at], reader) ?? [])
  }
  if (!isObject(value)) {
    const message = `localizedAttributes is ${kindOf(value)}, not a map by locale or a list of entries.`
    const help = 'Write { en-US: { … } } or [{ "locale": "en-US", … }].'
    found.value('event/attributes-form', path, message, help)
    return []
  }
  if (typeof property(value, 'locale') === 'string') {
    const message = 'localizedAttributes is a single entry, but Amazon reads a list of entries.'
    const help = 'Put it into a list: [{ "locale": …, … }].'
    found.value('event/attributes-form', path, message, help)
    return [value].flatMap(entry => readListed(entry, path, reader) ?? [])
  }
  return Object.entries(value).flatMap(
    ([locale, texts]) => readKeyed(locale, texts, [...path, locale], reader) ?? [],
  )
}

/** An entry of Amazon's form: the locale beside its texts. */
function readListed(entry: Json, path: Path, reader: Reader): LocaleTexts | undefined {
  const { found } = reader
  if (!isObject(entry)) {
    const message = `An entry of localizedAttributes is ${kindOf(entry)}, not a map with a locale and texts.`
    const help = 'Write { "locale": "en-US", "<key>": "<text>" }.'
    return found.value('event/attributes-form', path, message, help)
  }
  const written = property(entry, 'locale')
  const localePath = [...path, 'locale']
  if (written === undefined) return withoutLocale(entry, path, found)
  if (typeof written !== 'string') {
    const message = `The locale of an entry is ${kindOf(written)}, not a string such as "en-US".`
    return found.value('event/attributes-form', localePath, message, 'Write "locale": "en-US".')
  }
  const locale = readLocale(written, localePath, 'value', found)
  const texts = readTexts(entry, path, reader)
  return { locale, path: localePath, part: 'value', texts }
}

/** An entry of the short form: the texts below their locale. */
function readKeyed(
  written: string,
  entry: Json,
  path: Path,
  reader: Reader,
): LocaleTexts | undefined {
  const { found } = reader
  if (!isObject(entry)) {
    const isLocale = isLocaleShaped(written)
    const message = isLocale
      ? `The texts of ${written} are ${kindOf(entry)}, not a map from key to text.`
      : `localizedAttributes holds ${quoted(written)}, which is not a locale.`
    const help = isLocale
      ? `Write ${written}: { <key>: <text> }.`
      : `Write the texts below their locale: en-US: { ${written}: … }.`
    return found.value('event/attributes-form', path, message, help)
  }
  const locale = readLocale(written, path, 'key', found)
  if (Object.hasOwn(entry, 'locale')) {
    const message = 'A text cannot be called "locale": in what is sent this name holds the locale.'
    const help = 'Remove it, or give the text another key.'
    found.key('event/attributes-form', [...path, 'locale'], message, help)
  }
  return { locale, path, part: 'key', texts: readTexts(entry, path, reader) }
}

function readTexts(entry: JsonObject, path: Path, reader: Reader): LocaleTexts['texts'] {
  const { found } = reader
  const keys = Object.keys(entry).filter(key => key !== 'locale')
  return new Map(keys.map(key => [key, readText(key, entry[key] ?? null, [...path, key])]))

  function readText(key: string, value: Json, at: Path) {
    const isPlain = typeof value === 'number' || typeof value === 'boolean'
    const text = isPlain && reader.isTemplate(at) ? String(value) : value
    if (typeof text !== 'string') {
      const message = `"${key}" is ${kindOf(value)}, not a string.`
      const help = isPlain
        ? 'Put it in quotes, as it should be spoken.'
        : 'Write one text for this locale.'
      found.value('event/attribute-value', at, message, help)
      // It counts as a text all the same: to say that it is missing would be wrong.
      return { text: '', path: at }
    }
    if (text.trim() === '') {
      const message = `"${key}" is empty: customers with this locale would hear an incomplete sentence.`
      found.value('event/attribute-empty', at, message, 'Write the text for this locale.')
    }
    return { text, path: at }
  }
}

function merged(entries: readonly LocaleTexts[], found: Findings): readonly LocaleTexts[] {
  const byLocale = new Map<string, LocaleTexts>()
  for (const entry of entries) {
    const earlier = byLocale.get(entry.locale)
    if (earlier === undefined) {
      byLocale.set(entry.locale, entry)
      continue
    }
    reportRepeated(earlier, entry, found)
    const texts = new Map([...earlier.texts, ...entry.texts])
    byLocale.set(entry.locale, { ...earlier, texts })
  }
  return [...byLocale.values()]
}

function reportRepeated(earlier: LocaleTexts, entry: LocaleTexts, found: Findings): void {
  const locale = quoted(entry.locale)
  const conflicts = [...entry.texts].filter(
    ([key, { text }]) => text !== (earlier.texts.get(key)?.text ?? text),
  )
  if (conflicts.length === 0) {
    const message = `There are several entries for ${locale}; they are sent as one.`
    const help = 'Put all texts of a locale into one entry.'
    found.value('event/locale-merged', entry.path, message, help)
  }
  for (const [key, { text, path }] of conflicts) {
    const message = `"${key}" has two texts for ${locale}; the later one, ${quoted(text)}, is sent.`
    found.value('event/locale-merged', path, message, 'Remove one of them.', 'warning')
  }
}

/**
 * Checks the name of a locale.
 *
 * @returns as it is written, or corrected where it has not the form of a locale: `en_us`, `en`
 */
function readLocale(text: string, path: Path, part: LocaleTexts['part'], found: Findings): string {
  if (isSkillLocale(text)) return text
  const likely = intendedLocale(text)
  const all = `Use one of ${skillLocales.join(', ')}.`
  if (isLocaleShaped(text)) {
    const ofLanguage = skillLocales.filter(known => known.startsWith(text.slice(0, 3)))
    const message = `The locale "${text}" is not one that skills are known to have${likely === undefined ? '.' : `; did you mean ${likely}?`}`
    const help =
      ofLanguage.length === 0 ? all : `For this language skills have ${ofLanguage.join(', ')}.`
    found[part]('event/locale-unknown', path, message, help)
    return text
  }
  const message = `${quoted(text)} is not a locale: it is written like "en-US", with a hyphen and capitals at the end.`
  const help = likely === undefined ? all : `Write "${likely}".`
  found[part]('event/locale-unknown', path, message, help, 'error')
  return likely ?? text
}

function withoutLocale(entry: JsonObject, path: Path, found: Findings): undefined {
  const keys = Object.keys(entry)
  const near = keys.find(key => /^(?:lang|language|locales?)$/i.test(key))
  const keyed = keys.find(isLocaleShaped)
  const help =
    near !== undefined
      ? `Rename "${near}" to "locale".`
      : keyed !== undefined
        ? `Write { "locale": "${keyed}", … } with the texts beside it, or a map by locale without the list.`
        : 'Add "locale": "en-US".'
  const message = 'An entry of localizedAttributes has no locale.'
  return found.value('event/attributes-form', path, message, help)
}
