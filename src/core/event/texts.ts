import {
  intendedLocale,
  isLocaleShaped,
  isSkillLocale,
  type LocalizedAttributes,
  skillLocales,
} from '../alexa.ts'
import { isArray, isObject } from '../json.ts'
import { didYouMean } from '../wording.ts'
import { kindOf, Part, quoted } from './diagnostic.ts'

/** The texts of one locale. */
export interface LocaleTexts {
  readonly locale: string
  /** Where the locale is named: a key (short form) or a value (Amazon's form). */
  readonly at: Part
  readonly texts: ReadonlyMap<string, { readonly text: string; readonly at: Part }>
}

/**
 * Reads localized attributes: Amazon's list of entries, or a map by locale. Entries of the same
 * locale become one. Numbers and booleans that a template made become text.
 *
 * @returns one for each locale, in the order of the file
 */
export function readAttributes(part: Part | undefined): readonly LocaleTexts[] {
  if (part === undefined || part.value === null) return []
  const byLocale = new Map<string, LocaleTexts>()
  for (const entry of readForm(part)) {
    const earlier = byLocale.get(entry.locale)
    if (earlier !== undefined) reportRepeated(earlier, entry)
    const texts = new Map([...(earlier?.texts ?? []), ...entry.texts])
    byLocale.set(entry.locale, { ...(earlier ?? entry), texts })
  }
  return [...byLocale.values()]
}

/** The list Amazon wants: one entry for each locale. */
export function attributesList(locales: readonly LocaleTexts[]): readonly LocalizedAttributes[] {
  return locales.map(({ locale, texts }) => ({
    locale,
    ...Object.fromEntries([...texts].map(([key, { text }]) => [key, text])),
  }))
}

function readForm(part: Part): readonly LocaleTexts[] {
  const { value, path, found } = part
  if (isArray(value)) {
    return value.flatMap((entry, at) => readListed(new Part(entry, [...path, at], found)) ?? [])
  }
  if (!isObject(value)) {
    const message = `localizedAttributes is ${kindOf(value)}, not a map by locale or a list of entries.`
    const help = 'Write { en-US: { … } } or [{ "locale": "en-US", … }].'
    part.report('event/attributes-form', message, help)
    return []
  }
  if (typeof part.at('locale')?.value === 'string') {
    const message = 'localizedAttributes is a single entry, but Amazon reads a list of entries.'
    part.report('event/attributes-form', message, 'Put it into a list: [{ "locale": …, … }].')
    const entry = readListed(part)
    return entry === undefined ? [] : [entry]
  }
  return part.entries().flatMap(([locale, texts]) => readKeyed(locale, texts) ?? [])
}

/** An entry of Amazon's form: the locale beside its texts. */
function readListed(entry: Part): LocaleTexts | undefined {
  if (!isObject(entry.value)) {
    const message = `An entry of localizedAttributes is ${kindOf(entry.value)}, not a map with a locale and texts.`
    const help = 'Write { "locale": "en-US", "<key>": "<text>" }.'
    return entry.report('event/attributes-form', message, help)
  }
  const at = entry.at('locale')
  if (at === undefined) return reportNoLocale(entry, Object.keys(entry.value))
  if (typeof at.value !== 'string') {
    const message = `The locale of an entry is ${kindOf(at.value)}, not a string such as "en-US".`
    return at.report('event/attributes-form', message, 'Write "locale": "en-US".')
  }
  return { locale: readLocale(at.value, at), at, texts: readTexts(entry) }
}

/** An entry of the short form: the texts below their locale. */
function readKeyed(written: string, entry: Part): LocaleTexts | undefined {
  if (!isObject(entry.value)) {
    const isLocale = isLocaleShaped(written)
    const message = isLocale
      ? `The texts of ${written} are ${kindOf(entry.value)}, not a map from key to text.`
      : `localizedAttributes holds ${quoted(written)}, which is not a locale.`
    const help = isLocale
      ? `Write ${written}: { <key>: <text> }.`
      : `Write the texts below their locale: en-US: { ${written}: … }.`
    return entry.report('event/attributes-form', message, help)
  }
  const locale = readLocale(written, entry.key)
  const message = 'A text cannot be called "locale": in what is sent this name holds the locale.'
  const help = 'Remove it, or give the text another key.'
  entry.at('locale')?.key.report('event/attributes-form', message, help)
  return { locale, at: entry.key, texts: readTexts(entry) }
}

function readTexts(entry: Part): LocaleTexts['texts'] {
  const entries = entry.entries().filter(([key]) => key !== 'locale')
  return new Map(entries.map(([key, at]) => [key, { text: readText(key, at), at }]))
}

function readText(key: string, part: Part): string {
  const { value, path, found } = part
  const isPlain = typeof value === 'number' || typeof value === 'boolean'
  const text = isPlain && found.isTemplate(path) ? String(value) : value
  if (typeof text !== 'string') {
    const message = `"${key}" is ${kindOf(value)}, not a string.`
    const help = isPlain
      ? 'Put it in quotes, as it should be spoken.'
      : 'Write one text for this locale.'
    part.report('event/attribute-value', message, help)
    // It counts as a text all the same: to say that it is missing would be wrong.
    return ''
  }
  if (text.trim() === '') {
    const message = `"${key}" is empty: customers with this locale would hear an incomplete sentence.`
    part.report('event/attribute-empty', message, 'Write the text for this locale.')
  }
  return text
}

function reportRepeated(earlier: LocaleTexts, entry: LocaleTexts): void {
  const locale = quoted(entry.locale)
  const conflicts = [...entry.texts].filter(
    ([key, { text }]) => text !== (earlier.texts.get(key)?.text ?? text),
  )
  if (conflicts.length === 0) {
    const message = `There are several entries for ${locale}; they are sent as one.`
    const help = 'Put all texts of a locale into one entry.'
    entry.at.found.add(entry.at.path, 'value', 'event/locale-merged', message, help)
  }
  for (const [key, { text, at }] of conflicts) {
    const message = `"${key}" has two texts for ${locale}; the later one, ${quoted(text)}, is sent.`
    at.report('event/locale-merged', message, 'Remove one of them.', 'warning')
  }
}

/**
 * Checks the name of a locale.
 *
 * @returns as it is written, or corrected where it has not the form of a locale: `en_us`, `en`
 */
function readLocale(text: string, at: Part): string {
  if (isSkillLocale(text)) return text
  const likely = intendedLocale(text)
  const all = `Use one of ${skillLocales.join(', ')}.`
  if (isLocaleShaped(text)) {
    const ofLanguage = skillLocales.filter(known => known.startsWith(text.slice(0, 3)))
    const message = `The locale "${text}" is not one that skills are known to have${didYouMean(likely)}`
    const help =
      ofLanguage.length === 0 ? all : `For this language skills have ${ofLanguage.join(', ')}.`
    at.report('event/locale-unknown', message, help)
    return text
  }
  const message = `${quoted(text)} is not a locale: it is written like "en-US", with a hyphen and capitals at the end.`
  const help = likely === undefined ? all : `Write "${likely}".`
  at.report('event/locale-unknown', message, help, 'error')
  return likely ?? text
}

function reportNoLocale(entry: Part, keys: readonly string[]): undefined {
  const near = keys.find(key => /^(?:lang|language|locales?)$/i.test(key))
  const keyed = keys.find(isLocaleShaped)
  const help =
    near !== undefined
      ? `Rename "${near}" to "locale".`
      : keyed !== undefined
        ? `Write { "locale": "${keyed}", … } with the texts beside it, or a map by locale without the list.`
        : 'Add "locale": "en-US".'
  const message = 'An entry of localizedAttributes has no locale.'
  return entry.report('event/attributes-form', message, help)
}
