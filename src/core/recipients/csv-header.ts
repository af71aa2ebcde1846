import { oneLine } from '../escape.ts'
import { listed } from '../listed.ts'
import { nearest } from '../nearest.ts'
import { emptyRow, readRowLine } from './csv-row.ts'
import { RecipientsError } from './recipients-error.ts'
import { userPrefix } from './user-prefix.ts'

/** What the columns of a CSV are for. */
export interface CsvHeader {
  readonly separator: string
  /** Positions from 0. */
  readonly user: number
  readonly region: number | undefined
  /** The other columns that have a name. */
  readonly variables: readonly { readonly name: string; readonly at: number }[]
  /** How many columns there are. */
  readonly width: number
}

/** Spreadsheets write semicolons where the comma is for decimals. */
const separators = [',', ';', '\t']

/**
 * Reads a line as the header of a CSV: its column of users is called `user`, `userId` or `user_id`, in
 * any case. The separator is the one with which there is such a column.
 *
 * @returns undefined where the line is no header
 * @throws RecipientsError where it is one, but columns stand twice
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
  const named = separators.map(separator => namesIn(line, separator) ?? [])
  const names = named.toSorted((one, other) => other.length - one.length)[0] ?? []
  const near = names.find(isNearlyUserColumn)
  const isData = line.includes(userPrefix)
  const message = isData
    ? 'The CSV has no header: its first line holds a user id.'
    : 'The header of the CSV has no column "user".'
  const shown = names.map(name => oneLine(name, 20))
  const help = isData
    ? 'Begin it with a line of column names, such as user,region.'
    : near === undefined
      ? `Name the column of user ids "user". The first line has ${listed(shown.slice(0, 8).map(name => `"${name}"`))}.`
      : `Rename the column "${oneLine(near, 20)}" to "user".`
  return new RecipientsError('recipients/columns', list, message, help, number)
}

/** Tells whether a line is the header of a CSV whose column of users is misspelt. */
export function isNearlyHeader(line: string): boolean {
  return separators.some(separator => namesIn(line, separator)?.some(isNearlyUserColumn))
}

function namesIn(line: string, separator: string): readonly string[] | undefined {
  const row = readRowLine(emptyRow, line, separator)
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
        ? `The column "${first}" stands twice in the header of the CSV.`
        : `The columns "${first}" and "${second}" of the CSV mean the same.`
    const help = 'Remove or rename one of them, so that it is clear which is meant.'
    throw new RecipientsError('recipients/columns', list, message, help, number)
  }
  const region = kinds.indexOf('region')
  return {
    separator,
    user: kinds.indexOf('user'),
    region: region === -1 ? undefined : region,
    variables: names
      .map((name, at) => ({ name, at }))
      .filter(({ name, at }) => name !== '' && !isUserColumn(name) && at !== region),
    width: names.length,
  }
}
