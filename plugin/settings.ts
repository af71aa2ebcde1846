import type { Stage } from '../src/core/alexa.ts'
import { isObject, type JsonObject, pathText } from '../src/core/json.ts'
import { problemsFrom } from '../src/core/schema/problems.ts'
import type { RawSettings } from '../src/core/settings.ts'
import { coerced } from './coerce.ts'
import { schema, validate } from './generated/settings.problems.js'
import type { AlexaProactiveSettings } from './generated/settings-types.ts'
import type { Problem } from './problem.ts'
import { isBelow, secretProblems, settingsPath, variableSettings } from './secrets.ts'
import { mapAt } from './service.ts'

/** `custom.alexaProactive`, checked and typed. */
export interface PluginSettings {
  readonly skillId: string | undefined
  readonly manifest: string | undefined
  readonly events: readonly EventSettings[]
  /** Patterns of service stages in their order; undefined where the defaults count. */
  readonly stages: ReadonlyMap<string, StageChoice> | undefined
  readonly stage: 'auto' | Stage
  readonly variables: JsonObject
  /** Names of the environment variables that hold the credentials. */
  readonly credentials: { readonly clientId: string; readonly clientSecret: string }
  readonly failDeploy: boolean
  readonly failOn: 'error' | 'warning' | 'never'
  /** What the core reads by itself, under its names. */
  readonly raw: RawSettings
}

export type StageChoice = Stage | 'none'

/** One entry of `events`. */
export interface EventSettings {
  readonly name: string
  readonly file: string
  readonly on: 'deploy' | 'demand'
  readonly variables: JsonObject
  readonly raw: RawSettings
}

/**
 * Reads `custom.alexaProactive`.
 *
 * @param custom of serverless.yml, variables resolved
 * @param environment where the secrets are that must not stand in it
 * @returns the settings, or every mistake in their names and types, and what else the core can read
 */
export function readPluginSettings(
  custom: JsonObject,
  environment: Readonly<Record<string, string | undefined>>,
):
  | { readonly settings: PluginSettings }
  | {
      readonly settings: undefined
      readonly problems: readonly Problem[]
      readonly rest: RawSettings
    } {
  const written = custom['alexaProactive'] ?? {}
  const plain = isObject(written) ? coerced(written, schema) : written
  const map = isObject(plain) ? plain : {}
  const secrets = secretProblems({ ...custom, alexaProactive: plain }, map, environment)
  // What may hold a secret is taken out before anything is said about it.
  const safe = isObject(plain) ? without(plain, secrets) : plain
  if (!validate(safe)) {
    const shape = isObject(schema)
      ? problemsFrom(validate.errors ?? [], schema, safe, {
          name: pathText(settingsPath),
          path: settingsPath,
        }).map(problemOf)
      : []
    const rest = without(isObject(safe) ? safe : {}, shape)
    return {
      settings: undefined,
      problems: [...secrets, ...shape],
      rest: validate(rest) ? rawOf(rest) : {},
    }
  }
  const problems = [...secrets, ...sharedReferenceId(safe)]
  return problems.length > 0
    ? { settings: undefined, problems, rest: rawOf(safe) }
    : { settings: settingsOf(safe, map) }
}

/** The settings in which no problem was found; none where it is all of them. */
function without(settings: JsonObject, problems: readonly Problem[]): JsonObject {
  const own = problems.filter(({ path }) => isBelow(path, settingsPath))
  if (own.some(({ path }) => path.length === settingsPath.length)) return {}
  const wrong = new Set(own.map(({ path }) => path[settingsPath.length]))
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !wrong.has(name)))
}

function problemOf(found: Omit<Problem, 'rule'>): Problem {
  const { path, part, message, help } = found
  return { rule: 'serverless/setting', path, part, message, help }
}

function sharedReferenceId({ referenceId, events }: AlexaProactiveSettings): readonly Problem[] {
  const sharing = Object.values(events ?? {}).filter(event => event.referenceId === undefined)
  if (referenceId === undefined || sharing.length < 2) return []
  return [
    {
      rule: 'serverless/reference-id-shared',
      path: [...settingsPath, 'referenceId'],
      part: 'value',
      message: `${pathText([...settingsPath, 'referenceId'])} would be the reference id of ${sharing.length} events.`,
      help: 'Write referenceId into the event it belongs to, or leave it out.',
    },
  ]
}

function settingsOf(given: AlexaProactiveSettings, written: JsonObject): PluginSettings {
  const { skillId, manifest, stages, stage, clientId, clientSecret } = given
  const writtenEvents = mapAt(written, 'events')
  return {
    skillId,
    manifest,
    events: Object.entries(given.events ?? {}).map(([name, event]) => ({
      name,
      file: event.file,
      on: event.on ?? 'demand',
      variables: mapAt(mapAt(writtenEvents, name), 'variables'),
      raw: present(announcementOf(event)),
    })),
    stages: stages === undefined ? undefined : new Map(Object.entries(stages)),
    stage: stage ?? 'auto',
    variables: mapAt(written, 'variables'),
    credentials: {
      clientId: clientId ?? variableSettings.clientId,
      clientSecret: clientSecret ?? variableSettings.clientSecret,
    },
    failDeploy: given.failDeploy ?? false,
    failOn: given.failOn ?? 'error',
    raw: rawOf(given),
  }
}

function rawOf(given: AlexaProactiveSettings): RawSettings {
  return present({
    ...announcementOf(given),
    retries: given.retries?.toString(),
    timeout: given.timeout,
    'dry-run': given.dryRun?.toString(),
    simulate: given.simulate?.toString(),
    'fail-on': given.failOn,
    'on-missing-credentials': given.onMissingCredentials,
    report: given.report,
    'auth-url': given.authUrl,
    'api-url': given.apiUrl,
  })
}

/** What may stand for all events, and for each by itself. */
function announcementOf({
  regions,
  expiresIn,
  referenceId,
}: Pick<AlexaProactiveSettings, 'regions' | 'expiresIn' | 'referenceId'>): RawSettings {
  return { regions: regions?.join(), 'expires-in': expiresIn, 'reference-id': referenceId }
}

/** Without what is not given, so that it hides nothing when it is laid over other settings. */
function present(raw: RawSettings): RawSettings {
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined))
}
