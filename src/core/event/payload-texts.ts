import { catalog, type EventName } from '../catalog.ts'
import { type JsonObject, pathText, valueAt } from '../json.ts'
import type { Corrected } from './corrections.ts'
import { quoted } from './quote.ts'
import { type PlacedReference, type Reference, referencesIn } from './references.ts'
import { type Remark, remark } from './remark.ts'
import { timeRemarks } from './time-remarks.ts'

interface PayloadTexts {
  /** With paths from the root of the file. */
  readonly references: readonly PlacedReference[]
  readonly remarks: readonly Remark[]
}

/**
 * Checks the texts of a payload: references to localized attributes, texts that could be such
 * references, times, and the one free text of a message alert.
 *
 * @param isOneLanguage the skill has a single locale, so that plain text is in the right language.
 */
export function checkPayloadTexts(
  name: EventName,
  { payload, origin }: Corrected,
  isOneLanguage: boolean,
): PayloadTexts {
  const entry = catalog[name]
  const localizable = new Map(entry.localizable.map(({ path, key }) => [pathText(path), key]))
  const found = referencesIn(payload)
  const remarks = found.flatMap(reference => {
    const path = origin(reference.path)
    if (!reference.isExact) return [misspeltReference(reference, localizable, origin)]
    return localizable.has(pathText(reference.path))
      ? []
      : [notLocalizable(name, { ...reference, path })]
  })
  const referring = new Set(found.map(({ path }) => pathText(path)))
  const literals = entry.localizable.flatMap(({ path, key }) => {
    const value = valueAt(payload, path)
    if (isOneLanguage || typeof value !== 'string' || value.trim() === '') return []
    return referring.has(pathText(path))
      ? []
      : [literalText(path.join('.'), value, key, origin(path))]
  })
  const times = entry.times.flatMap(path => {
    const value = valueAt(payload, path)
    return value === undefined ? [] : timeRemarks(String(path.at(-1)), value, origin(path))
  })
  return {
    references: found.map(reference => ({
      ...reference,
      path: origin(reference.path),
      isLocalizable: localizable.has(pathText(reference.path)),
    })),
    remarks: [...remarks, ...literals, ...times, ...emptyCreator(name, payload, origin)],
  }
}

function misspeltReference(
  { text, key, path }: Reference,
  localizable: ReadonlyMap<string, string>,
  origin: Corrected['origin'],
): Remark {
  const written = key === '' ? (localizable.get(pathText(path)) ?? 'name') : key
  return remark(
    'event/reference-prefix',
    origin(path),
    key === ''
      ? `The reference ${quoted(text)} names no localized attribute.`
      : `The reference ${quoted(text)} is misspelt, and would be read out as it is.`,
    `Write "localizedattribute:${written}".`,
  )
}

function notLocalizable(name: EventName, { path, text }: Reference): Remark {
  const fields = catalog[name].localizable.map(field => field.path.join('.'))
  const help =
    fields.length === 0
      ? 'Write the text itself: this event has no localized text.'
      : `Write the text itself; only ${fields.join(', ')} can be localized here.`
  const message = `${quoted(text)} stands in "${path.slice(2).join('.')}", which is not a localized text.`
  return remark('event/not-localizable', path, message, help)
}

function literalText(field: string, value: string, key: string, path: Reference['path']): Remark {
  return remark(
    'event/literal-text',
    path,
    `Customers of every locale hear ${quoted(value)} as it is.`,
    `Write "localizedattribute:${key}" in ${field}, and "${key}" for each locale under localizedAttributes.`,
  )
}

/** An empty name makes "You have 3 new messages from", a mistake of its own in published bodies. */
function emptyCreator(
  name: EventName,
  payload: JsonObject,
  origin: Corrected['origin'],
): readonly Remark[] {
  const path = ['messageGroup', 'creator', 'name']
  const value = name === 'AMAZON.MessageAlert.Activated' ? valueAt(payload, path) : undefined
  if (typeof value !== 'string' || value.trim() !== '') return []
  return [
    remark(
      'event/text-empty',
      origin(path),
      'The creator has an empty name; customers would hear "You have 1 new message from" and nothing.',
      'Write who the messages are from, for example the name of the skill.',
    ),
  ]
}
