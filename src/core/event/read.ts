import type { EventBody } from '../alexa.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { JsonObject } from '../json.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { SettingNames } from '../setting-names.ts'
import type { Document } from '../source/document.ts'
import { readAudience } from './audience.ts'
import { readContent } from './content.ts'
import { type EventRule, placed } from './diagnostic.ts'
import { readEnvelope, readName } from './envelope.ts'
import { type Announcement, chosenReferenceId, referenceIdOf } from './reference-id.ts'
import { renderTemplates } from './templates.ts'
import { readTimes } from './times.ts'

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
  const envelope = readEnvelope(rendered.value)
  const { beside } = envelope
  const named = readName(envelope, options.manifest)
  const timed = readTimes(
    {
      timestamp: beside.get('timestamp'),
      expiryTime: beside.get('expiryTime'),
      expiresIn: beside.get('expiresIn'),
    },
    options,
  )
  const { audience, ...aimed } = readAudience(beside.get('relevantAudience'))
  const chosen = chosenReferenceId(beside.get('referenceId'), options.referenceId, rendered)
  const content = readContent(named.likely, envelope, rendered, options.manifest)

  const found = [envelope, named, timed, aimed, chosen, content].flatMap(part => part.diagnostics)
  // Of what a failed template would have made nothing can be said.
  const reported = [
    ...rendered.diagnostics,
    ...found.filter(({ path }) => path === undefined || !rendered.isFailed(path)),
  ]
  const diagnostics = placed(document, reported)
  const isBroken = reported.some(
    ({ severity, rule }) => severity === 'error' && !aboutSending.has(rule),
  )
  const { name } = named
  const { times } = timed
  const { payload, localizedAttributes } = content
  if (isBroken || !name || !times || !audience || !payload) return { body: undefined, diagnostics }
  const referenceId = chosen.referenceId ?? referenceIdOf(document.value, name, audience, options)
  const event = { name, payload }
  return {
    body: { ...times, referenceId, event, localizedAttributes, relevantAudience: audience },
    diagnostics,
  }
}
