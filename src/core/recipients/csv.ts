import { userPrefix } from '../alexa.ts'
import { oneLine } from '../escape.ts'
import type { JsonObject } from '../json.ts'
import { listed, nearest } from '../wording.ts'
import type { Line } from './lines.ts'
import { longestLine, RecipientsError, type Records } from './recipient.ts'

/** Understands the lines of one format. Records that go over several lines it keeps until they end. */
export interface RecordReader {
  read(line: Line, number: number): void
  finish(): void
}

/** A row in which a quote is open so far: with the number of its first line, and the lines after that one. */
interface OpenRow {
  row: CsvRow
  readonly number: number
  readonly later: Line[]
  length: number
}

const unclosed = 'A quote is opened in this line and not closed at the end of a field.'

/**
 * Reads the rows of a CSV after its header. A row in which quotes are wrong costs no more than its
 * first line: reading resumes with the next one, so that a stray quote swallows nobody.
 */
export function csvReader(records: Records, header: CsvHeader): RecordReader {
  let open: OpenRow | undefined

  function read(line: Line, number: number): void {
    if (typeof line !== 'string') {
      refuse(line, number, line.problem)
      return
    }
    const length = open === undefined ? line.length : open.length + 1 + line.length
    const row =
      length <= longestLine
        ? readRowLine(open?.row ?? emptyRow(), line, header.separator)
        : unclosed
    if (typeof row === 'string') refuse(line, number, row)
    else if (row.open === undefined) {
      const first = open?.number ?? number
      open = undefined
      addRow(records, header, row.cells, first)
    } else if (open === undefined) open = { row, number, later: [], length }
    else {
      open.later.push(line)
      open.row = row
      open.length = length
    }
  }

  function refuse(line: Line, number: number, problem: string): void {
    if (open === undefined) records.addBad(number, problem)
    else giveUp(open, line)
  }

  function giveUp({ number, later }: OpenRow, ...last: readonly Line[]): void {
    open = undefined
    records.addBad(number, unclosed)
    for (const [at, line] of [...later, ...last].entries()) read(line, number + 1 + at)
  }

  return {
    read,
    finish() {
      while (open !== undefined) giveUp(open)
    },
  }
}

function addRow(
  records: Records,
  { user, region, variables, width }: CsvHeader,
  cells: readonly string[],
  number: number,
): void {
  // Spreadsheets end with rows of separators alone, and pad others with them.
  if (cells.every(cell => cell === '')) return
  if (cells.length < width || cells.slice(width).some(cell => cell !== '')) {
    records.addBad(number, `The row has ${cells.length} fields, the header ${width}.`)
    return
  }
  const own: JsonObject | undefined =
    variables.length === 0
      ? undefined
      : Object.fromEntries(variables.map(({ name, at }) => [name, cells[at] ?? '']))
  records.add(number, (cells[user] ?? '').trim(), cells[region], own)
}

export interface CsvHeader {
  readonly separator: string
  /** Positions from 0. */
  readonly user: number
  /** -1 where there is none. */
  readonly region: number
  /** The other columns that have a name. */
  readonly variables: readonly { readonly name: string; readonly at: number }[]
  readonly width: number
}

/** Spreadsheets write semicolons where the comma is for decimals. */
const separators = [',', ';', '\t']

/**
 * Reads a line as the header of a CSV, if it is one: its column of users is called `user`, `userId` or `user_id`, in any
 * case. The separator is the one with which there is such a column.
 *
 * @throws RecipientsError where a column is listed twice
 */
export function readHeader(line: string, number: number, list: string): CsvHeader | undefined {
  for (const separator of separators) {
    const names = namesIn(line, separator)
    if (names?.some(isUserColumn)) return headerOf(names, separator, number, list)
  }
  return undefined
}

/** The error of a list that should be CSV and has no column of users. */
export function headerMissing(line: string, number: number, list: string): RecipientsError {
  const refused = (message: string, help: string) =>
    new RecipientsError('recipients/columns', list, message, help, number)
  if (line.includes(userPrefix)) {
    const help = 'Begin it with a line of column names, such as user,region.'
    return refused('The CSV has no header: its first line holds a user id.', help)
  }
  const names = separators
    .map(separator => namesIn(line, separator) ?? [])
    .reduce((most, one) => (one.length > most.length ? one : most), [])
  const near = names.find(isNearlyUserColumn)
  const shown = names.slice(0, 8).map(name => `"${oneLine(name, 20)}"`)
  const has = shown.length === 0 ? 'has a stray quote' : `has ${listed(shown)}`
  const help =
    near === undefined
      ? `Name the column of user ids "user". The first line ${has}.`
      : `Rename the column "${oneLine(near, 20)}" to "user".`
  return refused('The header of the CSV has no column "user".', help)
}

/** Tells whether a line is the header of a CSV whose column of users is misspelled. */
export function isNearlyHeader(line: string): boolean {
  return separators.some(separator => namesIn(line, separator)?.some(isNearlyUserColumn))
}

function namesIn(line: string, separator: string): readonly string[] | undefined {
  const row = readRowLine(emptyRow(), line, separator)
  if (typeof row === 'string' || row.open !== undefined) return undefined
  return row.cells.map(cell => cell.trim())
}

function isUserColumn(name: string): boolean {
  return /^user[\s_-]?(?:id)?$/i.test(name)
}

function isNearlyUserColumn(name: string): boolean {
  return /^[A-Za-z][\w\s-]{1,30}$/.test(name) && nearest(name, ['user', 'userId']) !== undefined
}

function headerOf(
  names: readonly string[],
  separator: string,
  number: number,
  list: string,
): CsvHeader {
  const isRegion = (name: string) => /^region$/i.test(name)
  const kinds = names.map(name => (isUserColumn(name) ? 'user' : isRegion(name) ? 'region' : name))
  const twice = kinds.find((kind, at) => kind !== '' && kinds.indexOf(kind) !== at)
  if (twice !== undefined) {
    const [first, second] = names
      .filter((_, at) => kinds[at] === twice)
      .map(one => oneLine(one, 40))
    const message =
      first === second
        ? `The column "${first}" is listed twice in the header of the CSV.`
        : `The columns "${first}" and "${second}" of the CSV mean the same.`
    const help = 'Remove or rename one of them, so that it is clear which one counts.'
    throw new RecipientsError('recipients/columns', list, message, help, number)
  }
  const region = kinds.indexOf('region')
  return {
    separator,
    user: kinds.indexOf('user'),
    region,
    variables: names
      .map((name, at) => ({ name, at }))
      .filter(({ name, at }) => name !== '' && !isUserColumn(name) && at !== region),
    width: names.length,
  }
}

/** A row of CSV (RFC 4180) as far as its lines are known. */
export interface CsvRow {
  /** The fields that are complete; those of the next line are added to them. */
  readonly cells: string[]
  /** The text so far of a field in quotes that goes on in the next line. */
  readonly open: string | undefined
}

export const emptyRow = (): CsvRow => ({ cells: [], open: undefined })

/** The rest of a field in quotes, in which they are doubled, up to its closing quote. */
const quotedRest = /[^"]*(?:""[^"]*)*/y

/** Reads one more line of a row, or says why it breaks the rules: quotes count at both ends of a field only; inside they are doubled. */
export function readRowLine(row: CsvRow, line: string, separator: string): CsvRow | string {
  if (row.open === undefined && !line.includes('"')) {
    return { cells: line.split(separator), open: undefined }
  }
  const { cells } = row
  let open = row.open === undefined ? undefined : `${row.open}\n`
  for (let at = 0; ; at += 1) {
    if (open === undefined && line[at] !== '"') {
      const found = line.indexOf(separator, at)
      const cell = line.slice(at, found === -1 ? undefined : found)
      if (cell.includes('"')) return strayQuote(cells.length)
      cells.push(cell)
      at += cell.length
    } else {
      const start = open === undefined ? at + 1 : at
      quotedRest.lastIndex = start
      // The pattern fits any text; what counts is where it ends.
      quotedRest.test(line)
      const quote = quotedRest.lastIndex
      const content = `${open ?? ''}${line.slice(start, quote).replaceAll('""', '"')}`
      if (quote === line.length) return { cells, open: content }
      if (quote + 1 < line.length && line[quote + 1] !== separator) return strayQuote(cells.length)
      cells.push(content)
      open = undefined
      at = quote + 1
    }
    if (at >= line.length) return { cells, open: undefined }
  }
}

function strayQuote(fields: number): string {
  return `There is a stray quote in field ${fields + 1}; quote the whole field, and double the quotes inside it.`
}
