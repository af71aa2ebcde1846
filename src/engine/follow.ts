import { joinCampaigns, readCampaign } from '../core/campaign/join.ts'
import { CampaignError } from '../core/campaign/lock.ts'
import { settledOf, unsentReport } from '../core/campaign/report.ts'
import type { CampaignPlan, EngineReport } from '../core/engine.ts'
import { accepts } from '../core/generated/engine.js'
import { parsedJson } from '../core/json.ts'
import type {
  CampaignProgress,
  CampaignReport,
  CampaignStep,
  CampaignStop,
} from '../core/result.ts'
import { messageOf, type World } from '../core/world.ts'
import { explained, isLasting } from './clients.ts'
import { executionName, isOver, lengthOf, type Machine, type Run } from './executions.ts'
import { DamagedError, keysOf, type ObjectStore, readJson } from './store.ts'

export interface Followed {
  readonly name: string
  readonly plan: CampaignPlan
  readonly run: Run
}

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
  campaign: Followed,
  machine: Machine,
  { world, failedFile, signal, observe }: Following,
): Promise<EngineReport> {
  const { name, plan, run } = campaign
  const reports = openReports(name, machine.store)
  const progressOf = openProgress(plan, run, world)
  let { execution } = run
  let pause: number = pauses.first
  let failures = 0
  const goesOn = (problem?: string): EngineReport => ({
    report: reportOf({ ...campaign, run: { ...run, execution } }, reports.joined(), world.now()),
    isRunning: true,
    ...(problem !== undefined && { problem }),
  })
  for (;;) {
    try {
      // First the execution: what has ended has left all its reports.
      execution = (await machine.executions.describe(executionName(name, run.number))) ?? execution
      await reports.read()
      observe({ kind: 'progress', progress: progressOf(reports.joined()) })
      if (isOver(execution)) {
        const ended = { ...campaign, run: { ...run, execution } }
        const report = await finalReport(ended, reports, machine.store, world.now())
        const isListed = await gatherFailed(name, machine.store, world, failedFile, observe)
        return { report: isListed ? { ...report, failedFile } : report, isRunning: false }
      }
      failures = 0
    } catch (error) {
      const problem = explained(error, machine.arn)
      if (!(problem instanceof CampaignError)) throw error
      failures += 1
      if (error instanceof DamagedError || isLasting(error) || failures >= mostFailures)
        return goesOn(withoutStop(problem.message))
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
}

/** What is known of a campaign now: its report, and whether it goes on. */
export async function look(
  campaign: Followed,
  { store }: Pick<Machine, 'store'>,
  now: Date,
): Promise<EngineReport> {
  const reports = openReports(campaign.name, store)
  await reports.read()
  const isRunning = !isOver(campaign.run.execution)
  const report = isRunning
    ? reportOf(campaign, reports.joined(), now)
    : await finalReport(campaign, reports, store, now)
  return { report, isRunning }
}

/** The report of a campaign that has ended, with what ended it. */
async function finalReport(
  campaign: Followed,
  reports: Reports,
  store: ObjectStore,
  now: Date,
): Promise<CampaignReport> {
  await reports.readStops()
  const joined = reports.joined()
  const report = reportOf(campaign, joined, now)
  const stops = [...report.stops, ...(await stopsOf(campaign, joined, store))]
  const resume = `On the engine, "alexa-proactive campaign-resume ${campaign.name}" resumes the campaign.`
  return { ...report, stops: stops.map(stop => ({ ...stop, help: `${stop.help} ${resume}` })) }
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
      const reports = (await Promise.all(some.map(key => reportsAt(key, store)))).flat()
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

/** A report; none where it has expired since. */
async function reportsAt(key: string, store: ObjectStore): Promise<readonly CampaignReport[]> {
  const bytes = await store.get(key)
  if (bytes === undefined) return []
  const report = readCampaign(parsedJson(Buffer.from(bytes).toString()))
  if (report === undefined) throw new DamagedError(key)
  return [report]
}

/** What is reported of the whole, from what its chunks have reported. */
function reportOf(
  { name, plan, run }: Followed,
  joined: CampaignReport | undefined,
  now: Date,
): CampaignReport {
  const { recipients, badLines, duplicates, maxFailures } = plan
  const seconds = (run.before + lengthOf(run.execution, now)) / 1_000
  const nothing = unsentReport(recipients, maxFailures)
  const { counts, inDoubt, reasons, stops, requests } = joined ?? nothing
  const settled = settledOf({ counts })
  return {
    // What earlier invocations of a chunk did is of the same campaign, so nothing of it is earlier.
    ...nothing,
    name,
    counts: { ...counts, notSent: Math.max(0, recipients - settled) },
    inDoubt,
    badLines,
    duplicates,
    reasons,
    stops,
    requests,
    seconds,
    perSecond: seconds > 0 ? Math.round((settled / seconds) * 1_000) / 1_000 : 0,
  }
}

/** Why an execution ended before everybody had been sent to, beyond what its chunks say. */
async function stopsOf(
  { name, plan: { recipients }, run }: Followed,
  joined: CampaignReport | undefined,
  store: ObjectStore,
): Promise<readonly CampaignStop[]> {
  if (joined !== undefined && settledOf(joined) >= recipients) return []
  const { status, cause } = run.execution
  const control = await readJson(store, keysOf(name).control, accepts.control)
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
      help: 'Correct what the message names, if it was no choice. Users of chunks that were under way are counted as not sent to.',
    },
  ]
}

/** Gathers those who were not notified in one list, if there are any; that it cannot be written is told. */
async function gatherFailed(
  name: string,
  store: ObjectStore,
  world: Pick<World, 'openFiles'>,
  path: string,
  observe: Following['observe'],
): Promise<boolean> {
  const { failed } = keysOf(name)
  let isThere = false
  try {
    const files = await world.openFiles()
    const list = await files.append(path, 0)
    try {
      for await (const page of store.list(failed)) {
        for (const key of page) {
          const bytes = (await store.get(key)) ?? new Uint8Array()
          if (bytes.length === 0) continue
          list.append(Buffer.from(bytes).toString())
          isThere = true
        }
      }
    } finally {
      await list.close()
    }
    if (!isThere) await files.remove(path)
    return isThere
  } catch (error) {
    const why = withoutStop(messageOf(error))
    const note = `the list of those who were not notified cannot be written (${why}); it is in the bucket, under ${failed}`
    observe({ kind: 'note', note })
    return false
  }
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
    const { counts } = joined ?? unsentReport(recipients, 0)
    const done = settledOf({ counts })
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
