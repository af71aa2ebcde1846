import type { Context } from '../src/core/context.ts'
import { type Diagnostic, finding } from '../src/core/diagnostic.ts'
import { isObject } from '../src/core/json.ts'
import type { ManifestReading } from '../src/core/manifest/manifest.ts'
import { type Result, refusedResult } from '../src/core/result.ts'
import { run } from '../src/core/run.ts'
import type { Command } from '../src/core/setting-kinds.ts'
import { parseSettings, type RawSettings, type Settings } from '../src/core/settings.ts'
import { readText, type SourceText } from '../src/core/source/read.ts'
import { patternFindings } from '../src/core/stage.ts'
import type { Step } from '../src/core/steps.ts'
import { userAgent } from '../src/core/version.ts'
import type { Preparation } from './preparation.ts'
import { type ChosenEvent, namesIn } from './settings.ts'

export interface EventRun {
  readonly result: Result
  /** The files that findings point into. */
  readonly sources: readonly SourceText[]
}

export interface RunChoice {
  /** The manifest as the run reports it; its findings are part of the result. */
  readonly manifest: ManifestReading
  /** Stops where sending would begin. */
  readonly rehearsal?: boolean
  /** Settings that come before those of serverless.yml. */
  readonly raw?: RawSettings
  readonly signal: AbortSignal
  observe?(step: Step): void
}

/** Runs a command of the core with one event, or for `validate` without. */
export async function runEvent(
  command: Command,
  event: ChosenEvent | undefined,
  preparation: Preparation,
  choice: RunChoice,
): Promise<EventRun> {
  const { service, settings, context, stage, world } = preparation
  const names = namesIn(settings.credentials, service.options, event)
  const raw: RawSettings = {
    ...settings.raw,
    ...event?.raw,
    ...choice.raw,
    command,
    'event-file': event?.file,
    variables: await variablesText(event, preparation),
    ...(command === 'send' ? credentialsOf(preparation) : {}),
  }
  const parsed = await parseSettings(raw, names)
  if (parsed.settings === undefined) {
    return { result: refusedResult(parsed.diagnostics), sources: [] }
  }
  let sources: readonly SourceText[] = []
  const announcement = [...context.announcement, ...(event?.name === undefined ? [] : [event.name])]
  const result = await run(parsed.settings, { ...context, announcement }, world, {
    signal: choice.signal,
    userAgent,
    diagnostics: [
      ...parsed.diagnostics,
      ...patternFindings(settings.liveRefs, names),
      ...(command === 'send' && !parsed.settings.simulate
        ? unknownCommit(context, parsed.settings)
        : []),
    ],
    known: { stage: stage.decision, manifest: choice.manifest },
    rehearsal: choice.rehearsal === true,
    observe(step) {
      if (step.kind === 'checked') sources = step.sources
      choice.observe?.(step)
    },
    async openSimulation(manifest, body, anybody) {
      const { openSimulation } = await import('../src/simulator/start.ts')
      return openSimulation(manifest, body, anybody)
    },
  })
  return { result, sources }
}

/** Without a commit, nothing but the event tells an announcement from the one before. */
export function unknownCommit(
  { commit }: Pick<Context, 'commit'>,
  { announcement, referenceId }: Pick<Settings, 'announcement' | 'referenceId'>,
): readonly Diagnostic[] {
  if (commit !== undefined || announcement !== undefined || referenceId !== undefined) return []
  return [
    finding(
      'serverless/commit-unknown',
      undefined,
      'Neither git nor the variables of a CI service tell which commit this is, so an announcement with the same event file and variables as the last one is taken for the same, and nobody hears it.',
      'Deploy from a git checkout, with git installed; or set announcement to a text that changes, such as one with the version.',
    ),
  ]
}

/** A manifest whose findings were reported before. */
export function reportedBefore(reading: ManifestReading): ManifestReading {
  return { ...reading, diagnostics: [] }
}

function credentialsOf({ environment, settings }: Preparation): RawSettings {
  return {
    'client-id': environment[settings.credentials.clientId],
    'client-secret': environment[settings.credentials.clientSecret],
  }
}

/** Those of the command line win over those of the event, and these over those for all events. */
async function variablesText(
  event: ChosenEvent | undefined,
  { settings, service: { options } }: Preparation,
): Promise<string> {
  const known = { ...settings.variables, ...event?.variables }
  const given = options['variables']
  if (typeof given !== 'string' || given.trim() === '') return JSON.stringify(known)
  const { document } = await readText('<variables>', given)
  // What is no map is left to those who read it next, who say what is wrong with it.
  return isObject(document?.value) ? JSON.stringify({ ...known, ...document.value }) : given
}
