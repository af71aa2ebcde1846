import { afterEach, expect, it } from 'vitest'
import { isObject, type JsonObject, parsedJson, valueAt, withValue } from '../../src/core/json.ts'
import { newest } from '../plugin/support/frameworks.ts'
import { openScenario, type Scenario } from '../plugin/support/scenario.ts'
import type { LoopbackServer } from '../support/loopback-server.ts'
import { accessToken, developerSecrets, skillId, startSmapi } from './loopback-smapi.ts'

let scenario: Scenario | undefined
let server: LoopbackServer | undefined
afterEach(async () => {
  await scenario?.close()
  await server?.close()
})

async function manifestOf({ service }: Scenario): Promise<JsonObject> {
  const manifest = valueAt(parsedJson(await service.read('skill/dev.json')), ['manifest'])
  return isObject(manifest) ? manifest : {}
}

// A function has to be deployed before any manifest can name it, so the deploy itself goes on.
it('a deploy sends nothing to a stage that lacks the event', { timeout: 60_000 }, async () => {
  scenario = await openScenario(newest, 'announced')
  const { service } = scenario
  const manifest = await manifestOf(scenario)
  server = await startSmapi({ development: withValue(manifest, ['events', 'publications'], []) })
  await service.replace(
    'serverless.yml',
    'retries: 0',
    `drift: warn\n    smapiUrl: ${server.origin}`,
  )
  const environment = { STAND_IN_AUTH_URL: `${server.origin}/auth/o2/token`, ...developerSecrets }
  const { exitCode, output, heard, calls } = await scenario.run('deploy', { environment })

  expect(exitCode, output).toBe(0)
  expect(calls).toContain('CloudFormation ExecuteChangeSet')
  expect(output).toContain('does not publish "AMAZON.WeatherAlert.Activated"')
  expect(output).toContain('nothing is sent, because of drift/publication-missing')
  expect(heard).toEqual([])
  expect(server.requests.map(({ path }) => path)).toContain(
    `/v1/skills/${skillId}/stages/development/manifest`,
  )
  const secrets = [...Object.values(developerSecrets), accessToken]
  expect(await scenario.placesOf(secrets)).toEqual([])
})
