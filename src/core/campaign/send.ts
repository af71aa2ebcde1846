import type { CampaignProgress, CampaignStep } from '../result.ts'
import { type Clock, every, systemClock } from '../time.ts'
import type { CampaignFiles, FileLock, World } from '../world.ts'
import { CampaignError, type CampaignJob, type CampaignResult } from './campaign.ts'
import { type Ending, openEnding } from './context.ts'
import { fanOut } from './fan-out.ts'
import { explainFileError } from './files.ts'
import { type Journal, openJournal } from './journal.ts'
import { type FailedFile, openFailedFile, openRecorder, openTally, type Tally } from './recorder.ts'

/** Milliseconds. */
const progressEvery = 250
const syncEvery = 200
const touchEvery = 10_000

/** Over how long the rate that is shown is measured, milliseconds. */
const progressWindow = 5_000

/**
 * Carries out a campaign: posts an event to each of many recipients, and notes each outcome in a
 * journal before it tells of it, so that a run that ends at any moment can be resumed.
 *
 * @param signal interrupts: nothing more is begun, and what is under way has five seconds to end
 * @param observe is told of progress at most four times a second, and of what people should know
 * @returns what became of all recipients; refusals, broken networks and interruptions are outcomes
 * @throws CampaignError where nothing can be sent: a journal of another campaign, in use, damaged,
 * missing or not to be written; an event that has expired
 */
export async function deliverCampaign(
  job: CampaignJob,
  world: World,
  signal: AbortSignal,
  observe: (step: CampaignStep) => void,
  clock: Clock = systemClock,
): Promise<CampaignResult> {
  const files = await world.openFiles()
  const { path } = job.journal
  const lock = await explained(path, () => files.lock(path))
  try {
    const journal = await openJournal(path, job.journal.header, job.resume, files)
    try {
      if (!isSettled(journal, job)) refuseExpired(journal, clock)
      const failedFile = await openFailed(job.failedFile, files)
      try {
        return await carryOut(job, journal, failedFile, lock, { world, signal, observe, clock })
      } finally {
        failedFile.close()
        if (failedFile.path === undefined) await files.remove(job.failedFile)
      }
    } finally {
      journal.close()
    }
  } finally {
    lock.release()
  }
}

async function explained<Value>(path: string, open: () => Promise<Value>): Promise<Value> {
  try {
    return await open()
  } catch (error) {
    throw explainFileError(path, error)
  }
}

async function openFailed(path: string, files: CampaignFiles): Promise<FailedFile> {
  return openFailedFile(path, await explained(path, () => files.append(path, 0)))
}

/** Then nothing is sent, and whoever asks once more is told how it ended, however late. */
function isSettled({ arrived, refused }: Journal, { total }: CampaignJob): boolean {
  return arrived.size + refused.size >= total
}

function refuseExpired({ header, isContinued }: Journal, clock: Clock): void {
  if (clock.today() < Date.parse(header.expiryTime)) return
  throw new CampaignError(
    `The event expires at ${header.expiryTime}, and that is over; nothing was sent.`,
    isContinued
      ? 'A run that goes on with a journal sends the same notification, which ends when it ends. To send a new one, remove the journal; whoever has the old one gets both unless reference-id stays the same.'
      : 'Give the event a longer life with "expires-in" (5 minutes to 24 hours), or correct the time in the event file.',
  )
}

async function carryOut(
  job: CampaignJob,
  journal: Journal,
  failedFile: FailedFile,
  lock: FileLock,
  outside: {
    readonly world: World
    readonly signal: AbortSignal
    readonly observe: (step: CampaignStep) => void
    readonly clock: Clock
  },
): Promise<CampaignResult> {
  const { clock, signal, observe } = outside
  const startedAt = clock.now()
  const tally = openTally(journal.arrived.size, journal.refused.size)
  const earlier = tally.settled
  const ending = openEnding()
  const recorder = openRecorder(journal, failedFile, tally, ending.stopForFile)
  const progress = openProgress(tally, job.total, clock)
  const tell = (): void => {
    const now = progress()
    if (now !== undefined) observe({ kind: 'progress', progress: now })
  }
  const cancels = [
    every(clock, progressEvery, tell),
    every(clock, syncEvery, syncing(journal, ending)),
    every(clock, touchEvery, touching(lock)),
  ]
  const requests = await fanOut({ ...outside, job, journal, recorder, ending }).finally(() => {
    for (const cancel of cancels) cancel()
    return journal.sync().catch(ending.stopForFile)
  })
  tell()
  const counts = tally.counts(job.total)
  const seconds = (clock.now() - startedAt) / 1_000
  return {
    total: job.total,
    counts,
    earlier,
    confirmed: recorder.confirmed,
    inDoubt: recorder.inDoubt,
    unrecorded: recorder.unrecorded,
    reasons: tally.reasons(),
    stops: ending.stops,
    interrupted: signal.aborted,
    complete: counts.rejected + counts.failed + counts.notSent <= job.maxFailures,
    journal: job.journal.path,
    failedFile: failedFile.path,
    seconds,
    requests,
    perSecond: seconds > 0 ? (tally.settled - earlier) / seconds : 0,
  }
}

/** Flushes the journal to the disk, once at a time. */
function syncing(journal: Journal, ending: Ending): () => void {
  let isBusy = false
  return () => {
    if (isBusy) return
    isBusy = true
    journal
      .sync()
      .catch(ending.stopForFile)
      .finally(() => {
        isBusy = false
      })
  }
}

/** Shows others that this run is alive, so that its lock is not taken for a stale one. */
function touching(lock: FileLock): () => void {
  return () => {
    try {
      lock.touch()
    } catch {
      // Where nothing can be written, the journal reports it.
    }
  }
}

/** What is to be called about four times a second; it returns undefined while nothing has changed. */
function openProgress(
  tally: Tally,
  total: number,
  clock: Clock,
): () => CampaignProgress | undefined {
  let samples = [{ now: clock.now(), done: tally.settled }]
  return () => {
    const now = clock.now()
    const done = tally.settled
    const last = samples.at(-1)
    const recent = samples.filter(sample => sample.now > now - progressWindow)
    const oldest = recent[0] ?? last
    samples = [...recent, { now, done }]
    if (oldest === undefined || done === last?.done) return undefined
    const perSecond = ((done - oldest.done) * 1_000) / Math.max(1, now - oldest.now)
    return {
      done,
      total,
      counts: tally.counts(total),
      perSecond,
      secondsLeft: perSecond > 0 ? Math.max(0, total - done) / perSecond : undefined,
    }
  }
}
