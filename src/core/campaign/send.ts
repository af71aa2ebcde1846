import { amazonTokenUrl, receiverOf } from '../delivery/deliver.ts'
import { seconds } from '../delivery/explanation.ts'
import { openTokens } from '../delivery/token.ts'
import { RecipientsError } from '../recipients/recipient.ts'
import type { CampaignStep } from '../result.ts'
import { type Clock, every, systemClock } from '../time.ts'
import type { FileLock, HttpClient, World } from '../world.ts'
import {
  type CampaignContext,
  type CampaignJob,
  type CampaignRecipient,
  type CampaignResult,
  type Ending,
  openEnding,
  openRecorder,
} from './campaign.ts'
import { explained } from './files.ts'
import { type Journal, openJournal } from './journal.ts'
import { CampaignError } from './lock.ts'
import { openRegionSender, type RegionSender } from './region-sender.ts'
import { openTokenCheck, type TokenCheck } from './token-check.ts'

/** Milliseconds. */
const progressEvery = 250
const touchEvery = 10_000

/** How long requests that are under way may take to end when a run is interrupted, milliseconds. */
const gracePeriod = 5_000

/** Over how long the rate that is shown is measured, milliseconds. */
const progressWindow = 5_000

/**
 * Carries out a campaign: posts an event to each of many recipients, and notes each outcome in a
 * journal before it tells of it, so that a run that ends at any moment can be resumed. Refusals, broken
 * networks and interruptions are outcomes.
 *
 * @param signal interrupts: nothing more is begun, and what is under way has five seconds to end
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
  const { journal: path, header, resume, isForgotten, failedFile, ledger } = job
  const lock = await files.lock(path).catch(explained(path))
  try {
    const journal = await openJournal(path, header, resume, files, isForgotten)
    try {
      // Where nothing is to be sent, whoever asks once more is told how it ended, however late.
      if (journal.arrived.size + journal.refused.size < job.total) refuseExpired(journal, clock)
      const ending = openEnding()
      const recorder = await openRecorder(journal, failedFile, files, ending.stopForFile, ledger)
      const receiver = receiverOf(job)
      const context = { job, world, signal, observe, clock, receiver, journal, recorder, ending }
      return await carryOut(context, lock, files.syncEvery).finally(recorder.close)
    } finally {
      await journal.close()
    }
  } finally {
    lock.release()
  }
}

function refuseExpired({ header, isContinued }: Journal, clock: Clock): void {
  if (clock.today() < Date.parse(header.expiryTime)) return
  throw new CampaignError(
    `The event expired at ${header.expiryTime}; nothing was sent.`,
    isContinued
      ? 'A resumed run sends the same notification, and that has expired. To send a new one, remove the journal; users who have the old one get both unless reference-id stays the same.'
      : 'Set a longer "expires-in" (5 minutes to 24 hours), or correct the time in the event file.',
  )
}

async function carryOut(
  context: CampaignContext,
  lock: FileLock,
  syncEvery: number,
): Promise<CampaignResult> {
  const { job, clock, signal, journal, recorder, ending } = context
  const startedAt = clock.now()
  const earlier = recorder.settled
  const tell = openProgress(context)
  const sync = (): Promise<void> => journal.sync().catch(ending.stopForFile)
  const cancels = [
    every(clock, progressEvery, tell),
    every(clock, syncEvery, sync),
    every(clock, touchEvery, lock.touch),
  ]
  const requests = await fanOut(context).finally(() => {
    for (const cancel of cancels) cancel()
    return sync()
  })
  tell()
  const duration = (clock.now() - startedAt) / 1_000
  return {
    counts: recorder.counts(job.total),
    earlier,
    ...recorder.findings(),
    stops: ending.stops,
    interrupted: signal.aborted,
    journal: job.journal,
    seconds: rounded(duration),
    requests,
    perSecond: rounded(duration > 0 ? (recorder.settled - earlier) / duration : 0),
  }
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000
}

/** Returns what tells how far a campaign is, to be called every quarter of a second; while nothing has changed it is silent. */
function openProgress({ job: { total }, recorder, clock, observe }: CampaignContext): () => void {
  let samples = [{ now: clock.now(), done: recorder.settled }]
  return () => {
    const now = clock.now()
    const done = recorder.settled
    const last = samples.at(-1)
    const recent = samples.filter(sample => sample.now > now - progressWindow)
    const oldest = recent[0] ?? last
    samples = [...recent, { now, done }]
    if (oldest === undefined || done === last?.done) return
    const perSecond = ((done - oldest.done) * 1_000) / Math.max(1, now - oldest.now)
    const secondsLeft = perSecond > 0 ? Math.max(0, total - done) / perSecond : undefined
    const counts = recorder.counts(total)
    observe({ kind: 'progress', progress: { done, total, counts, perSecond, secondsLeft } })
  }
}

/** Sends until everybody has been seen to or the campaign ends before that, and closes every connection. Returns how many requests were posted. */
async function fanOut(context: CampaignContext): Promise<number> {
  const { job, world, signal, clock, ending } = context
  const http = await world.openHttp({ timeout: job.timeout, connections: job.concurrency })
  let cancelGracePeriod = (): void => {}
  const onAbort = (): void => {
    cancelGracePeriod = clock.after(gracePeriod, () => void http.close())
    ending.stop(undefined)
  }
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    const tokens = tokenCheckOf(context, http, () => {
      for (const sender of senders) sender.pump()
    })
    const senders = job.header.regions.map(region =>
      openRegionSender(region, context, http, tokens),
    )
    const read = handOut(context, senders).catch((error: unknown) => ({ error }))
    if (signal.aborted) onAbort()
    await ending.until(() => senders.every(({ isIdle }) => isIdle()))
    // A list that cannot be read to its end ends the campaign; what is under way is waited for.
    const broken = isOver(ending, senders) ? undefined : await read
    if (broken !== undefined) throw broken.error
    return senders.reduce((sum, sender) => sum + sender.requests(), 0)
  } finally {
    signal.removeEventListener('abort', onAbort)
    cancelGracePeriod()
    await http.close()
  }
}

function isOver(ending: Ending, senders: readonly RegionSender[]): boolean {
  return ending.isOver || senders.every(({ isStopped }) => isStopped())
}

/** Hands the recipients of the list out to the senders of their regions; reads no faster than they send. */
async function handOut(
  { job, journal, recorder, ending }: CampaignContext,
  senders: readonly RegionSender[],
): Promise<undefined> {
  const isSettled = (recipient: CampaignRecipient): boolean => {
    if (journal.arrived.has(recipient.index)) return true
    if (!journal.refused.has(recipient.index)) return false
    recorder.refusedEarlier(recipient)
    return true
  }
  try {
    for await (const batch of job.recipients()) {
      if (isOver(ending, senders)) return
      for (const sender of senders) {
        const theirs = batch.filter(one => one.region === sender.region && !isSettled(one))
        if (theirs.length > 0) sender.push(theirs)
      }
      await ending.until(() => isOver(ending, senders) || !senders.some(({ isFull }) => isFull()))
      if (isOver(ending, senders)) return
    }
  } catch (error) {
    if (!(error instanceof RecipientsError)) throw error
    const { rule, message, help } = error.finding
    ending.stop({ rule, message, help })
  } finally {
    for (const sender of senders) sender.end()
  }
}

function tokenCheckOf(
  { job, world, signal, observe, clock, receiver, ending, journal }: CampaignContext,
  http: HttpClient,
  onReady: () => void,
): TokenCheck {
  const { authUrl = amazonTokenUrl, retries } = job
  const policy = { retries, deadline: Date.parse(journal.header.expiryTime) }
  const tokens = openTokens(
    { ...job, authUrl, receiver: receiver.login, policy },
    { http, world, signal },
    ({ reason, milliseconds }) => {
      const note = `waiting ${seconds(milliseconds)} for an access token: ${reason}`
      observe({ kind: 'note', note })
    },
  )
  return openTokenCheck({
    tokens,
    clock,
    wasLetIn: journal.arrived.size > 0 || job.ledger?.wasLetIn === true,
    onReady,
    onFailure: ending.stop,
    onError: ending.fail,
  })
}
