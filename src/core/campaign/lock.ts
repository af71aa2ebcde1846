import {
  closeSync,
  existsSync,
  linkSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { crc32 } from 'node:zlib'
import { isObject, parsedJson } from '../json.ts'
import type { FileLock } from '../world.ts'
import { codeOf } from '../world.ts'
import { CampaignError } from './campaign.ts'

/** Who has a file. */
interface Holder {
  readonly process: number
  readonly start: string | undefined
  readonly host: string
  /** When it was seen last, milliseconds since 1970. */
  readonly seen: number
}

/** How long a holder on another machine may be silent before nobody believes in it, milliseconds. */
const silence = 60_000

/** How long taking over may take, milliseconds; whoever takes longer has ended meanwhile. */
const takeover = 10_000

/**
 * Locks a file for this process by a file beside it. A lock that was left behind by a process that has
 * ended is taken over.
 *
 * @throws CampaignError where somebody else has it, or the system's error
 */
export function lockFile(path: string, processes: Processes, now: () => number): FileLock {
  const lock = `${path}.lock`
  for (let tries = 0; tries < 10; tries += 1) {
    const descriptor = created(lock)
    if (descriptor !== undefined) return hold(lock, descriptor, processes, now)
    const text = contentsOf(lock)
    if (text === undefined) continue
    const holder = holderOf(text)
    if (holder !== undefined && isThere(holder, processes, now())) throw inUse(path, lock, holder)
    takeOver(lock, text, now())
  }
  throw inUse(path, lock, undefined)
}

/** Creates a file that is not there yet. */
function created(lock: string): number | undefined {
  try {
    return openSync(lock, 'wx')
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return undefined
    throw error
  }
}

function hold(lock: string, descriptor: number, processes: Processes, now: () => number): FileLock {
  const { own, host } = processes
  const touch = (): void => {
    const holder = { process: own, start: processes.startOf(own), host, seen: now() }
    // Always of the same length: the time has thirteen digits for any day of our lives.
    writeSync(descriptor, `${JSON.stringify(holder)}\n`, 0)
  }
  touch()
  return {
    touch,
    release() {
      closeSync(descriptor)
      unlinkSync(lock)
    },
  }
}

function contentsOf(lock: string): string | undefined {
  try {
    return readFileSync(lock, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Undefined for a lock that was not written to its end. */
function holderOf(text: string): Holder | undefined {
  const value = parsedJson(text)
  if (!isObject(value)) return undefined
  const { process, start, host, seen } = value
  if (typeof process !== 'number' || typeof host !== 'string' || typeof seen !== 'number') {
    return undefined
  }
  return { process, start: typeof start === 'string' ? start : undefined, host, seen }
}

function isThere({ process, start, host, seen }: Holder, processes: Processes, now: number) {
  if (host !== processes.host) return Math.abs(now - seen) < silence
  if (!processes.isAlive(process)) return false
  // The system gives numbers of processes that have ended to others.
  return processes.startOf(process) === start
}

/**
 * Removes a lock that was left behind. Of several processes at once exactly one does: the one that can
 * give what it found a second name.
 */
function takeOver(lock: string, found: string, now: number): void {
  const second = `${lock}.${crc32(found).toString(16)}`
  try {
    linkSync(lock, second)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    if (codeOf(error) === 'EEXIST') {
      if (now - statSync(second).ctimeMs > takeover) removed(second)
      return
    }
    // Not every file system has second names.
    removed(lock)
    return
  }
  // What has the second name now may be the lock of a process that was faster.
  if (contentsOf(second) === found) removed(lock)
  removed(second)
}

function removed(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}

function inUse(path: string, lock: string, holder: Holder | undefined): CampaignError {
  const who = holder === undefined ? '' : ` (process ${holder.process} on ${holder.host})`
  return new CampaignError(
    `The journal ${path} is in use by another run${who}.`,
    `Wait until that run has ended, or stop it. Where there is none, remove ${lock}.`,
  )
}

/** The processes of this machine. */
export interface Processes {
  readonly host: string
  /** The number of this process. */
  readonly own: number
  /** Something about a process that another one of the same number would not share; undefined where the system does not tell. */
  startOf(process: number): string | undefined
  isAlive(process: number): boolean
}

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
