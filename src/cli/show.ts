import type { Diagnostic } from '../core/diagnostic.ts'
import { jsonText, plainText } from '../core/escape.ts'
import {
  type CampaignLines,
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
  deliveriesTitle,
  findingsText,
  openStepText,
} from '../core/report/text.ts'
import { withoutAlreadySent } from '../core/report/words.ts'
import { type CampaignProgress, hasBegun, type Result, refusedResult } from '../core/result.ts'
import type { SourceText } from '../core/source/read.ts'
import type { Step } from '../core/steps.ts'
import { systemClock } from '../core/time.ts'
import type { Invocation } from './command-line.ts'
import type { Output, StyledOutput, Terminal } from './output.ts'

/**
 * Shows one run, as it happens: results to `out`, everything else to `error`. With `--json` the only thing on
 * `out` is the result object. Without it, the findings of `validate` are its result.
 */
export function showRun(
  { command, json, settings }: Extract<Invocation, { kind: 'run' }>,
  { out, error, interruption }: Terminal,
  isCampaign: boolean,
) {
  const campaign = isCampaign ? campaignProgress(error) : undefined
  let shown: readonly Diagnostic[] = []
  let sources: readonly SourceText[] = []
  const toError = (text: (style: Style) => string) => error.write(text(error.style))
  const toOut = (text: (style: Style) => string) => {
    if (!json) out.write(text(out.style))
  }
  const showStep = openStepText(deliveriesTitle(settings, '--api-url', out.style), out.style, {
    write: text => command !== 'validate' && toOut(() => text),
    note: line => toError(({ colors }) => `${colors.dim(line)}\n`),
    campaign,
  })
  const findings = (
    diagnostics: readonly Diagnostic[],
    write = command === 'validate' && !json ? toOut : toError,
  ) => {
    write(style => findingsText(diagnostics, sources, style))
    shown = [...shown, ...diagnostics]
  }
  const object = (result: Result) => out.write(`${jsonText(resultObject(result))}\n`)

  return {
    step(step: Step): void {
      if (step.kind === 'checked') {
        sources = step.sources
        findings(step.diagnostics)
      }
      showStep(step)
    },
    result(result: Result): void {
      campaign?.end()
      findings(
        withoutAlreadySent(result.diagnostics).filter(diagnostic => !shown.includes(diagnostic)),
      )
      if (json) object(result)
      else if (command === 'validate') toOut(style => countsText(result.diagnostics, style))
      else {
        const outcome = result.campaign
        if (hasBegun(outcome)) toOut(style => campaignText(outcome, style))
        const more = '"alexa-proactive send --help" lists what can keep a notification silent.'
        toOut(style =>
          closingText(result, { interrupted: interruption.signal.aborted, more }, style),
        )
      }
    },
    /** The settings are not understood, so there is no run. */
    refused(diagnostics: readonly Diagnostic[]): void {
      findings(diagnostics, toError)
      if (json) object(refusedResult(diagnostics))
    },
  }
}

/** Shows how a campaign ended that was carried out elsewhere, or is getting on. */
export function showOutcome(
  result: Result,
  json: boolean,
  { out, error, interruption }: Terminal,
): void {
  error.write(findingsText(result.diagnostics, [], error.style))
  if (json) {
    out.write(`${jsonText(resultObject(result))}\n`)
    return
  }
  if (result.campaign !== undefined) out.write(campaignText(result.campaign, out.style))
  out.write(closingText(result, { interrupted: interruption.signal.aborted }, out.style))
}

/** A bar where people look on, lines where they read later. */
export function campaignProgress(error: StyledOutput): CampaignLines {
  const { columns, colors } = error.style
  return error.columns === undefined
    ? openCampaignLines(line => error.write(`${line}\n`), systemClock)
    : openBar(error, columns, colors.dim)
}

const eraseLine = '\r\u001b[K'

/** Opens a bar that is drawn again and again on one line. */
export function openBar(
  output: Output,
  columns: number,
  dim: (text: string) => string,
): CampaignLines {
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
