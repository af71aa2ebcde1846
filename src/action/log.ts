import { endGroup, info, startGroup } from '@actions/core'
import { systemClock } from '../core/clock.ts'
import type { DeliveryStep } from '../core/delivery/deliver.ts'
import { type Diagnostic, documentationOf } from '../core/diagnostic.ts'
import { durationText } from '../core/duration.ts'
import { plainText } from '../core/escape.ts'
import type { Plan } from '../core/plan.ts'
import { type CampaignLines, openCampaignLines } from '../core/report/campaign.ts'
import { codeFrame } from '../core/report/code-frame.ts'
import {
  countsSentence,
  deliverySentence,
  findingLine,
  regionsSentence,
  stageSentence,
  wordingSentence,
} from '../core/report/words.ts'
import type { Spoken } from '../core/result.ts'
import type { SourceText } from '../core/source/read.ts'
import type { Step } from '../core/steps.ts'

/** A part of the log: lines, folded away under the title where there is one. */
export interface Passage {
  readonly title?: string
  readonly lines: readonly string[]
}

/**
 * Prints a part of the log; nothing in it can be taken for a command by the runner. Line breaks inside
 * of a line are shown, not made: text from outside must not pass for a line of ours.
 */
export function printPassage({ title, lines }: Passage): void {
  if (title !== undefined) startGroup(plainText(title))
  if (lines.length > 0) info(lines.map(line => plainText(line)).join('\n'))
  if (title !== undefined) endGroup()
}

/** What the log says of a step of the run. */
export function passagesOf(step: Step): readonly Passage[] {
  switch (step.kind) {
    case 'stage':
      return [{ lines: [`Stage: ${stageSentence(step.decision)}`] }]
    case 'checked':
      return [findingsPassage(step.diagnostics, step.sources)]
    case 'planned':
      return planPassages(step.plan, step.preview)
    case 'waiting':
      return [{ lines: [waitingLine(step)] }]
    case 'delivered':
      return [{ lines: [deliverySentence(step.delivery)] }]
    default:
      // How a campaign gets on is told by the clock, not by the step.
      return []
  }
}

/**
 * All findings with code frames, what to do and where to read on.
 *
 * @param sources the files that findings may point into
 */
export function findingsPassage(
  diagnostics: readonly Diagnostic[],
  sources: readonly SourceText[],
): Passage {
  const title = `Findings: ${countsSentence(diagnostics)}`
  return diagnostics.length === 0
    ? { lines: [title] }
    : { title, lines: diagnostics.flatMap(diagnostic => findingLines(diagnostic, sources)) }
}

function findingLines(diagnostic: Diagnostic, sources: readonly SourceText[]): readonly string[] {
  const { place, help, rule } = diagnostic
  const source = sources.find(({ file }) => file === place?.file)
  const frame =
    place === undefined || source === undefined ? [] : codeFrame(source.text, place).split('\n')
  return [findingLine(diagnostic), ...frame, `  ${help}`, `  ${documentationOf(rule)}`, '']
}

function planPassages(plan: Plan, preview: readonly Spoken[]): readonly Passage[] {
  return [
    { lines: [`Regions: ${regionsSentence(plan.regions)}`, ...campaignLines(plan)] },
    { title: 'What customers hear', lines: preview.flatMap(spokenLines) },
    {
      title:
        plan.campaign === undefined ? 'The event as it is sent' : 'The event for the first user',
      lines: JSON.stringify(plan.body, undefined, 2).split('\n'),
    },
  ]
}

function campaignLines({ campaign }: Plan): readonly string[] {
  if (campaign === undefined) return []
  return [
    `Users: ${campaign.audience}`,
    ...campaign.facts.map(({ label, text }) => `${label}: ${text}`),
  ]
}

function spokenLines(spoken: Spoken): readonly string[] {
  const wording = wordingSentence(spoken)
  const notes = wording === undefined ? spoken.notes : [...spoken.notes, wording]
  return [`${spoken.locale}: ${spoken.speech}`, ...notes.map(note => `  ${note}`)]
}

function waitingLine(step: Extract<DeliveryStep, { kind: 'waiting' }>): string {
  return `${step.reason} (attempt ${step.attempt}); trying again in ${durationText(step.milliseconds)}`
}

/** Opens the lines of a campaign in the log of the job. */
export function openLogLines(): CampaignLines {
  return openCampaignLines(line => printPassage({ lines: [line] }), systemClock)
}
