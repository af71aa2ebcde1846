import { afterEach, describe, expect, it, test } from 'vitest'
import { runCommand } from '../../plugin/command.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { type FakeService, FrameworkError, fakeFramework } from './support/fake-framework.ts'
import { frameworks } from './support/frameworks.ts'
import { openScenario, type Scenario } from './support/scenario.ts'
import { layOutService, type ServiceFolder } from './support/service-folder.ts'

const arn = 'arn:aws:lambda:us-east-1:123456789012:function:star-quest-prod-skill'
const template = 'arn:aws:lambda:[region]:[account]:function:[function]'

describe('the command manifest', () => {
  let folder: ServiceFolder | undefined
  afterEach(() => folder?.remove())

  async function run(files: Readonly<Record<string, string>>, service: FakeService = {}) {
    folder = await layOutService('announced', files)
    const alexaProactive = { events: { storm: 'events/storm.yaml', calm: 'events/calm.yaml' } }
    const fake = fakeFramework({
      folder: folder.path,
      accountId: '123456789012',
      words: ['alexa-proactive', 'manifest'],
      custom: { alexaProactive },
      ...service,
    })
    let error = ''
    try {
      await runCommand('manifest', fake.framework, fake.utils, {})
    } catch (thrown) {
      if (!(thrown instanceof FrameworkError)) throw thrown
      error = thrown.message
    }
    return { ...fake, error, text: fake.stdout.join('\n'), folder }
  }

  const json = `{
  "manifest": {
    "events": {
      "endpoint": { "uri": "${template}" }
    },
    "apis": { "custom": {} }
  }
}
`

  it('shows what it would change, and changes nothing', async () => {
    const { text, log, folder } = await run({ 'skill.json': json })
    expect(text).toContain('--- skill.json')
    expect(text).toContain(`-      "endpoint": { "uri": "${template}" }`)
    expect(text).toContain(`+      "endpoint": { "uri": "${arn}" }`)
    expect(text.match(/^\+.*AMAZON\.WeatherAlert\.Activated/gm)).toHaveLength(1)
    expect(log).toEqual(['notice Nothing was changed: add --write to write this into skill.json.'])
    expect(await folder.read('skill.json')).toBe(json)
  })

  it('writes it with --write, once', async () => {
    const { folder, log } = await run({ 'skill.json': json }, { options: { write: true } })
    expect(log).toEqual(['notice skill.json was written.'])
    const written = await folder.read('skill.json')
    expect(written).toContain('"apis": { "custom": {} }')
    const again = await run({ 'skill.json': written }, { options: { write: true } })
    expect(again.text).toBe('skill.json has all that the events need.')
  })

  it('keeps the byte order mark and the line ends', async () => {
    const written = `\uFEFF${json.replaceAll('\n', '\r\n')}`
    const { folder, error } = await run({ 'skill.json': written }, { options: { write: true } })
    expect(error).toBe('')
    const text = await folder.read('skill.json')
    expect(text).toMatch(/^\uFEFF\{\r\n/)
    expect(text).toContain(arn)
    expect(text.replaceAll('\r\n', '')).not.toContain('\n')
  })

  it('writes into serverless.yml where the manifest stands there', async () => {
    const written = `custom:
  alexa:
    skills:
      - id: one # the skill
        manifest:
          events: # see below
            endpoint: { uri: '${template}' }
functions: !Include functions.yml
`
    const manifest = { events: { endpoint: { uri: template } } }
    const events = { storm: { file: 'events/storm.yaml' } }
    const custom: JsonObject = {
      alexa: { skills: [{ id: 'one', manifest }] },
      alexaProactive: { events },
    }
    const { folder, error } = await run(
      { 'serverless.yml': written },
      { custom, options: { write: true } },
    )
    expect(error).toBe('')
    expect(await folder.read('serverless.yml')).toBe(`custom:
  alexa:
    skills:
      - id: one # the skill
        manifest:
          events: # see below
            endpoint: { uri: '${arn}' }
            publications:
              - eventName: AMAZON.WeatherAlert.Activated
            subscriptions:
              - eventName: SKILL_PROACTIVE_SUBSCRIPTION_CHANGED
          permissions:
            - name: alexa::devices:all:notifications:write
functions: !Include functions.yml
`)
  })

  it('leaves a manifest alone that a variable stands for', async () => {
    const custom: JsonObject = { alexa: { skills: [{ id: 'one', manifest: {} }] } }
    const text = `custom:\n  alexa: \${file(alexa.yml)}\n`
    const { error, folder } = await run(
      { 'serverless.yml': text },
      { custom, options: { write: true } },
    )
    expect(error).toContain('not written in serverless.yml itself')
    expect(await folder.read('serverless.yml')).toBe(text)
  })

  it('leaves endpoints as they are where the account is not known', async () => {
    const fake = await run({ 'skill.json': json }, { provider: { name: 'elsewhere' } })
    expect(fake.log[0]).toContain('So endpoints stay as they are.')
    expect(fake.text).not.toContain('arn:aws:lambda:us-east-1')
    expect(fake.text).toContain('notifications:write')
  })

  it('needs a manifest', async () => {
    expect((await run({})).error).toContain('No skill manifest was found')
  })
})

describe.each(frameworks)('the first deploy on $name', { timeout: 90_000 }, framework => {
  let scenario: Scenario
  afterEach(() => scenario.close())

  test('goes on with a placeholder, and tells what to write and to send', async () => {
    scenario = await openScenario(framework, 'announced')
    const { service, run } = scenario
    const right = 'arn:aws:lambda:us-east-1:123456789012:function:storms-dev-alexa'
    await service.replace('skill/dev.json', right, template)
    const first = await run('deploy')
    expect(first.exitCode, first.output).toBe(0)
    expect(first.output).toContain('Service deployed to stack storms-dev')
    expect(first.output).not.toContain('manifest/endpoint-placeholder')
    const text = first.output.replace(/\s+/g, ' ')
    expect(text).toContain(`Write "uri": "${right}"; "serverless`)
    expect(first.heard).toEqual([])

    const [, manifest = ''] =
      /"serverless (alexa-proactive manifest [^"]+)" does it/.exec(text) ?? []
    const written = await run(manifest)
    expect(written.exitCode, written.output).toBe(0)
    expect(written.stdout).toContain(`+      "endpoint": { "uri": "${right}" }`)

    const [, send = ''] = /^ +serverless (alexa-proactive send .+)$/m.exec(first.output) ?? []
    const sent = await run(send)
    expect(sent.exitCode, sent.output).toBe(0)
    expect(sent.heard).toMatchObject([{ region: 'NA', stage: 'development' }])
  })
})
