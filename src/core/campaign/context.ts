import type { receiverOf } from '../delivery/deliver.ts'
import { shortUser } from '../recipients/recipient.ts'
import type {
  CampaignCounts,
  CampaignReason,
  CampaignStep,
  CampaignStop,
  Outcome,
} from '../result.ts'
import type { Clock } from '../time.ts'
import type { AppendFile, World } from '../world.ts'
import type { CampaignJob, CampaignRecipient, Cause, Settled } from './campaign.ts'
import { explainFileError } from './files.ts'
import type { Journal } from './journal.ts'

/** What all parts of a campaign that is under way share. */
export interface CampaignContext {
  readonly job: CampaignJob
  readonly world: World
  readonly signal: AbortSignal
  readonly observe: (step: CampaignStep) => void
  readonly clock: Clock
  /** Who answers requests, as sentences begin. */
  readonly receiver: ReturnType<typeof receiverOf>
  readonly journal: Journal
  readonly recorder: Recorder
  readonly ending: Ending
}

/** The end of a campaign before everybody has been sent to. */
export type Ending = ReturnType<typeof openEnding>

/** Prepares the end of a campaign that is about to begin. */
export function openEnding() {
  const stops: CampaignStop[] = []
  let isOver = false
  const ending = {
    /** Why nothing more is sent, to a region or at all. */
    stops,
    get isOver() {
      return isOver
    },
    /** Ends the campaign: no request is begun any more. Without a stop: interrupted. */
    stop(stop: CampaignStop | undefined): void {
      if (isOver) return
      isOver = true
      if (stop !== undefined) stops.push(stop)
      ending.onStop()
    },
    stopForFile(error: unknown): void {
      const { message, help } = explainFileError('the journal', error)
      const why = `Stopped, so that nothing is sent without a note of it: ${message}`
      ending.stop({ region: undefined, rule: 'campaign/stopped', message: why, help })
    },
    /** What is called when it ends. */
    onStop: (): void => {},
  }
  return ending
}

/** Where outcomes go. */
export type Recorder = ReturnType<typeof openRecorder>

const mostExamples = 5
/** What others answer may differ from user to user. */
const mostReasons = 100

/** Refused by then, and so not sent again. */
const refusedEarlier: Cause = {
  rule: 'delivery/refused',
  reason: 'refused in an earlier run',
  help: 'The journal has it. To send it to them again, send to the file of those who were not notified.',
}

/**
 * Opens the one place where outcomes are noted and counted: journal first, for what is counted is told.
 *
 * @param onFailure is told why nothing can be written any more; what comes then is counted alone
 */
export function openRecorder(
  journal: Journal,
  failedFile: FailedFile,
  onFailure: (error: unknown) => void,
) {
  const counts = {
    accepted: journal.arrived.size,
    'already-sent': 0,
    rejected: journal.refused.size,
    failed: 0,
  }
  const reasons = new Map<string, CampaignReason & { readonly examples: string[]; count: number }>()
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

  const explain = (outcome: Outcome, { rule, reason, help }: Cause, user: string): void => {
    const isNew = !reasons.has(`${outcome} ${reason}`)
    const text = isNew && reasons.size >= mostReasons ? 'another reason' : reason
    const key = `${outcome} ${text}`
    const ofRule = rule === undefined ? {} : { rule }
    const begun = { outcome, ...ofRule, reason: text, help, count: 0, examples: [] }
    const known = reasons.get(key) ?? begun
    known.count += 1
    if (known.examples.length < mostExamples) known.examples.push(shortUser(user))
    reasons.set(key, known)
  }

  const settled = (): number =>
    counts.accepted + counts['already-sent'] + counts.rejected + counts.failed

  return {
    /** Writes down an outcome, and counts it then. */
    record({ recipient, outcome, code, attempts, requestId, cause, ...settled }: Settled): void {
      write(() => journal.record({ index: recipient.index, code, attempts, requestId }))
      if (outcome === 'rejected' || outcome === 'failed') write(() => failedFile.add(recipient))
      counts[outcome] += 1
      if (settled.inDoubt) inDoubt += 1
      if (cause !== undefined) explain(outcome, cause, recipient.user)
    },
    /** Notes a recipient that an earlier run counts among those who were refused. */
    refusedEarlier(recipient: CampaignRecipient): void {
      write(() => failedFile.add(recipient))
      explain('rejected', refusedEarlier, recipient.user)
    },
    /** How many outcomes are known, those of earlier runs with them. */
    get settled() {
      return settled()
    },
    get inDoubt() {
      return inDoubt
    },
    counts: (total: number): CampaignCounts => ({
      accepted: counts.accepted,
      alreadySent: counts['already-sent'],
      rejected: counts.rejected,
      failed: counts.failed,
      notSent: Math.max(0, total - settled()),
    }),
    reasons: (): readonly CampaignReason[] =>
      [...reasons.values()].sort((one, other) => other.count - one.count),
  }
}

/** Recipients who were not notified, as a list that can be sent to again. */
export type FailedFile = ReturnType<typeof openFailedFile>

/**
 * Opens the file of those who were not notified.
 *
 * @param file is written to from its beginning
 */
export function openFailedFile(path: string, file: AppendFile) {
  let isEmpty = true
  return {
    /** Throws the system's error. */
    add({ user, region, variables }: CampaignRecipient): void {
      file.append(`${JSON.stringify({ user, region, variables })}\n`)
      isEmpty = false
    },
    /** Undefined while nobody is in it. */
    get path() {
      return isEmpty ? undefined : path
    },
    close: () => file.close(),
  }
}
