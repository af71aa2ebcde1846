import { EventEmitter, once } from 'node:events'
import type { JsonObject } from '../../../src/core/json.ts'
import { endEmulator, startEmulator } from './emulator.ts'
import { fieldOf } from './s3.ts'
import type { ExecutionEnd, RunningExecution } from './step-functions.ts'

/** What a map does, and with what. */
export interface MapOrder {
  /** The child machine: `ItemProcessor` of the definition. */
  readonly processor: JsonObject
  readonly items: readonly JsonObject[]
  readonly concurrency: number
  /** The function's module, and the environment it has. */
  readonly dispatcher: string
  readonly environment: Readonly<Record<string, string>>
  /** Milliseconds that Lambda gives an invocation. */
  readonly life: number
  /** Seconds before a retry, and instead of any pause of the child machine. */
  readonly seconds: number
  /** Every so many-th invocation is killed, at a moment within so many milliseconds; 0: none. */
  readonly kill: number
  readonly killWithin: number
  readonly seed: number
}

/** How many invocations there were. */
export interface MapCounts {
  readonly invocations: number
  readonly killed: number
}

/** A map under way, or over. */
export interface RunningMap extends RunningExecution {
  /** Known when the last of them has ended: those that were given up go on for a while. */
  readonly counts: Promise<MapCounts>
  /** What the functions have written up to now. */
  logs(): string
}

/** Carries out a map in a process of its own. */
export function startMap(
  order: Promise<MapOrder>,
  onEnd: (close: () => Promise<void>) => void,
): RunningMap {
  const emulator = startEmulator('map.mjs')
  onEnd(() => endEmulator(emulator))
  let log = ''
  const told = new EventEmitter<{ end: [ExecutionEnd]; counts: [MapCounts] }>()
  // Both are told once, whenever it is asked for them.
  const failed: ExecutionEnd = { status: 'FAILED' }
  const ended = once(told, 'end').then(([end]: ExecutionEnd[]) => end ?? failed)
  const counts = once(told, 'counts').then(
    ([counted]: MapCounts[]) => counted ?? { invocations: 0, killed: 0 },
  )
  emulator.on('message', message => {
    const status = fieldOf(message, 'status')
    const counted = fieldOf(message, 'counts')
    if (status === 'SUCCEEDED' || status === 'FAILED' || status === 'ABORTED') {
      const error = fieldOf(message, 'error')
      const cause = fieldOf(message, 'cause')
      told.emit('end', {
        status,
        ...(typeof error === 'string' && { error }),
        ...(typeof cause === 'string' && { cause }),
      })
    } else if (counted !== undefined) {
      const count = (name: string): number => Number(fieldOf(counted, name))
      told.emit('counts', { invocations: count('invocations'), killed: count('killed') })
    } else log += String(fieldOf(message, 'log') ?? '')
  })
  order.then(
    ready => emulator.send(ready),
    (error: Error) =>
      told.emit('end', { status: 'FAILED', error: error.name, cause: error.message }),
  )
  emulator.once('exit', () => told.emit('end', { status: 'FAILED', error: 'the map ended' }))
  return {
    ended,
    stop: () => void (emulator.connected && emulator.send({ stop: true })),
    counts,
    logs: () => log,
  }
}
