import type { CampaignOutcome, CampaignRecipient } from './campaign.ts'
import { refusedEarlier } from './cause.ts'
import type { FailedFile } from './failed-file.ts'
import type { Journal } from './journal.ts'
import type { Cause, Tally } from './tally.ts'

/** What became of a recipient, and how that is noted. */
export interface Settled {
  readonly recipient: CampaignRecipient
  readonly outcome: CampaignOutcome
  /** For the journal: see `JournalRecord`. */
  readonly code: string
  readonly attempts: number
  readonly requestId: string | undefined
  readonly cause: Cause | undefined
  readonly inDoubt: boolean
  /** Of those already sent: whether they most likely came with an earlier request of this campaign. */
  readonly isConfirmed: boolean
}

/** A refusal that may not have been about the recipient: the journal leaves it open, so that the next run asks again. */
export function unproven(settled: Settled): Settled {
  return { ...settled, code: `${settled.code}?` }
}

/** Where outcomes go. */
export interface Recorder {
  /** Writes down an outcome, and counts it then. */
  record(settled: Settled): void
  /** Notes a recipient that an earlier run counts among those who were refused. */
  refusedEarlier(recipient: CampaignRecipient): void
  readonly unrecorded: number
  readonly inDoubt: number
  readonly confirmed: number
}

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
): Recorder {
  let isBroken = false
  let unrecorded = 0
  let inDoubt = 0
  let confirmed = 0

  /** Whether a write succeeded; after one that did not, none is tried. */
  const written = (write: () => void): boolean => {
    if (isBroken) return false
    try {
      write()
      return true
    } catch (error) {
      isBroken = true
      onFailure(error)
      return false
    }
  }

  return {
    record(settled) {
      const { recipient, outcome, code, attempts, requestId } = settled
      const line = { index: recipient.index, code, attempts, requestId }
      if (!written(() => journal.record(line))) unrecorded += 1
      if (outcome === 'rejected' || outcome === 'failed') written(() => failedFile.add(recipient))
      tally.count(outcome)
      if (settled.inDoubt) inDoubt += 1
      if (settled.isConfirmed) confirmed += 1
      if (settled.cause !== undefined) {
        tally.explain(outcome, settled.cause, recipient.user)
      }
    },
    refusedEarlier(recipient) {
      written(() => failedFile.add(recipient))
      tally.explain('rejected', refusedEarlier, recipient.user)
    },
    get unrecorded() {
      return unrecorded
    },
    get inDoubt() {
      return inDoubt
    },
    get confirmed() {
      return confirmed
    },
  }
}
