import {
  closeSync,
  constants,
  createReadStream,
  existsSync,
  fdatasync,
  fstatSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addAbortSignal } from 'node:stream'
import { promisify } from 'node:util'
import { keepPrivate, makeFolderOf } from '../file-system.ts'
import { type AppendFile, type CampaignFiles, codeOf, type KeptInput } from '../world.ts'
import { CampaignError, lockFile } from './lock.ts'

const pieceSize = 64 * 1024

const flushed = promisify(fdatasync)

/** The files of a campaign as Node offers them; `resolve` turns a path of the settings into one that can be opened. */
export function openNodeFiles(resolve: (path: string) => string): CampaignFiles {
  return {
    syncEvery: 200,
    async read(path) {
      const full = resolve(path)
      if (!existsSync(full)) return undefined
      closeSync(openSync(full, 'r'))
      return piecesOf(full)
    },
    keep: async (path, signal) => keepInput(openPipe(resolve(path), signal)),
    async append(path, length) {
      const full = resolve(path)
      makeFolderOf(full)
      return openAppendFile(full, length)
    },
    async remove(path) {
      rmSync(resolve(path), { force: true })
    },
    async lock(path) {
      const full = resolve(path)
      makeFolderOf(full)
      return lockFile(full)
    },
  }
}

/** Opens a file when it is read, not before. */
async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path, { highWaterMark: pieceSize })
}

/** Opens a pipe without waiting for somebody to write to it, which could not be interrupted. */
function openPipe(path: string, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const stream = fstatSync(descriptor).isFIFO()
    ? new Socket({ fd: descriptor, readable: true, writable: false })
    : createReadStream('', { fd: descriptor })
  return addAbortSignal(signal, stream)
}

function openAppendFile(path: string, length: number): AppendFile {
  const descriptor = openSync(path, 'a', 0o600)
  // A device has no length.
  const isFile = fstatSync(descriptor).isFile()
  keepPrivate(path)
  if (isFile) ftruncateSync(descriptor, length)
  let end = length
  return {
    append(text) {
      try {
        // All of it: a disk that becomes full may take in a part.
        writeFileSync(descriptor, text)
      } catch (error) {
        if (isFile) ftruncateSync(descriptor, end)
        throw error
      }
      end += Buffer.byteLength(text)
    },
    async sync() {
      try {
        await flushed(descriptor)
      } catch (error) {
        // What is no file on a disk need not be brought there.
        if (codeOf(error) !== 'EINVAL') throw error
      }
    },
    close: async () => closeSync(descriptor),
  }
}

/** Explains why opening or writing a file was rejected. */
export function explained(path: string): (error: unknown) => never {
  return error => {
    throw explainFileError(path, error)
  }
}

export function explainFileError(path: string, error: unknown): CampaignError {
  if (error instanceof CampaignError) return error
  const code = codeOf(error) ?? 'no code'
  const [what, help] = fileErrorWords(path, code)
  return new CampaignError(`${what} (${code}).`, help)
}

function fileErrorWords(path: string, code: string): readonly [what: string, help: string] {
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const help = 'Make room and run the same command again: it resumes where this run ended.'
    return [`The disk is full: nothing more can be written to ${path}`, help]
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    const help =
      'Name a path with "journal" that this user may write to; its folder must be writable too.'
    return [`${path} cannot be written`, help]
  }
  if (code === 'EISDIR') return [`${path} is a folder`, 'Name a file with "journal".']
  const help = 'Check the path, or set "journal" to another one.'
  return [`${path} cannot be opened, read or written`, help]
}

/** Keeps a stream in a file that nobody else sees, so that it can be read more than once. Rejects with what the stream throws. */
export async function keepInput(input: AsyncIterable<Uint8Array>): Promise<KeptInput> {
  const folder = mkdtempSync(join(tmpdir(), 'alexa-proactive-'))
  const file = join(folder, 'users')
  const descriptor = openSync(file, 'wx+', 0o600)
  const close = (): void => {
    closeSync(descriptor)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    // Without a name the list of users is gone when the process is, however it ends.
    rmSync(folder, { recursive: true, force: true })
  } catch {
    // Where an open file keeps its name, it is removed in the end.
  }
  try {
    for await (const piece of input) writeFileSync(descriptor, piece)
  } catch (error) {
    close()
    throw error
  }
  return {
    read: () =>
      createReadStream('', {
        fd: descriptor,
        autoClose: false,
        start: 0,
        highWaterMark: pieceSize,
      }),
    close,
  }
}
