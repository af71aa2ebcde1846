import { EventEmitter, once } from 'node:events'
import type { Region } from '../alexa.ts'
import type { Receiver } from '../delivery/deliver.ts'
import type { DeliveryRuleId } from '../delivery/explanation.ts'
import type { JournalHeader } from '../engine.ts'
import type { MadeBody } from '../recipients/body.ts'
import { type SelectedRecipient, shortUser } from '../recipients/recipient.ts'
import type {
  CampaignCounts,
  CampaignReport,
  CampaignStep,
  CampaignStop,
  Outcome,
} from '../result.ts'
import type { CampaignSettings, Credentials, Settings } from '../settings.ts'
import type { Clock } from '../time.ts'
import type { AppendFile, CampaignFiles, World } from '../world.ts'
import { explained, explainFileError } from './files.ts'
import type { Journal, JournalRecord } from './journal.ts'
import { openReasons } from './report.ts'

/** One user a notification is for. The journal knows it by nothing but its place in the list. */
export type CampaignRecipient = Omit<SelectedRecipient, 'line'>

/** Makes the bytes to send to one recipient; they may take a while. */
export type BodyMaker = (recipient: CampaignRecipient) => MadeBody | Promise<MadeBody>

/** One announcement to many recipients; the rest of it are settings as they are. */
export interface CampaignJob
  extends Pick<Settings, 'authUrl' | 'apiUrl' | 'retries' | 'timeout'>,
    Pick<CampaignSettings, 'rate' | 'concurrency' | 'resume'> {
  /** With the times of the event; those of a journal that is resumed are what counts. */
  readonly header: JournalHeader
  /** Reads the recipients from the beginning: no duplicates, nobody of another shard. */
  readonly recipients: () => AsyncIterable<readonly CampaignRecipient[]>
  readonly total: number
  /** @param times of the event: those of a journal that is resumed, else as the header has them */
  readonly bodiesOf: (times: Pick<JournalHeader, 'timestamp' | 'expiryTime'>) => BodyMaker
  readonly credentials: Credentials
  /** Its path. */
  readonly journal: string
  /** Whether what an earlier run of the campaign has sent is forgotten: a simulated run begins anew. */
  readonly isForgotten: boolean
  /** Where recipients go who were not notified, as JSON Lines that can be sent again. */
  readonly failedFile: string
  /** Whether the built-in simulator takes the place of Amazon. */
  readonly simulated: boolean
  /** Name and version of the program. */
  readonly userAgent: string
  /** What others are to know of a region while it goes on; absent where nobody asks. */
  readonly ledger?: Ledger
}

/** What is known of the regions of a campaign by those who carry out its pieces, and for those who look on. */
export interface Ledger {
  /** Requests per second that a region accepts, as far as that has been found out; kept up to date. */
  readonly limits: Map<Region, number>
  /** What others have found of late: each of them has a part of what a region accepts, as this one has. */
  readonly found: ReadonlyMap<Region, number>
  /** How many carry out pieces at the same time, and share what a region accepts. */
  readonly workers: number
  /** Whether a token was accepted for anybody of another piece. */
  readonly wasLetIn: boolean
  /** Is told of each outcome, and of each request that was throttled. */
  count(region: Region, what: Outcome | 'throttled'): void
}

/** What all parts of a campaign that is under way share. */
export interface CampaignContext {
  readonly job: CampaignJob
  readonly world: World
  readonly signal: AbortSignal
  readonly observe: (step: CampaignStep) => void
  readonly clock: Clock
  /** Who answers requests, as sentences begin. */
  readonly receiver: Receiver
  readonly journal: Journal
  readonly recorder: Recorder
  readonly ending: Ending
}

/** What a run adds to the report of a list. */
export type CampaignResult = Omit<
  CampaignReport,
  'recipients' | 'shard' | 'badLines' | 'duplicates' | 'otherShards' | 'maxFailures'
>

/** The end of a campaign, before everybody has been sent to or after that. */
export type Ending = ReturnType<typeof openEnding>

export function openEnding() {
  const events = new EventEmitter<{ change: []; stop: [] }>()
  const stops: CampaignStop[] = []
  let isOver = false
  let failure: { readonly error: unknown } | undefined

  /** Ends the campaign: no request is begun any more. Without a reason: interrupted. */
  const stop = (why: Omit<CampaignStop, 'region'> | undefined): void => {
    if (isOver) return
    isOver = true
    if (why !== undefined) stops.push({ region: undefined, ...why })
    events.emit('stop')
    events.emit('change')
  }
  return {
    /** Why nothing more is sent, to a region or at all. */
    stops,
    get isOver() {
      return isOver
    },
    stop,
    stopForFile(error: unknown): void {
      const { message, help } = explainFileError('the journal', error)
      const why = `Stopped, so that nothing is sent unrecorded: ${message}`
      stop({ rule: 'campaign/stopped', message: why, help })
    },
    onStop: (callback: () => void): unknown => events.on('stop', callback),
    /** The program is broken. */
    fail(error: unknown): void {
      failure ??= { error }
      events.emit('change')
    },
    /** There is room for more recipients, or nothing left to do. */
    tellChange: (): unknown => events.emit('change'),
    /** Waits until something is true, which is looked at whenever something has changed. Throws where the program is broken. */
    async until(condition: () => boolean): Promise<void> {
      for (;;) {
        if (failure !== undefined) throw failure.error
        if (condition()) return
        await once(events, 'change')
      }
    },
  }
}

export interface Cause {
  readonly rule: DeliveryRuleId | undefined
  /** A few words, fit to be printed. */
  readonly reason: string
  readonly help: string
}

/** The outcome for a recipient, and how it is recorded. */
export interface Settled extends Omit<JournalRecord, 'index'> {
  readonly recipient: CampaignRecipient
  readonly outcome: Outcome
  readonly cause: Cause | undefined
  readonly inDoubt: boolean
}

/** What others answer may differ from user to user. */
const mostReasons = 100

/** Refused by then, and so not sent again. */
const refusedEarlier: Cause = {
  rule: 'delivery/refused',
  reason: 'refused in an earlier run',
  help: 'The journal has it. To send it to them again, send to the file of those who were not notified.',
}

export type Recorder = Awaited<ReturnType<typeof openRecorder>>

/**
 * Opens the one place where outcomes are noted and counted: journal first, for what is counted is told.
 *
 * @param onFailure is told why nothing can be written any more; what comes then is counted alone
 */
export async function openRecorder(
  journal: Journal,
  path: string,
  files: CampaignFiles,
  onFailure: (error: unknown) => void,
  ledger?: Ledger,
) {
  const failedFile: AppendFile = await files.append(path, 0).catch(explained(path))
  const counts = {
    accepted: journal.arrived.size,
    'already-sent': 0,
    rejected: journal.refused.size,
    failed: 0,
  }
  const reasons = openReasons(mostReasons)
  let isEmpty = true
  let isBroken = false
  let inDoubt = 0

  /** After a write that failed, none is tried. */
  const write = (once: () => void): void => {
    if (isBroken) return
    try {
      once()
    } catch (error) {
      isBroken = true
      onFailure(error)
    }
  }

  /** @param reason the code in the journal, where this run knows it */
  const addFailed = ({ user, region, variables }: CampaignRecipient, reason?: string): void =>
    write(() => {
      failedFile.append(`${JSON.stringify({ user, region, variables, reason })}\n`)
      isEmpty = false
    })

  const explain = (outcome: Outcome, { rule, reason, help }: Cause, user: string): void => {
    const ofRule = rule === undefined ? {} : { rule }
    reasons.add({ outcome, ...ofRule, reason, help, count: 1, examples: [shortUser(user)] })
  }

  return {
    /** Writes down an outcome, and counts it then. */
    record(settled: Settled): void {
      const { recipient, outcome, code, attempts, requestId, cause } = settled
      write(() => journal.record({ index: recipient.index, code, attempts, requestId }))
      if (outcome === 'rejected' || outcome === 'failed') addFailed(recipient, code)
      counts[outcome] += 1
      ledger?.count(recipient.region, outcome)
      if (settled.inDoubt) inDoubt += 1
      if (cause !== undefined) explain(outcome, cause, recipient.user)
    },
    /** Notes a recipient that an earlier run counts among those who were refused. */
    refusedEarlier(recipient: CampaignRecipient): void {
      addFailed(recipient)
      explain('rejected', refusedEarlier, recipient.user)
    },
    /** How many outcomes are known, those of earlier runs with them. */
    get settled() {
      return counts.accepted + counts['already-sent'] + counts.rejected + counts.failed
    },
    counts(total: number): CampaignCounts {
      const { 'already-sent': alreadySent, ...others } = counts
      return { ...others, alreadySent, notSent: Math.max(0, total - this.settled) }
    },
    findings: (): Pick<CampaignResult, 'inDoubt' | 'reasons' | 'failedFile'> => ({
      inDoubt,
      reasons: reasons.all(),
      ...(isEmpty ? {} : { failedFile: path }),
    }),
    /** Leaves no empty file behind. */
    async close(): Promise<void> {
      await failedFile.close()
      if (isEmpty) await files.remove(path)
    },
  }
}
