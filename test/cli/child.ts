import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runResident } from '../support/resident.ts'

/** The project's folder. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url))

/** The command line as it is published. */
export const builtCli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

export interface ChildOptions {
  /** Folder it runs in; absent: the project's. */
  readonly folder?: string
  /** Its whole environment, but for what Windows needs to start a process. */
  readonly environment?: Readonly<Record<string, string>>
  /** What it reads from standard input, to its end; `open`: whatever is written to it; absent: nothing. */
  readonly input?: string | Uint8Array | { readonly open: true }
  /** A file that takes what it writes to standard output. */
  readonly stdout?: string
}

/** How a process ended. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A process under way. */
export interface Child {
  readonly process: ChildProcess
  readonly ended: Promise<Ended>
  /** Waits until stdout holds a text; fails where the process ends without it. */
  printed(text: string): Promise<string>
  /** The same of stderr. */
  complained(text: string): Promise<string>
}

/** Starts the built command line. Nothing of the surrounding environment reaches it. */
export function startCli(words: readonly string[], options: ChildOptions = {}): Child {
  const { input, stdout: file } = options
  const child = spawn(process.execPath, [builtCli, ...words], {
    cwd: options.folder ?? projectFolder,
    env: { ...systemRoot(), ...options.environment },
    stdio: ['pipe', file === undefined ? 'pipe' : openSync(file, 'w'), 'pipe'],
  })
  // A process that has ended reads no more.
  child.stdin?.on('error', () => {})
  if (input === undefined) child.stdin?.end()
  else if (!isOpen(input)) child.stdin?.end(input)
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', text => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', text => {
    stderr += text
  })
  const ended = once(child, 'close').then(([code]) => ({ code, stdout, stderr }))
  async function told(
    stream: typeof child.stdout,
    soFar: () => string,
    text: string,
  ): Promise<string> {
    const gone = ended.then(({ code }) => {
      throw new Error(`Ended with ${code} before printing "${text}":\n${stdout}\n${stderr}`)
    })
    // Ending is what most processes do in time; it matters only while this waits.
    gone.catch(() => {})
    if (stream === null) throw new Error('standard output goes to a file')
    while (!soFar().includes(text)) await Promise.race([once(stream, 'data'), gone])
    return soFar()
  }

  return {
    process: child,
    ended,
    printed: text => told(child.stdout, () => stdout, text),
    complained: text => told(child.stderr, () => stderr, text),
  }
}

/** How long a command may take; some send for more than a minute. */
const longestCommand = 280_000

/**
 * Runs the built command line to its end. Where nothing is about the process itself, its standard input
 * or output, or what Node reads when it starts, it runs in one that has run other commands before:
 * starting one takes longer than most commands do.
 */
export async function runCli(words: readonly string[], options: ChildOptions = {}): Promise<Ended> {
  const { folder = projectFolder, environment = {}, input, stdout } = options
  const isAboutProcess =
    input !== undefined ||
    stdout !== undefined ||
    Object.keys(environment).some(name => name.startsWith('NODE_'))
  if (isAboutProcess) return startCli(words, options).ended
  const printed = { stdout: '', stderr: '' }
  const { exitCode } = await runResident(
    process.execPath,
    undefined,
    {
      program: builtCli,
      preloaded: [],
      words,
      folder,
      environment: { ...systemRoot(), ...environment },
    },
    (stream, text) => {
      printed[stream] += text
    },
    longestCommand,
  )
  return { code: exitCode, ...printed }
}

/** What Windows needs to start a process. */
function systemRoot(): Readonly<Record<string, string>> {
  const root = process.env['SystemRoot']
  return root === undefined ? {} : { SystemRoot: root }
}

function isOpen(input: NonNullable<ChildOptions['input']>): input is { readonly open: true } {
  return typeof input === 'object' && 'open' in input
}
