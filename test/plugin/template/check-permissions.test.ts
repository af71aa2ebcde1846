import { expect, it } from 'vitest'
import { checkTemplate } from '../../../plugin/template/check.ts'
import type { DeploymentKnown } from '../../../plugin/template/resolve.ts'
import type { Json, JsonObject } from '../../../src/core/json.ts'
import { arnOf, deploymentOf, skillId } from './deployment.ts'

const otherId = 'amzn1.ask.skill.66666666-7777-8888-9999-aaaaaaaaaaaa'
const thirdId = 'amzn1.ask.skill.cccccccc-7777-8888-9999-aaaaaaaaaaaa'
const name = 'star-quest-dev-skill'
const ofSkill = { 'Fn::GetAtt': ['SkillLambdaFunction', 'Arn'] }

const lambda = (FunctionName: string): JsonObject => ({
  Type: 'AWS::Lambda::Function',
  Properties: { FunctionName },
})

const alias = (Name: string): JsonObject => ({
  Type: 'AWS::Lambda::Alias',
  Properties: { Name, FunctionName: { Ref: 'SkillLambdaFunction' }, FunctionVersion: '$LATEST' },
})
const aliases = { Live: alias('live'), Beta: alias('beta') }

/** A permission of Alexa, as the framework makes one of an event. */
function permission(properties: { readonly [name: string]: Json | undefined } = {}): JsonObject {
  const own: { [name: string]: Json } = {}
  const all = {
    FunctionName: ofSkill,
    Action: 'lambda:InvokeFunction',
    Principal: 'alexa-appkit.amazon.com',
    EventSourceToken: skillId,
    ...properties,
  }
  for (const [key, value] of Object.entries(all)) if (value !== undefined) own[key] = value
  return { Type: 'AWS::Lambda::Permission', Properties: own }
}

interface Case {
  readonly name: string
  /** Behind the name of the function. */
  readonly qualifier?: string
  readonly function?: string
  readonly resources: JsonObject
  readonly facts?: Partial<DeploymentKnown>
  /** Severity, rule and line of each finding, and what it says. */
  readonly found: readonly (readonly [head: string, text: string])[]
}

const refused =
  'Amazon refuses the manifest then ("The trigger setting for the Lambda … is invalid").'
const byEvent = `Write under functions.skill of serverless.yml: "events: - alexaSkill: ${skillId}".`
const byResource = (functionName: string, write = 'Write'): string =>
  `${write} under resources.Resources a resource of the type AWS::Lambda::Permission with "FunctionName: ${functionName}", "Action: lambda:InvokeFunction", "Principal: alexa-appkit.amazon.com" and "EventSourceToken: ${skillId}".`

const event = 'SkillLambdaPermissionAlexaSkill1'
const second = 'SkillLambdaPermissionAlexaSkill2'
const withoutManifest = { manifest: undefined }

const cases: readonly Case[] = [
  {
    name: 'no permission',
    resources: {},
    found: [
      [
        'error deployment/permission-missing none',
        `Alexa has no permission to call the function "skill", which "events.endpoint" of skill.json names; ${refused} ${byEvent}`,
      ],
    ],
  },
  {
    name: 'no permission, of a skill that nobody names',
    resources: {},
    facts: { skillId: undefined },
    found: [
      [
        'error deployment/permission-missing none',
        `Alexa has no permission to call the function "skill", which "events.endpoint" of skill.json names; ${refused} Write under functions.skill of serverless.yml: "events: - alexaSkill: amzn1.ask.skill.…".`,
      ],
    ],
  },
  {
    name: 'no permission, for an alias',
    qualifier: ':live',
    resources: aliases,
    found: [
      [
        'error deployment/permission-missing none',
        `Alexa has no permission to call the function "skill" with the alias "live", which "events.endpoint" of skill.json names; ${refused} ${byResource('{ Ref: Live }')}`,
      ],
    ],
  },
  {
    name: 'no permission, for an alias that is made elsewhere',
    qualifier: ':live',
    resources: {},
    found: [
      [
        'warning deployment/permission-missing none',
        `Alexa has no permission to call the function "skill" with the alias "live", which "events.endpoint" of skill.json names unless what makes the alias "live" adds it; ${refused} ${byResource('star-quest-dev-skill:live')}`,
      ],
    ],
  },
  {
    name: 'no permission, for a version',
    qualifier: ':7',
    resources: {},
    found: [
      [
        'warning deployment/permission-missing none',
        `Alexa has no permission to call the function "skill" with the version 7, which "events.endpoint" of skill.json names unless what makes the version 7 adds it; ${refused} ${byResource('star-quest-dev-skill:7')}`,
      ],
    ],
  },
  {
    name: 'no permission, but a nested stack',
    resources: { Nested: { Type: 'AWS::CloudFormation::Stack', Properties: {} } },
    found: [
      [
        'warning deployment/permission-missing none',
        `Alexa has no permission to call the function "skill", which "events.endpoint" of skill.json names unless a nested stack or a macro adds it; ${refused} ${byEvent}`,
      ],
    ],
  },
  {
    name: 'no permission, for a function of resources',
    function: 'own',
    resources: { Own: lambda('own') },
    found: [
      [
        'error deployment/permission-missing none',
        `Alexa has no permission to call the function "Own" of "resources", which "events.endpoint" of skill.json names; ${refused} ${byResource('{ Ref: Own }')}`,
      ],
    ],
  },
  {
    name: 'a permission for smart homes',
    resources: {
      SkillLambdaPermissionAlexaSmartHome1: permission({
        Principal: 'alexa-connectedhome.amazon.com',
      }),
    },
    found: [
      [
        'error deployment/permission-missing none',
        `Alexa has no permission to call the function "skill", which "events.endpoint" of skill.json names; ${refused} Its event "alexaSmartHome" is for smart home skills only. ${byEvent}`,
      ],
    ],
  },
  {
    name: 'a permission for an alias that the manifest does not name',
    resources: { ...aliases, [event]: permission({ FunctionName: { Ref: 'Live' } }) },
    found: [
      [
        'error deployment/permission-qualifier 1',
        `"events.endpoint" names the function "skill" without alias, but the permission of Alexa is for the function with the alias "live". Write "uri": "${arnOf(name)}:live". Or keep the endpoint: ${byResource('{ Ref: SkillLambdaFunction }', 'write')}`,
      ],
    ],
  },
  {
    name: 'a permission without the alias that the manifest names',
    qualifier: ':live',
    resources: { ...aliases, [event]: permission() },
    found: [
      [
        'error deployment/permission-qualifier 1',
        `"events.endpoint" names the function "skill" with the alias "live", but the permission of Alexa is for the function without alias. Write "uri": "${arnOf(name)}". Or keep the endpoint: ${byResource('{ Ref: Live }', 'write')}`,
      ],
    ],
  },
  {
    name: 'a permission without the alias, which is made elsewhere',
    qualifier: ':live',
    resources: { [event]: permission() },
    found: [
      [
        'warning deployment/permission-qualifier 1',
        `"events.endpoint" names the function "skill" with the alias "live", but the permission of Alexa is for the function without alias unless what makes the alias "live" adds another. Write "uri": "${arnOf(name)}". Or keep the endpoint: ${byResource('star-quest-dev-skill:live', 'write')}`,
      ],
    ],
  },
  {
    name: 'a permission without the version that the manifest names',
    qualifier: ':7',
    resources: { [event]: permission() },
    found: [
      [
        'warning deployment/permission-qualifier 1',
        `"events.endpoint" names the function "skill" with the version 7, but the permission of Alexa is for the function without alias unless what makes the version 7 adds another. Write "uri": "${arnOf(name)}".`,
      ],
    ],
  },
  {
    name: 'permissions for other aliases, one of them twice',
    resources: {
      ...aliases,
      [event]: permission({ FunctionName: { Ref: 'Live' } }),
      [second]: permission({ FunctionName: { Ref: 'Live' } }),
      Third: permission({ FunctionName: { Ref: 'Beta' } }),
    },
    found: [
      [
        'error deployment/permission-qualifier 1',
        `"events.endpoint" names the function "skill" without alias, but the permission of Alexa is for the function with the alias "live" and with the alias "beta". Write "uri": "${arnOf(name)}:live". Or keep the endpoint: ${byResource('{ Ref: SkillLambdaFunction }', 'write')}`,
      ],
    ],
  },
  {
    name: 'an event that is not enabled',
    resources: { [event]: permission({ Action: 'lambda:DisableInvokeFunction' }) },
    found: [
      [
        'error deployment/permission-disabled none',
        'The event "alexaSkill" of the function "skill" says "enabled: false", so Alexa may not call it. Remove "enabled: false" under functions.skill of serverless.yml.',
      ],
    ],
  },
  {
    name: 'permissions of resources that do not allow calls, of which the first is told of',
    resources: {
      Mine: permission({ Action: 'lambda:GetFunction' }),
      Other: permission({ Action: 'lambda:GetFunction' }),
    },
    found: [
      [
        'error deployment/permission-disabled none',
        'The permission "Mine" does not let Alexa call the function "skill": its "Action" is not lambda:InvokeFunction. Write "Action: lambda:InvokeFunction" in resources.Resources.Mine.',
      ],
    ],
  },
  {
    name: 'a permission of resources that does not allow calls, with the name of an event',
    function: 'own',
    resources: {
      Own: lambda('own'),
      [event]: permission({ FunctionName: { Ref: 'Own' }, Action: 'lambda:GetFunction' }),
    },
    found: [
      [
        'error deployment/permission-disabled none',
        `The permission "SkillLambdaPermissionAlexaSkill1" does not let Alexa call the function "Own" of "resources": its "Action" is not lambda:InvokeFunction. Write "Action: lambda:InvokeFunction" in resources.Resources.SkillLambdaPermissionAlexaSkill1.`,
      ],
    ],
  },
  {
    name: 'one permission that allows calls beside one that does not',
    resources: {
      [event]: permission({ Action: 'lambda:DisableInvokeFunction' }),
      [second]: permission(),
    },
    found: [],
  },
  {
    name: 'a permission for another skill',
    resources: { [event]: permission({ EventSourceToken: otherId }) },
    found: [
      [
        'error deployment/permission-other-skill none',
        `Only "${otherId}" may call the function "skill", but the skill is "${skillId}". ${byEvent} If it is another skill, set custom.alexaProactive.skillId.`,
      ],
    ],
  },
  {
    name: 'permissions for two other skills, one of them twice',
    resources: {
      [event]: permission({ EventSourceToken: otherId }),
      [second]: permission({ EventSourceToken: otherId }),
      Third: permission({ EventSourceToken: thirdId }),
    },
    found: [
      [
        'error deployment/permission-other-skill none',
        `Only "${otherId}" and "${thirdId}" may call the function "skill", but the skill is "${skillId}". ${byEvent} If it is another skill, set custom.alexaProactive.skillId.`,
      ],
    ],
  },
  {
    name: 'permissions for this skill and another',
    resources: {
      [event]: permission({ EventSourceToken: otherId }),
      [second]: permission(),
    },
    found: [],
  },
  {
    name: 'a permission for a skill that only AWS knows',
    resources: { [event]: permission({ EventSourceToken: { 'Fn::ImportValue': 'skill' } }) },
    found: [],
  },
  {
    name: 'a permission for a skill where nobody names this one',
    resources: { [event]: permission({ EventSourceToken: otherId }) },
    facts: { skillId: undefined },
    found: [],
  },
  {
    name: 'an event without a skill',
    resources: { [event]: permission({ EventSourceToken: undefined }) },
    found: [
      [
        'warning deployment/permission-any-skill none',
        `Any skill of any developer may call the function "skill": the permission "SkillLambdaPermissionAlexaSkill1" names no skill. ${byEvent}`,
      ],
    ],
  },
  {
    name: 'an event without a skill, which nobody names either',
    resources: { [event]: permission({ EventSourceToken: undefined }) },
    facts: { skillId: undefined },
    found: [
      [
        'warning deployment/permission-any-skill none',
        'Any skill of any developer may call the function "skill": the permission "SkillLambdaPermissionAlexaSkill1" names no skill. Write under functions.skill of serverless.yml: "events: - alexaSkill: amzn1.ask.skill.…".',
      ],
    ],
  },
  {
    name: 'a permission of resources without a skill',
    resources: { [event]: permission(), Mine: permission({ EventSourceToken: undefined }) },
    found: [
      [
        'warning deployment/permission-any-skill none',
        `Any skill of any developer may call the function "skill": the permission "Mine" names no skill. Write "EventSourceToken: ${skillId}" in resources.Resources.Mine.`,
      ],
    ],
  },
  {
    name: 'a permission without a skill, for a function that is not known',
    resources: {
      [event]: permission(),
      Mine: permission({ EventSourceToken: undefined, FunctionName: 'elsewhere' }),
    },
    found: [
      [
        'warning deployment/permission-any-skill none',
        `Any skill of any developer may call the function: the permission "Mine" names no skill. Write "EventSourceToken: ${skillId}" in resources.Resources.Mine.`,
      ],
    ],
  },
  {
    name: 'a permission without a skill that does not allow calls',
    resources: {
      [event]: permission(),
      Mine: permission({ EventSourceToken: undefined, Action: 'lambda:GetFunction' }),
    },
    found: [],
  },
  {
    name: 'a permission without a skill for somebody else than Alexa',
    resources: {
      [event]: permission(),
      Mine: permission({ EventSourceToken: undefined, Principal: 'events.amazonaws.com' }),
    },
    found: [],
  },
  {
    name: 'a placeholder for the id of the skill',
    resources: {
      [event]: permission(),
      Mine: permission({ EventSourceToken: 'amzn1.ask.skill.[your-id]' }),
    },
    found: [
      [
        'error deployment/skill-id none',
        `The permission of Alexa for the function "skill" is for "amzn1.ask.skill.[your-id]", which is a placeholder. Write "EventSourceToken: ${skillId}" in resources.Resources.Mine.`,
      ],
    ],
  },
  {
    name: 'more than the id of a skill',
    resources: {
      [event]: permission(),
      [second]: permission({ EventSourceToken: `skill ${otherId}` }),
    },
    found: [
      [
        'warning deployment/skill-id none',
        `The permission of Alexa for the function "skill" is for "skill ${otherId}", which is not the id of a skill. ${byEvent}`,
      ],
    ],
  },
  {
    name: 'what is not the id of a skill',
    resources: {
      [event]: permission(),
      [second]: permission({ EventSourceToken: 'amzn1.ask.skill.a b' }),
    },
    found: [
      [
        'warning deployment/skill-id none',
        `The permission of Alexa for the function "skill" is for "amzn1.ask.skill.a b", which is not the id of a skill. ${byEvent}`,
      ],
    ],
  },
  {
    name: 'another skill, without a manifest',
    resources: { [event]: permission({ EventSourceToken: otherId }) },
    facts: withoutManifest,
    found: [
      [
        'warning deployment/permission-other-skill none',
        `Only "${otherId}" may call functions of this service, but the skill is "${skillId}". Correct custom.alexaProactive.skillId, or write under the function: "events: - alexaSkill: ${skillId}".`,
      ],
    ],
  },
  {
    name: 'two other skills, one of them twice, without a manifest',
    resources: {
      [event]: permission({ EventSourceToken: otherId }),
      [second]: permission({ EventSourceToken: otherId }),
      Third: permission({ EventSourceToken: thirdId }),
    },
    facts: withoutManifest,
    found: [
      [
        'warning deployment/permission-other-skill none',
        `Only "${otherId}" and "${thirdId}" may call functions of this service, but the skill is "${skillId}". Correct custom.alexaProactive.skillId, or write under the function: "events: - alexaSkill: ${skillId}".`,
      ],
    ],
  },
  {
    name: 'this skill and another, without a manifest',
    resources: { [event]: permission({ EventSourceToken: otherId }), [second]: permission() },
    facts: withoutManifest,
    found: [],
  },
  {
    name: 'another skill beside any, without a manifest',
    resources: {
      [event]: permission({ EventSourceToken: otherId }),
      [second]: permission({ EventSourceToken: undefined }),
    },
    facts: withoutManifest,
    found: [
      [
        'warning deployment/permission-any-skill none',
        `Any skill of any developer may call the function "skill": the permission "SkillLambdaPermissionAlexaSkill2" names no skill. ${byEvent}`,
      ],
    ],
  },
  {
    name: 'another skill, where nobody names this one, without a manifest',
    resources: { [event]: permission({ EventSourceToken: otherId }) },
    facts: { ...withoutManifest, skillId: undefined },
    found: [],
  },
  { name: 'no permission, without a manifest', resources: {}, facts: withoutManifest, found: [] },
]

it.each(cases)('$name', async one => {
  const { qualifier = '', function: named = name, resources, facts, found } = one
  const template = { Resources: { SkillLambdaFunction: lambda(name), ...resources } }
  const known = await deploymentOf(template, { default: arnOf(`${named}${qualifier}`) }, facts)
  expect(
    checkTemplate(known).map(({ rule, severity, place, message, help }) => [
      `${severity} ${rule} ${place?.line ?? 'none'}`,
      `${message} ${help}`,
    ]),
  ).toEqual(found)
})
