import type { EventBody, Stage } from '../alexa.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { JsonObject } from '../json.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { Document } from '../source/document.ts'
import { readAudience } from './audience.ts'
import { checkContent } from './content.ts'
import { diagnosticsOf, type EventRule } from './diagnostic.ts'
import { readEnvelope, readName } from './envelope.ts'
import { chosenReferenceId, referenceIdOf } from './reference-id.ts'
import { type Rendered, renderTemplates } from './templates.ts'
import { readLife } from './times.ts'

/** What an event is read with. */
export interface EventOptions {
  /** Whether it is sent now: then a time that has passed is an error. */
  readonly sending: boolean
  /** What templates see. */
  readonly scope: JsonObject
  /** The one clock reading of the run. */
  readonly now: Date
  readonly stage: Stage
  /** The setting; wins over the file's own. */
  readonly referenceId: string | undefined
  /** What is announced, in words that stay the same when the run is repeated. */
  readonly announcement: readonly string[]
  readonly variables: JsonObject
  /** The setting, in milliseconds; wins over the file's own `expiresIn`. */
  readonly expiresIn: number | undefined
  /** Absent where there is none: then publications and locales are not compared. */
  readonly manifest: Manifest | undefined
}

/** The event as it would be sent, and everything that was found on the way. */
export interface EventReading {
  /** Undefined where an error leaves nothing that could be sent or shown. */
  readonly body: EventBody | undefined
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads an event file: renders its templates, takes Amazon's form or the short one, fills in what is
 * left out, and checks everything that can be known before sending. Never throws for what is in the file.
 */
export async function readEvent(document: Document, options: EventOptions): Promise<EventReading> {
  const rendered = await renderTemplates(document.value, options.scope)
  return examineEvent(document, rendered, options)
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
 * Takes an event apart, whatever is in it, and says everything there is to say about it. Never throws
 * for what is in the file.
 *
 * @param rendered the file's value with its templates rendered
 */
export async function examineEvent(
  document: Document,
  rendered: Rendered,
  options: EventOptions,
): Promise<EventReading> {
  const envelope = readEnvelope(rendered.value)
  const beside = (key: 'timestamp' | 'expiryTime' | 'expiresIn') => envelope.beside.get(key)

  const { name, remarks: ofName } = readName(envelope, options.manifest)
  const life = readLife(
    {
      timestamp: beside('timestamp'),
      expiryTime: beside('expiryTime'),
      expiresIn: beside('expiresIn'),
    },
    options,
  )
  const audience = readAudience(envelope.beside.get('relevantAudience'))
  const id = chosenReferenceId(envelope.beside.get('referenceId'), options.referenceId, rendered)
  const content = await checkContent(name, envelope, rendered, options.manifest)

  const said = [
    ...envelope.remarks,
    ...ofName,
    ...life.remarks,
    ...audience.remarks,
    ...id.remarks,
    ...content.remarks,
  ]
  const remarks = [
    ...rendered.remarks,
    ...said.filter(({ path }) => path === undefined || !rendered.isFailed(path)),
  ]
  const diagnostics = diagnosticsOf(document, remarks)
  const isBroken = remarks.some(
    ({ severity, rule }) => severity === 'error' && !aboutSending.has(rule),
  )
  const { times } = life
  const { audience: relevantAudience } = audience
  const { payload, localizedAttributes } = content
  const isComplete =
    name !== undefined &&
    times !== undefined &&
    relevantAudience !== undefined &&
    payload !== undefined
  if (isBroken || !isComplete) return { body: undefined, diagnostics }
  const referenceId =
    id.referenceId ?? referenceIdOf(document.value, name, relevantAudience, options)
  return {
    body: {
      ...times,
      referenceId,
      event: { name, payload },
      localizedAttributes,
      relevantAudience,
    },
    diagnostics,
  }
}
