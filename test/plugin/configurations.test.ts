import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { newest } from './support/frameworks.ts'
import { openScenario, type Scenario } from './support/scenario.ts'

const settings = 'serverless.yml'
const skillId = 'amzn1.ask.skill.11111111-2222-3333-4444-555555555555'

let scenario: Scenario
const open = async () => {
  scenario = await openScenario(newest, 'announced')
  return scenario
}
afterEach(() => scenario.close())

describe('a manifest', { timeout: 180_000 }, () => {
  /** As serverless-alexa-skills keeps it, instead of the file. */
  const inline = (key: string, publication: string) => `
custom:
  alexa:
    skills:
      - id: ${skillId}
        ${key}:
          manifestVersion: '1.0'
          publishingInformation: { locales: { en-US: { name: Storms } } }
          apis: { custom: {} }
          permissions: [{ name: 'alexa::devices:all:notifications:write' }]
          events:
            endpoint: { uri: 'arn:aws:lambda:us-east-1:123456789012:function:storms-dev-alexa' }
            publications: [{ eventName: ${publication} }]
            subscriptions: [{ eventName: SKILL_PROACTIVE_SUBSCRIPTION_CHANGED }]
`

  test('in custom.alexa.skills is the one that counts', async () => {
    const { service, run } = await open()
    await service.replace(settings, `    skillId: ${skillId}\n`, '')
    await service.replace(settings, `    manifest: skill/\${sls:stage}.json\n`, '')
    await service.replace(settings, '    regions: NA, EU\n', '')
    await service.replace(settings, ', regions: NA }', ' }')
    await service.replace(
      settings,
      '\ncustom:\n',
      inline('skillManifest', 'AMAZON.WetherAlert.Activated'),
    )
    const refused = await run('deploy')
    expect(refused.exitCode).toBe(1)
    expect(refused.output).toMatch(/serverless\.yml:\d+:41 manifest\/publication-unknown/)
    expect(refused.output).toMatch(/did you\s+mean\s+AMAZON\.WeatherAlert\.Activated\?/)

    await service.replace(settings, 'skillManifest', 'manifest')
    await service.replace(settings, 'WetherAlert', 'WeatherAlert')
    const deployed = await run('deploy')
    expect(deployed.exitCode, deployed.output).toBe(0)
    expect(deployed.output).toContain('the locales (en-US) of serverless.yml')
    expect(deployed.heard).toMatchObject([{ region: 'NA', stage: 'development' }])

    // The id beside the manifest is the skill's where the settings name none.
    await service.replace(settings, `- alexaSkill: ${skillId}`, '- alexaSkill: amzn1.ask.skill.2')
    const other = await run('package')
    expect(other.output).toContain('deployment/permission-other-skill')
    expect(other.exitCode).toBe(1)
  })

  test('gets the events that ask-resources.json lists', async () => {
    const { service, run } = await open()
    const publications = '"publications": [{ "eventName": "AMAZON.WeatherAlert.Activated" }],'
    await service.replace('skill/dev.json', publications, '')
    const without = await run('alexa-proactive validate')
    expect(without.exitCode).toBe(1)

    const skillEvents = { publications: ['AMAZON.WeatherAlert.Activated'] }
    const profile = { skillInfrastructure: { userConfig: { skillEvents } } }
    await service.write(
      'skill/ask-resources.json',
      JSON.stringify({ profiles: { default: profile } }),
    )
    const validated = await run('alexa-proactive validate')
    expect(validated.exitCode, validated.output).toBe(0)
  })
})

describe('a configuration', { timeout: 180_000 }, () => {
  test('may be serverless.ts, with settings that have a type', async () => {
    const { service, run } = await open()
    await rm(join(service.path, settings))
    await service.write('serverless.ts', program)
    // Its loader stays in the process.
    const { exitCode, output, heard } = await run('deploy', { ownProcess: true })

    expect(exitCode, output).toBe(0)
    expect(heard).toMatchObject([{ stage: 'development' }])

    await service.replace('serverless.ts', 'retries: 0', 'retries: 0, retry: 1')
    const wrong = await run('package', { ownProcess: true })
    expect(wrong.exitCode).toBe(1)
    expect(wrong.output).toContain('custom.alexaProactive.retry is not known')
  })

  test('may take parameters of the framework', async () => {
    const { service, run } = await open()
    await service.replace(settings, `skillId: ${skillId}`, `skillId: \${param:skill}`)
    await service.replace(
      settings,
      'file: events/storm.yaml',
      `file: "events/\${param:event}.yaml"`,
    )
    const parameters = `--param skill=${skillId} --param event=calm`
    const { exitCode, output } = await run(`package ${parameters}`)
    expect(exitCode, output).toBe(0)

    const wrong = await run('package --param skill=amzn1.ask.skill.2 --param event=calm')
    expect(wrong.exitCode).toBe(1)
    expect(wrong.output).toContain('skill is "amzn1.ask.skill.2"')
  })

  test('has all its mistakes reported at once, in the words of the plugin', async () => {
    const { service, run } = await open()
    await service.replace(settings, 'on: deploy', 'on: deployed')
    await service.replace(settings, 'retries: 0', 'retries: 99\n    failDepoly: true')
    await service.replace(settings, 'events/calm.yaml', 'events/clam.yaml')
    const { exitCode, output, calls } = await run('alexa-proactive validate')

    expect(exitCode).toBe(1)
    expect(output).toContain('custom.alexaProactive.retries is "99"')
    expect(output).toContain('custom.alexaProactive.failDepoly is not known; did you mean')
    expect(output).toContain('custom.alexaProactive.events.storm.on "deployed" is not one of')
    expect(output).not.toContain('Configuration error')
    expect(calls).toEqual([])

    await service.replace(settings, 'on: deployed', 'on: deploy')
    await service.replace(settings, 'retries: 99\n    failDepoly: true', 'retries: 1')
    const next = await run('alexa-proactive validate')
    expect(next.output).toContain('Correct the path of custom.alexaProactive.events.calm;')
  })
})

test('a package whose template is for another skill is refused', { timeout: 180_000 }, async () => {
  const { aws, service, run } = await open()
  expect(await run('package --package built')).toMatchObject({ exitCode: 0 })
  // The state has the template that is deployed.
  const token = `"EventSourceToken": "${skillId}`
  await service.replace('built/serverless-state.json', token, `${token}-2`)
  const { exitCode, output, heard } = await run('deploy --package built')

  expect(exitCode).toBe(1)
  expect(output).toContain('deployment/permission-other-skill')
  expect(heard).toEqual([])
  expect(aws.stack('storms-dev')).toBeUndefined()
})

describe('in a workflow about code of a fork', { timeout: 180_000 }, () => {
  test('nothing is sent', async () => {
    const { service, run } = await open()
    const payload = {
      pull_request: { head: { repo: { full_name: 'stranger/storms', fork: true } } },
      repository: { full_name: 'owner/storms' },
    }
    await service.write('event.json', JSON.stringify(payload))
    const environment = {
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: join(service.path, 'event.json'),
      GITHUB_REPOSITORY: 'owner/storms',
    }
    const deployed = await run('deploy --stage prod', { environment })
    expect(deployed.exitCode, deployed.output).toBe(0)
    expect(deployed.output).toContain('code of a fork, so nothing is sent')

    const sent = await run('alexa-proactive send --event calm --skill-stage live', { environment })
    expect(sent.output).toContain('code of a fork, so nothing is sent')
    expect([...deployed.trace, ...sent.trace].filter(call => call.startsWith('Alexa'))).toEqual([])
  })
})

const program = `
import type { Settings } from 'alexa-proactive'

const alexaProactive: Settings = {
  skillId: '${skillId}',
  manifest: 'skill/dev.json',
  authUrl: process.env.STAND_IN_AUTH_URL,
  apiUrl: process.env.STAND_IN_API_URL,
  retries: 0,
  events: { storm: { file: 'events/storm.yaml', on: 'deploy' } },
}

export default {
  service: 'storms',
  provider: { name: 'aws', runtime: 'nodejs22.x', region: 'us-east-1' },
  package: { patterns: ['!**', 'handler.js'], excludeDevDependencies: false },
  plugins: ['alexa-proactive'],
  custom: { alexaProactive },
  functions: { alexa: { handler: 'handler.alexa', events: [{ alexaSkill: '${skillId}' }] } },
}
`
