import { crc32, crc32OfAscii, crcText } from './crc32.ts'

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

/** What a record means for a run that goes on where another one ended. */
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

/** A line of the journal: `17 202 1 1c291ca3`, the last of which is the CRC-32 of what is before the blank. */
export function recordLine({ index, code, attempts, requestId }: JournalRecord): string {
  const id = requestId === undefined ? '' : ` ${requestId.replace(/[^\x21-\x7e]/g, '')}`
  const text = `${index} ${code} ${attempts}${id}`
  return `${text} ${crcText(crc32OfAscii(text))}\n`
}

const blank = 0x20
const zero = 0x30
const checksumLength = 8

/**
 * Reads a line of the journal; of the record only what a run needs to go on.
 *
 * @param bytes hold the line from `from` to `to`, without its end
 * @returns undefined where it is damaged
 */
export function readRecord(
  bytes: Uint8Array,
  from: number,
  to: number,
): { readonly index: number; readonly settlement: Settlement } | undefined {
  const end = to - checksumLength - 1
  if (end <= from || bytes[end] !== blank || !isChecked(bytes, from, end)) return undefined
  let place = from
  let index = 0
  for (; place < end && bytes[place] !== blank; place += 1) {
    const digit = (bytes[place] ?? 0) - zero
    if (digit < 0 || digit > 9) return undefined
    index = index * 10 + digit
  }
  if (place === from || place >= end) return undefined
  return { index, settlement: settlementAt(bytes, place + 1, end) }
}

/** Most are 202, and a text need not be made to see that. */
function settlementAt(bytes: Uint8Array, from: number, end: number): Settlement {
  const isAccepted =
    bytes[from] === 0x32 &&
    bytes[from + 1] === 0x30 &&
    bytes[from + 2] === 0x32 &&
    bytes[from + 3] === blank
  if (isAccepted) return 'arrived'
  let to = from
  while (to < end && bytes[to] !== blank) to += 1
  return settlementOf(String.fromCharCode(...bytes.subarray(from, to)))
}

function isChecked(bytes: Uint8Array, from: number, end: number): boolean {
  let written = 0
  for (let place = end + 1; place <= end + checksumLength; place += 1) {
    const digit = digitOf(bytes[place] ?? 0)
    if (digit < 0) return false
    written = (written << 4) | digit
  }
  return written >>> 0 === crc32(bytes, from, end)
}

function digitOf(character: number): number {
  if (character >= zero && character <= 0x39) return character - zero
  return character >= 0x61 && character <= 0x66 ? character - 0x57 : -1
}
