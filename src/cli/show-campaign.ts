import { systemClock } from '../core/clock.ts'
import { plainText } from '../core/escape.ts'
import {
  campaignText,
  openCampaignLines,
  progressBar,
  progressText,
} from '../core/report/campaign.ts'
import type { Style } from '../core/report/layout.ts'
import { clip } from '../core/report/layout.ts'
import type { CampaignProgress, CampaignStep, Result } from '../core/result.ts'
import { styleOf } from './style.ts'
import type { Output, Terminal } from './terminal.ts'

/** Shows how a campaign is getting on and how it ended. */
export interface CampaignShow {
  step(step: CampaignStep): void
  /** Leaves no trace of what was shown for the moment. */
  end(): void
  /** What became of everybody; empty where nothing was sent. */
  closing(result: Result, style: Style): string
}

const eraseLine = '\r\u001b[K'

/** Opens the show of one campaign: a bar where people look on, lines where they read later. */
export function showCampaign({ error, environment, words }: Terminal): CampaignShow {
  const { columns, colors } = styleOf(error, environment, words)
  const progress =
    error.columns === undefined
      ? openCampaignLines(line => error.write(`${line}\n`), systemClock)
      : openBar(error, columns, colors.dim)
  return {
    step: progress.step,
    end: progress.end,
    closing: ({ campaign }, style) =>
      campaign === undefined || campaign.journal === undefined ? '' : campaignText(campaign, style),
  }
}

/**
 * Opens a bar that is drawn again and again on one line.
 *
 * @param columns of the terminal, at most
 */
export function openBar(
  output: Output,
  columns: number,
  dim: (text: string) => string,
): Pick<CampaignShow, 'step' | 'end'> {
  let latest: CampaignProgress | undefined
  const draw = (progress: CampaignProgress): void => {
    latest = progress
    // A line that fills the terminal would be broken, and its first part could not be erased.
    const room = Math.min(columns, output.columns || columns) - 1
    const bar = progressBar(progress)
    output.write(`${eraseLine}${bar.length <= room ? bar : clip(progressText(progress), room)}`)
  }
  return {
    step(step) {
      if (step.kind === 'progress') {
        draw(step.progress)
        return
      }
      output.write(`${eraseLine}${dim(plainText(step.note))}\n`)
      if (latest !== undefined) draw(latest)
    },
    end() {
      if (latest !== undefined) output.write(eraseLine)
      latest = undefined
    },
  }
}
