import {
  longestLifetime,
  type Region,
  regions,
  type Stage,
  shortestLifetime,
  stages,
} from './alexa.ts'
import type { CampaignSettings } from './campaign/campaign-settings.ts'
import { type Diagnostic, finding } from './diagnostic.ts'
import { durationText, parseDuration } from './duration.ts'
import { isObject, type JsonObject } from './json.ts'
import { didYouMean } from './nearest.ts'
import { readText } from './source/read.ts'

const commands = ['validate', 'preview', 'send'] as const
export type Command = (typeof commands)[number]
const failOnLevels = ['error', 'warning', 'never'] as const
export type FailOn = (typeof failOnLevels)[number]
const releaseLevels = ['patch', 'minor', 'major'] as const
export type ReleaseLevel = (typeof releaseLevels)[number]

/** Settings of a run, checked and typed. Durations are milliseconds. */
export interface Settings {
  readonly command: Command
  readonly manifest: string | undefined
  /** The event: a file, text given in place, or none (`validate` alone). */
  readonly event: { readonly file: string } | { readonly text: string } | undefined
  readonly variables: JsonObject
  /** The release to announce: `latest` or a tag. Absent: the one that started the run, if any. */
  readonly release: string | undefined
  /** Releases of a lower level are not announced. */
  readonly releaseLevel: ReleaseLevel
  /** For GitHub's API. Never printed, never written. */
  readonly githubToken: string | undefined
  /** `owner/name` on GitHub. Absent: the repository of the workflow. */
  readonly repository: string | undefined
  readonly stage: 'auto' | Stage
  readonly environment: string | undefined
  /** Absent: the repository's default branch and `v*` tags. */
  readonly liveRefs: readonly string[] | undefined
  readonly liveEnvironments: readonly string[]
  /** Whether only a protected branch or tag is live. */
  readonly requireProtected: boolean
  readonly regions: 'auto' | readonly Region[]
  readonly credentials: Credentials | undefined
  /** Names of the credentials that are not given; empty where `credentials` is there. */
  readonly missingCredentials: readonly SettingName[]
  readonly referenceId: string | undefined
  /** What the announcement is called: the same name is the same announcement. */
  readonly announcement: string | undefined
  /** Absent: what the event file says, else 24 hours. */
  readonly expiresIn: number | undefined
  /** How often a request is repeated after the first attempt. */
  readonly retries: number
  readonly timeout: number
  readonly dryRun: boolean
  readonly simulate: boolean
  readonly failOn: FailOn
  readonly onMissingCredentials: 'fail' | 'skip'
  readonly report: string | undefined
  /** Whether a comment on the pull request shows the result. */
  readonly comment: boolean
  readonly authUrl: string | undefined
  /** May hold `{region}`. Absent: Amazon's host of each region. */
  readonly apiUrl: string | undefined
  /** Of an event that goes to a list of users. */
  readonly campaign: CampaignSettings | undefined
}

/** The skill's Alexa messaging credentials. Never printed, never written. */
export interface Credentials {
  readonly clientId: string
  readonly clientSecret: string
}

/** Settings as users write them: kebab-case names, text values. An empty text is the same as none. */
export type RawSettings = Readonly<Partial<Record<SettingName, string | undefined>>>

/** Of an event that goes to a list of users. */
export const campaignSettingNames = [
  'users',
  'users-file',
  'strict',
  'shard',
  'rate',
  'concurrency',
  'journal',
  'resume',
  'max-failures',
  'failed-file',
] as const
export type CampaignSettingName = (typeof campaignSettingNames)[number]

export const settingNames = [
  'command',
  'manifest',
  'event-file',
  'event',
  'variables',
  'release',
  'release-level',
  'github-token',
  'repository',
  'stage',
  'environment',
  'live-refs',
  'live-environments',
  'require-protected',
  'regions',
  'client-id',
  'client-secret',
  'reference-id',
  'announcement',
  'expires-in',
  'retries',
  'timeout',
  'dry-run',
  'simulate',
  'fail-on',
  'on-missing-credentials',
  'report',
  'comment',
  'auth-url',
  'api-url',
  ...campaignSettingNames,
] as const
export type SettingName = (typeof settingNames)[number]

/** Settings that the action has no input for: a workflow knows its repository. */
export const outsideAction: readonly SettingName[] = ['repository']

/** Settings that the command line has no option for, since only the action can do it. */
export const outsideCli: readonly SettingName[] = ['comment']

const credentialNames = ['client-id', 'client-secret'] as const

const minute = 60_000

/**
 * Checks settings and gives them their types.
 *
 * @returns the settings, with findings that do not forbid the run; no settings where any value is
 * not understood, with every such mistake among the findings.
 */
export async function parseSettings(raw: RawSettings): Promise<{
  readonly settings: Settings | undefined
  readonly diagnostics: readonly Diagnostic[]
}> {
  const diagnostics: Diagnostic[] = []

  const text = (name: SettingName): string | undefined => {
    const value = raw[name]?.trim()
    return value === '' ? undefined : value
  }
  const refuse = (name: SettingName, what: string, help: string): undefined => {
    const message = `The setting ${name} ${what}${what.endsWith('?') ? '' : '.'}`
    diagnostics.push(finding('settings/value', undefined, message, help))
    return undefined
  }
  const choice = <Value extends string>(
    name: SettingName,
    values: readonly Value[],
    fallback: Value,
  ): Value => {
    const value = text(name)
    if (value === undefined) return fallback
    const found = values.find(candidate => candidate === value)
    if (found !== undefined) return found
    const guess = didYouMean(value, values)
    refuse(name, `is "${value}"${guess}`, `Use one of: ${values.join(', ')}.`)
    return fallback
  }
  const flag = (name: SettingName): boolean => {
    const value = text(name)?.toLowerCase()
    if (value === undefined || value === 'false') return false
    if (value === 'true') return true
    refuse(name, `is "${raw[name]?.trim() ?? ''}"`, 'Use true or false.')
    return false
  }
  const duration = (
    name: SettingName,
    least: number,
    most: number,
    because: string,
  ): number | undefined => {
    const value = text(name)
    if (value === undefined) return undefined
    const milliseconds = parseDuration(value)
    if (milliseconds === undefined) {
      return refuse(name, `is "${value}", which is no duration`, 'Write it like 90m, 12h or PT12H.')
    }
    if (milliseconds < least || milliseconds > most) {
      return refuse(
        name,
        `is ${value}, but must be ${durationText(least)} to ${durationText(most)}`,
        because,
      )
    }
    return milliseconds
  }
  const address = (name: 'auth-url' | 'api-url'): string | undefined => {
    const value = text(name)
    if (value === undefined) return undefined
    const problem = problemOfAddress(value)
    return problem === undefined ? value : refuse(name, problem.what, problem.help)
  }

  const isCampaign = campaignSettingNames.some(name => (text(name) ?? 'false') !== 'false')
  const variables = await parseVariables(text('variables'), diagnostics)
  const settings: Settings = {
    command: choice('command', commands, 'validate'),
    manifest: text('manifest'),
    event: parseEvent(raw, text('event-file'), diagnostics),
    variables,
    release: text('release'),
    releaseLevel: choice('release-level', releaseLevels, 'patch'),
    githubToken: text('github-token'),
    repository: parseRepository(text('repository'), refuse),
    stage: choice('stage', ['auto', ...stages], 'auto'),
    environment: text('environment'),
    liveRefs: raw['live-refs'] === undefined ? undefined : listOrUndefined(raw['live-refs']),
    liveEnvironments: listOrUndefined(raw['live-environments']) ?? ['production', 'prod', 'live'],
    requireProtected: flag('require-protected'),
    regions: parseRegions(text('regions'), refuse),
    credentials: parseCredentials(raw, diagnostics),
    missingCredentials: credentialNames.filter(name => text(name) === undefined),
    referenceId: text('reference-id'),
    announcement: text('announcement'),
    expiresIn: duration(
      'expires-in',
      shortestLifetime,
      longestLifetime,
      'Amazon refuses events that live shorter or longer.',
    ),
    retries: parseRetries(text('retries'), refuse),
    timeout:
      duration('timeout', 100, 10 * minute, 'It bounds each phase of one request.') ?? 10_000,
    dryRun: flag('dry-run'),
    simulate: flag('simulate'),
    failOn: choice('fail-on', failOnLevels, 'error'),
    onMissingCredentials: choice('on-missing-credentials', ['fail', 'skip'], 'fail'),
    report: text('report'),
    comment: flag('comment'),
    authUrl: address('auth-url'),
    apiUrl: address('api-url'),
    campaign: isCampaign
      ? (await import('./campaign/campaign-settings.ts')).parseCampaign(text, flag, refuse)
      : undefined,
  }
  if (settings.announcement !== undefined && settings.referenceId !== undefined) {
    refuse('announcement', 'is set, and reference-id too', 'Keep one of them.')
  }
  if (settings.command !== 'validate' && settings.event === undefined && !givenTwice(raw)) {
    diagnostics.push(
      finding(
        'settings/event-missing',
        undefined,
        `There is no event to ${settings.command}.`,
        'Set event-file to the path of an event file, or write the event into event.',
      ),
    )
  }
  const usable = diagnostics.every(diagnostic => diagnostic.severity !== 'error')
  return { settings: usable ? settings : undefined, diagnostics }
}

/** Reads a list: one entry a line or separated by commas; empty entries and `#` comments are left out. */
function parseList(text: string): readonly string[] {
  return text
    .split(/[\n,]/)
    .map(entry => entry.replace(/(^|\s)#.*$/, '').trim())
    .filter(entry => entry !== '')
}

function listOrUndefined(text: string | undefined): readonly string[] | undefined {
  const entries = parseList(text ?? '')
  return entries.length === 0 ? undefined : entries
}

/** Notes a mistake in a setting: what it is, after "The setting x ", and what to do. */
export type Refuse = (name: SettingName, what: string, help: string) => undefined

function parseRegions(text: string | undefined, refuse: Refuse): 'auto' | readonly Region[] {
  if (text === undefined || text.toLowerCase() === 'auto') return 'auto'
  const entries = parseList(text)
  const known = regions.filter(region => entries.some(entry => entry.toUpperCase() === region))
  const unknown = entries.filter(entry => !regions.some(region => entry.toUpperCase() === region))
  if (unknown.length > 0) {
    const list = unknown.map(entry => `"${entry}"`).join(', ')
    refuse('regions', `names ${list}`, `Use auto, or a list of ${regions.join(', ')}.`)
  }
  return known.length === 0 ? 'auto' : known
}

function parseRetries(text: string | undefined, refuse: Refuse): number {
  if (text === undefined) return 4
  if (/^(?:10|\d)$/.test(text)) return Number(text)
  refuse('retries', `is "${text}"`, 'Use a whole number from 0 to 10.')
  return 4
}

function parseRepository(text: string | undefined, refuse: Refuse): string | undefined {
  if (text === undefined || /^[\w.-]+\/[\w.-]+$/.test(text)) return text
  return refuse('repository', `is "${text}"`, 'Write owner and name, such as octocat/star-quest.')
}

function givenTwice(raw: RawSettings): boolean {
  return (raw['event-file'] ?? '').trim() !== '' && (raw.event ?? '').trim() !== ''
}

function parseEvent(
  raw: RawSettings,
  file: string | undefined,
  diagnostics: Diagnostic[],
): Settings['event'] {
  if (givenTwice(raw)) {
    diagnostics.push(
      finding(
        'settings/event-twice',
        undefined,
        'Both event-file and event are set.',
        'Keep one of them.',
      ),
    )
    return undefined
  }
  if (file !== undefined) return { file }
  // The text keeps its blanks: in YAML the first line's indentation counts.
  const text = raw.event
  return text === undefined || text.trim() === '' ? undefined : { text }
}

async function parseVariables(
  text: string | undefined,
  diagnostics: Diagnostic[],
): Promise<JsonObject> {
  if (text === undefined) return {}
  const reading = await readText('<variables>', text)
  diagnostics.push(...reading.diagnostics)
  if (reading.document === undefined) return {}
  const { value } = reading.document
  if (isObject(value)) return value
  diagnostics.push(
    finding(
      'settings/variables',
      reading.document.place([]),
      'The setting variables is not a map of names to values.',
      'Write one "name: value" a line, or a JSON object such as {"name": "value"}.',
    ),
  )
  return {}
}

function parseCredentials(raw: RawSettings, diagnostics: Diagnostic[]): Credentials | undefined {
  const clientId = raw['client-id'] ?? ''
  const clientSecret = raw['client-secret'] ?? ''
  const padded = credentialNames.filter(name => {
    const value = raw[name] ?? ''
    return value.trim() !== '' && value !== value.trim()
  })
  if (padded.length > 0) {
    diagnostics.push(
      finding(
        'settings/credentials-whitespace',
        undefined,
        `${padded.join(' and ')} ${padded.length === 1 ? 'has' : 'have'} blanks or a newline around the value; this run leaves them out.`,
        'Store the secret again without them.',
      ),
    )
  }
  if (clientId.trim() === '' || clientSecret.trim() === '') return undefined
  if (!clientId.trim().startsWith('amzn1.application-oa2-client.')) {
    diagnostics.push(
      finding(
        'settings/credentials-shape',
        undefined,
        'client-id does not begin with "amzn1.application-oa2-client.", as ids of skills do.',
        'Take the pair from the developer console: the skill, Build, Permissions, "Alexa Skill Messaging".',
      ),
    )
  }
  return { clientId: clientId.trim(), clientSecret: clientSecret.trim() }
}

function problemOfAddress(text: string): { what: string; help: string } | undefined {
  const plain = text.replaceAll('{region}', 'NA')
  if (!URL.canParse(plain)) {
    return { what: `is "${text}", which is no address`, help: 'Write a full https:// address.' }
  }
  const { protocol, hostname, username, password } = new URL(plain)
  if (username !== '' || password !== '') {
    return { what: 'holds a user name or password', help: 'Leave them out of the address.' }
  }
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))) return undefined
  return {
    what: `is "${text}"`,
    help: 'Use https://. Plain http:// is for this machine only (127.0.0.1, [::1], localhost): the token would travel in clear.',
  }
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
