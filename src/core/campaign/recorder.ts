import { shortUser } from '../recipients/recipient.ts'
import type { CampaignCounts, CampaignReason, Outcome } from '../result.ts'
import type { AppendFile } from '../world.ts'
import type { CampaignRecipient } from './campaign.ts'
import type { Journal } from './journal.ts'
import { type Cause, refusedEarlier, type Settled } from './outcomes.ts'

/** Where outcomes go. */
export type Recorder = ReturnType<typeof openRecorder>

/**
 * Opens the one place where outcomes are noted: journal first, for what is counted is told.
 *
 * @param onFailure is told why nothing can be written any more; what comes then is counted alone
 */
export function openRecorder(
  journal: Journal,
  failedFile: FailedFile,
  tally: Tally,
  onFailure: (error: unknown) => void,
) {
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

  return {
    /** Writes down an outcome, and counts it then. */
    record({ recipient, outcome, code, attempts, requestId, cause, ...settled }: Settled): void {
      write(() => journal.record({ index: recipient.index, code, attempts, requestId }))
      if (outcome === 'rejected' || outcome === 'failed') write(() => failedFile.add(recipient))
      tally.count(outcome)
      if (settled.inDoubt) inDoubt += 1
      if (cause !== undefined) tally.explain(outcome, cause, recipient.user)
    },
    /** Notes a recipient that an earlier run counts among those who were refused. */
    refusedEarlier(recipient: CampaignRecipient): void {
      write(() => failedFile.add(recipient))
      tally.explain('rejected', refusedEarlier, recipient.user)
    },
    get inDoubt() {
      return inDoubt
    },
  }
}

/** Counts outcomes, and why they are what they are. */
export type Tally = ReturnType<typeof openTally>

const mostExamples = 5
/** What others answer may differ from user to user. */
const mostReasons = 100

/** Opens a tally of what earlier runs have done. */
export function openTally(arrived: number, refused: number) {
  const counts = { accepted: arrived, alreadySent: 0, rejected: refused, failed: 0 }
  const reasons = new Map<string, CampaignReason & { readonly examples: string[]; count: number }>()
  const settled = (): number =>
    counts.accepted + counts.alreadySent + counts.rejected + counts.failed
  return {
    count(outcome: Outcome): void {
      counts[outcome === 'already-sent' ? 'alreadySent' : outcome] += 1
    },
    /** Gives a reason for an outcome that is counted, with a user it is about. */
    explain(outcome: Outcome, { rule, reason, help }: Cause, user: string): void {
      const isNew = !reasons.has(`${outcome} ${reason}`)
      const text = isNew && reasons.size >= mostReasons ? 'another reason' : reason
      const key = `${outcome} ${text}`
      const ofRule = rule === undefined ? {} : { rule }
      const known = reasons.get(key) ?? {
        outcome,
        ...ofRule,
        reason: text,
        help,
        count: 0,
        examples: [],
      }
      known.count += 1
      if (known.examples.length < mostExamples) known.examples.push(shortUser(user))
      reasons.set(key, known)
    },
    get settled() {
      return settled()
    },
    counts: (total: number): CampaignCounts => ({
      ...counts,
      notSent: Math.max(0, total - settled()),
    }),
    reasons: (): readonly CampaignReason[] =>
      [...reasons.values()].sort((one, other) => other.count - one.count),
  }
}

/** Recipients that got nothing, as a list that can be sent to again. */
export type FailedFile = ReturnType<typeof openFailedFile>

/**
 * Opens the file of those that got nothing.
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
