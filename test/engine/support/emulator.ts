import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { node24 } from '../../e2e/support/node24.ts'

const folder = new URL('../emulators/', import.meta.url)

/**
 * Starts one of the programs in `emulators`, which need a newer Node than the package does.
 *
 * @throws Error where they are not installed, with the command that installs them
 */
export function startEmulator(name: string): ChildProcess {
  if (!existsSync(new URL('node_modules', folder))) {
    throw new Error('The emulators are not installed: run "npm run test:engine"')
  }
  return fork(fileURLToPath(new URL(name, folder)), [], {
    execPath: node24(),
    execArgv: [],
    env: systemEnvironment(),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

/** What a process needs of the surrounding environment to start at all. */
export function systemEnvironment(): Record<string, string> {
  const root = process.env['SystemRoot']
  return root === undefined ? {} : { SystemRoot: root }
}

/** The next message of a process. Rejects where it ends without one. */
export async function messageOf(child: ChildProcess): Promise<unknown> {
  const gone = new AbortController()
  const onExit = (): void => gone.abort(new Error('An emulator ended.'))
  child.once('exit', onExit)
  try {
    const [message] = await once(child, 'message', { signal: gone.signal })
    return message
  } finally {
    child.off('exit', onExit)
  }
}

/** Ends a process, which goes when nobody listens to it any more. */
export async function endEmulator(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.disconnect()
  await ended
}
