import type { Problem } from './problem.ts'

/** The text of a file, and the problem of bytes that are no UTF-8. */
export interface Decoded {
  /** Without byte order mark. Where there is a problem, unreadable bytes are replaced by U+FFFD. */
  readonly text: string
  readonly problem: Problem | undefined
}

/** Decodes UTF-8, with or without byte order mark. */
export function decode(bytes: Uint8Array): Decoded {
  // Nearly every file ends here: a decoder that tells right from wrong takes 8 ms to load.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
  return text.includes('\uFFFD')
    ? decodeStrictly(bytes)
    : { text: withoutMark(text), problem: undefined }
}

/** A text without the byte order mark before it. */
export function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '')
}

/** The replacement character may stand in the file, or in place of bytes that are none. */
function decodeStrictly(bytes: Uint8Array): Decoded {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), problem: undefined }
  } catch {
    return { text: new TextDecoder('utf-8').decode(bytes), problem: notUtf8(bytes) }
  }
}

function notUtf8(bytes: Uint8Array): Problem {
  const valid = lengthOfValidStart(bytes)
  const start = new TextDecoder('utf-8').decode(bytes.subarray(0, valid)).length
  const byte = bytes[valid] ?? 0
  const number = byte.toString(16).toUpperCase().padStart(2, '0')
  return {
    rule: 'source/encoding',
    span: { start, end: start + 1 },
    message: isUtf16(bytes)
      ? 'The file is UTF-16, not UTF-8.'
      : `The byte 0x${number} is not UTF-8; the file may be saved in an older encoding such as Windows-1252.`,
    help: 'Save the file as UTF-8.',
  }
}

function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
}

/** How many bytes come before the first character that is cut off or wrong. */
function lengthOfValidStart(bytes: Uint8Array): number {
  let valid = 0
  let invalid = bytes.length
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1
    if (beginsValid(bytes.subarray(0, middle))) valid = middle
    else invalid = middle
  }
  // A beginning may end within a character; what is wrong with it begins with that character.
  while (valid > 0 && !isWhole(bytes.subarray(0, valid))) valid -= 1
  return valid
}

/** Tells whether bytes are UTF-8 but for a last character that is not complete yet. */
function beginsValid(bytes: Uint8Array): boolean {
  return succeeds(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }))
}

function isWhole(bytes: Uint8Array): boolean {
  return succeeds(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes))
}

function succeeds(decoding: () => string): boolean {
  try {
    decoding()
    return true
  } catch {
    return false
  }
}
