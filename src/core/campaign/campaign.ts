import type { Region, Stage } from '../alexa.ts'
import type { DeliveryRuleId } from '../delivery/explanation.ts'
import type { JsonObject } from '../json.ts'
import type { Credentials } from '../settings.ts'
import type { JournalHeader } from './journal-format.ts'

/** One user a notification is for. */
export interface CampaignRecipient {
  readonly user: string
  readonly region: Region
  readonly variables: JsonObject | undefined
  /** Its place in the list, from 0; the journal knows it by nothing else. */
  readonly index: number
}

/** A request body, or why there is none for a recipient (a sentence without its full stop). */
export type MadeBody = Uint8Array | { readonly problem: string }

/** One announcement to many recipients. */
export interface CampaignJob {
  /** Reads the recipients from the beginning: no duplicates, nobody of another shard. */
  readonly recipients: () => AsyncIterable<readonly CampaignRecipient[]>
  /** How many there are. */
  readonly total: number
  readonly bodyOf: (recipient: CampaignRecipient) => MadeBody | Promise<MadeBody>
  readonly stage: Stage
  /** Those that recipients may have. */
  readonly regions: readonly Region[]
  readonly credentials: Credentials
  /** The complete address of the token endpoint; absent: Amazon's. */
  readonly authUrl: string | undefined
  /** What stands before the path; may hold `{region}`. Absent: Amazon's host of each region. */
  readonly apiUrl: string | undefined
  /** Requests per second to each region, at most; absent: as many as are accepted. */
  readonly rate: number | undefined
  /** Requests under way at once to each region, at most. */
  readonly concurrency: number
  /** How often a failed request is repeated after its first attempt. */
  readonly retries: number
  /** Milliseconds for each phase of a request: connecting, waiting for the answer, reading it. */
  readonly timeout: number
  /** `header` holds the times of the event; those of a journal that is resumed are what counts. */
  readonly journal: { readonly path: string; readonly header: JournalHeader }
  /** Whether there has to be a journal already. */
  readonly resume: boolean
  /** Where recipients go that got nothing, as JSON Lines that can be sent again. */
  readonly failedFile: string
  /** How many recipients may get nothing without the campaign being a failure. */
  readonly maxFailures: number
  /** Whether the built-in simulator stands in for Amazon. */
  readonly simulated: boolean
  /** Name and version of the program. */
  readonly userAgent: string
}

/** What became of a recipient. */
export type CampaignOutcome = 'accepted' | 'alreadySent' | 'rejected' | 'failed'

/** How many recipients there are of each outcome; together all of them. */
export interface CampaignCounts extends Readonly<Record<CampaignOutcome, number>> {
  /** Nothing was sent to these, or nothing that was accepted. */
  readonly notSent: number
}

/** Why recipients got nothing, or got it before. */
export interface CampaignReason {
  readonly outcome: CampaignOutcome
  readonly rule: DeliveryRuleId | undefined
  /** A few words, fit to be printed: `HTTP 403: Amazon says: "…"`. */
  readonly reason: string
  readonly help: string
  readonly count: number
  /** The first users, shortened. */
  readonly examples: readonly string[]
}

/** Why nothing more was sent, to a region or at all. */
export interface CampaignStop {
  /** Undefined where it is all of them. */
  readonly region: Region | undefined
  readonly rule: DeliveryRuleId | undefined
  /** A sentence or two. */
  readonly message: string
  readonly help: string
}

export interface CampaignResult {
  readonly total: number
  readonly counts: CampaignCounts
  /** How many outcomes were known from earlier runs. */
  readonly earlier: number
  /** Of those already sent: how many most likely came with an earlier request of this very campaign. */
  readonly confirmed: number
  /** Of those failed: how many may have arrived all the same. */
  readonly inDoubt: number
  /** Outcomes that the journal does not hold, because it could not be written any more. */
  readonly unrecorded: number
  readonly reasons: readonly CampaignReason[]
  readonly stops: readonly CampaignStop[]
  readonly interrupted: boolean
  /** Whether all recipients have the notification, but for as many as may lack it. */
  readonly complete: boolean
  readonly journal: string
  /** Undefined where nobody was rejected and nothing failed. */
  readonly failedFile: string | undefined
  /** Of this run. */
  readonly seconds: number
  readonly requests: number
  /** Outcomes a second, over this run. */
  readonly perSecond: number
}

/** What stands in the way of a campaign before anything is sent, or of its journal while it runs. */
export class CampaignError extends Error {
  override readonly name = 'CampaignError'
  /** What to do. */
  readonly help: string

  constructor(message: string, help: string) {
    super(message)
    this.help = help
  }
}

/** Tells whether an error is a `CampaignError`, also of one that is bundled apart. */
export function isCampaignError(error: unknown): error is CampaignError {
  return error instanceof Error && error.name === 'CampaignError' && 'help' in error
}
