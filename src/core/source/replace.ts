import { isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import {
  access,
  chmod,
  constants,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { messageOf } from '../world.ts'

/** A changed text of a file; both texts without byte order mark. */
export interface Replacement {
  /** The path as the user wrote it. */
  readonly file: string
  readonly before: string
  readonly after: string
}

const mark = '\uFEFF'

/**
 * Puts a changed text in the place of the one that was read, all at once: nobody ever reads half of it, and
 * a program that ends early leaves the file as it was. Its byte order mark and its mode stay, and a link
 * stays a link.
 *
 * @param path of the file, from the folder of this process
 * @returns why it was not done, in a sentence or two; undefined where it was
 */
export async function replaceFile(
  path: string,
  { file, before, after }: Replacement,
): Promise<string | undefined> {
  let temporary: string | undefined
  try {
    const real = await realpath(path)
    await access(real, constants.W_OK)
    const { mode } = await stat(real)
    const hasMark = (await textOf(real)).startsWith(mark)
    // Not made of the file's own name, which may be as long as names can be.
    temporary = join(dirname(real), `.${randomUUID()}.tmp`)
    await writeFile(temporary, hasMark ? `${mark}${after}` : after, { flag: 'wx', flush: true })
    await chmod(temporary, mode)
    const now = await textOf(real)
    if (now !== (hasMark ? `${mark}${before}` : before)) {
      return `${file} has changed in the meantime, so it was not written. Run the command again.`
    }
    await rename(temporary, real)
    temporary = undefined
    return undefined
  } catch (failure) {
    return `${file} cannot be written: ${messageOf(failure)}. Nothing in it was changed.`
  } finally {
    if (temporary !== undefined) await rm(temporary, { force: true })
  }
}

/** @throws where the file is not UTF-8: written again, it would lose what it holds */
async function textOf(path: string): Promise<string> {
  const bytes = await readFile(path)
  if (!isUtf8(bytes)) throw new Error('it is not in UTF-8')
  return bytes.toString()
}
