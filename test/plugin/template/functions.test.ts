import { describe, expect, it } from 'vitest'
import { functionReference, suggestedUri } from '../../../plugin/template/functions.ts'
import { type DeploymentKnown, unknown } from '../../../plugin/template/resolve.ts'
import type { JsonObject } from '../../../src/core/json.ts'
import { account, arnOf, deploymentOf } from './deployment.ts'

const scope = { region: 'us-east-1', accountId: '111111111111' }
const arn = 'arn:aws:lambda:eu-west-1:222222222222:function:skill'

const references: readonly (readonly [string, readonly string[]])[] = [
  ['skill', ['us-east-1', '111111111111', 'skill', '']],
  ['skill:live', ['us-east-1', '111111111111', 'skill', 'live']],
  ['222222222222:function:skill', ['us-east-1', '222222222222', 'skill', '']],
  ['222222222222:function:skill:live', ['us-east-1', '222222222222', 'skill', 'live']],
  [arn, ['eu-west-1', '222222222222', 'skill', '']],
  [`${arn}:live`, ['eu-west-1', '222222222222', 'skill', 'live']],
  [`${arn}:$LATEST`, ['eu-west-1', '222222222222', 'skill', '']],
  [`${arn}:${unknown}`, ['eu-west-1', '222222222222', 'skill', unknown]],
  [`${arn}-${unknown}`, ['eu-west-1', '222222222222', `skill-${unknown}`, unknown]],
  [`${unknown}:live`, [unknown, unknown, unknown, unknown]],
  [`arn:${unknown}`, [unknown, unknown, unknown, unknown]],
]

describe('the name of a function', () => {
  it.each(references)('%j', (text, [region, account, name, qualifier]) => {
    expect(functionReference(text, scope)).toEqual({ region, account, name, qualifier })
  })

  it('is of any account where that is not known', () => {
    const reference = functionReference('skill', { ...scope, accountId: undefined })
    expect(reference.account).toBe(unknown)
  })
})

const functions: DeploymentKnown['functions'] = ['import', 'skill', 'weather'].map(key => ({
  key,
  logicalId: `${key}Function`,
  name: `star-quest-dev-${key}`,
}))

const callable = (FunctionName: string): JsonObject => ({
  Resources: {
    Alexa: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName,
        Principal: 'alexa-appkit.amazon.com',
        Action: 'lambda:InvokeFunction',
      },
    },
  },
})

const unknownAccount = arnOf('star-quest-dev-skill').replace(account, '<account number>')

const suggestions: readonly {
  readonly name: string
  readonly template: JsonObject
  readonly named?: string
  readonly facts?: Partial<DeploymentKnown>
  readonly suggested: string
}[] = [
  {
    name: 'the function with the nearest name',
    template: callable('star-quest-dev-skill'),
    named: arnOf('star-quest-dev-wether'),
    suggested: `"uri": "${arnOf('star-quest-dev-weather')}"`,
  },
  {
    name: 'the function that Alexa may call',
    template: callable('star-quest-dev-skill'),
    suggested: `"uri": "${unknownAccount}"`,
  },
  {
    name: 'the alias that Alexa may call, in the account that is known',
    template: callable('star-quest-dev-skill:live'),
    facts: { accountId: account },
    suggested: `"uri": "${arnOf('star-quest-dev-skill:live')}"`,
  },
  {
    name: 'the first function where there is nothing to tell them apart',
    template: {},
    named: arnOf('anything'),
    suggested: `"uri": "${arnOf('star-quest-dev-import')}"`,
  },
  {
    name: 'none where Alexa can call none',
    template: callable('star-quest-dev-skill'),
    facts: { region: 'eu-central-1' },
    suggested: 'the ARN of the function that answers the events',
  },
  {
    name: 'none where there is none',
    template: {},
    facts: { functions: [] },
    suggested: 'the ARN of the function that answers the events',
  },
]

describe('what to write instead of an endpoint', () => {
  it.each(suggestions)('$name', async ({ template, named, facts, suggested }) => {
    const known = { ...(await deploymentOf(template, {}, { functions })), ...facts }
    const reference = named === undefined ? undefined : functionReference(named, known)
    expect(suggestedUri(known, reference)).toBe(suggested)
  })
})
