import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Diagnostic, finding } from '../diagnostic.ts'
import { userPrefix } from '../recipients/recipient.ts'
import type { CampaignSettings } from '../settings.ts'
import { type CampaignFiles, codeOf, type KeptInput, type World } from '../world.ts'

/** A list of users that can be read more than once. */
export interface UserList {
  /** Its path, or a name in angle brackets. */
  readonly name: string
  read(): AsyncIterable<Uint8Array>
  close(): void
}

/**
 * Opens the list of users of a campaign.
 *
 * @param signal ends waiting for standard input
 * @returns a finding where there is none, or none that can be read
 */
export async function openList(
  recipients: CampaignSettings['recipients'],
  world: Pick<World, 'keepInput'>,
  files: CampaignFiles,
  signal: AbortSignal,
): Promise<UserList | { readonly problem: Diagnostic }> {
  if (recipients === 'input') return openInput(world, signal)
  if ('text' in recipients) return textList(recipients.text)
  const { file } = recipients
  const open = async () => {
    const bytes = await files.read(file)
    if (bytes === undefined) throw new Error(`${file} is gone`)
    return bytes
  }
  try {
    if ((await files.read(file)) === undefined) return { problem: missing(file) }
  } catch (error) {
    return { problem: unreadable(file, error) }
  }
  return {
    name: file,
    async *read() {
      yield* await open()
    },
    close() {},
  }
}

/** What cannot be read turns out when it is read: a folder can be opened. */
export function unreadable(file: string, error: unknown): Diagnostic {
  const code = codeOf(error) ?? (error instanceof Error ? error.message : String(error))
  return finding(
    'settings/file-unreadable',
    undefined,
    `The list of users ${file} cannot be read: ${code === 'EISDIR' ? 'it is a folder' : code}.`,
    'Check the path of users-file and its permissions.',
  )
}

function missing(file: string): Diagnostic {
  return finding(
    'settings/users-file-missing',
    undefined,
    `The list of users "${file}" does not exist.`,
    'Correct the path of users-file; in a workflow, run the step that makes it before this one.',
  )
}

async function openInput(
  { keepInput }: Pick<World, 'keepInput'>,
  signal: AbortSignal,
): Promise<UserList | { readonly problem: Diagnostic }> {
  if (keepInput === undefined) {
    const problem = finding(
      'settings/users-file-missing',
      undefined,
      'users-file is "-", which stands for standard input, and there is none here.',
      'Set users-file to the path of a file.',
    )
    return { problem }
  }
  try {
    return { name: '<stdin>', ...(await keepInput(signal)) }
  } catch (error) {
    return { problem: unreadable('<stdin>', signal.aborted ? new Error('interrupted') : error) }
  }
}

/** A setting is a list like any other, where a comma stands for a line break: one user a line, or separated. */
function textList(text: string): UserList {
  const isPlain = text.trimStart().startsWith(userPrefix)
  const bytes = Buffer.from(isPlain ? text.replaceAll(',', '\n') : text)
  return {
    name: '<users>',
    async *read() {
      yield bytes
    },
    close() {},
  }
}

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
