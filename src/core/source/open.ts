import { type Diagnostic, finding } from '../diagnostic.ts'
import type { World } from '../world.ts'
import { quoted } from './quoted.ts'

/** The outcome of opening a file: its bytes, or why there are none. */
export type Opened =
  | { readonly file: string; readonly bytes: Uint8Array }
  | { readonly file: undefined; readonly diagnostic: Diagnostic }

/** The bytes of a file, or the reason why it cannot be read; undefined where there is no such file. */
export async function openFile(
  file: string,
  world: Pick<World, 'readFile'>,
): Promise<Opened | undefined> {
  try {
    const bytes = await world.readFile(file)
    return bytes === undefined ? undefined : { file, bytes }
  } catch (error) {
    const diagnostic = finding(
      'settings/file-unreadable',
      undefined,
      `The file ${quoted(file)} cannot be read: ${reasonOf(error)}.`,
      isFolder(error) ? 'Name the file in the folder.' : 'Check the path and its permissions.',
    )
    return { file: undefined, diagnostic }
  }
}

function isFolder(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EISDIR'
}

function reasonOf(error: unknown): string {
  if (isFolder(error)) return 'it is a folder'
  return error instanceof Error ? error.message : String(error)
}
