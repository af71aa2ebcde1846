import { isUtf8 } from 'node:buffer'
import { pipeline, Readable } from 'node:stream'
import { codeOf } from '../world.ts'
import { longestLine, RecipientsError } from './recipient.ts'

/** Bytes to ask for at a time where that can be chosen: larger chunks are no faster and take more memory. */
export const chunkSize = 64 * 1024

/**
 * The bytes of a list of recipients without a byte order mark, unpacked where they are gzip, which is known by its first two
 * bytes and not by the name.
 *
 * @throws RecipientsError for damaged gzip, and for what is no text in UTF-8: UTF-16, ZIP
 */
export async function* unpacked(
  source: AsyncIterable<Uint8Array>,
  list: string,
): AsyncGenerator<Uint8Array> {
  const { start, whole } = await begun(source)
  if (beginsWith(start, [0x1f, 0x8b])) {
    const unzipped = await begun(gunzipped(whole, list))
    refuseOthers(unzipped.start, list)
    yield* unzipped.whole
    return
  }
  refuseOthers(start, list)
  yield* whole
}

/** A source with its start, four bytes where there are so many; `whole` is all of it but a byte order mark. */
async function begun(source: AsyncIterable<Uint8Array>) {
  const iterator = source[Symbol.asyncIterator]()
  let start: Uint8Array = new Uint8Array(0)
  let isDone = false
  while (start.length < 4 && !isDone) {
    const next = await iterator.next()
    if (next.done === true) isDone = true
    else start = Buffer.concat([start, next.value])
  }
  async function* whole(): AsyncGenerator<Uint8Array> {
    try {
      yield beginsWith(start, [0xef, 0xbb, 0xbf]) ? start.subarray(3) : start
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
        yield next.value
      }
    } finally {
      await iterator.return?.()
    }
  }
  return { start, whole: whole() }
}

async function* gunzipped(
  source: AsyncIterable<Uint8Array>,
  list: string,
): AsyncGenerator<Uint8Array> {
  const { createGunzip } = await import('node:zlib')
  let given = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      given += chunk.length
      yield chunk
    }
  }
  const gunzip = createGunzip({ chunkSize })
  // The iteration below throws what goes wrong on the way, so there is nothing to do at the end.
  pipeline(Readable.from(counted(), { objectMode: false }), gunzip, () => {})
  try {
    for await (const chunk of gunzip) yield chunk
  } catch (error) {
    const code = codeOf(error)
    if (code === undefined || !code.startsWith('Z_')) throw error
    const how = 'ends too early: a part of the list is missing.'
    throw damaged(list, `The gzip data ${code === 'Z_BUF_ERROR' ? how : 'is damaged.'}`)
  }
  // Gzip would be content; but how much of the list was read is then a matter of luck.
  if (gunzip.bytesWritten < given) {
    throw damaged(list, 'Something follows after the end of the gzip data.')
  }
}

function damaged(list: string, message: string): RecipientsError {
  const help = 'Pack the list again, or download it again; "gzip --test" checks it.'
  return new RecipientsError('recipients/damaged', list, message, help)
}

function beginsWith(start: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, at) => start[at] === byte)
}

function refuseOthers(start: Uint8Array, list: string): void {
  const refuse = (message: string, help: string) => {
    throw new RecipientsError('recipients/encoding', list, message, help)
  }
  if (beginsWith(start, [0xff, 0xfe]) || beginsWith(start, [0xfe, 0xff])) {
    const help = 'Save it as UTF-8; in Excel the format is called "CSV UTF-8".'
    refuse('The list is UTF-16, not UTF-8.', help)
  }
  if (beginsWith(start, [0x50, 0x4b, 3, 4])) {
    const help = 'Export the sheet as CSV in UTF-8, or unpack the archive.'
    refuse('The list is a ZIP archive, such as an Excel workbook.', help)
  }
}

/** A line whose text is not known or not wanted. */
interface BadLine {
  /** One sentence that can be printed anywhere. */
  readonly problem: string
  /** Its first characters, as far as they can be read. */
  readonly start: string
}

/** A line without its end. */
export type Line = string | BadLine

const lineFeed = 10
const startLength = 64

/**
 * Splits UTF-8 into lines, which end at LF or CRLF and nowhere else: U+2028 may stand in JSON. One
 * batch for each chunk of bytes; no more than a chunk and the longest line are kept in memory, whatever
 * the bytes are.
 */
export async function* readLines(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly Line[]> {
  /** Of a line whose end has not come yet. */
  let pieces: Buffer[] = []
  let held = 0
  /** The start of a line that is longer than any may be. */
  let oversized: string | undefined

  function hold(piece: Buffer): void {
    if (oversized !== undefined) return
    // The chunk it is a part of may be filled again by whoever made it.
    pieces.push(Buffer.from(piece))
    held += piece.length
    if (held <= longestLine * 4) return
    oversized = Buffer.concat(pieces).toString('utf8', 0, startLength)
    pieces = []
    held = 0
  }

  for await (const chunk of bytes) {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    const end = buffer.lastIndexOf(lineFeed)
    if (end === -1) {
      hold(buffer)
      continue
    }
    const begin = oversized === undefined ? 0 : buffer.indexOf(lineFeed) + 1
    const whole = Buffer.concat([...pieces, buffer.subarray(begin, Math.max(begin, end))])
    const rest = begin > end ? [] : linesOf(whole)
    const lines = oversized === undefined ? rest : [tooLong(oversized), ...rest]
    pieces = []
    held = 0
    oversized = undefined
    hold(buffer.subarray(end + 1))
    yield lines
  }
  if (oversized !== undefined) yield [tooLong(oversized)]
  else if (held > 0) yield linesOf(Buffer.concat(pieces))
}

function linesOf(block: Buffer): readonly Line[] {
  if (!isUtf8(block)) return linesOneByOne(block)
  const text = block.toString()
  const lines = text.split('\n')
  const isPlain = !text.includes('\r') && lines.every(line => line.length <= longestLine)
  return isPlain ? lines : lines.map(finished)
}

function linesOneByOne(block: Buffer): readonly Line[] {
  const lines: Line[] = []
  for (let start = 0; start <= block.length; ) {
    const found = block.indexOf(lineFeed, start)
    const end = found === -1 ? block.length : found
    const line = block.subarray(start, end)
    lines.push(isUtf8(line) ? finished(line.toString()) : notUtf8(line))
    start = end + 1
  }
  return lines
}

function finished(line: string): Line {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line
  return text.length > longestLine ? tooLong(text.slice(0, startLength)) : text
}

function tooLong(start: string): BadLine {
  const problem = `The line has more than ${longestLine.toLocaleString('en')} characters; write one recipient per line.`
  return { problem, start }
}

function notUtf8(line: Buffer): BadLine {
  const problem =
    'The line is not UTF-8; it may be saved in an older encoding such as Windows-1252.'
  return { problem, start: line.toString('utf8', 0, startLength) }
}
