import { isObject, type Json, type JsonObject, textAt } from '../../src/core/json.ts'
import { definitionOf } from '../../src/engine/machine.ts'

/** What the stack of a service gets for campaigns: `custom.alexaProactive.campaigns`, with its defaults. */
export interface EngineSettings {
  /** Name of what holds the credentials of the skill: `/…` is a parameter, anything else a secret. */
  readonly credentials: string
  /** How many chunks are sent at once. */
  readonly concurrency: number
  /** How many users a chunk has at most. */
  readonly chunk: number
  /** Requests per second to each region, of all chunks together; absent: as many as are accepted. */
  readonly rate?: number
  readonly keepDays: number
  /** Mail address that is told of a campaign that failed. */
  readonly alarm?: string
  /** Megabytes. */
  readonly memory: number
  readonly runtime: string
  readonly architecture: 'arm64' | 'x86_64'
  /** Ids, as CloudFormation wants them; empty where there is none. */
  readonly vpc: JsonObject
  readonly layers: Json
  /** Properties by the name of the resource. */
  readonly extensions: JsonObject
}

/** The function that sends a chunk, among those of the service. */
export const functionKey = 'alexaCampaigns'

/** Logical ids, by the names that `extensions` uses. The function and its log group are named by the framework. */
export const ids = {
  bucket: 'AlexaCampaignsBucket',
  bucketPolicy: 'AlexaCampaignsBucketPolicy',
  functionRole: 'AlexaCampaignsFunctionRole',
  machine: 'AlexaCampaigns',
  machineRole: 'AlexaCampaignsRole',
  machinePolicy: 'AlexaCampaignsPolicy',
  topic: 'AlexaCampaignsTopic',
  alarm: 'AlexaCampaignsAlarm',
} as const

/** Whether the engine's function is among those of a service, and not one of the user's own under its name. */
export function hasEngineFunction(functions: JsonObject): boolean {
  return textAt(functions, functionKey, 'role') === ids.functionRole
}

/** The output of the stack that names the state machine. */
export const engineOutput = 'AlexaCampaignsEngine'

export interface Names {
  readonly functionId: string
  readonly logGroupId: string
  readonly machineName: string
}

function idOf(part: string, { functionId, logGroupId }: Names): string {
  const all: Readonly<Record<string, string>> = {
    ...ids,
    function: functionId,
    logGroup: logGroupId,
  }
  return all[part] ?? part
}

/** Maps are merged, everything else is replaced. */
function merged(own: JsonObject, changes: JsonObject): JsonObject {
  const entries = Object.entries(changes).map(([key, change]): [string, Json] => {
    const old = own[key]
    return [key, isObject(old) && isObject(change) ? merged(old, change) : change]
  })
  return { ...own, ...Object.fromEntries(entries) }
}

const ref = (id: string): JsonObject => ({ Ref: id })
const arnOf = (id: string): JsonObject => ({ 'Fn::GetAtt': [id, 'Arn'] })
const sub = (text: string): JsonObject => ({ 'Fn::Sub': text })

/** The resources by their logical ids, from the properties of the function as the framework has compiled it. */
export function resourcesFor(
  compiled: JsonObject,
  names: Names,
  settings: EngineSettings,
): JsonObject {
  const entries = Object.entries(partsOf(compiled, names, settings)).map(([part, resource]) => {
    const { Properties } = resource
    const changes = settings.extensions[part]
    const properties = isObject(changes) ? merged(Properties, changes) : Properties
    return [idOf(part, names), { ...resource, Properties: properties }]
  })
  return Object.fromEntries(entries)
}

interface Resource extends JsonObject {
  readonly Properties: JsonObject
}

/** What is taken over from the function that the framework compiles. */
const keptProperties =
  'Code FunctionName Description Handler Runtime Architectures MemorySize Timeout Tags'.split(' ')

/** The resources by the names that `extensions` uses. */
function partsOf(
  compiled: JsonObject,
  { functionId, logGroupId, machineName }: Names,
  { credentials, concurrency, chunk, rate, keepDays, alarm, vpc, layers }: EngineSettings,
): Readonly<Record<string, Resource>> {
  const hasVpc = Object.keys(vpc).length > 0
  const kept = keptProperties.flatMap(key =>
    compiled[key] === undefined ? [] : [[key, compiled[key]]],
  )
  const definition = definitionOf({
    bucket: `\${Bucket}`,
    functionArn: `\${FunctionArn}`,
    workers: concurrency,
    chunk,
    rate,
  })
  return {
    bucket: {
      Type: 'AWS::S3::Bucket',
      // A bucket with objects cannot be deleted with its stack; what is in it expires all the same.
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
          ],
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        LifecycleConfiguration: {
          Rules: [
            {
              Id: 'expire',
              Status: 'Enabled',
              ExpirationInDays: keepDays,
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
            },
          ],
        },
      },
    },
    bucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: ref(ids.bucket),
        PolicyDocument: policyOf({
          // Ids of users never cross a network in clear.
          Sid: 'TlsOnly',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [arnOf(ids.bucket), sub(`\${${ids.bucket}.Arn}/*`)],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      },
    },
    logGroup: {
      Type: 'AWS::Logs::LogGroup',
      Properties: {
        LogGroupName: `/aws/lambda/${String(compiled['FunctionName'])}`,
        RetentionInDays: 30,
      },
    },
    functionRole: roleFor(
      'lambda',
      // Its log, and no other. The group is made by the stack.
      allow('Log', ['logs:CreateLogStream', 'logs:PutLogEvents'], arnOf(logGroupId)),
      // Plan, chunk, journal and what was ordered; writes journal, report, failed users, limits and orders.
      // It deletes nothing.
      allow(
        'Campaigns',
        ['s3:GetObject', 's3:PutObject'],
        sub(`\${${ids.bucket}.Arn}/campaigns/*`),
      ),
      // Parts of a journal are listed. Without it, S3 says "forbidden" of an object that is not there.
      // A condition on the prefix would bring that back: a read has none.
      allow('List', ['s3:ListBucket'], arnOf(ids.bucket)),
      ...credentialStatements(credentials),
      // Lambda makes the network interfaces of a function in its name. They have no resource to name.
      ...(hasVpc ? [allow('Network', networkActions, '*')] : []),
    ),
    // What the framework compiles is full of what the provider gives to all functions: its variables with
    // secrets among them, network, layers, keys, tracing. So only code and tags are taken from it.
    function: {
      Type: 'AWS::Lambda::Function',
      DependsOn: [logGroupId],
      Properties: {
        ...Object.fromEntries(kept),
        Role: arnOf(ids.functionRole),
        Environment: {
          Variables: {
            BUCKET: ref(ids.bucket),
            CREDENTIALS: credentials,
            WORKERS: String(concurrency),
          },
        },
        ...(hasVpc && {
          VpcConfig: { SecurityGroupIds: vpc['securityGroupIds'], SubnetIds: vpc['subnetIds'] },
        }),
        ...(Array.isArray(layers) && layers.length > 0 && { Layers: layers }),
      },
    },
    machineRole: roleFor(
      'states',
      // Each chunk is one invocation or more.
      allow('Send', ['lambda:InvokeFunction'], arnOf(functionId)),
      // The numbers of the chunks that an execution is about. Lists of users are read by the function alone.
      allow('Chunks', ['s3:GetObject'], sub(`\${${ids.bucket}.Arn}/campaigns/*/runs/*`)),
      // The outcome of the chunks, in parts: the map writes it and reads it back.
      allow(
        'Results',
        ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
        sub(`\${${ids.bucket}.Arn}/results/*`),
      ),
    ),
    machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: machineName,
        RoleArn: arnOf(ids.machineRole),
        DefinitionString: {
          'Fn::Sub': [
            JSON.stringify(definition),
            { Bucket: ref(ids.bucket), FunctionArn: arnOf(functionId) },
          ],
        },
      },
    },
    // Apart from the role, which must be there before the state machine.
    machinePolicy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: 'alexa-proactive-chunks',
        Roles: [ref(ids.machineRole)],
        PolicyDocument: policyOf(
          // A distributed map begins an execution of its own state machine for each chunk …
          allow('Children', ['states:StartExecution'], ref(ids.machine)),
          // … follows it, and stops it where another failed.
          allow(
            'FollowChildren',
            ['states:DescribeExecution', 'states:StopExecution'],
            sub(
              `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:execution:\${${ids.machine}.Name}/*`,
            ),
          ),
        ),
      },
    },
    ...(alarm !== undefined && {
      topic: {
        Type: 'AWS::SNS::Topic',
        Properties: { Subscription: [{ Protocol: 'email', Endpoint: alarm }] },
      },
      alarm: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          AlarmDescription: 'A campaign of the Alexa skill failed',
          Namespace: 'AWS/States',
          MetricName: 'ExecutionsFailed',
          Dimensions: [{ Name: 'StateMachineArn', Value: ref(ids.machine) }],
          Statistic: 'Sum',
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 1,
          ComparisonOperator: 'GreaterThanOrEqualToThreshold',
          TreatMissingData: 'notBreaching',
          AlarmActions: [ref(ids.topic)],
        },
      },
    }),
  }
}

function roleFor(service: string, ...statements: readonly JsonObject[]): Resource {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: policyOf({
        Effect: 'Allow',
        Principal: { Service: `${service}.amazonaws.com` },
        Action: 'sts:AssumeRole',
      }),
      Policies: [
        { PolicyName: 'alexa-proactive-campaigns', PolicyDocument: policyOf(...statements) },
      ],
    },
  }
}

export function policyOf(...statements: readonly JsonObject[]): JsonObject {
  return { Version: '2012-10-17', Statement: statements }
}

function allow(sid: string, actions: readonly string[], resource: Json): JsonObject {
  return { Sid: sid, Effect: 'Allow', Action: actions, Resource: resource }
}

const networkActions = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
]

/** One parameter or one secret can be read. Its key, where it is one of the account's own, for nothing else. */
function credentialStatements(name: string): readonly JsonObject[] {
  const account = `\${AWS::Region}:\${AWS::AccountId}`
  const isParameter = name.startsWith('/')
  // AWS adds six characters to the name of a secret, which an ARN may have or not.
  const resource: Json = isParameter
    ? sub(`arn:\${AWS::Partition}:ssm:${account}:parameter${name}`)
    : name.startsWith('arn:')
      ? [name, `${name}-??????`]
      : sub(`arn:\${AWS::Partition}:secretsmanager:${account}:${name}-??????`)
  const [action, service, context] = isParameter
    ? ['ssm:GetParameter', 'ssm', 'PARAMETER_ARN']
    : ['secretsmanager:GetSecretValue', 'secretsmanager', 'SecretARN']
  return [
    allow('Credentials', [action], resource),
    {
      ...allow('CredentialsKey', ['kms:Decrypt'], '*'),
      Condition: {
        StringEquals: { 'kms:ViaService': sub(`${service}.\${AWS::Region}.amazonaws.com`) },
        StringLike: { [`kms:EncryptionContext:${context}`]: resource },
      },
    },
  ]
}

/** The outputs of the stack: where to start campaigns, and where to look. */
export function outputsFor({ functionId, logGroupId }: Names): JsonObject {
  return {
    [engineOutput]: {
      Description: 'State machine that sends campaigns of the Alexa skill',
      Value: ref(ids.machine),
    },
    AlexaCampaignsBucket: { Description: 'Bucket of the campaigns', Value: ref(ids.bucket) },
    AlexaCampaignsFunction: { Description: 'Function that sends a chunk', Value: ref(functionId) },
    AlexaCampaignsLogGroup: { Description: 'Its log group', Value: ref(logGroupId) },
  }
}
