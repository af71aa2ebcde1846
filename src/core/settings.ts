import { countOf, type Diagnostic, finding, type RuleId } from './diagnostic.ts'
import { isObject, type JsonObject } from './json.ts'
import type { Command, Door, Setting } from './setting-kinds.ts'
import { type SettingNames, tableNames } from './setting-names.ts'
import {
  type SettingName,
  type SettingValues,
  settingGroups,
  settings as table,
} from './settings-table.ts'
import { readText } from './source/read.ts'
import type { Environment } from './world.ts'

/** Names of all settings, in the order of the table. */
export const settingNames: readonly SettingName[] = Object.keys(table).filter(isSettingName)

/** Whether there is such a setting. */
export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(table, name)
}

/** Names of the settings that a door has. */
export function settingsOf(door: Door): readonly SettingName[] {
  return settingNames.filter(name => (table[name].doors ?? ['action', 'cli']).includes(door))
}

/** The title under which the help lists a setting. */
export function titleOf(name: SettingName): string {
  const titles = Object.keys(settingGroups)
  return titles.find(title => Object.hasOwn(settingGroups[title] ?? {}, name)) ?? ''
}

type CamelCase<Name extends string> = Name extends `${infer Word}-${infer Rest}`
  ? `${Word}${Capitalize<CamelCase<Rest>>}`
  : Name

/** The name of a setting in serverless.yml and in code: `liveRefs`. */
export function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** Values of settings, each under its name in camelCase. */
type ValuesOf<Name extends SettingName> = {
  readonly [One in Name as CamelCase<One>]: SettingValues[One]
}

/** Reads some settings, in the order of their names. */
function valuesOf<Name extends SettingName>(
  names: readonly Name[],
  read: <One extends SettingName>(name: One) => SettingValues[One],
): ValuesOf<Name> {
  const entries: readonly (readonly unknown[])[] = names.map(name => [camelCase(name), read(name)])
  return Object.fromEntries(entries)
}

/** Names of the settings that are set only if the event goes to a list of users. */
const listNames = [
  'strict',
  'shard',
  'rate',
  'concurrency',
  'journal',
  'resume',
  'max-failures',
  'failed-file',
  'engine',
  'detach',
] as const
const credentialNames = ['client-id', 'client-secret'] as const
const accessNames = [
  'ask-refresh-token',
  'ask-lwa-client-id',
  'ask-lwa-client-confirmation',
] as const
const sourceNames = [
  'variables',
  'event',
  'event-file',
  'users',
  'users-file',
  'subscribers',
] as const

type ListName = (typeof listNames)[number]
type PlainName = Exclude<
  SettingName,
  ListName | (typeof credentialNames | typeof accessNames | typeof sourceNames)[number]
>
const others: readonly string[] = [...listNames, ...credentialNames, ...accessNames, ...sourceNames]
/** Those that a run takes as they are. */
const plainNames = settingNames.filter((name): name is PlainName => !others.includes(name))

/** Settings of a run, checked and typed; the table says what each of them means. Durations are milliseconds. */
export interface Settings extends ValuesOf<PlainName> {
  readonly names: SettingNames
  readonly variables: JsonObject
  readonly credentials: Credentials | undefined
  /** Names of the credentials that are not given; empty where `credentials` is there. */
  readonly missingCredentials: readonly (typeof credentialNames)[number][]
  readonly developerAccess: DeveloperAccess | undefined
  /** Names of the parts of it that are not given; empty where it is there. */
  readonly missingAccess: readonly (typeof accessNames)[number][]
  /** Absent: the event goes to no list of users. */
  readonly campaign: CampaignSettings | undefined
  /** A file, text given in place, or none (`validate` alone). */
  readonly event: { readonly file: string } | { readonly text: string | Uint8Array } | undefined
}

/** Settings of an event that goes to a list of users, checked and typed. */
export interface CampaignSettings extends ValuesOf<ListName> {
  /** Text given in place, a file, standard input, or a table of subscribers. */
  readonly recipients:
    | { readonly text: string }
    | { readonly file: string }
    | 'input'
    | { readonly subscribers: string }
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

/** Settings on their way to their types. */
interface Reading {
  readonly raw: RawSettings
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
  const plain = valuesOf(plainNames, reading.read)
  const understood: Settings = {
    ...plain,
    names,
    variables: await variablesOf(reading),
    credentials: credentialsOf(reading),
    missingCredentials: credentialNames.filter(name => isBlank(raw[name])),
    developerAccess: accessOf(reading),
    missingAccess: accessNames.filter(name => isBlank(raw[name])),
    campaign: campaignOf(reading),
    event: eventOf(reading, plain.command),
  }
  if (plain.announcement !== undefined && plain.referenceId !== undefined) {
    const what = `is set, and ${names.of('reference-id')} too`
    reading.refuse('announcement', what, 'Keep one of them.')
  }
  const isUsable = countOf(diagnostics, 'error') === 0
  return { settings: isUsable ? understood : undefined, understood, diagnostics }
}

/**
 * Adds the values that environment variables hold to settings that are not given.
 *
 * @param command the settings to look at are those that have an effect on this command
 */
export function withEnvironment(
  raw: RawSettings,
  environment: Environment,
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

function eventOf({ names, note, read }: Reading, command: Command): Settings['event'] {
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
  const { value, place } = reading.document
  if (isObject(value)) return value
  const message = `${names.subject('variables')} is not a map of names to values.`
  const help = 'Write one "name: value" per line, or a JSON object such as {"name": "value"}.'
  diagnostics.push(finding('settings/variables', place([]), message, help))
  return {}
}

function credentialsOf({ raw, names, note }: Reading): Credentials | undefined {
  const padded = credentialNames.filter(
    name => !isBlank(raw[name]) && /^\s|\s$/.test(raw[name] ?? ''),
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
  const how = valuesOf(listNames, read)
  const lists = ['users', 'users-file', 'subscribers'] as const
  const { users: text, usersFile: file, subscribers } = valuesOf(lists, read)
  const [first, second] = lists.filter(name => !isBlank(raw[name]))
  if (first !== undefined && second !== undefined) {
    return refuse(first, `is set, and ${names.of(second)} too`, 'Keep one of them.')
  }
  if (first !== undefined) refuseBesideEngine(how, reading)
  if (text !== undefined) return { recipients: { text }, ...how }
  if (file !== undefined) return { recipients: file === '-' ? 'input' : { file }, ...how }
  if (subscribers !== undefined) return { recipients: { subscribers }, ...how }
  for (const name of listNames) {
    const value = raw[name]?.trim().toLowerCase() ?? ''
    if (value === '' || value === table[name].fallbackText) continue
    const what = 'is set, but there is no list of users it could have an effect on'
    const help = `Set ${names.of('users')} or ${names.of('users-file')} to send to single users, or leave it out.`
    refuse(name, what, help)
  }
  return undefined
}

/** What has no meaning beside an engine, or only beside one. */
function refuseBesideEngine(how: ValuesOf<ListName>, { raw, names, refuse }: Reading): void {
  if (isBlank(raw.engine)) {
    if (!how.detach) return
    const help = `Set ${names.of('engine')} to the ARN of an engine, or leave it out.`
    refuse('detach', `is set, but ${names.of('engine')} is not`, help)
    return
  }
  const instead = {
    simulate: `The simulator is on this machine: leave ${names.of('engine')} out to try the event with it, or ${names.of('simulate')} to send.`,
    shard: 'Leave it out: the engine splits the list into chunks by itself.',
    resume: `Leave it out: the same command follows the campaign that has begun, and "alexa-proactive campaign-resume" resumes one that was stopped.`,
    journal: 'Leave it out: the journals are in the bucket of the engine.',
  } as const
  const given = { ...how, simulate: raw.simulate?.trim().toLowerCase() === 'true' }
  for (const name of ['simulate', 'shard', 'resume', 'journal'] as const) {
    if (given[name] === undefined || given[name] === false) continue
    refuse(name, `is set, and ${names.of('engine')} too`, instead[name])
  }
}
