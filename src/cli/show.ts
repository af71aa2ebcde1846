import type { Diagnostic } from '../core/diagnostic.ts'
import { jsonText, plainText } from '../core/escape.ts'
import {
  campaignText,
  openCampaignLines,
  progressBar,
  progressText,
} from '../core/report/campaign.ts'
import { clip, type Style } from '../core/report/layout.ts'
import { resultObject } from '../core/report/report.ts'
import {
  closingText,
  countsText,
  type DeliveryGoal,
  decisionsText,
  deliveriesTitle,
  deliveryText,
  findingsText,
  previewText,
  waitingText,
} from '../core/report/text.ts'
import {
  type CampaignProgress,
  type CampaignStep,
  type Result,
  refusedResult,
} from '../core/result.ts'
import type { RawSettings } from '../core/settings.ts'
import type { SourceText } from '../core/source/read.ts'
import type { Step } from '../core/steps.ts'
import { systemClock } from '../core/time.ts'
import type { Invocation } from './command-line.ts'
import { type Output, styleOf, type Terminal } from './output.ts'

/** Says what happens, as it happens: results to `out`, everything else to `error`. */
export interface RunShow {
  step(step: Step): void
  result(result: Result): void
  /** The settings are not understood, so there is no run. */
  refused(diagnostics: readonly Diagnostic[]): void
  problem(sentence: string): void
}

/**
 * Opens the show of one run. With `--json` the only thing on `out` is the result object. Without it,
 * the findings of `validate` are its result; those of other commands are remarks.
 */
export function showRun(
  { command, json, settings }: Extract<Invocation, { kind: 'run' }>,
  { out, error, environment, words, interruption }: Terminal,
  campaign?: CampaignShow,
): RunShow {
  const outStyle = styleOf(out, environment, words)
  let shown: readonly Diagnostic[] = []
  let sources: readonly SourceText[] = []
  let isDelivering = false

  const say = (text: (style: Style) => string) => {
    if (!json) out.write(text(outStyle))
  }
  const remark = (text: (style: Style) => string) =>
    error.write(text(styleOf(error, environment, words)))
  const judge = command === 'validate' && !json ? say : remark
  const findings = (diagnostics: readonly Diagnostic[], channel = judge) => {
    channel(style => findingsText(diagnostics, sources, style))
    shown = [...shown, ...diagnostics]
  }
  const object = (result: Result) => out.write(`${jsonText(resultObject(result))}\n`)

  return {
    step(step) {
      switch (step.kind) {
        case 'stage':
          // Shown with the plan, beside the regions.
          return
        case 'checked':
          sources = step.sources
          findings(step.diagnostics)
          return
        case 'planned': {
          if (command === 'validate') return
          const ahead = { ...step, diagnostics: shown, sources }
          say(style => `${decisionsText(ahead, style)}\n${previewText(ahead, style)}\n`)
          return
        }
        case 'waiting':
          remark(style => `${waitingText(step, style)}\n`)
          return
        case 'delivered': {
          if (!isDelivering) say(style => deliveriesTitle(goalOf(settings), style))
          isDelivering = true
          say(style => deliveryText(step.delivery, style))
          return
        }
        default:
          campaign?.step(step)
      }
    },
    result(result) {
      campaign?.end()
      findings(result.diagnostics.filter(diagnostic => !shown.includes(diagnostic)))
      if (json) object(result)
      else if (command === 'validate') say(style => countsText(result.diagnostics, style))
      else {
        say(style => campaign?.closing(result, style) ?? '')
        const more = '"alexa-proactive send --help" lists what can keep a notification silent.'
        say(style => closingText(result, { interrupted: interruption.signal.aborted, more }, style))
      }
    },
    refused(diagnostics) {
      findings(diagnostics, remark)
      if (json) object(refusedResult(diagnostics))
    },
    problem(sentence) {
      remark(({ colors }) => `${colors.bold(colors.red('error'))} ${plainText(sentence)}\n`)
    },
  }
}

function goalOf(settings: RawSettings): DeliveryGoal {
  if (settings.simulate === 'true') return 'simulator'
  return settings['api-url'] === undefined ? 'Amazon' : { server: '--api-url' }
}

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
