/** A row of CSV (RFC 4180) as far as its lines are known. */
export interface CsvRow {
  /** The fields that are complete. */
  readonly cells: readonly string[]
  /** The text so far of a field in quotes that goes on in the next line. */
  readonly open: string | undefined
}

/** What stands at the beginning of a row. */
export const emptyRow: CsvRow = { cells: [], open: undefined }

/**
 * Reads one more line of a row. Quotes count at both ends of a field only; inside they are doubled.
 *
 * @returns a text where the row breaks the rules: one sentence about it
 */
export function readRowLine(row: CsvRow, line: string, separator: string): CsvRow | string {
  if (row.open === undefined && !line.includes('"')) {
    return { cells: line.split(separator), open: undefined }
  }
  const cells = [...row.cells]
  let open = row.open === undefined ? undefined : `${row.open}\n`
  let at = 0
  for (;;) {
    if (open === undefined && line[at] !== '"') {
      const end = endOf(line, separator, at)
      const cell = line.slice(at, end)
      if (cell.includes('"')) return strayQuote(cells.length)
      cells.push(cell)
      at = end
    } else {
      const { text, next, isClosed } = readQuoted(line, open === undefined ? at + 1 : at)
      const content = `${open ?? ''}${text}`
      if (!isClosed) return { cells, open: content }
      if (next < line.length && line[next] !== separator) return strayQuote(cells.length)
      cells.push(content)
      open = undefined
      at = next
    }
    if (at >= line.length) return { cells, open: undefined }
    at += 1
  }
}

function endOf(line: string, separator: string, from: number): number {
  const found = line.indexOf(separator, from)
  return found === -1 ? line.length : found
}

interface Quoted {
  readonly text: string
  /** What comes after the closing quote. */
  readonly next: number
  readonly isClosed: boolean
}

function readQuoted(line: string, from: number): Quoted {
  let text = ''
  let at = from
  for (;;) {
    const quote = line.indexOf('"', at)
    if (quote === -1) return { text: text + line.slice(at), next: line.length, isClosed: false }
    text += line.slice(at, quote)
    if (line[quote + 1] !== '"') return { text, next: quote + 1, isClosed: true }
    text += '"'
    at = quote + 2
  }
}

function strayQuote(fields: number): string {
  return `There is a stray quote in field ${fields + 1}; a field with quotes stands in quotes as a whole, and those inside are doubled.`
}
