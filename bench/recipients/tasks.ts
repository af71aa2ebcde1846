import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { bodyMakerOf } from '../../src/core/recipients/body.ts'
import { chunkSize } from '../../src/core/recipients/lines.ts'
import { readRecipients } from '../../src/core/recipients/read.ts'
import { selectedRecipients, survey } from '../../src/core/recipients/survey.ts'
import { orderBody } from '../order-body.ts'

// One thing that is done with a list of recipients, in a process of its own: its name and the folder
// of the lists are the arguments, the measured row is what it prints.

function bytesOf(file: string) {
  return createReadStream(file, { highWaterMark: chunkSize })
}

/** How many records were dealt with. */
type Task = (folder: string) => Promise<number>

function reading(name: string): Task {
  return async folder => {
    const file = join(folder, name)
    let read = 0
    for await (const batch of readRecipients(bytesOf(file), { name })) read += batch.length
    return read
  }
}

const everybody = { name: 'users.jsonl', shard: undefined, regions: ['EU'] } as const

export const tasks: Readonly<Record<string, Task>> = {
  'read, JSON Lines': reading('users.jsonl'),
  'read, JSON Lines with variables': reading('orders.jsonl'),
  'read, JSON Lines, gzip': reading('users.jsonl.gz'),
  'read, text': reading('users.txt'),
  'read, CSV': reading('users.csv'),
  'read, CSV with quotes': reading('orders.csv'),
  survey: async folder =>
    (await survey(bytesOf(join(folder, 'users.jsonl')), everybody)).recipients,
  'survey of a shard': async folder => {
    const shard = { number: 2, of: 8 }
    const found = await survey(bytesOf(join(folder, 'users.jsonl')), { ...everybody, shard })
    return found.recipients + found.otherShards
  },
  'survey, select and build the bodies': async folder => {
    const make = bodyMakerOf(orderBody(0), 'key')
    let built = 0
    const list = () => bytesOf(join(folder, 'users.jsonl'))
    const known = await survey(list(), everybody)
    for await (const batch of selectedRecipients(list(), everybody, known)) {
      for (const recipient of batch) if ('length' in make(recipient)) built += 1
    }
    return built
  },
}

async function measure(task: Task, folder: string): Promise<string> {
  const before = process.cpuUsage()
  const start = performance.now()
  const done = await task(folder)
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(before)
  const peak = Math.round(process.resourceUsage().maxRSS / 1024)
  const perSecond = Math.round(done / seconds).toLocaleString('en')
  return JSON.stringify([perSecond, ((user + system) / done).toFixed(2), String(peak)])
}

const [, , name = '', folder] = process.argv
const task = tasks[name]
if (task !== undefined && folder !== undefined) console.log(await measure(task, folder))
