import { describe, expect, it } from 'vitest'
import { readConfiguration } from '../../plugin/configuration.ts'
import { readSkill } from '../../plugin/skill.ts'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { exampleService } from './support/example-service.ts'

const manifest = (publication: string): JsonObject => ({
  manifestVersion: '1.0',
  publishingInformation: { locales: { 'en-US': { name: 'Star Quest' } } },
  permissions: [{ name: 'alexa::devices:all:notifications:write' }],
  events: {
    endpoint: { uri: 'arn:aws:lambda:us-east-1:123456789012:function:skill' },
    publications: [{ eventName: publication }],
    subscriptions: [{ eventName: 'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED' }],
  },
})
const right = manifest('AMAZON.MediaContent.Available')
const misspelled = manifest('AMAZON.MediaContent.Avialable')

const text = `service: star-quest
resources:
  Outputs: { Arn: { Value: !GetAtt [Skill, Arn] }, Name: !Ref Skill }
  List: [!Sub "a-\${b}", !Ref c]
custom:
  alexa:
    skills:
      - id: amzn1.ask.skill.one
        manifest:
          events:
            publications:
              - eventName: AMAZON.MediaContent.Avialable
`

async function read(
  custom: JsonObject,
  settings: { readonly manifest?: string; readonly skillId?: string } = {},
  configurationFile = 'serverless.yml',
  functions: JsonObject = {},
) {
  const service = exampleService({ custom, configurationFile, functions })
  const world = {
    readFile: async (path: string) =>
      path === 'serverless.yml' ? new TextEncoder().encode(text) : undefined,
  }
  return readSkill(service, { manifest: settings.manifest, skillId: settings.skillId }, world, {
    sending: false,
    configuration: () => readConfiguration(service, world),
  })
}

describe('a manifest in custom.alexa.skills', () => {
  it.each(['manifest', 'skillManifest'])('is read from %s', async key => {
    const skill = await read({ alexa: { skills: [{ id: 'one', [key]: right }] } })
    expect(skill).toMatchObject({
      id: 'one',
      manifest: {
        file: 'serverless.yml',
        diagnostics: [],
        manifest: { publications: ['AMAZON.MediaContent.Available'], locales: ['en-US'] },
      },
    })
  })

  it('is read with its outermost key, too', async () => {
    const skill = await read({ alexa: { skills: [{ manifest: { manifest: right } }] } })
    expect(skill.manifest.diagnostics).toEqual([])
    expect(skill.manifest.manifest?.locales).toEqual(['en-US'])
  })

  it('has its findings where they stand, among tags of CloudFormation', async () => {
    const { manifest: reading } = await read({ alexa: { skills: [{ manifest: misspelled }] } })
    const found = reading.diagnostics.find(({ rule }) => rule === 'manifest/publication-unknown')
    expect(found?.place).toMatchObject({ file: 'serverless.yml', line: 12, column: 28 })
    expect(reading.sources[0]?.text).toBe(text)

    const bare = { ...right, permissions: [], events: { endpoint: {} } }
    const without = await read({ alexa: { skills: [{ manifest: bare }] } })
    const helps = without.manifest.diagnostics.map(({ help }) => help).join('\n')
    expect(helps).toContain('eventName: ')
    expect(helps).not.toMatch(/"\w+":/)
  })

  it.each([
    [`custom: { alexa: { skills: "\${file(./config/\${sls:stage}.yml):skills}" } }`, 5],
    [`custom: \${file(config/all.yml)}`, 5],
    [`custom:\n  alexa:\n    skills: \${file(config/\${opt:stage, 'prod'}.yml):skills, ''}`, 5],
  ])('has its findings in the file that a variable stands for: %s', async (written, line) => {
    const files: Readonly<Record<string, string>> = {
      'serverless.yml': written,
      'config/all.yml': `alexa:\n  skills: \${file(./config/dev.yml):skills}\n`,
      './config/dev.yml': `skills:
  - id: one
    manifest:
      events:
        publications: [{ eventName: AMAZON.MediaContent.Avialable }]
`,
    }
    const service = exampleService({ custom: { alexa: { skills: [{ manifest: misspelled }] } } })
    const world = {
      readFile: async (path: string) => {
        const text = files[path] ?? files[`./${path}`]
        return text === undefined ? undefined : new TextEncoder().encode(text)
      },
    }
    const { manifest: reading } = await readSkill(
      service,
      { manifest: undefined, skillId: undefined },
      world,
      {
        sending: false,
        configuration: () => readConfiguration(service, world),
      },
    )
    const found = reading.diagnostics.find(({ rule }) => rule === 'manifest/publication-unknown')
    expect(found?.place).toMatchObject({ file: expect.stringMatching(/config\/dev\.yml$/), line })
    expect(reading.sources.map(({ file }) => file)).toContain(found?.place?.file)
  })

  it('has its findings at the first line of a configuration that is a program', async () => {
    const custom = { alexa: { skills: [{ manifest: misspelled }] } }
    const { manifest: reading } = await read(custom, {}, 'serverless.ts')
    expect(reading.diagnostics[0]?.place).toMatchObject({ file: 'serverless.ts', line: 1 })
  })

  it('is the one of the skill that the settings name', async () => {
    const skills = [
      { id: 'one', manifest: misspelled },
      { id: 'two', manifest: right },
    ]
    const skill = await read({ alexa: { skills } }, { skillId: 'two' })
    expect(skill.manifest.diagnostics).toEqual([])
  })

  it('is not guessed among several, also where one has no id', async () => {
    const skills = [{ manifest: right }, { id: 'two', manifest: right }]
    const { manifest: reading } = await read({ alexa: { skills } })
    expect(reading.diagnostics.map(({ message }) => message)).toEqual([
      'custom.alexa.skills lists 2 skills, and custom.alexaProactive.skillId names none of them.',
    ])
  })

  it.each([
    ['nothing', {}],
    ['a list of texts', { alexa: { skills: ['one'] } }],
    ['skills without manifests', { alexa: { skills: [{ id: 'one' }] } }],
  ])('is not seen in %s', async (_, custom) => {
    const { manifest: reading } = await read(custom)
    expect(reading.diagnostics.map(({ rule }) => rule)).toEqual(['manifest/not-found'])
  })

  it('does not count where the settings name a file', async () => {
    const custom = { alexa: { skills: [{ manifest: right }] } }
    const { manifest: reading } = await read(custom, { manifest: 'other.json' })
    expect(reading.diagnostics[0]?.message).toContain('other.json')
  })
})

describe('the id of the skill', () => {
  const one = 'amzn1.ask.skill.one'
  const two = 'amzn1.ask.skill.two'
  const withEvents = (...events: readonly Json[]) => ({ a: { events }, b: { handler: 'b' } })

  it.each([
    ['the one of the functions', {}, withEvents({ alexaSkill: one }, { http: 'GET /' }), one],
    ['in its long form', {}, withEvents({ alexaSkill: { appId: one, enabled: true } }), one],
    ['named twice', {}, withEvents({ alexaSkill: one }, { alexaSkill: one }), one],
    ['two of the functions', {}, withEvents({ alexaSkill: one }, { alexaSkill: two }), undefined],
    ['none', {}, withEvents('alexaSkill', { alexaSkill: { Ref: 'Id' } }), undefined],
    ['the setting first', { skillId: two }, withEvents({ alexaSkill: one }), two],
  ])('is that of %s', async (_, settings, functions, id) => {
    expect((await read({}, settings, 'serverless.yml', functions)).id).toBe(id)
  })
})
