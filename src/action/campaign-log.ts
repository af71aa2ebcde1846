import { systemClock } from '../core/clock.ts'
import { type CampaignLines, openCampaignLines } from '../core/report/campaign.ts'
import { printPassage } from './log.ts'

/** Opens the lines of a campaign in the log of the job. */
export function openLogLines(): CampaignLines {
  return openCampaignLines(line => printPassage({ lines: [line] }), systemClock)
}
