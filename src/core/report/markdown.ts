import { documentationOf } from '../diagnostic.ts'
import { markdownText } from '../escape.ts'
import { counted } from '../listed.ts'
import type { CampaignReport, Delivery, Result, Spoken, Status } from '../result.ts'
import { speedText, userOutcomes } from './campaign.ts'
import {
  acceptedMeans,
  answerWords,
  countsSentence,
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
  /** What became of a campaign, in Markdown. */
  readonly campaign?: string | undefined
}

/** GitHub refuses a step's summary over 1 MiB, and other steps' output may be added to it. */
const defaultLimit = 900 * 1024

/** A text from outside is cut to this many UTF-16 units wherever it stands. */
const longestText = 1000

/** Room for the line that says how many rows were left out. */
const leftOutRoom = 200

/**
 * The job summary in GitHub's Markdown: status, stage and reason; each region's outcome; what is heard in
 * each locale; the findings; what "accepted" means. Every text that is not this program's own is escaped.
 * Rows that would go over the limit are left out, and a line says how many.
 */
export function summaryMarkdown(result: Result, options: SummaryOptions = {}): string {
  const before = [headOf(result), options.campaign ?? '']
  const after = tailOf(result)
  const hasRows = result.deliveries.length + result.preview.length + result.diagnostics.length > 0
  const tables = hasRows
    ? tablesOf(result, (options.limit ?? defaultLimit) - sizeOf([...before, after]))
    : []
  const parts = [...before, ...tables, after]
  return `${parts.filter(part => part !== '').join('\n\n')}\n`
}

/** The tables, with as many rows as fit into so many bytes. */
function tablesOf(result: Result, limit: number): readonly string[] {
  const deliveries = deliveryTable(result)
  const preview = previewTable(result)
  const findings = findingTable(result)
  const heads = [tableHead(deliveries), tableHead(preview), tableHead(findings)]
  const room = limit - sizeOf(heads) - heads.length * leftOutRoom

  const deliveryRows = fittingRows(deliveries.rows, room)
  const afterDeliveries = room - sizeOf(deliveryRows)
  // The preview may take what the findings leave, and half of the room in any case.
  const forPreview = Math.max(afterDeliveries / 2, afterDeliveries - sizeOf(findings.rows))
  const previewRows = fittingRows(preview.rows, forPreview)
  const findingRows = fittingRows(findings.rows, afterDeliveries - sizeOf(previewRows))
  return [
    tableText(deliveries, deliveryRows),
    tableText(preview, previewRows),
    tableText(findings, findingRows),
  ]
}

interface Table {
  readonly title: string
  /** What the rows are called where some are left out. */
  readonly noun: string
  readonly columns: readonly string[]
  readonly rows: readonly string[]
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

function headOf(result: Result): string {
  const simulated = result.simulated ? ' (simulated)' : ''
  const lines = [
    `## Alexa notification: ${endings[result.status]}${simulated}`,
    text(statusSentence(result)),
  ]
  if (result.stage !== undefined) {
    const reason = result.stageReason === undefined ? '' : `, because ${text(result.stageReason)}`
    lines.push(`Stage: **${result.stage}**${reason}.`)
  }
  if (result.regions.length > 0) {
    const reason =
      result.regionsReason === undefined ? '' : `, because ${text(result.regionsReason)}`
    lines.push(`Regions: **${result.regions.join(', ')}**${reason}.`)
  }
  return lines.join('\n\n')
}

function deliveryTable(result: Result): Table {
  return {
    title: 'Deliveries',
    noun: 'deliveries',
    columns: ['Region', 'Outcome', 'Answer', 'Request id', 'Attempts', 'What it means'],
    rows: result.deliveries.map(deliveryRow),
  }
}

function deliveryRow(delivery: Delivery): string {
  return row([
    delivery.region,
    outcomeWords[delivery.outcome],
    answerWords(delivery),
    delivery.requestId === undefined ? '' : code(delivery.requestId),
    String(delivery.attempts),
    text(delivery.message),
  ])
}

function previewTable(result: Result): Table {
  return {
    title: 'What customers hear',
    noun: 'locales',
    columns: ['Locale', 'Alexa says', 'Notes'],
    rows: result.preview.map(previewRow),
  }
}

function previewRow(spoken: Spoken): string {
  const wording = wordingSentence(spoken)
  const notes = [...spoken.notes, ...(wording === undefined ? [] : [wording])]
  return row([text(spoken.locale), text(spoken.speech), notes.map(note => text(note)).join('<br>')])
}

function findingTable(result: Result): Table {
  return {
    title: `Findings: ${countsSentence(result.diagnostics)}`,
    noun: 'findings',
    columns: ['Severity', 'Place', 'Rule', 'What is wrong', 'What to do'],
    rows: result.diagnostics.map(({ severity, place, rule, message, help }) =>
      row([
        severity,
        place === undefined ? '' : code(placeText(place)),
        `[${text(rule)}](${documentationOf(rule)})`,
        text(message),
        text(help),
      ]),
    ),
  }
}

function tailOf(result: Result): string {
  const wasTaken =
    wasAccepted(result) ||
    (!result.simulated && result.deliveries.some(({ outcome }) => outcome === 'already-sent'))
  const reference =
    result.referenceId === undefined || result.campaign !== undefined
      ? ''
      : referenceText(result.referenceId)
  return [reference, wasTaken ? silenceText() : ''].filter(part => part !== '').join('\n\n')
}

/** Amazon's SDK documents a second event with the same id for the same customer as a conflict. */
function referenceText(referenceId: string): string {
  return `Reference id: ${code(referenceId)}. It stays the same when this run is repeated, and Amazon answers a repeat for the same customer with HTTP 409 instead of notifying twice.`
}

function silenceText(): string {
  return [
    '<details>',
    '<summary>What “accepted” means, and what can still keep the notification silent</summary>',
    '',
    acceptedMeans,
    '',
    ...silentReasons.map(reason => `- ${reason}`),
    '',
    '</details>',
  ].join('\n')
}

function tableHead(table: Table): string {
  return `### ${table.title}\n\n${row(table.columns)}\n${row(table.columns.map(() => '---'))}`
}

function tableText(table: Table, rows: readonly string[]): string {
  if (table.rows.length === 0) return ''
  const leftOut = table.rows.length - rows.length
  const note = `\n\n… and ${leftOut} more ${table.noun}, left out here to keep the summary small; the log and the report have all of them.`
  return `${[tableHead(table), ...rows].join('\n')}${leftOut === 0 ? '' : note}`
}

/** The first rows that fit into so many bytes. */
function fittingRows(rows: readonly string[], room: number): readonly string[] {
  let used = 0
  const end = rows.findIndex(candidate => {
    used += sizeOf([candidate])
    return used > room
  })
  return end === -1 ? rows : rows.slice(0, end)
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

/** Texts of a campaign are cut sooner: there are many of them. */
const longestReason = 500
const mostReasons = 50

/** The part of a job summary that says what became of the users of a campaign. */
export function campaignMarkdown(campaign: CampaignReport): string {
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
    ...filesText(campaign),
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

function filesText({ journal, failedFile }: CampaignReport): readonly string[] {
  return [
    ...(journal === undefined
      ? []
      : [`Journal: ${code(journal)}. The same command again goes on with it.`]),
    ...(failedFile === undefined
      ? []
      : [`To send again: ${code(failedFile)}, the list of those who got nothing.`]),
  ]
}

function plainTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}
