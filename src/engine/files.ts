import { randomUUID } from 'node:crypto'
import { headerLine } from '../core/campaign/journal.ts'
import { CampaignError } from '../core/campaign/lock.ts'
import type { JournalHeader } from '../core/engine.ts'
import type { AppendFile, CampaignFiles } from '../core/world.ts'
import type { CampaignKeys, ObjectStore } from './store.ts'

/** The files of one chunk: its journal, in parts, and the list of those who were not notified. */
export interface ChunkFiles extends CampaignFiles {
  /** What the campaign calls its files. */
  readonly journal: string
  readonly failedFile: string
  /** Why nothing more can be written; undefined while all is well. */
  readonly failure: { readonly error: unknown } | undefined
}

export class FencedError extends CampaignError {
  constructor(chunk: number) {
    super(
      `Another worker has taken chunk ${chunk} over.`,
      'Nothing to do: it resumes where this one ended.',
    )
  }
}

/** What an object costs to be written is worth a second of outcomes, which would be asked about once more. */
const syncEvery = 1_000

const newline = 10

/** Where little is accepted a second, a chunk has thousands of parts. */
const readAtOnce = 32

/**
 * Opens the files of a chunk over a store, where nothing can be appended to: what was written to the journal
 * since is the next of its numbered parts. Each begins with a line that says who wrote it, and whoever opens the
 * journal writes one at once. A part that is there already is another worker's, which has then taken the chunk
 * over; so of two workers the one that came first can note nothing any more, and stops.
 *
 * @param header what the journal begins with; it is no part of what is stored, so that no part has to be there
 */
export function openChunkFiles(
  store: ObjectStore,
  keys: CampaignKeys,
  chunk: number,
  header: JournalHeader,
): ChunkFiles {
  const journal = keys.journal(chunk)
  const failedFile = keys.failedOf(chunk)
  const beginning = Buffer.from(headerLine(header))
  const worker = randomUUID()
  let failure: ChunkFiles['failure']
  /** Of the journal, as it was read. */
  let length = beginning.length
  let parts = 0

  const putPart = async (text: string): Promise<void> => {
    if (failure !== undefined) throw failure.error
    try {
      parts += 1
      const key = partOf(journal, parts)
      const part = Buffer.from(`${worker}\n${text}`)
      if (await store.put(key, part, true)) return
      // It is ours where it was written, and asked for once more since no answer came.
      const found = await store.get(key)
      if (found === undefined || !part.equals(found)) throw new FencedError(chunk)
    } catch (error) {
      // Whether the part is there is not known: nothing may come after it.
      failure ??= { error }
      throw error
    }
  }

  async function* readJournal(): AsyncGenerator<Uint8Array> {
    yield beginning
    try {
      for await (const page of store.list(journal)) {
        for (let from = 0; from < page.length; from += readAtOnce) {
          const keysOfParts = page.slice(from, from + readAtOnce)
          for (const part of await Promise.all(keysOfParts.map(key => store.get(key)))) {
            const records = part?.subarray(part.indexOf(newline) + 1) ?? new Uint8Array()
            length += records.byteLength
            yield records
          }
          parts = numberOf(keysOfParts.at(-1) ?? '')
        }
      }
    } catch (error) {
      failure ??= { error }
      throw error
    }
  }

  const openJournal = async (kept: number): Promise<AppendFile> => {
    // Parts are whole or not there at all.
    if (kept !== length) throw new Error(`A part of the journal ${journal} is damaged.`)
    await putPart('')
    return buffered(putPart)
  }

  return {
    journal,
    failedFile,
    get failure() {
      return failure
    },
    syncEvery,
    async read(path) {
      return path === journal ? readJournal() : undefined
    },
    async append(path, kept) {
      if (path === journal) return openJournal(kept)
      // Whoever has taken the chunk over writes it again.
      const putFailed = async (text: string) => {
        if (failure === undefined) await store.put(failedFile, text)
      }
      return { ...buffered(putFailed), async sync() {} }
    },
    async remove(path) {
      if (failure !== undefined) return
      // An invocation before this one may have left some. The function may not remove objects.
      const found = await store.get(path)
      if (found !== undefined && found.byteLength > 0) await store.put(path, '')
    },
    async keep(path) {
      throw new Error(`${path} is not a pipe.`)
    },
    // The parts of the journal keep others out.
    lock: async () => ({ touch() {}, release() {} }),
  }
}

/** A file whose text is written when it is synced or closed. */
function buffered(put: (text: string) => Promise<void>): AppendFile {
  let text = ''
  const sync = async (): Promise<void> => {
    const more = text
    text = ''
    if (more !== '') await put(more)
  }
  return {
    append(more) {
      text += more
    },
    sync,
    close: sync,
  }
}

function partOf(journal: string, part: number): string {
  return `${journal}${`${part}`.padStart(6, '0')}`
}

function numberOf(part: string): number {
  return Number(part.slice(part.lastIndexOf('/') + 1))
}
