import {
  closeSync,
  createReadStream,
  existsSync,
  fdatasync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { AppendFile, CampaignFiles } from '../world.ts'
import { codeOf } from '../world.ts'
import { CampaignError, isCampaignError } from './campaign.ts'
import { lockFile, nodeProcesses, type OwnProcess } from './lock.ts'

const pieceSize = 256 * 1024

/**
 * The files of a campaign as Node offers them.
 *
 * @param resolve turns a path of the settings into one that can be opened
 */
export function openNodeFiles(
  resolve: (path: string) => string,
  own: OwnProcess | undefined,
): CampaignFiles {
  return {
    async read(path) {
      const full = resolve(path)
      if (!existsSync(full)) return undefined
      closeSync(openSync(full, 'r'))
      return createReadStream(full, { highWaterMark: pieceSize })
    },
    async append(path, length) {
      const full = resolve(path)
      mkdirSync(dirname(full), { recursive: true })
      return openAppendFile(full, length)
    },
    async remove(path) {
      rmSync(resolve(path), { force: true })
    },
    async lock(path) {
      const full = resolve(path)
      mkdirSync(dirname(full), { recursive: true })
      return lockFile(full, nodeProcesses(own), Date.now)
    },
  }
}

function openAppendFile(path: string, length: number): AppendFile {
  const descriptor = openSync(path, 'a', 0o600)
  // A device has no length.
  const isFile = fstatSync(descriptor).isFile()
  if (isFile) ftruncateSync(descriptor, length)
  let end = length
  return {
    append(text) {
      const bytes = Buffer.from(text)
      try {
        writeWhole(descriptor, bytes)
      } catch (error) {
        if (isFile) ftruncateSync(descriptor, end)
        throw error
      }
      end += bytes.length
    },
    sync: () =>
      new Promise((resolve, reject) => {
        fdatasync(descriptor, error => {
          // What is no file on a disk need not be brought there.
          if (error === null || error.code === 'EINVAL') resolve()
          else reject(error)
        })
      }),
    close: () => closeSync(descriptor),
  }
}

/** A disk that becomes full may take in a part. */
function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(descriptor, bytes, written)
  }
}

/** Explains why a file of a campaign cannot be read or written. */
export function explainFileError(path: string, error: unknown): CampaignError {
  if (isCampaignError(error)) return error
  const code = codeOf(error) ?? 'no code'
  const [message, help] = wordsFor(path, code)
  return new CampaignError(message, help)
}

function wordsFor(path: string, code: string): readonly [message: string, help: string] {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return [
        `The disk is full: nothing more can be written to ${path} (${code}).`,
        'Make room and run the same command again: it goes on where this run ended.',
      ]
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return [
        `${path} cannot be written (${code}).`,
        'Name a path with "journal" that this user may write to; the folder has to be writable, too.',
      ]
    case 'EISDIR':
      return [`${path} is a folder (${code}).`, 'Name a file with "journal".']
    default:
      return [
        `${path} cannot be opened, read or written (${code}).`,
        'Check the path, and name another one with "journal" if need be.',
      ]
  }
}
