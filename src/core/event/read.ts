import { catalog, type EventBody, type EventName } from '../alexa.ts'
import type { Diagnostic } from '../diagnostic.ts'
import { isObject, type Json, type JsonObject, pathText, valueAt, withValue } from '../json.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { Document } from '../source/document.ts'
import { listed } from '../wording.ts'
import { readAudience } from './audience.ts'
import { type EventRule, Findings, kindOf, type Part, placed } from './diagnostic.ts'
import { type Envelope, readEnvelope, readName } from './envelope.ts'
import { type Corrected, correctPayload, explainPayload } from './payload.ts'
import { type Announcement, chosenReferenceId, referenceIdOf } from './reference-id.ts'
import {
  checkPayloadTexts,
  checkReferences,
  type Reference,
  referencesIn,
  reportStray,
} from './references.ts'
import { renderTemplates } from './templates.ts'
import { attributesList, readAttributes } from './texts.ts'
import { checkTime, readTimes, type TimeOptions, withPlainZone } from './times.ts'

/** What an event is read with. */
export interface EventOptions extends Announcement, TimeOptions {
  /** What templates see. */
  readonly scope: JsonObject
  /** The setting; wins over the file's own. */
  readonly referenceId: string | undefined
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
  const rendered = await renderTemplates(document.value, options.scope)
  const found = new Findings(rendered.isTemplate)
  const envelope = readEnvelope(rendered.value, found)
  const { beside } = envelope
  const { manifest } = options
  const { name, likely } = readName(envelope, manifest)
  const times = readTimes(beside, options, found)
  const audience = readAudience(beside.get('relevantAudience'))
  const chosen = chosenReferenceId(beside.get('referenceId'), options.referenceId, found)
  const { payload, localizedAttributes } = readContent(likely, envelope, manifest)

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

/**
 * Reads payload and texts, and checks them, each and together.
 *
 * @param name undefined where it is unknown
 */
function readContent(
  name: EventName | undefined,
  { event, name: namePart, payload: part, beside }: Envelope,
  manifest: Manifest | undefined,
) {
  const payload = part && withPlainTimes(name, part.value)
  const attributes = beside.get('localizedAttributes')
  if (part === undefined || !isObject(payload)) {
    const message = part
      ? `The payload is ${kindOf(part.value)}, not a map.`
      : 'The event has no payload.'
    const help = name ? `Write the payload of ${name} as its schema has it.` : 'Add a payload.'
    const owner = part ?? event
    owner?.report('event/no-payload', message, help)
    const localizedAttributes = attributesList(readAttributes(attributes))
    return { payload: undefined, localizedAttributes }
  }
  const { found } = part
  const corrected = correctPayload(name, payload, part)
  const references = referencesIn(corrected.payload)
  if (name !== undefined) checkPayload(name, corrected, references, manifest)
  const locales = readAttributes(attributes)
  const ofSkill = name === undefined ? [] : (manifest?.locales ?? [])
  const isEnglishOnly = name !== undefined && catalog[name].englishOnly
  const skillLocales = isEnglishOnly ? ofSkill.filter(locale => locale.startsWith('en-')) : ofSkill
  // Where the form is wrong, what seems to be missing may be there.
  if (!found.all.some(({ rule }) => rule === 'event/attributes-form')) {
    checkReferences(name, corrected, references, { locales, attributes, skillLocales })
  }
  if (isEnglishOnly) {
    checkLanguages(name, namePart, [...locales.map(({ locale }) => locale), ...ofSkill])
  }
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
  corrected: Corrected,
  references: readonly Reference[],
  manifest: Manifest | undefined,
): void {
  const { payload, at } = corrected
  for (const path of catalog[name].times) {
    if (valueAt(payload, path) !== undefined) checkTime(String(path.at(-1)), at(path))
  }
  checkPayloadTexts(name, corrected, references, manifest?.locales.length === 1)
  const refused = explainPayload(name, corrected)
  // Where the schema wants something else than a text, that is the mistake; a misspelled one is reported.
  const rest = references.filter(
    ({ path, isExact }) => isExact && !refused.has(pathText(at(path).path)),
  )
  reportStray(name, corrected, rest)
}

/** Warns where an event that is documented for English goes to other languages. */
function checkLanguages(name: EventName, part: Part | undefined, locales: readonly string[]): void {
  const others = [...new Set(locales)].filter(locale => !locale.startsWith('en-'))
  if (others.length === 0) return
  const message = `The Japanese edition of Amazon's page on the schemas lists ${name} for en-US only; what customers with ${listed(others)} hear is not known.`
  const help = 'Test it with a device in each language before it goes live.'
  part?.report('event/english-only', message, help)
}
