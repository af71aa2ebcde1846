import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { BatchWriteItemCommand, CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { openTable } from '../src/subscribers/table.ts'
import type { Table } from './table.ts'

const event = 'AMAZON.WeatherAlert.Activated'
const name = 'subscribers'

/** DynamoDB's semantics in a process of its own, so that reading and serving share no processor. */
const server = `
import dynalite from 'dynalite'
const server = dynalite({ createTableMs: 0 })
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
`

/** Measures how fast the subscribers of an event are read from a table, every second one of its rows. */
export async function measureSubscribers(count: number, rounds: number): Promise<Table> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', server], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [port] = await once(child.stdout.setEncoding('utf8'), 'data')
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${String(port).trim()}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
    })
    await fill(count)
    const [all, some] = [await measure(undefined, rounds), await measure(event, rounds)]
    return {
      columns: [
        `${count.toLocaleString('en')} rows, four segments`,
        'rows given',
        'CPU of the reader',
        'best of runs',
      ],
      rows: [
        ['everybody who is subscribed', ...all],
        ['those of one event', ...some],
      ],
    }
  } finally {
    child.kill()
  }
}

async function measure(only: string | undefined, rounds: number): Promise<readonly string[]> {
  const table = await openTable(name)
  let best = Number.POSITIVE_INFINITY
  let leastCpu = Number.POSITIVE_INFINITY
  let rows = 0
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now()
    const cpu = process.cpuUsage()
    rows = 0
    for await (const page of table.read(only)) rows += page.length
    best = Math.min(best, performance.now() - begun)
    const { user, system } = process.cpuUsage(cpu)
    leastCpu = Math.min(leastCpu, (user + system) / 1000)
  }
  table.close()
  return [rows.toLocaleString('en'), `${Math.round(leastCpu)} ms`, `${Math.round(best)} ms`]
}

async function fill(count: number): Promise<void> {
  const client = new DynamoDBClient({})
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'user', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'user', KeyType: 'HASH' }],
    }),
  )
  const time = '2026-01-01T00:00:00.000Z'
  const rowAt = (index: number) => ({
    user: { S: `amzn1.ask.account.${String(index).padStart(8, '0').repeat(20)}` },
    events: { L: [{ S: index % 2 === 0 ? event : 'AMAZON.OrderStatus.Updated' }] },
    region: { S: 'EU' },
    time: { S: time },
    order: { S: `${time} 0 request-${index}` },
  })
  for (let at = 0; at < count; at += 25) {
    const rows = Array.from({ length: Math.min(25, count - at) }, (_, index) => rowAt(at + index))
    const requests = rows.map(Item => ({ PutRequest: { Item } }))
    await client.send(new BatchWriteItemCommand({ RequestItems: { [name]: requests } }))
  }
  client.destroy()
}
