import { hash, randomUUID } from 'node:crypto'
import {
  constants,
  copyFileSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { kill, pid } from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { isObject, parsedJson } from '../json.ts'
import { codeOf, ErrorWithHelp, type FileLock } from '../world.ts'

/** Why a campaign cannot begin, or its journal not be written any more. */
export class CampaignError extends ErrorWithHelp {
  override readonly name = 'CampaignError'
}

/** How long a holder on another machine may be silent before its lock is stale, milliseconds. */
const longestSilence = 60_000

/** How long a lock may be incomplete, where the file system has no links, milliseconds. */
const longestWriting = 1_000

/** How often there is a pause: two seconds in all. */
const mostTries = 200

export interface Machine {
  readonly host: string
  /** The number of this process. */
  readonly own: number
  /** Something about a process that another one of the same number would not share; undefined where the system does not tell. */
  startOf(process: number): string | undefined
  isAlive(process: number): boolean
  /** Gives a file a second name; throws where that name is taken, or there are no links. */
  link(file: string, name: string): void
  /** Waits for others that take the lock at the same moment. */
  pause(): Promise<void>
}

/**
 * Locks a file for this process by a file beside it. A lock that was left behind by a process that has
 * ended is taken over at once.
 *
 * The lock is written under a name of its own and then linked into place: nobody sees a part of it. A
 * stale one is replaced through a file named after it, its successor: of several processes only one can
 * create that, and a lock that nobody found stale is never replaced. Where a kill leaves a successor
 * behind, it has a successor itself.
 *
 * @throws CampaignError where somebody else has it, or the system's error
 */
export async function lockFile(
  path: string,
  machine: Machine = thisMachine,
  now: () => number = Date.now,
): Promise<FileLock> {
  const lock = `${path}.lock`
  const { own, host } = machine
  const id = randomUUID()
  const text = `${JSON.stringify({ process: own, start: machine.startOf(own), host, id })}\n`
  const draft = `${lock}.${id}`
  const whenOurs = (action: () => void) => (): void => {
    try {
      if (read(lock)?.text === text) action()
    } catch {
      // The lock is stale when this process has ended.
    }
  }
  const touch = (file: string): void => {
    const seconds = now() / 1_000
    utimesSync(file, seconds, seconds)
  }

  /** Replaces a lock if it is stale; returns false where another process is about to, or has done it. */
  const succeed = (found: Found): boolean => {
    const left: string[] = []
    for (let last: Found | undefined = found; last && stateOf(last, machine, now()) === 'stale'; ) {
      const mark = hash('sha256', last.text).slice(0, 16)
      const successor = `${lock}.${mark}`
      if (linked(draft, successor, machine)) {
        // Whoever came too late has succeeded a lock that is gone.
        const isInTime = read(lock)?.text === found.text
        if (isInTime) renameSync(successor, lock)
        for (const file of isInTime ? left : [successor]) rmSync(file, { force: true })
        return isInTime
      }
      left.push(successor)
      last = read(successor)
    }
    return false
  }

  writeFileSync(draft, text, { flag: 'wx', mode: 0o600 })
  try {
    touch(draft)
    // Waits for others that take the lock at the same moment, but not for one who has it.
    for (let tries = 0; !linked(draft, lock, machine); tries += 1) {
      const found = read(lock)
      if (found !== undefined && succeed(found)) break
      const state = found && stateOf(found, machine, now())
      if (typeof state === 'object') throw inUse(path, lock, state)
      if (tries === mostTries) throw inUse(path, lock, undefined)
      await machine.pause()
    }
  } finally {
    rmSync(draft, { force: true })
  }
  return { touch: whenOurs(() => touch(lock)), release: whenOurs(() => rmSync(lock)) }
}

/** A lock, or the successor of one, as it was found. */
interface Found {
  /** Never the same twice: it holds a random id. */
  readonly text: string
  /** When its holder was there last, milliseconds since 1970. */
  readonly seen: number
}

/** Gives a file a second name; returns false where that name is taken. */
function linked(file: string, name: string, machine: Machine): boolean {
  try {
    machine.link(file, name)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
  }
  // Not every file system has links.
  try {
    copyFileSync(file, name, constants.COPYFILE_EXCL)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

function read(file: string): Found | undefined {
  try {
    return { text: readFileSync(file, 'utf8'), seen: statSync(file).mtimeMs }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** What is known of a lock: who has it, that its holder is gone, or that it is just being written. */
function stateOf({ text, seen }: Found, machine: Machine, now: number) {
  const silence = Math.abs(now - seen)
  const holder = holderOf(text)
  if (holder === undefined) return silence < longestWriting ? 'incomplete' : 'stale'
  if (holder.host !== machine.host) return silence < longestSilence ? holder : 'stale'
  // The system gives numbers of processes that have ended to others.
  const isThere =
    machine.isAlive(holder.process) && machine.startOf(holder.process) === holder.start
  return isThere ? holder : 'stale'
}

/** Who has a lock; undefined where it was not written to its end. */
function holderOf(text: string) {
  const value = parsedJson(text)
  if (!isObject(value)) return undefined
  const { process, start, host } = value
  if (typeof process !== 'number' || typeof host !== 'string') return undefined
  return { process, start: typeof start === 'string' ? start : undefined, host }
}

function inUse(path: string, lock: string, holder: ReturnType<typeof holderOf>): CampaignError {
  const who = holder === undefined ? '' : ` (process ${holder.process} on ${holder.host})`
  return new CampaignError(
    `The journal ${path} is in use by another run${who}.`,
    `Wait until that run has ended, or stop it. Where there is none, remove ${lock}.`,
  )
}

const thisMachine: Machine = {
  host: hostname(),
  own: pid,
  startOf: startOnLinux,
  isAlive(process) {
    try {
      return kill(process, 0)
    } catch (error) {
      // A process of another user.
      return codeOf(error) === 'EPERM'
    }
  },
  link: linkSync,
  pause: () => setTimeout(5 + Math.random() * 10),
}

/** When a process was started, in the system's own unit (`/proc/<process>/stat`, field 22). */
function startOnLinux(process: number): string | undefined {
  try {
    // The second field is a name in parentheses, in which there may be anything.
    const fields = readFileSync(`/proc/${process}/stat`, 'utf8').split(') ').at(-1)?.split(' ')
    return fields?.[19]
  } catch {
    return undefined
  }
}
