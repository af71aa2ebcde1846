import { byPlace, countOf, type Diagnostic, documentationOf, severities } from '../diagnostic.ts'
import { plainText } from '../escape.ts'
import type { Plan } from '../plan.ts'
import { type Delivery, isArrived, type Result, type Spoken } from '../result.ts'
import type { RawSettings } from '../settings.ts'
import type { SourceText } from '../source/read.ts'
import { secondsOf } from '../speech/speak.ts'
import type { Step } from '../steps.ts'
import { listed } from '../wording.ts'
import type { CampaignLines } from './campaign.ts'
import { codeFrame } from './code-frame.ts'
import { clip, indented, padTo, rows, type Style } from './layout.ts'
import {
  acceptedMeans,
  answerFacts,
  countsSentence,
  estimateSentence,
  type FindingGroup,
  groupFindings,
  groupMessage,
  outcomeWords,
  placeText,
  planFacts,
  speechText,
  stageSentence,
  statusSentence,
  tellDeliveries,
  waitingSentence,
  wasAccepted,
  wordingSentence,
} from './words.ts'

/**
 * Findings with the lines they are about, ready to print: file by file from top to bottom, those
 * without a file first, equal ones once. Ends with a newline; empty where there are none.
 *
 * @param sources the files that the findings point into
 */
export function findingsText(
  diagnostics: readonly Diagnostic[],
  sources: readonly SourceText[],
  style: Style,
): string {
  const rank = ({ place }: Diagnostic): number =>
    place === undefined ? -2 : sources.findIndex(({ file }) => file === place.file)
  const inReadingOrder = diagnostics.toSorted(
    (one, other) => rank(one) - rank(other) || byPlace(one, other),
  )
  return groupFindings(inReadingOrder)
    .map(group => `${findingText(group, sources, style)}\n\n`)
    .join('')
}

const severityColors = { error: 'red', warning: 'yellow', notice: 'cyan' } as const

/** A line such as `Found: 2 errors and 1 warning.`, colored by the worst. */
export function countsText(diagnostics: readonly Diagnostic[], { colors }: Style): string {
  const worst = severities.find(severity => countOf(diagnostics, severity) > 0)
  const [word, paint] =
    worst === undefined ? ['Checked', colors.green] : ['Found', colors[severityColors[worst]]]
  return `${paint(`${word}: ${countsSentence(diagnostics)}.`)}\n`
}

/** Equal findings: where, what, the lines they are about, what to do and where to read on. */
export function findingText(
  group: FindingGroup,
  sources: readonly SourceText[],
  { colors, columns }: Style,
): string {
  const { rule, severity, help, place } = group.finding
  const paint = colors[severityColors[severity]]
  const where = place === undefined ? '' : ` ${plainText(placeText(place))}`
  const text = sources.find(({ file }) => file === place?.file)?.text
  const frame = place === undefined || text === undefined ? [] : codeFrame(text, place).split('\n')
  return [
    `${colors.bold(paint(severity))}${colors.bold(where)} ${colors.dim(rule)}`,
    indented(plainText(groupMessage(group)), 2, columns),
    ...frame.map(line => {
      const shown = `  ${clip(line, columns - 2)}`
      if (/^\s*\|\s*\^/.test(line)) return paint(shown)
      return line.startsWith('>') ? shown : colors.dim(shown)
    }),
    indented(plainText(help), 2, columns),
    `  ${colors.dim(documentationOf(rule))}`,
  ].join('\n')
}

/** What a run has found out before it sends anything. */
export interface Ahead {
  readonly plan: Plan
  readonly preview: readonly Spoken[]
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: readonly SourceText[]
}

/** The result of the check, and the decisions with their reasons. */
export function decisionsText(
  { plan, diagnostics, sources }: Ahead,
  { colors, columns }: Style,
): string {
  const files = listed(sources.map(({ file }) => file))
  const entries = [
    { label: 'Check', text: plainText(`${countsSentence(diagnostics)} in ${files}`) },
    { label: 'Stage', text: stageSentence(plan.stage) },
    ...planFacts(plan, undefined),
  ]
  return `${rows(entries, columns, colors.dim)}\n`
}

const [localeTitle, lengthTitle] = ['Locale', 'Length']

/** What customers hear in each language, as a table; what there is to know about it stands below, each thing once. */
export function previewText(
  { preview }: Pick<Ahead, 'preview'>,
  { colors, columns }: Style,
): string {
  const notesOf = (spoken: Spoken) => [wordingSentence(spoken) ?? [], ...spoken.notes].flat()
  const notes = [...new Set(preview.flatMap(notesOf))]
  const markOf = (note: string) => `[${notes.indexOf(note) + 1}]`
  const seconds = preview.map(({ speech }) => `${secondsOf(speech)} s`)
  const width = Math.max(0, ...seconds.map(text => text.length))
  const labelOf = (locale: string, length: string) =>
    `${locale.padEnd(localeTitle.length)}  ${length.padEnd(lengthTitle.length)}`
  const header = { label: labelOf(localeTitle, lengthTitle), text: 'Alexa says' }
  const sentences = preview.map((spoken, index) => ({
    label: labelOf(spoken.locale, (seconds[index] ?? '').padStart(width)),
    text: plainText([speechText(spoken), ...notesOf(spoken).map(markOf)].join(' ')),
  }))
  const footnotes = notes.map(note => ({ label: markOf(note), text: plainText(note) }))
  return [
    colors.bold('What customers hear'),
    ...(preview.length === 0 ? [] : [colors.dim(rows([header], columns, label => label))]),
    rows(sentences, columns, colors.cyan),
    ...(footnotes.length === 0 ? [] : [colors.dim(rows(footnotes, columns, label => label))]),
    ...(preview.length === 0 ? [] : [colors.dim(indented(estimateSentence, 2, columns))]),
    '',
  ].join('\n')
}

const outcomeWidth = Math.max(...Object.values(outcomeWords).map(words => words.length))

/** What the lines about deliveries stand under; says where the event goes. `apiUrl` is the name of that setting. */
export function deliveriesTitle(raw: RawSettings, apiUrl: string, { colors }: Style): string {
  const server = raw['api-url'] === undefined ? 'Amazon' : `the server of ${apiUrl}`
  const goal = raw.simulate === 'true' ? 'the built-in simulator' : server
  return `${colors.bold(`Delivery to ${goal}`)}\n`
}

/**
 * One delivery, aligned with the others. What an outcome means is not here: there is a finding for
 * each that is not plain success, and one for all regions where it is the same.
 */
export function deliveryText(delivery: Delivery, { colors }: Style): string {
  const { region, outcome } = delivery
  const paint = isArrived(delivery) ? colors.green : colors.red
  const facts = plainText(answerFacts(delivery))
  return `  ${colors.bold(region)}  ${paint(padTo(outcomeWords[outcome], outcomeWidth))}  ${facts}\n`
}

/**
 * Opens what is shown of a run from its plan to its last delivery.
 *
 * @param title what deliveries stand under
 * @param to.write shows what is the result of the run
 * @param to.note shows what is beside it, a line
 * @param to.campaign shows how a campaign is getting on
 */
export function openStepText(
  title: string,
  style: Style,
  to: {
    write(text: string): void
    note(line: string): void
    readonly campaign: CampaignLines | undefined
  },
): (step: Step) => void {
  let checked: Pick<Ahead, 'diagnostics' | 'sources'> = { diagnostics: [], sources: [] }
  let head = title
  const delivered = tellDeliveries(delivery => {
    to.write(`${head}${deliveryText(delivery, style)}`)
    head = ''
  })
  return step => {
    // The stage is shown with the plan, beside the regions.
    if (step.kind === 'stage') return
    if (step.kind === 'checked') checked = step
    else if (step.kind === 'planned') {
      const ahead = { ...checked, ...step }
      to.write(`${decisionsText(ahead, style)}\n${previewText(ahead, style)}\n`)
    } else if (step.kind === 'waiting') to.note(`  ${waitingSentence(step)}`)
    else if (step.kind === 'delivered') delivered(step.delivery)
    else to.campaign?.step(step)
  }
}

/**
 * How the run ended, with the reference id, and for an accepted event what that means.
 *
 * @param interrupted whether somebody stopped the run
 * @param more where there is more to know of an event that was accepted
 */
export function closingText(
  result: Result,
  { interrupted, more }: { readonly interrupted: boolean; readonly more?: string },
  style: Style,
): string {
  const { colors, columns } = style
  const { status, referenceId, deliveries } = result
  const sentence = `${interrupted ? 'Interrupted. ' : ''}${statusSentence(result)}`
  const isBad = result.failed || status === 'failed' || status === 'partial'
  const good = status === 'skipped' ? colors.yellow : colors.green
  return [
    ...(referenceId === undefined || deliveries.length === 0
      ? []
      : ['', `  ${colors.dim('Reference id')}  ${plainText(referenceId)}`, '']),
    (isBad ? colors.red : good)(indented(sentence, 0, columns)),
    ...(wasAccepted(result)
      ? [indented(acceptedMeans, 0, columns), ...(more === undefined ? [] : [colors.dim(more)])]
      : []),
    '',
  ].join('\n')
}
