import { type Bitmap, openBitmap } from '../bitmap.ts'
import type { AppendFile, CampaignFiles } from '../world.ts'
import { CampaignError } from './campaign.ts'
import { explainFileError } from './files.ts'
import {
  differencesOf,
  headerLine,
  isBegunHeader,
  type JournalHeader,
  type JournalRecord,
  readHeader,
  readRecord,
  recordLine,
} from './journal-format.ts'

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
  /** Flushes what was written to the disk. Throws a `CampaignError`. */
  sync(): Promise<void>
  close(): void
}

/** What is in a journal. */
interface Contents extends Pick<Journal, 'header' | 'arrived' | 'refused'> {
  /** Bytes that are whole; what follows is a line that was not written to its end. */
  readonly length: number
}

const startOver =
  'Name another file with "journal", or remove this one to start over: whoever has the notification already is refused as a duplicate.'

/**
 * Opens the journal of a campaign: a new one, or that of an earlier run, which is then resumed. A last
 * line that was not written to its end is cut off.
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
  const explained = (error: unknown): never => {
    throw explainFileError(path, error)
  }
  const found = await contentsOf(path, files).catch(explained)
  if (found === undefined && resume) {
    throw new CampaignError(
      `There is no journal ${path} to go on with.`,
      'Check the path and whether the journal of the earlier run was brought here; without "resume" the campaign starts from the beginning.',
    )
  }
  if (found !== undefined) refuseOther(path, found.header, header)
  const file: AppendFile = await files.append(path, found?.length ?? 0).catch(explained)
  const { arrived, refused } = found ?? { arrived: openBitmap(), refused: openBitmap() }
  let isDirty = true
  const append = (line: string): void => {
    try {
      file.append(line)
    } catch (error) {
      explained(error)
    }
    isDirty = true
  }
  if (found === undefined) append(headerLine(header))
  return {
    header: found?.header ?? header,
    isContinued: found !== undefined,
    arrived,
    refused,
    record: record => append(recordLine(record)),
    async sync() {
      if (!isDirty) return
      isDirty = false
      await file.sync().catch(explained)
    },
    close: () => file.close(),
  }
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
  try {
    for await (const [first] of linesOf((await files.read(path)) ?? nothing())) {
      if (first !== undefined) return headerOrThrow(path, first)
    }
    return undefined
  } catch (error) {
    throw explainFileError(path, error)
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function contentsOf(path: string, files: CampaignFiles): Promise<Contents | undefined> {
  const bytes = await files.read(path)
  if (bytes === undefined) return undefined
  const arrived = openBitmap()
  const refused = openBitmap()
  let header: JournalHeader | undefined
  let length = 0
  let number = 0
  let damaged: { readonly line: number; readonly offset: number } | undefined
  let rest = ''

  /** Whether a line is whole. */
  const take = (line: string): boolean => {
    if (header === undefined) {
      header = headerOrThrow(path, line)
      return true
    }
    const record = readRecord(line)
    if (record?.settlement === 'arrived') arrived.add(record.index)
    if (record?.settlement === 'refused') refused.add(record.index)
    return record !== undefined
  }

  const onRest = (text: string): void => {
    rest = text
  }
  for await (const lines of linesOf(bytes, onRest)) {
    for (const line of lines) {
      // A damaged line is forgiven where it is the last: it was being written when the run ended.
      if (damaged !== undefined) throw damagedLine(path, damaged)
      number += 1
      if (take(line)) length += line.length + 1
      else damaged = { line: number, offset: length }
    }
  }
  if (header !== undefined) return { header, arrived, refused, length }
  // Without a whole first line nothing was sent yet.
  if (!isBegunHeader(rest)) headerOrThrow(path, rest)
  return undefined
}

/**
 * The whole lines of a file, piece by piece, without their ends. Each byte is one character, so that
 * lengths are those of the file.
 *
 * @param onRest is given what follows the last line end
 */
async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  onRest: (rest: string) => void = () => {},
): AsyncGenerator<readonly string[]> {
  let rest = ''
  for await (const { buffer, byteOffset, byteLength } of chunks) {
    const text = Buffer.from(buffer, byteOffset, byteLength).toString('latin1')
    const lines = `${rest}${text}`.split('\n')
    rest = lines.pop() ?? ''
    if (lines.length > 0) yield lines
  }
  onRest(rest)
}

function headerOrThrow(path: string, line: string): JournalHeader {
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
