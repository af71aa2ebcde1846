import { shortUser } from '../recipients/recipient.ts'
import type { AppendFile } from '../world.ts'
import type {
  CampaignCounts,
  CampaignOutcome,
  CampaignReason,
  CampaignRecipient,
} from './campaign.ts'
import type { Journal } from './journal.ts'
import { type Cause, refusedEarlier, type Settled } from './outcomes.ts'

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

/** Counts outcomes, and why they are what they are. */
export interface Tally {
  count(outcome: CampaignOutcome): void
  /** Gives a reason for an outcome that is counted, with a user it is about. */
  explain(outcome: CampaignOutcome, cause: Cause, user: string): void
  readonly settled: number
  counts(total: number): CampaignCounts
  reasons(): readonly CampaignReason[]
}

const mostExamples = 5
/** What others answer may differ from user to user. */
const mostReasons = 100

/** Opens a tally of nothing, or of what earlier runs have done. */
export function openTally(arrived = 0, refused = 0): Tally {
  const counts = { accepted: arrived, alreadySent: 0, rejected: refused, failed: 0 }
  const reasons = new Map<string, CampaignReason & { readonly examples: string[]; count: number }>()
  const settled = (): number =>
    counts.accepted + counts.alreadySent + counts.rejected + counts.failed
  return {
    count(outcome) {
      counts[outcome] += 1
    },
    explain(outcome, { rule, reason, help }, user) {
      const isNew = !reasons.has(`${outcome} ${reason}`)
      const text = isNew && reasons.size >= mostReasons ? 'another reason' : reason
      const key = `${outcome} ${text}`
      const known = reasons.get(key) ?? {
        outcome,
        rule,
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
    counts: total => ({ ...counts, notSent: Math.max(0, total - settled()) }),
    reasons: () =>
      [...reasons.values()]
        .map(({ examples, ...rest }) => ({ ...rest, examples: [...examples] }))
        .sort((one, other) => other.count - one.count),
  }
}

/** Recipients that got nothing, as a list that can be sent to again. */
export interface FailedFile {
  /** Throws the system's error. */
  add(recipient: CampaignRecipient): void
  /** Undefined while nobody is in it. */
  readonly path: string | undefined
  close(): void
}

/**
 * Opens the file of those that got nothing.
 *
 * @param file is written to from its beginning
 */
export function openFailedFile(path: string, file: AppendFile): FailedFile {
  let isEmpty = true
  return {
    add({ user, region, variables }) {
      file.append(`${JSON.stringify({ user, region, variables })}\n`)
      isEmpty = false
    },
    get path() {
      return isEmpty ? undefined : path
    },
    close: () => file.close(),
  }
}
