import { chmodSync, createReadStream, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { readlink, realpath, stat } from 'node:fs/promises'
import { platform } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import type { FileIdentity } from './world.ts'

/** Links that lead to links, at most; the system gives up at 40. */
const mostLinks = 40

/** Finds out where a path leads, through links, also where nothing is there yet. */
export async function identityOf(path: string): Promise<FileIdentity> {
  const real = await realPathOf(resolve(path), mostLinks)
  // Not of the real path: a pipe under /dev/fd has none.
  const stats = await stat(path, { bigint: true }).catch(() => undefined)
  const ids = [`path ${real}`]
  if (stats === undefined) return { ids, kind: 'missing', start: '' }
  // A file with two names has one number.
  ids.push(`number ${stats.dev} ${stats.ino}`)
  if (stats.isFile()) return { ids, kind: 'file', start: await startOf(real) }
  return { ids, kind: stats.isDirectory() ? 'folder' : 'other', start: '' }
}

async function realPathOf(path: string, links: number): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    const folder = dirname(path)
    const target = links > 0 ? await readlink(path).catch(() => undefined) : undefined
    if (target !== undefined) return realPathOf(resolve(folder, target), links - 1)
    if (folder === path) return path
    const name = basename(path)
    // Where large and small letters are the same to the system, two spellings will be one file.
    const isFolded = platform() === 'win32' || platform() === 'darwin'
    return join(await realPathOf(folder, links), isFolded ? name.toLowerCase() : name)
  }
}

/** As much of a file as tells what it is; undefined where it cannot be read. */
async function startOf(path: string): Promise<string | undefined> {
  try {
    const pieces = await createReadStream(path, { end: 511 }).toArray()
    return Buffer.concat(pieces).toString()
  } catch {
    return undefined
  }
}

/** Makes the folder of a file. Ours keeps itself out of the repository: what is in it may name users. */
export function makeFolderOf(path: string): void {
  const folder = dirname(path)
  mkdirSync(folder, { recursive: true })
  if (basename(folder) !== '.alexa-proactive') return
  try {
    writeFileSync(join(folder, '.gitignore'), '*\n', { flag: 'wx' })
  } catch {
    // It is there already, or the file itself cannot be written either, which is told then.
  }
}

/** Lets nobody else read a file that may name users, also one that was there before; leaves devices alone. */
export function keepPrivate(path: string): void {
  try {
    if (statSync(path).isFile()) chmodSync(path, 0o600)
  } catch {
    // A file that belongs to somebody else, or a system without permissions.
  }
}
