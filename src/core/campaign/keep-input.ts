import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KeptInput } from '../world.ts'

const pieceSize = 256 * 1024

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
    await copy(input, descriptor)
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

async function copy(input: AsyncIterable<Uint8Array>, descriptor: number): Promise<void> {
  for await (const piece of input) {
    for (let written = 0; written < piece.length; ) {
      written += writeSync(descriptor, piece, written)
    }
  }
}
