import type { Document } from '../source/document.ts'
import { readAudience } from './audience.ts'
import { chosenReferenceId } from './chosen-reference-id.ts'
import { checkContent } from './content.ts'
import { readEnvelope } from './envelope.ts'
import { readLife } from './expiry.ts'
import { readName } from './name.ts'
import type { EventOptions, EventReading } from './read.ts'
import { referenceIdOf } from './reference-id-of.ts'
import { diagnosticsOf, type EventRule } from './remark.ts'
import type { Rendered } from './templates.ts'

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
