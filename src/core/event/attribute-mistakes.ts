import type { Json, JsonObject, Path } from '../json.ts'
import { isLocaleShaped } from '../locales.ts'
import { kindOf, quoted } from './quote.ts'
import { keyRemark, type Remark, remark } from './remark.ts'

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
