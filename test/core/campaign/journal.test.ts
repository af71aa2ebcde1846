import { appendFileSync, copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openNodeFiles } from '../../../src/core/campaign/files.ts'
import { headerLine, openJournal, recordLine } from '../../../src/core/campaign/journal.ts'
import { CampaignError } from '../../../src/core/campaign/lock.ts'
import type { JournalHeader } from '../../../src/core/engine.ts'
import type { CampaignFiles } from '../../../src/core/world.ts'
import { headerOf, temporaryFolder } from './campaign-case.ts'

let folder = temporaryFolder()
const files = openNodeFiles(path => path)
const header = headerOf()
const path = (): string => join(folder.path, 'deep', 'er', 'journal')

beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

const record = (index: number, code = '202') => ({ index, code, attempts: 1, requestId: undefined })

async function written(...codes: readonly string[]): Promise<void> {
  const journal = await openJournal(path(), header, false, files)
  codes.forEach((code, index) => {
    journal.record(record(index, code))
  })
  await journal.sync()
  journal.close()
}

async function refusal(now: JournalHeader = header, resume = false): Promise<string> {
  try {
    const journal = await openJournal(path(), now, resume, files)
    journal.close()
    return 'not refused'
  } catch (error) {
    if (!(error instanceof CampaignError)) throw error
    return `${error.message} ${error.help}`
  }
}

describe('a journal', () => {
  it('is resumed: who has the notification, and who was refused', async () => {
    await written('202', '400', '409', '500', '?', '432')
    const journal = await openJournal(path(), header, true, files)
    expect(journal.isContinued).toBe(true)
    const numbers = [0, 1, 2, 3, 4, 5, 6]
    expect(numbers.filter(index => journal.arrived.has(index))).toEqual([0, 2])
    expect(numbers.filter(index => journal.refused.has(index))).toEqual([1])
    journal.record(record(3))
    journal.close()
    expect(readFileSync(path(), 'utf8').split('\n')).toHaveLength(9)
  })

  it('has each record on disk when it was recorded', async () => {
    const journal = await openJournal(path(), header, false, files)
    journal.record(record(0))
    expect(readFileSync(path(), 'utf8')).toBe(`${headerLine(header)}${recordLine(record(0))}`)
    journal.close()
  })

  it('keeps the times of its first run', async () => {
    await written('202')
    const later = headerOf({
      timestamp: '2030-01-01T00:00:00Z',
      expiryTime: '2030-01-01T12:00:00Z',
    })
    const journal = await openJournal(path(), later, false, files)
    journal.close()
    expect(journal.header).toEqual(header)
  })

  it('begins anew where what was sent is forgotten', async () => {
    await written('202', '400')
    const later = headerOf({ timestamp: '2030-01-01T00:00:00Z' })
    const journal = await openJournal(path(), later, false, files, true)
    expect(journal).toMatchObject({ header: later, isContinued: false })
    expect([journal.arrived.size, journal.refused.size]).toEqual([0, 0])
    journal.close()
    expect(readFileSync(path(), 'utf8')).toBe(headerLine(later))
  })

  it('can be read by its owner alone', async () => {
    await written('202')
    expect(statSync(path()).mode & 0o077).toBe(0)
  })

  it('of many records is read in pieces, each record once', async () => {
    await written()
    const lines = Array.from({ length: 10_000 }, (_nothing, index) => recordLine(record(index)))
    appendFileSync(path(), lines.join(''))
    const journal = await openJournal(path(), header, false, files)
    await journal.close()
    expect(journal.arrived.size).toBe(10_000)
    expect([0, 9_999, 10_000].map(index => journal.arrived.has(index))).toEqual([true, true, false])
  })
})

describe('a last line that was not written to its end', () => {
  const whole = recordLine(record(2))

  it.each(Array.from({ length: whole.length - 1 }, (_nothing, index) => index + 1))(
    'is cut off after %i characters',
    async length => {
      await written('202', '202')
      const before = readFileSync(path(), 'utf8')
      appendFileSync(path(), whole.slice(0, length))
      const journal = await openJournal(path(), header, false, files)
      journal.close()
      expect(journal.arrived.size).toBe(2)
      expect(readFileSync(path(), 'utf8')).toBe(before)
    },
  )

  it.each([
    ['zeros, as a file system leaves them', '\0'.repeat(40)],
    ['a line of something else', '2 202 1 00000000\n'],
    ['an empty line', '\n'],
  ])('is cut off: %s', async (_name, tail) => {
    await written('202', '202')
    const before = readFileSync(path(), 'utf8')
    appendFileSync(path(), tail)
    const journal = await openJournal(path(), header, false, files)
    journal.close()
    expect(readFileSync(path(), 'utf8')).toBe(before)
  })

  it('may be the first', async () => {
    await written()
    const text = readFileSync(path(), 'utf8')
    for (const length of [0, 1, 10, 40, text.length - 1]) {
      writeFileSync(path(), text.slice(0, length))
      await written('202')
      expect(readFileSync(path(), 'utf8')).toBe(text + recordLine(record(0)))
    }
  })
})

describe('a journal is refused', () => {
  it('where a line in the middle is damaged, and left as it is', async () => {
    await written('202', '202', '202')
    const text = readFileSync(path(), 'utf8').replace('\n1 202', '\n1 302')
    writeFileSync(path(), text)
    expect(await refusal()).toMatch(/damaged in line 3 \(byte \d+\)/)
    expect(readFileSync(path(), 'utf8')).toBe(text)
  })

  it.each<[string, Partial<JournalHeader>, string]>([
    ['another list', { recipients: { size: 9, sha256: 'x' } }, '1000 bytes in the journal, 9 now'],
    ['a list of the same size', { recipients: { size: 1_000, sha256: 'x' } }, 'other contents'],
    ['another event', { template: 'other' }, 'what differs: the event.'],
    ['another stage', { stage: 'live' }, 'the stage (development in the journal, live now)'],
    ['other regions', { regions: ['NA', 'EU'] }, 'the regions (NA in the journal, NA and EU now)'],
    ['another shard', { shard: '2/8' }, 'the shard (none in the journal, 2/8 now)'],
    ['another announcement', { fingerprint: 'other' }, 'the announcement'],
  ])('where it is about %s', async (_name, change, says) => {
    await written('202')
    const text = readFileSync(path(), 'utf8')
    const message = await refusal({ ...header, ...change })
    expect(message).toContain('begun for another campaign')
    expect(message).toContain(says)
    expect(readFileSync(path(), 'utf8')).toBe(text)
  })

  it.each<[string, Partial<JournalHeader>, boolean]>([
    ['another list', { recipients: { size: 9, sha256: 'x' } }, true],
    ['other regions', { regions: ['NA', 'EU'] }, true],
    ['another event', { template: 'other' }, false],
    ['another stage', { stage: 'live' }, false],
    ['another announcement', { fingerprint: 'other' }, false],
  ])('with what becomes of earlier users: %s', async (_name, change, areRefused) => {
    await written('202')
    const message = await refusal({ ...header, ...change })
    expect(message.includes('are refused as duplicates')).toBe(areRefused)
    expect(message.includes('are notified again')).toBe(!areRefused)
  })

  it.each([
    ['something else', 'hello\nworld\n', 'not a journal of this program'],
    ['something else without lines', 'hello', 'not a journal of this program'],
    ['a later version', '{"format":"alexa-proactive journal","version":2} 12345678\n', 'version 2'],
    [
      'a changed first line',
      headerLine(header).replace('development', 'live'),
      'first line is damaged',
    ],
  ])('where it is %s, and left as it is', async (_name, text, says) => {
    await written()
    writeFileSync(path(), text)
    expect(await refusal()).toContain(says)
    expect(readFileSync(path(), 'utf8')).toBe(text)
  })

  it.each([
    ['other bytes', (part: Buffer) => part, 1],
    ['a header that never ends', (part: Buffer, at: number) => (at > 0 ? part : begun(part)), 2],
  ])(
    'where it is huge and without a line end, having read little: %s',
    async (_name, make, most) => {
      let parts = 0
      const endless: CampaignFiles = {
        ...files,
        read: async () =>
          (async function* () {
            for (; parts < 1_000; parts += 1) yield make(Buffer.alloc(65_536, 'x'), parts)
          })(),
      }
      const message = await openJournal('huge', header, false, endless).catch(String)
      expect(message).toContain('The journal huge cannot be used')
      expect(parts).toBeLessThanOrEqual(most)
    },
  )

  it('where there has to be one, and there is none', async () => {
    expect(await refusal(header, true)).toContain('There is no journal')
  })

  it('where it is a folder', async () => {
    await written()
    expect(await openJournal(folder.path, header, false, files).catch(String)).toContain(
      'is a folder (EISDIR)',
    )
  })
})

function begun(part: Buffer): Buffer {
  part.write(headerLine(header).trimEnd().slice(0, -9))
  return part
}

describe('a journal of an earlier release', () => {
  const fixture = new URL('fixtures/version-1.journal', import.meta.url)
  const lines = readFileSync(fixture, 'utf8').split('\n')
  const then = headerOf({
    fingerprint: 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9',
    regions: ['NA', 'EU'],
    template: 'announcement of a résumé',
    recipients: {
      size: 1_000,
      sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    },
    shard: '2/8',
    timestamp: '2026-11-01T12:00:00Z',
    expiryTime: '2999-01-01T00:00:00Z',
  })
  /** All of it but the line that was not written to its end. */
  const whole = `${lines.slice(0, -1).join('\n')}\n`

  it('is resumed: nobody is forgotten, and nobody is sent to twice', async () => {
    await written()
    copyFileSync(fixture, path())
    const journal = await openJournal(path(), then, true, files)
    const numbers = Array.from({ length: 13 }, (_nothing, index) => index)
    expect(numbers.filter(index => journal.arrived.has(index))).toEqual([0, 1, 2, 11])
    expect(journal.arrived.has(4_000_000_000)).toBe(true)
    expect(numbers.filter(index => journal.refused.has(index))).toEqual([3, 7])
    expect(journal.header).toEqual(then)
    journal.record(record(12))
    journal.close()
    expect(readFileSync(path(), 'utf8')).toBe(`${whole}${recordLine(record(12))}`)
  })

  it('is written the same today', () => {
    const requestId = 'd1f0a1b2-0000-4000-8000-1234567890ab'
    expect(headerLine(then)).toBe(`${lines[0]}\n`)
    expect(recordLine(record(1))).toBe(`${lines[1]}\n`)
    expect(recordLine({ index: 3, code: '400', attempts: 1, requestId })).toBe(`${lines[4]}\n`)
  })
})
