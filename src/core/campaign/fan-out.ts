import type { Region } from '../alexa.ts'
import { receiverOf } from '../delivery/deliver.ts'
import { amazonTokenUrl } from '../delivery/endpoints.ts'
import { openTokens } from '../delivery/token.ts'
import type { HttpClient } from '../world.ts'
import type { CampaignRecipient } from './campaign.ts'
import type { CampaignContext } from './context.ts'
import { openRegionSender, type RegionSender } from './region-sender.ts'
import { openTokenCheck, type TokenCheck } from './token-check.ts'

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
  { job, world, signal, observe, clock, ending, journal }: CampaignContext,
  http: HttpClient,
  onReady: () => void,
  onError: (error: unknown) => void,
): TokenCheck {
  const { credentials, authUrl = amazonTokenUrl, timeout, userAgent, retries } = job
  const tokens = openTokens(
    {
      credentials,
      authUrl,
      receiver: receiverOf(job).login,
      timeout,
      userAgent,
      policy: { retries, deadline: Date.parse(journal.header.expiryTime) },
    },
    http,
    world,
    signal,
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
    onFailure: ending.stopForToken,
    onError,
  })
}
