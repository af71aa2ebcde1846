import type { Region } from '../core/alexa.ts'
import type { CampaignJob, CampaignRecipient, CampaignResult } from '../core/campaign/campaign.ts'
import { bodiesOfPlan } from '../core/campaign/job.ts'
import { CampaignError } from '../core/campaign/lock.ts'
import { unsentReport } from '../core/campaign/report.ts'
import { deliverCampaign } from '../core/campaign/send.ts'
import type { CampaignPlan } from '../core/engine.ts'
import { accepts } from '../core/generated/engine.js'
import { parsedJson } from '../core/json.ts'
import type { CampaignCounts, CampaignReport, CampaignStop, Outcome } from '../core/result.ts'
import type { Credentials } from '../core/settings.ts'
import { type Clock, every, systemClock } from '../core/time.ts'
import type { World } from '../core/world.ts'
import { type ChunkFiles, FencedError, openChunkFiles } from './files.ts'
import { type Handover, openHandover } from './handover.ts'
import {
  type CampaignKeys,
  type Control,
  DamagedError,
  keysOf,
  type ObjectStore,
  readJson,
} from './store.ts'

export interface ChunkOrder {
  readonly campaign: string
  readonly chunk: number
}

/** What the state machine goes on with. It is kept in the history of an execution: nothing in it is of a user. */
export interface ChunkOutcome extends Omit<CampaignCounts, 'notSent'> {
  /**
   * `done`: nobody of the chunk is left. `again`: somebody is, and it is worth going on. `stopped`: somebody is, and nothing
   * is to be sent any more. `wrong`: this chunk has found out why nothing should be sent to anybody.
   */
  readonly status: 'done' | 'again' | 'stopped' | 'wrong'
  /** Seconds until it is worth going on. */
  readonly wait: number
}

export interface DispatchOptions {
  /** Throws a `CampaignError` where there are none that can be used, however often they are asked for. */
  readonly credentials: () => Promise<Credentials>
  /** How many chunks are carried out at the same time. */
  readonly workers: number
  /** Milliseconds until this invocation is ended from outside. */
  readonly remaining: number
  /** Is told of what happens, in words that can be printed. */
  readonly note: (note: string) => void
  /** Is told of each outcome, and of each request that was throttled. */
  readonly count: (plan: CampaignPlan, region: Region, what: Outcome | 'throttled') => void
  readonly clock?: Clock
}

/** How often it is looked whether people want something else, milliseconds. */
const lookEvery = 2_000
/** How often the limit that was found is noted, and it is read what others have found, milliseconds. */
const noteEvery = 1_000
/** What is left of the time when nothing more is begun, milliseconds: for requests under way, and for writing. */
const margin = 20_000
/** After what may pass by itself, seconds. */
const pause = 60

/** Reasons to stop that may pass. Any other holds for all chunks. */
const passing: ReadonlySet<CampaignStop['rule']> = new Set([
  'delivery/reply-lost',
  'delivery/server-error',
  'delivery/throttled',
  'delivery/token-failed',
  'delivery/unreachable',
])

/**
 * Carries out a chunk of a campaign, as far as the time allows. Whatever happens to it, the next one over the same chunk resumes
 * where it ended, and whoever it is about is notified once.
 *
 * @throws where the store fails, or what is in it cannot be used; then it is worth trying again
 */
export async function dispatch(
  { campaign, chunk }: ChunkOrder,
  store: ObjectStore,
  world: World,
  options: DispatchOptions,
): Promise<ChunkOutcome> {
  const keys = keysOf(campaign)
  // All at once: as long as a worker has not begun, others hardly use its part of what is accepted.
  const [earlier, control = {}, foundPlan, foundLines, handover, [credentials]] = await Promise.all(
    [
      readJson(store, keys.report(chunk), accepts.report),
      readJson(store, keys.control, accepts.control),
      readJson(store, keys.plan, accepts.plan),
      store.get(keys.chunk(chunk)),
      openHandover(store, keys),
      Promise.allSettled([options.credentials()]),
    ],
  )
  if (earlier !== undefined) return outcomeOf('done', earlier)
  if (control.stop !== undefined) return outcomeOf('stopped')
  const plan = existing(foundPlan, keys.plan)
  const lines = linesOf(existing(foundLines, keys.chunk(chunk)))
  const { header } = plan
  const files = openChunkFiles(store, keys, chunk, header)
  const clock = options.clock ?? systemClock
  const workers = Math.max(1, Math.min(options.workers, plan.chunks))
  const rate = control.rate ?? plan.rate
  const watch = watchOver(store, keys, control, plan, options)
  const stopNoting = every(clock, noteEvery, handover.exchange)
  const end = (result: Partial<CampaignResult>) => {
    const report = { ...unsentReport(lines.length, plan.maxFailures), ...result }
    return conclude(report, chunk, store, keys, { files, watch, handover })
  }
  try {
    if (credentials.status === 'rejected') throw credentials.reason
    const job: CampaignJob = {
      ...plan,
      recipients: () => recipientsOf(lines, keys.chunk(chunk)),
      total: lines.length,
      bodiesOf: bodiesOfPlan(plan),
      credentials: credentials.value,
      authUrl: plan.authUrl,
      apiUrl: plan.apiUrl,
      rate: rate === undefined ? undefined : rate / workers,
      journal: files.journal,
      isForgotten: false,
      resume: false,
      failedFile: files.failedFile,
      simulated: false,
      ledger: handover.ledger(workers, (region, what) => options.count(plan, region, what)),
    }
    const { journal: _, ...result } = await deliverCampaign(
      job,
      { ...world, openFiles: async () => files },
      watch.signal,
      step => {
        if (step.kind === 'note') options.note(step.note)
      },
      clock,
    )
    return await end(result)
  } catch (error) {
    const why = files.failure?.error ?? error
    if (!(why instanceof CampaignError)) throw why
    options.note(why.message)
    if (why instanceof FencedError) return outcomeOf('again', undefined, pause)
    const isExpired = clock.today() >= Date.parse(header.expiryTime)
    const rule = isExpired ? 'delivery/expired' : 'campaign/not-started'
    return await end({ stops: [{ region: undefined, rule, message: why.message, help: why.help }] })
  } finally {
    watch.end()
    stopNoting()
    await handover.exchange()
  }
}

/** Writes down how a chunk stands, and says what follows from it. */
async function conclude(
  report: CampaignReport,
  chunk: number,
  store: ObjectStore,
  keys: CampaignKeys,
  {
    files,
    watch,
    handover,
  }: { readonly files: ChunkFiles; readonly watch: Watch; readonly handover: Handover },
): Promise<ChunkOutcome> {
  if (files.failure !== undefined) throw files.failure.error
  if (report.counts.notSent === 0) {
    await store.put(keys.report(chunk), JSON.stringify(report))
    return outcomeOf('done', report)
  }
  const lasting = report.stops.find(({ rule }) => !passing.has(rule))
  // Who is refused in one chunk may be many, and the credentials good for another.
  if (lasting?.rule === 'delivery/not-authorized' && (await handover.isLetInByNow())) {
    return outcomeOf('again', report, 1)
  }
  if (lasting !== undefined) {
    await store.put(keys.stop(chunk), JSON.stringify(report))
    const control = await readJson(store, keys.control, accepts.control)
    await store.put(keys.control, JSON.stringify({ stop: lasting.message, ...control }))
    return outcomeOf('wrong', report)
  }
  if (watch.isStopped) return outcomeOf('stopped', report)
  return outcomeOf('again', report, watch.signal.aborted ? 0 : pause)
}

function outcomeOf(
  status: ChunkOutcome['status'],
  report?: Pick<CampaignReport, 'counts'>,
  wait = 0,
): ChunkOutcome {
  const { accepted = 0, alreadySent = 0, rejected = 0, failed = 0 } = report?.counts ?? {}
  return { status, wait, accepted, alreadySent, rejected, failed }
}

type Watch = ReturnType<typeof watchOver>

/** Interrupts a chunk when the time is nearly over, and when people want nothing sent or another speed. */
function watchOver(
  store: ObjectStore,
  keys: CampaignKeys,
  before: Control,
  plan: CampaignPlan,
  { remaining, clock = systemClock }: DispatchOptions,
) {
  const interruption = new AbortController()
  let isStopped = false
  let isLooking = false
  const look = async (): Promise<void> => {
    if (isLooking) return
    isLooking = true
    try {
      const { stop, rate } = (await readJson(store, keys.control, accepts.control)) ?? {}
      isStopped = stop !== undefined
      const isFaster = (rate ?? plan.rate) !== (before.rate ?? plan.rate)
      if (isStopped || isFaster) interruption.abort()
    } catch {
      // Where the store fails for longer, the journal ends this.
    }
    isLooking = false
  }
  const ends = [
    every(clock, lookEvery, look),
    clock.after(remaining - Math.min(margin, remaining / 3), () => interruption.abort()),
  ]
  return {
    signal: interruption.signal,
    get isStopped() {
      return isStopped
    },
    end(): void {
      for (const end of ends) end()
    },
  }
}

function existing<Value>(found: Value | undefined, key: string): Value {
  if (found !== undefined) return found
  throw new Error(`There is no ${key}: the campaign was not begun, or its objects have expired.`)
}

/** The users of a chunk, one in each line. */
function linesOf(bytes: Uint8Array): readonly string[] {
  const lines = Buffer.from(bytes).toString().split('\n')
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

const batch = 100

async function* recipientsOf(
  lines: readonly string[],
  key: string,
): AsyncGenerator<readonly CampaignRecipient[]> {
  for (let from = 0; from < lines.length; from += batch) {
    yield lines.slice(from, from + batch).map((line, place) => {
      const record: unknown = parsedJson(line)
      const index = from + place
      if (!accepts.user(record)) throw new DamagedError(key, `Line ${index + 1} of`)
      const { user, region, variables } = record
      return { user, region, variables, index }
    })
  }
}
