import { createRequire } from 'node:module'
import { join } from 'node:path'
import { visibleLine } from '../core/escape.ts'
import { codeOf, SourceError } from '../core/world.ts'
import { type DynamoDbSdk, openTable, type Subscriber, type SubscribersTable } from './table.ts'

type CloudFormationSdk = typeof import('@aws-sdk/client-cloudformation')

/** The output of a stack that names its table: what the Serverless plugin adds. */
const output = 'AlexaSubscribersTable'

/**
 * Opens a table of subscribers by its name, its ARN, or the name of the stack that has it.
 *
 * @param folder where the clients of AWS are looked for, if they are not installed beside this package
 * @throws SourceError
 */
export async function openSubscribers(name: string, folder: string): Promise<SubscribersTable> {
  const sdk = await clientOf('@aws-sdk/client-dynamodb', folder, loadDynamoDb)
  const table = await openTable(name, sdk)
  try {
    if (await table.exists()) return table
    table.close()
    return await openTable(await tableOfStack(name, folder), sdk)
  } catch (error) {
    throw explained(name, error)
  }
}

/**
 * Reads a table as JSON Lines, `{"user": "amzn1.ask.account.…", "region": "EU"}`: those who are subscribed to
 * an event, page by page.
 *
 * @throws SourceError
 */
export async function* usersOf(
  name: string,
  event: string,
  folder: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const table = await openSubscribers(name, folder)
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

/** A subscriber as a list of users has it. */
export function lineOf({ user, region }: Subscriber): string {
  return `${JSON.stringify({ user, region })}\n`
}

async function tableOfStack(stack: string, folder: string): Promise<string> {
  const { CloudFormationClient, DescribeStacksCommand } = await clientOf(
    '@aws-sdk/client-cloudformation',
    folder,
    loadCloudFormation,
  )
  const client = new CloudFormationClient({ maxAttempts: 3 })
  try {
    const { Stacks: [found] = [] } = await client.send(
      new DescribeStacksCommand({ StackName: stack }),
    )
    const table = found?.Outputs?.find(({ OutputKey }) => OutputKey === output)?.OutputValue
    if (table !== undefined) return table
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ValidationError') throw error
    throw new SourceError(
      `There is neither a table nor a stack "${stack}" in this account and region`,
      'Check the name, and AWS_REGION and AWS_PROFILE.',
    )
  } finally {
    client.destroy()
  }
  throw new SourceError(
    `The stack "${stack}" has no output ${output}`,
    'Write "subscribers: true" below custom.alexaProactive and deploy it, or give the name of the table.',
  )
}

const loadDynamoDb = (): Promise<DynamoDbSdk> => import('@aws-sdk/client-dynamodb')
const loadCloudFormation = (): Promise<CloudFormationSdk> =>
  import('@aws-sdk/client-cloudformation')

/** A client of AWS: installed beside this package, or in the project it runs in. */
async function clientOf<Sdk>(name: string, folder: string, load: () => Promise<Sdk>): Promise<Sdk> {
  try {
    return await load()
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  try {
    const sdk: Sdk = createRequire(join(folder, 'package.json'))(name)
    return sdk
  } catch (error) {
    if (!isMissing(error)) throw error
    throw new SourceError(
      `Subscribers are read with ${name}, which is not installed`,
      `Run: npm install ${name}`,
    )
  }
}

function isMissing(error: unknown): boolean {
  return ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(codeOf(error) ?? '')
}

/** What AWS or its client say, as an error of ours. */
export function explained(table: string, error: unknown): Error {
  if (error instanceof SourceError || !(error instanceof Error)) {
    return error instanceof Error ? error : new Error(String(error))
  }
  const what = `The subscribers in "${visibleLine(table, 200)}" cannot be read`
  const said = visibleLine(`${error.name}: ${error.message}`, 200).replace(/\.$/, '')
  return new SourceError(`${what} (${said})`, helpFor(error))
}

function helpFor({ name, message }: Error): string {
  if (
    /credential|token|UnrecognizedClient|InvalidSignature|ExpiredToken/i.test(`${name} ${message}`)
  ) {
    return 'Set AWS_PROFILE, or let the job assume a role of AWS that may read the table.'
  }
  if (/region is missing/i.test(message)) return 'Set AWS_REGION to the region of the table.'
  if (name.startsWith('AccessDenied')) {
    return 'Allow dynamodb:Scan on the table, and cloudformation:DescribeStacks where a stack is named.'
  }
  return 'Check network, region and account, and run it again.'
}
