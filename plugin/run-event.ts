import { resolve } from 'node:path'
import type { Context } from '../src/core/context.ts'
import { readProxies } from '../src/core/delivery/proxy.ts'
import { type Diagnostic, finding } from '../src/core/diagnostic.ts'
import { isObject, type JsonObject } from '../src/core/json.ts'
import { nodeWorld } from '../src/core/node-world.ts'
import { askingOnce, type FindRelease, withRelease } from '../src/core/release.ts'
import { type Result, refusedResult } from '../src/core/result.ts'
import { run } from '../src/core/run.ts'
import type { Command } from '../src/core/setting-kinds.ts'
import { parseSettings, type RawSettings, type Settings } from '../src/core/settings.ts'
import { readText, type SourceText } from '../src/core/source/read.ts'
import { patternFindings } from '../src/core/stage.ts'
import type { Step } from '../src/core/steps.ts'
import { userAgent } from '../src/core/version.ts'
import type { Environment, World } from '../src/core/world.ts'
import { readSurroundings } from '../src/github/context.ts'
import {
  type Configuration,
  changedNumbers,
  mayHaveChanged,
  problemFindings,
  readConfiguration,
  settingsPath,
  variableSettings,
} from './configuration.ts'
import { mapAt, type Service } from './service.ts'
import { type ChosenEvent, namesIn, type PluginSettings, readPluginSettings } from './settings.ts'
import { readSkill, type Skill } from './skill.ts'
import { decideSkillStage, type Origin, readOrigin, type SkillStage } from './stage.ts'

/** All that is known before any event is looked at. */
export interface Preparation {
  readonly service: Service
  readonly settings: PluginSettings
  readonly environment: Environment
  readonly world: World
  /** Where the run happens; what is announced goes on with the event's name. */
  readonly context: Context
  /** Absent where the settings name no release. */
  readonly findRelease: FindRelease | undefined
  readonly stage: SkillStage
  readonly skill: Skill
  /** What was found in the settings beside, with the files it is in. */
  readonly beforehand: Refusal
}

/** Why there is nothing to go on with. */
export interface Refusal {
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: readonly SourceText[]
}

/**
 * Reads the settings, the surroundings and the skill of a service.
 *
 * @param command that is about an event; absent where the settings say which events there are
 */
export async function prepare(
  service: Service,
  environment: Environment,
  command?: { readonly sending: boolean; readonly skillStage: string | undefined },
): Promise<Preparation | Refusal> {
  const world: World = {
    ...nodeWorld(path => resolve(service.folder, path), readProxies(environment)),
    keepSubscribers: async (...of) =>
      (await import('../src/subscribers/source.ts')).keepSubscribers(await service.aws(), ...of),
  }
  let opened: Promise<Configuration | undefined> | undefined
  const configuration = () => {
    opened ??= readConfiguration(service, world)
    return opened
  }

  const read = readPluginSettings(service.custom, environment, service.functions)
  if (read.settings === undefined) {
    const document = await configuration()
    // Mistakes in values that the core reads, so that they do not come up one round later.
    const names = namesIn(variableSettings, {}, undefined)
    const { diagnostics } = await parseSettings({ ...read.rest, command: 'validate' }, names)
    return {
      diagnostics: [...problemFindings(read.problems, document), ...diagnostics],
      sources: document?.sources ?? [],
    }
  }
  const { settings } = read
  const surroundings = readSurroundings(environment, undefined)
  if ('problem' in surroundings) {
    // Nobody can tell whether code of a fork is at work.
    const help = 'In a workflow the runner sets it; elsewhere leave GITHUB_ACTIONS unset.'
    const problem = finding('settings/file-unreadable', undefined, surroundings.problem, help)
    return { diagnostics: [problem], sources: [] }
  }
  const origin = await readOrigin(service.folder, environment, surroundings.context)
  const findRelease = releaseFinder(settings)
  const { context } = await withRelease(
    {
      command: 'validate',
      release: settings.raw.release,
      repository: undefined,
      githubToken: githubTokenOf(environment),
      names: namesIn(settings.credentials, service.options, undefined),
    },
    contextOf(service, surroundings.context, origin),
    false,
    findRelease,
  )
  const stage = decideSkillStage(
    service.stage,
    settings,
    { ...context, ...origin },
    command?.skillStage,
  )
  const skill = await readSkill(service, settings, world, {
    sending: command?.sending ?? false,
    hasEvent: command !== undefined || settings.events.length > 0,
    configuration,
  })
  const beforehand = await numbersIn(service.custom, configuration)
  return { service, settings, environment, world, context, findRelease, stage, skill, beforehand }
}

/** Numbers among the values that are told or name something. */
async function numbersIn(
  custom: JsonObject,
  configuration: () => Promise<Configuration | undefined>,
): Promise<Refusal> {
  const settings = mapAt(custom, 'alexaProactive')
  const names = ['variables', 'events', 'release', 'announcement', 'referenceId']
  const suspects = names.filter(name => mayHaveChanged(settings[name]))
  const document = suspects.length > 0 ? await configuration() : undefined
  if (document === undefined) return { diagnostics: [], sources: [] }
  const diagnostics = suspects.flatMap(name =>
    changedNumbers(settings[name], [...settingsPath, name], document),
  )
  return { diagnostics, sources: document.sources }
}

/** Nobody is asked for a release but where the settings name one. */
function releaseFinder({ raw }: PluginSettings): FindRelease | undefined {
  if (raw.release === undefined) return undefined
  return askingOnce(async query => (await import('../src/github/api.ts')).findRelease(query))
}

function githubTokenOf(environment: Environment): string | undefined {
  return environment['GITHUB_TOKEN'] || environment['GH_TOKEN'] || undefined
}

/**
 * What is announced is the commit, wherever it is deployed from. The region is not part of it: a
 * service that is deployed to several regions of AWS still has the same customers.
 */
function contextOf(
  { name, stage, region }: Service,
  context: Context,
  { commit, ref, repository }: Origin,
): Context {
  return {
    ...context,
    commit,
    ref,
    repository,
    environment: stage,
    announcement: ['service', name, stage, ...(commit === undefined ? [] : ['commit', commit])],
    scope: {
      ...context.scope,
      service: { name, stage, ...(region === undefined ? {} : { region }) },
    },
  }
}

export interface EventRun {
  readonly result: Result
  /** The files that findings point into. */
  readonly sources: readonly SourceText[]
}

interface RunChoice {
  /** Whether the findings of the manifest are part of the result; else they were reported before. */
  readonly reportsManifest?: boolean
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
  const { service, settings, environment, context, findRelease, stage, world } = preparation
  const { manifest } = preparation.skill
  const names = namesIn(settings.credentials, service.options, event)
  const raw: RawSettings = {
    ...settings.raw,
    ...event?.raw,
    ...choice.raw,
    command,
    'event-file': event?.file,
    'github-token': githubTokenOf(environment),
    'skill-id': preparation.skill.id,
    'ask-refresh-token': environment['ASK_REFRESH_TOKEN'],
    'ask-lwa-client-id': environment['ASK_LWA_CLIENT_ID'],
    'ask-lwa-client-confirmation': environment['ASK_LWA_CLIENT_CONFIRMATION'],
    variables: await variablesText(event, preparation),
    ...(command === 'send'
      ? {
          'client-id': environment[settings.credentials.clientId],
          'client-secret': environment[settings.credentials.clientSecret],
        }
      : {}),
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
      ...preparation.beforehand.diagnostics,
      ...patternFindings(settings.liveRefs, names),
      ...(command === 'send' && !parsed.settings.simulate
        ? unknownCommit(context, parsed.settings)
        : []),
    ],
    known: {
      stage: stage.decision,
      manifest: choice.reportsManifest === true ? manifest : { ...manifest, diagnostics: [] },
    },
    ...(findRelease === undefined ? {} : { findRelease }),
    rehearsal: choice.rehearsal === true,
    observe(step) {
      if (step.kind === 'checked') sources = step.sources
      choice.observe?.(step)
    },
    openEngine: async arn =>
      (await import('../src/engine/aws.ts')).openEngine(arn, await service.aws()),
    openSimulation: async (...of) =>
      (await import('../src/simulator/start.ts')).openSimulation(...of),
  })
  return { result, sources: [...sources, ...preparation.beforehand.sources] }
}

/** Without a commit, nothing but the event tells an announcement from the one before. */
function unknownCommit(
  { commit }: Context,
  { announcement, referenceId }: Settings,
): readonly Diagnostic[] {
  if (commit !== undefined || announcement !== undefined || referenceId !== undefined) return []
  const message =
    'Neither git nor the variables of a CI service say which commit this is, so an announcement with the same event file and variables as the last one is taken for the same, and nobody hears it.'
  const help =
    'Deploy from a git checkout, with git installed; or set announcement to a text that changes, such as one with the version.'
  return [finding('serverless/commit-unknown', undefined, message, help)]
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
