import type { receiverOf } from '../delivery/deliver.ts'
import type { CampaignStep, CampaignStop } from '../result.ts'
import type { Clock } from '../time.ts'
import type { World } from '../world.ts'
import type { CampaignJob } from './campaign.ts'
import { explainFileError } from './files.ts'
import type { Journal } from './journal.ts'
import type { Recorder } from './recorder.ts'

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
