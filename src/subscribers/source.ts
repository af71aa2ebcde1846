import { keepInput } from '../core/campaign/files.ts'
import { visibleLine } from '../core/escape.ts'
import { type KeptInput, SourceError } from '../core/world.ts'
import { type AwsSession, clientOf, isOfCredentials, saidBy } from '../engine/clients.ts'
import { type DynamoDbSdk, openTable, type Subscriber, type SubscribersTable } from './table.ts'

type CloudFormationSdk = typeof import('@aws-sdk/client-cloudformation')

/** The output of a stack that names its table: what the Serverless plugin adds. */
const output = 'AlexaSubscribersTable'

const use = 'Subscribers are read'

/** Opens a table of subscribers by its name, its ARN, or the name of the stack that has it. */
export async function openSubscribers(
  name: string,
  session: AwsSession,
): Promise<SubscribersTable> {
  const sdk = await clientOf('@aws-sdk/client-dynamodb', use, session.folder, loadDynamoDb)
  const table = await openTable(name, sdk, session.config)
  try {
    if (await table.exists()) return table
    table.close()
    return await openTable(await tableOfStack(name, session), sdk, session.config)
  } catch (error) {
    throw explained(name, error)
  }
}

/** Keeps those who are subscribed to an event, as JSON Lines: `{"user": "amzn1.ask.account.…", "region": "EU"}`. */
export function keepSubscribers(
  session: AwsSession,
  name: string,
  event: string,
  signal: AbortSignal,
): Promise<KeptInput> {
  return keepInput(linesOf(session, name, event, signal))
}

async function* linesOf(
  session: AwsSession,
  name: string,
  event: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const table = await openSubscribers(name, session)
  try {
    for await (const page of table.read(event, signal)) {
      yield Buffer.from(page.map(lineOf).join(''))
    }
  } catch (error) {
    throw explained(name, error)
  } finally {
    table.close()
  }
}

export function lineOf({ user, region }: Subscriber): string {
  return `${JSON.stringify({ user, region })}\n`
}

async function tableOfStack(stack: string, { folder, config = {} }: AwsSession): Promise<string> {
  const { CloudFormationClient, DescribeStacksCommand } = await clientOf(
    '@aws-sdk/client-cloudformation',
    use,
    folder,
    loadCloudFormation,
  )
  const client = new CloudFormationClient({ ...config, maxAttempts: 3 })
  try {
    const { Stacks: [found] = [] } = await client.send(
      new DescribeStacksCommand({ StackName: stack }),
    )
    const table = found?.Outputs?.find(({ OutputKey }) => OutputKey === output)?.OutputValue
    if (table !== undefined) return table
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ValidationError') throw error
    throw new SourceError(
      `There is neither a table nor a stack "${stack}" in this account and region.`,
      'Check the name, and AWS_REGION and AWS_PROFILE.',
    )
  } finally {
    client.destroy()
  }
  throw new SourceError(
    `The stack "${stack}" has no output ${output}.`,
    'Write "subscribers: true" below custom.alexaProactive and deploy it, or give the name of the table.',
  )
}

const loadDynamoDb = (): Promise<DynamoDbSdk> => import('@aws-sdk/client-dynamodb')
const loadCloudFormation = (): Promise<CloudFormationSdk> =>
  import('@aws-sdk/client-cloudformation')

/** What AWS or its client say, as an error of ours. */
export function explained(table: string, error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error))
  if (error instanceof SourceError) return error
  const what = `The subscribers in "${visibleLine(table, 200)}" cannot be read`
  return new SourceError(`${what} (${saidBy(error, 200)}).`, helpFor(error))
}

function helpFor(error: Error): string {
  const { name, message } = error
  if (isOfCredentials(error)) {
    return 'Set AWS_PROFILE, or let the job assume a role of AWS that may read the table.'
  }
  if (/region is missing/i.test(message)) return 'Set AWS_REGION to the region of the table.'
  if (name.startsWith('AccessDenied')) {
    return 'Allow dynamodb:Scan on the table, and cloudformation:DescribeStacks where a stack is named.'
  }
  return 'Check network, region and account, and run it again.'
}
