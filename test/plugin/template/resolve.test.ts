import { describe, expect, it } from 'vitest'
import { resolveText, type Scope, unknown } from '../../../plugin/template/resolve.ts'
import type { Json } from '../../../src/core/json.ts'

const scope: Scope = {
  region: 'eu-west-1',
  accountId: undefined,
  functions: [{ key: 'skill', logicalId: 'SkillLambdaFunction', name: 'quest-dev-skill' }],
  template: {
    Mappings: { Skills: { 'eu-west-1': { id: 'amzn1.ask.skill.europe' } } },
    Parameters: { SkillId: { Type: 'String', Default: 'amzn1.ask.skill.default' } },
    Resources: {
      SkillLambdaFunction: { Type: 'AWS::Lambda::Function', Properties: {} },
      Named: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'named' } },
      Unnamed: { Type: 'AWS::Lambda::Function', Properties: {} },
      Live: {
        Type: 'AWS::Lambda::Alias',
        Properties: { FunctionName: { Ref: 'SkillLambdaFunction' }, Name: 'live' },
      },
      OfArn: {
        Type: 'AWS::Lambda::Alias',
        Properties: { FunctionName: { 'Fn::GetAtt': ['Named', 'Arn'] }, Name: 'live' },
      },
      Version: {
        Type: 'AWS::Lambda::Version',
        Properties: { FunctionName: { Ref: 'SkillLambdaFunction' } },
      },
      Bucket: { Type: 'AWS::S3::Bucket' },
    },
  },
}

const arn = `arn:aws:lambda:eu-west-1:${unknown}:function`
// CloudFormation's own signs, which are no template strings here.
const variable = (name: string) => `\${${name}}`

const cases: readonly (readonly [string, Json, string])[] = [
  ['a string', 'live', 'live'],
  ['a number', 7, '7'],
  ['a function', { Ref: 'SkillLambdaFunction' }, 'quest-dev-skill'],
  ['a function of resources', { Ref: 'Named' }, 'named'],
  ['a function that AWS names', { Ref: 'Unnamed' }, '{Unnamed}'],
  ['its ARN', { 'Fn::GetAtt': ['SkillLambdaFunction', 'Arn'] }, `${arn}:quest-dev-skill`],
  ['its ARN, in one text', { 'Fn::GetAtt': 'SkillLambdaFunction.Arn' }, `${arn}:quest-dev-skill`],
  ['an alias', { Ref: 'Live' }, `${arn}:quest-dev-skill:live`],
  ['the ARN of an alias', { 'Fn::GetAtt': ['Live', 'AliasArn'] }, `${arn}:quest-dev-skill:live`],
  ['an alias of an ARN', { Ref: 'OfArn' }, `${arn}:named:live`],
  ['a version', { Ref: 'Version' }, `${arn}:quest-dev-skill:${unknown}`],
  [
    'a list',
    { 'Fn::Join': [':', [{ 'Fn::GetAtt': ['SkillLambdaFunction', 'Arn'] }, 'live']] },
    `${arn}:quest-dev-skill:live`,
  ],
  [
    'a pattern',
    { 'Fn::Sub': `arn:${variable('AWS::Partition')}:lambda:${variable('AWS::Region')}` },
    'arn:aws:lambda:eu-west-1',
  ],
  [
    'a pattern with variables, attributes and signs of its own',
    {
      'Fn::Sub': [
        `${variable('alias')}-${variable('Named.Arn')}-${variable('!kept')}`,
        { alias: { Ref: 'Named' } },
      ],
    },
    `named-${arn}:named-${variable('kept')}`,
  ],
  [
    'a mapping',
    { 'Fn::FindInMap': ['Skills', { Ref: 'AWS::Region' }, 'id'] },
    'amzn1.ask.skill.europe',
  ],
  ['a mapping without entry', { 'Fn::FindInMap': ['Skills', 'us-east-1', 'id'] }, unknown],
  ['a parameter, which a deploy may set', { Ref: 'SkillId' }, unknown],
  ['the account', { Ref: 'AWS::AccountId' }, unknown],
  ['an import', { 'Fn::ImportValue': 'Skill' }, unknown],
  ['a condition', { 'Fn::If': ['IsLive', 'a', 'b'] }, unknown],
  ['a resource of another kind', { Ref: 'Bucket' }, unknown],
  ['another attribute', { 'Fn::GetAtt': ['SkillLambdaFunction', 'Version'] }, unknown],
  ['a secret', 'a-{{resolve:ssm:/skill/id:1}}', `a-${unknown}`],
  ['two functions at once', { Ref: 'Named', 'Fn::Sub': 'x' }, unknown],
  ['nothing', null, unknown],
  ['lists in lists', { 'Fn::Join': [':', [['a']]] }, unknown],
]

describe('a value of a template', () => {
  it.each(cases)('%s', (_, value, text) => {
    expect(resolveText(value, scope)).toBe(text)
  })

  it('may be of an account that is known', () => {
    const known = { ...scope, accountId: '123456789012' }
    expect(resolveText({ Ref: 'Live' }, known)).toBe(
      'arn:aws:lambda:eu-west-1:123456789012:function:quest-dev-skill:live',
    )
  })

  it.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('knows the partition of %s', (region, partition) => {
    expect(resolveText({ Ref: 'AWS::Partition' }, { ...scope, region })).toBe(partition)
  })
})
