import { documentationOf, severities } from '../diagnostic.ts'
import { markdownText } from '../escape.ts'
import {
  hasBegun,
  isArrived,
  type Outcome,
  type Result,
  type Spoken,
  type Status,
} from '../result.ts'
import { secondsOf } from '../speech/speak.ts'
import { counted, users } from '../wording.ts'
import { campaignFacts, userOutcomes } from './campaign.ts'
import { rowsOf } from './layout.ts'
import {
  acceptedMeans,
  answerWords,
  countsSentence,
  estimateSentence,
  eventFacts,
  type FindingGroup,
  findingsBesideOutcomes,
  groupFindings,
  outcomeWords,
  placeText,
  silentReasons,
  speechMarkdown,
  statusSentence,
  wasAccepted,
  wordingSentence,
} from './words.ts'

/** GitHub refuses a step's summary over 1 MiB, and other steps' output may be added to it. */
const summaryLimit = 900 * 1024

/** GitHub refuses comments over 65,536 characters; no character of ours has more than 4 bytes. */
const commentLimit = 60_000

/** A text from outside is cut to this many UTF-16 units wherever it stands. */
const longestText = 1000

const mostReasons = 50
const mostPlaces = 5

/** Room for what stands around the rows of a table: its head, and how many rows were left out. */
const aroundRows = 500

/**
 * The job summary in GitHub's Markdown: what customers hear; the outcome of each region; event, stage
 * and their reasons; the findings; what "accepted" means. Every text that is not this program's own is
 * escaped. Rows that would go over the limit are left out, and a line says how many.
 *
 * @param options.limit the most bytes of UTF-8; at least 32 KiB
 */
export function summaryMarkdown(
  result: Result,
  { limit = summaryLimit }: { readonly limit?: number } = {},
): string {
  return documentOf(result, showsStage(result), tailOf(result), limit)
}

/**
 * The comment on a pull request, in GitHub's Markdown: the summary, with the stage in any case, and
 * without what is of no use before anything is sent.
 */
export function commentMarkdown(result: Result): string {
  const url = result.origin?.run.url
  return documentOf(result, true, url === undefined ? '' : `From [this run](${url}).`, commentLimit)
}

/** Puts the parts in their order; only what customers hear and the findings may be too long. */
function documentOf(result: Result, withStage: boolean, tail: string, limit: number): string {
  const before = [`## ${headingOf(result)}`, endingText(result)]
  const between = [
    tableText(deliveryTable(result)),
    ...campaignTables(result).map(table => tableText(table)),
    factsText(result, withStage),
  ]
  const room = limit - sizeOf([...before, ...between, tail].join('\n\n')) - 2 * aroundRows
  const findings = findingTable(result)
  // The preview may take what the findings leave, and half of the room in any case.
  const left = room - sizeOf(tableText(findings))
  const preview = tableText(previewTable(result), Math.max(room / 2, left))
  const rest = tableText(findings, room - sizeOf(preview))
  const parts = [...before, preview, ...between, rest, tail]
  return `${parts.filter(part => part !== '').join('\n\n')}\n`
}

const endings: Readonly<Record<Status, string>> = {
  validated: 'checked',
  sent: 'sent',
  started: 'started',
  'already-sent': 'already sent',
  partial: 'partly sent',
  failed: 'failed',
  'dry-run': 'dry run',
  skipped: 'skipped',
}

/** Names the stage and the event file, so that two sends of a job can be told apart. */
function headingOf(result: Result): string {
  const { status, stage, event, command, simulated } = result
  const isCheck = command === 'validate' || command === 'preview'
  const details = [
    ...(simulated ? ['simulated'] : []),
    ...(showsStage(result) && stage !== undefined ? [stage === 'live' ? '**LIVE**' : stage] : []),
    ...(event?.file === undefined ? [] : [code(event.file)]),
  ]
  const suffix = details.length === 0 ? '' : ` (${details.join(', ')})`
  const ending = isCheck && status === 'failed' ? 'check failed' : endings[status]
  return `Alexa notification: ${ending}${suffix}`
}

/** A check alone is about no stage. */
function showsStage({ command }: Result): boolean {
  return command !== 'validate'
}

/** How the run ended; where nothing was sent for a reason, with what to do about it. */
function endingText(result: Result): string {
  const help = result.diagnostics.find(({ message }) => message === result.skippedReason)?.help
  return `${text(statusSentence(result))}${help === undefined ? '' : ` ${text(help)}`}`
}

function previewTable({ preview }: Result): Table {
  return {
    title: 'What customers hear',
    noun: 'locales',
    columns: ['Locale', 'Alexa says', 'Length'],
    marked: 1,
    below: estimateSentence,
    rows: preview.map((spoken: Spoken) => ({
      cells: [
        text(spoken.locale),
        speechMarkdown(spoken, longestText),
        `about ${secondsOf(spoken.speech)} s`,
      ],
      notes: [...spoken.notes, wordingSentence(spoken) ?? []].flat().map(note => text(note)),
    })),
  }
}

const worstFirst: readonly Outcome[] = ['rejected', 'failed', 'already-sent', 'accepted']

function deliveryTable({ deliveries, diagnostics }: Result): Table {
  const explained = diagnostics.map(({ message, help }) => `${message} ${help}`)
  return {
    title: 'Regions',
    noun: 'deliveries',
    columns: ['Region', 'Outcome', 'Answer', 'Request id', 'Attempts'],
    marked: 1,
    rows: deliveries
      .toSorted((one, other) => worstFirst.indexOf(one.outcome) - worstFirst.indexOf(other.outcome))
      .map(delivery => {
        const { region, outcome, requestId, attempts, message } = delivery
        const words = outcomeWords[outcome]
        const isPlain = isArrived(delivery)
        // A finding may name regions before it says the same.
        const isExplained = isPlain || explained.some(finding => finding.endsWith(message))
        const id = requestId === undefined ? '' : code(requestId)
        const shown = isPlain ? words : `**${words}**`
        return {
          cells: [region, shown, answerWords(delivery), id, String(attempts)],
          notes: isExplained ? [] : [text(message)],
        }
      }),
  }
}

/** Which event it is, for whom, and why. */
function factsText(result: Result, withStage: boolean): string {
  const { event, stage, stageReason, regions, regionsReason, referenceId, campaign } = result
  const people = campaign === undefined ? undefined : users(campaign.recipients)
  const facts = event === undefined ? [] : eventFacts(event, people)
  const strong = (word: string | undefined, reason: string | undefined): string | undefined =>
    word && `**${word}**${reason === undefined ? '' : `, because ${text(reason)}`}`
  const decisions = rowsOf(
    ['Stage', withStage ? strong(stage === 'live' ? 'LIVE' : stage, stageReason) : undefined],
    ['Regions', strong(regions.join(', '), regionsReason) || undefined],
  )
  const id = campaign === undefined ? referenceId : undefined
  const lines = [
    ...facts.map(({ label, text: fact }) => `${label}: ${text(fact)}`),
    ...decisions.map(({ label, text: decision }) => `${label}: ${decision}`),
    ...campaignLines(result),
    ...(id === undefined ? [] : [`Reference id: ${code(id)}`]),
  ]
  return lines.length === 0 ? '' : ['### Who hears it\n', ...lines].join('\n- ')
}

function campaignLines({ campaign, simulated }: Result): readonly string[] {
  if (!hasBegun(campaign)) return []
  return campaignFacts(campaign).map(({ label, text: fact }) => {
    const goesOn = label === 'journal' && !simulated
    const line = `${label.slice(0, 1).toUpperCase()}${label.slice(1)}: ${text(fact)}`
    return goesOn ? `${line}. The same command again resumes it.` : line
  })
}

function findingTable(result: Result): Table {
  const findings = findingsBesideOutcomes(result)
  const rows = severities.flatMap(severity =>
    groupFindings(findings.filter(finding => finding.severity === severity)).map(findingRow),
  )
  return {
    title: `Findings: ${countsSentence(findings)}`,
    noun: 'findings',
    columns: ['Severity', 'Place', 'Rule', 'What is wrong'],
    marked: 3,
    rows,
  }
}

function findingRow({ finding, places }: FindingGroup): Row {
  const { severity, rule, message, help } = finding
  const more = places.length - mostPlaces
  const shown = [
    ...places.slice(0, mostPlaces).map(place => code(placeText(place))),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('<br>')
  const weight = severity === 'error' ? `**${severity}**` : severity
  return {
    cells: [weight, shown, `[${text(rule)}](${documentationOf(rule)})`, text(message)],
    notes: help === '' ? [] : [text(help)],
  }
}

/** The users of a campaign, and why some were not notified. */
function campaignTables({ campaign }: Result): readonly Table[] {
  if (!hasBegun(campaign)) return []
  const { recipients, shard, reasons } = campaign
  const all = { label: 'all', text: counted(recipients) }
  return [
    {
      title: `Users${shard === undefined ? '' : `, shard ${shard}`}`,
      noun: 'outcomes',
      columns: ['Outcome', 'Users'],
      marked: 0,
      rows: [...userOutcomes(campaign).toReversed(), all].map(({ label, text: count }) => ({
        cells: [label, count],
        notes: [],
      })),
    },
    {
      title: 'Why',
      noun: 'reasons',
      columns: ['Outcome', 'Users', 'Reason', 'The first'],
      marked: 2,
      most: mostReasons,
      rows: reasons.map(({ outcome, reason, help, count, examples }) => ({
        cells: [
          outcomeWords[outcome],
          counted(count),
          text(reason, longestText / 2),
          examples.map(code).join('<br>'),
        ],
        notes: [text(help, longestText / 2)],
      })),
    },
  ]
}

function tailOf(result: Result): string {
  const { simulated, deliveries, referenceId } = result
  const isKnown = !simulated && deliveries.some(({ outcome }) => outcome === 'already-sent')
  if (!wasAccepted(result) && !isKnown) return ''
  const sameId =
    'The reference id stays the same when this run is repeated, and Amazon answers a repeat for the same customer with HTTP 409 instead of notifying twice.'
  return [
    '<details>\n<summary>What “accepted” means, and what can still keep the notification silent</summary>',
    acceptedMeans,
    ...(referenceId === undefined || deliveries.length === 0 ? [] : [sameId]),
    silentReasons.map(reason => `- ${reason}`).join('\n'),
    '</details>',
  ].join('\n\n')
}

interface Table {
  readonly title: string
  /** What the rows are called where some are left out. */
  readonly noun: string
  readonly columns: readonly string[]
  /** The column with the numbers of notes. */
  readonly marked: number
  /** How many rows are shown at most. */
  readonly most?: number
  /** A sentence about all rows. */
  readonly below?: string
  readonly rows: readonly Row[]
}

interface Row {
  readonly cells: readonly string[]
  /** Stand below the table with a number: what would be the same in several rows stands there once. */
  readonly notes: readonly string[]
}

/**
 * A table with a title above and its notes below, without columns that are empty; an empty text where it
 * has no rows.
 *
 * @param room how many bytes its rows may take; the others are counted in a line below
 */
function tableText(table: Table, room = Number.POSITIVE_INFINITY): string {
  const { title, noun, columns, marked, most, below, rows } = table
  if (rows.length === 0) return ''
  const filled = columns.map((_, index) => rows.some(({ cells }) => cells[index] !== ''))
  const lineOf = (cells: readonly string[]) =>
    `| ${cells.filter((_, index) => filled[index]).join(' | ')} |`
  const numbers = new Map<string, number>()
  const lines: string[] = []
  const notes: string[] = []
  let used = 0
  for (const row of rows.slice(0, most)) {
    const fresh = row.notes
      .filter(note => !numbers.has(note))
      .map((note, index) => `${numbers.size + index + 1}. ${note}`)
    for (const note of row.notes) numbers.set(note, numbers.get(note) ?? numbers.size + 1)
    const marks = row.notes.map(note => numbers.get(note)).join(', ')
    const line = lineOf(
      row.cells.map((cell, index) =>
        index === marked && marks !== '' ? `${cell} <sup>${marks}</sup>` : cell,
      ),
    )
    used += sizeOf([line, ...fresh].join('\n')) + 1
    if (used > room) break
    lines.push(line)
    notes.push(...fresh)
  }
  const leftOut = rows.length - lines.length
  const more = `… and ${leftOut} more ${noun}, left out here to keep this short; the log and the report have all of them.`
  return [
    `### ${title}`,
    [lineOf(columns), lineOf(columns.map(() => '---')), ...lines].join('\n'),
    notes.join('\n'),
    below ?? '',
    leftOut === 0 ? '' : more,
  ]
    .filter(part => part !== '')
    .join('\n\n')
}

function text(outside: string, limit = longestText): string {
  return markdownText(outside, limit)
}

function code(outside: string): string {
  return `<code>${text(outside)}</code>`
}

/** Bytes of UTF-8. */
function sizeOf(text: string): number {
  return Buffer.byteLength(text)
}
