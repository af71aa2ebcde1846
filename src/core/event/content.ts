import type { EventBody } from '../alexa.ts'
import { catalog, type EventName } from '../alexa.ts'
import {
  isObject,
  type Json,
  type JsonObject,
  type Path,
  pathText,
  valueAt,
  withValue,
} from '../json.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { listed, nearest } from '../wording.ts'
import { correctPayload } from './corrections.ts'
import { atKey, atValue, type EventDiagnostic, type EventRule, kindOf } from './diagnostic.ts'
import type { Envelope } from './envelope.ts'
import { checkPayloadTexts, explainPayload, type PlacedReference, referencesIn } from './payload.ts'
import type { Rendered } from './templates.ts'
import { attributesList, type LocaleTexts, readAttributes } from './texts.ts'
import { checkTime, withPlainZone } from './times.ts'

/** What an event says. */
interface Content {
  readonly payload: JsonObject | undefined
  readonly localizedAttributes: EventBody['localizedAttributes']
  readonly diagnostics: readonly EventDiagnostic[]
}

/** Reads payload and texts, and checks them, each and together. `name` is undefined where it is unknown. */
export function readContent(
  name: EventName | undefined,
  envelope: Envelope,
  rendered: Rendered,
  manifest: Manifest | undefined,
): Content {
  const payload = withPlainTimes(name, envelope.payload?.value)
  const base: Path = envelope.payload?.path ?? ['event', 'payload']
  const attributes = envelope.beside.get('localizedAttributes')
  const { locales, diagnostics: ofAttributes } = readAttributes(attributes, rendered.isTemplate)
  const localizedAttributes = attributesList(locales)
  if (!isObject(payload)) {
    return {
      payload: undefined,
      localizedAttributes,
      diagnostics: [...withoutPayload(envelope, name), ...ofAttributes],
    }
  }
  const checked = checkPayload(name, payload, base, manifest, rendered)
  // Where the form is wrong, what seems to be missing may be there.
  const isReadable = !ofAttributes.some(({ rule }) => rule === 'event/attributes-form')
  const ofReferences = isReadable
    ? checkReferences(
        name,
        checked.references,
        locales,
        attributes?.path,
        name === undefined ? [] : localesOf(name, manifest),
        checked.references.some(({ key }) => key === '') ||
          isTextAmiss(name, base, checked.diagnostics),
      )
    : []
  const english = name === undefined ? [] : checkLanguages(name, envelope, locales, manifest)
  return {
    payload,
    localizedAttributes,
    diagnostics: [...checked.diagnostics, ...ofAttributes, ...ofReferences, ...english],
  }
}

/** A payload with its times as they are sent. */
function withPlainTimes(name: EventName | undefined, payload: Json | undefined): Json | undefined {
  if (name === undefined || !isObject(payload)) return payload
  return catalog[name].times.reduce<JsonObject>((whole, path) => {
    const value = valueAt(whole, path)
    return value === undefined ? whole : withValue(whole, path, withPlainZone(value))
  }, payload)
}

function checkPayload(
  name: EventName | undefined,
  payload: JsonObject,
  base: Path,
  manifest: Manifest | undefined,
  rendered: Rendered,
): {
  readonly references: readonly PlacedReference[]
  readonly diagnostics: readonly EventDiagnostic[]
} {
  if (name === undefined) {
    const references = referencesIn(payload, base).map(reference => ({
      ...reference,
      isLocalizable: true,
    }))
    return { references, diagnostics: [] }
  }
  const corrected = correctPayload(name, payload, base)
  const texts = checkPayloadTexts(name, corrected, manifest?.locales.length === 1)
  const times = catalog[name].times.flatMap(path => {
    const value = valueAt(corrected.payload, path)
    return value === undefined ? [] : checkTime(String(path.at(-1)), value, corrected.origin(path))
  })
  const isStray = ({ rule }: EventDiagnostic) => rule === 'event/not-localizable'
  const reported = [
    ...corrected.diagnostics,
    ...times,
    ...texts.diagnostics.filter(found => !isStray(found)),
  ]
  const bySchema = explainPayload(name, corrected, reported, rendered.isTemplate)
  // Where the schema wants something else than a text, that is the mistake.
  const refused = new Set(bySchema.map(({ path = [] }) => pathText(path)))
  const strays = texts.diagnostics.filter(
    found => isStray(found) && !refused.has(pathText(found.path ?? [])),
  )
  return { references: texts.references, diagnostics: [...reported, ...strays, ...bySchema] }
}

const amissRules: ReadonlySet<EventRule> = new Set([
  'event/literal-text',
  'event/property-missing',
  'event/text-empty',
  'event/value-type',
])

/** Whether a field that could refer to a text is reported for not doing so, or the map around it. */
function isTextAmiss(
  name: EventName | undefined,
  base: Path,
  diagnostics: readonly EventDiagnostic[],
): boolean {
  const fields = name === undefined ? [] : catalog[name].localizable
  return diagnostics.some(
    ({ rule, path = [] }) =>
      amissRules.has(rule) &&
      fields.some(field => {
        const place = [...base, ...field.path]
        return path.every((step, at) => step === place[at])
      }),
  )
}

function withoutPayload(
  { payload, diagnostics }: Envelope,
  name: EventName | undefined,
): readonly EventDiagnostic[] {
  if (diagnostics.some(({ rule }) => rule === 'event/no-event')) return []
  const message =
    payload === undefined
      ? 'The event has no payload.'
      : `The payload is ${kindOf(payload.value)}, not a map.`
  const help =
    name === undefined ? 'Add a payload.' : `Write the payload of ${name} as its schema has it.`
  return [atValue('event/no-payload', payload?.path ?? ['event'], message, help)]
}

/**
 * Checks that the references of the payload and the localized attributes fit together, and that
 * every locale of the skill has its texts.
 *
 * @param attributesPath where `localizedAttributes` stands; undefined where there is none.
 * @param skillLocales locales of the manifest that hear this event.
 * @param isTextAmiss a field of the payload that could refer to a text is wrong itself, so that a
 *   text without reference is no second mistake.
 */
function checkReferences(
  name: EventName | undefined,
  references: readonly PlacedReference[],
  locales: readonly LocaleTexts[],
  attributesPath: Path | undefined,
  skillLocales: readonly string[],
  isTextAmiss: boolean,
): readonly EventDiagnostic[] {
  // In other fields the reference itself is the mistake, and a text would not help.
  const replaced = references.filter(({ isLocalizable }) => isLocalizable)
  const [first] = replaced
  if (first !== undefined && locales.length === 0) return [withoutAttributes(replaced, first)]
  const keys = [...new Set(locales.flatMap(({ texts }) => [...texts.keys()]))]
  const byKey = new Map(replaced.map(reference => [reference.key, reference]))
  const unknown = [...byKey.values()].filter(({ key }) => key !== '' && !keys.includes(key))
  const unused = keys.filter(key => !references.some(reference => reference.key === key))
  const similar = new Map(unknown.map(({ key }) => [key, nearest(key, unused)]))
  return [
    ...unknown.map(reference => withoutText(reference, similar.get(reference.key), keys)),
    ...locales.flatMap(locale =>
      [...byKey.values()]
        .filter(({ key }) => keys.includes(key) && !locale.texts.has(key))
        .map(reference => withoutTextIn(locale, reference)),
    ),
    ...unused
      // A key that is taken for a misspelt one is named there already.
      .filter(key => !isTextAmiss && ![...similar.values()].includes(key))
      .flatMap(key => unusedText(name, key, locales)),
    ...(first === undefined ? [] : withoutEntry(skillLocales, locales, attributesPath)),
  ]
}

function withoutAttributes(
  references: readonly PlacedReference[],
  first: PlacedReference,
): EventDiagnostic {
  const keys = [...new Set(references.map(({ key }) => key).filter(key => key !== ''))]
  const message = `The payload refers to ${listed(keys.map(key => `"${key}"`))}, but there are no texts under localizedAttributes.`
  const example = keys.map(key => `${key}: …`).join(', ')
  const help = `Add localizedAttributes: { en-US: { ${example} } }, with an entry for each locale of the skill.`
  return atValue('event/attributes-missing', first.path, message, help)
}

function withoutText(
  { key, path }: PlacedReference,
  near: string | undefined,
  keys: readonly string[],
) {
  const known = keys.length === 0 ? '' : ` They have ${listed(keys.map(name => `"${name}"`))}.`
  const message = `The payload refers to "${key}", but no locale has such a text${near === undefined ? '.' : `; did you mean "${near}"?`}`
  const help = `Add "${key}" to every locale, or correct the name.${known}`
  return atValue('event/attribute-missing', path, message, help)
}

function withoutTextIn(
  { locale, path, part }: LocaleTexts,
  { key, path: at }: PlacedReference,
): EventDiagnostic {
  const make = part === 'key' ? atKey : atValue
  const message = `${locale} has no text for "${key}", which ${pathText(at.slice(2))} refers to.`
  return make('event/attribute-missing', path, message, `Add "${key}" to ${locale}.`)
}

function unusedText(
  name: EventName | undefined,
  key: string,
  locales: readonly LocaleTexts[],
): readonly EventDiagnostic[] {
  const holders = locales.filter(({ texts }) => texts.has(key))
  const path = holders[0]?.texts.get(key)?.path
  if (path === undefined) return []
  const where = holders.length === 1 ? '' : ` (in ${holders.length} locales)`
  const message = `Nothing in the payload refers to "${key}"${where}, so it is never spoken.`
  const hasNone = name !== undefined && catalog[name].localizable.length === 0
  const help = hasNone
    ? 'Remove it: this event has no localized text.'
    : `Write "localizedattribute:${key}" where it belongs, or remove it.`
  return [atKey('event/attribute-unused', path, message, help)]
}

function withoutEntry(
  skillLocales: readonly string[],
  locales: readonly LocaleTexts[],
  attributesPath: Path | undefined,
): readonly EventDiagnostic[] {
  const present = new Set(locales.map(({ locale }) => locale))
  const missing = skillLocales.filter(locale => !present.has(locale))
  if (missing.length === 0 || attributesPath === undefined) return []
  const message = `The skill has ${listed(missing)}, but there are no texts for ${missing.length === 1 ? 'it' : 'them'}; these customers hear only that they have a notification.`
  const help = `Add ${missing.length === 1 ? 'an entry' : 'entries'} for ${listed(missing)}.`
  return [atKey('event/locale-without-entry', attributesPath, message, help)]
}

/** Warns where an event that is documented for English goes to other languages. */
function checkLanguages(
  name: EventName,
  { name: part }: Envelope,
  locales: readonly LocaleTexts[],
  manifest: Manifest | undefined,
): readonly EventDiagnostic[] {
  if (!catalog[name].englishOnly) return []
  const all = [...locales.map(({ locale }) => locale), ...(manifest?.locales ?? [])]
  const others = [...new Set(all)].filter(locale => !locale.startsWith('en-'))
  if (others.length === 0) return []
  const message = `The Japanese edition of Amazon's page on the schemas lists ${name} for en-US only; what customers with ${listed(others)} hear is not known.`
  const help = 'Test it with a device in each language before it goes live.'
  return [atValue('event/english-only', part?.path, message, help)]
}

/** The locales of the skill that are to have texts for an event. */
function localesOf(name: EventName, manifest: Manifest | undefined): readonly string[] {
  const locales = manifest?.locales ?? []
  return catalog[name].englishOnly ? locales.filter(locale => locale.startsWith('en-')) : locales
}
