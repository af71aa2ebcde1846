import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A command, as its program gets it. */
export interface Command {
  /** What Node runs. */
  readonly program: string
  /** Modules that Node loads before it. */
  readonly preloaded: readonly string[]
  /** Whether ending its process is the last thing the program always does; then the process is kept. */
  readonly endsItself?: boolean
  /** What the commands have in common that share a process; absent: their program. */
  readonly kind?: string
  readonly words: readonly string[]
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
}

/** How a command ended, as a process of its own would. */
export interface CommandEnd {
  readonly exitCode: number | null
  readonly signal: string | null
}

const module = fileURLToPath(new URL('resident.cjs', import.meta.url))

/** Ends what a command printed: no program prints it. */
const marker = '\0resident\0'

/**
 * Saves work that only pays where a processor has nothing else to do, or in a process that lives long:
 * collecting garbage in threads, beginning with a heap of 1 MB, and forgetting what was compiled.
 */
const sparing = ['--single-threaded-gc', '--min-semi-space-size=16', '--no-flush-bytecode']

/** Processes that wait for the next command, by their Node and the program they have loaded. They end with this one. */
const waiting = new Map<string, ChildProcess[]>()

/**
 * Runs a command in a process that has run others before, which spares starting Node and compiling the
 * program: four fifths of the time, of a framework nine tenths. What is said of it in `resident.cjs` is
 * why nothing of one command is left for the next. A command that hangs takes the process with it, and
 * so does one that ends it, unless its program always does.
 *
 * @param node the program that runs the process
 * @param cache where Node keeps what it compiled; undefined: nowhere
 * @param onText gets what the command prints
 */
export async function runResident(
  node: string,
  cache: string | undefined,
  command: Command,
  onText: (stream: 'stdout' | 'stderr', text: string) => void,
  longest: number,
): Promise<CommandEnd> {
  const key = `${node} ${command.kind ?? command.program}`
  const idle = waiting.get(key) ?? []
  waiting.set(key, idle)
  const child = idle.pop() ?? start(node, cache)
  const { stdout, stderr } = child
  if (stdout === null || stderr === null) throw new Error('the process has no output')
  const hung = setTimeout(() => child.kill('SIGKILL'), longest)
  const ended = new AbortController()
  const { signal } = ended
  try {
    const printed = Promise.all([
      untilMarker(stdout, text => onText('stdout', text), signal),
      untilMarker(stderr, text => onText('stderr', text), signal),
    ])
    const gone = once(child, 'close', { signal }).then(([code, how]) => endOf(code, how))
    const done = once(child, 'message', { signal }).then(async ([code]): Promise<CommandEnd> => {
      await printed
      idle.push(child)
      return { exitCode: Number(code), signal: null }
    })
    // What loses the race is given up at the end.
    for (const promise of [printed, gone, done]) promise.catch(() => {})
    child.send({ ...command, marker })
    return await Promise.race([gone, done])
  } finally {
    clearTimeout(hung)
    ended.abort()
  }
}

/** Ends the processes that wait for a command; those of a worker of the tests end with it. */
export function endResidents(): void {
  for (const child of [...waiting.values()].flat()) child.kill()
  waiting.clear()
}

function start(node: string, cache: string | undefined): ChildProcess {
  const child = fork(module, [], {
    execPath: node,
    execArgv: sparing,
    env: cache === undefined ? {} : { NODE_COMPILE_CACHE: cache },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  // Whoever waits for nothing else need not wait for it.
  child.unref()
  child.channel?.unref()
  return child
}

/** What the end of a process says. */
export function endOf(code: unknown, signal: unknown): CommandEnd {
  return {
    exitCode: typeof code === 'number' ? code : null,
    signal: typeof signal === 'string' ? signal : null,
  }
}

/** Hands on what a stream brings, until the marker. */
async function untilMarker(
  stream: NodeJS.ReadableStream,
  onText: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let held = ''
  const listener = (text: string) => {
    held += text
    if (!held.includes('\0')) onText(held)
    else if (!held.endsWith(marker)) return
    else onText(held.slice(0, -marker.length))
    if (held.endsWith(marker)) stream.emit('marker')
    held = ''
  }
  stream.setEncoding('utf8')
  stream.on('data', listener)
  try {
    await once(stream, 'marker', { signal })
  } finally {
    stream.off('data', listener)
  }
}
