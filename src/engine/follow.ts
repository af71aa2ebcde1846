import { joinCampaigns, readCampaign } from '../core/campaign/join.ts'
import type { CampaignPlan, EngineReport } from '../core/engine.ts'
import { parsedJson } from '../core/json.ts'
import type {
  CampaignProgress,
  CampaignReport,
  CampaignStep,
  CampaignStop,
} from '../core/result.ts'
import type { World } from '../core/world.ts'
import { explained, isLasting } from './clients.ts'
import { type Execution, executionName, isOver, type Machine, type Run } from './executions.ts'
import { type Control, keysOf, type ObjectStore, readJson } from './store.ts'

/** A campaign that is looked at. */
export interface Followed {
  readonly name: string
  readonly plan: CampaignPlan
  readonly run: Run
}

/** How a campaign is followed. */
export interface Following {
  readonly world: Pick<World, 'openFiles' | 'sleep' | 'now'>
  /** Where those go who were not notified. */
  readonly failedFile: string
  readonly signal: AbortSignal
  observe(step: CampaignStep): void
}

/** From one look to the next, milliseconds: soon at first, for short campaigns. */
const pauses = { first: 500, step: 500, last: 5_000, perThousandReports: 200 } as const

/** So many looks may fail one after the other before nobody looks any more. */
const mostFailures = 10

/**
 * Follows a campaign until it ends, and joins the reports of its chunks. An interruption ends nothing but
 * that, and neither does a service that cannot be reached any more.
 */
export async function follow(
  { name, plan, run }: Followed,
  machine: Machine,
  { world, failedFile, signal, observe }: Following,
): Promise<EngineReport> {
  const { store, executions } = machine
  const reports = openReports(name, store)
  const progressOf = openProgress(plan, run, world)
  let { execution } = run
  let pause: number = pauses.first
  let failures = 0
  const goesOn = (problem?: string): EngineReport => ({
    report: reportOf(name, plan, execution, world.now(), reports.joined()),
    isRunning: true,
    ...(problem !== undefined && { problem }),
  })
  for (;;) {
    try {
      // First the execution: what has ended has left all its reports.
      execution = (await executions.describe(executionName(name, run.number))) ?? execution
      await reports.read()
      failures = 0
      observe({ kind: 'progress', progress: progressOf(reports.joined()) })
      if (isOver(execution)) break
    } catch (error) {
      const problem = explained(error, machine.arn)
      failures += 1
      if (isLasting(error) || failures >= mostFailures) return goesOn(withoutStop(problem.message))
    }
    try {
      if (signal.aborted) return goesOn()
      await world.sleep(pause + (reports.size / 1_000) * pauses.perThousandReports, signal)
    } catch (error) {
      if (!signal.aborted) throw error
      return goesOn()
    }
    pause = Math.min(pauses.last, pause + pauses.step)
  }
  return {
    report: await endOf(
      { name, plan, run: { ...run, execution } },
      reports,
      machine,
      world,
      failedFile,
      observe,
    ),
    isRunning: false,
  }
}

/** What is known of a campaign now: its report, and whether it goes on. */
export async function look(
  { name, plan, run }: Followed,
  { store }: Pick<Machine, 'store'>,
  now: Date,
): Promise<EngineReport> {
  const reports = openReports(name, store)
  await reports.read()
  const isRunning = !isOver(run.execution)
  if (!isRunning) await reports.readStops()
  const stops = isRunning ? [] : await stopsOf(name, plan, run.execution, reports.joined(), store)
  return {
    report: withStops(reportOf(name, plan, run.execution, now, reports.joined()), stops),
    isRunning,
  }
}

async function endOf(
  { name, plan, run: { execution } }: Followed,
  reports: Reports,
  { store }: Machine,
  world: Following['world'],
  failedFile: string,
  observe: Following['observe'],
): Promise<CampaignReport> {
  await reports.readStops()
  const stops = await stopsOf(name, plan, execution, reports.joined(), store)
  const report = withStops(reportOf(name, plan, execution, world.now(), reports.joined()), stops)
  try {
    const isThere = await gatherFailed(name, store, world, failedFile)
    return isThere ? { ...report, failedFile } : report
  } catch (error) {
    // How the campaign ended is known all the same.
    const why = error instanceof Error ? error.message : String(error)
    const note = `the list of those who were not notified cannot be written (${withoutStop(why)}); it is in the bucket, under ${keysOf(name).failed}`
    observe({ kind: 'note', note })
    return report
  }
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '')
}

/** The reports of the chunks of a campaign, each read once. */
type Reports = ReturnType<typeof openReports>

/** So many reports are read at the same time. */
const together = 8

function openReports(name: string, store: ObjectStore) {
  const keys = keysOf(name)
  const read = new Set<string>()
  let joined: CampaignReport | undefined

  const add = async (fresh: readonly string[]): Promise<void> => {
    for (let at = 0; at < fresh.length; at += together) {
      const some = fresh.slice(at, at + together)
      const found = await Promise.all(some.map(key => store.get(key)))
      const reports = found.flatMap(bytes => {
        const text = bytes === undefined ? '' : Buffer.from(bytes).toString()
        return readCampaign(parsedJson(text)) ?? []
      })
      const all = [...(joined === undefined ? [] : [joined]), ...reports]
      if (all.length > 0) joined = joinCampaigns(all)
      for (const key of some) read.add(key)
    }
  }
  return {
    /** What the chunks have reported so far; undefined while that is nothing. */
    joined: () => joined,
    get size() {
      return read.size
    },
    /** Reads the reports that have come since. */
    async read(): Promise<void> {
      for await (const page of store.list(keys.reports))
        await add(page.filter(key => !read.has(key)))
    },
    /** Reads why chunks without a report were stopped. */
    async readStops(): Promise<void> {
      const isOpen = (key: string): boolean => !read.has(key.replace(keys.stops, keys.reports))
      for await (const page of store.list(keys.stops)) await add(page.filter(isOpen))
    },
  }
}

/** What is reported of the whole, from what its chunks have reported. */
function reportOf(
  name: string,
  { recipients, badLines, duplicates, maxFailures }: CampaignPlan,
  { startedAt, endedAt }: Execution,
  now: Date,
  joined: CampaignReport | undefined,
): CampaignReport {
  const seconds = Math.max(0, ((endedAt ?? now).getTime() - startedAt.getTime()) / 1_000)
  const counts = joined?.counts ?? { accepted: 0, alreadySent: 0, rejected: 0, failed: 0 }
  const settled = settledOf(counts)
  return {
    recipients,
    name,
    counts: { ...counts, notSent: Math.max(0, recipients - settled) },
    // What earlier invocations of a chunk did is of the same campaign.
    earlier: 0,
    inDoubt: joined?.inDoubt ?? 0,
    badLines,
    duplicates,
    otherShards: 0,
    maxFailures,
    reasons: joined?.reasons ?? [],
    stops: joined?.stops ?? [],
    interrupted: false,
    requests: joined?.requests ?? 0,
    seconds,
    perSecond: seconds > 0 ? Math.round((settled / seconds) * 1_000) / 1_000 : 0,
  }
}

function settledOf(counts: Omit<CampaignReport['counts'], 'notSent'>): number {
  return counts.accepted + counts.alreadySent + counts.rejected + counts.failed
}

/** Why an execution ended before everybody had been sent to, beyond what its chunks say. */
async function stopsOf(
  name: string,
  { recipients }: CampaignPlan,
  { status, cause }: Execution,
  joined: CampaignReport | undefined,
  store: ObjectStore,
): Promise<readonly CampaignStop[]> {
  if (joined !== undefined && settledOf(joined.counts) >= recipients) return []
  const control = await readJson<Control>(store, keysOf(name).control)
  const why = control?.stop
  const isTold = joined?.stops.some(({ message }) => why === undefined || message === why) === true
  if (isTold) return []
  const ended =
    status === 'ABORTED'
      ? 'The execution was stopped.'
      : `The execution ended with ${status}${cause === undefined ? '' : ` (${withoutStop(cause)})`}.`
  return [
    {
      region: undefined,
      rule: 'campaign/stopped',
      message: why ?? ended,
      help: 'Correct what the message names, if it was no choice.',
    },
  ]
}

/** Adds stops, and how a campaign on an engine goes on after any of them. */
function withStops(report: CampaignReport, more: readonly CampaignStop[]): CampaignReport {
  const resume = `On the engine, "alexa-proactive campaign-resume ${report.name ?? ''}" goes on with the campaign.`
  const stops = [...report.stops, ...more].map(stop => ({
    ...stop,
    help: `${stop.help} ${resume}`,
  }))
  return { ...report, stops }
}

/** Gathers those who were not notified in one list. Returns whether there are any. */
async function gatherFailed(
  name: string,
  store: ObjectStore,
  world: Pick<World, 'openFiles'>,
  path: string,
): Promise<boolean> {
  const files = await world.openFiles()
  let isThere = false
  const list = await files.append(path, 0)
  try {
    for await (const page of store.list(keysOf(name).failed)) {
      for (const key of page) {
        const bytes = await store.get(key)
        if (bytes === undefined || bytes.length === 0) continue
        list.append(Buffer.from(bytes).toString())
        isThere = true
      }
    }
  } finally {
    await list.close()
  }
  if (!isThere) await files.remove(path)
  return isThere
}

/** Returns what tells how far a campaign is. */
function openProgress(
  { recipients }: CampaignPlan,
  { number, execution }: Run,
  world: Pick<World, 'now'>,
): (joined: CampaignReport | undefined) => CampaignProgress {
  // What earlier executions did says nothing of the speed of this one.
  let from = number === 1 ? { done: 0, at: execution.startedAt.getTime() } : undefined
  return joined => {
    const counts = { accepted: 0, alreadySent: 0, rejected: 0, failed: 0, ...joined?.counts }
    const done = settledOf(counts)
    const now = world.now().getTime()
    from ??= { done, at: now }
    const perSecond = ((done - from.done) * 1_000) / Math.max(1, now - from.at)
    const left = Math.max(0, recipients - done)
    return {
      done,
      total: recipients,
      counts: { ...counts, notSent: left },
      perSecond,
      secondsLeft: perSecond > 0 ? left / perSecond : undefined,
    }
  }
}
