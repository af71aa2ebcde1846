import { hash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { EventBody } from '../alexa.ts'
import type { EventRead, Task } from '../check-run.ts'
import { type Diagnostic, finding } from '../diagnostic.ts'
import type { CampaignPlan, EngineSettings } from '../engine.ts'
import { oneLine } from '../escape.ts'
import type { Part } from '../event/diagnostic.ts'
import { readEnvelope } from '../event/envelope.ts'
import { type EventOptions, readEvent } from '../event/read.ts'
import { referenceIdOf } from '../event/reference-id.ts'
import { isObject, type Json, valueAt, without } from '../json.ts'
import { defaultJournal, failedFileBeside } from '../outputs.ts'
import {
  bodyMakerOf,
  isRenderedForEach,
  renderedBodyMakerOf,
  variableUseOf,
} from '../recipients/body.ts'
import type { UserList } from '../recipients/list.ts'
import type { Recipient } from '../recipients/recipient.ts'
import { type Survey, selectedRecipients } from '../recipients/survey.ts'
import type { CampaignSettings } from '../settings.ts'
import type { Document } from '../source/document.ts'
import type { BodyMaker, CampaignJob } from './campaign.ts'

export interface CampaignEvent {
  /** As the first of the list gets it, but for the audience. */
  readonly body: EventBody
  /** The event file without its audience, its templates not rendered. */
  readonly document: Document
  readonly options: EventOptions
}

/** Reads the event without its audience: that is the list. */
export async function eventOfCampaign(
  whole: Document,
  options: EventOptions,
  surveyed: Survey | undefined,
): Promise<EventRead<CampaignEvent>> {
  const { beside } = readEnvelope(whole.value)
  const named = beside.get('relevantAudience')
  // In a place that is wrong it is reported as such.
  const audience = named?.path.length === 1 ? named : undefined
  const { value } = whole
  const document =
    audience && isObject(value) ? { ...whole, value: without(value, audience.path) } : whole
  const first = surveyed?.first
  const how = first === undefined ? options : optionsFor(first, options)
  const { body, shortened, diagnostics } = await readEvent(document, how)
  return {
    event: body && { body, options, document },
    shortened,
    diagnostics: [
      ...diagnostics,
      ...audienceFindings(audience, whole),
      ...referenceIdFindings(beside.get('referenceId'), whole, options, surveyed),
    ],
  }
}

const longestProblem = 500

/** Prepares reading an event file for one recipient after the other. */
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

/**
 * The options to read an event file with for one recipient, whose variables go over those of the run.
 * What is known of the run (`release`, `stage` …) wins over both, as always.
 */
export function optionsFor(
  recipient: Pick<Recipient, 'variables'>,
  options: EventOptions,
): EventOptions {
  const variables = { ...options.variables, ...recipient.variables }
  const isOfRun = ([name, value]: [string, Json]) =>
    !Object.hasOwn(options.variables, name) || !isDeepStrictEqual(options.variables[name], value)
  const ofRun = Object.fromEntries(Object.entries(options.scope).filter(isOfRun))
  return { ...options, scope: { ...variables, ...ofRun, variables } }
}

function audienceFindings(part: Part | undefined, document: Document): readonly Diagnostic[] {
  if (part === undefined) return []
  const type = valueAt(part.value, ['type'])
  const user = valueAt(part.value, ['payload', 'user'])
  const isUnicast = typeof type === 'string' && /unicast/i.test(type)
  if (isUnicast && (typeof user !== 'string' || user === '' || user.includes('{{'))) return []
  const [message, help] = isUnicast
    ? [
        'The event file names a user, but the event goes to the list: this user gets it only as one of the list.',
        'Leave relevantAudience out of the event file.',
      ]
    : [
        'The event file says that the event is for every subscriber (Multicast), and users or users-file that it is for a list of users.',
        'Leave relevantAudience out of the event file to send to the list, or leave the list out.',
      ]
  const severity = isUnicast ? 'warning' : 'error'
  return [finding('campaign/audience', document.place(part.path), message, help, severity)]
}

/** An id that changes with the list would have everybody told again when the list changes. */
function referenceIdFindings(
  part: Part | undefined,
  document: Document,
  options: EventOptions,
  surveyed: Survey | undefined,
): readonly Diagnostic[] {
  if (part === undefined || options.referenceId !== undefined) return []
  const words = typeof part.value === 'string' ? (part.value.match(/[\w-]+/g) ?? []) : []
  const isOfList = (name: string) =>
    surveyed?.variableNames?.has(name) === true &&
    (!Object.hasOwn(options.scope, name) || Object.hasOwn(options.variables, name))
  if (!String(part.value).includes('{') || !words.some(isOfList)) return []
  const message = 'The reference id uses variables that differ from user to user.'
  const help = "Leave referenceId out: each user's is derived, and stays the same in every run."
  return [finding('campaign/reference-id', document.place(part.path), message, help)]
}

export interface CampaignTask extends Task {
  readonly campaign: CampaignSettings
  /** The name of the event, as it stands in its file; undefined where it is not one of the eight. */
  readonly eventName: string | undefined
}

/** A campaign of which everything is known but who takes its requests. */
export type PreparedJob = Omit<CampaignJob, 'credentials' | 'simulated'>

/**
 * Puts together what it takes to send. The header of the journal says what the campaign is; where the
 * requests go is a part of it, for what a simulator has accepted has reached nobody.
 */
export function prepare(
  event: CampaignEvent,
  survey: Survey,
  list: UserList,
  { settings, campaign, regions: { regions }, options: { userAgent } }: CampaignTask,
  engine: EngineSettings | undefined,
): PreparedJob {
  const { body, document, options } = event
  const { stage } = options
  const { sha256 } = survey
  const { shard, concurrency, resume } = campaign
  const { simulate, authUrl, apiUrl, retries, timeout } = settings
  const rates = [campaign.rate, engine?.rate].filter(rate => rate !== undefined)
  const share = shard && `${shard.number}/${shard.of}`
  const goal = simulate ? 'simulator' : (apiUrl ?? 'Amazon')
  const parts = [body.referenceId, stage, regions, sha256, share ?? null, goal]
  const header = {
    fingerprint: hash('sha256', JSON.stringify(parts)),
    stage,
    regions,
    template: referenceIdOf(
      document.value,
      body.event.name,
      { type: 'Multicast', payload: {} },
      { ...options, announcement: [] },
    ),
    recipients: { size: survey.bytes, sha256 },
    shard: share,
    timestamp: body.timestamp,
    expiryTime: body.expiryTime,
  }
  const journal = campaign.journal ?? defaultJournal(header.fingerprint)
  return {
    header,
    recipients: () => selectedRecipients(list.read(), { name: list.name, shard, regions }, survey),
    total: survey.recipients,
    bodiesOf: bodiesOf(event, survey.variableNames),
    rate: rates.length === 0 ? undefined : Math.min(...rates),
    concurrency,
    retries,
    timeout,
    authUrl,
    apiUrl,
    journal,
    isForgotten: simulate && !resume,
    resume,
    failedFile: campaign.failedFile ?? failedFileBeside(journal),
    userAgent,
  }
}

/** Prepares the bodies of a campaign. There are no `variableNames` where the list has too many to know them. */
export function bodiesOf(
  { body, document, options }: CampaignEvent,
  variableNames: ReadonlySet<string> | undefined,
): CampaignJob['bodiesOf'] {
  return ({ timestamp, expiryTime }): BodyMaker => {
    const isUsed = variableUseOf(document)
    const times = { timestamp, expiryTime }
    if (!isRenderedForEach(isUsed, variableNames)) {
      return bodyMakerOf({ ...body, ...times }, body.referenceId)
    }
    const eventOf = eventOfRecipient(document, options)
    return renderedBodyMakerOf(body.referenceId, isUsed, async recipient => {
      const rendered = await eventOf(recipient)
      return 'problem' in rendered ? rendered : { ...rendered, ...times }
    })
  }
}

/** Prepares the bodies of a campaign that was begun elsewhere: the same as there, but for the times of a journal. */
export function bodiesOfPlan({ body, header, rendering }: CampaignPlan): CampaignJob['bodiesOf'] {
  if (rendering === undefined) {
    return times => bodyMakerOf({ ...body, ...times }, body.referenceId)
  }
  const { document, variableNames, now, referenceId, expiresIn, ...seen } = rendering
  const { stage } = header
  const asSet = { ...seen, stage, sending: true, now: new Date(now), referenceId, expiresIn }
  const options = { ...asSet, manifest: undefined }
  const file = '<event>'
  const place = () => ({ file, line: 1, column: 1, endLine: 1, endColumn: 1 })
  return bodiesOf(
    { body, document: { file, text: '', value: document, place }, options },
    variableNames && new Set(variableNames),
  )
}
