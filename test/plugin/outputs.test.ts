import { expect, it } from 'vitest'
import { checkOutputs, checkTemplate } from '../../plugin/template/check.ts'
import { readManifest } from '../../src/core/manifest/manifest.ts'

const arn = 'arn:aws:lambda:us-east-1:123456789012:function:star-dev-skill'
const skillId = 'amzn1.ask.skill.11111111-2222-3333-4444-555555555555'
const functionOf = (key: string) => ({ key, logicalId: `${key}Function`, name: `star-dev-${key}` })

/** The service `star` with its functions, and the endpoints that its manifest has for everybody and for Europe. */
async function deployed(
  uri: string | undefined,
  { ofEurope, keys = ['skill', 'other'] }: { ofEurope?: string; keys?: readonly string[] } = {},
) {
  const regions = ofEurope === undefined ? {} : { EU: { endpoint: { uri: ofEurope } } }
  const text = JSON.stringify({ manifest: { events: { endpoint: { uri }, regions } } })
  const world = { readFile: async () => new TextEncoder().encode(text) }
  const { manifest } = await readManifest('skill.json', world, { sending: false })
  const functions = keys.map(functionOf)
  const resources = functions.map(({ logicalId, name }) => [
    logicalId,
    { Type: 'AWS::Lambda::Function', Properties: { FunctionName: name } },
  ])
  const permission = {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: { 'Fn::GetAtt': ['skillFunction', 'Arn'] },
      Action: 'lambda:InvokeFunction',
      Principal: 'alexa-appkit.amazon.com',
      EventSourceToken: skillId,
    },
  }
  return {
    serviceName: 'star',
    stage: 'dev',
    region: 'us-east-1',
    accountId: undefined,
    skillId,
    manifest: uri === undefined ? undefined : manifest,
    template: { Resources: { ...Object.fromEntries(resources), permission } },
    functions,
  }
}

/** The endpoint names version 3 of the function `skill`; nothing else is wrong. */
const older = `${arn}:3`
it.each<[string, string, readonly string[], string | undefined]>([
  ['no outputs', older, [], undefined],
  ['an output that is no ARN', older, ['4'], undefined],
  ['half an ARN', older, ['arn:aws:lambda'], undefined],
  ['a name with a version', older, ['star-dev-skill:4'], undefined],
  ['an ARN of another service', older, [`${arn.replace('lambda', 's3')}:4`], undefined],
  ['a newer version', older, ['x', `${arn}:4`], 'version 4 was deployed'],
  ['the same version', older, [`${arn}:3`], undefined],
  ['an alias', older, [`${arn}:live`], undefined],
  ['no version', older, [arn], undefined],
  ['a version of another function', older, [`${arn.replace('skill', 'other')}:4`], undefined],
  ['a version in another region', older, [`${arn.replace('us-east-1', 'eu-west-1')}:4`], undefined],
  ['an endpoint without version', arn, [`${arn}:4`], undefined],
])('after the deploy, %s', async (_, uri, values, says) => {
  const known = { ...(await deployed(uri)), skillId: undefined }
  const version = {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: uri,
      Action: 'lambda:InvokeFunction',
      Principal: 'alexa-appkit.amazon.com',
    },
  }
  const template = { Resources: { ...known.template.Resources, version } }
  const outputs = values.map((value, index) => ({ key: `Output${index}`, value }))
  const found = checkOutputs({ ...known, template }, outputs)
  expect(found.map(({ rule }) => rule)).toEqual(
    says === undefined ? [] : ['deployment/endpoint-version'],
  )
  expect(found.map(({ message }) => message).join()).toContain(says ?? '')
})

const stranger = arn.replace('dev-skill', 'x')
const many = ['skill', 'b', 'c', 'd', 'e']
it.each<[string, Parameters<typeof deployed>, readonly string[], string]>([
  ['nothing is wrong', [arn], [], ''],
  ['no manifest', [undefined], [], ''],
  ['a placeholder alone', ['TODO'], ['endpoint-placeholder'], 'TODO'],
  ['an https placeholder', ['https://YOUR_HOST/events'], ['endpoint-placeholder'], 'YOUR_HOST'],
  ['a stranger', [stranger], ['endpoint-function'], '(star-dev-skill and star-dev-other)'],
  [
    'a long stranger',
    [arn.replace('star-dev', 'weather-of-us')],
    ['endpoint-function'],
    'not among',
  ],
  ['no functions', [stranger, { keys: [] }], ['endpoint-function'], '(it has none)'],
  [
    'five functions',
    [stranger, { keys: many }],
    ['endpoint-function'],
    'star-dev-d and star-dev-e)',
  ],
  [
    'six functions',
    [stranger, { keys: [...many, 'f'] }],
    ['endpoint-function'],
    'star-dev-e and 1 more)',
  ],
  ['the same stranger twice', [stranger, { ofEurope: stranger }], ['endpoint-function'], ''],
  ['another stage', [arn.replace('dev', 'live')], ['endpoint-function'], 'service stage live'],
  [
    'another function of another stage',
    [arn.replace('dev-skill', 'live-x')],
    ['endpoint-function'],
    'not among',
  ],
])('before the deploy, %s', async (_, given, rules, says) => {
  const found = checkTemplate(await deployed(...given))
  expect(found.map(({ rule }) => rule.replace('deployment/', ''))).toEqual(rules)
  expect(found.map(({ message }) => message).join()).toContain(says)
})
