import { createHash } from 'node:crypto'
import { RecipientsError } from './recipient.ts'

/** Bytes; files are read in pieces of this size, so that most blocks are not copied. */
const blockSize = 64 * 1024

/** What a list was when it was checked, packed or not: enough to notice every change of it. */
export interface ListState {
  readonly bytes: number
  /** 64 hexadecimal digits in lower case. */
  readonly sha256: string
  /** For each block 48 bits of the hash of everything up to its end; 8 bytes of memory for 64 KiB of a list. */
  readonly marks: readonly number[]
}

/** Passes a list on in blocks, and notes what it is. */
export function openRecord(source: AsyncIterable<Uint8Array>) {
  const digest = openDigest()
  const marks: number[] = []
  return {
    async *blocks(): AsyncGenerator<Uint8Array> {
      for await (const block of inBlocks(source)) {
        marks.push(digest.add(block))
        yield block
      }
    },
    /** To be asked for at the end of the blocks. */
    state: (): ListState => ({ bytes: digest.bytes, sha256: digest.sha256(), marks }),
  }
}

/**
 * Passes a list on in blocks, each of which is what it was when the list was checked.
 *
 * @throws RecipientsError where it is not, before anything of the block is passed on
 */
export async function* unchanged(
  source: AsyncIterable<Uint8Array>,
  list: string,
  { bytes, marks }: Pick<ListState, 'bytes' | 'marks'>,
): AsyncGenerator<Uint8Array> {
  const digest = openDigest()
  let place = 0
  for await (const block of inBlocks(source)) {
    if (digest.add(block) !== marks[place]) {
      const isEnd = block.length < blockSize
      throw changed(list, digest.bytes, bytes, isEnd)
    }
    place += 1
    yield block
  }
  if (place < marks.length) throw changed(list, digest.bytes, bytes, true)
}

function changed(list: string, read: number, known: number, isEnd: boolean): RecipientsError {
  const [one, all] = [read, known].map(count => count.toLocaleString('en'))
  const how =
    read > known
      ? `it has grown beyond the ${all} bytes it had`
      : isEnd && read < known
        ? `it ends after ${one} of ${all} bytes`
        : `something else is written in it before byte ${one}`
  return new RecipientsError(
    'campaign/list-changed',
    list,
    `Stopped: ${list} has changed since it was checked: ${how}. Nobody was sent to from the part that changed.`,
    'Leave the list alone until the run has ended. Run the same command again, with another "journal" if one is named: nobody is notified twice.',
  )
}

/** The hash of what was read so far. */
function openDigest() {
  const hash = createHash('sha256')
  let bytes = 0
  return {
    add(block: Uint8Array): number {
      hash.update(block)
      bytes += block.length
      return hash.copy().digest().readUIntBE(0, 6)
    },
    get bytes() {
      return bytes
    },
    sha256: () => hash.copy().digest('hex'),
  }
}

/** All blocks but the last one are whole, however the source is cut. */
async function* inBlocks(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let pieces: Uint8Array[] = []
  let held = 0
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; ) {
      const piece = chunk.subarray(at, at + blockSize - held)
      at += piece.length
      held += piece.length
      pieces.push(piece)
      if (held < blockSize) continue
      yield held === piece.length ? piece : Buffer.concat(pieces)
      pieces = []
      held = 0
    }
  }
  if (held > 0) yield Buffer.concat(pieces)
}
