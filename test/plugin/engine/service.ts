import { isObject, type Json, type JsonObject, parsedJson } from '../../../src/core/json.ts'
import type { Framework } from '../support/frameworks.ts'
import { openScenario, type Scenario } from '../support/scenario.ts'

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

/** The template that was packaged; empty where none was. */
export async function packagedTemplate({ service }: Scenario): Promise<JsonObject> {
  const file = '.serverless/cloudformation-template-update-stack.json'
  const template: Json = parsedJson(await service.read(file).catch(() => '{}')) ?? {}
  return isObject(template) ? template : {}
}
