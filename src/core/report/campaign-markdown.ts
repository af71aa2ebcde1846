import { counted } from '../campaign/campaign-words.ts'
import type { CampaignReport } from '../result.ts'
import { speedText, userOutcomes } from './campaign-text.ts'
import { markdownText } from './escape.ts'
import { outcomeWords } from './words.ts'

const longestText = 500
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
    tableText(
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
      text(reason),
      text(help),
      examples.map(code).join('<br>'),
    ])
  const more =
    reasons.length > mostReasons
      ? `\n\n… and ${reasons.length - mostReasons} more reasons; the report has all of them.`
      : ''
  return `${tableText(['Outcome', 'Users', 'Reason', 'What to do', 'The first'], rows)}${more}`
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

function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

function text(outside: string): string {
  return markdownText(outside, longestText)
}

function code(outside: string): string {
  return `<code>${text(outside)}</code>`
}
