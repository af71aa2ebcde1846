import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { CreateBucketCommand, GetBucketEncryptionCommand, S3Client } from '@aws-sdk/client-s3'
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterEach, describe, expect, test } from 'vitest'
import { startSimulator } from '../../src/simulator/start.ts'
import { projectFolder } from '../cli/child.ts'
import { notified, usersOf } from '../e2e/support/campaigns.ts'
import { openService, serviceText } from '../plugin/engine/service.ts'
import { type Framework, frameworks } from '../plugin/support/frameworks.ts'
import { hasMoto, startMoto } from './support/moto.ts'

if (!hasMoto) console.info('moto_server is not on the path: no stack is made by moto.')

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})
const onEnd = (close: () => Promise<void>): void => void closers.push(close)

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

/** What the stack gets for campaigns, but for the bucket's policy: moto's CloudFormation makes none. */
const ofCampaigns = [
  'AWS::S3::Bucket AlexaCampaignsBucket',
  'AWS::Lambda::Function AlexaCampaignsLambdaFunction',
  'AWS::Logs::LogGroup AlexaCampaignsLogGroup',
  'AWS::IAM::Role AlexaCampaignsFunctionRole',
  'AWS::StepFunctions::StateMachine AlexaCampaigns',
  'AWS::IAM::Role AlexaCampaignsRole',
  'AWS::IAM::Policy AlexaCampaignsPolicy',
]

/** Deploys a service with campaigns to an AWS of its own. */
async function deployed(framework: Framework, users: readonly string[]) {
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
  // With a bucket for code that is there already, a framework makes the whole stack at once. What moto makes
  // in two steps lacks half, and what it makes by a change set has no outputs.
  await new S3Client(options).send(new CreateBucketCommand({ Bucket: code }))
  const campaigns = '{ credentials: /storms/alexa, concurrency: 2, chunk: 100 }'
  const provider = `  deploymentBucket: ${code}\n  deploymentMethod: direct\n`
  const scenario = await openService(framework, serviceText({ campaigns, provider }), {
    'events/storm.yaml': event,
    'users.txt': users.join('\n'),
  })
  onEnd(scenario.close)
  await symlink(
    join(projectFolder, 'node_modules/@aws-sdk'),
    join(scenario.service.path, 'node_modules/@aws-sdk'),
  )
  const environment = {
    AWS_ENDPOINT_URL: endpoint,
    STAND_IN_AUTH_URL: simulator.authUrl,
    STAND_IN_API_URL: simulator.apiUrl,
  }
  const run = (words: string) => scenario.run(words, { environment })
  const { exitCode, output } = await run('deploy')
  expect(exitCode, output).toBe(0)
  return { simulator, options, run }
}

/** What CloudFormation says of the stack. */
async function described(client: CloudFormationClient) {
  const stack = { StackName: 'storms-dev' }
  const { Stacks = [] } = await client.send(new DescribeStacksCommand(stack))
  const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand(stack))
  return {
    resources: StackResources.map(
      ({ ResourceType, LogicalResourceId }) => `${ResourceType} ${LogicalResourceId}`,
    ),
    outputs: new Map(
      Stacks[0]?.Outputs?.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    ),
  }
}

describe.skipIf(!hasMoto).each(frameworks)('a skill on $name', framework => {
  // AWS makes no function with the runtime of the skill that serverless 3 knows.
  const known = { ...framework, runtime: 'nodejs22.x' }

  test('is deployed, sends a campaign that reaches everybody once, and is removed', async () => {
    const users = usersOf(350)
    const { simulator, options, run } = await deployed(known, users)
    const cloudFormation = new CloudFormationClient(options)
    const { resources, outputs } = await described(cloudFormation)
    expect(resources).toEqual(expect.arrayContaining(ofCampaigns))
    const Bucket = outputs.get('AlexaCampaignsBucket') ?? ''
    const bucket = await new S3Client(options).send(new GetBucketEncryptionCommand({ Bucket }))
    expect(JSON.stringify(bucket.ServerSideEncryptionConfiguration)).toContain('AES256')
    const machine = await new SFNClient(options).send(
      new DescribeStateMachineCommand({ stateMachineArn: outputs.get('AlexaCampaignsEngine') }),
    )
    expect(machine.roleArn).toContain('AlexaCampaignsRole')
    expect(machine.definition).toContain(`"bucket":"${Bucket}"`)
    expect(machine.definition).toContain(`:function:${outputs.get('AlexaCampaignsFunction')}"`)

    const again = await run('deploy')
    expect(again.exitCode, again.output).toBe(0)
    expect(again.output).toContain('No changes to deploy')

    const sent = await run('alexa-proactive campaign --event storm --users-file users.txt')
    expect(sent.exitCode, sent.output).toBe(0)
    expect(sent.stdout).toContain('all 350 users')
    expect(notified(simulator)).toEqual(users.toSorted())
    const status = await run('alexa-proactive campaign-status')
    expect(status.exitCode, status.output).toBe(0)
    expect(status.stdout).toContain('all 350 users')

    const removed = await run('remove')
    expect(removed.exitCode, removed.output).toBe(0)
    await expect(described(cloudFormation)).rejects.toThrow('does not exist')
  })
})
