import type { AttributeValue, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import type { SubscriberChange, SubscriberRegion } from './change.ts'

/** Who is subscribed to what, as the table has it. */
export interface Subscriber {
  readonly user: string
  readonly events: readonly string[]
  readonly region: SubscriberRegion | undefined
  /** Of the last change, ISO 8601; empty where the table has none. */
  readonly time: string
}

/** How many days a user is remembered who is subscribed to nothing, so that a late request changes nothing. */
const daysRemembered = 30

/** How much of a table is asked for at once: the most that DynamoDB gives. */
const segments = 4

export type DynamoDbSdk = typeof import('@aws-sdk/client-dynamodb')

export type SubscribersTable = Awaited<ReturnType<typeof openTable>>

/**
 * Opens a table of subscribers by its name or ARN, with the client of AWS, which finds its address, and what the
 * config leaves out, as every program of AWS does. What the client throws is thrown.
 */
export async function openTable(
  name: string,
  sdk?: DynamoDbSdk,
  config: Pick<DynamoDBClientConfig, 'credentials' | 'region'> = {},
) {
  const { DeleteItemCommand, DynamoDBClient, ScanCommand, UpdateItemCommand } =
    sdk ?? (await import('@aws-sdk/client-dynamodb'))
  const client = new DynamoDBClient({ ...config, maxAttempts: 3 })
  const sent = { TableName: name }
  const until = (signal: AbortSignal | undefined) =>
    signal === undefined ? {} : { abortSignal: signal }

  const pages = async function* (
    segment: number,
    event: string | undefined,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<readonly Subscriber[]> {
    let start: Readonly<Record<string, AttributeValue>> | undefined
    do {
      const page = await client.send(
        new ScanCommand({
          ...sent,
          Segment: segment,
          TotalSegments: segments,
          ProjectionExpression: '#user, #events, #region, #time',
          FilterExpression:
            event === undefined ? 'size(#events) > :none' : 'contains(#events, :event)',
          ExpressionAttributeNames: names('user', 'events', 'region', 'time'),
          ExpressionAttributeValues:
            event === undefined ? { ':none': { N: '0' } } : { ':event': { S: event } },
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
        until(signal),
      )
      start = page.LastEvaluatedKey
      yield (page.Items ?? []).flatMap(subscriberOf)
    } while (start !== undefined)
  }

  return {
    async exists(): Promise<boolean> {
      try {
        // What reads the table may do this; to describe it is another permission.
        await client.send(new ScanCommand({ ...sent, Limit: 1, Select: 'COUNT' }))
        return true
      } catch (error) {
        if (error instanceof Error && error.name === 'ResourceNotFoundException') return false
        throw error
      }
    },
    /** Notes a change, unless a later one of the user is known already. */
    async record(
      { user, events, region, time, order, isGone }: SubscriberChange,
      signal?: AbortSignal,
    ): Promise<void> {
      const isSubscribed = events.length > 0
      const end = Date.parse(time) / 1000 + daysRemembered * 24 * 60 * 60
      const values = {
        events: { L: events.map(S => ({ S })) },
        time: { S: time },
        order: { S: order },
        ...(region === undefined ? {} : { region: { S: region } }),
        ...(isGone ? { gone: { BOOL: true } } : {}),
        ...(isSubscribed ? {} : { expires: { N: String(Math.floor(end)) } }),
      }
      const absent = ['region', 'gone', 'expires'].filter(key => !Object.hasOwn(values, key))
      const set = Object.keys(values).map(key => `#${key} = :${key}`)
      const command = new UpdateItemCommand({
        ...sent,
        Key: { user: { S: user } },
        // A row is what one request says, all of it: so the order in which they come does not matter.
        UpdateExpression: `SET ${set.join(', ')}${absent.length === 0 ? '' : ` REMOVE ${absent.map(key => `#${key}`).join(', ')}`}`,
        ConditionExpression: 'attribute_not_exists(#order) OR #order < :order',
        ExpressionAttributeNames: names(...Object.keys(values), ...absent),
        ExpressionAttributeValues: Object.fromEntries(
          Object.entries(values).map(([key, value]) => [`:${key}`, value]),
        ),
      })
      await unlessRefused(() => client.send(command, until(signal)))
    },
    /**
     * Reads those who are subscribed to an event, or to any, in no order, page by page: the table is asked in
     * four segments at once, of each of which one page is held.
     */
    read: (event: string | undefined, signal?: AbortSignal) =>
      merged(Array.from({ length: segments }, (_, segment) => pages(segment, event, signal))),
    /** Removes a user, unless something was heard of him since a time; returns whether there was something to remove. */
    async remove(user: string, before: string, signal?: AbortSignal): Promise<boolean> {
      const command = new DeleteItemCommand({
        ...sent,
        Key: { user: { S: user } },
        ConditionExpression: 'attribute_exists(#user) AND #time < :before',
        ExpressionAttributeNames: names('user', 'time'),
        ExpressionAttributeValues: { ':before': { S: before } },
      })
      return unlessRefused(() => client.send(command, until(signal)))
    },
    close: () => client.destroy(),
  }
}

/** `order` and `time` are words of DynamoDB's own, so none is written as it is. */
function names(...attributes: readonly string[]): Record<string, string> {
  return Object.fromEntries(attributes.map(attribute => [`#${attribute}`, attribute]))
}

/** Whether a write was carried out; false where its condition did not hold. */
async function unlessRefused(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write()
    return true
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false
    throw error
  }
}

function subscriberOf(item: Readonly<Record<string, AttributeValue>>): readonly Subscriber[] {
  const user = item['user']?.S
  if (user === undefined) return []
  const region = (['NA', 'EU', 'FE'] as const).find(name => name === item['region']?.S)
  const events = (item['events']?.L ?? []).flatMap(({ S }) => S ?? [])
  return [{ user, events, region, time: item['time']?.S ?? '' }]
}

/** What several sources give, as it comes; of each the next value is asked for ahead. */
async function* merged<Value>(sources: readonly AsyncGenerator<Value>[]): AsyncGenerator<Value> {
  const ask = (source: AsyncGenerator<Value>) => source.next().then(result => ({ source, result }))
  const asked = new Map(sources.map(source => [source, ask(source)]))
  try {
    while (asked.size > 0) {
      const { source, result } = await Promise.race(asked.values())
      if (result.done === true) asked.delete(source)
      else {
        asked.set(source, ask(source))
        yield result.value
      }
    }
  } finally {
    for (const rest of asked.values()) rest.catch(() => {})
    await Promise.allSettled(sources.map(source => source.return(undefined)))
  }
}
