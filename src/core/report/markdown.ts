import { documentationOf } from '../diagnostic.ts'
import { markdownText } from '../escape.ts'
import type { CampaignReport, Delivery, Outcome, Result, Spoken, Status } from '../result.ts'
import { counted } from '../wording.ts'
import { speedText, userOutcomes } from './campaign.ts'
import {
  acceptedMeans,
  answerWords,
  countsSentence,
  eventFacts,
  type Fact,
  type FindingGroup,
  findingsBesideOutcomes,
  groupFindings,
  outcomeWords,
  placeText,
  silentReasons,
  statusSentence,
  wasAccepted,
  wordingSentence,
} from './words.ts'

export interface SummaryOptions {
  /** The most bytes of UTF-8 the summary may have; at least 32 KiB. Absent: 900 KiB. */
  readonly limit?: number
}

/** GitHub refuses a step's summary over 1 MiB, and other steps' output may be added to it. */
const defaultLimit = 900 * 1024

/** GitHub refuses comments over 65,536 characters; no character of ours has more than 4 bytes. */
const commentLimit = 60_000

/** A text from outside is cut to this many UTF-16 units wherever it stands. */
const longestText = 1000

/** Texts of a campaign are cut sooner: there are many of them. */
const longestReason = 500

const mostReasons = 50
const mostPlaces = 5

/** Room for the line that says how many rows were left out. */
const leftOutRoom = 200

/**
 * The job summary in GitHub's Markdown: what customers hear; the outcome of each region; event, stage
 * and their reasons; the findings; what "accepted" means. Every text that is not this program's own is
 * escaped. Rows that would go over the limit are left out, and a line says how many.
 */
export function summaryMarkdown(result: Result, options: SummaryOptions = {}): string {
  const before = [`## ${headingOf(result)}`, endingText(result)]
  const campaign =
    result.campaign?.journal === undefined
      ? ''
      : campaignMarkdown(result.campaign, result.simulated)
  const after = [campaign, tailOf(result)]
  return documentOf(result, before, after, options.limit ?? defaultLimit)
}

/**
 * The comment on a pull request, in GitHub's Markdown: the summary, with the stage in any case, and
 * without what is of no use before anything is sent.
 */
export function commentMarkdown(result: Result): string {
  const before = [`## ${headingOf(result)}`, endingText(result)]
  const url = result.origin?.run.url
  const after = url === undefined ? [] : [`From [this run](${url}).`]
  return documentOf(result, before, after, commentLimit, true)
}

const endings: Readonly<Record<Status, string>> = {
  validated: 'checked',
  sent: 'sent',
  'already-sent': 'already sent',
  partial: 'partly sent',
  failed: 'failed',
  'dry-run': 'dry run',
  skipped: 'skipped',
}

/** How the run ended; where nothing was sent for a reason, with what to do about it. */
function endingText(result: Result): string {
  const help = result.diagnostics.find(({ message }) => message === result.skippedReason)?.help
  return `${text(statusSentence(result))}${help === undefined ? '' : ` ${text(help)}`}`
}

/** Names the stage and the event file, so that two sends of a job can be told apart. */
function headingOf(result: Result): string {
  const details = [
    ...(result.simulated ? ['simulated'] : []),
    ...(showsStage(result) && result.stage !== undefined ? [stageWord(result.stage)] : []),
    ...(result.event?.file === undefined ? [] : [code(result.event.file)]),
  ]
  const suffix = details.length === 0 ? '' : ` (${details.join(', ')})`
  return `Alexa notification: ${endings[result.status]}${suffix}`
}

/** A check alone is about no stage. */
function showsStage({ command }: Result): boolean {
  return command !== 'validate'
}

function stageWord(stage: string): string {
  return stage === 'live' ? '**LIVE**' : stage
}

/** Puts the tables between what stands before and after them, with as many rows as fit. */
function documentOf(
  result: Result,
  before: readonly string[],
  after: readonly string[],
  limit: number,
  withStage = showsStage(result),
): string {
  const preview = previewTable(result)
  const deliveries = deliveryTable(result)
  const facts = factsText(result, withStage)
  const findings = findingTable(result)
  const tables = [preview, deliveries, findings]
  const room =
    limit -
    sizeOf([...before, facts, ...after]) -
    tables.reduce((sum, table) => sum + sizeOf([tableHead(table)]) + leftOutRoom, 0)

  const deliveryRows = fitting(deliveries.rows, room)
  const afterDeliveries = room - sizeOfRows(deliveryRows)
  // The preview may take what the findings leave, and half of the room in any case.
  const forPreview = Math.max(afterDeliveries / 2, afterDeliveries - sizeOfRows(findings.rows))
  const previewRows = fitting(preview.rows, forPreview)
  const findingRows = fitting(findings.rows, afterDeliveries - sizeOfRows(previewRows))
  const parts = [
    ...before,
    tableText(preview, previewRows),
    tableText(deliveries, deliveryRows),
    facts,
    tableText(findings, findingRows),
    ...after,
  ]
  return `${parts.filter(part => part !== '').join('\n\n')}\n`
}

interface Table {
  readonly title: string
  /** What the rows are called where some are left out. */
  readonly noun: string
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

/** A line of a table. What would be the same in several lines stands once below the table. */
interface Row {
  readonly line: string
  readonly notes: readonly string[]
}

function previewTable({ preview }: Result): Table {
  const notesOf = (spoken: Spoken) => [...spoken.notes, wordingSentence(spoken) ?? []].flat()
  const numbers = new Map<string, number>()
  for (const note of preview.flatMap(notesOf)) {
    if (!numbers.has(note)) numbers.set(note, numbers.size + 1)
  }
  return {
    title: 'What customers hear',
    noun: 'locales',
    columns: ['Locale', 'Alexa says'],
    rows: preview.map(spoken => {
      const notes = notesOf(spoken)
      const marks = notes.map(note => numbers.get(note)).join(', ')
      const says = `${text(spoken.speech)}${marks === '' ? '' : ` <sup>${marks}</sup>`}`
      return {
        line: row([text(spoken.locale), says]),
        notes: notes.map(note => `${numbers.get(note)}. ${text(note)}`),
      }
    }),
  }
}

const worstFirst: readonly Outcome[] = ['rejected', 'failed', 'already-sent', 'accepted']

function deliveryTable(result: Result): Table {
  const explained = result.diagnostics.map(({ message, help }) => `${message} ${help}`)
  return {
    title: 'Regions',
    noun: 'deliveries',
    columns: ['Region', 'Outcome', 'Answer', 'Request id', 'Attempts'],
    rows: result.deliveries
      .toSorted((one, other) => worstFirst.indexOf(one.outcome) - worstFirst.indexOf(other.outcome))
      .map(delivery => deliveryRow(delivery, explained)),
  }
}

/** @param explained what the findings say; a finding may name regions before it says the same */
function deliveryRow(delivery: Delivery, explained: readonly string[]): Row {
  const { region, outcome, requestId, attempts, message } = delivery
  const isPlain = outcome === 'accepted' || outcome === 'already-sent'
  const isExplained = isPlain || explained.some(finding => finding.endsWith(message))
  return {
    line: row([
      region,
      isPlain ? outcomeWords[outcome] : `**${outcomeWords[outcome]}**`,
      answerWords(delivery),
      requestId === undefined ? '' : code(requestId),
      String(attempts),
    ]),
    notes: isExplained ? [] : [`- ${region}: ${text(message)}`],
  }
}

/** Which event it is, for whom, and why. */
function factsText(result: Result, withStage: boolean): string {
  const facts: readonly Fact[] = eventFacts(result)
  const lines = facts.map(({ label, text: fact }) => `- ${label}: ${text(fact)}`)
  if (withStage && result.stage !== undefined) {
    const stage = result.stage === 'live' ? '**LIVE**' : `**${result.stage}**`
    lines.push(`- Stage: ${stage}${because(result.stageReason)}`)
  }
  if (result.regions.length > 0) {
    lines.push(`- Regions: **${result.regions.join(', ')}**${because(result.regionsReason)}`)
  }
  const hasName = result.referenceId !== undefined && result.campaign === undefined
  if (hasName) lines.push(`- Reference id: ${code(result.referenceId ?? '')}`)
  return lines.length === 0 ? '' : ['### Who hears it', '', ...lines].join('\n')
}

function because(reason: string | undefined): string {
  return reason === undefined ? '' : `, because ${text(reason)}`
}

function findingTable(result: Result): Table {
  const findings = findingsBesideOutcomes(result)
  return {
    title: `Findings: ${countsSentence(findings)}`,
    noun: 'findings',
    columns: ['Severity', 'Place', 'Rule', 'What is wrong'],
    rows: groupFindings(findings).map(findingRow),
  }
}

function findingRow({ finding, places }: FindingGroup): Row {
  const { severity, rule, message, help } = finding
  const more = places.length - mostPlaces
  const shown = [
    ...places.slice(0, mostPlaces).map(place => code(placeText(place))),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('<br>')
  const link = `[${text(rule)}](${documentationOf(rule)})`
  return {
    line: row([severity, shown, link, text(message)]),
    notes: help === '' ? [] : [`- ${text(rule)}: ${text(help)}`],
  }
}

function tailOf(result: Result): string {
  const wasTaken =
    wasAccepted(result) ||
    (!result.simulated && result.deliveries.some(({ outcome }) => outcome === 'already-sent'))
  const repeated =
    result.referenceId === undefined ||
    result.campaign !== undefined ||
    result.deliveries.length === 0
      ? []
      : [
          'The reference id stays the same when this run is repeated, and Amazon answers a repeat for the same customer with HTTP 409 instead of notifying twice.',
          '',
        ]
  if (!wasTaken) return ''
  return [
    '<details>',
    '<summary>What “accepted” means, and what can still keep the notification silent</summary>',
    '',
    acceptedMeans,
    '',
    ...repeated,
    ...silentReasons.map(reason => `- ${reason}`),
    '',
    '</details>',
  ].join('\n')
}

function tableHead(table: Table): string {
  return `### ${table.title}\n\n${row(table.columns)}\n${row(table.columns.map(() => '---'))}`
}

function tableText(table: Table, rows: readonly Row[]): string {
  if (table.rows.length === 0) return ''
  const leftOut = table.rows.length - rows.length
  const notes = [...new Set(rows.flatMap(({ notes }) => notes))]
  return [
    [tableHead(table), ...rows.map(({ line }) => line)].join('\n'),
    ...(notes.length === 0 ? [] : [notes.join('\n')]),
    ...(leftOut === 0
      ? []
      : [
          `… and ${leftOut} more ${table.noun}, left out here to keep this short; the log and the report have all of them.`,
        ]),
  ].join('\n\n')
}

/** The first rows that fit into so many bytes, with their notes. */
function fitting(rows: readonly Row[], room: number): readonly Row[] {
  const seen = new Set<string>()
  let used = 0
  const end = rows.findIndex(({ line, notes }) => {
    const fresh = notes.filter(note => !seen.has(note))
    for (const note of fresh) seen.add(note)
    used += sizeOf([line, ...fresh])
    return used > room
  })
  return end === -1 ? rows : rows.slice(0, end)
}

function sizeOfRows(rows: readonly Row[]): number {
  return sizeOf([...rows.map(({ line }) => line), ...new Set(rows.flatMap(({ notes }) => notes))])
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function text(outside: string, limit = longestText): string {
  return markdownText(outside, limit)
}

function code(outside: string): string {
  return `<code>${text(outside)}</code>`
}

/** Bytes of UTF-8, with a line break after each part. */
function sizeOf(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + Buffer.byteLength(part) + 1, 0)
}

/** The part of a job summary about the users of a campaign. */
export function campaignMarkdown(campaign: CampaignReport, simulated: boolean): string {
  const { counts, recipients, shard, earlier, badLines, duplicates, otherShards, reasons } =
    campaign
  const rows = [
    ...userOutcomes.map(([key, label]) => [label, counts[key]] as const),
    ['all', recipients] as const,
  ]
  const left = [
    ...(earlier > 0 ? [`${counted(earlier)} outcomes are those of earlier runs.`] : []),
    ...(badLines > 0 ? [`${counted(badLines)} lines of the list were not understood.`] : []),
    ...(duplicates > 0 ? [`${counted(duplicates)} duplicates were left out.`] : []),
    ...(otherShards > 0 ? [`${counted(otherShards)} belong to other shards.`] : []),
  ]
  return [
    `### Users${shard === undefined ? '' : `, shard ${shard}`}`,
    plainTable(
      ['Outcome', 'Users'],
      rows.map(([label, count]) => [label, counted(count)]),
    ),
    `${text(speedText(campaign))}. ${left.join(' ')}`.trim(),
    ...(reasons.length === 0 ? [] : ['### Why', reasonsTable(reasons)]),
    ...filesText(campaign, simulated),
  ].join('\n\n')
}

function reasonsTable(reasons: CampaignReport['reasons']): string {
  const rows = reasons
    .slice(0, mostReasons)
    .map(({ outcome, reason, help, count, examples }) => [
      outcomeWords[outcome],
      counted(count),
      text(reason, longestReason),
      text(help, longestReason),
      examples.map(code).join('<br>'),
    ])
  const more =
    reasons.length > mostReasons
      ? `\n\n… and ${reasons.length - mostReasons} more reasons; the report has all of them.`
      : ''
  return `${plainTable(['Outcome', 'Users', 'Reason', 'What to do', 'The first'], rows)}${more}`
}

function filesText({ journal, failedFile }: CampaignReport, simulated: boolean): readonly string[] {
  const again = simulated ? '' : ' The same command again goes on with it.'
  return [
    ...(journal === undefined ? [] : [`Journal: ${code(journal)}.${again}`]),
    ...(failedFile === undefined
      ? []
      : [`To send again: ${code(failedFile)}, the list of those who got nothing.`]),
  ]
}

function plainTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(row).join('\n')
}
