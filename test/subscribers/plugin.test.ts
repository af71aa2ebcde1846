import { afterEach, describe, expect, it } from 'vitest'
import { resourcesOf } from '../../plugin/template/resolve.ts'
import { isObject, type Json, parsedJson, valueAt } from '../../src/core/json.ts'
import { frameworks, newest } from '../plugin/support/frameworks.ts'
import { openScenario, type Scenario } from '../plugin/support/scenario.ts'

let scenario: Scenario | undefined
afterEach(() => scenario?.close())

const skillId = 'amzn1.ask.skill.11111111-2222-3333-4444-555555555555'
const manifest = (subscriptions: readonly string[]) =>
  JSON.stringify({
    manifest: {
      manifestVersion: '1.0',
      publishingInformation: { locales: { 'en-US': { name: 'Storms' } } },
      apis: { custom: {} },
      permissions: [{ name: 'alexa::devices:all:notifications:write' }],
      events: {
        publications: [{ eventName: 'AMAZON.WeatherAlert.Activated' }],
        subscriptions: subscriptions.map(eventName => ({ eventName })),
        endpoint: { uri: 'arn:aws:lambda:us-east-1:123456789012:function:storms-dev-alexa' },
      },
    },
  })
const both = manifest(['SKILL_PROACTIVE_SUBSCRIPTION_CHANGED', 'SKILL_DISABLED'])

const serviceText = (ofSkill = '') => `service: storms
frameworkVersion: "*"
provider:
  name: aws
  runtime: \${env:RUNTIME}
  region: us-east-1
package:
  patterns: ['!**', handler.js]
  excludeDevDependencies: false
plugins:
  - alexa-proactive
custom:
  alexaProactive:
    skillId: ${skillId}
    manifest: skill/dev.json
    subscribers: true
functions:
  alexa:
    handler: handler.alexa
    environment: { GREETING: hello }
${ofSkill}    events:
      - alexaSkill: ${skillId}
  page:
    handler: handler.page
`

async function packaged(
  framework: (typeof frameworks)[number],
  files: Readonly<Record<string, string>>,
) {
  scenario = await openScenario(framework, 'announced', { 'skill/dev.json': both, ...files })
  const { exitCode, output } = await scenario.run('package')
  const text = await scenario.service
    .read('.serverless/cloudformation-template-update-stack.json')
    .catch(() => '{}')
  const template: Json = parsedJson(text) ?? {}
  return { exitCode, output, template: isObject(template) ? template : {} }
}

describe.each(frameworks)('$name', { timeout: 120_000 }, framework => {
  it('adds the table, its name for the skill, and the permission to write it', async () => {
    const { exitCode, output, template } = await packaged(framework, {
      'serverless.yml': serviceText(),
    })
    expect(exitCode, output).toBe(0)
    expect(output).not.toContain('subscribers-')
    const environments = resourcesOf(template, 'AWS::Lambda::Function').map(
      ({ logicalId, properties }) => [logicalId, valueAt(properties, ['Environment']) ?? null],
    )
    const policies = valueAt(template, [
      'Resources',
      'IamRoleLambdaExecution',
      'Properties',
      'Policies',
    ])
    const added = {
      table: valueAt(template, ['Resources', 'AlexaSubscribersTable']),
      output: valueAt(template, ['Outputs', 'AlexaSubscribersTable']),
      environments: Object.fromEntries(environments),
      policies: Array.isArray(policies) ? policies.slice(1) : policies,
    }
    await expect(`${JSON.stringify(added, undefined, 2)}\n`).toMatchFileSnapshot(
      'golden/resources.golden',
    )
  })
})

describe('the service', { timeout: 120_000 }, () => {
  it('can change the table in its resources, and is warned of a function with a role of its own', async () => {
    const role = '    role: arn:aws:iam::123456789012:role/mine\n'
    const extension = `resources:
  extensions:
    AlexaSubscribersTable:
      Properties:
        TableName: mine
`
    const { exitCode, output, template } = await packaged(newest, {
      'serverless.yml': `${serviceText(role)}${extension}`,
    })
    expect(exitCode, output).toBe(0)
    expect(output).toContain('alexa has a role that the plugin does not write')
    const name = ['Resources', 'AlexaSubscribersTable', 'Properties', 'TableName']
    expect(valueAt(template, name)).toBe('mine')
  })

  it('is not packaged where the skill is not told who subscribes', async () => {
    const { exitCode, output } = await packaged(newest, {
      'serverless.yml': serviceText(),
      'skill/dev.json': manifest(['SKILL_DISABLED']),
    })
    expect(exitCode).toBe(1)
    expect(output).toContain('does not subscribe to SKILL_PROACTIVE_SUBSCRIPTION_CHANGED')
  })

  it('keeps the name of the table when one function is deployed alone', async () => {
    scenario = await openScenario(newest, 'announced', {
      'serverless.yml': serviceText(),
      'skill/dev.json': both,
    })
    const deployed = await scenario.run('deploy')
    expect(deployed.exitCode, deployed.output).toBe(0)
    await scenario.service.write('handler.js', 'exports.alexa = async () => ({})\n')
    const { exitCode, output, awsCalls, calls } = await scenario.run('deploy function -f alexa')
    expect(exitCode, output).toBe(0)
    expect(calls).toContain('Lambda UpdateFunctionCode')
    const configured = awsCalls.filter(({ name }) => name === 'Lambda UpdateFunctionConfiguration')
    // What holds a reference is left to CloudFormation; without it, the variable would be taken away.
    expect(configured.map(({ body }) => body.toString()).join()).not.toContain('GREETING')
  })
})
