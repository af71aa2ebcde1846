import { CampaignError } from '../core/campaign/lock.ts'
import type { CampaignPlan, EngineOrder } from '../core/engine.ts'
import { accepts } from '../core/generated/engine.js'
import type { CampaignStep } from '../core/result.ts'
import { counted, users } from '../core/wording.ts'
import {
  campaignName,
  chunkTable,
  everyChunk,
  lastRun,
  type Machine,
  type Run,
  startRun,
} from './executions.ts'
import { keysOf, readJson } from './store.ts'

/** A campaign that has begun. */
export interface Begun {
  readonly name: string
  /** As the campaign began with; its times hold. */
  readonly plan: CampaignPlan
  readonly run: Run
  /** Whether it had begun before. */
  readonly isKnown: boolean
}

/**
 * Begins a campaign once, however often it is asked for and wherever that broke off: cuts the list,
 * uploads it, the plan last of all, and starts the execution under the campaign's name.
 *
 * @throws CampaignError where the name is another campaign's, what is left of it is gone, or it was interrupted
 */
export async function begin(
  order: EngineOrder,
  machine: Machine,
  now: Date,
  signal: AbortSignal,
  observe: (step: CampaignStep) => void,
): Promise<Begun> {
  const { store, executions } = machine
  const name = campaignName(order.plan)
  const keys = keysOf(name)
  const found = await readJson(store, keys.plan, accepts.plan)
  if (found !== undefined && found.header.fingerprint !== order.plan.header.fingerprint) {
    throw new CampaignError(
      `The name ${name} is taken by another campaign of this engine.`,
      'Set another announcement or reference-id.',
    )
  }
  const last = await lastRun(name, executions)
  if (last !== undefined) {
    if (found !== undefined) return { name, plan: found, run: last, isKnown: true }
    throw new CampaignError(
      `The campaign ${name} was carried out before, on ${last.execution.startedAt.toISOString()}, and what it left in the bucket is no longer there.`,
      'To send the event once more, set another announcement; users who have it already then get it again.',
    )
  }
  // What was uploaded and never begun has notified nobody.
  const isUsable = found !== undefined && Date.parse(found.header.expiryTime) > now.getTime()
  if (!isUsable) {
    await upload(name, order, machine, signal, observe)
    // Of two who begin it at the same moment, one has written the plan: its times hold for both.
    await store.put(keys.plan, JSON.stringify(order.plan), found === undefined)
  }
  const plan = (await readJson(store, keys.plan, accepts.plan)) ?? order.plan
  if (signal.aborted) throw interrupted()
  const execution = await startRun(name, 1, executions, now)
  return { name, plan, run: { number: 1, execution, before: 0 }, isKnown: false }
}

function interrupted(): CampaignError {
  return new CampaignError(
    'The run was interrupted before the campaign began, so nothing was sent.',
    'Run the same command again.',
  )
}

/** So many objects are uploaded at the same time. */
const together = 8

/** So many chunks are uploaded from one note to the next. */
const notedChunks = 1_000

/** Cuts the list into chunks and uploads them. Not more of the list is held than is being uploaded. */
async function upload(
  name: string,
  { plan, recipients }: EngineOrder,
  { store, settings }: Machine,
  signal: AbortSignal,
  observe: (step: CampaignStep) => void,
): Promise<void> {
  const keys = keysOf(name)
  const note = (text: string): void => observe({ kind: 'note', note: text })
  note(`uploading ${users(plan.recipients)} in ${chunkText(plan.chunks)}`)
  let lines: string[] = []
  let ready: string[] = []
  let uploaded = 0
  const flush = async (): Promise<void> => {
    if (signal.aborted) throw interrupted()
    if (ready.length === 0) return
    await Promise.all(ready.map((text, at) => store.put(keys.chunk(uploaded + at + 1), text)))
    uploaded += ready.length
    ready = []
    if (uploaded % notedChunks === 0)
      note(`${counted(uploaded)} of ${chunkText(plan.chunks)} uploaded`)
  }
  for await (const batch of recipients()) {
    for (const { user, region, variables } of batch) {
      lines.push(`${JSON.stringify({ user, region, variables })}\n`)
      if (lines.length < settings.chunk) continue
      ready.push(lines.join(''))
      lines = []
      if (ready.length === together) await flush()
    }
  }
  if (lines.length > 0) ready.push(lines.join(''))
  await flush()
  await store.put(keys.run(1), chunkTable(name, everyChunk(plan)))
  if (signal.aborted) throw interrupted()
}

function chunkText(chunks: number): string {
  return `${counted(chunks)} ${chunks === 1 ? 'chunk' : 'chunks'}`
}
