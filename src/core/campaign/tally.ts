import type { DeliveryRuleId } from '../delivery/explanation.ts'
import { shortUser } from '../recipients/short-user.ts'
import type { CampaignCounts, CampaignOutcome, CampaignReason } from './campaign.ts'

/** Why an outcome is what it is. */
export interface Cause {
  readonly rule: DeliveryRuleId | undefined
  /** A few words, fit to be printed. */
  readonly reason: string
  readonly help: string
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
      const said = isNew && reasons.size >= mostReasons ? 'another reason' : reason
      const key = `${outcome} ${said}`
      const known = reasons.get(key) ?? {
        outcome,
        rule,
        reason: said,
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
