import { isAbsolute, relative, resolve, sep } from 'node:path'
import {
  type AnnotationProperties,
  endGroup,
  error,
  info,
  notice,
  startGroup,
  warning,
} from '@actions/core'
import { type Diagnostic, documentationOf, type Place, type Severity } from '../core/diagnostic.ts'
import { plainText } from '../core/escape.ts'
import type { Plan, StageDecision } from '../core/plan.ts'
import { openCampaignLines } from '../core/report/campaign.ts'
import { codeFrame } from '../core/report/code-frame.ts'
import { plainStyle } from '../core/report/layout.ts'
import { findingText, previewText } from '../core/report/text.ts'
import {
  countsSentence,
  type FindingGroup,
  groupFindings,
  groupMessage,
  outcomeSentence,
  placeText,
  planFacts,
  tellDeliveries,
  waitingSentence,
} from '../core/report/words.ts'
import type { Spoken } from '../core/result.ts'
import type { Settings } from '../core/settings.ts'
import type { SourceText } from '../core/source/read.ts'
import type { Step } from '../core/steps.ts'
import { systemClock } from '../core/time.ts'

/** Whoever reads a log breaks its lines. */
const style = { ...plainStyle, columns: Number.POSITIVE_INFINITY }

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

/** The log of one run, annotations included: in it, the runner shows them too. */
export interface RunLog {
  step(step: Step): void
  /** Prints findings that were not told by a step, each as an annotation. */
  findings(diagnostics: readonly Diagnostic[]): void
  /** How a campaign gets on is told by the clock; nothing is told after this. */
  end(): void
}

/**
 * Opens the log of a run.
 *
 * @param workspace the folder that files of annotations are relative to
 */
export function openLog(settings: Settings, workspace: string): RunLog {
  const campaign =
    settings.campaign === undefined
      ? undefined
      : openCampaignLines(line => printPassage({ lines: [line] }), systemClock)
  let used = noAnnotations
  const delivered = tellDeliveries(delivery => {
    printPassage({ lines: [outcomeSentence(delivery)] })
  })
  const findings = (diagnostics: readonly Diagnostic[], sources: readonly SourceText[]) => {
    used = printFindings(diagnostics, sources, workspace, used)
  }
  return {
    step(step) {
      switch (step.kind) {
        case 'stage':
          // A check alone is about no stage.
          if (settings.command !== 'validate') printPassage({ lines: [stageLine(step.decision)] })
          return
        case 'checked':
          printPassage({ lines: [`Findings: ${countsSentence(step.diagnostics)}`] })
          findings(step.diagnostics, step.sources)
          return
        case 'planned':
          for (const passage of planPassages(settings, step.plan, step.preview)) {
            printPassage(passage)
          }
          return
        case 'waiting':
          printPassage({ lines: [waitingSentence(step)] })
          return
        case 'delivered':
          delivered(step.delivery)
          return
        default:
          campaign?.step(step)
      }
    },
    findings: diagnostics => findings(diagnostics, []),
    end: () => campaign?.end(),
  }
}

/** Live customers are the ones nobody wants to disturb by accident. */
function stageLine({ stage, reason }: StageDecision): string {
  return `Stage: ${stage === 'live' ? 'LIVE' : stage}, because ${reason}`
}

function planPassages(
  settings: Settings,
  plan: Plan,
  preview: readonly Spoken[],
): readonly Passage[] {
  const { event, campaign: list } = settings
  const file = event !== undefined && 'file' in event ? event.file : undefined
  return [
    { lines: planFacts(plan, file).map(({ label, text }) => `${label}: ${text}`) },
    { lines: previewText({ preview }, style).trimEnd().split('\n') },
    {
      title: list === undefined ? 'The event as it is sent' : 'The event for the first user',
      lines: JSON.stringify(plan.body, undefined, 2).split('\n'),
    },
  ]
}

/** What is handed to the runner for one finding, or for those that are too many. */
export interface Annotation {
  readonly severity: Severity
  readonly message: string
  readonly properties: AnnotationProperties
  /** Absent where it stands for those that are only in the log. */
  readonly group?: FindingGroup
}

type Counts = Readonly<Record<Severity, number>>

const severities = ['error', 'warning', 'notice'] as const
const annotate = { error, warning, notice }
const noAnnotations: Counts = { error: 0, warning: 0, notice: 0 }

/**
 * How many annotations of a kind one step may have: GitHub's runner drops those beyond ten. One
 * error is kept free for the message with which the step fails.
 */
const limits: Counts = { error: 9, warning: 10, notice: 10 }

/** GitHub's runner cuts the message of an annotation here. */
const longestMessage = 4096

/**
 * Prints findings: the lines a finding is about, then the annotation, which shows in the log with
 * message and help. Those beyond the limits are only in the log, in words.
 *
 * @param sources the files that findings may point into
 * @param used how many annotations there are already
 * @returns how many there are now
 */
export function printFindings(
  diagnostics: readonly Diagnostic[],
  sources: readonly SourceText[],
  workspace: string,
  used: Counts = noAnnotations,
): Counts {
  const annotations = annotationsOf(diagnostics, workspace, used)
  const annotated = new Set<Diagnostic>()
  for (const { severity, message, properties, group } of annotations) {
    if (group !== undefined) {
      annotated.add(group.finding)
      const lines = frameLines(group.finding, sources)
      if (lines.length > 0) printPassage({ lines })
    }
    annotate[severity](message, properties)
  }
  const others = groupFindings(diagnostics).filter(({ finding }) => !annotated.has(finding))
  if (others.length > 0) {
    const lines = others.flatMap(group => [...findingText(group, sources, style).split('\n'), ''])
    printPassage({ title: `${others.length} more findings`, lines })
  }
  const count = (severity: Severity) =>
    used[severity] + annotations.filter(annotation => annotation.severity === severity).length
  return { error: count('error'), warning: count('warning'), notice: count('notice') }
}

/** The place of a finding and the lines around it; none where it has no file at hand. */
function frameLines({ place }: Diagnostic, sources: readonly SourceText[]): readonly string[] {
  const source = sources.find(({ file }) => file === place?.file)
  if (place === undefined || source === undefined) return []
  return [placeText(place), ...codeFrame(source.text, place).split('\n')]
}

/**
 * Turns findings into annotations, in their order and within the runner's limits; equal ones become
 * one. Where there are more of a kind than it shows, the last one counts those that are only in the log.
 *
 * @param workspace the folder that files of annotations are relative to
 * @param used how many annotations there are already
 */
export function annotationsOf(
  diagnostics: readonly Diagnostic[],
  workspace: string,
  used: Counts = noAnnotations,
): readonly Annotation[] {
  const groups = groupFindings(diagnostics)
  return severities.flatMap(severity => {
    const all = groups.filter(({ finding }) => finding.severity === severity)
    const limit = limits[severity] - used[severity]
    const shown = all.length > limit ? all.slice(0, Math.max(0, limit - 1)) : all
    const annotations = shown.map(group => annotationOf(group, workspace))
    const more = all.length - shown.length
    if (more === 0 || limit === 0) return annotations
    const message = `and ${more} more ${severity}s, see the log`
    return [...annotations, { severity, message, properties: { title: 'More findings' } }]
  })
}

function annotationOf(group: FindingGroup, workspace: string): Annotation {
  const { rule, severity, help } = group.finding
  const [place] = group.places
  const properties = place === undefined ? undefined : propertiesOf(place, workspace)
  // Where the runner cannot point at the place, the message names it.
  const where = place !== undefined && properties === undefined ? `${placeText(place)}: ` : ''
  const text = `${plainText(`${where}${groupMessage(group)}`)}\n${plainText(help)}\n${documentationOf(rule)}`
  return { severity, message: cut(text), properties: { title: rule, ...properties }, group }
}

function propertiesOf(place: Place, workspace: string): AnnotationProperties | undefined {
  const file = annotationPath(workspace, place.file)
  if (file === undefined) return undefined
  const start = { file, startLine: place.line, startColumn: place.column }
  // The runner drops all columns of an annotation that spans lines.
  return place.endLine === place.line
    ? { ...start, endLine: place.endLine, endColumn: place.endColumn }
    : start
}

function cut(text: string): string {
  if (text.length <= longestMessage) return text
  return `${text.slice(0, longestMessage - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/**
 * The path of a file as annotations want it: relative to the workspace, with `/`.
 *
 * @returns undefined for files outside of it and for text that is in no file (`<event>`): an annotation
 * cannot point there.
 */
export function annotationPath(workspace: string, file: string): string | undefined {
  if (file.startsWith('<')) return undefined
  const path = relative(workspace, resolve(workspace, file))
  if (path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)) {
    return undefined
  }
  return path.split(sep).join('/')
}
