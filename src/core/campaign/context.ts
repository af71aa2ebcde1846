import type { Explanation } from '../delivery/explanation.ts'
import type { CampaignStep } from '../result.ts'
import type { Clock } from '../time.ts'
import type { World } from '../world.ts'
import type { CampaignJob, CampaignStop } from './campaign.ts'
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
  readonly journal: Journal
  readonly recorder: Recorder
  readonly ending: Ending
}

/** The end of a campaign before everybody has been sent to. */
export interface Ending {
  /** Why nothing more is sent, to a region or at all. */
  readonly stops: readonly CampaignStop[]
  /** Notes why a region was stopped. */
  note(stop: CampaignStop): void
  /** Ends the campaign: no request is begun any more. */
  stop(stop: CampaignStop | undefined): void
  /** Ends it because a file cannot be written. */
  stopForFile(error: unknown): void
  /** Ends it because there is no access token; without an explanation: interrupted. */
  stopForToken(explanation: Explanation | undefined): void
  /** What is called when it ends. */
  onStop: () => void
}

/** Prepares the end of a campaign that is about to begin. */
export function openEnding(): Ending {
  const stops: CampaignStop[] = []
  let isOver = false
  const ending: Ending = {
    stops,
    note: stop => {
      stops.push(stop)
    },
    stop(stop) {
      if (isOver) return
      isOver = true
      if (stop !== undefined) stops.push(stop)
      ending.onStop()
    },
    stopForFile(error) {
      const { message, help } = explainFileError('the journal', error)
      const why = `Stopped, so that nothing is sent without a note of it: ${message}`
      ending.stop({ region: undefined, rule: undefined, message: why, help })
    },
    stopForToken(explanation) {
      ending.stop(explanation === undefined ? undefined : { region: undefined, ...explanation })
    },
    onStop: () => {},
  }
  return ending
}
