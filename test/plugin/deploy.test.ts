import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isObject, type Json, type JsonObject, parsedJson } from '../../src/core/json.ts'
import { frameworks, newest, unvalidated } from './support/frameworks.ts'
import { openScenario, type Scenario, type ScenarioRun } from './support/scenario.ts'

const refused = 'alexa-proactive validate --event nowhere'

/** The life of one service: each test begins where the one before it ended. */
describe.each(frameworks)('a service on $name', { timeout: 180_000 }, framework => {
  let scenario: Scenario
  let refusal: ScenarioRun
  let first: ScenarioRun
  beforeAll(async () => {
    scenario = await openScenario(framework, 'announced')
    // So that the deploy finds a process that has run others in this folder, and failed.
    const packaged = await scenario.run('package --verbose')
    expect(packaged.exitCode, packaged.output).toBe(0)
    expect(packaged.output).toContain('alexa-proactive: read')
    refusal = await scenario.run(refused)
    expect(refusal.exitCode).toBe(1)
    first = await scenario.run('deploy')
  }, 180_000)
  afterAll(() => scenario.close())

  test('is deployed, then announced', () => {
    const { exitCode, stdout, stderr, heard, trace } = first
    expect(exitCode, stdout + stderr).toBe(0)
    expect(stderr).toContain('Service deployed to stack storms-dev')
    expect(stdout + stderr).toContain(
      'stage: development, because service stage dev matches no pattern of stages',
    )
    expect(stdout + stderr).toContain('NA: accepted (HTTP 202')
    expect(heard).toMatchObject([
      { region: 'NA', stage: 'development', eventName: 'AMAZON.WeatherAlert.Activated' },
    ])
    expect(heard[0]?.body['localizedAttributes']).toEqual([
      { locale: 'en-US', source: 'Weather of storms in dev' },
    ])
    const announcing = trace.filter(call => call.startsWith('Alexa'))
    expect(announcing).toEqual([
      'Alexa POST /auth/o2/token',
      'Alexa POST /NA/v1/proactiveEvents/stages/development',
    ])
    const changed = trace.lastIndexOf('AWS CloudFormation ExecuteChangeSet')
    expect(changed).toBeGreaterThan(0)
    expect(trace.indexOf('Alexa POST /auth/o2/token')).toBeGreaterThan(changed)
    expect(scenario.aws.stack('storms-dev')?.status).toBe('UPDATE_COMPLETE')
  })

  // These tests run a framework in a process that has run others before. It must be as if it had not.
  test('is deployed as by a process of its own', async () => {
    const own = await openScenario(framework, 'announced')
    try {
      // On one of them: all come to the same end where something is refused.
      if (framework === newest) {
        expect(seen(refusal)).toEqual(seen(await own.run(refused, { ownProcess: true })))
      }
      const alone = await own.run('deploy', { ownProcess: true })
      expect(alone.exitCode, alone.output).toBe(0)
      expect(alone.heard).toHaveLength(1)
      expect(seen(first)).toEqual(seen(alone))
    } finally {
      await own.close()
    }
  })

  test('asks AWS what it asks without the plugin', async () => {
    // Whether a framework accepts what it knows itself is nobody's question.
    const plain = await openScenario(unvalidated(framework), 'announced')
    try {
      await plain.service.replace('serverless.yml', '  - alexa-proactive\n', '  []\n')
      const { exitCode, output, calls } = await plain.run('deploy')

      expect(exitCode, output).toBe(0)
      expect(calls).toContain('CloudFormation ExecuteChangeSet')
      expect(first.calls).toEqual(calls)
    } finally {
      await plain.close()
    }
  })

  test('is announced once: there is nothing to deploy the second time', async () => {
    const { exitCode, stderr, heard, trace } = await scenario.run('deploy')

    expect(exitCode).toBe(0)
    expect(stderr).toContain('No changes to deploy')
    expect(stderr).toContain('nothing was deployed, so nothing is sent')
    expect(heard).toEqual([])
    expect(trace.filter(call => /^Alexa|Put|Execute/.test(call))).toEqual([])

    const [, command = ''] = /^ +serverless (.+)$/m.exec(stderr) ?? []
    expect(command).toBe('alexa-proactive send --event storm --stage dev')
    const again = await scenario.run(command)
    expect(again.stdout).toMatch(/already sent/i)
    expect(again).toMatchObject({ exitCode: 0, heard: [] })
  })

  test('deployed again, for a release on GitHub, nobody hears it twice', async () => {
    const release = { tag_name: 'v1.0.0', prerelease: false, draft: false }
    await scenario.service.write('event.json', JSON.stringify({ action: 'published', release }))
    const environment = {
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: 'release',
      GITHUB_EVENT_PATH: join(scenario.service.path, 'event.json'),
      GITHUB_REPOSITORY: 'owner/storms',
      GITHUB_REF: 'refs/tags/v1.0.0',
      GITHUB_RUN_ID: '7',
    }
    const { exitCode, stdout, stderr, heard, trace } = await scenario.run(
      'deploy --force --verbose',
      { environment },
    )

    expect(exitCode).toBe(0)
    expect(stdout + stderr).toContain('alexa-proactive: before:deploy:deploy')
    expect(stdout + stderr).toContain('alexa-proactive: read events/storm.yaml')
    expect(stdout + stderr).toMatch(/alexa-proactive: storm has the reference id [0-9a-f]+/)
    expect(stdout + stderr).toMatch(/storm: Already sent: .*\n(?! +NA:)/)
    expect(heard).toEqual([])
    expect(trace).toContain('Alexa POST /NA/v1/proactiveEvents/stages/development')
  })

  test('is announced to the live stage from a package made before', async () => {
    const packaging = await scenario.run('package --stage prod --package built')
    expect(packaging).toMatchObject({ exitCode: 0, trace: [] })

    const { exitCode, stdout, stderr, heard } = await scenario.run(
      'deploy --stage prod --package built',
    )
    expect(exitCode, stdout + stderr).toBe(0)
    expect(stderr).toContain('Service deployed to stack storms-prod')
    expect(stdout + stderr).toContain(
      'live, because service stage prod matches stages "prod", and refs/heads/main matches liveRefs "main"',
    )
    expect(heard).toMatchObject([{ region: 'NA', stage: 'live' }])
    expect(stderr).toMatch(
      /storm, to the live stage\nWhat customers hear\n +Locale +Length +Alexa says\n +en-US +\d+ s +"/,
    )
    expect(scenario.aws.stack('storms-prod')?.status).toBe('UPDATE_COMPLETE')
  })

  // Of the settings: no framework has a part in it.
  if (framework === newest) {
    test('goes to development from a branch that liveRefs does not name', async () => {
      await scenario.service.replace('serverless.yml', 'liveRefs: main, v*', 'liveRefs: release/**')
      const { exitCode, output, trace } = await scenario.run('deploy --stage prod --force')

      expect(exitCode, output).toBe(0)
      expect(output).not.toContain('to the live stage')
      expect(output).toContain(
        'stage: development, because refs/heads/main matches no pattern of liveRefs "release/**"',
      )
      expect(trace.filter(isToAlexa)).toEqual([
        'Alexa POST /auth/o2/token',
        'Alexa POST /NA/v1/proactiveEvents/stages/development',
      ])
    })

    test('is announced to nobody where the stage is none', async () => {
      await scenario.service.replace('serverless.yml', 'liveRefs: release/**', 'stage: none')
      const { exitCode, output, trace } = await scenario.run('deploy --stage prod --force')

      expect(exitCode, output).toBe(0)
      expect(output).toContain('nothing was sent, because the setting stage says so (none)')
      expect(trace.filter(isToAlexa)).toEqual([])
      await scenario.service.replace('serverless.yml', 'stage: none', 'liveRefs: main, v*')
    })
  }

  test('is left in peace by what deploys no stack', async () => {
    const one = await scenario.run('deploy function -f alexa --force')
    expect(one.exitCode, one.output).toBe(0)
    expect(one.calls).toContain('Lambda UpdateFunctionCode')

    const info = await scenario.run('info --verbose')
    expect(info.stdout).toContain('function:storms-dev-alexa:')
    expect(info.exitCode).toBe(0)

    const print = await scenario.run('print')
    expect(print.stdout).toContain('skillId: amzn1.ask.skill.11111111')
    expect(print).toMatchObject({ exitCode: 0, calls: [] })

    expect([one, info, print].flatMap(({ trace }) => trace.filter(isToAlexa))).toEqual([])
  })

  test('answers its commands on standard output', async () => {
    const validate = await scenario.run('alexa-proactive validate --json')
    expect(jsonOf(validate.stdout)).toMatchObject({ status: 'validated', diagnostics: [] })
    expect(validate).toMatchObject({ exitCode: 0, trace: [] })

    const preview = await scenario.run('alexa-proactive preview --event calm --json')
    expect(jsonOf(preview.stdout)).toMatchObject({
      stage: 'development',
      regions: ['NA', 'EU'],
      preview: [{ locale: 'en-US', speech: expect.stringContaining('Weather of storms in dev') }],
    })
    expect(preview).toMatchObject({ exitCode: 0, trace: [] })

    const send = await scenario.run('alexa-proactive send --event calm --skill-stage live --json')
    expect(jsonOf(send.stdout)).toMatchObject({ status: 'sent', stage: 'live' })
    expect(send).toMatchObject({ exitCode: 0, calls: [] })
    expect(send.heard.map(({ region, stage }) => `${region} ${stage}`).sort()).toEqual([
      'EU live',
      'NA live',
    ])
  })

  test('is removed without a word to anybody', async () => {
    const { exitCode, trace } = await scenario.run('remove')

    expect(exitCode).toBe(0)
    expect(trace.filter(isToAlexa)).toEqual([])
    expect(scenario.aws.stack('storms-dev')?.status).toBe('DELETE_COMPLETE')
  })

  test('has told no secret to anybody but Alexa', async () => {
    // What is known to be everywhere is found everywhere, so that finding nothing says something.
    const places = (await scenario.placesOf(['amzn1.ask.skill.1111', 'response: {}'])).join('\n')
    expect(places).toMatch(/built.serverless-state\.json/)
    expect(places).toMatch(/S3 PutObject .*serverless-state\.json/)
    expect(places).toMatch(/S3 PutObject .*\.zip.* handler\.js/)
    expect(places).toMatch(/Lambda UpdateFunctionCode .* handler\.js/)
    expect(places).toMatch(/output \d+/)
    expect(scenario.secrets().length).toBeGreaterThan(3)
    expect(await scenario.placesOf(scenario.secrets())).toEqual([])
  })
})

/** What a user sees, but for times, random ids and what Node says of itself, and what was asked of others. */
function seen({ exitCode, stdout, stderr, trace }: ScenarioRun) {
  return { exitCode, stdout: steady(stdout), stderr: steady(stderr), trace }
}

function steady(text: string): string {
  return text
    .replace(/\(\d+s\)|request id [\w-]+|\(node:\d+\).*/g, '')
    .replace(/^(It will no longer|Please migrate|For more inf|\(Use `node).*/gm, '')
    .trim()
}

function isToAlexa(call: string): boolean {
  return call.startsWith('Alexa')
}

/** What a command wrote to standard output, which must be one JSON object and nothing else. */
function jsonOf(stdout: string): JsonObject {
  const value: Json | undefined = parsedJson(stdout)
  if (!isObject(value)) throw new Error(`This is no JSON object:\n${stdout}`)
  return value
}
