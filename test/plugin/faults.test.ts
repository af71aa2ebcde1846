import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { frameworks, newest } from './support/frameworks.ts'
import { openScenario, type Scenario } from './support/scenario.ts'

const manifest = 'skill/dev.json'
const settings = 'serverless.yml'

/** The frameworks ask who is calling before they give the plugin a chance to stop them. */
const askedBefore = ['AWS STS GetCallerIdentity']

describe.each(frameworks)('on $name', { timeout: 180_000 }, framework => {
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
  })

  test('what others do after a deploy comes first, unless it is the very last', async () => {
    const { service, run } = await open()
    await service.replace(settings, '  - alexa-proactive', '  - alexa-proactive\n  - ./smoke.cjs')
    await service.write('smoke.cjs', smoke)
    await rm(join(service.path, '.git'), { recursive: true })
    const unsound = await run('deploy', { environment: { SMOKE: 'after:deploy:deploy' } })
    expect(unsound.exitCode).toBe(1)
    expect(unsound.output).toContain('The smoke test failed')
    expect(unsound.output).toContain('serverless/commit-unknown')
    expect(unsound.heard).toEqual([])

    const late = await run('deploy --force', { environment: { SMOKE: 'after:deploy:finalize' } })
    expect(late.exitCode).toBe(1)
    expect(late.heard).toMatchObject([{ stage: 'development' }])
    expect(late.output).toContain('alexa-proactive had finished before this deploy failed')
    expect(late.output).toContain('NA: accepted (HTTP 202')
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
    const { aws, simulator, run } = await open()
    simulator.order({ kind: 'status', on: 'event', status: 500 })
    const lenient = await run('deploy')

    expect(lenient.exitCode, lenient.output).toBe(0)
    expect(lenient.output).toContain('Service deployed to stack storms-dev')
    expect(lenient.output).not.toContain('failed to deploy')
    expect(lenient.stderr).toContain('The service is deployed')
    expect(lenient.stderr).toContain('delivery/server-error')
    expect(aws.stack('storms-dev')?.status).toBe('UPDATE_COMPLETE')

    const [, command = ''] = /^ +serverless (alexa-proactive .+)$/m.exec(lenient.output) ?? []
    const repeated = await run(command)
    expect(repeated.exitCode, repeated.output).toBe(0)
    expect(repeated.heard).toMatchObject([{ region: 'NA', stage: 'development' }])
    expect(await scenario.placesOf(scenario.secrets())).toEqual([])
  })

  test('an announcement that fails is an error at the end where failDeploy says so', async () => {
    const { simulator, service, run } = await open()
    simulator.order({ kind: 'status', on: 'event', status: 500 })
    await service.replace(settings, 'retries: 0', 'retries: 0\n    failDeploy: true')
    const strict = await run('deploy')
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

  // On one of them: the functions are those of serverless.yml, and the template is checked above.
  if (framework === newest) {
    test('the id of the skill is the one of its functions where the settings name none', async () => {
      const { service, run } = await open()
      const id = 'amzn1.ask.skill.11111111-2222-3333-4444-555555555555'
      const others = {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          FunctionName: { 'Fn::GetAtt': ['AlexaLambdaFunction', 'Arn'] },
          Action: 'lambda:InvokeFunction',
          Principal: 'alexa-appkit.amazon.com',
          EventSourceToken: id.replace('1111', '9999'),
        },
      }
      const resources = JSON.stringify({ Resources: { Others: others } })
      await service.replace(settings, `    skillId: ${id}\n`, '')
      await service.replace(
        settings,
        `    handler: handler.alexa\n    events:\n      - alexaSkill: ${id}\n`,
        `    handler: handler.alexa\n  web:\n    handler: handler.alexa\n    events:\n      - alexaSkill: ${id}\nresources: ${resources}\n`,
      )
      const { exitCode, output, trace } = await run('deploy')
      expect(exitCode, output).toBe(1)
      expect(output).toContain('deployment/permission-other-skill')
      expect(output.replace(/\s+/g, ' ')).toContain(`but the skill is "${id}"`)
      expect(trace).toEqual(askedBefore)
    })
  }

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

/** Another plugin, which fails after the hook that is named. */
const smoke = `
module.exports = class Smoke {
  constructor() {
    this.hooks = {
      [process.env.SMOKE]() {
        throw new Error('The smoke test failed')
      },
    }
  }
}
`
