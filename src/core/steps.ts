import type { EventBody } from './alexa.ts'
import type { JobEnvironment } from './context.ts'
import type { DeliveryStep } from './delivery/deliver.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { Engine } from './engine.ts'
import type { Manifest, ManifestReading } from './manifest/manifest.ts'
import type { Plan, StageDecision } from './plan.ts'
import type { FindRelease } from './release.ts'
import type { CampaignStep, Spoken } from './result.ts'
import type { Credentials } from './settings.ts'
import type { SourceText } from './source/read.ts'

/** What a run tells while it is under way, in this order. */
export type Step =
  | { readonly kind: 'stage'; readonly decision: StageDecision }
  | {
      readonly kind: 'checked'
      readonly diagnostics: readonly Diagnostic[]
      /** The files the findings point into, also those with syntax errors; for code frames. */
      readonly sources: readonly SourceText[]
    }
  | { readonly kind: 'planned'; readonly plan: Plan; readonly preview: readonly Spoken[] }
  | DeliveryStep
  | CampaignStep

/** Where events go instead of Amazon, and the credentials that are valid there. */
export interface Simulation {
  readonly authUrl: string
  readonly apiUrl: string
  readonly credentials: Credentials
  close(): Promise<void>
}

export interface RunOptions {
  readonly signal: AbortSignal
  /** Sent to Amazon with every request: name and version. */
  readonly userAgent: string
  /** What was found before the run, in its settings: reported, and weighed, with all other findings. */
  readonly diagnostics: readonly Diagnostic[]
  /** What is known already, so that the run does not find it out itself. */
  readonly known?: { readonly stage: StageDecision; readonly manifest: ManifestReading }
  /** Looks a release up; absent where the door cannot. */
  findRelease?: FindRelease
  /** Asks in which environment the job runs; absent where nobody can tell. */
  jobEnvironment?(): Promise<JobEnvironment>
  /** Stops where sending would begin: to tell ahead of time whether anything forbids it. */
  readonly rehearsal?: boolean
  observe(step: Step): void
  /**
   * Opens the engine that an ARN names; absent where the door knows none. Rejects with a `CampaignError` where
   * that is not possible.
   */
  openEngine?(arn: string): Promise<Engine>
  /** Starts the built-in simulator for a skill and an event; called only where `simulate` is set. */
  openSimulation(
    manifest: Manifest | undefined,
    body: EventBody,
    /** Whether any user is subscribed, as those of a long list cannot be told one by one. */
    anybody?: boolean,
  ): Promise<Simulation>
}
