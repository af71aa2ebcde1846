import { resolve } from 'node:path'
import type { Context } from '../src/core/context.ts'
import { readProxies } from '../src/core/delivery/proxy.ts'
import { type Diagnostic, finding } from '../src/core/diagnostic.ts'
import { nodeWorld } from '../src/core/node-world.ts'
import { parseSettings, type RawSettings } from '../src/core/settings.ts'
import type { Document } from '../src/core/source/document.ts'
import type { SourceText } from '../src/core/source/read.ts'
import type { World } from '../src/core/world.ts'
import { readSurroundings } from '../src/github/context.ts'
import { problemFindings, readConfiguration } from './configuration.ts'
import { type Origin, readOrigin } from './origin.ts'
import { variableSettings } from './secrets.ts'
import type { Service } from './service.ts'
import { namesIn, type PluginSettings, readPluginSettings } from './settings.ts'
import { readSkill, type Skill } from './skill.ts'
import { decideSkillStage, type SkillStage } from './skill-stage.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** All that is known before any event is looked at. */
export interface Preparation {
  readonly service: Service
  readonly settings: PluginSettings
  readonly environment: Environment
  readonly world: World
  /** Where the run happens; what is announced goes on with the event's name. */
  readonly context: Context
  readonly stage: SkillStage
  readonly skill: Skill
}

/** Why there is nothing to go on with. */
export interface Refusal {
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: readonly SourceText[]
}

/**
 * Reads the settings, the surroundings and the skill of a service.
 *
 * @param options.sending whether the skill is about to be deployed or notified
 * @param options.hasEvent whether there is an event, also where the settings have none
 * @param options.skillStage the option `--skill-stage`
 */
export async function prepare(
  service: Service,
  environment: Environment,
  options: {
    readonly sending: boolean
    readonly hasEvent?: boolean
    readonly skillStage: string | undefined
  },
): Promise<Preparation | Refusal> {
  const world = nodeWorld(path => resolve(service.folder, path), readProxies(environment))
  let opened: Promise<Document | undefined> | undefined
  const configuration = () => {
    opened ??= readConfiguration(service, world)
    return opened
  }

  const read = readPluginSettings(service.custom, environment)
  if (read.settings === undefined) {
    const document = await configuration()
    return {
      diagnostics: [...problemFindings(read.problems, document), ...(await mistakesIn(read.rest))],
      sources: document === undefined ? [] : [document],
    }
  }
  const { settings } = read
  const surroundings = readSurroundings(environment, undefined)
  if ('problem' in surroundings) return refusedFor(surroundings.problem)
  const origin = await readOrigin(service.folder, environment, surroundings.context)
  const context = contextOf(service, surroundings.context, origin)
  const stage = decideSkillStage(
    service.stage,
    settings,
    { ...context, ...origin },
    options.skillStage,
  )
  const skill = await readSkill(service, settings, world, {
    sending: options.sending,
    hasEvent: options.hasEvent ?? settings.events.length > 0,
    configuration,
  })
  return { service, settings, environment, world, context, stage, skill }
}

/** Mistakes in values that the core reads, so that they do not come up one round later. */
async function mistakesIn(raw: RawSettings): Promise<readonly Diagnostic[]> {
  const names = namesIn(variableSettings, {}, undefined)
  const { diagnostics } = await parseSettings({ ...raw, command: 'validate' }, names)
  return diagnostics
}

/**
 * What is announced is the commit, wherever it is deployed from. The region is not part of it: a
 * service that is deployed to several regions of AWS still has the same customers.
 */
function contextOf(
  { name, stage, region }: Service,
  context: Context,
  { commit, ref }: Origin,
): Context {
  return {
    ...context,
    commit,
    ref,
    environment: stage,
    announcement: ['service', name, stage, ...(commit === undefined ? [] : ['commit', commit])],
    scope: {
      ...context.scope,
      service: { name, stage, ...(region === undefined ? {} : { region }) },
    },
  }
}

/** Nobody can tell whether code of a fork is at work. */
function refusedFor(problem: string): Refusal {
  const help = 'In a workflow the runner sets it; elsewhere leave GITHUB_ACTIONS unset.'
  return {
    diagnostics: [finding('settings/file-unreadable', undefined, problem, help)],
    sources: [],
  }
}
