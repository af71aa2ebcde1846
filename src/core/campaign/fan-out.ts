import type { Region } from '../alexa.ts'
import type { Clock } from '../clock.ts'
import { receiverOf } from '../delivery/deliver.ts'
import { amazonTokenUrl, eventsUrl } from '../delivery/endpoints.ts'
import { explainNetwork } from '../delivery/no-answer.ts'
import { openTokens } from '../delivery/token.ts'
import { type Transport, TransportError } from '../delivery/transport.ts'
import type { CampaignStep } from '../result.ts'
import type { FileLock, World } from '../world.ts'
import { CampaignError, type CampaignJob, type CampaignRecipient } from './campaign.ts'
import type { Connections } from './connections.ts'
import type { Journal } from './journal.ts'
import { openJudge } from './outcomes.ts'
import { openGate } from './rate-gate.ts'
import type { Recorder } from './recorder.ts'
import { type Lane, openLane } from './region-sender.ts'
import { keepSafe } from './send.ts'
import { type Ending, openTrouble } from './stop-rules.ts'
import { type Access, openAccess } from './token-check.ts'

/** What a campaign has to go by. */
export interface Conditions {
  readonly world: World
  readonly signal: AbortSignal
  readonly observe: (step: CampaignStep) => void
  readonly clock: Clock
  readonly journal: Journal
  readonly lock: FileLock
  readonly recorder: Recorder
  readonly ending: Ending
}

/** How long requests that are under way may take to end when a run is interrupted, milliseconds. */
const lastWords = 5_000

/**
 * Sends to all recipients of a campaign, until everybody has been seen to or it ends before that. When
 * it returns, every connection is closed and the disk has the journal.
 *
 * @returns how many requests were posted
 */
export async function conduct(
  job: CampaignJob,
  conditions: Conditions,
): Promise<{ readonly requests: number }> {
  const { world, signal, clock, ending } = conditions
  const pools = await openPools(job, world)
  const transport = await world.openTransport({ timeout: job.timeout, direct: job.simulated })
  const cancelSync = keepSafe(conditions)
  const destroyPools = (): void => {
    for (const pool of pools.values()) pool.destroy()
  }
  let cancelLastWords = (): void => {}
  const onAbort = (): void => {
    cancelLastWords = clock.after(lastWords, destroyPools)
    ending.stop(undefined)
  }
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return { requests: await sendAll(job, conditions, pools, transport, onAbort) }
  } finally {
    signal.removeEventListener('abort', onAbort)
    cancelLastWords()
    cancelSync()
    destroyPools()
    await transport.close()
    await conditions.journal.sync().catch(ending.stopForFile)
  }
}

async function openPools(
  { regions, stage, apiUrl, concurrency, timeout, simulated }: CampaignJob,
  world: World,
): Promise<ReadonlyMap<Region, Connections>> {
  const pools = new Map<Region, Connections>()
  for (const region of regions) {
    const url = eventsUrl(region, stage, apiUrl)
    const options = { url, connections: concurrency, timeout, direct: simulated }
    try {
      pools.set(region, await world.openConnections(options))
    } catch (error) {
      if (!(error instanceof TransportError)) throw error
      const { what, help } = explainNetwork(error, new URL(url).host, timeout)
      throw new CampaignError(`${what}. Nothing was sent.`, help)
    }
  }
  return pools
}

async function sendAll(
  job: CampaignJob,
  conditions: Conditions,
  pools: ReadonlyMap<Region, Connections>,
  transport: Transport,
  onAbort: () => void,
): Promise<number> {
  const { ending, journal, recorder, signal } = conditions
  const lanes = new Map<Region, Lane>()
  const all = (): readonly Lane[] => [...lanes.values()]
  let room = (): void => {}
  const idle = new Promise<void>((resolve, reject) => {
    const events = {
      onIdle: () => {
        if (all().every(lane => lane.isIdle)) resolve()
      },
      onRoom: () => room(),
      onError: reject,
    }
    const access = accessOf(
      job,
      conditions,
      transport,
      () => {
        for (const lane of all()) lane.pump()
      },
      reject,
    )
    for (const [region, pool] of pools) {
      lanes.set(region, laneOf(region, job, conditions, pool, access, events))
    }
  })
  const isSettled = (recipient: CampaignRecipient): boolean => {
    if (journal.arrived.has(recipient.index)) return true
    if (!journal.refused.has(recipient.index)) return false
    recorder.refusedEarlier(recipient)
    return true
  }
  const fanOut = openFanOut(job.recipients(), lanes, isSettled)
  room = fanOut.onRoom
  ending.onStop = () => {
    fanOut.stop()
    for (const lane of all()) lane.stop()
  }
  if (signal.aborted) onAbort()
  // A list that cannot be read to its end ends the campaign; what is under way is waited for.
  const read = fanOut.read.catch((error: unknown) => ({ error }))
  await idle
  if (!fanOut.isOver) {
    const broken = await read
    if (broken !== undefined) throw broken.error
  }
  return all().reduce((sum, lane) => sum + lane.requests, 0)
}

function accessOf(
  job: CampaignJob,
  { world, signal, observe, clock, ending, journal }: Conditions,
  transport: Transport,
  onReady: () => void,
  onError: (error: unknown) => void,
): Access {
  const tokens = openTokens(
    {
      credentials: job.credentials,
      authUrl: job.authUrl ?? amazonTokenUrl,
      receiver: receiverOf(job).login,
      timeout: job.timeout,
      userAgent: job.userAgent,
      policy: { retries: job.retries, deadline: Date.parse(journal.header.expiryTime) },
    },
    transport,
    world,
    signal,
    ({ reason, milliseconds }) => {
      const seconds = Math.round(milliseconds / 100) / 10
      observe({ kind: 'note', note: `waiting ${seconds} s for an access token: ${reason}` })
    },
  )
  return openAccess({
    tokens,
    userAgent: job.userAgent,
    clock,
    wasLetIn: journal.arrived.size > 0,
    onReady,
    onFailure: ending.stopForToken,
    onError,
  })
}

function laneOf(
  region: Region,
  job: CampaignJob,
  { world, observe, clock, ending, journal, recorder }: Conditions,
  connections: Connections,
  access: Access,
  events: {
    readonly onIdle: () => void
    readonly onRoom: () => void
    readonly onError: (error: unknown) => void
  },
): Lane {
  const { concurrency, retries, bodyOf, stage, timeout, credentials } = job
  const { expiryTime } = journal.header
  return openLane({
    ...events,
    region,
    concurrency,
    retries,
    bodyOf,
    connections,
    access,
    recorder,
    clock,
    gate: openGate(job.rate, clock.now()),
    judge: openJudge({
      region,
      stage,
      timeout,
      receiver: receiverOf(job).api,
      clientSecret: credentials.clientSecret,
      host: new URL(eventsUrl(region, stage, job.apiUrl)).host,
      isContinued: journal.isContinued,
      trouble: openTrouble(region, stage),
      today: world.now,
    }),
    random: world.random,
    deadline: Date.parse(expiryTime),
    onStop(stop) {
      ending.note(stop)
      observe({ kind: 'note', note: stop.message.replace(/\.$/, '') })
    },
    onExpiry: () =>
      ending.stop({
        region: undefined,
        rule: 'delivery/expired',
        message: `The event expired at ${expiryTime} before everybody was sent to.`,
        help: 'Send it to those who have nothing yet with a longer life ("expires-in", 5 minutes to 24 hours), or send faster: more connections ("concurrency"), or shards on several machines.',
      }),
    onNote: note => observe({ kind: 'note', note }),
  })
}

/** Recipients on their way from the list to the lanes of their regions. */
export interface FanOut {
  /** To be called when a lane has room again, or takes nothing more. */
  onRoom(): void
  /** Reads no more. */
  stop(): void
  /** Whether nobody takes any more of the list. */
  readonly isOver: boolean
  /** Settles when the list is read, or nobody takes any more of it. */
  readonly read: Promise<void>
}

/**
 * Hands the recipients of a list out to the lanes of their regions; reads no faster than they are sent.
 *
 * @param isSettled whether an earlier run has seen to a recipient
 */
export function openFanOut(
  recipients: AsyncIterable<readonly CampaignRecipient[]>,
  lanes: ReadonlyMap<Region, Lane>,
  isSettled: (recipient: CampaignRecipient) => boolean,
): FanOut {
  let stopped = false
  let wake = (): void => {}
  const all = [...lanes.values()]
  const isOver = (): boolean => stopped || all.every(lane => lane.isStopped)
  const isHeldUp = (): boolean => all.some(lane => lane.isFull && !lane.isStopped)

  const read = async (): Promise<void> => {
    try {
      for await (const batch of recipients) {
        if (isOver()) return
        for (const [region, lane] of lanes) {
          const theirs = batch.filter(one => one.region === region && !isSettled(one))
          if (theirs.length > 0) lane.push(theirs)
        }
        while (isHeldUp() && !isOver()) {
          await new Promise<void>(resolve => {
            wake = resolve
          })
        }
        if (isOver()) return
      }
    } finally {
      for (const lane of all) lane.end()
    }
  }
  return {
    onRoom: () => wake(),
    get isOver() {
      return isOver()
    },
    stop() {
      stopped = true
      wake()
    },
    read: read(),
  }
}
