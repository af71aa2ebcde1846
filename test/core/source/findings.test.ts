import { readFile as readFromDisk } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { openFile, readDocument, readFile, readText } from '../../../src/core/source/read.ts'
import { folderWith } from '../../cli/folder.ts'
import { shown } from './shown.ts'

async function findingsOf(file: string, text: string): Promise<readonly string[]> {
  const { diagnostics } = await readText(file, text)
  return diagnostics.map(shown)
}

describe('bytes that are not UTF-8', () => {
  const utf16 = 'The file is UTF-16, not UTF-8.'
  const wrong = (byte: string) =>
    `The byte 0x${byte} is not UTF-8; the file may be saved in an older encoding such as Windows-1252.`

  it.each<[string, readonly number[], string, string]>([
    ['UTF-16, little end first', [0xff, 0xfe, 0x7b, 0x00], '1:1-1:2', utf16],
    ['UTF-16, big end first', [0xfe, 0xff, 0x00, 0x7b], '1:1-1:2', utf16],
    ['half a mark, 0xFF', [0xff, 0x7b], '1:1-1:2', wrong('FF')],
    ['half a mark, 0xFE', [0xfe, 0x7b], '1:1-1:2', wrong('FE')],
    ['the end of a mark, 0xFE', [0x7b, 0xfe], '1:2-1:3', wrong('FE')],
    ['the end of a mark, 0xFF', [0x7b, 0xff], '1:2-1:3', wrong('FF')],
    ['a letter of Latin-1', [0x7b, 0x0a, 0x20, 0xe9, 0x7d], '2:2-2:3', wrong('E9')],
    ['a letter after a mark', [0xef, 0xbb, 0xbf, 0x7b, 0xe9, 0x7d], '1:2-1:3', wrong('E9')],
    ['half a letter that begins like a mark', [0x7b, 0xef, 0xbf], '1:2-1:3', wrong('EF')],
    ['half such a letter in the middle', [0x7b, 0xef, 0xbf, 0x7d], '1:2-1:3', wrong('EF')],
    ['nothing but half a letter', [0xef], '1:1-1:2', wrong('EF')],
    [
      'half a letter after letters of two and four bytes',
      [0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80, 0xe3, 0x83],
      '1:4-1:5',
      wrong('E3'),
    ],
  ])('are one finding: %s', async (_name, bytes, at, message) => {
    const { document, diagnostics } = await readDocument('a.json', Uint8Array.from(bytes))
    expect(document).toBeUndefined()
    expect(diagnostics.map(shown)).toEqual([
      `error source/encoding ${at} | ${message} | Save the file as UTF-8.`,
    ])
  })
})

describe('text that is almost JSON, in a file of another name', () => {
  it.each([
    [
      '{a: 1',
      'error source/syntax 1:6-1:7 | An object is not closed: "}" is missing. | Add it, indented more than the key before.',
    ],
    [
      '{a: {"b": 1}',
      'error source/syntax 1:13-1:14 | An object is not closed: "}" is missing. | Add it, indented more than the key before.',
    ],
    [
      '["a",,]',
      'error source/syntax 1:6-1:7 | Unexpected , in flow sequence. | Check indentation, quotes, brackets and colons of this line and the one before.',
    ],
  ])('is YAML where an object does not begin with a quote: %j', async (text, finding) => {
    expect(await findingsOf('a.yaml', text)).toEqual([finding])
  })

  it.each([
    [
      '\n {"a": 1 "b": 2}',
      'error source/syntax 2:8-2:9 | A comma is missing after this entry. | Write a comma between two entries.',
    ],
    [
      '{\n  "a": [1,,]}',
      'error source/syntax 2:11-2:12 | Value expected: ",". | Check quotes, commas and brackets at this place and just before it.',
    ],
    [
      '{"a": {{ b }}}',
      'error source/syntax 1:8-1:9 | This template is not in quotes. | Put it in double quotes: "{{ release.name }}".',
    ],
  ])('is JSON where it does: %j', async (text, finding) => {
    expect(await findingsOf('a.yaml', text)).toEqual([finding])
  })

  it.each([
    ['{"a": 1,}', { a: 1 }],
    ['{ "a": b }', { a: 'b' }],
  ])('is read where it is right as YAML: %j', async (text, value) => {
    const { document, diagnostics } = await readText('a.yaml', text)
    expect(diagnostics).toEqual([])
    expect(document?.value).toEqual(value)
  })

  it('may be 64 KiB of YAML, and not one byte more', async () => {
    const text = `{a: 1}${' '.repeat(64 * 1024 - 6)}`
    expect(await findingsOf('a.yaml', text)).toEqual([])
    expect(await findingsOf('a.yaml', `${text} `)).toEqual([
      'error source/too-large 1:1-1:2 | The file is larger than 64 KiB of YAML, so it is not read. | Check the path; manifests and event files have a few kilobytes.',
    ])
  })

  it('is JSON where it is too long for YAML', async () => {
    const more = ' '.repeat(64 * 1024)
    expect(await findingsOf('a.yaml', `{"a": 1,}${more}`)).toEqual([
      'error source/syntax 1:8-1:9 | There is a comma after the last entry, before "}". | Remove the comma.',
    ])
  })
})

describe('what a text may hold', () => {
  it.each([
    ['a byte order mark in a text', '{"a": "\uFEFF"}', { a: '\uFEFF' }],
    ['an empty text with a tag', '!!str', ''],
    ['the word null', 'null', null],
  ])('%s', async (_name, text, value) => {
    const { document, diagnostics } = await readText('a.yaml', text)
    expect(diagnostics).toEqual([])
    expect(document?.value).toEqual(value)
  })

  it.each(['a.json', 'a.yaml'])('is something, in %s', async file => {
    for (const text of ['', ' \r\n', ...(file === 'a.yaml' ? ['# later\n---\n# or never'] : [])]) {
      expect(await findingsOf(file, text)).toEqual([
        'error source/empty 1:1-1:2 | There is nothing in it but spaces or comments. | Write the content, or correct the path.',
      ])
    }
  })

  it('is 1 MiB, and not one byte more', async () => {
    const text = JSON.stringify('é'.repeat(512 * 1024 - 1))
    expect((await readText('a.json', text)).diagnostics).toEqual([])
    const bytes = new TextEncoder().encode(text)
    expect((await readDocument('a.json', bytes)).diagnostics).toEqual([])
    const { document, diagnostics, source } = await readText('a.json', `${text} `)
    expect([document, source]).toEqual([undefined, undefined])
    expect(diagnostics.map(shown)).toEqual([
      'error source/too-large 1:1-1:2 | The file is larger than 1 MiB, so it is not read. | Check the path; manifests and event files have a few kilobytes.',
    ])
  })
})

describe('findings', () => {
  const twice = (key: string, line: number) =>
    `The key "${key}" appears twice in the same object: first in line ${line}, and again here. | Keep one of them; the later one quietly replaces the earlier one.`

  it.each(['a.json', 'a.yaml'])('come in the order of the text: %s', async file => {
    expect(
      await findingsOf(file, '{"a": 1,\n"a": {\n"b": 1, "b": 2},\n"c": 12345678901234567890}'),
    ).toEqual([
      `error source/duplicate-key 2:1-2:4 | ${twice('a', 1)}`,
      `error source/duplicate-key 3:9-3:12 | ${twice('b', 3)}`,
      'warning source/number 4:6-4:26 | The number 12345678901234567890 is too large to be kept exactly: it becomes 12345678901234567000. | Put quotes around it if it is an id or another string.',
    ])
  })

  it('are a hundred at most', async () => {
    const { diagnostics } = await readText('a.json', `{${'"a": 1, '.repeat(150)}"a": 2}`)
    expect(diagnostics).toHaveLength(100)
    expect(diagnostics.map(({ place }) => place?.column)).toEqual(
      diagnostics.map((_, index) => 10 + 8 * index),
    )
  })
})

describe('a file', () => {
  const failing = (failure: unknown) => ({
    readFile: async () => {
      throw failure
    },
  })
  const withCode = (code: string) => Object.assign(new Error(`${code}: no luck`), { code })
  const check = 'Check the path and its permissions.'

  it.each<[string, unknown, string]>([
    ['a folder', withCode('EISDIR'), 'it is a folder. | Name the file in the folder.'],
    ['a file of others', withCode('EACCES'), `EACCES: no luck. | ${check}`],
    ['an error without code', new Error('gone'), `gone. | ${check}`],
    ['what is no error', 'odd', `odd. | ${check}`],
  ])('that cannot be read is a finding without place: %s', async (_name, failure, says) => {
    const reading = await readFile('my\nskill.json', failing(failure))
    expect(reading).toMatchObject({ document: undefined, source: undefined })
    expect(reading?.diagnostics.map(shown)).toEqual([
      `error settings/file-unreadable nowhere | The file "my skill.json" cannot be read: ${says}`,
    ])
    const opened = await openFile('my\nskill.json', failing(failure))
    expect(opened).toEqual({ file: undefined, diagnostic: reading?.diagnostics[0] })
  })

  it('that is a folder on a disk is told to be one', async () => {
    const folder = await folderWith({})
    const reading = await readFile(folder, { readFile: path => readFromDisk(path) })
    expect(reading?.diagnostics.map(({ message, help }) => `${message} ${help}`)).toEqual([
      expect.stringMatching(/cannot be read: it is a folder\. Name the file in the folder\.$/),
    ])
  })

  it('that is not there is nothing', async () => {
    expect(await readFile('skill.json', { readFile: async () => undefined })).toBeUndefined()
    expect(await openFile('skill.json', { readFile: async () => undefined })).toBeUndefined()
  })

  it('of more than 1 MiB is asked for no further than that, and not read', async () => {
    const asked: (number | undefined)[] = []
    const reading = await readFile('skill.json', {
      readFile: async (_path, most) => {
        asked.push(most)
        return new Uint8Array(1024 * 1024 + 1).fill(0x20)
      },
    })
    expect(asked).toEqual([1024 * 1024])
    expect(reading?.diagnostics.map(({ rule }) => rule)).toEqual(['source/too-large'])
  })

  it('that can be read has its text, without byte order mark', async () => {
    const bytes = new TextEncoder().encode('\uFEFF{"a": 1}')
    const reading = await readFile('skill.json', { readFile: async () => bytes })
    expect(reading?.document?.value).toEqual({ a: 1 })
    expect(reading?.source).toEqual({ file: 'skill.json', text: '{"a": 1}' })
  })
})
