import { pipeline, Readable } from 'node:stream'
import { RecipientsError } from './recipients-error.ts'

/** Bytes to ask for at a time where that can be chosen: larger chunks are no faster and take more memory. */
export const chunkSize = 64 * 1024

/**
 * The bytes of a list of recipients as text, unpacked where they are gzip, which is known by its
 * first two bytes and not by the name.
 *
 * @param list the list's path or name, for messages
 * @throws RecipientsError for damaged gzip, and for what is no text in UTF-8: UTF-16, ZIP
 */
export async function* unpacked(
  source: AsyncIterable<Uint8Array>,
  list: string,
): AsyncGenerator<Uint8Array> {
  const { start, whole } = await begun(source)
  if (start[0] === 0x1f && start[1] === 0x8b) {
    const unzipped = await begun(gunzipped(whole, list))
    refuseOthers(unzipped.start, list)
    yield* unzipped.whole
    return
  }
  refuseOthers(start, list)
  yield* whole
}

interface Begun {
  /** At least four bytes where there are so many. */
  readonly start: Uint8Array
  /** All of it, from the first byte on. */
  readonly whole: AsyncGenerator<Uint8Array>
}

async function begun(source: AsyncIterable<Uint8Array>): Promise<Begun> {
  const iterator = source[Symbol.asyncIterator]()
  let start: Uint8Array = new Uint8Array(0)
  let isDone = false
  while (start.length < 4 && !isDone) {
    const next = await iterator.next()
    if (next.done === true) isDone = true
    else start = start.length === 0 ? next.value : Buffer.concat([start, next.value])
  }
  async function* whole(): AsyncGenerator<Uint8Array> {
    try {
      yield start
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
  let isOver = false
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      given += chunk.length
      yield chunk
    }
    isOver = true
  }
  const gunzip = createGunzip({ chunkSize })
  // The iteration below throws what goes wrong on the way, so there is nothing to do at the end.
  pipeline(Readable.from(counted(), { objectMode: false }), gunzip, () => {})
  try {
    for await (const chunk of gunzip) yield chunk
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!code.startsWith('Z_')) throw error
    const isCut = code === 'Z_BUF_ERROR'
    throw damaged(
      list,
      isCut
        ? 'The gzip data ends too early: a part of the list is missing.'
        : 'The gzip data is damaged.',
    )
  }
  // Gzip would be content; but how much of the list was read is then a matter of luck.
  if (!isOver || gunzip.bytesWritten < given) {
    throw damaged(list, 'Something follows after the end of the gzip data.')
  }
}

function damaged(list: string, message: string): RecipientsError {
  const help = 'Pack the list again, or download it again; "gzip --test" tells whether it is whole.'
  return new RecipientsError('recipients/damaged', list, message, help)
}

function refuseOthers(start: Uint8Array, list: string): void {
  const [first, second, third, fourth] = start
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new RecipientsError(
      'recipients/encoding',
      list,
      'The list is UTF-16, not UTF-8.',
      'Save it as UTF-8; in Excel the format is called "CSV UTF-8".',
    )
  }
  if (first === 0x50 && second === 0x4b && third === 3 && fourth === 4) {
    throw new RecipientsError(
      'recipients/encoding',
      list,
      'The list is a ZIP archive, such as an Excel workbook.',
      'Export the sheet as CSV in UTF-8, or unpack the archive.',
    )
  }
}
