import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isObject, type JsonObject, leavesOf, pathText } from '../src/core/json.ts'
import { type Problem, secretProblem, settingsPath } from './configuration.ts'
import {
  type EngineSettings,
  functionKey,
  hasEngineFunction,
  ids,
  outputsFor,
  resourcesFor,
} from './engine/resources.ts'
import type { Framework } from './framework.ts'
import type { AlexaProactiveSettings } from './generated/settings-types.ts'
import { mapAt, providerOf, serviceOf } from './service.ts'

const settingPath = [...settingsPath, 'campaigns']

/** The settings with their defaults; undefined where the service has no campaigns. */
export function engineSettings(
  { campaigns }: AlexaProactiveSettings,
  written: JsonObject,
): EngineSettings | undefined {
  if (campaigns === undefined || typeof campaigns === 'boolean') return undefined
  const map = mapAt(written, 'campaigns')
  return {
    credentials: '',
    concurrency: 4,
    chunk: 5000,
    keepDays: 30,
    memory: 512,
    runtime: 'nodejs22.x',
    architecture: 'arm64',
    ...campaigns,
    vpc: mapAt(map, 'vpc'),
    layers: map['layers'] ?? [],
    extensions: mapAt(map, 'extensions'),
  }
}

/** Campaigns that could not send anything, or would take the place of a function of the service. */
export function engineProblems(
  { campaigns = false }: AlexaProactiveSettings,
  functions: JsonObject,
): readonly Problem[] {
  return campaigns === false ? [] : [...credentialsProblems(campaigns), ...nameProblems(functions)]
}

function credentialsProblems(
  campaigns: NonNullable<AlexaProactiveSettings['campaigns']>,
): readonly Problem[] {
  if (typeof campaigns === 'object' && campaigns.credentials !== undefined) return []
  const message = `${pathText(settingPath)} does not say where the credentials of the skill are, so nothing could be sent.`
  const help =
    'Write {"clientId": "…", "clientSecret": "…"} into a file, put it into a parameter with "aws ssm put-parameter --type SecureString --name /storms/alexa --value file://credentials.json", and name that here: "campaigns: { credentials: /storms/alexa }".'
  return [{ rule: 'serverless/setting', path: settingPath, part: 'value', message, help }]
}

/** A function of the service under the name of ours, which is among them too once it was added. */
function nameProblems(functions: JsonObject): readonly Problem[] {
  if (functions[functionKey] === undefined || hasEngineFunction(functions)) return []
  const path = ['functions', functionKey]
  const message = `${pathText(path)} has the name of the function that "campaigns" adds, which would take its place.`
  const help = 'Give your function another name.'
  return [{ rule: 'serverless/setting', path, part: 'key', message, help }]
}

/** Ids and secrets of clients, old and new; a map is the credentials themselves. */
const looksSecret = /amzn1\.(?:application-oa2-client|oa2-cs)|[0-9a-f]{64}/i

/** The value where its name should be. Nothing that is said holds it. */
export function engineSecrets(settings: JsonObject): readonly Problem[] {
  const { credentials } = mapAt(settings, 'campaigns')
  const isSecret =
    isObject(credentials) ||
    leavesOf(credentials ?? null, []).some(({ value }) => looksSecret.test(String(value)))
  if (!isSecret) return []
  const what = 'is not the name of a parameter or of a secret, so it seems to be the value itself'
  const help =
    'Put the value into SSM or Secrets Manager, and write its name here: "credentials: /storms/alexa". If it was deployed or committed, make a new one in the developer console.'
  return [secretProblem([...settingPath, 'credentials'], what, help)]
}

/** The code as it is published with this package, whose modules are a folder below. */
const code = new URL('../dispatcher.zip', import.meta.url)

/** Where the framework uploads from; relative, so that a package is the same on every machine. */
const artifact = join('.serverless', 'alexa-proactive-campaigns.zip')

/**
 * Adds the function to those of the service. Before functions are compiled, so that the framework uploads
 * its code; after they are built, so that no bundler looks for its handler.
 */
export async function addFunction(
  framework: Framework,
  { runtime, memory, architecture }: EngineSettings,
): Promise<void> {
  const { functions } = framework.service
  if (!isObject(functions)) return
  const { name, stage, folder } = serviceOf(framework)
  await mkdir(join(folder, '.serverless'), { recursive: true })
  await copyFile(code, join(folder, artifact))
  const suffix = '-alexaCampaigns'
  // As the framework names functions, which it has done by now. Lambda takes 64 characters.
  const functionName = `${`${name}-${stage}`.slice(0, 64 - suffix.length)}${suffix}`
  Object.assign(functions, {
    [functionKey]: {
      name: functionName,
      handler: 'dispatcher.handler',
      description: 'Sends a chunk of a campaign of alexa-proactive',
      runtime,
      architecture,
      memorySize: memory,
      timeout: 900,
      role: ids.functionRole,
      // Alone: the package of the service is not there where it has no other function.
      package: { individually: true, artifact },
      // Nobody calls an older version.
      versionFunction: false,
      vpc: null,
      events: [],
    },
  })
}

/** Adds everything else, and takes from the function what the provider gives to all. After functions are compiled. */
export function addEngine(framework: Framework, settings: EngineSettings): void {
  const { compiledCloudFormationTemplate: template } = framework.service.provider
  const { naming } = providerOf(framework) ?? {}
  const functionId = naming?.getLambdaLogicalId?.(functionKey)
  const logGroupId = naming?.getLogGroupLogicalId?.(functionKey)
  if (!isObject(template) || functionId === undefined || logGroupId === undefined) return
  const resources = mapAt(template, 'Resources')
  const { name, stage } = serviceOf(framework)
  const machineName = `${name}-${stage}-alexa-campaigns`.slice(-80)
  const names = { functionId, logGroupId, machineName }
  const compiled = mapAt(mapAt(resources, functionId), 'Properties')
  Object.assign(template, {
    Resources: { ...resources, ...resourcesFor(compiled, names, settings) },
    Outputs: { ...mapAt(template, 'Outputs'), ...outputsFor(names) },
  })
}
