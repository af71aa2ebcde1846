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
import {
  type Diagnostic,
  documentationOf,
  type Place,
  type Severity,
  severities,
} from '../core/diagnostic.ts'
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
  withoutAlreadySent,
} from '../core/report/words.ts'
import type { Spoken } from '../core/result.ts'
import type { Settings } from '../core/settings.ts'
import type { SourceText } from '../core/source/read.ts'
import type { Step } from '../core/steps.ts'
import { systemClock } from '../core/time.ts'
import { shortened } from '../core/wording.ts'

/** Whoever reads a log breaks its lines. */
const style = { ...plainStyle, columns: Number.POSITIVE_INFINITY }

/**
 * Prints lines, folded away under the title where there is one. Nothing in them can be taken for a
 * command by the runner. Line breaks inside of a line are shown, not made: text from outside must not
 * pass for a line of ours.
 */
export function print(lines: readonly string[], title?: string): void {
  if (title !== undefined) startGroup(plainText(title))
  if (lines.length > 0) info(lines.map(line => plainText(line)).join('\n'))
  if (title !== undefined) endGroup()
}

/** Opens the log of one run, annotations included: in it, the runner shows them too. */
export function openLog(settings: Settings, workspace: string) {
  const campaign = settings.campaign && openCampaignLines(line => print([line]), systemClock)
  let told: readonly Diagnostic[] = []
  let annotations: readonly Annotation[] = []
  const delivered = tellDeliveries(delivery => print([outcomeSentence(delivery)]))
  const findings = (diagnostics: readonly Diagnostic[], sources: readonly SourceText[]) => {
    const added = printFindings(diagnostics, sources, workspace, annotations)
    annotations = [...annotations, ...added]
    told = [...told, ...diagnostics]
  }
  return {
    step(step: Step): void {
      switch (step.kind) {
        case 'stage':
          // A check alone is about no stage.
          if (settings.command !== 'validate') print([stageLine(step.decision)])
          return
        case 'checked':
          print([`Findings: ${countsSentence(step.diagnostics)}`])
          findings(step.diagnostics, step.sources)
          return
        case 'planned':
          printPlan(settings, step.plan, step.preview)
          return
        case 'waiting':
          print([waitingSentence(step)])
          return
        case 'delivered':
          delivered(step.delivery)
          return
        default:
          campaign?.step(step)
      }
    },
    /** Prints the findings that no step has told. How a campaign gets on is told no more after this. */
    end(diagnostics: readonly Diagnostic[]): void {
      campaign?.end()
      findings(
        withoutAlreadySent(diagnostics).filter(diagnostic => !told.includes(diagnostic)),
        [],
      )
    },
  }
}

/** Live customers are the ones nobody wants to disturb by accident. */
function stageLine({ stage, reason }: StageDecision): string {
  return `Stage: ${stage === 'live' ? 'LIVE' : stage}, because ${reason}`
}

function printPlan(settings: Settings, plan: Plan, preview: readonly Spoken[]): void {
  const { event, campaign: list } = settings
  const file = event !== undefined && 'file' in event ? event.file : undefined
  print(planFacts(plan, file).map(({ label, text }) => `${label}: ${text}`))
  print(previewText({ preview }, style).trimEnd().split('\n'))
  const title = list === undefined ? 'The event as it is sent' : 'The event for the first user'
  print(JSON.stringify(plan.body, undefined, 2).split('\n'), title)
}

/** What is handed to the runner for one finding, or for those that are too many. */
export interface Annotation {
  readonly severity: Severity
  readonly message: string
  readonly properties: AnnotationProperties
  /** Absent where it stands for those that are only in the log. */
  readonly finding?: Diagnostic
}

const annotate = { error, warning, notice }

/** GitHub's runner drops annotations of a kind beyond ten. One error is kept free for that of the step itself. */
const limits = { error: 9, warning: 10, notice: 10 }

/** GitHub's runner cuts the message of an annotation here. */
const longestMessage = 4096

/**
 * Prints findings: the lines a finding is about, then the annotation, which shows in the log with
 * message and help. Those beyond the limits are only in the log, in words. Returns the new annotations.
 */
export function printFindings(
  diagnostics: readonly Diagnostic[],
  sources: readonly SourceText[],
  workspace: string,
  before: readonly Annotation[] = [],
): readonly Annotation[] {
  const annotations = annotationsOf(diagnostics, workspace, before)
  for (const { severity, message, properties, finding } of annotations) {
    const lines = finding === undefined ? [] : frameLines(finding, sources)
    if (lines.length > 0) print(lines)
    annotate[severity](message, properties)
  }
  const annotated = annotations.map(({ finding }) => finding)
  const others = groupFindings(diagnostics).filter(({ finding }) => !annotated.includes(finding))
  if (others.length > 0) {
    const lines = others.flatMap(group => [...findingText(group, sources, style).split('\n'), ''])
    print(lines, `${others.length} more findings`)
  }
  return annotations
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
 */
export function annotationsOf(
  diagnostics: readonly Diagnostic[],
  workspace: string,
  before: readonly Annotation[] = [],
): readonly Annotation[] {
  const groups = groupFindings(diagnostics)
  return severities.flatMap(severity => {
    const all = groups.filter(({ finding }) => finding.severity === severity)
    const used = before.filter(annotation => annotation.severity === severity).length
    const limit = limits[severity] - used
    const shown = all.length > limit ? all.slice(0, Math.max(0, limit - 1)) : all
    const annotations = shown.map(group => annotationOf(group, workspace))
    const more = all.length - shown.length
    if (more === 0 || limit === 0) return annotations
    const message = `and ${more} more ${severity}s, see the log`
    return [...annotations, { severity, message, properties: { title: 'More findings' } }]
  })
}

function annotationOf(group: FindingGroup, workspace: string): Annotation {
  const { finding } = group
  const { rule, severity, help } = finding
  const [place] = group.places
  const properties = place === undefined ? undefined : propertiesOf(place, workspace)
  // Where the runner cannot point at the place, the message names it.
  const where = place !== undefined && properties === undefined ? `${placeText(place)}: ` : ''
  const text = `${plainText(`${where}${groupMessage(group)}`)}\n${plainText(help)}\n${documentationOf(rule)}`
  return {
    severity,
    message: shortened(text, longestMessage),
    properties: { title: rule, ...properties },
    finding,
  }
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

/** The path of a file relative to the workspace, with `/`; undefined where an annotation cannot point. */
export function annotationPath(workspace: string, file: string): string | undefined {
  if (file.startsWith('<')) return undefined
  const path = relative(workspace, resolve(workspace, file))
  if (path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)) {
    return undefined
  }
  return path.split(sep).join('/')
}
