import { limitToNote, openRateGate } from '../../../src/core/campaign/rate-gate.ts'
import { randomOf } from '../../support/random.ts'

/** A server that accepts so many requests per second and answers the others 429. */
export interface SimulatedServer {
  /** Requests a second from a moment on (milliseconds), the first from 0. */
  readonly limits: readonly { readonly from: number; readonly perSecond: number }[]
  /** How many seconds' worth may come at once; `window`: any second is looked at by itself. */
  readonly burst: number | 'window'
  /** Milliseconds that a request and its answer take together, from and to. */
  readonly latency: readonly [number, number]
  /** Seconds that a 429 asks to wait. */
  readonly retryAfter?: number
  /** Milliseconds from and to which every request fails. */
  readonly outage?: readonly [number, number]
}

export interface Simulated {
  readonly accepted: number
  readonly throttled: number
  readonly failed: number
  readonly requests: number
  /** Throttled requests among all. */
  readonly wasted: number
  /** What was accepted, of what the server would have accepted. */
  readonly used: number
  /** When each request left, milliseconds. */
  readonly left: readonly number[]
  /** What the gate has found out. */
  readonly limit: number | undefined
}

interface Event {
  readonly at: number
  /** Of two at the same time the one that was added first comes first. */
  readonly order: number
  readonly happen: () => void
}

/** Sends through a gate for a while, on a clock that jumps from one event to the next. */
export function simulate(
  server: SimulatedServer,
  options: {
    readonly duration: number
    readonly concurrency?: number
    readonly ceiling?: number
    /** A limit that an earlier gate has found. */
    readonly found?: number
    readonly seed?: number
  },
): Simulated {
  const random = randomOf(options.seed ?? 1)
  const { duration, concurrency = 64 } = options
  const events = openEvents()
  const gate = openRateGate(options.ceiling, 0, options.found)
  const admits = openLimiter(server)
  const left: number[] = []
  let now = 0
  let underWay = 0
  let accepted = 0
  let throttled = 0
  let failed = 0

  const pump = openPump(
    gate,
    events,
    () => now,
    () => underWay < concurrency && now < duration,
    () => send(),
  )
  const send = (): void => {
    const startedAt = now
    left.push(now)
    underWay += 1
    const [least, most] = server.latency
    const there = (least + random() * (most - least)) / 2
    const back = (least + random() * (most - least)) / 2
    events.add(now + there, () => {
      const [from, to] = server.outage ?? [0, 0]
      const status = now >= from && now < to ? 503 : admits(now) ? 202 : 429
      events.add(now + back, () => {
        underWay -= 1
        if (status === 202) {
          accepted += 1
          gate.answered(now, startedAt)
        } else if (status === 503) {
          failed += 1
          gate.failed(now)
        } else {
          throttled += 1
          const { retryAfter } = server
          gate.throttled(now, startedAt, retryAfter === undefined ? undefined : retryAfter * 1_000)
        }
        pump()
      })
    })
  }

  pump()
  for (let event = events.next(); event !== undefined; event = events.next()) {
    now = event.at
    event.happen()
  }
  const requests = accepted + throttled + failed
  return {
    accepted,
    throttled,
    failed,
    requests,
    wasted: throttled / requests,
    used: accepted / possible(server, duration, concurrency),
    left,
    limit: gate.limit,
  }
}

/** How the chunks of a campaign are sent by several workers at the same time, each invocation with a gate of its own. */
export interface SimulatedWorkers {
  readonly workers: number
  readonly chunks: number
  /** Requests that have to be accepted for each chunk. */
  readonly size: number
  /** Milliseconds from one invocation of a worker to the first request of the next, from and to. */
  readonly between: readonly [number, number]
  /** Every so many-th invocation is killed, at a moment within so many milliseconds; absent: none. */
  readonly kill?: { readonly every: number; readonly within: number } | undefined
  readonly seed?: number
}

/**
 * How often an invocation writes down who is seen to, and notes what it has found, milliseconds. Whoever it saw to after that
 * is sent to once more when it is killed.
 */
const writeEvery = 1_000

/** Sends through gates that share what a server accepts, and hand on what they have found. */
export function simulateWorkers(
  server: SimulatedServer,
  options: SimulatedWorkers,
): Pick<Simulated, 'wasted' | 'used'> & { readonly seconds: number } {
  const random = randomOf(options.seed ?? 1)
  const between = ([least, most]: readonly [number, number]) => least + random() * (most - least)
  const events = openEvents()
  const admits = openLimiter(server)
  const pause = server.retryAfter === undefined ? undefined : server.retryAfter * 1_000
  let now = 0
  let noted: number | undefined
  let waiting = options.chunks
  let begun = 0
  let requests = 0
  let throttled = 0
  let first = Number.POSITIVE_INFINITY
  let last = 0

  /** Begins an invocation over a chunk of which so many are left. */
  const begin = (left: number): void => {
    begun += 1
    const isKilled = options.kill !== undefined && begun % options.kill.every === 0
    let isOver = false
    let written = 0
    let done = 0
    /** Whoever comes next has to see to those that are not written down, and begins after a while. */
    const end = (rest: number): void => {
      isOver = true
      if (rest > 0) begin(rest)
      else next()
    }
    if (isKilled) {
      events.add(now + random() * (options.kill?.within ?? 0), () => {
        if (!isOver) end(left - written)
      })
    }
    const send = (): void => {
      const gate = openRateGate(undefined, now, noted, options.workers)
      let told = gate.limit
      let underWay = 0
      const note = (): void => {
        if (gate.limit !== undefined && gate.limit !== told) noted = limitToNote(noted, gate.limit)
        told = gate.limit
      }
      const write = (): void => {
        if (isOver) return
        written = done
        note()
        if (noted !== undefined) gate.hear(noted)
        events.add(now + writeEvery, write)
      }
      events.add(now + writeEvery, write)
      const pump = openPump(
        gate,
        events,
        () => now,
        () => !isOver && underWay < 64 && done + underWay < left,
        () => {
          const startedAt = now
          first = Math.min(first, now)
          underWay += 1
          requests += 1
          events.add(now + between(server.latency) / 2, () => {
            const isAccepted = admits(now)
            if (!isAccepted) throttled += 1
            last = now
            events.add(now + between(server.latency) / 2, () => {
              if (isOver) return
              underWay -= 1
              if (isAccepted) {
                done += 1
                gate.answered(now, startedAt)
              } else gate.throttled(now, startedAt, pause)
              if (done === left) {
                note()
                end(0)
              } else pump()
            })
          })
        },
      )
      pump()
    }
    events.add(now + between(options.between), () => {
      if (!isOver) send()
    })
  }
  const next = (): void => {
    if (waiting === 0) return
    waiting -= 1
    begin(options.size)
  }

  for (let worker = 0; worker < options.workers; worker += 1) next()
  for (let event = events.next(); event !== undefined; event = events.next()) {
    now = event.at
    event.happen()
  }
  return {
    wasted: throttled / requests,
    used: (options.chunks * options.size) / possible(server, last - first, 64 * options.workers),
    seconds: (last - first) / 1_000,
  }
}

/** What a server would have accepted from somebody who knew its limits. */
function possible(server: SimulatedServer, duration: number, concurrency: number): number {
  const fastest = (concurrency * 2_000) / (server.latency[0] + server.latency[1])
  return server.limits.reduce((sum, { from, perSecond }, index) => {
    const to = server.limits[index + 1]?.from ?? duration
    return sum + (Math.min(perSecond, fastest) * (to - from)) / 1_000
  }, 0)
}

function openLimiter({ limits, burst }: SimulatedServer): (now: number) => boolean {
  const limitAt = (now: number): number =>
    limits.reduce((limit, { from, perSecond }) => (now >= from ? perSecond : limit), 0)
  if (burst === 'window') {
    const times: number[] = []
    let oldest = 0
    return now => {
      while ((times[oldest] ?? now) <= now - 1_000) oldest += 1
      if (times.length - oldest >= limitAt(now)) return false
      times.push(now)
      return true
    }
  }
  let tokens = Number.POSITIVE_INFINITY
  let last = 0
  return now => {
    const limit = limitAt(now)
    tokens = Math.min(Math.max(1, burst * limit), tokens + ((now - last) * limit) / 1_000)
    last = now
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
}

/** Returns what sends as long as the gate lets it, and asks again when that is worth it. */
function openPump(
  gate: Pick<ReturnType<typeof openRateGate>, 'admit'>,
  events: ReturnType<typeof openEvents>,
  clock: () => number,
  isOpen: () => boolean,
  send: () => void,
): () => void {
  let wakeAt = Number.POSITIVE_INFINITY
  const pump = (): void => {
    while (isOpen()) {
      const now = clock()
      const wait = gate.admit(now)
      if (wait <= 0) {
        send()
        continue
      }
      const at = now + Math.ceil(wait)
      if (at >= wakeAt) return
      wakeAt = at
      events.add(at, () => {
        if (wakeAt === at) wakeAt = Number.POSITIVE_INFINITY
        pump()
      })
      return
    }
  }
  return pump
}

/** Events in the order of their time: a binary heap. */
function openEvents() {
  const heap: Event[] = []
  let count = 0
  return {
    add(time: number, happen: () => void): void {
      count += 1
      const added: Event = { at: time, order: count, happen }
      let index = heap.length
      while (index > 0) {
        const parent = (index - 1) >> 1
        const above = heap[parent]
        if (above === undefined || isBefore(above, added)) break
        heap[index] = above
        index = parent
      }
      heap[index] = added
    },
    next(): Event | undefined {
      const first = heap[0]
      const last = heap.pop()
      if (last === undefined || first === undefined || heap.length === 0) return first
      let index = 0
      for (;;) {
        const left = heap[2 * index + 1]
        const right = heap[2 * index + 2]
        if (left === undefined) break
        const isRight = right !== undefined && isBefore(right, left)
        const child = isRight ? right : left
        if (isBefore(last, child)) break
        heap[index] = child
        index = 2 * index + (isRight ? 2 : 1)
      }
      heap[index] = last
      return first
    },
  }
}

function isBefore(one: Event, other: Event): boolean {
  return one.at === other.at ? one.order < other.order : one.at < other.at
}
