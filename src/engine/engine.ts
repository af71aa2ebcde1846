import { CampaignError } from '../core/campaign/lock.ts'
import { settledOf } from '../core/campaign/report.ts'
import type { Engine, EngineOrder } from '../core/engine.ts'
import { accepts } from '../core/generated/engine.js'
import { counted, users } from '../core/wording.ts'
import { explained } from './clients.ts'
import { costOf } from './costs.ts'
import {
  campaignName,
  chunkTable,
  everyChunk,
  isOver,
  lastRun,
  type Machine,
  startRun,
} from './executions.ts'
import { type Followed, follow, look } from './follow.ts'
import { keysOf, readJson } from './store.ts'

export function engineOf(machine: Machine): Engine {
  const { settings, arn } = machine
  return {
    settings,
    costOf: work => costOf(work, settings.workers),
    async carryOut(order, world, signal, observe) {
      const { detach, failedFile } = order
      const note = (text: string) => observe({ kind: 'note', note: text })
      try {
        const begun = await begin(order, machine, world.now(), signal, note)
        const wasOver = begun.isKnown && isOver(begun.run.execution)
        if (begun.isKnown) {
          const what = wasOver ? 'has ended' : 'is under way'
          note(`the campaign ${begun.name} ${what}; it is not begun again`)
        }
        if (detach && !wasOver) return await look(begun, machine, world.now())
        const ended = await follow(begun, machine, { world, failedFile, signal, observe })
        if (!wasOver) return ended
        // What was done before this run is no news.
        const { report } = ended
        const earlier = settledOf(report)
        return { ...ended, report: { ...report, earlier, requests: 0, perSecond: 0 } }
      } catch (error) {
        throw explained(error, arn)
      }
    },
  }
}

/**
 * Begins a campaign once, however often it is asked for and wherever that broke off: cuts the list,
 * uploads it, the plan last of all, and starts the execution under the campaign's name.
 *
 * @returns with the plan as the campaign began with, whose times hold, and whether it had begun before
 * @throws CampaignError where the name is another campaign's, what is left of it is gone, or it was interrupted
 */
async function begin(
  order: EngineOrder,
  machine: Machine,
  now: Date,
  signal: AbortSignal,
  note: (text: string) => void,
): Promise<Followed & { readonly isKnown: boolean }> {
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
    await upload(name, order, machine, signal, note)
    // Of two who begin it at the same moment, one has written the plan: its times hold for both.
    await store.put(keys.plan, JSON.stringify(order.plan), found === undefined)
  }
  const plan = (await readJson(store, keys.plan, accepts.plan)) ?? order.plan
  unlessInterrupted(signal)
  const execution = await startRun(name, 1, executions, now)
  return { name, plan, run: { number: 1, execution, before: 0 }, isKnown: false }
}

function unlessInterrupted(signal: AbortSignal): void {
  if (!signal.aborted) return
  throw new CampaignError(
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
  note: (text: string) => void,
): Promise<void> {
  const keys = keysOf(name)
  const chunks = `${counted(plan.chunks)} ${plan.chunks === 1 ? 'chunk' : 'chunks'}`
  note(`uploading ${users(plan.recipients)} in ${chunks}`)
  let lines: string[] = []
  let ready: string[] = []
  let uploaded = 0
  const flush = async (): Promise<void> => {
    unlessInterrupted(signal)
    if (ready.length === 0) return
    await Promise.all(ready.map((text, at) => store.put(keys.chunk(uploaded + at + 1), text)))
    uploaded += ready.length
    ready = []
    if (uploaded % notedChunks === 0) note(`${counted(uploaded)} of ${chunks} uploaded`)
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
  unlessInterrupted(signal)
}
