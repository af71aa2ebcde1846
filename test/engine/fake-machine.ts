import type { EngineSettings } from '../../src/core/engine.ts'
import { isArray, isObject, parsedJson, valueAt } from '../../src/core/json.ts'
import type { CampaignReport } from '../../src/core/result.ts'
import { campaignOfExecution, type Execution, type Machine } from '../../src/engine/executions.ts'
import { keysOf } from '../../src/engine/store.ts'
import { campaignReport } from '../core/campaign/reports.ts'
import { type MemoryStore, openMemoryStore } from './memory-store.ts'

/** Objects in memory; `beforePut` may throw instead of a write. */
export interface BreakableStore extends MemoryStore {
  beforePut: (key: string) => void
}

function breakableStore(): BreakableStore {
  const memory = openMemoryStore()
  const store: BreakableStore = {
    ...memory,
    beforePut: () => {},
    async put(key, body, isNew) {
      store.beforePut(key)
      return memory.put(key, body, isNew)
    },
  }
  return store
}

/** One chunk, for whoever works on it. */
export interface Work {
  readonly campaign: string
  readonly chunk: number
  readonly users: readonly string[]
  readonly store: BreakableStore
  readonly keys: ReturnType<typeof keysOf>
}

/** Sends to everybody of a chunk. */
export async function acceptAll({ chunk, users, store, keys }: Work): Promise<void> {
  await store.put(keys.report(chunk), JSON.stringify(reportOfChunk(users.length)))
}

/** What a worker reports of a chunk in which everybody was sent to, but for what is said. */
export function reportOfChunk(
  recipients: number,
  changes: Partial<CampaignReport> = {},
): Omit<CampaignReport, 'journal'> {
  const { journal: _, ...report } = campaignReport({
    recipients,
    counts: { accepted: recipients, alreadySent: 0, rejected: 0, failed: 0, notSent: 0 },
    requests: recipients,
    ...changes,
  })
  return report
}

/** A state machine whose executions get on by a chunk whenever they are looked at. */
export interface FakeMachine extends Machine {
  readonly store: BreakableStore
  /** What executions were started with, in their order. */
  readonly started: { readonly name: string; readonly input: string }[]
  /** Works on a chunk; what it throws fails the execution. */
  work: (work: Work) => Promise<void>
  /** Whether nothing gets on. */
  isHeld: boolean
  /** How often somebody has opened it. */
  asked: number
  /** Throws instead of an answer. */
  beforeDescribe: (name: string) => void
}

const arn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:campaigns'

export function fakeMachine(settings: Partial<EngineSettings> = {}): FakeMachine {
  const store = breakableStore()
  const running = new Map<string, { execution: Execution; open: number[] }>()
  const order: string[] = []
  const end = (name: string, status: string, cause?: string): void => {
    const one = running.get(name)
    if (one === undefined || one.execution.endedAt !== undefined) return
    one.execution = { ...one.execution, status, cause, endedAt: new Date() }
  }
  const machine: FakeMachine = {
    arn,
    store,
    settings: { workers: 2, chunk: 100, ...settings },
    started: [],
    work: acceptAll,
    isHeld: false,
    asked: 0,
    beforeDescribe: () => {},
    executions: {
      definition: async () => '{}',
      async start(name, input) {
        if (running.has(name)) return false
        machine.started.push({ name, input })
        order.push(name)
        const open = chunksIn(store.text(String(valueAt(parsedJson(input), ['chunks']))))
        const execution = {
          status: 'RUNNING',
          startedAt: new Date(),
          endedAt: undefined,
          cause: undefined,
        }
        running.set(name, { execution, open })
        return true
      },
      async describe(name) {
        machine.beforeDescribe(name)
        const one = running.get(name)
        if (one === undefined || one.execution.endedAt !== undefined || machine.isHeld) {
          return one?.execution
        }
        const chunk = one.open.shift()
        if (chunk === undefined) end(name, 'SUCCEEDED')
        else {
          const campaign = campaignOfExecution(name)
          const keys = keysOf(campaign)
          const lines = store.text(keys.chunk(chunk))?.trim().split('\n') ?? []
          const users = lines.map(line => {
            const record = parsedJson(line)
            return isObject(record) ? String(record['user']) : ''
          })
          try {
            await machine.work({ campaign, chunk, users, store, keys })
          } catch (error) {
            end(name, 'FAILED', error instanceof Error ? error.message : String(error))
          }
        }
        return running.get(name)?.execution
      },
      async stop(name) {
        end(name, 'ABORTED')
      },
      latest: async () => order.at(-1),
    },
  }
  return machine
}

/** The chunks that the list of an execution names. */
function chunksIn(list: string | undefined): number[] {
  const items = parsedJson(list ?? '') ?? []
  return isArray(items) ? items.map(item => Number(valueAt(item, ['chunk']))) : []
}
