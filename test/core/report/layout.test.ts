import { describe, expect, it, test } from 'vitest'
import {
  clip,
  displayWidth,
  graphemesOf,
  graphemeWidth,
  indented,
  padTo,
  rows,
  wrap,
} from '../../../src/core/report/layout.ts'

describe('width on a terminal', () => {
  test.each([
    { text: '', width: 0 },
    { text: 'abc', width: 3 },
    { text: 'é', width: 1 },
    { text: 'e\u0301', width: 1 },
    { text: '日本', width: 4 },
    { text: 'ｱ', width: 1 },
    { text: '🎮', width: 2 },
    { text: '👩‍👩‍👧', width: 2 },
  ])('"$text" takes $width', ({ text, width }) => {
    expect(displayWidth(text)).toBe(width)
    expect(displayWidth(padTo(text, 9))).toBe(9)
  })
})

describe('wrapping', () => {
  const cases = [
    { name: 'short text stays', text: 'one two', width: 7, lines: ['one two'] },
    { name: 'breaks at spaces', text: 'one two three', width: 8, lines: ['one two', 'three'] },
    {
      name: 'cuts a word that is too long',
      text: 'abcdefghij',
      width: 4,
      lines: ['abcd', 'efgh', 'ij'],
    },
    {
      name: 'breaks between wide letters',
      text: '日本語の文',
      width: 4,
      lines: ['日本', '語の', '文'],
    },
    { name: 'closes no line too late', text: '日本。語', width: 5, lines: ['日', '本。', '語'] },
    {
      name: 'mixed scripts',
      text: 'play スタアクエスト now',
      width: 12,
      lines: ['play スタア', 'クエスト now'],
    },
  ]
  test.each(cases)('$name', ({ text, width, lines }) => {
    expect(wrap(text, width)).toEqual(lines)
  })

  test.each([7, 13, 40])('no line is wider than %i', width => {
    const text =
      'A word, 日本語のとても長い文章です。and https://example.com/a/very/long/address 🎮🎮🎮.'
    const lines = wrap(text, width)
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width)
    expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
  })

  test('indents every line', () => {
    expect(indented('one two three four five six seven', 2, 24)).toBe(
      '  one two three four\n  five six seven',
    )
  })
})

test.each([
  { text: 'abc', width: 3, cut: 'abc' },
  { text: 'abcd', width: 3, cut: 'ab…' },
  { text: '日本語', width: 4, cut: '日…' },
])('"$text" cut to $width', ({ text, width, cut }) => {
  expect(clip(text, width)).toBe(cut)
})

test('texts stand below each other behind labels of any script', () => {
  const text = rows(
    [
      { label: 'en', text: 'one two three four five six' },
      { label: '日本', text: 'seven' },
    ],
    30,
    label => `<${label}>`,
  )
  expect(text).toBe(
    ['  <en  >  one two three four', '        five six', '  <日本>  seven'].join('\n'),
  )
})

describe('graphemeWidth', () => {
  it.each<[string, number]>([
    ['a', 1],
    ['é', 1],
    ['م', 1],
    ['日', 2],
    ['ひ', 2],
    ['カ', 2],
    ['ー', 2],
    ['・', 2],
    ['゛', 2],
    ['、', 2],
    ['！', 2],
    ['ｶ', 1],
    ['ｰ', 1],
    ['·', 1],
    ['한', 2],
    ['🎉', 2],
    ['⚠️', 2],
  ])('%s takes %i', (grapheme, columns) => {
    expect(graphemeWidth(grapheme)).toBe(columns)
  })
})

describe('graphemesOf', () => {
  it('keeps together what a reader takes for one character', () => {
    expect(graphemesOf('ガé👨‍👩‍👧')).toEqual(['ガ', 'é', '👨‍👩‍👧'])
  })
})
