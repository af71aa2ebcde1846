import { catalog, type EventName } from '../catalog.ts'
import { isObject, type JsonObject, type Path } from '../json.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { attributeUseRemarks } from './attribute-use.ts'
import type { EventBody } from './body.ts'
import { type Corrected, correctPayload } from './corrections.ts'
import type { Envelope } from './envelope.ts'
import { attributesList, readAttributes } from './localized-attributes.ts'
import { englishOnlyRemarks, localesOf } from './name.ts'
import { explainPayload } from './payload-explanation.ts'
import { checkPayloadTexts } from './payload-texts.ts'
import { kindOf } from './quote.ts'
import { type PlacedReference, referencesIn } from './references.ts'
import { type EventRule, type Remark, remark } from './remark.ts'
import type { Rendered } from './templates.ts'

/** What an event says. */
export interface Content {
  readonly payload: JsonObject | undefined
  readonly localizedAttributes: EventBody['localizedAttributes']
  readonly remarks: readonly Remark[]
}

/** Reads payload and texts, and checks them, each and together. `name` is undefined where it is unknown. */
export async function checkContent(
  name: EventName | undefined,
  envelope: Envelope,
  rendered: Rendered,
  manifest: Manifest | undefined,
): Promise<Content> {
  const payload = envelope.payload?.value
  const base: Path = envelope.payload?.path ?? ['event', 'payload']
  const attributes = envelope.beside.get('localizedAttributes')
  const { locales, remarks: ofAttributes } = readAttributes(attributes, rendered.isTemplate)
  const localizedAttributes = attributesList(locales)
  if (!isObject(payload)) {
    return {
      payload: undefined,
      localizedAttributes,
      remarks: [...withoutPayload(envelope, name), ...ofAttributes],
    }
  }
  const checked = await checkPayload(name, payload, base, manifest, rendered)
  // Where the form is wrong, what seems to be missing may be there.
  const isReadable = !ofAttributes.some(({ rule }) => rule === 'event/attributes-form')
  const useRemarks = isReadable
    ? attributeUseRemarks(
        checked.references,
        locales,
        attributes?.path,
        name === undefined ? [] : localesOf(name, manifest),
        checked.references.some(({ key }) => key === '') ||
          isTextAmiss(name, base, checked.remarks),
      )
    : []
  const english = name === undefined ? [] : englishOnlyRemarks(name, envelope, locales, manifest)
  return {
    payload,
    localizedAttributes,
    remarks: [...checked.remarks, ...ofAttributes, ...useRemarks, ...english],
  }
}

async function checkPayload(
  name: EventName | undefined,
  payload: JsonObject,
  base: Path,
  manifest: Manifest | undefined,
  rendered: Rendered,
): Promise<{
  readonly references: readonly PlacedReference[]
  readonly remarks: readonly Remark[]
}> {
  if (name === undefined) {
    const references = referencesIn(payload, base).map(reference => ({
      ...reference,
      isLocalizable: true,
    }))
    return { references, remarks: [] }
  }
  const corrected: Corrected = correctPayload(name, payload, base)
  const texts = checkPayloadTexts(name, corrected, manifest?.locales.length === 1)
  const said = [...corrected.remarks, ...texts.remarks]
  const bySchema = await explainPayload(name, corrected, said, rendered.isTemplate)
  return { references: texts.references, remarks: [...said, ...bySchema] }
}

const amissRules: ReadonlySet<EventRule> = new Set([
  'event/literal-text',
  'event/property-missing',
  'event/text-empty',
  'event/value-type',
])

/** Whether a field that could refer to a text is reported for not doing so, or the map around it. */
function isTextAmiss(name: EventName | undefined, base: Path, remarks: readonly Remark[]): boolean {
  const fields = name === undefined ? [] : catalog[name].localizable
  return remarks.some(
    ({ rule, path = [] }) =>
      amissRules.has(rule) &&
      fields.some(field => {
        const place = [...base, ...field.path]
        return path.every((step, at) => step === place[at])
      }),
  )
}

function withoutPayload(
  { payload, remarks }: Envelope,
  name: EventName | undefined,
): readonly Remark[] {
  if (remarks.some(({ rule }) => rule === 'event/no-event')) return []
  const message =
    payload === undefined
      ? 'The event has no payload.'
      : `The payload is ${kindOf(payload.value)}, not a map.`
  const help =
    name === undefined ? 'Add a payload.' : `Write the payload of ${name} as its schema has it.`
  return [remark('event/no-payload', payload?.path ?? ['event'], message, help)]
}
