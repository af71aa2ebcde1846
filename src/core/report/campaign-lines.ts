import type { CampaignProgress, CampaignStep } from '../campaign/campaign.ts'
import { type Clock, every } from '../campaign/clock.ts'
import { progressText } from './campaign-text.ts'
import { plainText } from './escape.ts'

const lineEvery = 15_000

/** Says how a campaign is getting on where lines are read later, such as in the log of a job. */
export interface CampaignLines {
  step(step: CampaignStep): void
  /** Nothing is said after it. */
  end(): void
}

/**
 * Opens the lines of one campaign: one every 15 seconds, and each note at once.
 *
 * @param write prints a line
 */
export function openCampaignLines(
  write: (line: string) => void,
  clock: Pick<Clock, 'after' | 'now' | 'today'>,
): CampaignLines {
  let latest: CampaignProgress | undefined
  let cancel: (() => void) | undefined
  return {
    step(step) {
      cancel ??= every(clock, lineEvery, () => {
        if (latest !== undefined) write(progressText(latest))
      })
      if (step.kind === 'progress') latest = step.progress
      else write(plainText(step.note))
    },
    end() {
      cancel?.()
    },
  }
}
