import { catalog, type EventName } from '../alexa.ts'
import { isAtOrBelow, type Json, leavesOf, type Path, pathText, textAt } from '../json.ts'
import { didYouMean, listed, nearest } from '../wording.ts'
import { type EventRule, type Findings, type Part, quoted } from './diagnostic.ts'
import type { Corrected } from './payload.ts'
import type { LocaleTexts } from './texts.ts'

/** A text of a payload that stands for a localized attribute. */
export interface Reference {
  readonly key: string
  readonly path: Path
  /** The text as it is written. */
  readonly text: string
  /** Whether it has Amazon's exact form `localizedattribute:<key>`. */
  readonly isExact: boolean
}

const exact = /^localizedattribute:(\S(?:.*\S)?)$/s
const nearlyExact =
  /^\s*locali[sz]ed(?:\s*:|[\s_-]?attribute(?:s(?=\s*[:.=/-]))?\s*[:.=/-]?)\s*([\w.-]*)\s*$/i

/** Every reference in the texts of a value, misspelled ones included. */
export function referencesIn(value: Json): readonly Reference[] {
  return leavesOf(value).flatMap(({ value: text, path }): readonly Reference[] => {
    if (typeof text !== 'string') return []
    const key = exact.exec(text)?.[1]
    if (key !== undefined) return [{ key, path, text, isExact: true }]
    const near = nearlyExact.exec(text)?.[1]
    return near === undefined ? [] : [{ key: near, path, text, isExact: false }]
  })
}

/** Whether Amazon replaces a reference by a text; in other fields the reference itself is the mistake. */
function isReplaced(name: EventName | undefined, { path }: Reference): boolean {
  const place = pathText(path)
  return name === undefined || catalog[name].localizable.some(one => pathText(one.path) === place)
}

/**
 * Checks the texts of a payload: misspelled references, texts that could be references, and the one free
 * text of a message alert.
 *
 * @param isOneLanguage the skill has a single locale, so that plain text is in the right language
 */
export function checkPayloadTexts(
  name: EventName,
  { payload, at }: Corrected,
  references: readonly Reference[],
  isOneLanguage: boolean,
): void {
  const fields = new Map(catalog[name].localizable.map(field => [pathText(field.path), field]))
  for (const { isExact, text, key, path } of references) {
    if (isExact) continue
    const message =
      key === ''
        ? `The reference ${quoted(text)} names no localized attribute.`
        : `The reference ${quoted(text)} is misspelled, and would be read out as it is.`
    const written = key === '' ? (fields.get(pathText(path))?.key ?? 'name') : key
    const help = `Write "localizedattribute:${written}".`
    at(path).report('event/reference-prefix', message, help)
  }
  const referring = new Set(references.map(({ path }) => pathText(path)))
  for (const [place, { path, key }] of fields) {
    const text = textAt(payload, ...path) ?? ''
    if (isOneLanguage || text.trim() === '' || referring.has(place)) continue
    const message = `Customers of every locale hear ${quoted(text)} as it is.`
    const help = `Write "localizedattribute:${key}" in ${path.join('.')}, and "${key}" for each locale under localizedAttributes.`
    at(path).report('event/literal-text', message, help)
  }
  const creator = ['messageGroup', 'creator', 'name']
  if (name === 'AMAZON.MessageAlert.Activated' && textAt(payload, ...creator)?.trim() === '') {
    const message =
      'The creator has an empty name; customers would hear "You have 1 new message from" and nothing.'
    const help = 'Write who the messages are from, for example the name of the skill.'
    at(creator).report('event/text-empty', message, help)
  }
}

/** Reports references in fields that Amazon reads out as they are. */
export function reportStray(
  name: EventName,
  { at }: Corrected,
  references: readonly Reference[],
): void {
  const fields = catalog[name].localizable.map(({ path }) => path.join('.'))
  const help =
    fields.length === 0
      ? 'Write the text itself: this event has no localized text.'
      : `Write the text itself; only ${fields.join(', ')} can be localized here.`
  for (const reference of references) {
    if (isReplaced(name, reference)) continue
    const part = at(reference.path)
    const message = `${quoted(reference.text)} is in "${part.path.slice(2).join('.')}", which is not a localized text.`
    part.report('event/not-localizable', message, help)
  }
}

/** The localized attributes, which the references of a payload are compared with. */
interface Texts {
  readonly locales: readonly LocaleTexts[]
  /** What they were read from. */
  readonly attributes: Part | undefined
  /** Locales of the manifest that hear this event. */
  readonly skillLocales: readonly string[]
}

/**
 * Checks that the references of the payload and the localized attributes fit together, and that
 * every locale of the skill has its texts.
 */
export function checkReferences(
  name: EventName | undefined,
  { found, at }: Corrected,
  references: readonly Reference[],
  { locales, attributes, skillLocales }: Texts,
): void {
  const used = new Set(references.map(({ key }) => key))
  const replaced = references.filter(reference => isReplaced(name, reference))
  const byKey = new Map(replaced.map(({ key, path }) => [key, at(path)]))
  // One without key is reported as such.
  byKey.delete('')
  if (locales.length === 0) {
    reportNoTexts(byKey)
    return
  }
  const keys = [...new Set(locales.flatMap(({ texts }) => [...texts.keys()]))]
  const unused = keys.filter(key => !used.has(key))
  const misspelled = new Set<string | undefined>()
  for (const [key, field] of byKey) {
    if (keys.includes(key)) continue
    const near = nearest(key, unused)
    misspelled.add(near)
    const texts = keys.length === 0 ? '' : ` They have ${listed(keys.map(text => `"${text}"`))}.`
    const message = `The payload refers to "${key}", but no locale has such a text${didYouMean(near && `"${near}"`)}`
    const help = `Add "${key}" to every locale, or correct the name.${texts}`
    field.report('event/attribute-missing', message, help)
  }
  for (const { locale, at, texts } of locales) {
    for (const [key, field] of byKey) {
      if (texts.has(key) || !keys.includes(key)) continue
      const message = `${locale} has no text for "${key}", which ${pathText(field.path.slice(2))} refers to.`
      at.report('event/attribute-missing', message, `Add "${key}" to ${locale}.`)
    }
  }
  // Where a field that could refer to a text is wrong itself, a text without reference is no second mistake.
  if (!used.has('') && !isFieldReported(name, at([]).path, found)) {
    // A key that is taken for a misspelled one is named there already.
    for (const key of unused) if (!misspelled.has(key)) reportUnused(name, key, locales)
  }
  const present = locales.map(({ locale }) => locale)
  const missing = skillLocales.filter(locale => !present.includes(locale))
  if (replaced.length === 0 || missing.length === 0) return
  const [them, entries] = missing.length === 1 ? ['it', 'an entry'] : ['them', 'entries']
  const message = `The skill has ${listed(missing)}, but there are no texts for ${them}; these customers hear only that they have a notification.`
  const help = `Add ${entries} for ${listed(missing)}.`
  attributes?.key.report('event/locale-without-entry', message, help)
}

function reportNoTexts(fields: ReadonlyMap<string, Part>): void {
  const keys = [...fields.keys()]
  const message = `The payload refers to ${listed(keys.map(key => `"${key}"`))}, but there are no texts under localizedAttributes.`
  const example = keys.map(key => `${key}: …`).join(', ')
  const help = `Add localizedAttributes: { en-US: { ${example} } }, with an entry for each locale of the skill.`
  fields.get(keys[0] ?? '')?.report('event/attributes-missing', message, help)
}

const wrongField: ReadonlySet<EventRule> = new Set([
  'event/literal-text',
  'event/property-missing',
  'event/text-empty',
  'event/value-type',
])

/** Whether a field that could refer to a text is reported for not doing so, or the map around it. */
function isFieldReported(name: EventName | undefined, base: Path, { all }: Findings): boolean {
  const fields = name === undefined ? [] : catalog[name].localizable
  return all.some(
    ({ rule, path = [] }) =>
      wrongField.has(rule) && fields.some(field => isAtOrBelow([...base, ...field.path], path)),
  )
}

function reportUnused(
  name: EventName | undefined,
  key: string,
  locales: readonly LocaleTexts[],
): void {
  const places = locales.flatMap(({ texts }) => texts.get(key) ?? [])
  const where = places.length === 1 ? '' : ` (in ${places.length} locales)`
  const message = `Nothing in the payload refers to "${key}"${where}, so it is never spoken.`
  const hasNone = name !== undefined && catalog[name].localizable.length === 0
  const help = hasNone
    ? 'Remove it: this event has no localized text.'
    : `Write "localizedattribute:${key}" where it belongs, or remove it.`
  places[0]?.at.key.report('event/attribute-unused', message, help)
}
