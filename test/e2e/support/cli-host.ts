import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { builtCli, type ChildOptions, type Ended, projectFolder } from '../../cli/child.ts'

const marker = '\0end of a command\0'

interface Host {
  readonly process: ChildProcess
  /** What a stream has given since the last command. */
  take(stream: 'stdout' | 'stderr'): Promise<string>
}

let host: Host | undefined
let last: Promise<unknown> = Promise.resolve()

afterAll(() => {
  host?.process.disconnect()
  host = undefined
})

/**
 * Runs the built command line to its end, in one process for all commands of a test file: starting
 * one takes longer than most commands do. For what is about the process itself there is `runCli`.
 */
export function runInHost(
  words: readonly string[],
  options: Pick<ChildOptions, 'folder' | 'environment'> = {},
): Promise<Ended> {
  const ended = last.then(() => carryOut(words, options))
  last = ended.catch(() => {})
  return ended
}

async function carryOut(
  words: readonly string[],
  { folder = projectFolder, environment = {} }: Pick<ChildOptions, 'folder' | 'environment'>,
): Promise<Ended> {
  host ??= openHost()
  const answer = once(host.process, 'message')
  host.process.send({ cli: builtCli, words, folder, environment, marker })
  const [[{ code }], stdout, stderr] = await Promise.all([
    answer,
    host.take('stdout'),
    host.take('stderr'),
  ])
  return { code, stdout, stderr }
}

function openHost(): Host {
  const root = process.env['SystemRoot']
  const child = fork(fileURLToPath(new URL('cli-host.mjs', import.meta.url)), [], {
    env: root === undefined ? {} : { SystemRoot: root },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', text => {
      texts[name] += text
    })
  }
  const gone = once(child, 'close').then(() => {
    throw new Error(`The process ended:\n${texts.stderr}`)
  })
  // At the end of a test file that is as it should be.
  gone.catch(() => {})
  return {
    process: child,
    async take(name) {
      const stream = child[name]
      if (stream === null) throw new Error(`The process has no ${name}`)
      while (!texts[name].includes(marker)) await Promise.race([once(stream, 'data'), gone])
      const [text = '', rest = ''] = texts[name].split(marker)
      texts[name] = rest
      return text
    },
  }
}
