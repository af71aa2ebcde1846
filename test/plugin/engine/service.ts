import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { isObject, type Json, type JsonObject, parsedJson } from '../../../src/core/json.ts'
import { projectFolder } from '../../cli/child.ts'
import { type LoopbackAws, startAws } from '../../engine/loopback-aws.ts'
import type { Framework } from '../support/frameworks.ts'
import { openScenario, type Scenario, type ScenarioRun } from '../support/scenario.ts'

const skillId = 'amzn1.ask.skill.11111111-2222-3333-4444-555555555555'

/** Parts of serverless.yml, each with its indentation. */
interface ServiceParts {
  /** As a YAML flow: `{ credentials: /storms }`. */
  readonly campaigns: string
  readonly provider?: string
  readonly plugins?: readonly string[]
  readonly package?: string
  readonly handler?: string
  readonly custom?: string
}

/** The text of serverless.yml of a skill with campaigns. */
export function serviceText(parts: ServiceParts): string {
  const { provider = '', plugins = ['alexa-proactive'], handler = 'handler.alexa' } = parts
  const packaged =
    parts.package ?? "  patterns: ['!**', handler.js]\n  excludeDevDependencies: false\n"
  return `service: storms
frameworkVersion: "*"
provider:
  name: aws
  runtime: \${env:RUNTIME}
  region: us-east-1
${provider}package:
${packaged}plugins:
${plugins.map(plugin => `  - ${plugin}\n`).join('')}custom:
  alexaProactive:
    skillId: ${skillId}
    manifest: skill/dev.json
    authUrl: \${env:STAND_IN_AUTH_URL}
    apiUrl: \${env:STAND_IN_API_URL}
    campaigns: ${parts.campaigns}
    events:
      storm: events/storm.yaml
${parts.custom ?? ''}functions:
  alexa:
    handler: ${handler}
    events:
      - alexaSkill: ${skillId}
`
}

/** Lays out a skill with campaigns. */
export function openService(
  framework: Framework,
  text: string,
  files: Readonly<Record<string, string>> = {},
): Promise<Scenario> {
  return openScenario(framework, 'announced', { 'serverless.yml': text, ...files })
}

/** A service that was deployed, with what carries out its campaigns. */
interface Deployed {
  /** Step Functions and S3; all else is the stand-in that the service is deployed to. */
  readonly aws: LoopbackAws
  readonly scenario: Scenario
  /** How the deploy ended. */
  readonly first: ScenarioRun
  /** Runs a command of the plugin, with the client of AWS and without credentials of the skill. */
  command(words: string): Promise<ScenarioRun>
}

/** Deploys a skill with campaigns; it is gone when the test ends. */
export async function deployed(
  framework: Framework,
  text: string,
  files: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
): Promise<Deployed> {
  const aws = await startAws(onTestFinished)
  const scenario = await openService(framework, text, files)
  onTestFinished(() => scenario.close())
  const clients = join(scenario.service.path, 'node_modules/@aws-sdk')
  await symlink(join(projectFolder, 'node_modules/@aws-sdk'), clients)
  const first = await scenario.run('deploy')
  expect(first.exitCode, first.output).toBe(0)
  const origin = aws.environment['AWS_ENDPOINT_URL'] ?? ''
  const environment = {
    AWS_ENDPOINT_URL_SFN: origin,
    AWS_ENDPOINT_URL_S3: origin,
    ...more,
    // No campaign needs them here.
    ALEXA_CLIENT_ID: undefined,
    ALEXA_CLIENT_SECRET: undefined,
  }
  return {
    aws,
    scenario,
    first,
    command: words => scenario.run(`alexa-proactive ${words}`, { environment }),
  }
}

/** The template that was packaged; empty where none was. */
export async function packagedTemplate({ service }: Scenario): Promise<JsonObject> {
  const file = '.serverless/cloudformation-template-update-stack.json'
  const template: Json = parsedJson(await service.read(file).catch(() => '{}')) ?? {}
  return isObject(template) ? template : {}
}
