import { afterEach, describe, expect, test } from 'vitest'
import { frameworks } from './support/frameworks.ts'
import { openScenario, type Scenario } from './support/scenario.ts'

const manifest = 'skill/dev.json'
const settings = 'serverless.yml'

/** The frameworks ask who is calling before they give the plugin a chance to stop them. */
const askedBefore = ['AWS STS GetCallerIdentity']

describe.each(frameworks)('on $name', { timeout: 90_000 }, framework => {
  let scenario: Scenario
  const open = async (files: Readonly<Record<string, string>> = {}) => {
    scenario = await openScenario(framework, 'announced', files)
    return scenario
  }
  afterEach(() => scenario.close())

  test('nothing is sent when the stack cannot be updated', async () => {
    const { aws, run } = await open()
    aws.order({
      kind: 'stack-fails',
      resource: 'AlexaLambdaFunction',
      reason: 'The function is in use.',
    })
    const failed = await run('deploy')

    expect(failed.exitCode).toBe(1)
    expect(failed.output).toContain('The function is in use.')
    expect(failed.trace.filter(call => call.startsWith('Alexa'))).toEqual([])
    expect(aws.stack('storms-dev')?.status).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(aws.remainingFaults()).toEqual([])

    const again = await run('deploy')
    expect(again.exitCode, again.output).toBe(0)
    expect(again.heard).toMatchObject([{ stage: 'development' }])
  })

  test('nothing is sent when AWS refuses, or finds nothing to change', async () => {
    const { aws, run } = await open()
    aws.order({
      kind: 'refusal',
      call: 'S3 PutObject',
      status: 403,
      code: 'AccessDenied',
      message: 'Access denied to the bucket.',
    })
    const refused = await run('deploy')
    expect(refused.exitCode).toBe(1)
    expect(refused.heard).toEqual([])

    aws.order({ kind: 'no-changes' })
    aws.order({ kind: 'slow', call: 'CloudFormation CreateChangeSet', milliseconds: 300 })
    const empty = await run('deploy --force')
    expect(empty.exitCode, empty.output).toBe(0)
    expect(empty.stderr).toContain('nothing was deployed, so nothing is sent')
    expect(empty.heard).toEqual([])
    expect(aws.remainingFaults()).toEqual([])
  })

  test('an announcement that fails leaves the stack deployed, and says so at the end', async () => {
    const { aws, simulator, service, run } = await open()
    simulator.order({ kind: 'status', on: 'event', status: 500 })
    const lenient = await run('deploy')

    expect(lenient.exitCode, lenient.output).toBe(0)
    expect(lenient.output).toContain('Service deployed to stack storms-dev')
    expect(lenient.output).not.toContain('failed to deploy')
    expect(lenient.stderr).toContain('The service is deployed')
    expect(lenient.stderr).toContain('delivery/server-error')
    expect(aws.stack('storms-dev')?.status).toBe('UPDATE_COMPLETE')

    simulator.order({ kind: 'status', on: 'event', status: 500 })
    await service.replace(settings, 'retries: 0', 'retries: 0\n    failDeploy: true')
    const strict = await run('deploy --force')
    expect(strict.exitCode).toBe(1)
    expect(strict.output).toContain('Service deployed to stack storms-dev')
    expect(strict.output).not.toContain('failed to deploy')
    expect(strict.output).toContain('delivery/server-error')
    expect(strict.output.indexOf('Service deployed')).toBeLessThan(
      strict.output.indexOf('delivery/server-error'),
    )
    expect(strict.heard).toEqual([])
    expect(await scenario.placesOf(scenario.secrets())).toEqual([])
  })

  test('a wrong manifest is refused before anything is built', async () => {
    const { service, run } = await open()
    await service.replace(manifest, 'WeatherAlert', 'WetherAlert')
    await service.replace(manifest, ':devices:all:notifications:write', ':household:lists:read')
    const { exitCode, output, trace } = await run('deploy')

    expect(exitCode).toBe(1)
    expect(output).toContain('AMAZON.WeatherAlert.Activated')
    expect(output).toContain('skill/dev.json')
    expect(output).toContain('manifest/permission-missing')
    expect(output).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m)
    expect(trace).toEqual(askedBefore)
    await expect(service.read('.serverless/storms.zip')).rejects.toThrow('ENOENT')

    const validated = await run('alexa-proactive validate --json')
    expect(validated.exitCode).toBe(1)
    expect(JSON.parse(validated.stdout)).toMatchObject({
      diagnostics: expect.arrayContaining([
        expect.objectContaining({ rule: 'manifest/permission-missing', file: manifest }),
      ]),
    })
  })

  test('a function that the skill may not call is refused', async () => {
    const { service, run } = await open()
    const event =
      '    events:\n      - alexaSkill: amzn1.ask.skill.11111111-2222-3333-4444-555555555555\n'
    await service.replace(settings, event, '')
    const { exitCode, output, trace } = await run('deploy')
    expect(exitCode).toBe(1)
    expect(output).toContain('deployment/permission-missing')
    expect(output).toContain('functions.alexa')
    expect(trace).toEqual(askedBefore)
  })

  test('a secret in serverless.yml is refused without being told to anybody', async () => {
    const { service, simulator, run } = await open()
    const { clientId, clientSecret } = simulator.credentials
    const literal = `    clientId: '${clientId}'\n    clientSecret: '${clientSecret}'\n    retries: 0`
    await service.replace(settings, '    retries: 0', literal)
    const written = await run('deploy', {
      environment: { ALEXA_CLIENT_ID: undefined, ALEXA_CLIENT_SECRET: undefined },
    })
    expect(written.exitCode).toBe(1)
    expect(written.output).toContain('custom.alexaProactive.clientSecret')
    expect(written.output).toContain('ALEXA_CLIENT_SECRET')
    expect(written.trace).toEqual(askedBefore)

    await service.replace(settings, `'${clientSecret}'`, `\${env:ALEXA_CLIENT_SECRET}`)
    await service.replace(settings, `    clientId: '${clientId}'\n`, '')
    const resolved = await run('deploy')
    expect(resolved.exitCode).toBe(1)
    expect(resolved.output).toContain('clientSecret: ALEXA_CLIENT_SECRET')
    expect(resolved.trace).toEqual(askedBefore)
    expect(await scenario.placesOf(scenario.secrets())).toEqual([])
  })
})
