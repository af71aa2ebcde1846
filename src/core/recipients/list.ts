import { createHash, hash } from 'node:crypto'
import { Readable } from 'node:stream'
import { userPrefix } from '../alexa.ts'
import type { CampaignSettings } from '../settings.ts'
import { counted } from '../wording.ts'
import { type CampaignFiles, type KeptInput, reasonOf, SourceError, type World } from '../world.ts'
import { RecipientsError } from './recipient.ts'

/** A list of users that can be read more than once. */
export interface UserList {
  /** Its path, or a name in angle brackets. */
  readonly name: string
  /** Throws a `RecipientsError` where it cannot be read. */
  read(): AsyncIterable<Uint8Array>
  close(): void
}

/**
 * Opens the list of users of a campaign, where `event` is the name of its event, if that is known.
 *
 * @param signal ends waiting for standard input and pipes
 * @throws RecipientsError where there is none, or none that can be read
 */
export async function openList(
  recipients: CampaignSettings['recipients'],
  world: Pick<World, 'keepInput' | 'keepSubscribers' | 'identityOf'>,
  files: CampaignFiles,
  event: string | undefined,
  signal: AbortSignal,
): Promise<UserList> {
  const { keepInput, keepSubscribers, identityOf } = world
  if (recipients === 'input') {
    if (keepInput !== undefined) return keptList('<stdin>', keepInput(signal), signal)
    const message = 'users-file is "-", which stands for standard input, and there is none here.'
    throw noList('<stdin>', message, 'Set users-file to the path of a file.')
  }
  if ('text' in recipients) return textList(recipients.text)
  if ('subscribers' in recipients) {
    const { subscribers } = recipients
    const those = `The subscribers in "${subscribers}"`
    if (event === undefined) {
      const message = `${those} were not read, because the name of the event is not one of the eight.`
      throw unreadTable(subscribers, message, 'Correct "event.name" in the event file.')
    }
    if (keepSubscribers === undefined) {
      const help = 'Export them with "alexa-proactive subscribers".'
      throw unreadTable(subscribers, `${those} cannot be read here.`, help)
    }
    return keptList('<subscribers>', keepSubscribers(subscribers, event, signal), signal)
  }
  const { file } = recipients
  // A pipe gives what is in it once.
  const { kind } = await identityOf(file)
  if (kind === 'other') return keptList(file, files.keep(file, signal), signal)
  const open = async () => {
    const bytes = await files.read(file)
    if (bytes !== undefined) return bytes
    const help =
      'Correct the path of users-file; in a workflow, run the step that makes it before this one.'
    throw noList(file, `The list of users "${file}" does not exist.`, help)
  }
  await open().catch(error => explain(file, error))
  return listOf(file, open)
}

function listOf(
  name: string,
  open: () => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>,
  close = (): void => {},
): UserList {
  return {
    name,
    async *read() {
      try {
        yield* await open()
      } catch (error) {
        explain(name, error)
      }
    },
    close,
  }
}

async function keptList(name: string, kept: Promise<KeptInput>, signal: AbortSignal) {
  const { read, close } = await kept.catch(error =>
    explain(name, signal.aborted ? new Error('interrupted') : error),
  )
  return listOf(name, read, close)
}

/** A setting is a list like any other, where a comma stands for a line break: one user per line, or separated. */
function textList(text: string): UserList {
  const isPlain = text.trimStart().startsWith(userPrefix)
  const bytes = Buffer.from(isPlain ? text.replaceAll(',', '\n') : text)
  return listOf('<users>', () => Readable.from([bytes]))
}

function unreadTable(list: string, message: string, help: string): RecipientsError {
  return new RecipientsError('settings/subscribers', list, message, help)
}

function noList(list: string, message: string, help: string): RecipientsError {
  return new RecipientsError('settings/users-file-missing', list, message, help)
}

/** Explains why a list cannot be read. Some of that turns out when it is read: a folder can be opened. */
function explain(file: string, error: unknown): never {
  if (error instanceof RecipientsError) throw error
  if (error instanceof SourceError) throw unreadTable(file, error.message, error.help)
  const message = `The list of users ${file} cannot be read: ${reasonOf(error)}.`
  const help = 'Check the path of users-file and its permissions.'
  throw new RecipientsError('settings/file-unreadable', file, message, help)
}

/** Bytes; files are read in pieces of this size, so that most blocks are not copied. */
const blockSize = 64 * 1024

/** What a list was when it was checked, packed or not: enough to notice every change of it. */
export interface ListState {
  readonly bytes: number
  /** 64 hexadecimal digits in lowercase. */
  readonly sha256: string
  /** For each block 48 bits of the hash of everything up to its end; 8 bytes of memory for 64 KiB of a list. */
  readonly marks: readonly number[]
}

/** Passes a list on in blocks, and notes what it is: `state` is to be asked for at their end. */
export function openRecord(source: AsyncIterable<Uint8Array>) {
  const marks: number[] = []
  let state: ListState = { bytes: 0, sha256: hash('sha256', ''), marks }
  const blocks = inBlocks(source, ({ end, sha256, mark }) => {
    marks.push(mark)
    state = { bytes: end, sha256, marks }
  })
  return { blocks, state: () => state }
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
  let place = 0
  let read = 0
  yield* inBlocks(source, ({ end, mark, isWhole }) => {
    read = end
    if (mark !== marks[place]) throw changed(list, end, bytes, !isWhole)
    place += 1
  })
  if (place < marks.length) throw changed(list, read, bytes, true)
}

function changed(list: string, read: number, known: number, isEnd: boolean): RecipientsError {
  const [one, all] = [read, known].map(counted)
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

interface Block {
  /** How many bytes of the list there are up to its end, their hash, and 48 bits of that. */
  readonly end: number
  readonly sha256: string
  readonly mark: number
  readonly isWhole: boolean
}

/**
 * Passes a list on in blocks, of which all but the last one are whole, however the source is cut.
 *
 * @param tell is told of each before it is passed on
 */
async function* inBlocks(
  source: AsyncIterable<Uint8Array>,
  tell: (block: Block) => void,
): AsyncGenerator<Uint8Array> {
  const digest = createHash('sha256')
  let pieces: Uint8Array[] = []
  let held = 0
  let end = 0
  const take = (): Uint8Array => {
    const [first, ...others] = pieces
    const bytes = first !== undefined && others.length === 0 ? first : Buffer.concat(pieces)
    digest.update(bytes)
    end += held
    const sha256 = digest.copy().digest('hex')
    const mark = Number.parseInt(sha256.slice(0, 12), 16)
    tell({ end, sha256, mark, isWhole: held === blockSize })
    pieces = []
    held = 0
    return bytes
  }
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; ) {
      const piece = chunk.subarray(at, at + blockSize - held)
      at += piece.length
      held += piece.length
      pieces.push(piece)
      if (held === blockSize) yield take()
    }
  }
  if (held > 0) yield take()
}
