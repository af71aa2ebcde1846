import type { RuleOf } from '../../src/core/diagnostic.ts'
import type { Json, JsonObject } from '../../src/core/json.ts'
import type { Deployment, FoundCase, RuleCase, RuleCases } from './rule-case.ts'

const skillId = 'amzn1.ask.skill.11111111-2222-3333-4444-555555555555'
const otherSkillId = 'amzn1.ask.skill.66666666-7777-8888-9999-aaaaaaaaaaaa'
const arn = 'arn:aws:lambda:us-east-1:123456789012:function:star-quest-dev-skill'

/** The address of the endpoint stands in line 2, that of Europe in line 3. */
function manifest(
  uri: string,
  ofEurope: string | undefined,
  subscriptions: readonly string[] = [],
): string {
  const regions = ofEurope === undefined ? {} : { EU: { endpoint: { uri: ofEurope } } }
  return `{"manifest": {"events": {
"endpoint": {"uri": "${uri}"},
"regions": ${JSON.stringify(regions)},
"subscriptions": ${JSON.stringify(subscriptions.map(eventName => ({ eventName })))}
}}}
`
}

interface Permission {
  readonly [property: string]: Json
}

const permission: Permission = {
  FunctionName: { 'Fn::GetAtt': ['SkillLambdaFunction', 'Arn'] },
  Action: 'lambda:InvokeFunction',
  Principal: 'alexa-appkit.amazon.com',
  EventSourceToken: skillId,
}

const { EventSourceToken: _, ...permissionOfAnySkill } = permission

const functions: JsonObject = {
  SkillLambdaFunction: {
    Type: 'AWS::Lambda::Function',
    Properties: { FunctionName: 'star-quest-dev-skill' },
  },
  ImportLambdaFunction: {
    Type: 'AWS::Lambda::Function',
    Properties: { FunctionName: 'star-quest-dev-import' },
  },
}

const liveAlias: JsonObject = {
  LiveAlias: {
    Type: 'AWS::Lambda::Alias',
    Properties: {
      Name: 'live',
      FunctionName: { Ref: 'SkillLambdaFunction' },
      FunctionVersion: '$LATEST',
    },
  },
}

function template(permissions: readonly JsonObject[], others: JsonObject = {}): JsonObject {
  const numbered = permissions.map((properties, index) => [
    `SkillLambdaPermissionAlexaSkill${index + 1}`,
    { Type: 'AWS::Lambda::Permission', Properties: properties },
  ])
  return { Resources: { ...functions, ...others, ...Object.fromEntries(numbered) } }
}

/** The permission is for the version that the deploy makes. */
const byVersion = template([{ ...permission, FunctionName: { Ref: 'SkillVersion' } }], {
  SkillVersion: {
    Type: 'AWS::Lambda::Version',
    Properties: { FunctionName: { Ref: 'SkillLambdaFunction' } },
  },
})

interface Facts extends Partial<Deployment> {
  readonly uri?: string
  readonly ofEurope?: string
  readonly subscriptions?: readonly string[]
}

function deploy(
  name: string,
  { uri = arn, ofEurope, subscriptions, ...facts }: Facts = {},
): RuleCase {
  const deployment = { template: template([permission]), skillId, ...facts }
  return { name, files: { 'skill.json': manifest(uri, ofEurope, subscriptions) }, deployment }
}

/** A case in which the service is at fault, so that the finding has no place. */
function service(name: string, facts: Facts, says: string): FoundCase {
  return { ...deploy(name, facts), at: 'none', says }
}

/** A case in which the manifest is at fault. */
function endpoint(name: string, facts: Facts, says: string): FoundCase {
  return { ...deploy(name, facts), at: 'skill.json:2:21', says }
}

const right = deploy('a service whose manifest and permission agree')

const both = ['SKILL_PROACTIVE_SUBSCRIPTION_CHANGED', 'SKILL_DISABLED']

/** The function writes the table of subscribers, with a role, and a policy of it. */
function writer(role: Json, policy: JsonObject = {}): Facts {
  const statement = { Effect: 'Allow', Action: 'dynamodb:UpdateItem', Resource: '*', ...policy }
  const SkillLambdaFunction = {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'star-quest-dev-skill',
      Role: role,
      Environment: { Variables: { ALEXA_SUBSCRIBERS_TABLE: { Ref: 'AlexaSubscribersTable' } } },
    },
  }
  const Own = {
    Type: 'AWS::IAM::Role',
    Properties: { Policies: [{ PolicyDocument: { Statement: [statement] } }] },
  }
  const others = { SkillLambdaFunction, Own }
  return { subscribers: true, subscriptions: both, template: template([permission], others) }
}
const own = { 'Fn::GetAtt': ['Own', 'Arn'] }

const writeEvent = `Write under functions.skill of serverless.yml: "events: - alexaSkill: ${skillId}"`

export const deploymentCases = {
  'deployment/permission-missing': {
    found: [
      { ...service('none at all', { template: template([]) }, writeEvent), severity: 'error' },
      service(
        'of an unknown skill',
        { template: template([]), skillId: undefined },
        'events: - alexaSkill: amzn1.ask.skill.…',
      ),
      service(
        'on another function',
        {
          template: template([
            { ...permission, FunctionName: { 'Fn::GetAtt': ['ImportLambdaFunction', 'Arn'] } },
          ]),
        },
        'function "skill"',
      ),
      service(
        'a smart home skill’s',
        { template: template([{ ...permission, Principal: 'alexa-connectedhome.amazon.com' }]) },
        '"alexaSmartHome" is for smart home skills only',
      ),
      {
        ...service(
          'perhaps in a nested stack',
          { template: template([], { More: { Type: 'AWS::CloudFormation::Stack' } }) },
          writeEvent,
        ),
        severity: 'warning',
      },
      {
        ...service(
          'for an alias that something else makes',
          { template: template([]), uri: `${arn}:live` },
          '"FunctionName: star-quest-dev-skill:live"',
        ),
        severity: 'warning',
      },
      service(
        'with a permission of somebody else on another function',
        {
          template: template([
            {
              ...permission,
              Principal: 'alexa-connectedhome.amazon.com',
              FunctionName: 'star-quest-dev-import',
            },
          ]),
        },
        'is invalid").',
      ),
      service(
        'of a function in resources',
        {
          template: template([permission], {
            Events: {
              Type: 'AWS::Lambda::Function',
              Properties: {
                FunctionName: { 'Fn::Join': ['-', ['events', { Ref: 'AWS::Region' }]] },
              },
            },
          }),
          uri: 'arn:aws:lambda:us-east-1:123456789012:function:events-us-east-1',
        },
        'function "Events" of "resources"',
      ),
    ],
    clean: [
      right,
      deploy('a permission on a function that only AWS can tell', {
        template: template([{ ...permission, FunctionName: { 'Fn::ImportValue': 'Skill' } }]),
      }),
      deploy('a permission of somebody that only AWS can tell', {
        template: template([{ ...permission, Principal: { Ref: 'Caller' } }]),
      }),
      deploy('by the name of the function', {
        template: template([{ ...permission, FunctionName: { Ref: 'SkillLambdaFunction' } }]),
      }),
      deploy('an endpoint elsewhere', { template: template([]), uri: 'https://example.com/alexa' }),
    ],
  },
  'deployment/permission-disabled': {
    found: [
      service(
        'an event that is not enabled',
        { template: template([{ ...permission, Action: 'lambda:DisableInvokeFunction' }]) },
        'Remove "enabled: false" under functions.skill of serverless.yml',
      ),
      service(
        'a permission of resources that permits something else',
        {
          template: template([], {
            Alexa: {
              Type: 'AWS::Lambda::Permission',
              Properties: { ...permission, Action: 'lambda:GetFunction' },
            },
          }),
        },
        '"Action: lambda:InvokeFunction" in resources.Resources.Alexa',
      ),
    ],
    clean: [
      right,
      deploy('an action that only AWS can tell', {
        template: template([{ ...permission, Action: { Ref: 'Action' } }]),
      }),
      deploy('all actions', { template: template([{ ...permission, Action: 'lambda:*' }]) }),
      deploy('another event that is enabled', {
        template: template([
          { ...permission, Action: 'lambda:DisableInvokeFunction', EventSourceToken: otherSkillId },
          permission,
        ]),
      }),
    ],
  },
  'deployment/permission-any-skill': {
    found: [
      service('an event without id', { template: template([permissionOfAnySkill]) }, writeEvent),
      service(
        'a permission of resources, beside a right one',
        {
          template: template([permission], {
            Alexa: { Type: 'AWS::Lambda::Permission', Properties: permissionOfAnySkill },
          }),
        },
        `"EventSourceToken: ${skillId}" in resources.Resources.Alexa`,
      ),
    ],
    clean: [
      right,
      deploy('an id that only AWS can tell', {
        template: template([{ ...permission, EventSourceToken: { 'Fn::ImportValue': 'Skill' } }]),
      }),
      deploy('a permission of somebody that only AWS can tell', {
        template: template([permission, { ...permissionOfAnySkill, Principal: { Ref: 'Caller' } }]),
      }),
      deploy('a permission that permits nothing', {
        template: template([
          permission,
          { ...permissionOfAnySkill, Action: 'lambda:DisableInvokeFunction' },
        ]),
      }),
      deploy('a permission that is not Alexa’s', {
        template: template([
          permission,
          { ...permissionOfAnySkill, Principal: 'apigateway.amazonaws.com' },
        ]),
      }),
    ],
  },
  'deployment/permission-other-skill': {
    found: [
      {
        ...service(
          'the id of another skill',
          { template: template([{ ...permission, EventSourceToken: otherSkillId }]) },
          `Only "${otherSkillId}" may call the function "skill"`,
        ),
        severity: 'error',
      },
      {
        ...service(
          'in a service without known endpoints',
          { template: template([permission]), skillId: otherSkillId, uri: '' },
          'Correct custom.alexaProactive.skillId',
        ),
        severity: 'warning',
      },
    ],
    clean: [
      right,
      deploy('one of several skills', {
        template: template([{ ...permission, EventSourceToken: otherSkillId }, permission]),
      }),
      deploy('any skill, in a service without known endpoints', {
        template: template([
          { ...permission, EventSourceToken: otherSkillId },
          permissionOfAnySkill,
        ]),
        uri: '',
      }),
      deploy('an endpoint elsewhere', {
        template: template([{ ...permission, EventSourceToken: otherSkillId }]),
        uri: 'https://example.com/alexa',
      }),
      deploy('no id in the settings', {
        template: template([{ ...permission, EventSourceToken: otherSkillId }]),
        skillId: undefined,
      }),
      deploy('an id that AWS resolves', {
        template: template([
          { ...permission, EventSourceToken: '{{resolve:ssm:/star-quest/skill-id:1}}' },
        ]),
      }),
    ],
  },
  'deployment/permission-qualifier': {
    found: [
      {
        ...endpoint(
          'the endpoint names no alias',
          {
            template: template([{ ...permission, FunctionName: { Ref: 'LiveAlias' } }], liveAlias),
          },
          `"uri": "${arn}:live"`,
        ),
        severity: 'error',
      },
      {
        ...endpoint(
          'the permission is for no alias',
          { template: template([permission], liveAlias), uri: `${arn}:live` },
          'with the alias "live", but the permission of Alexa is for the function without alias',
        ),
        severity: 'error',
      },
      {
        ...endpoint(
          'the alias is made by something else',
          { uri: `${arn}:live` },
          'unless what makes the alias "live" adds another',
        ),
        severity: 'warning',
      },
      endpoint('the endpoint names a version', { uri: `${arn}:7` }, 'with the version 7'),
    ],
    clean: [
      right,
      deploy('the same alias', {
        template: template([{ ...permission, FunctionName: { Ref: 'LiveAlias' } }], liveAlias),
        uri: `${arn}:live`,
      }),
      deploy('the alias of provisioned concurrency', {
        template: template([
          {
            ...permission,
            FunctionName: {
              'Fn::Join': [':', [{ 'Fn::GetAtt': ['SkillLambdaFunction', 'Arn'] }, 'provisioned']],
            },
          },
        ]),
        uri: `${arn}:provisioned`,
      }),
      deploy('the latest version', { uri: `${arn}:$LATEST` }),
      deploy('a version whose number AWS gives', {
        template: byVersion,
        uri: `${arn}:7`,
      }),
    ],
  },
  'deployment/skill-id': {
    found: [
      ...[
        'amzn1.ask.skill.xx-xx-xx',
        'amzn1.ask.skill.00000000-0000-0000-0000-000000000000',
        'amzn1.ask.skill.[skill-id]',
        '#{SkillId}#',
      ].map(id => ({
        ...service(
          `a placeholder: ${id}`,
          { template: template([{ ...permission, EventSourceToken: id }]), skillId: undefined },
          `"${id}", which is a placeholder`,
        ),
        severity: 'error' as const,
      })),
      {
        ...service(
          'the id of a client',
          {
            template: template([
              { ...permission, EventSourceToken: 'amzn1.application-oa2-client.0123' },
            ]),
            skillId: undefined,
          },
          'which is not the id of a skill',
        ),
        severity: 'warning',
      },
    ],
    clean: [
      right,
      deploy('an id in a mapping', {
        template: {
          ...template([
            {
              ...permission,
              EventSourceToken: { 'Fn::FindInMap': ['Skills', { Ref: 'AWS::Region' }, 'id'] },
            },
          ]),
          Mappings: { Skills: { 'us-east-1': { id: skillId } } },
        },
      }),
    ],
  },
  'deployment/endpoint-placeholder': {
    found: [
      endpoint(
        'while the account is not known',
        { uri: '<arn of the function>' },
        'arn:aws:lambda:us-east-1:<account number>:function:star-quest-dev-skill',
      ),
      {
        ...endpoint(
          'while the account is known',
          { uri: 'TODO', accountId: '123456789012' },
          `Write "uri": "${arn}"`,
        ),
        severity: 'warning',
      },
    ],
    clean: [right, deploy('a function called todo', { uri: arn.replace('skill', 'my-todo-list') })],
  },
  'deployment/endpoint-https': {
    found: [
      {
        ...endpoint('the only one', { uri: 'https://example.com/alexa' }, 'events go there'),
        severity: 'notice',
      },
    ],
    clean: [right, deploy('an address that is none', { uri: 'https://' })],
  },
  'deployment/endpoint-region': {
    found: [
      {
        ...endpoint('the only one', { region: 'eu-west-1' }, '--region us-east-1'),
        severity: 'warning',
      },
      endpoint(
        'all of several',
        { region: 'us-west-2', ofEurope: arn.replace('us-east-1', 'eu-west-1') },
        'us-east-1 and eu-west-1',
      ),
    ],
    clean: [
      right,
      deploy('an ARN that is not whole, which the rules of the manifest report', {
        uri: 'arn:aws:lambda:us-east-1:123456789012:function',
      }),
      deploy('the deploy of one region of several', {
        region: 'eu-west-1',
        ofEurope: arn.replace('us-east-1', 'eu-west-1'),
      }),
    ],
  },
  'deployment/endpoint-account': {
    found: [
      {
        ...endpoint('known before', { accountId: '210987654321' }, 'the account 210987654321'),
        severity: 'warning',
      },
    ],
    clean: [
      right,
      deploy('the same one', { accountId: '123456789012' }),
      deploy('the same one in the stack', { outputs: [qualifiedArn(arn, '8')] }),
      deploy('an ARN of something else in the stack', {
        outputs: [
          { key: 'Shared', value: 'arn:aws:lambda:us-east-1:210987654321:function:shared' },
          { key: 'Topic', value: 'arn:aws:sns:us-east-1:210987654321:star-quest-dev-skill' },
        ],
      }),
    ],
  },
  'deployment/endpoint-function': {
    found: [
      {
        ...endpoint(
          'of another service',
          { uri: arn.replace('star-quest-dev-skill', 'weather') },
          'not among the functions of this service (star-quest-dev-skill and star-quest-dev-import)',
        ),
        severity: 'warning',
      },
      endpoint(
        'of another service stage',
        { uri: arn.replace('dev', 'prod') },
        'the function of service stage prod; this deploy is of dev',
      ),
      {
        ...endpoint(
          'misspelled, in the account being deployed to',
          { uri: arn.replace('skill', 'skil'), accountId: '123456789012' },
          `Write "uri": "${arn}"`,
        ),
        severity: 'error',
      },
      {
        ...endpoint(
          'perhaps in a nested stack',
          {
            uri: arn.replace('skill', 'skil'),
            accountId: '123456789012',
            template: template([permission], { More: { Type: 'AWS::CloudFormation::Stack' } }),
          },
          'leave it if that function answers the events',
        ),
        severity: 'warning',
      },
      endpoint(
        'with an empty service stage',
        { uri: arn.replace('-dev-', '--') },
        '"star-quest--skill", which is not among the functions of this service',
      ),
      {
        ...endpoint(
          'of another service in the account being deployed to',
          { uri: arn.replace('star-quest-dev-skill', 'weather'), accountId: '123456789012' },
          'not among the functions of this service',
        ),
        severity: 'warning',
      },
      {
        ...endpoint('misspelled', { uri: arn.replace('skill', 'skil') }, 'Write "uri": "arn:'),
        severity: 'warning',
      },
    ],
    clean: [
      right,
      deploy('a function whose name only AWS knows', {
        template: template([permission], { Events: { Type: 'AWS::Lambda::Function' } }),
        uri: arn.replace('star-quest-dev-skill', 'star-quest-dev-Events-1A2B3C'),
      }),
    ],
  },
  'deployment/endpoint-version': {
    found: [
      {
        ...endpoint(
          'an older one',
          {
            template: byVersion,
            uri: `${arn}:7`,
            accountId: '123456789012',
            outputs: [qualifiedArn(arn, '8')],
          },
          `names version 7 of the function "skill", but version 8 was deployed. Write "uri": "${arn}"`,
        ),
        severity: 'warning',
      },
      endpoint(
        'an older one beside a placeholder',
        {
          template: byVersion,
          uri: `${arn}:7`,
          ofEurope: 'TODO',
          outputs: [qualifiedArn(arn, '8')],
        },
        'names version 7 of the function "skill"',
      ),
    ],
    clean: [
      deploy('none', { outputs: [qualifiedArn(arn, '8')] }),
      deploy('the one deployed', {
        template: byVersion,
        uri: `${arn}:8`,
        outputs: [qualifiedArn(arn, '8')],
      }),
      deploy('an alias', { uri: `${arn}:live`, outputs: [qualifiedArn(arn, '8')] }),
    ],
  },
  'deployment/subscribers-subscription': {
    found: [
      {
        ...service(
          'no subscription at all',
          { subscribers: true },
          'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED and SKILL_DISABLED, so the table',
        ),
        severity: 'error',
      },
      {
        ...service(
          'none to the end of the skill',
          { subscribers: true, subscriptions: both.slice(0, 1) },
          'so ids of users who disabled the skill stay',
        ),
        severity: 'warning',
      },
    ],
    clean: [
      deploy('both', { subscribers: true, subscriptions: both }),
      deploy('no table of subscribers'),
    ],
  },
  'deployment/subscribers-role': {
    found: [
      service(
        'a role that is elsewhere',
        writer('arn:aws:iam::123456789012:role/mine'),
        'skill has',
      ),
      service(
        'a role that allows other things',
        writer(own, { Action: 's3:*' }),
        'skill has a role',
      ),
      service('a role that forbids it', writer(own, { Effect: 'Deny' }), 'skill has a role'),
    ],
    clean: [
      deploy('a role that allows it', writer(own)),
      deploy('a role that allows all of it', writer(own, { Action: ['s3:*', 'dynamodb:*'] })),
      deploy('no table of subscribers'),
    ],
  },
  'deployment/region-without-trigger': {
    found: [
      {
        ...service('with an event', { region: 'eu-central-1' }, 'eu-central-1, where Alexa cannot'),
        severity: 'error',
      },
    ],
    clean: [
      right,
      deploy('a service that Alexa does not call', {
        region: 'eu-central-1',
        template: template([]),
        uri: 'https://example.com/alexa',
      }),
    ],
  },
} satisfies RuleCases<RuleOf<'deployment'>>

function qualifiedArn(functionArn: string, version: string) {
  return { key: 'SkillLambdaFunctionQualifiedArn', value: `${functionArn}:${version}` }
}
