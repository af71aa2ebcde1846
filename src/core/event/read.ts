import { catalog, type EventBody, type EventName } from '../alexa.ts'
import type { Diagnostic } from '../diagnostic.ts'
import {
  isAtOrBelow,
  isObject,
  type Json,
  type JsonObject,
  type Path,
  pathText,
  valueAt,
  withValue,
} from '../json.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { SettingNames } from '../setting-names.ts'
import type { Document } from '../source/document.ts'
import { listed } from '../wording.ts'
import { readAudience } from './audience.ts'
import {
  type EventRule,
  type Findings,
  kindOf,
  noFindings,
  placed,
  type Reader,
} from './diagnostic.ts'
import { type Envelope, readEnvelope, readName } from './envelope.ts'
import { correctPayload, explainPayload } from './payload.ts'
import { type Announcement, chosenReferenceId, referenceIdOf } from './reference-id.ts'
import {
  checkPayloadTexts,
  checkReferences,
  type PayloadReferences,
  type Reference,
  referencesIn,
  reportStray,
} from './references.ts'
import { renderTemplates } from './templates.ts'
import { attributesList, type LocaleTexts, readAttributes } from './texts.ts'
import { checkTime, readTimes, withPlainZone } from './times.ts'

/** What an event is read with. */
export interface EventOptions extends Announcement {
  /** Whether it is sent now: then a time that has passed is an error. */
  readonly sending: boolean
  /** What templates see. */
  readonly scope: JsonObject
  /** The one clock reading of the run. */
  readonly now: Date
  /** The setting; wins over the file's own. */
  readonly referenceId: string | undefined
  /** The setting, in milliseconds; wins over the file's own `expiresIn`. */
  readonly expiresIn: number | undefined
  /** How messages call the settings. */
  readonly names?: SettingNames
  /** Absent where there is none: then publications and locales are not compared. */
  readonly manifest: Manifest | undefined
}

/** The event as it would be sent, and everything that was found on the way. */
export interface EventReading {
  /** Undefined where an error leaves nothing that could be sent or shown. */
  readonly body: EventBody | undefined
  readonly diagnostics: readonly Diagnostic[]
  /** Texts that `speakable` has cut, as they are now. */
  readonly shortened: readonly string[]
}

/** Errors that say when or whether to send, and leave the body complete: it can still be shown. */
const aboutSending: ReadonlySet<EventRule> = new Set([
  'event/not-published',
  'event/time-passed',
  'event/expiry-window',
  'event/reference-id-length',
  'event/reference-id-user',
])

/**
 * Reads an event file: renders its templates, takes Amazon's form or the short one, fills in what is
 * left out, and checks everything that can be known before sending. Never throws for what is in the file.
 */
export async function readEvent(document: Document, options: EventOptions): Promise<EventReading> {
  const found = noFindings()
  const rendered = await renderTemplates(document.value, options.scope)
  const envelope = readEnvelope(rendered.value, found)
  const { beside } = envelope
  const { name, likely } = readName(envelope, options.manifest, found)
  const times = readTimes(beside, options, found)
  const audience = readAudience(beside.get('relevantAudience'), found)
  const { manifest } = options
  const reader = { found, isTemplate: rendered.isTemplate, manifest }
  const chosen = chosenReferenceId(beside.get('referenceId'), options.referenceId, reader)
  const { payload, localizedAttributes } = readContent(likely, envelope, reader)

  // Of what a failed template would have made nothing can be said.
  const reported = [
    ...rendered.diagnostics,
    ...found.all.filter(({ path }) => path === undefined || !rendered.isFailed(path)),
  ]
  const diagnostics = placed(document, reported)
  const isBroken = reported.some(
    ({ severity, rule }) => severity === 'error' && !aboutSending.has(rule),
  )
  const { shortened } = rendered
  if (isBroken || !name || !times || !audience || !payload) {
    return { body: undefined, diagnostics, shortened }
  }
  const referenceId = chosen ?? referenceIdOf(document.value, name, audience, options)
  const event = { name, payload }
  return {
    body: { ...times, referenceId, event, localizedAttributes, relevantAudience: audience },
    diagnostics,
    shortened,
  }
}

interface ContentReader extends Reader {
  readonly manifest: Manifest | undefined
}

/**
 * Reads payload and texts, and checks them, each and together.
 *
 * @param name undefined where it is unknown
 */
function readContent(name: EventName | undefined, envelope: Envelope, reader: ContentReader) {
  const { found, manifest } = reader
  const payload = withPlainTimes(name, envelope.payload?.value)
  const base: Path = envelope.payload?.path ?? ['event', 'payload']
  const attributes = envelope.beside.get('localizedAttributes')
  if (!isObject(payload)) {
    reportNoPayload(envelope, name, found)
    const localizedAttributes = attributesList(readAttributes(attributes, reader))
    return { payload: undefined, localizedAttributes }
  }
  const references =
    name === undefined
      ? { replaced: referencesIn(payload, base), stray: [] }
      : checkPayload(name, payload, base, reader)
  const isFieldWrong =
    [...references.replaced, ...references.stray].some(({ key }) => key === '') ||
    isTextAmiss(name, base, found)
  const locales = readAttributes(attributes, reader)
  // Where the form is wrong, what seems to be missing may be there.
  if (!found.all.some(({ rule }) => rule === 'event/attributes-form')) {
    const skillLocales = name === undefined ? [] : localesOf(name, manifest)
    const texts = { locales, path: attributes?.path, skillLocales, isFieldWrong }
    checkReferences(name, references, texts, found)
  }
  if (name !== undefined) checkLanguages(name, envelope, locales, reader)
  return { payload, localizedAttributes: attributesList(locales) }
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
  name: EventName,
  payload: JsonObject,
  base: Path,
  reader: ContentReader,
): PayloadReferences {
  const { found, manifest } = reader
  const corrected = correctPayload(name, payload, base, found)
  for (const path of catalog[name].times) {
    const value = valueAt(corrected.payload, path)
    if (value !== undefined) checkTime(String(path.at(-1)), value, corrected.origin(path), found)
  }
  const references = checkPayloadTexts(name, corrected, manifest?.locales.length === 1, found)
  const refused = explainPayload(name, corrected, reader)
  // Where the schema wants something else than a text, that is the mistake; a misspelled one is reported.
  const isStray = ({ path, isExact }: Reference) => isExact && !refused.has(pathText(path))
  reportStray(name, references.stray.filter(isStray), found)
  return references
}

const amissRules: ReadonlySet<EventRule> = new Set([
  'event/literal-text',
  'event/property-missing',
  'event/text-empty',
  'event/value-type',
])

/** Whether a field that could refer to a text is reported for not doing so, or the map around it. */
function isTextAmiss(name: EventName | undefined, base: Path, { all }: Findings): boolean {
  const fields = name === undefined ? [] : catalog[name].localizable
  return all.some(
    ({ rule, path = [] }) =>
      amissRules.has(rule) && fields.some(field => isAtOrBelow([...base, ...field.path], path)),
  )
}

function reportNoPayload(
  { payload, hasNoEvent }: Envelope,
  name: EventName | undefined,
  found: Findings,
): void {
  if (hasNoEvent) return
  const message = payload
    ? `The payload is ${kindOf(payload.value)}, not a map.`
    : 'The event has no payload.'
  const help = name ? `Write the payload of ${name} as its schema has it.` : 'Add a payload.'
  found.value('event/no-payload', payload?.path ?? ['event'], message, help)
}

/** Warns where an event that is documented for English goes to other languages. */
function checkLanguages(
  name: EventName,
  { name: part }: Envelope,
  locales: readonly LocaleTexts[],
  { manifest, found }: ContentReader,
): void {
  if (!catalog[name].englishOnly) return
  const all = [...locales.map(({ locale }) => locale), ...(manifest?.locales ?? [])]
  const others = [...new Set(all)].filter(locale => !locale.startsWith('en-'))
  if (others.length === 0) return
  const message = `The Japanese edition of Amazon's page on the schemas lists ${name} for en-US only; what customers with ${listed(others)} hear is not known.`
  const help = 'Test it with a device in each language before it goes live.'
  found.value('event/english-only', part?.path, message, help)
}

/** The locales of the skill that are to have texts for an event. */
function localesOf(name: EventName, manifest: Manifest | undefined): readonly string[] {
  const locales = manifest?.locales ?? []
  return catalog[name].englishOnly ? locales.filter(locale => locale.startsWith('en-')) : locales
}
