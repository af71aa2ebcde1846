import { type Bitmap, openBitmap } from '../bitmap.ts'
import { CampaignError } from './campaign-error.ts'
import { explainFileError } from './file-error.ts'
import type { AppendFile, CampaignFiles } from './files.ts'
import {
  differencesOf,
  headerLine,
  isBegunHeader,
  type JournalHeader,
  readHeader,
} from './journal-header.ts'
import { type Lines, linesOf } from './journal-lines.ts'
import { type JournalRecord, readRecord, recordLine } from './journal-record.ts'

/** A journal that is being written. */
export interface Journal {
  /** As it was when the campaign began; its times hold. */
  readonly header: JournalHeader
  /** Whether an earlier run has written to it. */
  readonly isContinued: boolean
  /** Whose notification has arrived, according to earlier runs. */
  readonly arrived: Bitmap
  /** Who was refused for good by then. */
  readonly refused: Bitmap
  /** Writes one outcome; when it returns, the outcome survives the end of this process. Throws a `CampaignError`. */
  record(record: JournalRecord): void
  /** Has the disk take in what was written. Throws a `CampaignError`. */
  sync(): Promise<void>
  close(): void
}

const startOver =
  'Name another file with "journal", or remove this one to start over: whoever has the notification already is refused as a duplicate.'

/** What is in a journal. */
interface Contents {
  readonly header: JournalHeader
  readonly arrived: Bitmap
  readonly refused: Bitmap
  /** Bytes that are whole; what follows is a line that was not written to its end. */
  readonly length: number
}

/**
 * Opens the journal of a campaign: a new one, or one that an earlier run began, which is then gone on
 * with. A last line that was not written to its end is cut off.
 *
 * @param resume whether there has to be one already
 * @throws CampaignError where it is another campaign's, damaged, missing or not to be written
 */
export async function openJournal(
  path: string,
  header: JournalHeader,
  resume: boolean,
  files: CampaignFiles,
): Promise<Journal> {
  const found = await contentsOf(path, files)
  if (found === undefined && resume) {
    throw new CampaignError(
      `There is no journal ${path} to go on with.`,
      'Check the path and whether the journal of the earlier run was brought here; without "resume" the campaign starts from the beginning.',
    )
  }
  if (found !== undefined) refuseOther(path, found.header, header)
  const file = await openFile(path, found?.length ?? 0, files)
  const journal = journalOf(path, found ?? begun(header), found !== undefined, file)
  if (found === undefined) attempt(path, () => file.append(headerLine(header)))
  return journal
}

/**
 * The header of a journal, without opening it; undefined where there is none.
 *
 * @throws CampaignError where it cannot be read
 */
export async function readJournalHeader(
  path: string,
  files: CampaignFiles,
): Promise<JournalHeader | undefined> {
  const bytes = await read(path, files)
  if (bytes === undefined) return undefined
  for await (const { chunk, lines } of linesOf(bytes)) {
    const [first] = lines
    if (first !== undefined) return headerOrThrow(path, chunk.subarray(first.from, first.to))
  }
  return undefined
}

function begun(header: JournalHeader): Contents {
  return { header, arrived: openBitmap(), refused: openBitmap(), length: 0 }
}

function journalOf(
  path: string,
  { header, arrived, refused }: Contents,
  isContinued: boolean,
  file: AppendFile,
): Journal {
  let isDirty = true
  return {
    header,
    isContinued,
    arrived,
    refused,
    record(record) {
      attempt(path, () => file.append(recordLine(record)))
      isDirty = true
    },
    async sync() {
      if (!isDirty) return
      isDirty = false
      await file.sync().catch(error => {
        throw explainFileError(path, error)
      })
    },
    close: () => file.close(),
  }
}

async function openFile(path: string, length: number, files: CampaignFiles): Promise<AppendFile> {
  try {
    return await files.append(path, length)
  } catch (error) {
    throw explainFileError(path, error)
  }
}

function attempt(path: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    throw explainFileError(path, error)
  }
}

async function read(
  path: string,
  files: CampaignFiles,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  try {
    return await files.read(path)
  } catch (error) {
    throw explainFileError(path, error)
  }
}

async function contentsOf(path: string, files: CampaignFiles): Promise<Contents | undefined> {
  const bytes = await read(path, files)
  if (bytes === undefined) return undefined
  const reading = openReading(path)
  try {
    for await (const piece of linesOf(bytes, rest => reading.end(rest))) reading.take(piece)
  } catch (error) {
    throw explainFileError(path, error)
  }
  return reading.contents()
}

/** Takes in a journal piece by piece. */
function openReading(path: string) {
  const arrived = openBitmap()
  const refused = openBitmap()
  let header: JournalHeader | undefined
  let length = 0
  let number = 0
  let damaged: { readonly line: number; readonly offset: number } | undefined

  /** Whether a line is whole. */
  const takeLine = (chunk: Uint8Array, from: number, to: number): boolean => {
    if (header === undefined) {
      header = headerOrThrow(path, chunk.subarray(from, to))
      return true
    }
    const record = readRecord(chunk, from, to)
    if (record?.settlement === 'arrived') arrived.add(record.index)
    if (record?.settlement === 'refused') refused.add(record.index)
    return record !== undefined
  }

  return {
    take({ chunk, lines }: Lines): void {
      for (const { from, to } of lines) {
        // A damaged line is forgiven where it is the last: it was being written when the run ended.
        if (damaged !== undefined) throw damagedLine(path, damaged)
        number += 1
        if (takeLine(chunk, from, to)) length += to - from + 1
        else damaged = { line: number, offset: length }
      }
    },
    /** What is no whole line; without a first line before it, it has to be the beginning of one. */
    end(rest: Uint8Array): void {
      if (header === undefined && !isBegunHeader(rest)) headerOrThrow(path, rest)
    },
    contents(): Contents | undefined {
      // Without a whole first line nothing was sent yet.
      return header === undefined ? undefined : { header, arrived, refused, length }
    },
  }
}

function headerOrThrow(path: string, line: Uint8Array): JournalHeader {
  const header = readHeader(line)
  if (typeof header !== 'string') return header
  throw new CampaignError(`The journal ${path} cannot be used: ${header}.`, startOver)
}

function refuseOther(path: string, journal: JournalHeader, campaign: JournalHeader): void {
  const differences = differencesOf(journal, campaign)
  if (differences.length === 0) return
  const list = differences.join(', ')
  throw new CampaignError(
    `The journal ${path} was begun for another campaign; what differs: ${list}.`,
    `Go on with the event and the recipients it was begun for. ${startOver}`,
  )
}

function damagedLine(
  path: string,
  { line, offset }: { readonly line: number; readonly offset: number },
): CampaignError {
  return new CampaignError(
    `The journal ${path} is damaged in line ${line} (byte ${offset}), and what follows is not: it was changed after it was written.`,
    `Bring back the journal as the run left it, or remove that line: whom it was about is sent the same notification again, which is refused as a duplicate. ${startOver}`,
  )
}
