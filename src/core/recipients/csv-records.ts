import type { JsonObject } from '../json.ts'
import type { CsvHeader } from './csv-header.ts'
import { type CsvRow, emptyRow, readRowLine } from './csv-row.ts'
import { type Line, longestLine } from './lines.ts'
import type { RecordReader, Records } from './records.ts'
import { readRegion } from './region-name.ts'

/** A row in which a quote is open at the end of the lines known so far. */
interface OpenRow {
  readonly row: CsvRow
  /** The number of its first line. */
  readonly number: number
  /** The lines after the first one. */
  readonly later: Line[]
  readonly length: number
}

const unclosed = 'A quote is opened in this line and not closed at the end of a field.'

/**
 * Reads the rows of a CSV after its header. A row in which quotes are wrong costs no more than its
 * first line: reading goes on with the next one, so that a stray quote swallows nobody.
 */
export function csvReader(records: Records, header: CsvHeader): RecordReader {
  let open: OpenRow | undefined

  function begin(line: Line, number: number): void {
    const row = typeof line === 'string' ? readRowLine(emptyRow, line, header.separator) : undefined
    if (typeof line !== 'string') records.addBad(number, line.problem)
    else if (typeof row === 'string') records.addBad(number, row)
    else if (row?.open !== undefined) open = { row, number, later: [], length: line.length }
    else if (row !== undefined) addRow(records, header, row.cells, number)
  }

  function goOn({ row, number, later, length }: OpenRow, line: Line): void {
    const size = typeof line === 'string' ? length + line.length + 1 : Number.POSITIVE_INFINITY
    const next =
      typeof line === 'string' && size <= longestLine
        ? readRowLine(row, line, header.separator)
        : unclosed
    if (typeof next === 'string') giveUp(number, [...later, line])
    else if (next.open === undefined) {
      open = undefined
      addRow(records, header, next.cells, number)
    } else {
      later.push(line)
      open = { row: next, number, later, length: size }
    }
  }

  function giveUp(number: number, later: readonly Line[]): void {
    open = undefined
    records.addBad(number, unclosed)
    for (const [at, line] of later.entries()) readLine(line, number + 1 + at)
  }

  function readLine(line: Line, number: number): void {
    if (open === undefined) begin(line, number)
    else goOn(open, line)
  }

  return {
    read({ firstNumber, lines }) {
      for (const [at, line] of lines.entries()) readLine(line, firstNumber + at)
    },
    finish() {
      while (open !== undefined) giveUp(open.number, open.later)
    },
  }
}

function addRow(
  records: Records,
  header: CsvHeader,
  cells: readonly string[],
  number: number,
): void {
  // Spreadsheets end with rows of separators alone, and pad others with them.
  if (cells.every(cell => cell === '')) return
  const { user, region, variables, width } = header
  if (cells.length < width || cells.slice(width).some(cell => cell !== '')) {
    records.addBad(number, `The row has ${cells.length} fields, the header ${width}.`)
    return
  }
  const ofRegion = readRegion(region === undefined ? '' : (cells[region] ?? ''))
  if ('problem' in ofRegion) {
    records.addBad(number, ofRegion.problem)
    return
  }
  const own: JsonObject | undefined =
    variables.length === 0
      ? undefined
      : Object.fromEntries(variables.map(({ name, at }) => [name, cells[at] ?? '']))
  records.add(number, (cells[user] ?? '').trim(), ofRegion.region, own)
}
