import { afterEach, describe, expect, test } from 'vitest'
import { frameworks } from './support/frameworks.ts'
import { openScenario, type Scenario } from './support/scenario.ts'

describe.each(frameworks)('on $name', { timeout: 90_000 }, framework => {
  let scenario: Scenario
  afterEach(() => scenario.close())

  test('a manifest of another account is known before the upload, and nothing is sent', async () => {
    scenario = await openScenario(framework, 'announced')
    const { service, run } = scenario
    // So the stack has no output that tells the account.
    await service.replace('serverless.yml', '  name: aws', '  name: aws\n  versionFunctions: false')
    await service.replace('skill/dev.json', '123456789012', '210987654321')
    await service.replace(
      'serverless.yml',
      'retries: 0',
      `retries: 0\n    variables: \${file(./variables.yml)}`,
    )
    await service.write('variables.yml', 'version: 1.10\n')
    const { exitCode, output, heard, calls, trace } = await run('deploy')

    expect(exitCode, output).toBe(0)
    expect(output).toContain('deployment/endpoint-account')
    expect(output).toMatch(/variables\.yml:1:10 serverless\/number/)
    expect(output.indexOf('deployment/endpoint-account')).toBeLessThan(
      output.indexOf('Service deployed'),
    )
    expect(output).toContain('nothing is sent, because of deployment/endpoint-account')
    expect(calls.filter(call => call === 'STS GetCallerIdentity').length).toBeLessThanOrEqual(2)
    expect(heard).toEqual([])
    expect(trace.filter(call => call.startsWith('Alexa'))).toEqual([])
  })
})
