import type { Context } from './context.ts'
import { type Diagnostic, finding } from './diagnostic.ts'
import type { EventOptions } from './event/read.ts'
import type { JsonObject } from './json.ts'
import type { Manifest } from './manifest/manifest.ts'
import { type ManifestReading, readManifest } from './manifest/manifest.ts'
import type { StageDecision } from './plan.ts'
import { isSending } from './readiness.ts'
import { type FindRelease, withReleaseFor } from './release.ts'
import type { Settings } from './settings.ts'
import type { Document } from './source/document.ts'
import { openFile, type Reading, readDocument, readText, type SourceText } from './source/read.ts'
import type { World } from './world.ts'

/** What was read of a skill and an event. */
export interface Checked<Event> {
  readonly manifest: Manifest | undefined
  /** Undefined where there is none, or none that could be sent. */
  readonly event: Event | undefined
  readonly sources: readonly SourceText[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads and checks the manifest of a run. */
export function manifestOf(settings: Settings, world: World): Promise<ManifestReading> {
  return readManifest(settings.manifest, world, {
    sending: isSending(settings),
    hasEvent: settings.event !== undefined,
  })
}

/**
 * Reads and checks the event of a run, where one is given, beside its manifest.
 *
 * @param find looks for a release that may stand in for the one that is to come
 * @param readEvent reads it: one event, or that of a list of users
 */
export async function checkRun<Event>(
  settings: Settings,
  context: Context,
  world: World,
  stage: StageDecision,
  ofManifest: ManifestReading,
  find: FindRelease | undefined,
  readEvent: (
    document: Document,
    options: EventOptions,
  ) => Promise<{
    readonly event: Event | undefined
    readonly diagnostics: readonly Diagnostic[]
  }>,
): Promise<Checked<Event>> {
  const { manifest } = ofManifest
  if (settings.event === undefined) {
    const diagnostics = ofManifest.diagnostics.map(nothingToCheck)
    return { ...ofManifest, event: undefined, diagnostics }
  }
  const reading = await readEventSource(settings.event, settings.names, world)
  const sources = [...ofManifest.sources, ...(reading.source === undefined ? [] : [reading.source])]
  const found = [...ofManifest.diagnostics, ...reading.diagnostics]
  if (reading.document === undefined) {
    return { manifest, event: undefined, sources, diagnostics: found }
  }
  const now = world.now()
  const told = await withReleaseFor(reading.document.value, settings, context, now, find)
  const options = eventOptionsOf(settings, told.context, stage, now, manifest)
  const { event, diagnostics } = await readEvent(reading.document, options)
  return {
    manifest,
    event,
    sources,
    diagnostics: [...found, ...told.diagnostics, ...diagnostics],
  }
}

/** What an event file of a run is read with. */
function eventOptionsOf(
  settings: Settings,
  context: Context,
  stage: StageDecision,
  now: Date,
  manifest: Manifest | undefined,
): EventOptions {
  return {
    sending: isSending(settings),
    scope: scopeOf(settings, context, stage, now),
    now,
    stage: stage.stage,
    referenceId: settings.referenceId,
    announcement: context.announcement,
    variables: settings.variables,
    expiresIn: settings.expiresIn,
    names: settings.names,
    manifest,
  }
}

/** Without an event, a manifest that is not found leaves nothing to check, and green would be a lie. */
function nothingToCheck(diagnostic: Diagnostic): Diagnostic {
  return diagnostic.rule === 'manifest/not-found'
    ? {
        ...diagnostic,
        severity: 'error',
        message: `${diagnostic.message} So there is nothing to check.`,
      }
    : diagnostic
}

/** Reads the event file, or the event in place of one, as a document. */
async function readEventSource(
  event: NonNullable<Settings['event']>,
  names: Settings['names'],
  world: World,
): Promise<Reading> {
  if ('text' in event) return readText('<event>', event.text)
  const opened = await openFile(event.file, world)
  if (opened?.file !== undefined) return readDocument(opened.file, opened.bytes)
  const missing = finding(
    'settings/event-file-missing',
    undefined,
    `The event file "${event.file}" does not exist.`,
    `Correct the path of ${names.of('event-file')}; in a workflow, run actions/checkout first.`,
  )
  return {
    document: undefined,
    diagnostics: [opened?.diagnostic ?? missing],
    source: undefined,
  }
}

/** Variables of the user come first, so that what is known of the run wins over them. */
function scopeOf(
  settings: Settings,
  context: Context,
  stage: StageDecision,
  now: Date,
): JsonObject {
  return {
    ...settings.variables,
    ...context.scope,
    stage: stage.stage,
    now: now.toISOString(),
    variables: settings.variables,
  }
}
