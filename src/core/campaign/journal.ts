import { crc32 } from 'node:zlib'
import type { JournalHeader } from '../engine.ts'
import { isArray, isObject, type JsonObject, parsedJson } from '../json.ts'
import { openBitmap } from '../recipients/duplicates.ts'
import type { CampaignFiles } from '../world.ts'
import { explained, explainFileError } from './files.ts'
import { CampaignError } from './lock.ts'

/** A journal that is being written. Its functions throw a `CampaignError`. */
export type Journal = Awaited<ReturnType<typeof openJournal>>

const startOver =
  'Name another file with "journal", or remove this one to start over: users who have this very notification already are refused as duplicates.'

const sendAnew =
  'To send this one as well, name another file with "journal": users who have the earlier one are notified again.'

/**
 * Opens the journal of a campaign: a new one, or that of an earlier run, which is then resumed. A last
 * line that was not written to its end is cut off.
 *
 * @param resume whether there has to be one already
 * @param isForgotten whether this run begins anew, whatever an earlier one has sent
 * @throws CampaignError where it is another campaign's, damaged, missing or not to be written
 */
export async function openJournal(
  path: string,
  header: JournalHeader,
  resume: boolean,
  files: CampaignFiles,
  isForgotten = false,
) {
  const earlier = await contentsOf(path, files).catch(explained(path))
  if (earlier === undefined && resume) {
    throw new CampaignError(
      `There is no journal ${path} to resume from.`,
      'Check the path, and that the journal of the earlier run was copied here; without "resume" the campaign starts from the beginning.',
    )
  }
  if (earlier !== undefined) refuseOther(path, earlier.header, header)
  const found = isForgotten ? undefined : earlier
  const file = await files.append(path, found?.length ?? 0).catch(explained(path))
  let isDirty = true
  let syncing = Promise.resolve()
  const append = (line: string): void => {
    try {
      file.append(line)
    } catch (error) {
      throw explainFileError(path, error)
    }
    isDirty = true
  }
  if (found === undefined) append(headerLine(header))
  return {
    /** As it was when the campaign began; its times hold. */
    header: found?.header ?? header,
    /** Whether an earlier run has written to it. */
    isContinued: found !== undefined,
    /** Whose notification has arrived, according to earlier runs. */
    arrived: found?.arrived ?? openBitmap(),
    /** Who was refused for good by then. */
    refused: found?.refused ?? openBitmap(),
    /** Writes one outcome; when it returns, the outcome survives the end of this process. */
    record: (record: JournalRecord): void => append(recordLine(record)),
    /** Flushes what was written to the disk. */
    sync(): Promise<void> {
      // One after the other, however long a disk takes.
      syncing = syncing
        .then(() => {
          if (!isDirty) return undefined
          isDirty = false
          return file.sync()
        })
        .catch(explained(path))
      return syncing
    },
    close: () => file.close().catch(explained(path)),
  }
}

/** @throws CampaignError as soon as it cannot be a journal: by its first bytes, or by a line that does not end */
async function contentsOf(path: string, files: CampaignFiles) {
  const arrived = openBitmap()
  const refused = openBitmap()
  let header: JournalHeader | undefined
  /** Bytes that are whole; what follows is a line that was not written to its end. */
  let length = 0
  let number = 0
  let isDamaged = false
  let rest = ''

  /** Whether a line is whole. */
  const take = (line: string): boolean => {
    if (header === undefined) {
      header = readHeader(path, line)
      return true
    }
    const record = readRecord(line)
    if (record?.settlement === 'arrived') arrived.add(record.index)
    if (record?.settlement === 'refused') refused.add(record.index)
    return record !== undefined
  }

  for await (const { buffer, byteOffset, byteLength } of (await files.read(path)) ?? []) {
    // Each byte is one character, so that lengths are those of the file.
    const text = `${rest}${Buffer.from(buffer, byteOffset, byteLength).toString('latin1')}`
    const isBegunHeader = headerStart.startsWith(text.slice(0, headerStart.length))
    if (header === undefined && !isBegunHeader) readHeader(path, text.slice(0, longestLine))
    const lines = text.split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > longestLine) {
      throw unusable(path, 'it has a line longer than any that this program writes')
    }
    for (const line of lines) {
      // A damaged line is forgiven where it is the last: it was being written when the run ended.
      if (isDamaged) throw damagedLine(path, number, length)
      number += 1
      isDamaged = !take(line)
      if (!isDamaged) length += line.length + 1
    }
  }
  // Without a whole first line nothing was sent yet.
  return header && { header, arrived, refused, length }
}

function unusable(path: string, why: string): CampaignError {
  return new CampaignError(`The journal ${path} cannot be used: ${why}.`, startOver)
}

function refuseOther(path: string, journal: JournalHeader, campaign: JournalHeader): void {
  const differences = differencesOf(journal, campaign)
  if (differences.length === 0) return
  const list = differences.join(', ')
  // Amazon knows users by ids made of the announcement, the event and the stage.
  const hasOtherIds =
    journal.stage !== campaign.stage ||
    journal.template !== campaign.template ||
    differences.includes(announcement)
  throw new CampaignError(
    `The journal ${path} was begun for another campaign; what differs: ${list}.`,
    `Use the event and the recipients it was begun for. ${hasOtherIds ? sendAnew : startOver}`,
  )
}

function damagedLine(path: string, line: number, offset: number): CampaignError {
  return new CampaignError(
    `The journal ${path} is damaged in line ${line} (byte ${offset}), and what follows is not: it was changed after it was written.`,
    `Bring back the journal as the run left it, or remove that line: whom it was about is sent the same notification again, which is refused as a duplicate. ${startOver}`,
  )
}

const format = 'alexa-proactive journal'
const version = 1
const headerStart = JSON.stringify({ format }).slice(0, -1)

/** Bytes of a line: a header has some hundreds, a record fewer. */
const longestLine = 64 * 1024

/** The first line of a journal: JSON, a space, and the CRC-32 of the JSON. */
export function headerLine(header: JournalHeader): string {
  const text = JSON.stringify({ format, version, ...header })
  return `${text} ${checksum(text)}\n`
}

function readHeader(path: string, line: string): JournalHeader {
  const bytes = Buffer.from(line, 'latin1')
  const value = parsedJson(bytes.toString('utf8', 0, bytes.length - 9))
  if (!isObject(value) || value['format'] !== format) {
    throw unusable(path, 'it is not a journal of this program')
  }
  if (value['version'] !== version) {
    const other = JSON.stringify(value['version'])
    const why = `it is a journal of version ${other}, and this program knows version ${version}`
    throw unusable(path, why)
  }
  const { format: _, version: __, ...header } = value
  if (checksum(bytes.subarray(0, -9)) === line.slice(-8) && isHeader(header)) return header
  throw unusable(path, 'its first line is damaged')
}

function isHeader(value: JsonObject): value is JsonObject & JournalHeader {
  const { fingerprint, stage, regions, template, recipients, shard, timestamp, expiryTime } = value
  const texts = [fingerprint, template, timestamp, expiryTime, shard ?? '']
  return (
    texts.every(text => typeof text === 'string') &&
    (stage === 'development' || stage === 'live') &&
    isArray(regions) &&
    regions.every(region => region === 'NA' || region === 'EU' || region === 'FE') &&
    isObject(recipients) &&
    typeof recipients['size'] === 'number' &&
    typeof recipients['sha256'] === 'string'
  )
}

/** In what a campaign differs from the one a journal was begun for. The times of the event do not count: those of the journal hold. */
function differencesOf(journal: JournalHeader, campaign: JournalHeader): readonly string[] {
  const differs = (name: string, one: string, other: string): readonly string[] =>
    one === other ? [] : [`${name} (${one} in the journal, ${other} now)`]
  const [one, other] = [journal.recipients, campaign.recipients]
  const sizes =
    one.size === other.size
      ? 'of the same size, but with other contents'
      : `${one.size} bytes in the journal, ${other.size} now`
  const found = [
    ...differs('the stage', journal.stage, campaign.stage),
    ...differs('the regions', journal.regions.join(' and '), campaign.regions.join(' and ')),
    ...differs('the shard', journal.shard ?? 'none', campaign.shard ?? 'none'),
    ...(one.sha256 === other.sha256 ? [] : [`the list of recipients (${sizes})`]),
    ...(journal.template === campaign.template ? [] : ['the event']),
  ]
  const isOther = found.length === 0 && journal.fingerprint !== campaign.fingerprint
  return isOther ? [announcement] : found
}

const announcement = 'the announcement'

export interface JournalRecord {
  /** The recipient's place in the list, from 0. */
  readonly index: number
  /** The HTTP status of the last answer; a system's code or a word where there was none; `?` for a request in doubt when the run ended, `403?` for a refusal that the token may be to blame for. */
  readonly code: string
  /** Requests posted. */
  readonly attempts: number
  /** Amazon's `x-amzn-requestid`, where it may help to ask Amazon. */
  readonly requestId: string | undefined
}

/** Refusals that the same request would get again; others may be over by then. */
const lasting = new Set(['400', '401', '403', '405', '406', '411', '413', '414', '415', '422'])

/** What a record means for a run that resumes: only what is `open` is sent again. `arrived`: accepted, now or before. */
function settlementOf(code: string): 'arrived' | 'refused' | 'open' {
  if (code === '202' || code === '200' || code === '409') return 'arrived'
  return lasting.has(code) ? 'refused' : 'open'
}

/** A line of the journal: `17 202 1 1c291ca3`, the last of which is the CRC-32 of what comes before. */
export function recordLine({ index, code, attempts, requestId }: JournalRecord): string {
  const id = requestId === undefined ? '' : ` ${requestId.replace(/[^\x21-\x7e]/g, '')}`
  const text = `${index} ${code} ${attempts}${id}`
  return `${text} ${checksum(text)}\n`
}

const recordForm = /^((\d+) (\S+)(?: .*)?) ([0-9a-f]{8})$/

/** Reads of a line of the journal, without its end, what a run needs to resume; undefined where it is damaged. */
export function readRecord(line: string) {
  const [, text = '', index, code = '', sum = ''] = recordForm.exec(line) ?? []
  if (index === undefined || Number.parseInt(sum, 16) !== crc32(text)) return undefined
  return { index: Number(index), settlement: settlementOf(code) }
}

function checksum(data: string | Uint8Array): string {
  return crc32(data).toString(16).padStart(8, '0')
}
