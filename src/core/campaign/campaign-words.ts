import { counted, users } from '../listed.ts'
import type { PlannedCampaign } from '../plan.ts'
import type { Survey } from '../recipients/survey.ts'
import type { CampaignReport, Status } from '../result.ts'
import type { CampaignSettings } from './campaign-settings.ts'

/** Says who gets an event and how it is sent. */
export function plannedCampaign(
  { recipients, byRegion, duplicates, otherShards, bad }: Survey,
  { shard, rate, concurrency }: CampaignSettings,
  journal: string | undefined,
): PlannedCampaign {
  const places = [...byRegion].map(([region, count]) =>
    byRegion.size === 1 ? region : `${region} ${counted(count)}`,
  )
  const left = [
    ...(duplicates > 0
      ? [`${counted(duplicates)} ${duplicates === 1 ? 'duplicate' : 'duplicates'}`]
      : []),
    ...(bad > 0 ? [`${counted(bad)} not understood`] : []),
    ...(otherShards > 0 ? [`${counted(otherShards)} of other shards`] : []),
  ]
  const share = shard === undefined ? '' : `, shard ${shard.number} of ${shard.of}`
  const most =
    rate === undefined
      ? 'as many a second as are taken in'
      : `at most ${counted(rate)} a second to each region`
  return {
    audience: `${users(recipients)}${placesText(places)}${share}`,
    facts: [
      ...(left.length === 0 ? [] : [{ label: 'Left out', text: left.join(', ') }]),
      { label: 'Speed', text: `${most}, over ${concurrency} connections to each region` },
      ...(journal === undefined ? [] : [{ label: 'Journal', text: journal }]),
    ],
  }
}

function placesText(places: readonly string[]): string {
  if (places.length === 0) return ''
  return places.length === 1 ? ` in ${places[0] ?? ''}` : `: ${places.join(', ')}`
}

/** How a campaign ended, in one or two sentences. */
export function campaignSentence(
  campaign: CampaignReport,
  status: Status,
  stage: string,
  simulated: boolean,
): string {
  const { recipients, counts } = campaign
  if (status === 'dry-run') {
    return `Dry run: nothing was sent; the event would go to ${users(recipients)} in the ${stage} stage.`
  }
  const arrived = counts.accepted + counts.alreadySent
  const of =
    arrived === recipients
      ? `all ${users(recipients)}`
      : `${counted(arrived)} of ${users(recipients)}`
  const where = ` in the ${stage} stage`
  const rest = restOf(campaign)
  if (simulated) {
    return `Simulated: the event was accepted for ${of}${where}${rest}. Nobody was notified.`
  }
  switch (status) {
    case 'already-sent':
      return `Already sent: the event was accepted before for ${of}${where}, so nobody is notified again.`
    case 'sent':
      return `Sent: the event was accepted for ${of}${where}.`
    case 'partial':
      return `Partly sent: the event was accepted for ${of}${where}${rest}.`
    default:
      return `Not sent: the event was accepted for ${of}${where}${rest}.`
  }
}

function restOf({ counts, badLines, inDoubt }: CampaignReport): string {
  const parts = [
    ...(counts.rejected > 0 ? [`${counted(counts.rejected)} rejected`] : []),
    ...(counts.failed > 0
      ? [
          inDoubt > 0
            ? `${counted(counts.failed)} failed, ${counted(inDoubt)} of which may have arrived`
            : `${counted(counts.failed)} failed`,
        ]
      : []),
    ...(counts.notSent > 0 ? [`${counted(counts.notSent)} not sent to yet`] : []),
    ...(badLines > 0
      ? [`${counted(badLines)} ${badLines === 1 ? 'line' : 'lines'} of the list not understood`]
      : []),
  ]
  return parts.length === 0 ? '' : `; ${parts.join(', ')}`
}
