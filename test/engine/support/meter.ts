import { EventEmitter, once } from 'node:events'
import type { RecordedRequest } from '../../../src/simulator/simulator.ts'

/** How well a hidden limit was used. */
export interface Measured {
  readonly requests: number
  readonly throttled: number
  readonly seconds: number
  /** Of what the limit would have let through from the first request to the last. */
  readonly usedShare: number
  /** Of all requests. */
  readonly throttledShare: number
}

/**
 * Opens a meter for the requests of a campaign.
 *
 * @param limit events that are accepted per second
 */
export function openMeter(limit: number) {
  const events = new EventEmitter<{ request: [] }>()
  let requests = 0
  let throttled = 0
  let first = 0
  let last = 0
  return {
    add({ region, status, receivedAt }: RecordedRequest): void {
      if (region === undefined) return
      requests += 1
      if (status === 429) throttled += 1
      const now = receivedAt.getTime()
      if (first === 0) first = now
      last = now
      events.emit('request')
    },
    /** Waits for so many requests. */
    async reached(count: number): Promise<void> {
      while (requests < count) await once(events, 'request')
    },
    measured(): Measured {
      const seconds = (last - first) / 1_000
      const usedShare = (requests - throttled) / (limit * seconds)
      return { requests, throttled, seconds, usedShare, throttledShare: throttled / requests }
    },
  }
}
