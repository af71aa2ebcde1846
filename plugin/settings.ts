import type { Stage } from '../src/core/alexa.ts'
import {
  isArray,
  isAtOrBelow,
  isObject,
  type Json,
  type JsonObject,
  pathText,
  property,
} from '../src/core/json.ts'
import { problemsFound } from '../src/core/schema/problems.ts'
import type { SettingNames } from '../src/core/setting-names.ts'
import { camelCase, type RawSettings, settingsOf as settingsOfDoor } from '../src/core/settings.ts'
import type { SettingName } from '../src/core/settings-table.ts'
import type { Environment } from '../src/core/world.ts'
import { engineProblems, engineSecrets, engineSettings } from './campaigns.ts'
import { type Problem, secretProblems, settingsPath, variableSettings } from './configuration.ts'
import { schema, validate } from './generated/settings.problems.js'
import type { AlexaProactiveSettings } from './generated/settings-types.ts'
import { mapAt } from './service.ts'

/** `custom.alexaProactive`, checked and typed. */
export type PluginSettings = ReturnType<typeof settingsOf>

export type StageChoice = Stage | 'none'

/** An event to run a command with. */
export interface ChosenEvent {
  /** In `custom.alexaProactive.events`; undefined for a file that was named on the command line. */
  readonly name: string | undefined
  readonly file: string
  /** Whether the settings have nothing but its path: `release: events/release.yaml`. */
  readonly isShort?: boolean
  readonly variables: JsonObject
  readonly raw: RawSettings
}

/** One entry of `events`. */
export interface EventSettings extends ChosenEvent {
  readonly name: string
  readonly on: 'deploy' | 'demand'
}

/**
 * Reads `custom.alexaProactive`: the settings, or every mistake in their names and types, and what else the core
 * can read.
 *
 * @param functions of the service, which no function of ours may replace
 */
export function readPluginSettings(
  custom: JsonObject,
  environment: Environment,
  functions: JsonObject = {},
):
  | { readonly settings: PluginSettings }
  | {
      readonly settings: undefined
      readonly problems: readonly Problem[]
      readonly rest: RawSettings
    } {
  const written = coerced(custom['alexaProactive'] ?? {}, schema)
  const map = isObject(written) ? written : {}
  const secrets = [
    ...secretProblems({ ...custom, alexaProactive: written }, map, environment),
    ...engineSecrets(map),
  ]
  // What may hold a secret is taken out before anything is said about it.
  const safeMap = without(map, secrets)
  const safe = isObject(written) ? safeMap : written
  if (validate(safe)) {
    const problems = [...secrets, ...sharedReferenceId(safe), ...engineProblems(safe, functions)]
    return problems.length > 0
      ? { settings: undefined, problems, rest: rawOf(safeMap) }
      : { settings: settingsOf(safe, map) }
  }
  const shape = problemsFound({ validate, schema }, safe, settingsPath).map(
    (problem): Problem => ({ ...problem, rule: 'serverless/setting' }),
  )
  const right = without(safeMap, shape)
  return {
    settings: undefined,
    problems: [...secrets, ...shape],
    rest: validate(right) ? rawOf(right) : {},
  }
}

/** The settings in which no problem was found; none where it is all of them. */
function without(settings: JsonObject, problems: readonly Problem[]): JsonObject {
  const own = problems.filter(({ path }) => isAtOrBelow(path, settingsPath))
  if (own.some(({ path }) => path.length === settingsPath.length)) return {}
  const wrong = new Set(own.map(({ path }) => path[settingsPath.length]))
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !wrong.has(name)))
}

function sharedReferenceId({ referenceId, events }: AlexaProactiveSettings): readonly Problem[] {
  const sharing = Object.values(events ?? {}).filter(
    event => typeof event === 'string' || event.referenceId === undefined,
  )
  if (referenceId === undefined || sharing.length < 2) return []
  const path = [...settingsPath, 'referenceId']
  const message = `${pathText(path)} would be the reference id of ${sharing.length} events.`
  const help = 'Write referenceId into the event it belongs to, or leave it out.'
  return [{ rule: 'serverless/reference-id-shared', path, part: 'value', message, help }]
}

function settingsOf(given: AlexaProactiveSettings, written: JsonObject) {
  const { clientId, clientSecret } = { ...variableSettings, ...given }
  const liveRefs: readonly string[] | undefined = given.liveRefs
  const writtenEvents = mapAt(written, 'events')
  const events = Object.entries(given.events ?? {}).map(([name, of]): EventSettings => {
    const isShort = typeof of === 'string'
    const event = mapAt(writtenEvents, name)
    return {
      name,
      file: isShort ? of : of.file,
      ...(isShort && { isShort }),
      on: (isShort ? undefined : of.on) ?? 'demand',
      variables: mapAt(event, 'variables'),
      raw: rawOf(event),
    }
  })
  return {
    skillId: given.skillId,
    manifest: given.manifest,
    events,
    /** Patterns of service stages in their order; undefined where the defaults count. */
    stages: given.stages && new Map(Object.entries(given.stages)),
    stage: given.stage ?? 'auto',
    /** Branches and tags that live is sent from; undefined where they do not matter. */
    liveRefs,
    subscribers: given.subscribers ?? false,
    /** What the stack has for campaigns; undefined where it has nothing. */
    campaigns: engineSettings(given, written),
    failDeploy: given.failDeploy ?? false,
    failOn: given.failOn ?? 'error',
    variables: mapAt(written, 'variables'),
    /** Names of the environment variables that hold them. */
    credentials: { clientId, clientSecret },
    /** What the core reads by itself, under its names. */
    raw: rawOf(written),
  }
}

/** What the core reads by itself, as it stands for all events or in one. */
function rawOf(written: JsonObject): RawSettings {
  const entries = settingsOfDoor('plugin').flatMap(name => {
    const value = property(written, camelCase(name))
    return value === undefined ? [] : [[name, isArray(value) ? value.join() : String(value)]]
  })
  return Object.fromEntries(entries)
}

/** Options of the commands that stand for a setting. */
const optionOf: Readonly<Partial<Record<SettingName, string>>> = {
  'event-file': 'event-file',
  variables: 'variables',
  regions: 'endpoint-regions',
  stage: 'skill-stage',
  'dry-run': 'dry-run',
  simulate: 'simulate',
  'users-file': 'users-file',
  subscribers: 'subscribers',
  detach: 'detach',
}

/**
 * How a service calls the settings: by an option of the command, else as they stand below
 * `custom.alexaProactive` or one event there.
 */
export function namesIn(
  { clientId, clientSecret }: PluginSettings['credentials'],
  options: Readonly<Record<string, unknown>>,
  event: Pick<ChosenEvent, 'name' | 'isShort' | 'raw'> | undefined,
): SettingNames {
  const variables: Readonly<Partial<Record<SettingName, string>>> = {
    'client-id': clientId,
    'client-secret': clientSecret,
  }
  const optionFor = (name: SettingName): string | undefined => {
    const option = optionOf[name]
    return option === undefined || options[option] === undefined ? undefined : `--${option}`
  }
  const ofEvents = event?.name === undefined ? undefined : [...settingsPath, 'events', event.name]
  return {
    of(name) {
      if (name === 'event-file' && ofEvents !== undefined) {
        return pathText(event?.isShort === true ? ofEvents : [...ofEvents, 'file'])
      }
      return variables[name] ?? optionFor(name) ?? camelCase(name)
    },
    subject(name) {
      const option = optionFor(name)
      if (option !== undefined) return `The option ${option}`
      if (variables[name] !== undefined) return `The variable ${variables[name]}`
      const isOfEvent = ofEvents !== undefined && Object.hasOwn(event?.raw ?? {}, name)
      return pathText([...(isOfEvent ? ofEvents : settingsPath), camelCase(name)])
    },
  }
}

/**
 * Gives values the types that a schema asks for, where what was written can only mean that: variables
 * of serverless.yml often resolve to texts (`"true"`, `"3"`, `"NA, EU"`). Everything else stays.
 */
function coerced(value: Json, schema: Json | undefined): Json {
  if (!isObject(schema)) return value
  const { type: types, properties = {}, additionalProperties = null } = schema
  // Of several types, the one that the value can be meant as.
  const type = !isArray(types) ? types : isObject(value) ? 'object' : types[0]
  if (type === 'array') return listed(value)
  if (type === 'object' && isObject(value)) {
    const schemaOf = (key: string) => (isObject(properties) ? property(properties, key) : undefined)
    const entries = Object.entries(value).map(([key, item]) => [
      key,
      coerced(item, schemaOf(key) ?? additionalProperties),
    ])
    return Object.fromEntries(entries)
  }
  const isScalar = typeof value === 'number' || typeof value === 'boolean'
  if (type === 'string' && isScalar) return String(value)
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  const isDigits = typeof value === 'string' && /^\d{1,9}$/.test(value)
  return type === 'integer' && isDigits ? Number(value) : value
}

/** The frameworks make a list of one of a text before anybody else sees it: `["NA, EU"]`. */
function listed(value: Json): Json {
  if (typeof value === 'string') return value.split(/[\s,]+/).filter(item => item !== '')
  return isArray(value)
    ? value.flatMap(item => (typeof item === 'string' ? listed(item) : [item]))
    : value
}
