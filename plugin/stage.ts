import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import envCi from 'env-ci'
import prerelease from 'semver/functions/prerelease.js'
import { stages } from '../src/core/alexa.ts'
import type { Context } from '../src/core/context.ts'
import type { StageDecision } from '../src/core/plan.ts'
import { lowerStage, matchesGlob } from '../src/core/stage.ts'
import type { Environment } from '../src/core/world.ts'
import type { PluginSettings, StageChoice } from './settings.ts'

/** The stage of the skill, and whether a deploy may send anything to it. */
export interface SkillStage {
  readonly decision: StageDecision
  /** Why a deploy sends nothing; undefined where it may. */
  readonly silentBecause: string | undefined
}

const defaultStages: ReadonlyMap<string, StageChoice> = new Map([
  ['prod', 'live'],
  ['production', 'live'],
  ['live', 'live'],
])

/** What is known of the code that is deployed. */
export type StageContext = Pick<Origin, 'proposal' | 'ref'> & Pick<Context, 'release'>

/**
 * Decides the stage of the skill: what is not merged yet, the command's option, the setting `stage`,
 * then the service stage. `liveRefs` and prereleases take live back to development. Anything not known
 * to be live is development.
 *
 * @param wish `--skill-stage`; undefined or `auto` where it is left to decide
 */
export function decideSkillStage(
  serviceStage: string,
  { stage, stages: given, liveRefs }: Pick<PluginSettings, 'stage' | 'stages' | 'liveRefs'>,
  context: StageContext,
  wish: string | undefined,
): SkillStage {
  const byService = choiceFor(serviceStage, given ?? defaultStages)
  const bySetting = { choice: stage, reason: 'the setting stage says so' }
  const silent = [byService, bySetting].find(({ choice }) => choice === 'none')
  const silentBecause = silent && `${silent.reason} (none)`
  const { proposal } = context
  const wished = stages.find(candidate => candidate === wish)
  if (proposal !== undefined && wished !== 'development') {
    const reason = `${proposal} is about code that is not merged yet`
    return {
      decision: { stage: 'development', reason },
      silentBecause: wished === undefined ? silentBecause : undefined,
    }
  }
  if (wished !== undefined) {
    const decision = { stage: wished, reason: 'the option --skill-stage says so' }
    return { decision, silentBecause: undefined }
  }
  const { choice, reason } = stage === 'auto' ? byService : bySetting
  const decision = { stage: choice === 'live' ? choice : 'development', reason } as const
  const how = { prereleases: stage === 'live', setting: 'liveRefs' }
  return { decision: lowerStage(decision, liveRefs, context, how), silentBecause }
}

/** An exact name says more than a pattern, wherever it stands; of patterns the first one counts. */
function choiceFor(
  serviceStage: string,
  choices: ReadonlyMap<string, StageChoice>,
): { readonly choice: StageChoice; readonly reason: string } {
  const named = `service stage ${serviceStage}`
  const patterns = [...choices.keys()]
  const pattern = choices.has(serviceStage)
    ? serviceStage
    : patterns.find(candidate => matchesGlob(serviceStage, candidate))
  const choice = pattern === undefined ? undefined : choices.get(pattern)
  if (choice !== undefined) return { choice, reason: `${named} matches stages "${pattern}"` }
  const list = patterns.map(one => `"${one}"`).join(', ')
  const none = list === '' ? 'nothing, since stages is empty' : `no pattern of stages ${list}`
  return { choice: 'development', reason: `${named} matches ${none}` }
}

/** Where the code that is deployed comes from. What nobody tells is undefined. */
export type Origin = Awaited<ReturnType<typeof readOrigin>>

/**
 * Finds out which commit, branch or tag is deployed. The commit is that of the checkout wherever there
 * is one, so that it is the same in a workflow, in another CI and on a laptop.
 */
export async function readOrigin(folder: string, environment: Environment, context: Context) {
  const head = () => git(folder, 'rev-parse', 'HEAD')
  if (context.trigger !== undefined) {
    const { commit, ref, proposal, merged, repository } = context
    const isProposed = proposal !== undefined && !merged
    return {
      commit: (await head()) ?? commit,
      ref,
      /** What is about code that is not merged yet, if it is. */
      proposal: isProposed ? `a ${proposal} event` : undefined,
      repository,
    }
  }
  const ci = envCi({ env: environment, cwd: folder })
  // Outside a CI service, env-ci has asked git itself.
  const commit = (ci.isCi ? await head() : undefined) ?? (ci.commit || undefined)
  return {
    commit,
    // A build of a tag may have a branch too: the tag's name again.
    ref: ci.tag
      ? `refs/tags/${ci.tag}`
      : (branchRef(ci.branch) ?? (commit && (await tagRef(folder)))),
    proposal: ci.isPr === true ? `a pull request of ${ci.name}` : undefined,
    repository: ci.slug || (await remoteName(folder)),
  }
}

/** Without a branch that is checked out git says `HEAD`. */
function branchRef(branch: string | undefined): string | undefined {
  if (!branch || branch === 'HEAD') return undefined
  return branch.startsWith('refs/') ? branch : `refs/heads/${branch}`
}

/** Of several tags a full release counts before its release candidates. */
async function tagRef(folder: string): Promise<string | undefined> {
  const tags = (await git(folder, 'tag', '--points-at', 'HEAD'))?.split('\n') ?? []
  const tag = tags.find(name => prerelease(name) === null) ?? tags[0]
  return tag === undefined ? undefined : `refs/tags/${tag}`
}

/** `owner/name` of `git@github.com:owner/name.git` and of `https://github.com/owner/name`. */
async function remoteName(folder: string): Promise<string | undefined> {
  const address = await git(folder, 'remote', 'get-url', 'origin')
  return /[/:]([^/:]+\/[^/:]+?)(?:\.git)?\/?$/.exec(address ?? '')?.[1]
}

/** What git answers in a folder; undefined where it is missing, or knows nothing. */
async function git(folder: string, ...words: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', words, { cwd: folder })
    return stdout.trim() || undefined
  } catch {
    return undefined
  }
}
