import type { Diagnostic } from '../diagnostic.ts'
import { durationText } from '../duration.ts'
import { listed } from '../listed.ts'
import type { Plan } from '../plan.ts'
import type { SourceText } from '../source/read.ts'
import type { Spoken } from '../speech/speech.ts'
import { plainText } from './escape.ts'
import { rows } from './layout.ts'
import type { Style } from './style.ts'
import { countsSentence, regionsSentence, stageSentence, wordingSentence } from './words.ts'

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
    { label: 'Regions', text: regionsSentence(plan.regions) },
    { label: 'Event', text: plainText(`${plan.body.event.name}, to ${audienceOf(plan)}`) },
    { label: 'Expires', text: plainText(expiryOf(plan)) },
    ...(plan.campaign?.facts ?? []).map(({ label, text }) => ({ label, text: plainText(text) })),
  ]
  return `${rows(entries, columns, colors.dim)}\n`
}

/** What customers hear in each language; what there is to know about it stands below, each thing once. */
export function previewText({ preview }: Ahead, { colors, columns }: Style): string {
  const remarksOf = (spoken: Spoken) => [wordingSentence(spoken) ?? [], ...spoken.notes].flat()
  const remarks = [...new Set(preview.flatMap(remarksOf))]
  const markOf = (remark: string) => `[${remarks.indexOf(remark) + 1}]`
  const sentences = preview.map(spoken => ({
    label: spoken.locale,
    text: plainText([`"${spoken.speech}"`, ...remarksOf(spoken).map(markOf)].join(' ')),
  }))
  const footnotes = remarks.map(remark => ({ label: markOf(remark), text: plainText(remark) }))
  return [
    colors.bold('What customers hear'),
    rows(sentences, columns, colors.cyan),
    ...(footnotes.length === 0 ? [] : [colors.dim(rows(footnotes, columns, label => label))]),
    '',
  ].join('\n')
}

function audienceOf({ body, campaign }: Plan): string {
  if (campaign !== undefined) return `${campaign.audience} (a Unicast each)`
  return body.relevantAudience.type === 'Multicast'
    ? 'every customer of the regions who subscribed (Multicast)'
    : 'one customer (Unicast)'
}

function expiryOf({ body: { timestamp, expiryTime } }: Plan): string {
  const life = Date.parse(expiryTime) - Date.parse(timestamp)
  return Number.isNaN(life)
    ? expiryTime
    : `${expiryTime}, ${durationText(life)} after its timestamp`
}
