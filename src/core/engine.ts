import type { EventBody, Region, Stage } from './alexa.ts'
import type { Json, JsonObject } from './json.ts'
import type { SelectedRecipient } from './recipients/recipient.ts'
import type { CampaignReport, CampaignStep } from './result.ts'
import type { World } from './world.ts'

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

/** A campaign that is carried out elsewhere, piece by piece: all that a worker has to know of it, as JSON. */
export interface CampaignPlan {
  /** Of the campaign: fingerprint, stage, regions, times. */
  readonly header: JournalHeader
  /** As the first user gets it, but for the audience. */
  readonly body: EventBody
  /** What the event is rendered from for each user; absent where they differ in nothing but user and reference id. */
  readonly rendering?: EventRendering | undefined
  /** How many users there are, and of each region. */
  readonly recipients: number
  /** Into how many chunks they are cut. */
  readonly chunks: number
  readonly byRegion: Readonly<Partial<Record<Region, number>>>
  /** Of the list, for the report. */
  readonly badLines: number
  readonly duplicates: number
  readonly maxFailures: number
  /** Requests per second to each region, of all workers together; absent: as many as are accepted. */
  readonly rate?: number | undefined
  /** Connections of one worker to each region. */
  readonly concurrency: number
  readonly retries: number
  /** Milliseconds. */
  readonly timeout: number
  readonly authUrl?: string | undefined
  readonly apiUrl?: string | undefined
  /** Name and version of the program that began it. */
  readonly userAgent: string
}

/** An event file with what its templates are rendered with. */
export interface EventRendering {
  /** Without its audience. */
  readonly document: Json
  readonly scope: JsonObject
  readonly variables: JsonObject
  readonly announcement: readonly string[]
  readonly referenceId?: string | undefined
  /** Milliseconds. */
  readonly expiresIn?: number | undefined
  /** ISO 8601. */
  readonly now: string
  /** Names of variables that users of the list bring along; absent where there are too many. */
  readonly variableNames?: readonly string[] | undefined
}

/** A campaign that is handed to an engine. */
export interface EngineOrder {
  readonly plan: CampaignPlan
  /** Reads the recipients from the beginning. */
  readonly recipients: () => AsyncIterable<readonly Omit<SelectedRecipient, 'line'>[]>
  /** Where recipients go who were not notified. */
  readonly failedFile: string
  /** Whether nobody waits for its end. */
  readonly detach: boolean
}

/** How an engine divides its work. */
export interface EngineSettings {
  /** How many chunks are worked on at the same time, at most. */
  readonly workers: number
  /** Users of one chunk. */
  readonly chunk: number
  /** Requests per second to each region, of all workers together, that are allowed at most; absent: any. */
  readonly rate?: number
}

/** How much there is to do. */
export interface EngineWork {
  readonly recipients: number
  readonly chunks: number
  /** How long it takes, about. */
  readonly seconds: number
}

/** How a campaign on an engine is getting on, or has ended. */
export interface EngineReport {
  readonly report: CampaignReport
  /** Whether it goes on: nobody waited for its end. */
  readonly isRunning: boolean
  /** Why it cannot be followed any more, a sentence without its full stop; absent where it was not to be. */
  readonly problem?: string
}

/** Carries campaigns out, piece by piece, somewhere else. */
export interface Engine {
  readonly settings: EngineSettings
  /** What some work costs at list prices, US dollars; about. */
  costOf(work: EngineWork): number
  /**
   * Begins a campaign, or finds that it has begun, and follows it. An interruption ends nothing but that.
   *
   * @param observe is told of progress
   * @throws CampaignError where it cannot begin, RecipientsError where the list is not what it was
   */
  carryOut(
    order: EngineOrder,
    world: Pick<World, 'openFiles' | 'sleep' | 'now'>,
    signal: AbortSignal,
    observe: (step: CampaignStep) => void,
  ): Promise<EngineReport>
}
