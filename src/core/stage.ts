import type { Stage } from './alexa.ts'
import type { Context } from './context.ts'
import type { StageDecision } from './plan.ts'

export interface StageSettings {
  readonly stage: 'auto' | Stage
  readonly environment: string | undefined
  /** Absent: the repository's default branch and `v*` tags. */
  readonly liveRefs: readonly string[] | undefined
  readonly liveEnvironments: readonly string[]
}

/** Tells whether a text matches a glob pattern. */
export type MatchGlob = (text: string, pattern: string) => boolean

/**
 * Decides who is notified: the first rule that applies, with the reason in words that complete
 * "live, because …". Anything not known to be live is development.
 */
export function decideStage(
  settings: StageSettings,
  context: Context,
  matches: MatchGlob,
): StageDecision {
  if (settings.stage !== 'auto') {
    return { stage: settings.stage, reason: 'the setting stage says so' }
  }
  if (context.proposal !== undefined) {
    return {
      stage: 'development',
      reason: `a ${context.proposal} event is about code that is not merged yet`,
    }
  }
  const environment = settings.environment ?? context.environment
  if (environment !== undefined) {
    return stageOfEnvironment(environment, settings.liveEnvironments, matches)
  }
  const liveRefs = settings.liveRefs ?? defaultLiveRefs(context)
  if (context.release !== undefined) {
    const { tagName, targetCommitish, prerelease } = context.release
    if (prerelease) {
      return { stage: 'development', reason: `release ${tagName} is a prerelease` }
    }
    const refs = [`refs/tags/${tagName}`, branchRef(targetCommitish)]
    return (
      stageOfRefs(refs, liveRefs, matches) ?? {
        stage: 'development',
        reason: `neither the tag ${tagName} nor ${targetCommitish}, from which release ${tagName} was cut, matches live-refs ${quoted(liveRefs)}`,
      }
    )
  }
  if (context.ref !== undefined) {
    return (
      stageOfRefs([context.ref], liveRefs, matches) ?? {
        stage: 'development',
        reason: `${context.ref} matches no pattern of live-refs ${quoted(liveRefs)}`,
      }
    )
  }
  return { stage: 'development', reason: 'no branch, tag, release or environment is known here' }
}

function stageOfEnvironment(
  environment: string,
  patterns: readonly string[],
  matches: MatchGlob,
): StageDecision {
  // GitHub does not tell Production from production.
  const name = environment.toLowerCase()
  const pattern = patterns.find(candidate => matches(name, candidate.toLowerCase()))
  return pattern === undefined
    ? {
        stage: 'development',
        reason: `environment ${environment} matches no pattern of live-environments ${quoted(patterns)}`,
      }
    : {
        stage: 'live',
        reason: `environment ${environment} matches live-environments "${pattern}"`,
      }
}

function stageOfRefs(
  refs: readonly string[],
  patterns: readonly string[],
  matches: MatchGlob,
): StageDecision | undefined {
  for (const ref of refs) {
    const pattern = patterns.find(candidate => refMatches(ref, candidate, matches))
    if (pattern !== undefined) {
      return { stage: 'live', reason: `${ref} matches live-refs "${pattern}"` }
    }
  }
  return undefined
}

/**
 * A pattern without `refs/` names a branch. Equal texts match even where a branch name holds
 * characters that mean something in a glob.
 */
function refMatches(ref: string, pattern: string, matches: MatchGlob): boolean {
  const full = pattern.startsWith('refs/') ? pattern : `refs/heads/${pattern}`
  return ref === full || matches(ref, full)
}

function defaultLiveRefs(context: Context): readonly string[] {
  return [...(context.defaultBranch === undefined ? [] : [context.defaultBranch]), 'refs/tags/v*']
}

function branchRef(targetCommitish: string): string {
  return targetCommitish.startsWith('refs/') ? targetCommitish : `refs/heads/${targetCommitish}`
}

function quoted(patterns: readonly string[]): string {
  return patterns.length === 0 ? '(empty)' : patterns.map(pattern => `"${pattern}"`).join(', ')
}
