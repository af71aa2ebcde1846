import picomatch from 'picomatch'
import type { Context } from './context.ts'
import { type Diagnostic, finding } from './diagnostic.ts'
import { isShipping } from './occasion.ts'
import type { StageDecision } from './plan.ts'
import { isLikeVersion, isPrerelease, tagOf, tagPattern, versionOf } from './release.ts'
import { type SettingNames, tableNames } from './setting-names.ts'
import type { Settings } from './settings.ts'
import type { SettingName } from './settings-table.ts'

export type StageSettings = Pick<
  Settings,
  'stage' | 'environment' | 'liveRefs' | 'liveEnvironments' | 'requireProtected' | 'names'
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
  if (proposal !== undefined) {
    return development(
      context.merged
        ? `a ${proposal} event is about a pull request, also where it was merged`
        : `a ${proposal} event is about code that is not merged yet`,
    )
  }
  const prerelease = prereleaseReason(context)
  if (prerelease !== undefined) return development(prerelease)
  const environment = settings.environment ?? context.environment
  if (environment === undefined && !isShipping(trigger)) {
    const event = trigger?.upstream?.event ?? trigger?.event
    return development(`the event ${event} is not about something that was shipped`)
  }
  const decision =
    environment === undefined
      ? stageOfRefs(settings, context)
      : stageOfEnvironment(environment, settings, context)
  return protectedOnly(settings, context, decision)
}

/**
 * Takes live back to development for a prerelease, and for a branch or tag that no pattern names.
 * Never the other way.
 *
 * @param liveRefs undefined where branches and tags do not matter
 * @param options.prereleases whether a prerelease may be live
 * @param options.setting how users call the setting that holds the patterns
 */
export function lowerStage(
  decision: StageDecision,
  liveRefs: readonly string[] | undefined,
  context: Pick<Context, 'release' | 'ref'>,
  { prereleases, setting }: { readonly prereleases: boolean; readonly setting: string },
): StageDecision {
  if (decision.stage !== 'live') return decision
  const prerelease = prereleases ? undefined : prereleaseReason(context)
  if (prerelease !== undefined) return development(prerelease)
  if (liveRefs === undefined) return decision
  const matches = refsOf(context).map(ref => matchOf(ref, liveRefs, setting))
  if (matches.length === 0) {
    return development(`no branch or tag is known that could match ${setting} ${quoted(liveRefs)}`)
  }
  const missed = matches.find(({ stage }) => stage === 'development')
  return missed ?? live([decision, ...matches].map(({ reason }) => reason).join(', and '))
}

/** Warns of what looks as if it was to be live and is not, and of patterns that do nothing. */
export function stageFindings(
  settings: StageSettings,
  context: Context,
  decision: StageDecision,
): readonly Diagnostic[] {
  const isMissed = settings.stage === 'auto' && decision.stage !== 'live'
  const missed = isMissed ? missedFindings(settings, context) : []
  return [...patternFindings(settings.liveRefs), ...missed]
}

/** Warns of patterns that can match nothing: no branch or tag has such a name, or it is no glob pattern. */
export function patternFindings(
  patterns: readonly string[] = [],
  names: SettingNames = tableNames,
): readonly Diagnostic[] {
  return patterns.filter(canMatchNothing).map(pattern => {
    const better = pattern
      .replace(/^[/^!]+|[/$]+$/g, '')
      .replace(/^(?:refs\/)?(heads|tags)\//, 'refs/$1/')
      .replace(/^refs\/(?!heads\/|tags\/)/, '')
      .replaceAll('.*', '*')
      .replaceAll('\\', '')
    const message = `"${pattern}" in ${names.of('live-refs')} can match no branch and no tag.`
    const help = pattern.startsWith('!')
      ? `List what is live, such as "release/**"; everything else is development without a word. "!" has no meaning here.`
      : `Write "${better}": a glob pattern such as main, release/**, v* or refs/tags/skill-v*.`
    return finding('settings/live-refs-pattern', undefined, message, help)
  })
}

function canMatchNothing(pattern: string): boolean {
  return (
    /^[!/]|[\^$~:\s\\]|\/$|\.\*/.test(pattern) ||
    /^(?:heads|tags)\//.test(pattern) ||
    /^refs\/(?!heads\/|tags\/|\*|\{|\[)/.test(pattern)
  )
}

function development(reason: string): StageDecision {
  return { stage: 'development', reason }
}

function live(reason: string): StageDecision {
  return { stage: 'live', reason }
}

/**
 * The branches and tags a run is about: the tag of its release, and what it was started for. These are
 * two where the settings name the release.
 */
function refsOf({ ref, release }: Pick<Context, 'release' | 'ref'>): readonly string[] {
  const tag = release === undefined ? [] : [`refs/tags/${release.tagName}`]
  return ref === undefined || tag.includes(ref) ? tag : [...tag, ref]
}

function prereleaseReason({ release, ref }: Pick<Context, 'release' | 'ref'>): string | undefined {
  if (release !== undefined && (release.prerelease || isPrerelease(release.tagName))) {
    return `release ${release.tagName} is a prerelease`
  }
  const tag = tagOf({ ref })
  return tag !== undefined && isPrerelease(tag)
    ? `the tag ${tag} is that of a prerelease`
    : undefined
}

function stageOfEnvironment(
  environment: string,
  { environment: given, liveEnvironments, names }: StageSettings,
  { production }: Context,
): StageDecision {
  // GitHub does not tell Production from production.
  const name = environment.toLowerCase()
  const pattern = liveEnvironments.find(candidate => matchesGlob(name, candidate.toLowerCase()))
  const setting = names.of('live-environments')
  if (pattern !== undefined) {
    return live(`environment ${environment} matches ${setting} "${pattern}"`)
  }
  if (production && given === undefined) {
    return live(`the deployment marks environment ${environment} as one of production`)
  }
  return development(
    `environment ${environment} matches no pattern of ${setting} ${quoted(liveEnvironments)}`,
  )
}

/** Live only where all that counts is live. */
function stageOfRefs(settings: StageSettings, context: Context): StageDecision {
  const decisions = countingRefs(context).map(ref => stageOfRef(ref, settings, context))
  return (
    decisions.find(({ stage }) => stage === 'development') ??
    decisions[0] ??
    development('no branch, tag, release or environment is known here')
  )
}

/** A run for the default branch may announce any release that is live. */
function countingRefs(context: Context): readonly string[] {
  const { ref, defaultBranch, trigger } = context
  const event = trigger?.upstream?.event ?? trigger?.event
  // GitHub schedules runs for the default branch alone, and may leave out its name.
  const isDefault =
    event === 'schedule' || (defaultBranch !== undefined && ref === `refs/heads/${defaultBranch}`)
  return refsOf(context).slice(0, isDefault ? 1 : 2)
}

function stageOfRef(
  ref: string,
  { liveRefs, names }: StageSettings,
  { defaultBranch }: Context,
): StageDecision {
  const setting = names.of('live-refs')
  if (liveRefs !== undefined) return matchOf(ref, liveRefs, setting)
  if (defaultBranch !== undefined && ref === `refs/heads/${defaultBranch}`) {
    return live(`${ref} matches ${setting} "${defaultBranch}"`)
  }
  const tag = tagOf({ ref })
  if (tag !== undefined && versionOf(tag) !== undefined) {
    return live(`${ref} is the tag of a version`)
  }
  const noVersion = tag === undefined ? '' : ' and is not the tag of a version'
  return development(
    defaultBranch === undefined
      ? `${ref} is not the tag of a version, and the default branch is not known`
      : `${ref} matches no pattern of ${setting} ${quoted([defaultBranch])}${noVersion}`,
  )
}

function matchOf(ref: string, patterns: readonly string[], setting: string): StageDecision {
  const pattern = patterns.find(candidate => refMatches(ref, candidate))
  return pattern === undefined
    ? development(`${ref} matches no pattern of ${setting} ${quoted(patterns)}`)
    : live(`${ref} matches ${setting} "${pattern}"`)
}

/** With `require-protected`, live is only what a protected branch or tag says. */
function protectedOnly(
  { requireProtected, names }: StageSettings,
  { ref, refProtected }: Context,
  decision: StageDecision,
): StageDecision {
  if (!requireProtected || decision.stage !== 'live' || refProtected === true) return decision
  const what = ref ?? 'the branch or tag'
  const not = refProtected === undefined ? 'not known to be' : 'not'
  return development(`${what} is ${not} protected, as ${names.of('require-protected')} asks for`)
}

/**
 * A short name is that of a branch or a tag. Equal texts match even where a branch name holds
 * characters that mean something in a glob.
 */
function refMatches(ref: string, pattern: string): boolean {
  const prefixes = pattern.startsWith('refs/') ? [''] : ['refs/heads/', 'refs/tags/']
  return prefixes.some(prefix => matchesGlob(ref, `${prefix}${pattern}`))
}

/** Why a run is not live is said with its stage; the warning tells what to do about it. */
function missedFindings(settings: StageSettings, context: Context): readonly Diagnostic[] {
  if (context.proposal !== undefined) return []
  const { liveEnvironments, names } = settings
  const missed = (what: string, help: string): readonly Diagnostic[] => [
    finding('settings/not-live', undefined, `${what} reaches development only.`, help),
  ]
  const toProtect = `Protect the branch or tag by a rule, or leave ${names.of('require-protected')} out.`
  // The setting replaces its default and what it says now, so that has to be in the new value as well.
  const toSet = (name: SettingName, patterns: readonly string[]): string =>
    `If it is for all customers, set "${names.of(name)}: ${patterns.join(', ')}". This replaces what is live now, and includes it.`
  const isPrerelease = prereleaseReason(context) !== undefined
  const environment = settings.environment ?? context.environment
  if (environment !== undefined) {
    const what = `Environment ${environment}`
    const isLive = stageOfEnvironment(environment, settings, context).stage === 'live'
    if (!isLive && !isLikeProduction(environment)) return []
    if (isPrerelease) return missed(what, 'Where a prerelease is for all: "stage: live".')
    if (isLive) return missed(what, toProtect)
    return missed(what, toSet('live-environments', [...liveEnvironments, environment]))
  }
  if (isPrerelease || !isShipping(context.trigger)) return []
  const refs = countingRefs(context)
  const notLive = refs.filter(ref => stageOfRef(ref, settings, context).stage !== 'live')
  const [first] = refs
  if (first === undefined) return []
  if (notLive.length === 0) return missed(first, toProtect)
  const tag = tagOf(context)
  if (tag === undefined || (context.release === undefined && !isLikeVersion(tag))) return []
  const what = context.release === undefined ? `The tag ${tag}` : `Release ${tag}`
  const added = notLive.map(ref => {
    const name = tagOf({ ref })
    return name === undefined ? ref : `refs/tags/${tagPattern(name)}`
  })
  return missed(what, toSet('live-refs', [...liveRefsOf(settings, context), ...added]))
}

/** The patterns that say what is live now; without any, what is live by default. */
function liveRefsOf({ liveRefs }: StageSettings, { defaultBranch }: Context): readonly string[] {
  if (liveRefs !== undefined) return liveRefs
  const versions = ['refs/tags/v[0-9]*', 'refs/tags/[0-9]*.*']
  return defaultBranch === undefined ? versions : [defaultBranch, ...versions]
}

function isLikeProduction(environment: string): boolean {
  if (/(?:^|[^a-z])(?:non|not|no|pre)[^a-z](?:prod|live)/i.test(environment)) return false
  return /^(?:prod|live(?![a-z]))|[^a-z](?:prod|production|live)$/i.test(environment)
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
