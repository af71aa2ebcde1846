import type { Region, Stage } from '../alexa.ts'
import type { DeliveryRuleId } from '../delivery/explanation.ts'
import type { JsonObject } from '../json.ts'
import type { CampaignReport, Outcome } from '../result.ts'
import type { CampaignSettings, Credentials, Settings } from '../settings.ts'

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

export type BodyMaker = (recipient: CampaignRecipient) => MadeBody | Promise<MadeBody>

/** What a journal is about: its first line. */
export interface JournalHeader {
  /** Of the campaign: event, stage and audience. */
  readonly fingerprint: string
  readonly stage: Stage
  readonly regions: readonly Region[]
  /** SHA-256 of the event before anything of a recipient is put in. */
  readonly template: string
  readonly recipients: {
    /** Bytes of the list. */
    readonly size: number
    readonly sha256: string
  }
  /** `2/8`; undefined where the campaign is in one piece. */
  readonly shard: string | undefined
  /** Of the event, in every run the same, so that it stays the same notification. */
  readonly timestamp: string
  readonly expiryTime: string
}

/** One announcement to many recipients; the rest of it are settings as they are. */
export interface CampaignJob
  extends Pick<Settings, 'authUrl' | 'apiUrl' | 'retries' | 'timeout'>,
    Pick<CampaignSettings, 'rate' | 'concurrency' | 'resume'> {
  /** Reads the recipients from the beginning: no duplicates, nobody of another shard. */
  readonly recipients: () => AsyncIterable<readonly CampaignRecipient[]>
  /** How many there are. */
  readonly total: number
  /** @param times of the event: those of a journal that is resumed, else as the header has them */
  readonly bodiesOf: (times: Pick<JournalHeader, 'timestamp' | 'expiryTime'>) => BodyMaker
  readonly stage: Stage
  /** Those that recipients may have. */
  readonly regions: readonly Region[]
  readonly credentials: Credentials
  readonly journal: {
    readonly path: string
    /** With the times of the event; those of a journal that is resumed are what counts. */
    readonly header: JournalHeader
    /** Whether what an earlier run of the campaign has sent is forgotten: a simulated run begins anew. */
    readonly isForgotten: boolean
  }
  /** Where recipients go who were not notified, as JSON Lines that can be sent again. */
  readonly failedFile: string
  /** Whether the built-in simulator takes the place of Amazon. */
  readonly simulated: boolean
  /** Name and version of the program. */
  readonly userAgent: string
}

/** Why an outcome is what it is. */
export interface Cause {
  readonly rule: DeliveryRuleId | undefined
  /** A few words, fit to be printed. */
  readonly reason: string
  readonly help: string
}

/** The outcome for a recipient, and how it is recorded. */
export interface Settled {
  readonly recipient: CampaignRecipient
  readonly outcome: Outcome
  /** For the journal: see `JournalRecord`. */
  readonly code: string
  readonly attempts: number
  readonly requestId: string | undefined
  readonly cause: Cause | undefined
  readonly inDoubt: boolean
}

/** What a run adds to the report of a list. */
export type CampaignResult = Omit<
  CampaignReport,
  'recipients' | 'shard' | 'badLines' | 'duplicates' | 'otherShards' | 'maxFailures'
>

/** Why a campaign cannot begin, or its journal not be written any more. */
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
