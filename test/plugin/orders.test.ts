import { afterEach, describe, expect, test } from 'vitest'
import { frameworks, newest } from './support/frameworks.ts'
import { openScenario, type Scenario } from './support/scenario.ts'

/** Gives Alexa the permission that the service does not, as plugins that write templates do. */
const granting = `
module.exports = class Granting {
  constructor(serverless) {
    this.hooks = {
      'before:package:finalize': () => {
        const { Resources } = serverless.service.provider.compiledCloudFormationTemplate
        Resources.Granted = {
          Type: 'AWS::Lambda::Permission',
          Properties: {
            FunctionName: { 'Fn::GetAtt': ['AlexaLambdaFunction', 'Arn'] },
            Action: 'lambda:InvokeFunction',
            Principal: 'alexa-appkit.amazon.com',
            EventSourceToken: 'amzn1.ask.skill.11111111-2222-3333-4444-555555555555',
          },
        }
      },
    }
  }
}
`

/** Asks somebody after the deploy whether all is well. */
const asking = `
module.exports = class Asking {
  constructor() {
    const ask = () => fetch(new URL('/smoke', process.env.STAND_IN_AUTH_URL)).then(() => {})
    this.hooks = { 'after:deploy:deploy': ask }
  }
}
`

const orders = [
  ['alexa-proactive', './granting.cjs', './asking.cjs'],
  ['./granting.cjs', 'alexa-proactive', './asking.cjs'],
  ['./granting.cjs', './asking.cjs', 'alexa-proactive'],
  ['./asking.cjs', 'alexa-proactive', './granting.cjs'],
].map((plugins, index) => ({ plugins, framework: frameworks[index % frameworks.length] ?? newest }))

describe('with other plugins', { timeout: 90_000 }, () => {
  let scenario: Scenario
  afterEach(() => scenario.close())

  test.each(orders)('$plugins on $framework.name', async ({ plugins, framework }) => {
    const files = { 'granting.cjs': granting, 'asking.cjs': asking }
    scenario = await openScenario(framework, 'announced', files)
    const { service, run } = scenario
    const event =
      '    events:\n      - alexaSkill: amzn1.ask.skill.11111111-2222-3333-4444-555555555555\n'
    await service.replace('serverless.yml', event, '')
    const list = plugins.map(plugin => `  - ${plugin}`).join('\n')
    await service.replace('serverless.yml', '  - alexa-proactive', list)
    const { exitCode, output, heard, trace } = await run('deploy')

    expect(exitCode, output).toBe(0)
    expect(output).not.toContain('deployment/permission-missing')
    expect(heard).toMatchObject([{ region: 'NA', stage: 'development' }])
    expect(trace.filter(call => call.startsWith('Alexa'))).toEqual([
      'Alexa GET /smoke',
      'Alexa POST /auth/o2/token',
      'Alexa POST /NA/v1/proactiveEvents/stages/development',
    ])
  })
})
