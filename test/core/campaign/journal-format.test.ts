import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  headerLine,
  openJournal,
  readRecord,
  recordLine,
} from '../../../src/core/campaign/journal.ts'
import { openBitmap } from '../../../src/core/recipients/duplicates.ts'
import type { CampaignFiles } from '../../../src/core/world.ts'
import { headerOf } from './campaign-case.ts'

const read = (line: string) => readRecord(line.slice(0, -1))

describe('a record', () => {
  it('is a short line', () => {
    const line = recordLine({ index: 17, code: '202', attempts: 1, requestId: undefined })
    expect(line).toMatch(/^17 202 1 [0-9a-f]{8}\n$/)
    const text = line.slice(0, -10)
    expect(Number.parseInt(line.slice(-9), 16)).toBe(crc32(text))
  })

  it.each([
    ['202', 'arrived'],
    ['200', 'arrived'],
    ['409', 'arrived'],
    ['400', 'refused'],
    ['403', 'refused'],
    ['404', 'open'],
    ['429', 'open'],
    ['432', 'open'],
    ['500', 'open'],
    ['?', 'open'],
    ['ECONNRESET', 'open'],
    ['unmade', 'open'],
  ])('with the code %s is %s when the campaign goes on', (code, settlement) => {
    for (const requestId of [undefined, 'a-b-c']) {
      const line = recordLine({ index: 4_000_000_000, code, attempts: 3, requestId })
      expect(read(line)).toEqual({ index: 4_000_000_000, settlement })
    }
  })

  it('is not believed when a single character of it has changed', () => {
    const line = recordLine({ index: 123, code: '202', attempts: 1, requestId: 'abc' })
    for (let place = 0; place < line.length - 1; place += 1) {
      const changed = `${line.slice(0, place)}${line[place] === '7' ? '8' : '7'}${line.slice(place + 1)}`
      expect(read(changed)).toBeUndefined()
      expect(read(`${line.slice(0, place)}${line.slice(place + 1)}`)).toBeUndefined()
    }
  })

  it.each(['', '\n', ' \n', '12\n', '00000000\n', ' 00000000\n'])('is not %j', text => {
    expect(read(text)).toBeUndefined()
  })

  it('holds no line end that came from outside', () => {
    const line = recordLine({ index: 1, code: '500', attempts: 1, requestId: 'a\nb c' })
    expect(line.match(/\n/g)).toHaveLength(1)
    expect(read(line)?.index).toBe(1)
  })
})

describe('the first line', () => {
  /** The line that a program with other ideas would have written: its checksum is right. */
  const lineOf = (header: object): string => {
    const text = JSON.stringify({ format: 'alexa-proactive journal', version: 1, ...header })
    return `${text} ${crc32(text).toString(16).padStart(8, '0')}\n`
  }
  const opened = (text: string): Promise<string> =>
    openJournal('journal', headerOf(), true, filesWith(text)).then(
      () => 'opened',
      (error: Error) => error.message,
    )

  it('is what the journal begins with', async () => {
    const header = headerOf()
    expect(lineOf(header)).toBe(headerLine(header))
    expect(await opened(headerLine(header))).toBe('opened')
  })

  it.each([
    ['fingerprint', 7],
    ['template', null],
    ['timestamp', 0],
    ['expiryTime', undefined],
    ['shard', 2],
    ['stage', 'prod'],
    ['stage', undefined],
    ['regions', 'NA'],
    ['regions', ['NA', 'US']],
    ['regions', undefined],
    ['recipients', 'all'],
    ['recipients', { size: '3', sha256: 'ab' }],
    ['recipients', { size: 3 }],
  ])('is damaged where %s is %j', async (name, value) => {
    expect(await opened(lineOf({ ...headerOf(), [name]: value }))).toContain(
      'its first line is damaged',
    )
  })

  it.each(['FE', 'EU', 'NA'] as const)('may name %s', async region => {
    const header = headerOf({ regions: [region], stage: 'development' })
    const journal = await openJournal('journal', header, true, filesWith(headerLine(header)))
    expect(journal.header).toEqual(header)
  })

  it.each(['[1] 00000000', '{"format":"other","version":1} 00000000', '{} 00000000'])(
    "is another program's where it is %j",
    async line => {
      expect(await opened(`${line}\n`)).toContain('it is not a journal of this program')
    },
  )

  it('may name the live stage', async () => {
    const header = headerOf({ stage: 'live' })
    const journal = await openJournal('journal', header, true, filesWith(headerLine(header)))
    expect(journal.header).toEqual(header)
  })

  it.each([
    [{ fingerprint: 'other' }, 'what differs: the announcement.'],
    [
      { fingerprint: 'other', stage: 'live' },
      'what differs: the stage (live in the journal, development now).',
    ],
  ] as const)('says in what a campaign differs: %j', async (change, what) => {
    expect(await opened(headerLine(headerOf(change)))).toContain(what)
  })
})

it.each([
  [64 * 1024, 'opened'],
  [64 * 1024 + 1, 'it has a line longer than any that this program writes'],
])('a last line of %s bytes: %s', async (length, says) => {
  const text = `${headerLine(headerOf())}${'1'.repeat(length)}`
  const outcome = openJournal('journal', headerOf(), true, filesWith(text)).then(
    () => 'opened',
    (error: Error) => error.message,
  )
  expect(await outcome).toContain(says)
})

it('says why a record cannot be written', async () => {
  const files = filesWith(headerLine(headerOf()))
  const journal = await openJournal('journal', headerOf(), true, files)
  files.failWith('ENOSPC')
  const record = { index: 0, code: '202', attempts: 1, requestId: undefined }
  expect(() => journal.record(record)).toThrow('The disk is full')
})

describe('a sync', () => {
  it('asks the disk once for what was written, and not again for nothing', async () => {
    const files = filesWith(headerLine(headerOf()))
    const journal = await openJournal('journal', headerOf(), true, files)
    await journal.sync()
    await journal.sync()
    expect(files.syncs).toEqual([''])
    journal.record({ index: 0, code: '202', attempts: 1, requestId: undefined })
    await Promise.all([journal.sync(), journal.sync()])
    const record = recordLine({ index: 0, code: '202', attempts: 1, requestId: undefined })
    expect(files.syncs).toEqual(['', record])
    await journal.close()
    expect(files.closes).toBe(1)
  })

  it('says why the disk failed', async () => {
    const files = filesWith(headerLine(headerOf()))
    const journal = await openJournal('journal', headerOf(), true, files)
    files.failWith('ENOSPC')
    await expect(journal.sync()).rejects.toThrow('The disk is full')
  })
})

/** Files in memory: one that is there, and what was appended to it at each sync. */
function filesWith(text: string) {
  const syncs: string[] = []
  let appended = ''
  let failure: string | undefined
  let closes = 0
  const files: CampaignFiles = {
    syncEvery: 200,
    async read() {
      return (async function* () {
        yield Buffer.from(text)
      })()
    },
    async append() {
      return {
        append(line) {
          if (failure !== undefined) throw Object.assign(new Error('failed'), { code: failure })
          appended += line
        },
        async sync() {
          if (failure !== undefined) throw Object.assign(new Error('failed'), { code: failure })
          syncs.push(appended)
        },
        async close() {
          closes += 1
        },
      }
    },
    keep: () => Promise.reject(new Error('not a pipe')),
    async remove() {},
    async lock() {
      return { touch() {}, release() {} }
    },
  }
  return {
    ...files,
    syncs,
    get closes() {
      return closes
    },
    failWith(code: string): void {
      failure = code
    },
  }
}

describe('a bitmap', () => {
  it('knows what is in it, and grows', () => {
    const bitmap = openBitmap()
    const numbers = [0, 7, 8, 63, 1_000, 5_000_000]
    for (const number of [...numbers, ...numbers]) bitmap.add(number)
    expect(bitmap.size).toBe(numbers.length)
    expect(numbers.every(number => bitmap.has(number))).toBe(true)
    expect([1, 6, 9, 999, 5_000_001, 90_000_000].some(number => bitmap.has(number))).toBe(false)
  })
})
