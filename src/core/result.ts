import type { Region, Stage } from './alexa.ts'
import type { Diagnostic, RuleId } from './diagnostic.ts'

/** A part of a sentence: a text or a date of the locale, or the English words around it. */
export interface SpokenPart {
  readonly kind: 'localized' | 'template'
  readonly text: string
}

/** What customers with one locale hear. */
export interface Spoken {
  readonly locale: string
  /** The sentences, with localized values and dates put in. */
  readonly speech: string
  /**
   * `exact`: Amazon's own wording for this locale. `english`: the English wording with the locale's values,
   * because Amazon's translation is not published.
   */
  readonly wording: 'exact' | 'english'
  /** The same in its parts where the locale's language is not English, so that only some of it is what its customers hear. */
  readonly parts?: readonly SpokenPart[]
  /** Present where customers hear only that they have a notification, because the locale has no texts. */
  readonly heard?: 'notification'
  /** What the listener should know: "no entry for this locale". Empty where all is well. */
  readonly notes: readonly string[]
}

export type Status =
  | 'validated'
  | 'sent'
  | 'started'
  | 'already-sent'
  | 'partial'
  | 'failed'
  | 'dry-run'
  | 'skipped'
export type Outcome = 'accepted' | 'already-sent' | 'rejected' | 'failed'

/** The outcome of one POST for one region, its retries included. */
export interface Delivery {
  readonly region: Region
  readonly audience: 'Multicast' | 'Unicast'
  readonly outcome: Outcome
  /** Of the last answer; absent where none came. */
  readonly httpStatus: number | undefined
  /** Amazon's `x-amzn-requestid` of the last answer. */
  readonly requestId: string | undefined
  readonly attempts: number
  /** Whether the event may have been accepted although nobody has confirmed it; never where it was accepted. */
  readonly inDoubt: boolean
  /** One or two sentences: what happened, what it most likely means, what to try. */
  readonly message: string
}

/** Whether the region has the event, from this run or an earlier one. */
export function isArrived({ outcome }: Pick<Delivery, 'outcome'>): boolean {
  return outcome === 'accepted' || outcome === 'already-sent'
}

/** The outcome of a campaign: one announcement to a list of users. All counts are of users, each once. */
export interface CampaignReport {
  readonly recipients: number
  /** Its name on an engine; absent where one machine carries it out. */
  readonly name?: string
  /** `2/8`; absent where the list is not split. */
  readonly shard?: string
  readonly counts: CampaignCounts
  /** How many outcomes are those of earlier runs with the same journal. */
  readonly earlier: number
  readonly inDoubt: number
  /** Records of the list that could not be read, so that nobody was notified. */
  readonly badLines: number
  readonly duplicates: number
  readonly otherShards: number
  readonly maxFailures: number
  readonly reasons: readonly CampaignReason[]
  readonly stops: readonly CampaignStop[]
  readonly interrupted: boolean
  readonly requests: number
  readonly seconds: number
  readonly perSecond: number
  /** Absent where nothing was sent. */
  readonly journal?: string
  /** Absent where nobody was rejected and nothing failed. */
  readonly failedFile?: string
}

/** Whether a campaign has begun, so that there are outcomes to tell of. */
export function hasBegun(campaign: CampaignReport | undefined): campaign is CampaignReport {
  return campaign?.journal !== undefined || campaign?.name !== undefined
}

export interface CampaignCounts {
  readonly accepted: number
  readonly alreadySent: number
  readonly rejected: number
  readonly failed: number
  readonly notSent: number
}

/** What a campaign tells while it is under way, at most every quarter of a second. */
export interface CampaignProgress {
  /** Recipients whose outcome is known, those of earlier runs with them. */
  readonly done: number
  readonly total: number
  readonly counts: CampaignCounts
  /** Outcomes per second, of late. */
  readonly perSecond: number
  /** Undefined where that cannot be said yet. */
  readonly secondsLeft: number | undefined
}

export type CampaignStep =
  | { readonly kind: 'progress'; readonly progress: CampaignProgress }
  /** A sentence without its full stop that does not wait: `NA: throttled to 34/s by HTTP 429`. */
  | { readonly kind: 'note'; readonly note: string }

/** Why users have the outcome they have. */
export interface CampaignReason {
  readonly outcome: Outcome
  readonly rule?: RuleId
  /** A few words, fit to be printed. */
  readonly reason: string
  readonly help: string
  readonly count: number
  /** The first users, shortened. */
  readonly examples: readonly string[]
}

/** Why a campaign sent nothing more, to a region or at all, before everybody had been sent to. */
export interface CampaignStop {
  /** Undefined where it is all of them. */
  readonly region: Region | undefined
  readonly rule: RuleId
  /** A sentence or two. */
  readonly message: string
  readonly help: string
}

/** The event a run was about. */
export interface AnnouncedEvent {
  readonly name: string
  /** Path of the event file; absent where the event was given in place. */
  readonly file?: string
  readonly audience: 'Multicast' | 'Unicast'
  readonly expiryTime: string
}

/** The workflow run that a result comes from. */
export interface Origin {
  readonly run: { readonly id: string; readonly attempt: number; readonly url: string }
  /** Who or what started it. */
  readonly actor: string
}

/** What a run is about: all that is known of it however it ends. */
export interface Subject {
  /** Absent where the settings are not understood. */
  readonly command?: 'validate' | 'preview' | 'send'
  /** When the result was known, ISO 8601. */
  readonly time?: string
  /** Absent outside of a workflow. */
  readonly origin?: Origin
  /** The files that were looked at. */
  readonly files?: readonly string[]
  /** Absent where no event was planned. */
  readonly event?: AnnouncedEvent
}

/** Everything a run found out and did. `report`, `--json`, outputs and summaries are made from it. */
export interface Result extends Subject {
  readonly status: Status
  readonly stage?: Stage | undefined
  readonly stageReason?: string | undefined
  readonly regions: readonly Region[]
  /** Completes "NA, because …"; absent where no event was planned. */
  readonly regionsReason?: string | undefined
  readonly referenceId?: string | undefined
  readonly diagnostics: readonly Diagnostic[]
  readonly preview: readonly Spoken[]
  readonly deliveries: readonly Delivery[]
  /** Of an event that goes to a list of users; then there are no deliveries. */
  readonly campaign?: CampaignReport
  /** How a campaign ended, in one or two sentences; absent where nothing was sent. */
  readonly campaignSentence?: string
  /** Whether the deliveries went to the built-in simulator, so that nobody was notified. */
  readonly simulated: boolean
  /** Why nothing was sent, where that was a choice: no credentials on a fork, a draft release. */
  readonly skippedReason?: string | undefined
  /** Whether `fail-on` makes this a failure: exit code 1, a red step. */
  readonly failed: boolean
}

/** The result where the settings are not understood, so that there is no run. */
export function refusedResult(diagnostics: readonly Diagnostic[]): Result {
  return {
    status: 'failed',
    regions: [],
    diagnostics,
    preview: [],
    deliveries: [],
    simulated: false,
    failed: true,
  }
}
