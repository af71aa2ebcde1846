import { isObject, type Json, type JsonObject, parsedJson, property } from '../src/core/json.ts'
import type { Framework, Provider } from './framework.ts'

/** What the plugin knows of a service. */
export interface Service {
  readonly name: string
  /** The service stage; the stage of the skill follows from it. */
  readonly stage: string
  /** Of AWS; undefined where the provider knows none. */
  readonly region: string | undefined
  readonly isAws: boolean
  /** `custom` of serverless.yml, variables resolved. */
  readonly custom: JsonObject
  /** `functions` of serverless.yml. */
  readonly functions: JsonObject
  readonly folder: string
  /** `serverless.yml`, relative to the folder. */
  readonly configurationFile: string
  /** The words of the command: `['deploy']`. */
  readonly words: readonly string[]
  readonly options: Readonly<Record<string, unknown>>
}

/** Reads what the framework knows of a service, once its variables are resolved. */
export function serviceOf(framework: Framework): Service {
  const { service, processedInput } = framework
  const provider = providerOf(framework)
  const { options } = processedInput
  const stage = provider?.getStage?.() ?? textOf(options['stage']) ?? service.provider.stage
  return {
    name: service.service ?? '',
    stage: stage ?? 'dev',
    region: provider?.getRegion?.() ?? textOf(options['region']) ?? service.provider.region,
    isAws: service.provider.name === 'aws',
    custom: plainObject(service.custom),
    functions: plainObject(service.functions),
    folder: framework.serviceDir ?? '.',
    configurationFile: framework.configurationFilename ?? 'serverless.yml',
    words: processedInput.commands,
    options,
  }
}

/** The provider of the service; undefined where its plugin is not there. */
export function providerOf(framework: Framework): Provider | undefined {
  try {
    return framework.getProvider(framework.service.provider.name)
  } catch {
    return undefined
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/**
 * A configuration in TypeScript may hold anything, and a key without value in YAML is null: the
 * framework takes both for nothing, and so do we.
 */
function plainObject(value: Json | undefined): JsonObject {
  const text = JSON.stringify(value, (_key, inner: unknown) => inner ?? undefined)
  const plain = text === undefined ? undefined : parsedJson(text)
  return isObject(plain) ? plain : {}
}

/** The value of one key that is a map; an empty one for anything else. */
export function mapAt(object: JsonObject, key: string): JsonObject {
  const value = property(object, key)
  return isObject(value) ? value : {}
}
