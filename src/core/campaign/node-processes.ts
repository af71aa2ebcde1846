import { existsSync, readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Processes } from './processes.ts'

/** What a door knows of the process it runs in. */
export interface OwnProcess {
  readonly number: number
  /** Asks the system whether there is a process of a number. */
  isAlive(process: number): boolean
}

/**
 * The processes of this machine.
 *
 * @param own absent: looked up where Linux keeps it, and unknown elsewhere
 */
export function nodeProcesses(own: OwnProcess | undefined): Processes {
  return {
    host: hostname(),
    own: own?.number ?? ownOnLinux(),
    startOf: startOnLinux,
    isAlive: own?.isAlive ?? (process => existsSync(`/proc/${process}`)),
  }
}

function ownOnLinux(): number {
  return existsSync('/proc/self/stat')
    ? Number.parseInt(readFileSync('/proc/self/stat', 'utf8'), 10)
    : 0
}

/** When a process was started, in the system's own unit (`/proc/<process>/stat`, field 22). */
function startOnLinux(process: number): string | undefined {
  const file = `/proc/${process}/stat`
  if (!existsSync(file)) return undefined
  try {
    // The second field is a name in parentheses, in which there may be anything.
    const fields = readFileSync(file, 'utf8').split(') ').at(-1)?.split(' ')
    return fields?.[19]
  } catch {
    return undefined
  }
}
