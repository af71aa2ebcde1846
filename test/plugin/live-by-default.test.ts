import { afterEach, describe, expect, test } from 'vitest'
import { frameworks } from './support/frameworks.ts'
import { openScenario, type Scenario } from './support/scenario.ts'

const settings = 'serverless.yml'
const warning = /plain\s+"serverless\s+deploy"\s+notifies\s+live\s+customers/g

describe.each(frameworks)('on $name', { timeout: 90_000 }, framework => {
  let scenario: Scenario
  afterEach(() => scenario.close())

  test('a service whose own stage is prod is warned before customers hear of it', async () => {
    scenario = await openScenario(framework, 'announced')
    const { service, run } = scenario
    await service.replace(
      settings,
      '  region: us-east-1',
      `  region: us-east-1\n  stage: \${opt:stage, 'prod'}`,
    )
    await service.replace(
      settings,
      `calm: events/calm.yaml`,
      `calm: { file: events/calm.yaml, on: deploy }`,
    )
    const plain = await run('deploy')
    expect(plain.exitCode, plain.output).toBe(0)
    expect(plain.heard.length).toBeGreaterThan(0)
    expect(plain.output.match(warning)).toHaveLength(1)
    const line = /"(stages: \{ prod: live \})"/.exec(plain.output.replace(/\s+/g, ' '))?.[1]
    expect(plain.output.search(warning)).toBeLessThan(plain.output.indexOf('accepted'))

    await service.replace(settings, '    retries: 0', `    ${line}\n    retries: 0`)
    const explicit = await run('deploy --force')
    expect(explicit.output).toContain('live, because service stage prod matches stages "prod"')
    expect(explicit.output).not.toMatch(warning)
  })
})
