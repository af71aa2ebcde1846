import { chmod } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { compose, frameworks } from './support/frameworks.ts'
import { launcherOf } from './support/launcher.ts'
import { openScenario, type Scenario } from './support/scenario.ts'

describe.each(frameworks)('on $name', { timeout: 180_000 }, framework => {
  let scenario: Scenario
  const open = async (...given: Parameters<typeof openScenario>) => {
    scenario = await openScenario(...given)
    return scenario
  }
  afterEach(() => scenario.close())

  test('a service without custom and without a skill is deployed as ever', async () => {
    const { service, run } = await open(framework, 'probe')
    await service.replace('serverless.yml', '  - ./probe.cjs', '  - alexa-proactive')
    const { exitCode, output, heard, trace } = await run('deploy')

    expect(exitCode, output).toBe(0)
    expect(output).toContain('Service deployed to stack probe-dev')
    expect(output).not.toMatch(/\b(error|warning)\b/i)
    expect(heard).toEqual([])
    expect(trace.filter(call => call.startsWith('Alexa'))).toEqual([])
  })

  test('a service of another provider is announced too', async () => {
    const { run } = await open(framework, 'elsewhere')
    const { exitCode, output, heard } = await run('deploy --stage production')

    expect(exitCode, output).toBe(0)
    expect(heard).toMatchObject([{ region: 'NA', stage: 'live' }])
    expect(heard[0]?.body['localizedAttributes']).toEqual([
      { locale: 'en-US', source: 'Weather of storms in production' },
    ])
  })

  test.skipIf(process.platform === 'win32')('services deployed by compose', async () => {
    const composed = { ...framework, program: compose, preloaded: [] }
    const { aws, service, run } = await open(composed, 'composed')
    await service.add('announced', 'storms')
    await service.write('bin/serverless', launcherOf(framework))
    await chmod(join(service.path, 'bin/serverless'), 0o755)
    const PATH = [join(service.path, 'bin'), process.env['PATH'] ?? ''].join(delimiter)
    const { exitCode, output, heard } = await run('deploy --stage prod', {
      environment: { PATH },
      ownProcess: true,
    })

    expect(exitCode, output).toBe(0)
    expect(heard).toMatchObject([{ region: 'NA', stage: 'live' }])
    expect(JSON.stringify(aws.stack('caller-prod')?.template)).toContain(
      '"ALEXA_FUNCTION":"arn:aws:lambda:us-east-1:123456789012:function:storms-prod-alexa:1"',
    )
    expect(await scenario.placesOf(scenario.secrets())).toEqual([])
  })
})
