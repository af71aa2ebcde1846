import { describe, expect, it } from 'vitest'
import { type Line, readLines, unpacked } from '../../../src/core/recipients/lines.ts'
import { longestLine } from '../../../src/core/recipients/recipient.ts'
import { chunksOf } from './lists.ts'

async function linesOf(content: string | Uint8Array, size?: number): Promise<readonly Line[]> {
  return read(chunksOf(content, size))
}

async function read(bytes: AsyncIterable<Uint8Array>): Promise<readonly Line[]> {
  const lines: Line[] = []
  for await (const batch of readLines(bytes)) {
    lines.push(...batch)
  }
  return lines
}

const long = 'x'.repeat(longestLine + 1)

const texts: readonly (readonly [string, string, readonly string[]])[] = [
  ['nothing', '', []],
  ['one line', 'a', ['a']],
  ['a line feed at the end', 'a\nb\n', ['a', 'b']],
  ['no line feed at the end', 'a\nb', ['a', 'b']],
  ['CRLF', 'a\r\nb\r\n', ['a', 'b']],
  ['a CR that ends no line', 'a\rb\n', ['a\rb']],
  ['empty lines', '\n\na\n\n', ['', '', 'a', '']],
  ['letters of two to four bytes', 'é\n日本\n😀\n', ['é', '日本', '😀']],
  ['separators of Unicode', '{"a":"\u2028\u2029\u0085"}\nb', ['{"a":"\u2028\u2029\u0085"}', 'b']],
  ['the longest line', `${long.slice(1)}\nb`, [long.slice(1), 'b']],
  ['the longest line and CRLF', `${long.slice(1)}\r\nb`, [long.slice(1), 'b']],
  [
    'the longest line of wide letters',
    `${'日'.repeat(longestLine)}\nb`,
    ['日'.repeat(longestLine), 'b'],
  ],
]

describe('lines', () => {
  it.each(texts)('of %s', async (_, text, lines) => {
    expect(await linesOf(text)).toEqual(lines)
  })

  it.each([1, 2, 3, 5, 7])('are the same in chunks of %s bytes', async size => {
    for (const [, text, lines] of texts) {
      if (text.length < longestLine) expect(await linesOf(text, size)).toEqual(lines)
    }
  })

  it('are the same in chunks of 10,000 bytes where they are long', async () => {
    for (const [, text, lines] of texts) {
      if (text.length > longestLine) expect(await linesOf(text, 10_000)).toEqual(lines)
    }
  })

  it.each<[string, readonly string[], readonly string[]]>([
    ['alone', ['\n', 'b'], ['b']],
    ['with the next line', ['\nb\nc'], ['b', 'c']],
    ['after more of the line', ['x', 'x\n', '\nb'], ['', 'b']],
    ['never', ['x', 'x'], []],
  ])('that are too long may end in a chunk of its own: %s', async (_, rest, others) => {
    async function* chunks() {
      for (const text of [`a\n${long.repeat(5)}`, ...rest]) yield Buffer.from(text)
    }
    const tooLong = { problem: expect.stringContaining('65,536'), start: 'x'.repeat(64) }
    expect(await read(chunks())).toEqual(['a', tooLong, ...others])
  })

  it.each([100, 4096, 65536, 262144, 10_000_000])(
    'that are too long are left out, in chunks of %s bytes',
    async size => {
      const text = `a\n${long}\nb\n${'é'.repeat(longestLine * 5)}\r\n\nc\n{${long}`
      const lines = await linesOf(text, size)
      expect(lines.map(line => (typeof line === 'string' ? line : line.start.slice(0, 2)))).toEqual(
        ['a', 'xx', 'b', 'éé', '', 'c', '{x'],
      )
      expect(lines[1]).toEqual({
        problem: expect.stringContaining('65,536 characters'),
        start: 'x'.repeat(64),
      })
    },
  )

  it('that are not UTF-8 cost no other line', async () => {
    const text = Buffer.concat([
      Buffer.from('é\nM'),
      Buffer.from([0xfc]),
      Buffer.from('ller\r\n\nb\r\n'),
      Buffer.from([0xe6, 0x97]),
      Buffer.from('\n\n'),
    ])
    for (const size of [1, 4, 1000]) {
      const lines = await linesOf(text, size)
      expect(lines.map(line => (typeof line === 'string' ? line : 'bad'))).toEqual([
        'é',
        'bad',
        '',
        'b',
        'bad',
        '',
      ])
      expect(lines[1]).toMatchObject({ problem: expect.stringContaining('not UTF-8') })
    }
  })

  it('are right also when the source fills its chunk again', async () => {
    async function* reusing() {
      const chunk = Buffer.alloc(3)
      for (const part of ['a\nb', 'c\nd', 'e\nf']) {
        chunk.write(part)
        yield chunk
      }
    }
    expect(await read(reusing())).toEqual(['a', 'bc', 'de', 'f'])
  })
})

describe('the start of a list', () => {
  /** What is made of bytes and some text after them, or what a user reads. */
  async function madeOf(...bytes: readonly number[]): Promise<string> {
    const parts: Uint8Array[] = []
    const list = Buffer.from([...bytes, ...Buffer.from('text')])
    try {
      // In chunks that end within what the format is known by, too.
      for await (const part of unpacked(chunksOf(list, 3), 'x')) parts.push(part)
    } catch (error) {
      return error instanceof Error ? error.message : 'nothing'
    }
    return Buffer.concat(parts).toString('latin1')
  }

  it.each([
    [[0xff, 0xfe], 'The list is UTF-16, not UTF-8.'],
    [[0xfe, 0xff], 'The list is UTF-16, not UTF-8.'],
    [[0x50, 0x4b, 3, 4], 'The list is a ZIP archive, such as an Excel workbook.'],
    [[0x1f, 0x8b], 'The gzip data is damaged.'],
    [[0xef, 0xbb, 0xbf], 'text'],
    [[0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf], '\xef\xbb\xbftext'],
  ])('%j is known', async (bytes, made) => {
    expect(await madeOf(...bytes)).toBe(made)
  })

  it.each([
    [0xff, 0xff],
    [0xfe, 0xfe],
    [0xff, 0],
    [0xfe, 0],
    [0, 0xfe],
    [0, 0xff],
    [0, 0x4b, 3, 4],
    [0x50, 0, 3, 4],
    [0x50, 0x4b, 0, 4],
    [0x50, 0x4b, 3, 0],
    [0x1f, 0],
    [0, 0x8b],
    [0xef, 0xbb, 0],
    [0x74, 0xef, 0xbb, 0xbf],
  ])('%j, %j … is a text', async (...bytes) => {
    expect(await madeOf(...bytes)).toBe(`${String.fromCharCode(...bytes)}text`)
  })

  it.each(['', 'a', 'ab'])('%j may be all', async text => {
    expect(await linesOf(text)).toEqual(text === '' ? [] : [text])
    const parts: Uint8Array[] = []
    for await (const part of unpacked(chunksOf(text), 'x')) parts.push(part)
    expect(Buffer.concat(parts).toString()).toBe(text)
  })
})
