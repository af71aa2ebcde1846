import { describe, expect, it } from 'vitest'
import { type Line, readLines } from '../../../src/core/recipients/lines.ts'
import { longestLine } from '../../../src/core/recipients/recipient.ts'
import { chunksOf } from './lists.ts'

async function linesOf(content: string | Uint8Array, size?: number): Promise<readonly Line[]> {
  const lines: Line[] = []
  for await (const batch of readLines(chunksOf(content, size))) {
    expect(batch.firstNumber).toBe(lines.length + 1)
    lines.push(...batch.lines)
  }
  return lines
}

const mark = '\uFEFF'
const long = 'x'.repeat(longestLine + 1)

const texts: readonly (readonly [string, string, readonly string[]])[] = [
  ['nothing', '', []],
  ['one line', 'a', ['a']],
  ['a line feed at the end', 'a\nb\n', ['a', 'b']],
  ['no line feed at the end', 'a\nb', ['a', 'b']],
  ['CRLF', 'a\r\nb\r\n', ['a', 'b']],
  ['a CR that ends no line', 'a\rb\n', ['a\rb']],
  ['empty lines', '\n\na\n\n', ['', '', 'a', '']],
  ['a byte order mark', `${mark}a\n${mark}b`, ['a', `${mark}b`]],
  ['letters of two to four bytes', 'é\n日本\n😀\n', ['é', '日本', '😀']],
  ['separators of Unicode', '{"a":"\u2028\u2029\u0085"}\nb', ['{"a":"\u2028\u2029\u0085"}', 'b']],
  ['the longest line', `${long.slice(1)}\nb`, [long.slice(1), 'b']],
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

  it.each([100, 4096, 65536, 262144, 10_000_000])(
    'that are too long are left out, in chunks of %s bytes',
    async size => {
      const text = `a\n${long}\nb\n${'é'.repeat(longestLine * 5)}\r\n\nc\n{${long}`
      const lines = await linesOf(text, size)
      expect(lines.map(line => (typeof line === 'string' ? line : line.start.slice(0, 2)))).toEqual(
        ['a', 'xx', 'b', 'éé', '', 'c', '{x'],
      )
      expect(lines[1]).toMatchObject({ problem: expect.stringContaining('65,536 characters') })
    },
  )

  it('that are not UTF-8 cost no other line', async () => {
    const text = Buffer.concat([
      Buffer.from('é\nM'),
      Buffer.from([0xfc]),
      Buffer.from('ller\r\nb\r\n'),
      Buffer.from([0xe6, 0x97]),
    ])
    for (const size of [1, 4, 1000]) {
      const lines = await linesOf(text, size)
      expect(lines.map(line => (typeof line === 'string' ? line : 'bad'))).toEqual([
        'é',
        'bad',
        'b',
        'bad',
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
    const lines: Line[] = []
    for await (const batch of readLines(reusing())) lines.push(...batch.lines)
    expect(lines).toEqual(['a', 'bc', 'de', 'f'])
  })
})
