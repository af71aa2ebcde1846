import { readCampaign } from '../../src/core/campaign/join.ts'
import { noProxy } from '../../src/core/delivery/proxy.ts'
import type { CampaignPlan } from '../../src/core/engine.ts'
import { parsedJson } from '../../src/core/json.ts'
import { nodeWorld } from '../../src/core/node-world.ts'
import type { CampaignReport, Outcome } from '../../src/core/result.ts'
import type { Clock } from '../../src/core/time.ts'
import type { HttpClient, World } from '../../src/core/world.ts'
import { type ChunkOutcome, type DispatchOptions, dispatch } from '../../src/engine/dispatch.ts'
import { keysOf, type ObjectStore } from '../../src/engine/store.ts'
import type { SimulatorOptions } from '../../src/simulator/simulator.ts'
import {
  bodyFor,
  headerOf,
  recipientsOf,
  simulatorFor,
  userOf,
} from '../core/campaign/campaign-case.ts'
import { type MemoryStore, openMemoryStore } from './memory-store.ts'

export const campaign = 'release-0123456789abcdef'
export const keys = keysOf(campaign)
export const chunk = 1
const world = nodeWorld(path => path, noProxy)

/** How an invocation ends before its time: at its n-th write to some of the keys, which is carried out or not. */
export interface Fate {
  /** What these begin with; absent: any. */
  readonly of?: string
  readonly write: number
  readonly how: 'throws' | 'dies before it' | 'dies after it'
}

export interface ChunkCase {
  readonly store: MemoryStore
  readonly plan: CampaignPlan
  readonly simulator: Awaited<ReturnType<typeof simulatorFor>>
  /** What was told while it went on, of all invocations. */
  readonly told: string[]
  readonly counted: Map<Outcome | 'throttled', number>
  /** One invocation; `died` where its process did. */
  invoke(how?: Partial<DispatchOptions> & { readonly fate?: Fate }): Promise<ChunkOutcome | 'died'>
  /** Invocations until one ends for good. */
  finish(): Promise<ChunkOutcome>
  report(): Promise<CampaignReport | undefined>
  /** How many notifications each of the users has who are subscribed. */
  notifications(): readonly number[]
}

export interface ChunkOptions {
  /** How many users are subscribed; absent: 40. */
  readonly subscribed?: number
  /** How many others follow. */
  readonly others?: number
  readonly plan?: Partial<CampaignPlan>
  readonly simulator?: SimulatorOptions
  /** Absent: one of its own. */
  readonly store?: MemoryStore
  /** How much faster time passes than on the wall; absent: 20 times. */
  readonly speed?: number
}

/** A campaign of one chunk in a store in memory, and a simulator that it goes to. */
export async function chunkCase(
  onEnd: (close: () => Promise<void>) => void,
  options: ChunkOptions = {},
): Promise<ChunkCase> {
  const { subscribed = 40, others = 0, speed = 20, store = openMemoryStore() } = options
  const users = recipientsOf(subscribed)
  const simulator = await simulatorFor(users, options.simulator)
  onEnd(() => simulator.close())
  const header = headerOf()
  const [first] = users
  if (first === undefined) throw new Error('There are no users.')
  const plan: CampaignPlan = {
    header,
    body: JSON.parse(Buffer.from(bodyFor(first, header)).toString()),
    recipients: subscribed + others,
    chunks: 1,
    byRegion: { NA: subscribed + others },
    badLines: 0,
    duplicates: 0,
    maxFailures: 0,
    concurrency: 4,
    retries: 2,
    timeout: 5_000,
    authUrl: simulator.authUrl,
    apiUrl: simulator.apiUrl,
    userAgent: 'alexa-proactive/test',
    ...options.plan,
  }
  const lines = recipientsOf(subscribed + others).map(
    ({ user, region }) => `${JSON.stringify({ user, region })}\n`,
  )
  await store.put(keys.chunk(chunk), lines.join(''))
  await store.put(keys.plan, JSON.stringify(plan))
  const told: string[] = []
  const counted = new Map<Outcome | 'throttled', number>()
  const invoke: ChunkCase['invoke'] = async ({ fate, ...how } = {}) => {
    const life = openLife(speed)
    const seen = mortalStore(store, life, fate)
    const ended = dispatch({ campaign, chunk }, seen, mortalWorld(life), {
      credentials: async () => simulator.credentials,
      workers: 1,
      remaining: 900_000,
      note: note => told.push(note),
      count: (_plan, _region, what) => counted.set(what, (counted.get(what) ?? 0) + 1),
      clock: life.clock,
      ...how,
    })
    const outcome = await Promise.race([ended, life.death])
    told.push(JSON.stringify(outcome))
    return outcome
  }
  return {
    store,
    plan,
    simulator,
    told,
    counted,
    invoke,
    async finish() {
      for (;;) {
        const outcome = await invoke()
        if (outcome !== 'died' && outcome.status !== 'again') return outcome
      }
    },
    report: async () => readCampaign(parsedJson(store.text(keys.report(chunk)) ?? '')),
    notifications() {
      const inbox = simulator.inbox()
      return users.map((_, index) => inbox.filter(({ user }) => user === userOf(index)).length)
    },
  }
}

/** A process that may end at any moment: after that nothing comes of anything. */
interface Life {
  readonly isOver: boolean
  readonly death: Promise<'died'>
  readonly clock: Clock
  end(): void
  onEnd(callback: () => void): void
}

function openLife(speed: number): Life {
  const began = Date.now()
  const callbacks: (() => void)[] = []
  let isOver = false
  const death = new Promise<'died'>(resolve => callbacks.push(() => resolve('died')))
  return {
    get isOver() {
      return isOver
    },
    death,
    clock: {
      now: () => performance.now() * speed,
      today: () => began + (Date.now() - began) * speed,
      after(milliseconds, callback) {
        const timer = setTimeout(() => {
          if (!isOver) callback()
        }, milliseconds / speed)
        return () => clearTimeout(timer)
      },
    },
    end() {
      isOver = true
      for (const callback of callbacks) callback()
    },
    onEnd: callback => void callbacks.push(callback),
  }
}

function mortalStore(store: ObjectStore, life: Life, fate: Fate | undefined): ObjectStore {
  const never = new Promise<never>(() => {})
  let writes = 0
  const alive = <Value>(what: () => Promise<Value>): Promise<Value> =>
    life.isOver ? never : what()
  const written = async <Value>(key: string, what: () => Promise<Value>): Promise<Value> => {
    if (life.isOver) return never
    if (fate === undefined || !key.startsWith(fate.of ?? '')) return what()
    writes += 1
    if (writes !== fate.write) return what()
    if (fate.how === 'throws') throw Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })
    if (fate.how === 'dies after it') await what()
    life.end()
    return never
  }
  return {
    get: key => alive(() => store.get(key)),
    put: (key, body, isNew) => written(key, () => store.put(key, body, isNew)),
    async remove() {
      throw new Error('The function may not remove objects.')
    },
    list: prefix => store.list(prefix),
  }
}

function mortalWorld(life: Life): World {
  return {
    ...world,
    now: () => new Date(life.clock.today()),
    async openHttp(options) {
      const http = await world.openHttp(options)
      life.onEnd(() => void http.close())
      const mortal: HttpClient = {
        ...http,
        send(request, listener) {
          if (life.isOver) return
          http.send(request, {
            onStart: () => life.isOver || listener.onStart(request),
            onEnd: (_request, end) => life.isOver || listener.onEnd(request, end),
          })
        },
      }
      return mortal
    },
  }
}
