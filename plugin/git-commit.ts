import { dirname, join, resolve } from 'node:path'
import type { World } from '../src/core/world.ts'

/**
 * The commit that is checked out in a folder or one above it, read from git's own files: starting git
 * would take longer than everything else.
 *
 * @returns 40 or 64 hexadecimal digits; undefined where there is no repository, or no commit yet
 */
export async function gitCommit(
  folder: string,
  world: Pick<World, 'readFile'>,
): Promise<string | undefined> {
  const read = async (file: string): Promise<string | undefined> => {
    try {
      const bytes = await world.readFile(file)
      return bytes === undefined ? undefined : new TextDecoder().decode(bytes).trim()
    } catch {
      // A folder, or a file in place of a folder: not what is looked for.
      return undefined
    }
  }
  const repository = await repositoryAbove(resolve(folder), read)
  return repository === undefined ? undefined : commitOf(repository, read)
}

type Read = (file: string) => Promise<string | undefined>

async function repositoryAbove(folder: string, read: Read): Promise<string | undefined> {
  const found = await repositoryAt(folder, read)
  const above = dirname(folder)
  return found !== undefined || above === folder ? found : repositoryAbove(above, read)
}

/** In a worktree or a submodule `.git` is a file that says where the repository is. */
async function repositoryAt(folder: string, read: Read): Promise<string | undefined> {
  const direct = join(folder, '.git')
  if ((await read(join(direct, 'HEAD'))) !== undefined) return direct
  const [, elsewhere] = /^gitdir: (.+)$/m.exec((await read(direct)) ?? '') ?? []
  return elsewhere === undefined ? undefined : resolve(folder, elsewhere)
}

async function commitOf(repository: string, read: Read): Promise<string | undefined> {
  const head = (await read(join(repository, 'HEAD'))) ?? ''
  const [, ref] = /^ref: (.+)$/m.exec(head) ?? []
  if (ref === undefined) return hash(head)
  const shared = await read(join(repository, 'commondir'))
  const folders = [repository, ...(shared === undefined ? [] : [resolve(repository, shared)])]
  for (const folder of folders) {
    const loose = hash(await read(join(folder, ref)))
    if (loose !== undefined) return loose
    const packed = await read(join(folder, 'packed-refs'))
    const line = packed?.split('\n').find(entry => entry.trimEnd().endsWith(` ${ref}`))
    if (line !== undefined) return hash(line.split(' ')[0])
  }
  return undefined
}

function hash(text: string | undefined): string | undefined {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text ?? '') ? text : undefined
}
