import { readFileSync } from 'node:fs'
import type { DeploymentKnown } from '../../../plugin/template/resolve.ts'
import type { JsonObject } from '../../../src/core/json.ts'
import { readManifest } from '../../../src/core/manifest/manifest.ts'

export const skillId = 'amzn1.ask.skill.11111111-2222-3333-4444-555555555555'
export const account = '123456789012'

/** The Lambda resources of templates that the framework compiled. */
export type Fixture = 'event' | 'disabled' | 'provisioned-concurrency' | 'resources'

export function fixture(name: Fixture): JsonObject {
  const file = new URL(`fixtures/${name}.json`, import.meta.url)
  const template: JsonObject = JSON.parse(readFileSync(file, 'utf8'))
  return template
}

/** The ARN of a function of the service, in the region of the fixture, with or without alias. */
export function arnOf(nameAndAlias: string, region = 'us-east-1'): string {
  return `arn:aws:lambda:${region}:${account}:function:${nameAndAlias}`
}

/** The deploy of a service with the function `skill`, whose manifest has these endpoints. */
export async function deploymentOf(
  template: JsonObject,
  endpoints: { readonly default?: string; readonly EU?: string; readonly FE?: string },
  facts: Partial<DeploymentKnown> = {},
): Promise<DeploymentKnown> {
  const { default: ofEvents, ...ofRegions } = endpoints
  const regions = Object.entries(ofRegions).map(([region, uri]) => [region, { endpoint: { uri } }])
  const events = { endpoint: { uri: ofEvents }, regions: Object.fromEntries(regions) }
  const bytes = new TextEncoder().encode(JSON.stringify({ manifest: { events } }))
  const world = {
    readFile: async (path: string) => (path === 'skill.json' ? bytes : undefined),
  }
  const { manifest } = await readManifest('skill.json', world, { sending: false })
  return {
    serviceName: 'star-quest',
    stage: 'dev',
    region: 'us-east-1',
    accountId: undefined,
    skillId,
    manifest,
    template,
    functions: [{ key: 'skill', logicalId: 'SkillLambdaFunction', name: 'star-quest-dev-skill' }],
    ...facts,
  }
}
