import { execFileSync } from 'node:child_process'
import { createReadStream, createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createGzip } from 'node:zlib'
import { build } from 'rolldown'
import type { Table } from '../table.ts'
import { tasks } from './tasks.ts'

/**
 * Measures how fast lists of recipients are read, and how much memory that takes, each row in a process
 * of its own.
 */
export async function measureRecipients(count: number): Promise<Table> {
  const folder = mkdtempSync(join(tmpdir(), 'alexa-proactive-bench-'))
  try {
    await writeLists(folder, count)
    const program = join(folder, 'program.mjs')
    await build({
      input: fileURLToPath(new URL('tasks.ts', import.meta.url)),
      platform: 'node',
      output: { file: program, codeSplitting: false },
    })
    const rows = Object.keys(tasks).map(name => {
      const output = execFileSync(process.execPath, [program, name, folder], { encoding: 'utf8' })
      const measured: readonly string[] = JSON.parse(output)
      return [name, ...measured]
    })
    const columns = [
      `${count.toLocaleString('en')} records`,
      'records per second',
      'CPU µs per record',
      'peak MB',
    ]
    return { columns, rows }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function writeLists(folder: string, count: number): Promise<void> {
  writeList('users.txt', '', user => user)
  writeList('users.csv', 'user,region\n', user => `${user},EU`)
  writeList('orders.csv', 'user,order\n', user => `${user},"one ""large"" tent"`)
  writeList('users.jsonl', '', user => `{"user":"${user}"}`)
  writeList(
    'orders.jsonl',
    '',
    user => `{"user":"${user}","region":"EU","variables":{"order":"one large tent"}}`,
  )
  const json = join(folder, 'users.jsonl')
  await pipeline(createReadStream(json), createGzip({ level: 1 }), createWriteStream(`${json}.gz`))

  function writeList(name: string, header: string, lineOf: (user: string) => string): void {
    const file = join(folder, name)
    writeFileSync(file, header)
    for (let at = 0; at < count; at += 10_000) {
      const length = Math.min(10_000, count - at)
      const lines = Array.from({ length }, (_, index) => lineOf(userOf(at + index)))
      writeFileSync(file, `${lines.join('\n')}\n`, { flag: 'a' })
    }
  }
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** As long as real ones: about 200 characters. */
function userOf(index: number): string {
  let state = (index + 1) * 2654435761
  let text = 'amzn1.ask.account.'
  for (let at = 0; at < 184; at += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    text += letters[state >>> 27]
  }
  return text
}
