import type { EventBody } from '../alexa.ts'
import { type Diagnostic, finding } from '../diagnostic.ts'
import { oneLine } from '../escape.ts'
import { readEnvelope } from '../event/envelope.ts'
import { type EventOptions, readEvent } from '../event/read.ts'
import { isObject, type Json, type JsonObject, valueAt } from '../json.ts'
import type { Recipient } from '../recipients/recipient.ts'
import type { Survey } from '../recipients/survey.ts'
import type { Document } from '../source/document.ts'

/** The event of a campaign. */
export interface CampaignEvent {
  /** As the first of the list gets it, but for the audience. */
  readonly body: EventBody
  /** The event file without its audience, its templates not rendered. */
  readonly document: Document
  readonly options: EventOptions
  readonly ofRecipient: ReturnType<typeof eventOfRecipient>
}

/** Reads the event without its audience: that is the list. */
export async function eventOfCampaign(
  whole: Document,
  options: EventOptions,
  surveyed: Survey | undefined,
): Promise<{
  readonly event: CampaignEvent | undefined
  readonly diagnostics: readonly Diagnostic[]
}> {
  const document = withoutAudience(whole)
  const first = surveyed?.first
  const { body, diagnostics } = await readEvent(
    document,
    first === undefined ? options : optionsFor(first, options),
  )
  return {
    event:
      body === undefined
        ? undefined
        : { body, options, document, ofRecipient: eventOfRecipient(document, options) },
    diagnostics: [
      ...diagnostics,
      ...audienceFindings(whole),
      ...referenceIdFindings(whole, options, surveyed),
    ],
  }
}

const longestProblem = 500

/**
 * Prepares reading an event file for one recipient after the other, with the recipient's variables over
 * those of the run. What is known of the run (`release`, `stage` …) wins over both, as always.
 */
export function eventOfRecipient(
  document: Document,
  options: EventOptions,
): (recipient: Pick<Recipient, 'variables'>) => Promise<EventBody | { readonly problem: string }> {
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

function withoutAudience(document: Document): Document {
  const { value } = document
  const key = audienceOf(document)?.path[0]
  if (!isObject(value) || key === undefined) return document
  const entries = Object.entries(value).filter(([name]) => name !== key)
  return { ...document, value: Object.fromEntries(entries) }
}

/** Where an event file says who it is for; undefined where it does not, or in a place that is wrong. */
function audienceOf(document: Document) {
  const part = readEnvelope(document.value).beside.get('relevantAudience')
  return part?.path.length === 1 ? part : undefined
}

function audienceFindings(document: Document): readonly Diagnostic[] {
  const part = audienceOf(document)
  if (part === undefined) return []
  const type = valueAt(part.value, ['type'])
  const user = valueAt(part.value, ['payload', 'user'])
  if (typeof type === 'string' && /unicast/i.test(type)) {
    if (typeof user !== 'string' || user === '' || user.includes('{{')) return []
    const message =
      'The event file names a user, but the event goes to the list: this user gets it only as one of the list.'
    const help = 'Leave relevantAudience out of the event file.'
    return [finding('campaign/audience', document.place(part.path), message, help, 'warning')]
  }
  const message =
    'The event file says that the event is for every subscriber (Multicast), and users or users-file that it is for a list of users.'
  const help =
    'Leave relevantAudience out of the event file to send to the list, or leave the list out.'
  return [finding('campaign/audience', document.place(part.path), message, help)]
}

/** An id that changes with the list would have everybody told again when the list changes. */
function referenceIdFindings(
  document: Document,
  options: EventOptions,
  surveyed: Survey | undefined,
): readonly Diagnostic[] {
  const part = readEnvelope(document.value).beside.get('referenceId')
  if (part === undefined || options.referenceId !== undefined) return []
  const words = typeof part.value === 'string' ? (part.value.match(/[\w-]+/g) ?? []) : []
  const isOfList = (name: string) =>
    surveyed?.variableNames?.has(name) === true &&
    (!Object.hasOwn(options.scope, name) || Object.hasOwn(options.variables, name))
  if (!String(part.value).includes('{') || !words.some(isOfList)) return []
  const message =
    'The reference id is made from variables that each user of the list has others of.'
  const help = "Leave referenceId out: each user's is derived, and stays the same in every run."
  return [finding('campaign/reference-id', document.place(part.path), message, help)]
}
