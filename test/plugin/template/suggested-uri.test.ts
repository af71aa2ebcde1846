import { describe, expect, it } from 'vitest'
import { functionReference } from '../../../plugin/template/function-reference.ts'
import type { DeploymentKnown } from '../../../plugin/template/known.ts'
import { suggestedUri } from '../../../plugin/template/suggested-uri.ts'
import type { JsonObject } from '../../../src/core/json.ts'
import { account, arnOf, deploymentOf } from './deployment.ts'

const functions: DeploymentKnown['functions'] = ['import', 'skill', 'weather'].map(key => ({
  key,
  logicalId: `${key}Function`,
  deployedName: `star-quest-dev-${key}`,
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

const cases: readonly {
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

describe('what to write in place of an endpoint', () => {
  it.each(cases)('$name', async ({ template, named, facts, suggested }) => {
    const known = { ...(await deploymentOf(template, {}, { functions })), ...facts }
    const reference = named === undefined ? undefined : functionReference(named, known)
    expect(suggestedUri(known, reference)).toBe(suggested)
  })
})
