import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type { EventBody } from '../alexa.ts'
import { eventOptionsOf, nothingToCheck, readEventSource } from '../check-run.ts'
import type { Context } from '../context.ts'
import { type Diagnostic, finding } from '../diagnostic.ts'
import { oneLine } from '../escape.ts'
import { readEnvelope } from '../event/envelope.ts'
import { type EventOptions, readEvent } from '../event/read.ts'
import { referenceIdOf } from '../event/reference-id.ts'
import { isObject, type Json, type JsonObject, valueAt } from '../json.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { readManifest } from '../manifest/manifest.ts'
import type { RegionDecision, StageDecision } from '../plan.ts'
import { isSending } from '../readiness.ts'

import { type Recipient, RecipientsError } from '../recipients/recipient.ts'
import { recipientsFindings, type Survey, survey } from '../recipients/survey.ts'
import { decideRegions } from '../regions.ts'
import { withReleaseFor } from '../release.ts'
import type { CampaignSettings, Settings } from '../settings.ts'
import type { Document } from '../source/document.ts'
import type { SourceText } from '../source/read.ts'
import type { RunOptions } from '../steps.ts'
import type { World } from '../world.ts'
import { type UserList, unreadable } from './files.ts'
import type { JournalHeader } from './journal.ts'

/** What was read of a skill, a list of users, and an event. */
export interface CheckedCampaign {
  readonly manifest: Manifest | undefined
  readonly regions: RegionDecision
  /** Undefined where nothing of the list can be read. */
  readonly survey: Survey | undefined
  /** Undefined where there is none, or none that could be sent. */
  readonly event: (CampaignEvent & { readonly document: Document }) | undefined
  readonly sources: readonly SourceText[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Everything a command for a list of users has to go by. */
export interface CampaignTask {
  readonly settings: Settings
  readonly campaign: CampaignSettings
  readonly context: Context
  readonly stage: StageDecision
  readonly world: World
  readonly options: RunOptions
}

/**
 * Reads and checks the manifest, the list of users to its end, and the event as the first of them would
 * get it.
 */
export async function checkCampaign(
  { settings, campaign, context, stage, world, options }: CampaignTask,
  list: UserList,
): Promise<CheckedCampaign> {
  const sending = isSending(settings)
  const ofManifest =
    options.known?.manifest ??
    (await readManifest(settings.manifest, world, {
      sending,
      hasEvent: settings.event !== undefined,
    }))
  const { manifest } = ofManifest
  const regions = decideRegions(settings.regions, manifest)
  const surveyed = await surveyOf(list, campaign, regions)
  const soFar = { manifest, regions, survey: surveyed.survey }
  if (settings.event === undefined) {
    return {
      ...soFar,
      event: undefined,
      sources: ofManifest.sources,
      diagnostics: [...ofManifest.diagnostics.map(nothingToCheck), ...surveyed.diagnostics],
    }
  }
  const reading = await readEventSource(settings.event, settings.names, world)
  const now = world.now()
  const written = reading.document?.value ?? null
  const told = await withReleaseFor(written, settings, context, now, options.findRelease)
  const how = eventOptionsOf(settings, told.context, stage, now, manifest)
  const { event, diagnostics } =
    reading.document === undefined
      ? { event: undefined, diagnostics: [] }
      : await eventOf(reading.document, how, surveyed.survey)
  return {
    ...soFar,
    event,
    sources: [...ofManifest.sources, ...(reading.source === undefined ? [] : [reading.source])],
    diagnostics: [
      ...ofManifest.diagnostics,
      ...reading.diagnostics,
      ...told.diagnostics,
      ...diagnostics,
      ...surveyed.diagnostics,
    ],
  }
}

async function surveyOf(
  list: UserList,
  { shard, strict }: CampaignSettings,
  { regions }: RegionDecision,
): Promise<{ readonly survey: Survey | undefined; readonly diagnostics: readonly Diagnostic[] }> {
  const { name } = list
  try {
    const found = await survey(list.read(), { name, shard, regions })
    return { survey: found, diagnostics: recipientsFindings(found, { name, shard, strict }) }
  } catch (error) {
    const problem = error instanceof RecipientsError ? error.finding : unreadable(name, error)
    return { survey: undefined, diagnostics: [problem] }
  }
}

/** Reads the event without its audience: that is the list. */
async function eventOf(
  whole: Document,
  options: EventOptions,
  surveyed: Survey | undefined,
): Promise<{
  readonly event: CheckedCampaign['event']
  readonly diagnostics: readonly Diagnostic[]
}> {
  const document = withoutAudience(whole)
  const first = surveyed?.first
  const { body, diagnostics } = await readEvent(
    document,
    first === undefined ? options : optionsFor(first, options),
  )
  return {
    event: body === undefined ? undefined : { body, written: document.value, options, document },
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

/** The event of a campaign, as it is before anything of a user is put in. */
export interface CampaignEvent {
  readonly body: EventBody
  /** The event file, its templates not rendered. */
  readonly written: Json
  readonly options: EventOptions
}

/**
 * Says what a campaign is, for its journal. Where the requests go is a part of it: what a simulator has
 * accepted has reached nobody.
 */
export function campaignHeader(
  { body, written, options }: CampaignEvent,
  regions: JournalHeader['regions'],
  { bytes, sha256 }: Survey,
  { shard }: CampaignSettings,
  { simulate, apiUrl }: Pick<Settings, 'simulate' | 'apiUrl'>,
): JournalHeader {
  const { stage } = options
  const share = shard === undefined ? undefined : `${shard.number}/${shard.of}`
  const goal = simulate ? 'simulator' : (apiUrl ?? 'Amazon')
  const parts = [body.referenceId, stage, regions, sha256, share ?? null, goal]
  return {
    fingerprint: createHash('sha256').update(JSON.stringify(parts)).digest('hex'),
    stage,
    regions,
    template: referenceIdOf(
      written,
      body.event.name,
      { type: 'Multicast', payload: {} },
      { ...options, announcement: [] },
    ),
    recipients: { size: bytes, sha256 },
    shard: share,
    timestamp: body.timestamp,
    expiryTime: body.expiryTime,
  }
}

/** Where a campaign keeps its journal and the list of those who got nothing. */
export function campaignPaths(
  { fingerprint }: JournalHeader,
  { journal, failedFile }: Pick<CampaignSettings, 'journal' | 'failedFile'>,
): { readonly journal: string; readonly failedFile: string } {
  const path = journal ?? `.alexa-proactive/${fingerprint.slice(0, 16)}.journal`
  return {
    journal: path,
    failedFile: failedFile ?? `${path.replace(/\.journal$/, '')}.failed.jsonl`,
  }
}

/** A file that is read while another is written in its place would be lost, and with it who it is about. */
export function clashingPaths(
  list: CampaignSettings['recipients'],
  { journal, failedFile }: ReturnType<typeof campaignPaths>,
  report: string | undefined,
): readonly Diagnostic[] {
  const paths: readonly (readonly [CampaignPath, string])[] = [
    ...(list !== 'input' && 'file' in list ? [['users-file', list.file] as const] : []),
    ['journal', journal],
    ['failed-file', failedFile],
    ...(report === undefined ? [] : [['report', report] as const]),
  ]
  return paths.flatMap(([name, path], index) => {
    const other = paths.slice(0, index).find(([, earlier]) => resolve(earlier) === resolve(path))
    if (other === undefined) return []
    const message = `The setting ${name} is ${path}, and ${other[0]} is the same file.`
    return [finding('settings/value', undefined, message, `Name another path with ${name}.`)]
  })
}

type CampaignPath = 'users-file' | 'journal' | 'failed-file' | 'report'
