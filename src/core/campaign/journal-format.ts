import { crc32 } from 'node:zlib'
import type { Region, Stage } from '../alexa.ts'
import { isArray, isObject, type Json, type JsonObject, parsedJson } from '../json.ts'

/** What a journal is about: its first line. */
export interface JournalHeader {
  /** Of the campaign: event, stage and audience. */
  readonly fingerprint: string
  readonly stage: Stage
  readonly regions: readonly Region[]
  /** SHA-256 of the event before anything of a recipient is put in. */
  readonly template: string
  readonly recipients: {
    /** Bytes of the list. */
    readonly size: number
    readonly sha256: string
  }
  /** `2/8`; undefined where the campaign is in one piece. */
  readonly shard: string | undefined
  /** Of the event, in every run the same, so that it stays the same notification. */
  readonly timestamp: string
  readonly expiryTime: string
}

const format = 'alexa-proactive journal'
const version = 1

/** The first line of a journal: JSON, a space, and the CRC-32 of the JSON. */
export function headerLine(header: JournalHeader): string {
  const text = JSON.stringify({ format, version, ...header })
  return `${text} ${checksum(text)}\n`
}

/** Tells whether a text may be a first line that was not written to its end. */
export function isBegunHeader(text: string): boolean {
  const start = JSON.stringify({ format }).slice(0, -1)
  return start.startsWith(text.slice(0, start.length))
}

/** Reads the first line of a journal, without its end; a text says what is wrong with it. */
export function readHeader(line: string): JournalHeader | string {
  const bytes = Buffer.from(line, 'latin1')
  const value = parsedJson(bytes.toString('utf8', 0, bytes.length - 9))
  if (!isObject(value) || value['format'] !== format) return 'it is not a journal of this program'
  if (value['version'] !== version) {
    return `it is a journal of version ${JSON.stringify(value['version'])}, and this program knows version ${version}`
  }
  if (checksum(bytes.subarray(0, -9)) !== line.slice(-8)) return 'its first line is damaged'
  return headerOf(value) ?? 'its first line is damaged'
}

function headerOf(value: JsonObject): JournalHeader | undefined {
  const { fingerprint, stage, regions, template, recipients, shard, timestamp, expiryTime } = value
  const isWhole =
    typeof fingerprint === 'string' &&
    (stage === 'development' || stage === 'live') &&
    isArray(regions) &&
    typeof template === 'string' &&
    isObject(recipients) &&
    (shard === undefined || typeof shard === 'string') &&
    typeof timestamp === 'string' &&
    typeof expiryTime === 'string'
  if (!isWhole) return undefined
  const { size, sha256 } = recipients
  if (typeof size !== 'number' || typeof sha256 !== 'string') return undefined
  return {
    fingerprint,
    stage,
    regions: regions.filter(isRegion),
    template,
    recipients: { size, sha256 },
    shard,
    timestamp,
    expiryTime,
  }
}

function isRegion(value: Json): value is Region {
  return value === 'NA' || value === 'EU' || value === 'FE'
}

/**
 * Says in what a campaign differs from the one a journal was begun for; none where it is the same. The
 * times of the event are not compared: those of the journal hold.
 */
export function differencesOf(journal: JournalHeader, campaign: JournalHeader): readonly string[] {
  const differences: string[] = []
  const differs = (name: string, one: string, other: string): void => {
    if (one !== other) differences.push(`${name} (${one} in the journal, ${other} now)`)
  }
  differs('the stage', journal.stage, campaign.stage)
  differs('the regions', journal.regions.join(' and '), campaign.regions.join(' and '))
  differs('the shard', journal.shard ?? 'none', campaign.shard ?? 'none')
  const { recipients } = journal
  if (recipients.sha256 !== campaign.recipients.sha256) {
    const sizes =
      recipients.size === campaign.recipients.size
        ? 'of the same size, but with other contents'
        : `${recipients.size} bytes in the journal, ${campaign.recipients.size} now`
    differences.push(`the list of recipients (${sizes})`)
  }
  if (journal.template !== campaign.template) differences.push('the event')
  if (differences.length === 0 && journal.fingerprint !== campaign.fingerprint) {
    differences.push('the announcement')
  }
  return differences
}

/** What the journal keeps of one recipient. */
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

/** What a record means for a run that resumes. */
type Settlement =
  /** Accepted, or known to be accepted: never sent again. */
  | 'arrived'
  /** Refused for what it is: not sent again either. */
  | 'refused'
  /** Everything else: sent again. */
  | 'open'

/** Refusals that the same request would get again; others may be over by then. */
const lasting = new Set(['400', '401', '403', '405', '406', '411', '413', '414', '415', '422'])

/** What follows from a record's code. */
function settlementOf(code: string): Settlement {
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

/**
 * Reads a line of the journal, without its end; of the record only what a run needs to resume.
 *
 * @returns undefined where the line is damaged
 */
export function readRecord(
  line: string,
): { readonly index: number; readonly settlement: Settlement } | undefined {
  const [, text = '', index, code = '', sum = ''] = recordForm.exec(line) ?? []
  if (index === undefined || Number.parseInt(sum, 16) !== crc32(text)) return undefined
  return { index: Number(index), settlement: settlementOf(code) }
}

/** A CRC-32 as eight hexadecimal digits. */
export function checksum(data: string | Uint8Array): string {
  return crc32(data).toString(16).padStart(8, '0')
}
