import type { SemVer } from 'semver'
import parse from 'semver/functions/parse.js'
import type { Context, Release } from './context.ts'
import { type Diagnostic, finding } from './diagnostic.ts'
import { type Json, type JsonObject, textsIn } from './json.ts'
import type { Settings } from './settings.ts'

/** Which release is asked for. */
export interface ReleaseQuery {
  /** `owner/name` */
  readonly repository: string
  /** `latest` or a tag. */
  readonly name: string
  readonly token: string | undefined
}

/** A release as GitHub's API writes it, or why there is none. */
export type ReleaseAnswer =
  | { readonly release: Release; readonly json: JsonObject }
  | {
      /** Whether GitHub answered that there is no such release. */
      readonly missing: boolean
      readonly problem: string
      readonly help: string
    }

/** Looks a release up. Never rejects. */
export type FindRelease = (query: ReleaseQuery) => Promise<ReleaseAnswer>

/** The context with the release of a run, and what was found while looking for it. */
export interface ReleaseReading {
  readonly context: Context
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Finds the release a run is about: the one that the setting names, else the one of the tag where it
 * matters whether that is a prerelease. It costs one request at most, and none where the event that
 * started the run brings its release along.
 *
 * @param matters whether a prerelease would be told to others than a release
 * @param find undefined where nothing can be looked up
 */
export async function withRelease(
  settings: Pick<Settings, 'command' | 'release' | 'repository' | 'githubToken' | 'names'>,
  context: Context,
  matters: boolean,
  find: FindRelease | undefined,
): Promise<ReleaseReading> {
  const { release: wanted, command, githubToken } = settings
  const unchanged = { context, diagnostics: [] }
  const known = context.release?.tagName
  if (wanted === undefined ? known !== undefined : known === wanted) return unchanged
  const isAsked = wanted !== undefined || (matters && githubToken !== undefined)
  const name = wanted ?? tagOf(context)
  if (!isAsked || name === undefined) return unchanged
  const answer = await ask(settings, context, name, find)
  if ('json' in answer) return released(context, answer)
  // Only who sends a release by its name cannot do without it. A tag may have none yet.
  if (wanted === undefined) {
    return answer.missing ? unchanged : unanswered(context, answer, 'warning')
  }
  return unanswered(context, answer, command === 'send' ? 'error' : 'notice')
}

/**
 * Gives an event that speaks of a release the one of its tag. Where none is known and nobody is going
 * to be notified, another one stands in for it: the latest of the repository, else a sample.
 *
 * @param event as it is written
 */
export async function withReleaseFor(
  event: Json,
  settings: Settings,
  context: Context,
  now: Date,
  find: FindRelease | undefined,
): Promise<ReleaseReading> {
  const isKnown = context.scope.release !== undefined || 'release' in settings.variables
  const unchanged = { context, diagnostics: [] }
  const isSpoken = textsIn(event).some(text => /\{[{%][^}]*\brelease\b/.test(text))
  if (isKnown || !isSpoken) return unchanged
  const name = settings.release ?? tagOf(context)
  const named = name === undefined ? undefined : await ask(settings, context, name, find)
  if (named !== undefined && 'json' in named) return released(context, named)
  const isTrial = settings.command !== 'send' || settings.dryRun || settings.simulate
  if (!isTrial) {
    // A release that the settings name was asked for, and told, before.
    const isTold = named === undefined || settings.release !== undefined
    return isTold ? unchanged : unanswered(context, named, 'notice')
  }
  // Who gives no answer to one question gives none to the next.
  const latest = named?.missing === false ? named : await ask(settings, context, 'latest', find)
  const isFound = 'json' in latest
  const release = isFound ? latest.json : sampleRelease(now)
  const standIn = isFound ? `the latest one, ${latest.release.tagName},` : 'a sample'
  const message = `The event speaks of a release, and none is known here: ${standIn} stands in for it.`
  const help = isFound
    ? `Set ${settings.names.of('release')} to a tag to see another one.`
    : `${latest.problem} ${latest.help}`
  return {
    context: { ...context, scope: { ...context.scope, release } },
    diagnostics: [finding('settings/release-stand-in', undefined, message, help)],
  }
}

async function ask(
  settings: Pick<Settings, 'repository' | 'githubToken' | 'names'>,
  context: Context,
  name: string,
  find: FindRelease | undefined,
): Promise<ReleaseAnswer> {
  const { names, githubToken: token } = settings
  const repository = context.repository ?? settings.repository
  if (repository !== undefined && find !== undefined) return find({ repository, name, token })
  return {
    missing: false,
    problem: 'It is not known in which repository to look for the release.',
    help: `Set ${names.of('repository')} to owner/name, such as octocat/star-quest.`,
  }
}

function released(
  context: Context,
  { release, json }: Extract<ReleaseAnswer, { json: JsonObject }>,
): ReleaseReading {
  const scope = { ...context.scope, release: json }
  return { context: { ...context, release, scope }, diagnostics: [] }
}

function unanswered(
  context: Context,
  { problem, help }: Extract<ReleaseAnswer, { problem: string }>,
  severity: Diagnostic['severity'],
): ReleaseReading {
  const told = finding('settings/release-lookup', undefined, problem, help, severity)
  return { context, diagnostics: [told] }
}

/** The same question is asked once: a look-up costs a request. */
export function askingOnce(find: FindRelease): FindRelease {
  const answers = new Map<string, Promise<ReleaseAnswer>>()
  return query => {
    const answer = answers.get(query.name) ?? find(query)
    answers.set(query.name, answer)
    return answer
  }
}

/** A release that is called as most are, published now. */
function sampleRelease(now: Date): JsonObject {
  const date = `${now.toISOString().slice(0, 19)}Z`
  return {
    tag_name: 'v1.0.0',
    name: 'v1.0.0',
    body: 'What is new in this release.',
    html_url: 'https://github.com/octocat/hello-world/releases/tag/v1.0.0',
    target_commitish: 'main',
    draft: false,
    prerelease: false,
    created_at: date,
    published_at: date,
    author: { login: 'octocat' },
    assets: [],
  }
}

/** The tag a run is about: of its release, else the one it runs for. */
export function tagOf({ release, ref }: Pick<Context, 'release' | 'ref'>): string | undefined {
  return release?.tagName ?? /^refs\/tags\/(.+)$/.exec(ref ?? '')?.[1]
}

/**
 * The version a tag is: `v1.2.3`, `1.2.3`, `v2`, `2026.11.1`, with what semantic versioning lets
 * follow. Undefined for everything else; a number alone is a count or a date.
 */
export function versionOf(tag: string): SemVer | undefined {
  const [, v, numbers, rest] = /^(v?)(\d+(?:\.\d+){0,2})(?![\d.])(.*)$/.exec(tag) ?? []
  if (numbers === undefined || rest === undefined) return undefined
  if (v === '' && !numbers.includes('.')) return undefined
  const missing = '.0'.repeat(3 - numbers.split('.').length)
  return parse(`${numbers}${missing}${rest}`, { loose: true }) ?? undefined
}

/** The version in a tag that names what it is of, too: `skill-v1.2.0`, `pkg@1.2.0`, `app/1.2.0`. */
function versionWithin(tag: string): SemVer | undefined {
  const whole = versionOf(tag)
  if (whole !== undefined) return whole
  const [, version] = /[@/_-](v?\d+\.\d+\.\d+.*)$/.exec(tag) ?? []
  return version === undefined ? undefined : versionOf(version)
}

/** Whether a tag is that of a version which is not final: `v2.0.0-rc.1`, `pkg@2.0.0-beta`. */
export function isPrerelease(tag: string): boolean {
  return (versionWithin(tag)?.prerelease.length ?? 0) > 0
}

/** Whether a tag looks as if a version were in it, though it may be none. */
export function isLikeVersion(tag: string): boolean {
  return /(?:^|[@/_-])(?:v\d|\d+\.\d)/.test(tag)
}

/** The pattern of all tags that are named like this one: `skill-v*` for `skill-v1.2.0`. */
export function tagPattern(tag: string): string {
  const start = /^(.*?)\d[\d.]*(?:[-+][\w.+-]*)?$/.exec(tag)?.[1]
  return start === undefined || start === '' ? tag : `${start}*`
}

/** Whether a tag's version changes less than is to be announced; false where it has none. */
export function isBelow(level: Settings['releaseLevel'], tag: string): boolean {
  const version = versionWithin(tag)
  if (version === undefined || level === 'patch') return false
  return version.patch !== 0 || (level === 'major' && version.minor !== 0)
}
