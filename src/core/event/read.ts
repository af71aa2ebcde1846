import type { Stage } from '../alexa.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { JsonObject } from '../json.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { Document } from '../source/document.ts'
import type { EventBody } from './body.ts'
import { examineEvent } from './examine.ts'
import { renderTemplates } from './templates.ts'

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
