import { describe, expect, it } from 'vitest'
import { skillIdsOf } from '../../../plugin/template/skill-ids.ts'
import type { Json } from '../../../src/core/json.ts'
import { type Fixture, fixture, skillId } from './deployment.ts'

const fixtures: readonly (readonly [Fixture, readonly string[]])[] = [
  ['event', [skillId]],
  ['disabled', [skillId]],
  ['provisioned-concurrency', [skillId]],
  ['resources', []],
]

describe('the skills of a template', () => {
  it.each(fixtures)('%s', (name, ids) => {
    expect(skillIdsOf(fixture(name))).toEqual(ids)
  })

  it('come each once, in order, without what is no id or not Alexa’s', () => {
    const tokens: readonly Json[] = [
      'amzn1.ask.skill.b',
      'amzn1.ask.skill.a',
      'amzn1.ask.skill.b',
      'amzn1.ask.skill.xx-xx',
      'amzn1.ask.skill.your-skill-id-here',
      'amzn1.application-oa2-client.1',
      { Ref: 'SkillId' },
    ]
    const permissions = tokens.map((EventSourceToken, index) => [
      `Permission${index}`,
      {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          FunctionName: 'skill',
          Principal: 'alexa-appkit.amazon.com',
          Action: 'lambda:InvokeFunction',
          EventSourceToken,
        },
      },
    ])
    const smartHome = {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Principal: 'alexa-connectedhome.amazon.com',
        EventSourceToken: 'amzn1.ask.skill.home',
      },
    }
    const template = { Resources: { ...Object.fromEntries(permissions), Home: smartHome } }
    expect(skillIdsOf(template)).toEqual(['amzn1.ask.skill.b', 'amzn1.ask.skill.a'])
  })

  it('are none without resources', () => {
    expect(skillIdsOf({})).toEqual([])
  })
})
