import type { Region } from '../alexa.ts'
import { amazonTokenUrl, receiverOf } from '../delivery/deliver.ts'
import { openTokens } from '../delivery/token.ts'
import type { CampaignProgress, CampaignStep } from '../result.ts'
import { type Clock, every, systemClock } from '../time.ts'
import type { CampaignFiles, FileLock, HttpClient, World } from '../world.ts'
import {
  CampaignError,
  type CampaignJob,
  type CampaignRecipient,
  type CampaignResult,
} from './campaign.ts'
import { type CampaignContext, type Ending, openEnding } from './context.ts'
import { explainFileError } from './files.ts'
import { type Journal, openJournal } from './journal.ts'
import { type FailedFile, openFailedFile, openRecorder, openTally, type Tally } from './recorder.ts'
import { openRegionSender, type RegionSender } from './region-sender.ts'
import { openTokenCheck, type TokenCheck } from './token-check.ts'

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
  const { path, header, isForgotten } = job.journal
  const lock = await explained(path, () => files.lock(path))
  try {
    const journal = await openJournal(path, header, job.resume, files, isForgotten)
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
    every(clock, touchEvery, lock.touch),
  ]
  const requests = await fanOut({
    ...outside,
    job,
    receiver: receiverOf(job),
    journal,
    recorder,
    ending,
  }).finally(() => {
    for (const cancel of cancels) cancel()
    return journal.sync().catch(ending.stopForFile)
  })
  tell()
  const seconds = (clock.now() - startedAt) / 1_000
  return {
    counts: tally.counts(job.total),
    earlier,
    inDoubt: recorder.inDoubt,
    reasons: tally.reasons(),
    stops: ending.stops,
    interrupted: signal.aborted,
    journal: job.journal.path,
    ...(failedFile.path === undefined ? {} : { failedFile: failedFile.path }),
    seconds: rounded(seconds),
    requests,
    perSecond: rounded(seconds > 0 ? (tally.settled - earlier) / seconds : 0),
  }
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000
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

/** How long requests that are under way may take to end when a run is interrupted, milliseconds. */
const gracePeriod = 5_000

/**
 * Sends to all recipients of a campaign, until everybody has been seen to or it ends before that. When
 * it returns, every connection is closed.
 *
 * @returns how many requests were posted
 */
export async function fanOut(context: CampaignContext): Promise<number> {
  const { job, world, signal, clock, ending } = context
  const http = await world.openHttp({ timeout: job.timeout, connections: job.concurrency })
  let cancelGracePeriod = (): void => {}
  const onAbort = (): void => {
    cancelGracePeriod = clock.after(gracePeriod, () => void http.close())
    ending.stop(undefined)
  }
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await sendAll(context, http, onAbort)
  } finally {
    signal.removeEventListener('abort', onAbort)
    cancelGracePeriod()
    await http.close()
  }
}

async function sendAll(
  context: CampaignContext,
  http: HttpClient,
  onAbort: () => void,
): Promise<number> {
  const { ending, signal } = context
  const senders = new Map<Region, RegionSender>()
  const all = (): readonly RegionSender[] => [...senders.values()]
  let onRoom = (): void => {}
  const idle = new Promise<void>((resolve, reject) => {
    const events = {
      onIdle: () => {
        if (all().every(sender => sender.isIdle)) resolve()
      },
      onRoom: () => onRoom(),
      onError: reject,
    }
    const onToken = (): void => {
      for (const sender of all()) sender.pump()
    }
    const tokens = tokenCheckOf(context, http, onToken, reject)
    for (const region of context.job.regions) {
      senders.set(region, openRegionSender(region, context, http, tokens, events))
    }
  })
  const list = handOut(context, senders)
  onRoom = list.onRoom
  ending.onStop = () => {
    list.stop()
    for (const sender of all()) sender.stop()
  }
  if (signal.aborted) onAbort()
  // A list that cannot be read to its end ends the campaign; what is under way is waited for.
  const read = list.read.catch((error: unknown) => ({ error }))
  await idle
  if (!list.isOver()) {
    const broken = await read
    if (broken !== undefined) throw broken.error
  }
  return all().reduce((sum, sender) => sum + sender.requests, 0)
}

/** Hands the recipients of the list out to the senders of their regions; reads no faster than they send. */
function handOut(
  { job, journal, recorder }: CampaignContext,
  senders: ReadonlyMap<Region, RegionSender>,
) {
  let stopped = false
  let wake = (): void => {}
  const all = [...senders.values()]
  const isOver = (): boolean => stopped || all.every(sender => sender.isStopped)
  const isHeldUp = (): boolean => all.some(sender => sender.isFull && !sender.isStopped)

  /** Whether an earlier run has seen to a recipient. */
  const isSettled = (recipient: CampaignRecipient): boolean => {
    if (journal.arrived.has(recipient.index)) return true
    if (!journal.refused.has(recipient.index)) return false
    recorder.refusedEarlier(recipient)
    return true
  }

  const read = async (): Promise<void> => {
    try {
      for await (const batch of job.recipients()) {
        if (isOver()) return
        for (const [region, sender] of senders) {
          const theirs = batch.filter(one => one.region === region && !isSettled(one))
          if (theirs.length > 0) sender.push(theirs)
        }
        while (isHeldUp() && !isOver()) {
          await new Promise<void>(resolve => {
            wake = resolve
          })
        }
        if (isOver()) return
      }
    } finally {
      for (const sender of all) sender.end()
    }
  }
  return {
    /** To be called when a sender has room again, or takes nothing more. */
    onRoom: () => wake(),
    /** Reads no more. */
    stop() {
      stopped = true
      wake()
    },
    /** Whether nobody takes any more of the list. */
    isOver,
    /** Settles when the list is read, or nobody takes any more of it. */
    read: read(),
  }
}

function tokenCheckOf(
  { job, world, signal, observe, clock, receiver, ending, journal }: CampaignContext,
  http: HttpClient,
  onReady: () => void,
  onError: (error: unknown) => void,
): TokenCheck {
  const { credentials, authUrl = amazonTokenUrl, timeout, userAgent, retries } = job
  const tokens = openTokens(
    {
      credentials,
      authUrl,
      receiver: receiver.login,
      timeout,
      userAgent,
      policy: { retries, deadline: Date.parse(journal.header.expiryTime) },
    },
    { http, world, signal },
    ({ reason, milliseconds }) => {
      const seconds = Math.round(milliseconds / 100) / 10
      observe({ kind: 'note', note: `waiting ${seconds} s for an access token: ${reason}` })
    },
  )
  return openTokenCheck({
    tokens,
    userAgent,
    clock,
    wasLetIn: journal.arrived.size > 0,
    onReady,
    onFailure: explanation => ending.stop(explanation && { region: undefined, ...explanation }),
    onError,
  })
}
