import { describe, expect, it } from 'vitest'
import { checkOutputs, checkTemplate } from '../../../plugin/template/check.ts'
import type { DeploymentKnown } from '../../../plugin/template/resolve.ts'
import { isObject, type JsonObject } from '../../../src/core/json.ts'
import { arnOf, deploymentOf, type Fixture, fixture, skillId } from './deployment.ts'

const skill = (name: string) => [{ key: 'skill', logicalId: 'SkillLambdaFunction', name }]
const prod: Partial<DeploymentKnown> = {
  stage: 'prod',
  region: 'eu-west-1',
  functions: skill('star-quest-prod-skill'),
}

interface TemplateCase {
  readonly name: string
  readonly template: Fixture
  readonly endpoints: Parameters<typeof deploymentOf>[1]
  readonly facts?: Partial<DeploymentKnown>
  /** Severity and rule of each finding. */
  readonly found: readonly string[]
}

const cases: readonly TemplateCase[] = [
  {
    name: 'an event with the id of the skill',
    template: 'event',
    endpoints: { default: arnOf('star-quest-dev-skill') },
    found: [],
  },
  {
    name: 'an event that is not enabled, on a function with a name of its own',
    template: 'disabled',
    endpoints: { default: arnOf('custom-skill') },
    facts: { functions: skill('custom-skill') },
    found: ['error deployment/permission-disabled'],
  },
  {
    name: 'an event of a function with provisioned concurrency',
    template: 'provisioned-concurrency',
    endpoints: { default: arnOf('star-quest-prod-skill:provisioned', 'eu-west-1') },
    facts: prod,
    found: [],
  },
  {
    name: 'provisioned concurrency that the manifest does not know of',
    template: 'provisioned-concurrency',
    endpoints: { default: arnOf('star-quest-prod-skill', 'eu-west-1') },
    facts: prod,
    found: ['error deployment/permission-qualifier'],
  },
  {
    name: 'permissions of resources, of which one names no skill',
    template: 'resources',
    endpoints: { default: arnOf('star-quest-dev-skill:live') },
    found: ['warning deployment/permission-any-skill'],
  },
  {
    name: 'the deploy of one region of two',
    template: 'provisioned-concurrency',
    endpoints: {
      default: arnOf('star-quest-prod-skill:provisioned'),
      EU: arnOf('star-quest-prod-skill:provisioned', 'eu-west-1'),
    },
    facts: prod,
    found: [],
  },
  {
    name: 'the endpoint of a region that names another function',
    template: 'provisioned-concurrency',
    endpoints: {
      default: arnOf('star-quest-prod-skill:provisioned'),
      EU: arnOf('star-quest-prod-weather', 'eu-west-1'),
    },
    facts: prod,
    found: ['warning deployment/endpoint-function'],
  },
  {
    name: 'one mistake of two endpoints with the same address',
    template: 'event',
    endpoints: {
      default: arnOf('star-quest-prod-skill'),
      EU: arnOf('star-quest-prod-skill'),
      FE: arnOf('star-quest-prod-skill'),
    },
    found: ['warning deployment/endpoint-function'],
  },
  {
    name: 'one missing permission of a function that is named twice',
    template: 'event',
    endpoints: {
      default: arnOf('star-quest-dev-other'),
      EU: arnOf('star-quest-dev-other:$LATEST'),
    },
    found: ['error deployment/permission-missing'],
  },
  {
    name: 'all that is wrong, at once',
    template: 'event',
    endpoints: { default: arnOf('star-quest-dev-other', 'eu-central-1'), EU: 'TODO' },
    facts: { region: 'eu-central-1' },
    found: [
      'error deployment/region-without-trigger',
      'warning deployment/endpoint-placeholder',
      'error deployment/permission-missing',
    ],
  },
  {
    name: 'a placeholder alone, which does not tell the function that is for another skill',
    template: 'event',
    endpoints: { default: 'TODO' },
    facts: { skillId: 'amzn1.ask.skill.66666666-7777-8888-9999-aaaaaaaaaaaa' },
    found: ['warning deployment/endpoint-placeholder', 'warning deployment/permission-other-skill'],
  },
  {
    name: 'no manifest',
    template: 'event',
    endpoints: {},
    facts: { manifest: undefined },
    found: [],
  },
]

describe('a compiled template', () => {
  it.each(cases)('$name', async ({ template, endpoints, facts, found }) => {
    const known = await deploymentOf(fixture(template), endpoints, facts)
    const diagnostics = checkTemplate(known)
    expect(diagnostics.map(({ severity, rule }) => `${severity} ${rule}`)).toEqual(found)
  })

  it('is told what to write in serverless.yml', async () => {
    const template = without(fixture('event'), 'SkillLambdaPermissionAlexaSkill1')
    const known = await deploymentOf(template, { default: arnOf('star-quest-dev-skill') })
    const [diagnostic] = checkTemplate(known)
    expect(diagnostic?.help).toBe(
      `Write under functions.skill of serverless.yml: "events: - alexaSkill: ${skillId}".`,
    )
    expect(diagnostic?.place).toBeUndefined()
  })

  it('is told of an alias that no event can give a permission to', async () => {
    const template = without(fixture('resources'), 'LivePermission', 'SubPermission', 'AnySkill')
    const known = await deploymentOf(template, { default: arnOf('star-quest-dev-skill:live') })
    const [diagnostic] = checkTemplate(known)
    expect(diagnostic).toMatchObject({ rule: 'deployment/permission-missing', severity: 'error' })
    expect(diagnostic?.help).toContain('"FunctionName: { Ref: LiveAlias }"')
  })

  it('is not told to give a permission to an old version', async () => {
    const known = await deploymentOf(fixture('event'), {
      default: arnOf('star-quest-dev-skill:7'),
    })
    expect(checkTemplate(known).map(({ help }) => help)).toEqual([
      `Write "uri": "${arnOf('star-quest-dev-skill')}".`,
    ])
  })

  it('tells no service stage from a name that has none', async () => {
    const known = await deploymentOf(
      fixture('disabled'),
      { default: arnOf('mytom-skill') },
      { functions: skill('custom-skill') },
    )
    expect(checkTemplate(known).map(({ message }) => message)).toEqual([
      '"events.endpoint" names "mytom-skill", which is not among the functions of this service (custom-skill).',
    ])
  })

  it('may have an alias of the same name for another function', async () => {
    const alias = {
      Type: 'AWS::Lambda::Alias',
      Properties: { FunctionName: { Ref: 'OtherLambdaFunction' }, Name: 'live' },
    }
    const { Resources: resources, ...event } = fixture('event')
    const template = { ...event, Resources: { ...(isObject(resources) ? resources : {}), alias } }
    const known = await deploymentOf(template, { default: arnOf('star-quest-dev-skill:live') })
    expect(checkTemplate(known)).toMatchObject([
      { rule: 'deployment/permission-qualifier', severity: 'warning' },
    ])
  })

  it.each([
    ['no resources', {}],
    ['resources that are none', { Resources: [] }],
    ['a resource that is none', { Resources: { Skill: null, Other: 'text' } }],
    ['a permission without properties', { Resources: { P: { Type: 'AWS::Lambda::Permission' } } }],
    [
      'an alias of itself',
      {
        Resources: {
          A: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'A' }, Name: 'a' } },
          P: {
            Type: 'AWS::Lambda::Permission',
            Properties: {
              FunctionName: { Ref: 'A' },
              Action: 'lambda:InvokeFunction',
              Principal: 'alexa-appkit.amazon.com',
              EventSourceToken: skillId,
            },
          },
        },
      },
    ],
  ])('may have %s', async (_, template) => {
    const known = await deploymentOf(template, { default: arnOf('star-quest-dev-skill') })
    expect(() => checkTemplate(known)).not.toThrow()
  })
})

function without(template: JsonObject, ...logicalIds: readonly string[]): JsonObject {
  const { Resources: resources } = template
  if (!isObject(resources)) throw new Error('no resources')
  const left = Object.entries(resources).filter(([logicalId]) => !logicalIds.includes(logicalId))
  return { ...template, Resources: Object.fromEntries(left) }
}

const deployed = (arn: string) => [
  { key: 'ServerlessDeploymentBucketName', value: 'star-quest-bucket' },
  { key: 'SkillLambdaFunctionQualifiedArn', value: arn },
]
const elsewhere = 'arn:aws:lambda:us-east-1:210987654321:function:star-quest-dev-skill'

const rulesOf = (diagnostics: ReturnType<typeof checkOutputs>) => diagnostics.map(one => one.rule)

describe('the outputs of a stack', () => {
  it('have the ARN that the manifest names', async () => {
    const known = await deploymentOf(fixture('event'), { default: arnOf('star-quest-dev-skill') })
    expect(checkOutputs(known, deployed(arnOf('star-quest-dev-skill:8')))).toEqual([])
  })

  it('say nothing twice', async () => {
    const known = await deploymentOf(
      fixture('event'),
      { default: arnOf('star-quest-dev-skill') },
      { accountId: '210987654321' },
    )
    expect(rulesOf(checkTemplate(known))).toEqual(['deployment/endpoint-account'])
    expect(checkOutputs(known, deployed(`${elsewhere}:8`))).toEqual([])
  })

  it('tell a version, unless the template told of it', async () => {
    const known = await deploymentOf(fixture('event'), {
      default: arnOf('star-quest-dev-skill:7'),
    })
    expect(rulesOf(checkTemplate(known))).toEqual(['deployment/permission-qualifier'])
    expect(checkOutputs(known, deployed(arnOf('star-quest-dev-skill:8')))).toEqual([])
  })

  it.each([
    ['there are none', []],
    ['they are no ARNs', [{ key: 'SkillLambdaFunctionQualifiedArn', value: 'star-quest:8' }]],
    ['they are of other functions', deployed(elsewhere.replace('skill', 'shared'))],
    ['they are of another region', deployed(elsewhere.replace('us-east-1', 'eu-west-1'))],
  ])('say nothing where %s', async (_, outputs) => {
    const known = await deploymentOf(fixture('event'), { default: arnOf('star-quest-dev-skill') })
    expect(checkOutputs(known, outputs)).toEqual([])
  })
})
