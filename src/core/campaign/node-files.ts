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
import type { AppendFile, CampaignFiles } from './files.ts'
import { lockFile } from './lock.ts'
import { nodeProcesses, type OwnProcess } from './node-processes.ts'

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
