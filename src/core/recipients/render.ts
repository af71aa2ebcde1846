import type { EventBody } from '../alexa.ts'
import { oneLine } from '../escape.ts'
import { type EventOptions, readEvent } from '../event/read.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Document } from '../source/document.ts'
import type { Unbuilt } from './body.ts'
import type { Recipient } from './recipient.ts'

const longestProblem = 500

/**
 * Prepares reading an event file for one recipient after the other, with the recipient's variables over
 * those of the run. What is known of the run (`release`, `stage` …) wins over both, as always.
 */
export function eventOfRecipient(
  document: Document,
  options: EventOptions,
): (recipient: Pick<Recipient, 'variables'>) => Promise<EventBody | Unbuilt> {
  return async recipient => {
    const { body, diagnostics } = await readEvent(document, optionsFor(recipient, options))
    const error = diagnostics.find(({ severity }) => severity === 'error')
    if (error !== undefined) return { problem: oneLine(error.message, longestProblem) }
    return body ?? { problem: 'The event is not complete.' }
  }
}

/** The options to read an event file with for one recipient, such as the first for a check before sending. */
export function optionsFor(
  recipient: Pick<Recipient, 'variables'>,
  options: EventOptions,
): EventOptions {
  const variables = { ...options.variables, ...recipient.variables }
  return { ...options, scope: scopeWith(variables, options) }
}

function scopeWith(variables: JsonObject, options: EventOptions): JsonObject {
  const isOfRun = (name: string, value: Json) =>
    !Object.hasOwn(options.variables, name) || options.variables[name] !== value
  const ofRun = Object.entries(options.scope).filter(([name, value]) => isOfRun(name, value))
  return { ...variables, ...Object.fromEntries(ofRun), variables }
}
