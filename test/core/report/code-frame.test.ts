import { describe, expect, it } from 'vitest'
import { codeFrame } from '../../../src/core/report/code-frame.ts'
import { graphemesOf, graphemeWidth } from '../../../src/core/report/layout.ts'
import { placeOf } from './results.ts'

function frame(...lines: string[]): string {
  return lines.join('\n')
}

/** How many columns of a terminal a text takes. */
function columnsOf(text: string): number {
  return graphemesOf(text)
    .map(graphemeWidth)
    .reduce((sum, width) => sum + width, 0)
}

/** What stands above the carets of a frame, counted in columns of a terminal. */
function marked(text: string): string {
  const lines = text.split('\n')
  const index = lines.findIndex(line => /^ +\| +\^+$/.test(line))
  const carets = lines[index] ?? ''
  const from = carets.indexOf('^')
  let column = 0
  return graphemesOf(lines[index - 1] ?? '')
    .filter(grapheme => {
      const at = column
      column += graphemeWidth(grapheme)
      return at >= from && at < carets.length
    })
    .join('')
}

const json = '{\n  "a": 1,\n  "bad": 2,\n  "c": 3,\n  "d": 4\n}\n'

it('shows two lines of context, line numbers and carets under the span', () => {
  expect(codeFrame(json, placeOf('a.json', 3, 3, 8))).toBe(
    frame(
      '  1 | {',
      '  2 |   "a": 1,',
      '> 3 |   "bad": 2,',
      '    |   ^^^^^',
      '  4 |   "c": 3,',
      '  5 |   "d": 4',
    ),
  )
})

it('aligns line numbers of different length', () => {
  const text = Array.from({ length: 12 }, (_, index) => `line${index + 1}`).join('\n')
  expect(codeFrame(text, placeOf('a', 9, 1, 3))).toBe(
    frame(
      '   7 | line7',
      '   8 | line8',
      '>  9 | line9',
      '     | ^^',
      '  10 | line10',
      '  11 | line11',
    ),
  )
})

describe('the carets stand under the span', () => {
  it.each([
    ['after tabs', '\t\t"bad": 1', 3, 8, '"bad"'],
    ['after a tab inside the line', 'ab\tbad', 4, 7, 'bad'],
    ['after CJK', '"名前": "悪い"', 7, 11, '"悪い"'],
    ['under CJK', '日本語', 2, 3, '本'],
    ['after emoji', '"🎉👩‍👩‍👧": bad', 15, 18, 'bad'],
    ['after a combining accent', 'e\u0301te bad', 6, 9, 'bad'],
    ['after half-width katakana', 'ｱｲｳ bad', 5, 8, 'bad'],
    ['after a control character', '\u001b[1mbad', 5, 8, 'bad'],
  ])('%s', (_, text, column, endColumn, span) => {
    expect(marked(codeFrame(text, placeOf('a', 1, column, endColumn)))).toBe(span)
  })
})

describe('places at the edges', () => {
  it.each([
    ['an empty span', 'abc', placeOf('a', 1, 2, 2), '> 1 | abc\n    |  ^'],
    ['the end of a line', 'abc', placeOf('a', 1, 4, 5), '> 1 | abc\n    |    ^'],
    ['an empty text', '', placeOf('a', 1, 1, 1), '> 1 |\n    | ^'],
    ['behind the text', 'abc', placeOf('a', 9, 50, 60, 10), '> 1 | abc\n    |    ^'],
    [
      'a span over several lines',
      '{ "a":\n1 }',
      placeOf('a', 1, 3, 2, 2),
      '> 1 | { "a":\n    |   ^^^^\n  2 | 1 }',
    ],
    ['CRLF', 'a\r\nbc\r\nd', placeOf('a', 2, 1, 3), '  1 | a\n> 2 | bc\n    | ^^\n  3 | d'],
  ])('%s', (_, text, place, expected) => {
    expect(codeFrame(text, place)).toBe(expected)
  })
})

it('makes control characters visible', () => {
  const text = codeFrame('a\u001b[31m\u202eb', placeOf('a', 1, 1, 2))
  expect(text).toContain('a\\x1b[31m\\u202eb')
})

it('never shows what a workflow runner would obey', () => {
  expect(codeFrame('##[error]x', placeOf('a', 1, 10, 11))).toBe(
    '> 1 | ##\\[error]x\n    |           ^',
  )
})

describe('long lines', () => {
  const filler = '"key": "value", '.repeat(70_000)
  it.each([
    ['in the middle of a mebibyte', `${filler}BAD${filler}`, filler.length],
    ['at the end', `${filler}BAD`, filler.length],
    ['at the start', `BAD${filler}`, 0],
    ['after 60 wide characters', `${'漢'.repeat(60)}BAD${filler}`, 60],
    ['after many emoji', `${'🎉'.repeat(301)}BAD${filler}`, 602],
  ])('are cut to a window around the span, %s', (_, line, offset) => {
    const text = codeFrame(`short\n${line}\nshort`, placeOf('a', 2, offset + 1, offset + 4))
    expect(marked(text)).toBe('BAD')
    expect(Math.max(...text.split('\n').map(columnsOf))).toBeLessThanOrEqual(110)
    expect(text).toContain('…')
    expect(text).not.toMatch(/\p{Cs}/u)
  })

  it('end where the window ends, also under a long span', () => {
    const text = codeFrame('x'.repeat(500), placeOf('a', 1, 1, 501))
    expect(text).toBe(`> 1 | ${'x'.repeat(100)}…\n    | ${'^'.repeat(100)}`)
  })
})
