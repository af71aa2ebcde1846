import picomatch from 'picomatch'
import type { Context } from './context.ts'
import { type Diagnostic, finding } from './diagnostic.ts'
import { isShipping } from './occasion.ts'
import type { StageDecision } from './plan.ts'
import { isLikeVersion, isPrerelease, tagOf, tagPattern, versionOf } from './release.ts'
import { type SettingNames, tableNames } from './setting-names.ts'
import type { Settings } from './settings.ts'

export type StageSettings = Pick<
  Settings,
  'stage' | 'environment' | 'liveRefs' | 'liveEnvironments' | 'requireProtected'
>

/**
 * Decides who is notified: the first rule that applies, with the reason in words that complete
 * "live, because …". Anything not known to be live is development. `docs/stages.md` has the table.
 */
export function decideStage(settings: StageSettings, context: Context): StageDecision {
  if (settings.stage !== 'auto') {
    return { stage: settings.stage, reason: 'the setting stage says so' }
  }
  const { proposal, trigger } = context
  if (proposal !== undefined) return development(proposalReason(proposal, context.merged))
  const prerelease = prereleaseReason(context)
  if (prerelease !== undefined) return development(prerelease)
  const environment = environmentOf(settings, context)
  if (environment !== undefined) {
    return protectedOnly(settings, context, stageOfEnvironment(environment, settings, context))
  }
  if (!isShipping(trigger)) {
    return development(
      `the event ${trigger?.upstream?.event ?? trigger?.event} is not about something that was shipped`,
    )
  }
  const tag = tagOf(context)
  const ref = tag === undefined ? context.ref : `refs/tags/${tag}`
  if (ref === undefined) {
    return development('no branch, tag, release or environment is known here')
  }
  return protectedOnly(settings, context, stageOfRef(ref, settings.liveRefs, context))
}

/**
 * Takes live back to development for a prerelease, and for a branch or tag that `liveRefs` does not
 * name. Never the other way.
 *
 * @param liveRefs undefined where branches and tags do not matter
 * @param options.prereleases whether a prerelease may be live
 */
export function lowerStage(
  decision: StageDecision,
  liveRefs: readonly string[] | undefined,
  context: Pick<Context, 'release' | 'ref'>,
  { prereleases }: { readonly prereleases: boolean },
): StageDecision {
  if (decision.stage !== 'live') return decision
  const prerelease = prereleases ? undefined : prereleaseReason(context)
  if (prerelease !== undefined) return development(prerelease)
  if (liveRefs === undefined) return decision
  const tag = tagOf(context)
  const ref = tag === undefined ? context.ref : `refs/tags/${tag}`
  if (ref === undefined) {
    return development(`no branch or tag is known that could match liveRefs ${quoted(liveRefs)}`)
  }
  const pattern = liveRefs.find(candidate => refMatches(ref, candidate))
  if (pattern === undefined) {
    return development(`${ref} matches no pattern of liveRefs ${quoted(liveRefs)}`)
  }
  return { ...decision, reason: `${decision.reason}, and ${ref} matches liveRefs "${pattern}"` }
}

/** Warns of what looks as if it was to be live and is not, and of patterns that do nothing. */
export function stageFindings(
  settings: StageSettings,
  context: Context,
  decision: StageDecision,
): readonly Diagnostic[] {
  const patterns = patternFindings(settings.liveRefs)
  return settings.stage !== 'auto' || decision.stage === 'live'
    ? patterns
    : [...patterns, ...missedFindings(settings, context, decision)]
}

/** Warns of patterns that can match nothing: no branch or tag has such a name, or it is no glob pattern. */
export function patternFindings(
  patterns: readonly string[] = [],
  names: SettingNames = tableNames,
): readonly Diagnostic[] {
  return patterns.flatMap(pattern => patternFinding(pattern, names))
}

function development(reason: string): StageDecision {
  return { stage: 'development', reason }
}

function proposalReason(proposal: string, merged: boolean): string {
  return merged
    ? `a ${proposal} event is about a pull request, also where it was merged`
    : `a ${proposal} event is about code that is not merged yet`
}

function prereleaseReason(context: Pick<Context, 'release' | 'ref'>): string | undefined {
  const { release } = context
  const tag = tagOf(context)
  if (tag === undefined || !(release?.prerelease === true || isPrerelease(tag))) return undefined
  return release === undefined
    ? `the tag ${tag} is that of a prerelease`
    : `release ${tag} is a prerelease`
}

function environmentOf(settings: StageSettings, context: Context): string | undefined {
  return settings.environment ?? context.environment
}

function stageOfEnvironment(
  environment: string,
  { environment: given, liveEnvironments }: StageSettings,
  { production }: Context,
): StageDecision {
  // GitHub does not tell Production from production.
  const name = environment.toLowerCase()
  const pattern = liveEnvironments.find(candidate => matchesGlob(name, candidate.toLowerCase()))
  if (pattern !== undefined) {
    const reason = `environment ${environment} matches live-environments "${pattern}"`
    return { stage: 'live', reason }
  }
  if (production && given === undefined) {
    const reason = `the deployment marks environment ${environment} as one of production`
    return { stage: 'live', reason }
  }
  return development(
    `environment ${environment} matches no pattern of live-environments ${quoted(liveEnvironments)}`,
  )
}

function stageOfRef(
  ref: string,
  liveRefs: readonly string[] | undefined,
  { defaultBranch }: Context,
): StageDecision {
  const patterns = liveRefs ?? (defaultBranch === undefined ? [] : [defaultBranch])
  const isBranch = ref.startsWith('refs/heads/')
  const pattern = patterns.find(candidate =>
    liveRefs === undefined ? ref === `refs/heads/${candidate}` : refMatches(ref, candidate),
  )
  if (pattern !== undefined) {
    return { stage: 'live', reason: `${ref} matches live-refs "${pattern}"` }
  }
  const tag = tagOf({ ref, release: undefined })
  if (liveRefs === undefined && tag !== undefined && versionOf(tag) !== undefined) {
    return { stage: 'live', reason: `${ref} is the tag of a version` }
  }
  const noVersion = liveRefs === undefined && !isBranch ? ' and is not the tag of a version' : ''
  return development(
    patterns.length === 0 && liveRefs === undefined
      ? `${ref} is not the tag of a version, and the default branch is not known`
      : `${ref} matches no pattern of live-refs ${quoted(patterns)}${noVersion}`,
  )
}

/** With `require-protected`, live is only what a protected branch or tag says. */
function protectedOnly(
  { requireProtected }: StageSettings,
  { ref, refProtected }: Context,
  decision: StageDecision,
): StageDecision {
  if (!requireProtected || decision.stage !== 'live' || refProtected === true) return decision
  return development(
    `${ref ?? 'the branch or tag'} is ${refProtected === undefined ? 'not known to be' : 'not'} protected, as require-protected asks for`,
  )
}

/**
 * A short name is that of a branch or a tag. Equal texts match even where a branch name holds
 * characters that mean something in a glob.
 */
function refMatches(ref: string, pattern: string): boolean {
  const full = pattern.startsWith('refs/')
    ? [pattern]
    : [`refs/heads/${pattern}`, `refs/tags/${pattern}`]
  return full.some(candidate => ref === candidate || matchesGlob(ref, candidate))
}

function patternFinding(pattern: string, names: SettingNames): readonly Diagnostic[] {
  const better = pattern
    .replace(/^[/^!]+|[/$]+$/g, '')
    .replace(/^(?:refs\/)?(heads|tags)\//, 'refs/$1/')
    .replace(/^refs\/(?!heads\/|tags\/)/, '')
    .replaceAll('.*', '*')
    .replaceAll('\\', '')
  const cannotMatch =
    /^[!/]|[\^$~:\s\\]|\/$|(?:^|\/)\.\*/.test(pattern) ||
    /^(?:heads|tags)\//.test(pattern) ||
    /^refs\/(?!heads\/|tags\/|\*|\{|\[)/.test(pattern) ||
    /\.\*/.test(pattern)
  if (!cannotMatch) return []
  const help = pattern.startsWith('!')
    ? `List what is live, such as "release/**"; everything else is development without a word. "!" has no meaning here.`
    : `Write "${better}": a glob pattern such as main, release/**, v* or refs/tags/skill-v*.`
  return [
    finding(
      'settings/live-refs-pattern',
      undefined,
      `"${pattern}" in ${names.of('live-refs')} can match no branch and no tag.`,
      help,
    ),
  ]
}

function missedFindings(
  settings: StageSettings,
  context: Context,
  { reason }: StageDecision,
): readonly Diagnostic[] {
  if (context.proposal !== undefined) return []
  const missed = (what: string, help: string): readonly Diagnostic[] => [
    finding(
      'settings/not-live',
      undefined,
      `${what} reaches development only, because ${reason}.`,
      help,
    ),
  ]
  const environment = environmentOf(settings, context)
  const isProduction =
    environment !== undefined &&
    (isLikeProduction(environment) ||
      stageOfEnvironment(environment, settings, context).stage === 'live')
  if (prereleaseReason(context) !== undefined) {
    return isProduction
      ? missed(`Environment ${environment}`, 'Where a prerelease is for all: "stage: live".')
      : []
  }
  if (environment !== undefined) {
    const unprotected = stageOfEnvironment(environment, settings, context).stage === 'live'
    if (!isProduction) return []
    const line = unprotected
      ? 'Protect the branch or tag by a rule, or leave require-protected out.'
      : `If it is for all customers, add the line "live-environments: ${environment}".`
    return missed(`Environment ${environment}`, line)
  }
  if (!isShipping(context.trigger)) return []
  const tag = tagOf(context)
  const ref = tag === undefined ? context.ref : `refs/tags/${tag}`
  if (ref === undefined) return []
  if (stageOfRef(ref, settings.liveRefs, context).stage === 'live') {
    return missed(ref, 'Protect the branch or tag by a rule, or leave require-protected out.')
  }
  if (tag === undefined || (context.release === undefined && !isLikeVersion(tag))) return []
  return missed(
    context.release === undefined ? `The tag ${tag}` : `Release ${tag}`,
    `If it is for all customers, add the line "live-refs: refs/tags/${tagPattern(tag)}".`,
  )
}

function isLikeProduction(environment: string): boolean {
  if (/^(?:non|not|no|pre)[^a-z]?(?:prod|live)/i.test(environment)) return false
  return /^(?:prod|live(?![a-z]))|(?:^|[^a-z])(?:prod|production|live)$/i.test(environment)
}

function quoted(patterns: readonly string[]): string {
  return patterns.length === 0 ? '(empty)' : patterns.map(pattern => `"${pattern}"`).join(', ')
}

/**
 * Tells whether a text matches a glob pattern: `*` stays within a path segment, `**` does not.
 * A leading `!` has no meaning: a pattern that says who is live must not turn into "everything but".
 */
export function matchesGlob(text: string, pattern: string): boolean {
  return picomatch.isMatch(text, pattern, { dot: true, nonegate: true, noextglob: true })
}
