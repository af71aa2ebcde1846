import { CreateTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import dynalite from 'dynalite'
import { listen } from '../support/loopback-server.ts'

export interface LoopbackTable {
  /** What the client of AWS finds its way by. */
  readonly environment: Readonly<Record<string, string>>
  /** The row of a user, as plain JSON; undefined where there is none. */
  row(user: string): Promise<object | undefined>
  readonly client: DynamoDBClient
  close(): Promise<void>
}

export const tableName = 'star-quest-prod'

/** Credentials that are none, and an address on this machine. */
export function awsAt(origin: string): Readonly<Record<string, string>> {
  return {
    AWS_ACCESS_KEY_ID: 'none',
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: origin,
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}

/** Starts DynamoDB's semantics on this machine, with a table as the plugin makes it. */
export async function startTable(): Promise<LoopbackTable> {
  const server = dynalite({ createTableMs: 0 })
  const origin = `http://127.0.0.1:${await listen(server)}`
  const client = new DynamoDBClient({
    endpoint: origin,
    region: 'us-east-1',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  })
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'user', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'user', KeyType: 'HASH' }],
    }),
  )
  return {
    environment: awsAt(origin),
    client,
    async row(user) {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: tableName,
          Key: { user: { S: user } },
          ConsistentRead: true,
        }),
      )
      return Item
    },
    async close() {
      client.destroy()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
