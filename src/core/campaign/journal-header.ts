import type { Region, Stage } from '../alexa.ts'
import { isArray, isObject, type Json, type JsonObject, parsedJson } from '../json.ts'
import { crc32, crcText } from './crc32.ts'

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

/** The first line of a journal: JSON, a blank, and the CRC-32 of the JSON. */
export function headerLine(header: JournalHeader): string {
  const text = JSON.stringify({ format, version, ...header })
  return `${text} ${crcText(crc32(Buffer.from(text)))}\n`
}

/** Tells whether bytes may be a first line that was not written to its end. */
export function isBegunHeader(bytes: Uint8Array): boolean {
  const start = JSON.stringify({ format }).slice(0, -1)
  const text = Buffer.from(bytes.subarray(0, start.length)).toString()
  return start.startsWith(text)
}

/** Reads the first line of a journal, without its end; a text says what is wrong with it. */
export function readHeader(bytes: Uint8Array): JournalHeader | string {
  const text = Buffer.from(bytes).toString()
  const value = parsedJson(text.slice(0, -9))
  if (!isObject(value) || value['format'] !== format) return 'it is not a journal of this program'
  if (value['version'] !== version) {
    return `it is a journal of version ${JSON.stringify(value['version'])}, and this program knows version ${version}`
  }
  if (crcText(crc32(bytes, 0, bytes.length - 9)) !== text.slice(-8))
    return 'its first line is damaged'
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
