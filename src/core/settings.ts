import { type Diagnostic, finding, type RuleId } from './diagnostic.ts'
import { isObject, type JsonObject } from './json.ts'
import type { Command, Setting } from './setting-kinds.ts'
import { type SettingNames, tableNames } from './setting-names.ts'
import {
  type SettingName,
  type SettingValues,
  settingNames,
  settings as table,
} from './settings-table.ts'
import { readText } from './source/read.ts'

/** Settings of a run, checked and typed; the table says what each of them means. Durations are milliseconds. */
export type Settings = Readonly<Awaited<ReturnType<typeof typedSettings>>>

/** Settings of an event that goes to a list of users, checked and typed. */
export interface CampaignSettings extends Readonly<ReturnType<typeof listSettings>> {
  /** Text given in place, a file, or standard input. */
  readonly recipients: { readonly text: string } | { readonly file: string } | 'input'
}

/** The skill's Alexa messaging credentials. Never printed, never written. */
export interface Credentials {
  readonly clientId: string
  readonly clientSecret: string
}

/** Settings as users write them: kebab-case names, text values. An empty text is the same as none. */
export type RawSettings = Readonly<Partial<Record<SettingName, string | undefined>>>

/** What a developer's access token is made from. Never printed, never written. */
export interface DeveloperAccess {
  readonly refreshToken: string
  /** Of a Login with Amazon client of the developer's own. */
  readonly clientId: string
  readonly clientConfirmation: string
}

const credentialNames = ['client-id', 'client-secret'] as const

const accessNames = [
  'ask-refresh-token',
  'ask-lwa-client-id',
  'ask-lwa-client-confirmation',
] as const

/** The names of `listSettings`. */
const listNames = [
  'strict',
  'shard',
  'rate',
  'concurrency',
  'journal',
  'resume',
  'max-failures',
  'failed-file',
] as const

/** Settings on their way to their types. */
interface Reading {
  readonly raw: RawSettings
  /** How messages call the settings. */
  readonly names: SettingNames
  /** What is found on the way. */
  readonly diagnostics: Diagnostic[]
  read<Name extends SettingName>(name: Name): SettingValues[Name]
  /** Adds a finding that has no place. */
  note(rule: RuleId, message: string, help: string): undefined
  /** Adds a mistake in a setting: what it is, after its name, and what to do. */
  refuse(name: SettingName, what: string, help: string): undefined
}

/**
 * Checks settings and gives them their types.
 *
 * @param names how messages call the settings
 * @returns the settings, with findings that do not forbid the run; no settings if any value is not
 * understood, with every such mistake among the findings.
 */
export async function parseSettings(
  raw: RawSettings,
  names: SettingNames = tableNames,
): Promise<{
  readonly settings: Settings | undefined
  /** With defaults for what is not understood: enough for a run that announces nothing anyway. */
  readonly understood: Settings
  readonly diagnostics: readonly Diagnostic[]
}> {
  const diagnostics: Diagnostic[] = []
  const reading: Reading = {
    raw,
    names,
    diagnostics,
    read: name => parsedValue(name, table[name], reading),
    note(rule, message, help) {
      diagnostics.push(finding(rule, undefined, message, help))
      return undefined
    },
    refuse(name, what, help) {
      const message = `${names.subject(name)} ${what}${what.endsWith('?') ? '' : '.'}`
      return reading.note('settings/value', message, help)
    },
  }
  const settings = await typedSettings(reading)
  const usable = diagnostics.every(diagnostic => diagnostic.severity !== 'error')
  return { settings: usable ? settings : undefined, understood: settings, diagnostics }
}

async function typedSettings(reading: Reading) {
  const { names, raw, read } = reading
  const command = read('command')
  const settings = {
    /** How messages call the settings. */
    names,
    command,
    manifest: read('manifest'),
    variables: await variablesOf(reading),
    release: read('release'),
    releaseLevel: read('release-level'),
    /** For GitHub's API. Never printed, never written. */
    githubToken: read('github-token'),
    /** Absent: the repository of the workflow. */
    repository: read('repository'),
    announcement: read('announcement'),
    referenceId: read('reference-id'),
    expiresIn: read('expires-in'),
    stage: read('stage'),
    /** A branch's name or a full ref, in place of what the environment says. */
    ref: read('ref'),
    environment: read('environment'),
    liveRefs: read('live-refs'),
    liveEnvironments: read('live-environments'),
    requireProtected: read('require-protected'),
    regions: read('regions'),
    credentials: credentialsOf(reading),
    /** Names of the credentials that are not given; empty where `credentials` is there. */
    missingCredentials: credentialNames.filter(name => isBlank(raw[name])),
    onMissingCredentials: read('on-missing-credentials'),
    dryRun: read('dry-run'),
    simulate: read('simulate'),
    /** How often a request is repeated after the first attempt. */
    retries: read('retries'),
    timeout: read('timeout'),
    drift: read('drift'),
    skillId: read('skill-id'),
    developerAccess: accessOf(reading),
    /** Names of the parts of it that are not given; empty where it is there. */
    missingAccess: accessNames.filter(name => isBlank(raw[name])),
    smapiUrl: read('smapi-url'),
    authUrl: read('auth-url'),
    /** May hold `{region}`. Absent: Amazon's host of each region. */
    apiUrl: read('api-url'),
    failOn: read('fail-on'),
    report: read('report'),
    summary: read('summary'),
    comment: read('comment'),
    /** Absent: the event goes to no list of users. */
    campaign: campaignOf(reading),
    /** A file, text given in place, or none (`validate` alone). */
    event: eventOf(reading, command),
  }
  if (settings.announcement !== undefined && settings.referenceId !== undefined) {
    const what = `is set, and ${names.of('reference-id')} too`
    reading.refuse('announcement', what, 'Keep one of them.')
  }
  return settings
}

/** What is set only if the event goes to a list of users. */
function listSettings({ read }: Reading) {
  return {
    strict: read('strict'),
    shard: read('shard'),
    /** Requests per second to each region; absent: as many as Amazon accepts. */
    rate: read('rate'),
    /** Requests under way at once to each region. */
    concurrency: read('concurrency'),
    /** Absent: a name made from what the campaign is. */
    journal: read('journal'),
    resume: read('resume'),
    maxFailures: read('max-failures'),
    /** Absent: beside the journal. */
    failedFile: read('failed-file'),
  }
}

/**
 * Adds the values that environment variables hold to settings that are not given.
 *
 * @param command the settings to look at are those that have an effect on this command
 */
export function withEnvironment(
  raw: RawSettings,
  environment: Readonly<Record<string, string | undefined>>,
  command: Command,
): RawSettings {
  const found = settingNames.flatMap(name => {
    const { variables = [], commands } = table[name]
    if (!isBlank(raw[name]) || commands?.includes(command) === false) return []
    const value = variables.map(variable => environment[variable]).find(text => !isBlank(text))
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...raw, ...Object.fromEntries(found) }
}

function parsedValue<Value>(
  name: SettingName,
  { parse, fallback, verbatim = false }: Setting<Value, Value>,
  { raw, refuse }: Reading,
): Value {
  const given = raw[name] ?? ''
  const parsed = isBlank(given) ? undefined : parse(verbatim ? given : given.trim())
  if (parsed === undefined) return fallback
  if ('value' in parsed) return parsed.value
  refuse(name, parsed.mistake, parsed.help)
  return fallback
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === ''
}

function isDefault(name: SettingName, text: string | undefined): boolean {
  return text?.trim().toLowerCase() === table[name].fallbackText
}

function eventOf(
  { names, note, read }: Reading,
  command: Command,
): { readonly file: string } | { readonly text: string } | undefined {
  const file = read('event-file')
  const text = read('event')
  if (file !== undefined && text !== undefined) {
    const message = `Both ${names.of('event-file')} and ${names.of('event')} are set.`
    return note('settings/event-twice', message, 'Keep one of them.')
  }
  if (file !== undefined) return { file }
  if (text !== undefined) return { text }
  if (command === 'validate') return undefined
  const help = `Set ${names.of('event-file')} to the path of an event file, or write the event into ${names.of('event')}.`
  return note('settings/event-missing', `There is no event to ${command}.`, help)
}

async function variablesOf({ names, diagnostics, read }: Reading): Promise<JsonObject> {
  const text = read('variables')
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
      `${names.subject('variables')} is not a map of names to values.`,
      'Write one "name: value" per line, or a JSON object such as {"name": "value"}.',
    ),
  )
  return {}
}

function credentialsOf({ raw, names, note }: Reading): Credentials | undefined {
  const padded = credentialNames.filter(
    name => !isBlank(raw[name]) && raw[name] !== raw[name]?.trim(),
  )
  if (padded.length > 0) {
    const message = `${padded.map(names.of).join(' and ')} ${padded.length === 1 ? 'has' : 'have'} spaces or a newline around the value; this run leaves them out.`
    note('settings/credentials-whitespace', message, 'Store the secret again without them.')
  }
  const clientId = raw['client-id']?.trim() ?? ''
  const clientSecret = raw['client-secret']?.trim() ?? ''
  if (clientId === '' || clientSecret === '') return undefined
  if (!clientId.startsWith('amzn1.application-oa2-client.')) {
    const message = `${names.of('client-id')} does not begin with "amzn1.application-oa2-client.", as ids of skills do.`
    const help =
      'Take the pair from the developer console: the skill, Build, Permissions, "Alexa Skill Messaging".'
    note('settings/credentials-shape', message, help)
  }
  return { clientId, clientSecret }
}

function accessOf({ read }: Reading): DeveloperAccess | undefined {
  const [refreshToken, clientId, clientConfirmation] = accessNames.map(read)
  return refreshToken === undefined || clientId === undefined || clientConfirmation === undefined
    ? undefined
    : { refreshToken, clientId, clientConfirmation }
}

function campaignOf(reading: Reading): CampaignSettings | undefined {
  const { raw, names, read, refuse } = reading
  const others = listSettings(reading)
  const text = read('users')
  const file = read('users-file')
  if (text !== undefined && file !== undefined) {
    return refuse('users', `is set, and ${names.of('users-file')} too`, 'Keep one of them.')
  }
  if (text !== undefined) return { recipients: { text }, ...others }
  if (file !== undefined) return { recipients: file === '-' ? 'input' : { file }, ...others }
  for (const name of listNames) {
    if (isBlank(raw[name]) || isDefault(name, raw[name])) continue
    refuse(
      name,
      'is set, but there is no list of users it could have an effect on',
      `Set ${names.of('users')} or ${names.of('users-file')} to send to single users, or leave it out.`,
    )
  }
  return undefined
}
