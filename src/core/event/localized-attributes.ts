import { isArray, isObject, type Json, type JsonObject, type Path, property } from '../json.ts'
import {
  emptyText,
  localeAsText,
  notEntry,
  notInList,
  notMap,
  notText,
  withoutLocale,
  wrongForm,
} from './attribute-mistakes.ts'
import type { LocalizedAttributes } from './body.ts'
import type { Part } from './envelope.ts'
import { readLocale } from './locale-name.ts'
import { quoted } from './quote.ts'
import { type Remark, remark } from './remark.ts'

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
