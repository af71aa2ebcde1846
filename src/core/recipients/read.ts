import { csvReader, headerMissing, isNearlyHeader, readHeader } from './csv.ts'
import { type Line, readLines, unpacked } from './lines.ts'
import { type BadRecord, type Recipient, RecipientsError, userPrefix } from './recipient.ts'
import { jsonReader, openRecords, type RecordReader, type Records, textReader } from './record.ts'

/**
 * Reads a list of recipients as it comes: plain text (a user id per line), CSV with a header, or JSON
 * Lines, each also as gzip. The format is told by the first line that is neither empty nor a comment,
 * and by the ending of the name where that leaves it open. A record that is not understood does not
 * stop the rest.
 *
 * @param source the bytes, best in chunks of `chunkSize`: one batch is made of each
 * @param options.name the list's path, or a name for text that is in no file: `<users>`
 * @throws RecipientsError where nothing of the list, or nothing more, can be read: damaged gzip,
 * UTF-16, a CSV without a column of users. What the source throws goes through.
 */
export async function* readRecipients(
  source: AsyncIterable<Uint8Array>,
  { name }: { readonly name: string },
): AsyncGenerator<readonly (Recipient | BadRecord)[]> {
  const records = openRecords()
  let reader: RecordReader | undefined
  let withoutRecord = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of unpacked(source, name)) {
      withoutRecord += chunk.length
      if (withoutRecord > mostWithoutRecord) throw emptyStretch(name)
      yield chunk
    }
  }
  for await (const batch of readLines(counted())) {
    const { firstNumber, lines } = batch
    let at = 0
    if (reader === undefined) {
      at = lines.findIndex(isMeaningful)
      const line = lines[at]
      if (line === undefined) continue
      const opened = openReader(records, name, line, firstNumber + at)
      reader = opened.reader
      if (opened.isHeader) at += 1
    }
    for (; at < lines.length; at += 1) reader.read(lines[at] ?? '', firstNumber + at)
    const taken = records.take()
    if (taken.length > 0) withoutRecord = 0
    yield taken
  }
  if (reader === undefined) return
  reader.finish()
  yield records.take()
}

/** Bytes; a spreadsheet of a million empty rows has fewer. A small gzip may unpack to terabytes. */
const mostWithoutRecord = 32 * 1024 * 1024

function emptyStretch(list: string): RecipientsError {
  const message = 'More than 32 MiB of the list in a row hold no record.'
  const help = 'Check what wrote the list; it may be full of empty lines or zeros.'
  return new RecipientsError('recipients/form', list, message, help)
}

function isMeaningful(line: Line): boolean {
  return typeof line !== 'string' || !/^\s*(?:#|$)/u.test(line)
}

/** Chooses the reader by the first line that says anything. */
function openReader(
  records: Records,
  list: string,
  first: Line,
  number: number,
): { readonly reader: RecordReader; readonly isHeader?: true } {
  const start = (typeof first === 'string' ? first : first.start).trim()
  refuseOtherForms(start, list)

  const byName = formatByName(list)
  if (start.startsWith('{')) return { reader: jsonReader(records) }
  const header = typeof first === 'string' ? readHeader(first, number, list) : undefined
  if (header !== undefined) return { reader: csvReader(records, header), isHeader: true }
  const isUser = start.startsWith(userPrefix)
  if (byName === 'json' && !isUser) return { reader: jsonReader(records) }
  const isList = isUser && !/[,;\t]/.test(start)
  if ((byName === 'csv' && !isList) || isNearlyHeader(start)) {
    throw headerMissing(start, number, list)
  }
  return { reader: textReader(records) }
}

function refuseOtherForms(start: string, list: string): void {
  if (start.startsWith('[')) {
    const message = 'The list is one JSON array, which would have to be read as a whole.'
    const help = 'Write one object per line: jq -c ".[]" does that.'
    throw new RecipientsError('recipients/form', list, message, help, 1)
  }
  if (start.includes('\r')) {
    const message = 'The lines of the list end with CR alone, as on very old systems.'
    const help = 'Save it with LF or CRLF at the end of lines.'
    throw new RecipientsError('recipients/form', list, message, help, 1)
  }
}

function formatByName(list: string): 'csv' | 'json' | undefined {
  const name = list.toLowerCase().replace(/\.gz$/, '')
  if (/\.(?:csv|tsv)$/.test(name)) return 'csv'
  return /\.(?:jsonl|ndjson|json)$/.test(name) ? 'json' : undefined
}
