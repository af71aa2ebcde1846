import {
  isArray,
  isObject,
  type JsonObject,
  parsedJson,
  property,
  textAt,
  without,
} from '../src/core/json.ts'
import type { AwsSession } from '../src/engine/clients.ts'
import { functionKey, hasEngineFunction } from './engine/resources.ts'
import type { AwsCredentials, Framework, Provider } from './framework.ts'
import type { DeploymentKnown, KnownFunction, StackOutput } from './template/resolve.ts'

export type Service = ReturnType<typeof serviceOf>

/** Reads what the framework knows of a service, once its variables are resolved. */
export function serviceOf(framework: Framework) {
  const { service, processedInput } = framework
  const provider = providerOf(framework)
  const { options } = processedInput
  const region = provider?.getRegion?.() ?? textOf(options['region']) ?? service.provider.region
  const folder = framework.serviceDir ?? '.'
  const stage = provider?.getStage?.() ?? textOf(options['stage']) ?? service.provider.stage
  return {
    name: service.service ?? '',
    /** The service stage; the stage of the skill follows from it. */
    stage: stage ?? 'dev',
    /** Of AWS; undefined where the provider knows none. */
    region,
    isAws: service.provider.name === 'aws',
    /** Variables are resolved in it. */
    custom: plainObject(service.custom),
    functions: plainObject(service.functions),
    folder,
    /** Relative to the folder. */
    configurationFile: framework.configurationFilename ?? 'serverless.yml',
    /** The words of the command: `['deploy']`. */
    words: processedInput.commands,
    options,
    /** How AWS is asked about what the framework has deployed: with its credentials, in its region. */
    async aws(): Promise<AwsSession> {
      const credentials = await credentialsOf(provider)
      const config = {
        ...(region !== undefined && { region }),
        ...(credentials !== undefined && { credentials }),
      }
      return { folder, config }
    },
  }
}

/** Credentials that the clients of AWS would not find by themselves: those of a profile of the stage, say. */
async function credentialsOf(provider: Provider | undefined): Promise<AwsCredentials | undefined> {
  const current = provider?.getAwsSdkV3CredentialsProvider?.()
  if (current !== undefined) return current
  const { credentials } = (await provider?.getCredentials?.()) ?? {}
  if (credentials === undefined || !('getPromise' in credentials)) return credentials
  return async () => {
    await credentials.getPromise()
    const { accessKeyId, secretAccessKey, sessionToken, expireTime } = credentials
    return {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken && { sessionToken }),
      ...(expireTime && { expiration: expireTime }),
    }
  }
}

/** The provider of the service; undefined where its plugin is not there. */
export function providerOf(framework: Framework): Provider | undefined {
  return framework.getProvider(framework.service.provider.name) || undefined
}

/** The account of AWS that is deployed to, which the framework has asked for; undefined where it cannot tell. */
export async function accountOf(framework: Framework): Promise<string | undefined> {
  try {
    return await providerOf(framework)?.getAccountId?.()
  } catch {
    return undefined
  }
}

/** A text that says anything, without the spaces around it. */
export function textOf(value: unknown): string | undefined {
  return (typeof value === 'string' && value.trim()) || undefined
}

/**
 * A configuration in TypeScript may hold anything, and a key without value in YAML is null: the
 * framework takes both for nothing, and so do we.
 */
function plainObject(value: unknown): JsonObject {
  const text = JSON.stringify(value, (_key, inner: unknown) => inner ?? undefined)
  const plain = text === undefined ? undefined : parsedJson(text)
  return isObject(plain) ? plain : {}
}

/** The value of one key that is a map; an empty one for anything else. */
export function mapAt(object: JsonObject, key: string): JsonObject {
  const value = property(object, key)
  return isObject(value) ? value : {}
}

/** The compiled template and the functions in it; undefined where there is none, as for one function alone. */
export function deploymentOf(
  framework: Framework,
  service: Service,
  skill: Pick<DeploymentKnown, 'skillId' | 'manifest' | 'accountId'>,
): DeploymentKnown | undefined {
  const template = framework.service.provider.compiledCloudFormationTemplate
  if (!service.isAws || service.region === undefined || !isObject(template)) return undefined
  const functions = plainObject(framework.service.functions)
  const { naming } = providerOf(framework) ?? {}
  // The function of the engine is not one of the skill's: Alexa does not call it.
  const hasEngine = hasEngineFunction(functions)
  const engineId = hasEngine ? naming?.getLambdaLogicalId?.(functionKey) : undefined
  return {
    serviceName: service.name,
    stage: service.stage,
    region: service.region,
    ...skill,
    template: engineId === undefined ? template : without(template, ['Resources', engineId]),
    functions: functionsOf(hasEngine ? without(functions, [functionKey]) : functions, naming),
  }
}

function functionsOf(functions: JsonObject, naming: Provider['naming']): readonly KnownFunction[] {
  return Object.keys(functions).flatMap(key => {
    const logicalId = naming?.getLambdaLogicalId?.(key)
    const name = textAt(functions, key, 'name')
    return logicalId !== undefined && name !== undefined ? [{ key, logicalId, name }] : []
  })
}

/** The outputs of the deployed stack, if the framework's own plugin for `info` has gathered them. */
export function stackOutputs({ pluginManager }: Framework): readonly StackOutput[] | undefined {
  const info = pluginManager.plugins.find(plugin => plugin.constructor.name === 'AwsInfo')
  if (info === undefined || !('gatheredData' in info)) return undefined
  const outputs = property(plainObject(info.gatheredData), 'outputs')
  if (!isArray(outputs)) return undefined
  return outputs.filter(isObject).flatMap(output => {
    const key = textAt(output, 'OutputKey')
    const value = textAt(output, 'OutputValue')
    return key !== undefined && value !== undefined ? [{ key, value }] : []
  })
}
