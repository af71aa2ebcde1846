import { afterEach, describe, expect, test } from 'vitest'
import { frameworks, newest } from './support/frameworks.ts'
import { openScenario, type Scenario } from './support/scenario.ts'

const skillId = 'amzn1.ask.skill.11111111-2222-3333-4444-555555555555'
const arn = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`

/** A kind of service as they are published, in its smallest form. */
interface Kind {
  readonly name: string
  /** From `functions` on; absent: one function with the event of the skill. */
  readonly service?: string
  readonly provider?: string
  readonly custom?: string
  /** Of `events.endpoint`; absent: the function of the service. */
  readonly uri?: string
  /** Absent: that of a custom skill. */
  readonly manifest?: object
  /** What is said of it; absent: nothing. */
  readonly says?: RegExp
}

const skill = (change: string, events = `- alexaSkill: ${skillId}`) =>
  `functions:\n  alexa:\n    handler: handler.alexa\n    ${change}\n    events:\n      ${events}\n`

const kinds: readonly Kind[] = [
  { name: 'one function with the event of the skill' },
  {
    name: 'the event in its long form',
    service: skill('timeout: 8', `- alexaSkill: { appId: ${skillId}, enabled: true }`),
  },
  {
    name: 'functions for the skill and for a web page',
    service: `${skill('timeout: 8')}  page:\n    handler: handler.page\n    events:\n      - httpApi: GET /\n`,
  },
  {
    name: 'an alias with provisioned concurrency',
    service: skill('provisionedConcurrency: 1'),
    uri: arn('storms-dev-alexa:provisioned'),
  },
  {
    name: 'a function with a name of its own',
    service: skill(`name: weather-\${sls:stage}`),
    uri: arn('weather-dev'),
  },
  {
    name: 'a permission among the resources',
    service: `functions:
  alexa:
    handler: handler.alexa
resources:
  Resources:
    Alexa:
      Type: AWS::Lambda::Permission
      Properties:
        FunctionName: !GetAtt AlexaLambdaFunction.Arn
        Action: lambda:InvokeFunction
        Principal: alexa-appkit.amazon.com
        EventSourceToken: ${skillId}
`,
  },
  {
    name: 'a skill that answers over https',
    service:
      'functions:\n  alexa:\n    handler: handler.alexa\n    events:\n      - httpApi: POST /alexa\n',
    uri: 'https://storms.example.com/alexa',
    says: /deployment\/endpoint-https/,
  },
  {
    name: 'stages of its own, by variables',
    custom: `  stage: \${opt:stage, 'dev'}\n  names: { dev: storms-dev-alexa }\n`,
    service: skill(`name: \${self:custom.names.\${self:custom.stage}}`),
  },
  {
    name: 'functions without versions',
    provider: '  versionFunctions: false\n',
  },
  {
    name: 'a smart home skill, which has no events',
    service: skill('timeout: 8', '- alexaSmartHome: amzn1.ask.skill.xx-xx-xx-xx-xx'),
    manifest: { manifestVersion: '1.0', apis: { smartHome: {} } },
    says: /manifest\/not-custom/,
  },
  {
    name: 'resources alone, and the skill elsewhere',
    service: 'resources:\n  Resources:\n    Topic:\n      Type: AWS::SNS::Topic\n',
    uri: arn('somewhere-else'),
    says: /deployment\/endpoint-function/,
  },
]

function custom({ uri = arn('storms-dev-alexa') }: Kind): object {
  return {
    manifestVersion: '1.0',
    publishingInformation: { locales: { 'en-US': { name: 'Storms' } } },
    apis: { custom: {} },
    permissions: [{ name: 'alexa::devices:all:notifications:write' }],
    events: {
      endpoint: uri.startsWith('https') ? { uri, sslCertificateType: 'Wildcard' } : { uri },
      publications: [{ eventName: 'AMAZON.WeatherAlert.Activated' }],
      subscriptions: [{ eventName: 'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED' }],
    },
  }
}

describe('a public service', { timeout: 90_000 }, () => {
  let scenario: Scenario
  afterEach(() => scenario.close())

  const cases = kinds.map((kind, index) => ({
    ...kind,
    framework: frameworks[index % frameworks.length] ?? newest,
    kind,
  }))
  test.each(cases)('$name, on $framework.name', async ({ framework, kind }) => {
    const { service = skill('timeout: 8'), provider = '', manifest = custom(kind), says } = kind
    scenario = await openScenario(framework, 'announced', {
      'serverless.yml': `service: storms
frameworkVersion: "*"
provider:
  name: aws
  runtime: \${env:RUNTIME}
  region: us-east-1
${provider}package:
  patterns: ['!**', handler.js]
  excludeDevDependencies: false
plugins: [alexa-proactive]
custom:
${kind.custom ?? ''}  alexaProactive: { manifest: skill.json }
${service}`,
      'skill.json': JSON.stringify({ manifest }, null, 2),
    })
    const { exitCode, output, trace } = await scenario.run('package')

    expect(exitCode, output).toBe(0)
    const found = output.match(/\b(?:manifest|deployment|serverless|settings)\/[a-z-]+\b/g) ?? []
    if (says === undefined) expect(found, output).toEqual([])
    else expect(output).toMatch(says)
    expect(trace.filter(call => call.startsWith('Alexa'))).toEqual([])
  })
})
