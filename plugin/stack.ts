import { isObject, property } from '../src/core/json.ts'
import type { Framework } from './framework.ts'
import type { Preparation } from './preparation.ts'
import { mapAt, providerOf } from './service.ts'
import type { DeploymentKnown, KnownFunction, StackOutput } from './template/resolve.ts'

/**
 * What is known of the deploy: the compiled template and the functions in it.
 *
 * @returns undefined where there is no template: another provider, or one function alone is deployed
 */
export function deploymentOf(
  framework: Framework,
  { service, skill }: Preparation,
): DeploymentKnown | undefined {
  const template = framework.service.provider.compiledCloudFormationTemplate
  if (!service.isAws || service.region === undefined || !isObject(template)) return undefined
  return {
    serviceName: service.name,
    stage: service.stage,
    region: service.region,
    // Only AWS knows it, and nothing is asked of AWS from here.
    accountId: undefined,
    skillId: skill.id,
    manifest: skill.manifest.manifest,
    template,
    functions: functionsOf(framework),
  }
}

function functionsOf(framework: Framework): readonly KnownFunction[] {
  const provider = providerOf(framework)
  const functions = framework.service.functions
  if (!isObject(functions)) return []
  return Object.keys(functions).flatMap(key => {
    const logicalId = provider?.naming?.getLambdaLogicalId?.(key)
    const name = property(mapAt(functions, key), 'name')
    return logicalId === undefined || typeof name !== 'string'
      ? []
      : [{ key, logicalId, deployedName: name }]
  })
}

/**
 * The outputs of the deployed stack, as the framework's own plugin for `info` has gathered them.
 *
 * @returns undefined where it has not: another provider, or nothing was deployed
 */
export function stackOutputs({ pluginManager }: Framework): readonly StackOutput[] | undefined {
  for (const plugin of pluginManager.plugins) {
    if (plugin.constructor.name !== 'AwsInfo' || !('gatheredData' in plugin)) continue
    return outputsIn(plugin.gatheredData)
  }
  return undefined
}

function outputsIn(gathered: unknown): readonly StackOutput[] | undefined {
  if (typeof gathered !== 'object' || gathered === null || !('outputs' in gathered))
    return undefined
  const { outputs } = gathered
  if (!Array.isArray(outputs)) return undefined
  return outputs.flatMap((output: unknown) => {
    if (typeof output !== 'object' || output === null) return []
    const key = 'OutputKey' in output ? output.OutputKey : undefined
    const value = 'OutputValue' in output ? output.OutputValue : undefined
    return typeof key === 'string' && typeof value === 'string' ? [{ key, value }] : []
  })
}
