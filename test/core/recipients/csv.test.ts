import { describe, expect, it } from 'vitest'
import { type CsvRow, emptyRow, readRowLine } from '../../../src/core/recipients/csv.ts'
import { randomNumbers } from '../../support/random.ts'

function rowOf(text: string, separator = ','): readonly string[] | string {
  let row: CsvRow | string = emptyRow()
  for (const line of text.split('\n')) {
    if (typeof row !== 'string') row = readRowLine(row, line, separator)
  }
  if (typeof row === 'string') return row
  return row.open === undefined ? row.cells : 'open'
}

describe('a row of CSV', () => {
  it.each([
    ['aaa,bbb,ccc', ['aaa', 'bbb', 'ccc']],
    ['"aaa","bbb","ccc"', ['aaa', 'bbb', 'ccc']],
    ['"aaa","b\nbb","ccc"', ['aaa', 'b\nbb', 'ccc']],
    ['"aaa","b""bb","ccc"', ['aaa', 'b"bb', 'ccc']],
    ['', ['']],
    [',', ['', '']],
    ['a,', ['a', '']],
    [',"a"', ['', 'a']],
    ['"a",', ['a', '']],
    ['""', ['']],
    ['"",""', ['', '']],
    ['""""', ['"']],
    ['"a, b",c', ['a, b', 'c']],
    ['"\n\n"', ['\n\n']],
    ['"a""\nb",c', ['a"\nb', 'c']],
    ['a, b', ['a', ' b']],
    ["it's,ok", ["it's", 'ok']],
  ])('%j', (text, cells) => {
    expect(rowOf(text)).toEqual(cells)
  })

  it.each([
    ['a"b,c', 'field 1'],
    ['a,b"', 'field 2'],
    ['"a"b,c', 'field 1'],
    ['a,"b" ,c', 'field 2'],
    ['a, "b"', 'field 2'],
    ['"a\nb"c', 'field 1'],
  ])('%j has a stray quote', (text, says) => {
    expect(rowOf(text)).toContain(says)
  })

  it.each(['"', '"a', 'a,"', '"a""', '"a","b', '"a\nb'])('%j goes on', text => {
    expect(rowOf(text)).toBe('open')
  })

  it('may have another separator', () => {
    expect(rowOf('"a;b";c,d', ';')).toEqual(['a;b', 'c,d'])
    expect(rowOf('a\t"b\tc"', '\t')).toEqual(['a', 'b\tc'])
  })

  it('is read as it was written, whatever the fields hold', () => {
    const next = randomNumbers(1)
    const parts = ['"', ',', '\n', 'a', 'é', '😀', ' ', '""', '",', ',"', '\t', "'"]
    for (let round = 0; round < 3000; round += 1) {
      const cells = Array.from({ length: 1 + next(5) }, () =>
        Array.from({ length: next(6) }, () => parts[next(parts.length)]).join(''),
      )
      const quoteAll = next(2) === 0
      const written = cells.map(cell =>
        quoteAll || /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
      )
      expect(rowOf(written.join(','))).toEqual(cells)
    }
  })
})
