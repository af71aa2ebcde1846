import type { Region, Stage } from './alexa.ts'
import { type Diagnostic, finding } from './diagnostic.ts'
import { isObject, type JsonObject } from './json.ts'
import type { Command, Setting } from './setting-kinds.ts'
import {
  type FailOn,
  type ReleaseLevel,
  type SettingName,
  type SettingNames,
  type SettingValues,
  settingNames,
  settings as table,
  tableNames,
} from './settings-table.ts'
import type { Shard } from './shard.ts'
import { readText } from './source/read.ts'

/** Settings of a run, checked and typed. Durations are milliseconds. */
export interface Settings {
  /** How messages call the settings. */
  readonly names: SettingNames
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
  /** A branch's name or a full ref, in place of what the environment says. */
  readonly ref: string | undefined
  readonly environment: string | undefined
  /** Absent: the repository's default branch and `v*` tags. */
  readonly liveRefs: readonly string[] | undefined
  readonly liveEnvironments: readonly string[]
  /** Whether only a protected branch or tag is live. */
  readonly requireProtected: boolean
  readonly regions: 'auto' | readonly Region[]
  readonly credentials: Credentials | undefined
  /** Names of the credentials that are not given; empty where `credentials` is there. */
  readonly missingCredentials: readonly CredentialName[]
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
  /** Whether the page of the workflow run shows a summary. */
  readonly summary: boolean
  /** Whether a comment on the pull request shows the result. */
  readonly comment: boolean
  readonly authUrl: string | undefined
  /** May hold `{region}`. Absent: Amazon's host of each region. */
  readonly apiUrl: string | undefined
  /** Of an event that goes to a list of users. */
  readonly campaign: CampaignSettings | undefined
}

/** Settings of an event that goes to a list of users, checked and typed. */
export interface CampaignSettings {
  /** Text given in place, a file, or standard input. */
  readonly recipients: { readonly text: string } | { readonly file: string } | 'input'
  /** Whether a bad line holds everything back. */
  readonly strict: boolean
  readonly shard: Shard | undefined
  /** Requests per second to each region, at most; absent: as many as Amazon accepts. */
  readonly rate: number | undefined
  /** Requests under way at once to each region, at most. */
  readonly concurrency: number
  /** Absent: a name made from what the campaign is. */
  readonly journal: string | undefined
  /** Whether there has to be a journal already. */
  readonly resume: boolean
  /** How many users may get nothing without a failure. */
  readonly maxFailures: number
  /** Absent: beside the journal. */
  readonly failedFile: string | undefined
}

/** The skill's Alexa messaging credentials. Never printed, never written. */
export interface Credentials {
  readonly clientId: string
  readonly clientSecret: string
}

/** Settings as users write them: kebab-case names, text values. An empty text is the same as none. */
export type RawSettings = Readonly<Partial<Record<SettingName, string | undefined>>>

const credentialNames = ['client-id', 'client-secret'] as const
type CredentialName = (typeof credentialNames)[number]

/** What is set only if the event goes to a list of users. */
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

/** Notes a mistake in a setting: what it is, after its name, and what to do. */
type Refuse = (name: SettingName, what: string, help: string) => undefined

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
  const refuse: Refuse = (name, what, help) => {
    const message = `${names.subject(name)} ${what}${what.endsWith('?') ? '' : '.'}`
    diagnostics.push(finding('settings/value', undefined, message, help))
    return undefined
  }
  const read = <Name extends SettingName>(name: Name): SettingValues[Name] =>
    parsedValue(name, table[name], raw[name], refuse)

  const command = read('command')
  const settings: Settings = {
    names,
    command,
    manifest: read('manifest'),
    variables: await parseVariables(read('variables'), names, diagnostics),
    release: read('release'),
    releaseLevel: read('release-level'),
    githubToken: read('github-token'),
    repository: read('repository'),
    announcement: read('announcement'),
    referenceId: read('reference-id'),
    expiresIn: read('expires-in'),
    stage: read('stage'),
    ref: read('ref'),
    environment: read('environment'),
    liveRefs: read('live-refs'),
    liveEnvironments: read('live-environments'),
    requireProtected: read('require-protected'),
    regions: read('regions'),
    credentials: credentialsOf(raw, names, diagnostics),
    missingCredentials: credentialNames.filter(name => isBlank(raw[name])),
    onMissingCredentials: read('on-missing-credentials'),
    dryRun: read('dry-run'),
    simulate: read('simulate'),
    retries: read('retries'),
    timeout: read('timeout'),
    authUrl: read('auth-url'),
    apiUrl: read('api-url'),
    failOn: read('fail-on'),
    report: read('report'),
    summary: read('summary'),
    comment: read('comment'),
    campaign: campaignOf(
      {
        strict: read('strict'),
        shard: read('shard'),
        rate: read('rate'),
        concurrency: read('concurrency'),
        journal: read('journal'),
        resume: read('resume'),
        maxFailures: read('max-failures'),
        failedFile: read('failed-file'),
      },
      read('users'),
      read('users-file'),
      listNames.filter(name => !isBlank(raw[name]) && !isDefault(name, raw[name])),
      names,
      refuse,
    ),
    event: eventOf(read('event-file'), read('event'), command, names, diagnostics),
  }
  if (settings.announcement !== undefined && settings.referenceId !== undefined) {
    refuse('announcement', `is set, and ${names.of('reference-id')} too`, 'Keep one of them.')
  }
  const usable = diagnostics.every(diagnostic => diagnostic.severity !== 'error')
  return { settings: usable ? settings : undefined, understood: settings, diagnostics }
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
  setting: Setting<Value, Value>,
  given: string | undefined,
  refuse: Refuse,
): Value {
  const parsed = given === undefined || isBlank(given) ? undefined : setting.parse(given)
  if (parsed === undefined) return setting.fallback
  if ('value' in parsed) return parsed.value
  refuse(name, parsed.mistake, parsed.help)
  return setting.fallback
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === ''
}

function isDefault(name: SettingName, text: string | undefined): boolean {
  return text?.trim().toLowerCase() === table[name].fallbackText
}

function eventOf(
  file: string | undefined,
  text: string | undefined,
  command: Command,
  names: SettingNames,
  diagnostics: Diagnostic[],
): Settings['event'] {
  if (file !== undefined && text !== undefined) {
    const message = `Both ${names.of('event-file')} and ${names.of('event')} are set.`
    diagnostics.push(finding('settings/event-twice', undefined, message, 'Keep one of them.'))
    return undefined
  }
  if (file !== undefined) return { file }
  if (text !== undefined) return { text }
  if (command === 'validate') return undefined
  diagnostics.push(
    finding(
      'settings/event-missing',
      undefined,
      `There is no event to ${command}.`,
      `Set ${names.of('event-file')} to the path of an event file, or write the event into ${names.of('event')}.`,
    ),
  )
  return undefined
}

async function parseVariables(
  text: string | undefined,
  names: SettingNames,
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
      `${names.subject('variables')} is not a map of names to values.`,
      'Write one "name: value" per line, or a JSON object such as {"name": "value"}.',
    ),
  )
  return {}
}

function credentialsOf(
  raw: RawSettings,
  names: SettingNames,
  diagnostics: Diagnostic[],
): Credentials | undefined {
  const clientId = raw['client-id'] ?? ''
  const clientSecret = raw['client-secret'] ?? ''
  const padded = credentialNames.filter(name => {
    const value = raw[name]
    return !isBlank(value) && value !== value?.trim()
  })
  if (padded.length > 0) {
    diagnostics.push(
      finding(
        'settings/credentials-whitespace',
        undefined,
        `${padded.map(names.of).join(' and ')} ${padded.length === 1 ? 'has' : 'have'} blanks or a newline around the value; this run leaves them out.`,
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
        `${names.of('client-id')} does not begin with "amzn1.application-oa2-client.", as ids of skills do.`,
        'Take the pair from the developer console: the skill, Build, Permissions, "Alexa Skill Messaging".',
      ),
    )
  }
  return { clientId: clientId.trim(), clientSecret: clientSecret.trim() }
}

function campaignOf(
  others: Omit<CampaignSettings, 'recipients'>,
  users: string | undefined,
  file: string | undefined,
  set: readonly SettingName[],
  names: SettingNames,
  refuse: Refuse,
): CampaignSettings | undefined {
  if (users !== undefined && file !== undefined) {
    return refuse('users', `is set, and ${names.of('users-file')} too`, 'Keep one of them.')
  }
  if (users !== undefined) return { recipients: { text: users }, ...others }
  if (file !== undefined) return { recipients: file === '-' ? 'input' : { file }, ...others }
  for (const name of set) {
    refuse(
      name,
      'is set, but there is no list of users it could have an effect on',
      `Set ${names.of('users')} or ${names.of('users-file')} to send to single users, or leave it out.`,
    )
  }
  return undefined
}
