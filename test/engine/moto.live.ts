import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterEach, describe, expect, test } from 'vitest'
import { mapAt } from '../../plugin/service.ts'
import { isArray, isObject, type Json, type JsonObject, valueAt } from '../../src/core/json.ts'
import { startSimulator } from '../../src/simulator/start.ts'
import { startCli } from '../cli/child.ts'
import { notified, usersOf } from '../e2e/support/campaigns.ts'
import { openService, packagedTemplate, serviceText } from '../plugin/engine/service.ts'
import { type Framework, frameworks } from '../plugin/support/frameworks.ts'
import type { Scenario } from '../plugin/support/scenario.ts'
import { hasMoto, startMoto } from './support/moto.ts'

if (!hasMoto) console.info('moto_server is not on the path: no stack is made by moto.')

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})
const onEnd = (close: () => Promise<void>): void => void closers.push(close)

const account = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }
const region = 'us-east-1'
const code = 'code'

const event = `event:
  name: AMAZON.WeatherAlert.Activated
  payload:
    weatherAlert:
      source: localizedattribute:source
      alertType: SNOW_STORM
localizedAttributes:
  en-US: { source: Weather Channel }
`

/**
 * The template of a service as a framework packages it, with its code in a bucket that is there already: moto makes
 * no stack in two steps.
 */
async function uploaded(scenario: Scenario, s3: S3Client): Promise<JsonObject> {
  const { exitCode, output } = await scenario.run('package')
  expect(exitCode, output).toBe(0)
  const template = await packagedTemplate(scenario)
  await s3.send(new CreateBucketCommand({ Bucket: code }))
  const isOfDeployment = ([id]: readonly [string, unknown]) =>
    id.startsWith('ServerlessDeploymentBucket')
  const withCode = async ([id, resource]: readonly [string, Json]) => {
    if (!isObject(resource) || resource['Type'] !== 'AWS::Lambda::Function') return [id, resource]
    const properties = mapAt(resource, 'Properties')
    const key = String(mapAt(properties, 'Code')['S3Key'])
    const zip = await readFile(join(scenario.service.path, '.serverless', basename(key)))
    await s3.send(new PutObjectCommand({ Bucket: code, Key: key, Body: zip }))
    const Code = { S3Bucket: code, S3Key: key }
    return [id, { ...resource, Properties: { ...properties, Code } }]
  }
  const partOf = (name: string) =>
    Object.entries(mapAt(template, name)).filter(entry => !isOfDeployment(entry))
  return {
    ...template,
    Resources: Object.fromEntries(await Promise.all(partOf('Resources').map(withCode))),
    Outputs: Object.fromEntries(partOf('Outputs')),
  }
}

/** The definition of the state machine, with the values that CloudFormation would put in. */
function definitionIn(template: JsonObject, values: Readonly<Record<string, string>>): string {
  const path = ['Resources', 'AlexaCampaigns', 'Properties', 'DefinitionString', 'Fn::Sub']
  const written = valueAt(template, path)
  const text = written !== undefined && isArray(written) ? String(written[0]) : ''
  return text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}

/** Makes the stack of a service with campaigns in an AWS of its own. */
async function deploy(framework: Framework, users: readonly string[]) {
  const endpoint = await startMoto(onEnd)
  const simulator = await startSimulator({ anybody: { locale: 'en-US' } })
  onEnd(simulator.close)
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const options = { endpoint, region, credentials, forcePathStyle: true }
  await new SSMClient(options).send(
    new PutParameterCommand({
      Name: '/storms/alexa',
      Type: 'SecureString',
      Value: JSON.stringify(simulator.credentials),
    }),
  )
  const campaigns = '{ credentials: /storms/alexa, concurrency: 2, chunk: 100 }'
  const scenario = await openService(framework, serviceText({ campaigns }), {
    'events/storm.yaml': event,
    'users.txt': users.join('\n'),
  })
  onEnd(scenario.close)
  const template = await uploaded(scenario, new S3Client(options))
  const cloudFormation = new CloudFormationClient(options)
  await cloudFormation.send(
    new CreateStackCommand({
      StackName: 'storms-dev',
      TemplateBody: JSON.stringify(template),
      Capabilities: ['CAPABILITY_IAM'],
    }),
  )
  const { Stacks: [stack] = [] } = await cloudFormation.send(
    new DescribeStacksCommand({ StackName: 'storms-dev' }),
  )
  const outputs = new Map(
    stack?.Outputs?.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  )
  const engine = outputs.get('AlexaCampaignsEngine') ?? ''
  // Those that moto's CloudFormation makes are not those that its Step Functions carry out.
  await new SFNClient(options).send(
    new CreateStateMachineCommand({
      name: engine.slice(engine.lastIndexOf(':') + 1),
      roleArn: 'arn:aws:iam::123456789012:role/engine',
      definition: definitionIn(template, {
        Bucket: outputs.get('AlexaCampaignsBucket') ?? '',
        FunctionArn: `arn:aws:lambda:${region}:123456789012:function:${outputs.get('AlexaCampaignsFunction') ?? ''}`,
      }),
    }),
  )
  const cli = (words: readonly string[]) =>
    startCli([...words, '--engine', engine], {
      folder: scenario.service.path,
      environment: { ...account, AWS_ENDPOINT_URL: endpoint, NODE_NO_WARNINGS: '1' },
    }).ended
  return { simulator, cli }
}

describe.skipIf(!hasMoto).each(frameworks)('the stack of $name', framework => {
  // AWS makes no function with the runtime of the skill that serverless 3 knows.
  const known = { ...framework, runtime: 'nodejs22.x' }

  test('carries a campaign out, and everybody is notified once', async () => {
    const users = usersOf(350)
    const { simulator, cli } = await deploy(known, users)
    const sent = await cli([
      'send',
      ...['--event-file', 'events/storm.yaml', '--manifest', 'skill/dev.json'],
      ...['--stage', 'development', '--regions', 'NA', '--users-file', 'users.txt'],
      ...['--auth-url', simulator.authUrl, '--api-url', simulator.apiUrl],
    ])
    expect(sent.code, sent.stdout + sent.stderr).toBe(0)
    expect(sent.stdout).toContain('all 350 users')
    expect(notified(simulator)).toEqual(users.toSorted())
    const status = await cli(['campaign-status'])
    expect(status.code, status.stdout + status.stderr).toBe(0)
    expect(status.stdout).toContain('all 350 users')
  })
})
