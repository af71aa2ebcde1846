import type { Region } from '../alexa.ts'
import type { DeliveryStep } from '../delivery/deliver.ts'
import { countOf, type Diagnostic, type Place, severities } from '../diagnostic.ts'
import { markdownText, plainText } from '../escape.ts'
import { withoutAbsent } from '../json.ts'
import type { Plan, RegionDecision, StageDecision } from '../plan.ts'
import {
  type AnnouncedEvent,
  type Delivery,
  isArrived,
  type Outcome,
  type Result,
  type Spoken,
  type SpokenPart,
} from '../result.ts'
import { durationText } from '../time.ts'
import { listed } from '../wording.ts'
import type { Row } from './layout.ts'

/**
 * The sentences that every door shows alike. Each that does not say otherwise comes back plain: safe to
 * print on a terminal or in a log as it is; for Markdown it still goes through `markdownText`.
 */

/** `live, because refs/heads/main matches live-refs "main"`. */
export function stageSentence(decision: StageDecision): string {
  return plainText(`${decision.stage}, because ${decision.reason}`)
}

/** `NA and EU, because …`. */
export function regionsSentence(decision: RegionDecision): string {
  return plainText(`${regionWords(decision.regions)}, because ${decision.reason}`)
}

/** `NA: accepted (HTTP 202, request id 5f3c…)`. */
export function outcomeSentence(delivery: Delivery): string {
  const { region, outcome } = delivery
  return plainText(`${region}: ${outcomeWords[outcome]} (${answerFacts(delivery)})`)
}

/**
 * Tells deliveries as they end. That a region had the event before is told only beside another outcome,
 * or a request that was repeated: where all had it before, the closing sentence alone says so.
 */
export function tellDeliveries(tell: (delivery: Delivery) => void): (delivery: Delivery) => void {
  const held: Delivery[] = []
  let isTelling = false
  return delivery => {
    held.push(delivery)
    isTelling ||= delivery.outcome !== 'already-sent' || delivery.attempts > 1
    if (isTelling) for (const one of held.splice(0)) tell(one)
  }
}

/** Why nothing happens for a moment. */
export function waitingSentence(step: Extract<DeliveryStep, { kind: 'waiting' }>): string {
  const { attempt, milliseconds, reason } = step
  const delay = durationText(milliseconds)
  return plainText(`${reason} (attempt ${attempt}); trying again in ${delay}`)
}

/** `HTTP 202, request id 5f3c…, 2 attempts`. */
export function answerFacts(delivery: Delivery): string {
  const { requestId, attempts } = delivery
  return [
    answerWords(delivery),
    ...(requestId === undefined ? [] : [`request id ${requestId}`]),
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
  ].join(', ')
}

/** What the last answer to a delivery was, in a few words: `HTTP 202`, `no answer`. */
export function answerWords({ httpStatus, attempts }: Delivery): string {
  if (httpStatus !== undefined) return `HTTP ${httpStatus}`
  return attempts === 0 ? 'nothing was sent' : 'no answer'
}

/** Whether Amazon accepted something, so that somebody may be notified. */
export function wasAccepted({ simulated, deliveries, campaign }: Result): boolean {
  const isAccepted =
    deliveries.some(({ outcome }) => outcome === 'accepted') || (campaign?.counts.accepted ?? 0) > 0
  return isAccepted && !simulated
}

/** Outcomes as people say them. */
export const outcomeWords: Readonly<Record<Outcome, string>> = {
  accepted: 'accepted',
  'already-sent': 'already sent',
  rejected: 'rejected',
  failed: 'failed',
}

/** How the run ended, in one or two sentences. */
export function statusSentence(result: Result): string {
  return plainText(statusWords(result))
}

function statusWords(result: Result): string {
  if (result.campaignSentence !== undefined) return result.campaignSentence
  const arrived = regionsOf(result, isArrived)
  const stage = result.stage === undefined ? '' : ` in the ${result.stage} stage`
  if (result.simulated)
    return `Simulated: ${deliveryWords(result, arrived, stage)}. Nobody was notified.`
  switch (result.status) {
    case 'validated':
      return checkedWords(result)
    case 'started':
      return 'Started: the campaign continues without this run.'
    case 'sent':
      return `Sent: ${deliveryWords(result, arrived, stage)}.`
    case 'already-sent':
      return `Already sent: the event was accepted before for ${regionWords(arrived)}${stage}, so nobody is notified again.`
    case 'partial':
      return `Partly sent: ${deliveryWords(result, arrived, stage)}.`
    case 'dry-run':
      return `Dry run: nothing was sent; the event would go to ${regionWords(result.regions)}${stage}.`
    case 'skipped':
      return result.skippedReason === undefined
        ? 'Skipped: nothing was sent.'
        : `Skipped, nothing was sent: ${result.skippedReason}`
    case 'failed': {
      if (result.deliveries.length > 0) {
        const isDoubtful = result.deliveries.some(({ inDoubt }) => inDoubt)
        return `${isDoubtful ? 'Not confirmed' : 'Not sent'}: ${deliveryWords(result, arrived, stage)}.`
      }
      const { command } = result
      if (command === 'validate' || command === 'preview') return checkedWords(result)
      const what = command === 'send' ? 'sent' : 'done'
      return `Nothing was ${what}: ${countsSentence(result.diagnostics)}.`
    }
  }
}

/** `Checked skill.json and announce.yaml: 1 warning.` */
function checkedWords({ files = [], diagnostics }: Result): string {
  const what = files.length === 0 ? '' : ` ${listed(files)}`
  return `Checked${what}: ${countsSentence(diagnostics)}.`
}

/** For which regions the event was accepted, for which not, and for which nobody knows. */
function deliveryWords(result: Result, arrived: readonly Region[], stage: string): string {
  const lost = regionsOf(result, delivery => !isArrived(delivery) && !delivery.inDoubt)
  const unknown = regionsOf(result, ({ inDoubt }) => inDoubt)
  if (arrived.length + lost.length === 0 && unknown.length > 0) {
    return `it is not known whether the event was accepted for ${regionWords(unknown)}${stage}`
  }
  const but = lost.length === 0 ? '' : `, but not for ${regionWords(lost)}`
  const rest = unknown.length === 0 ? '' : `; for ${regionWords(unknown)} it is not known`
  return arrived.length === 0
    ? `the event was not accepted for ${regionWords(lost)}${stage}${rest}`
    : `the event was accepted for ${regionWords(arrived)}${stage}${but}${rest}`
}

/** `2 errors and 1 warning`; `no findings`. */
export function countsSentence(diagnostics: readonly Diagnostic[]): string {
  const counts = severities
    .map(severity => ({ severity, count: countOf(diagnostics, severity) }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}${count === 1 ? '' : 's'}`)
  return counts.length === 0 ? 'no findings' : listed(counts)
}

/** What a 202 means, from Amazon's SDK and its maintainers' answers about the sample skill. */
export const acceptedMeans =
  'HTTP 202 says only that the event was accepted. Amazon answers the same when no customer is subscribed, and never reports what was delivered or heard.'

/**
 * What can keep an accepted notification silent, from Amazon's Proactive Events API reference, its page
 * on skill enablement, and what developers report.
 */
export const silentReasons: readonly string[] = [
  'Nobody is subscribed: customers turn notifications on for each skill in the Alexa app (More, Skills, Your Skills, the skill, Settings, Manage Permissions).',
  "The region is another one: an event reaches only customers whose Amazon account is registered in the region it was posted to, wherever the skill's code runs.",
  'The stage is another one: a customer has either the development or the live stage of a skill enabled. A tester who enabled the live skill hears nothing from the development stage.',
  "The language of the device has no entry in localizedAttributes, or is not among the skill's locales: the customer hears only that there are notifications, or nothing.",
  'Do Not Disturb is on, or the notification expired before anyone asked for it.',
  "The event is not among events.publications of the skill as it is deployed now; the repository's manifest may be ahead of it.",
  'The skill was updated since it was enabled: disable it, enable it and turn notifications on again. A Unicast then needs the new user id.',
]

/** What is to be known of the wording of a preview; undefined where it is Amazon's own. */
export function wordingSentence(spoken: Spoken): string | undefined {
  if (spoken.wording === 'exact') return undefined
  if (spoken.locale.startsWith('en-')) {
    return 'Amazon publishes no example of this sentence; its words may differ.'
  }
  return spoken.parts?.some(({ kind }) => kind === 'localized')
    ? "English wording, as Amazon's own translation is not known; what is set apart is the locale's own."
    : "English wording; Amazon's own translation is not known."
}

/** What is to be known of every length and every screen of a preview. */
export const estimateSentence =
  'Seconds are an estimate. Amazon does not document what screens show; this preview takes it to be the same words.'

/**
 * A sentence for a terminal or a log, not made safe to print yet: in quotes, or where its language is not
 * English, with what is the locale's own set apart from the English words around it.
 */
export function speechText({ speech, parts }: Spoken): string {
  if (parts === undefined) return `"${speech}"`
  return `English: ${parts.map(({ kind, text }) => (kind === 'localized' ? `«${text}»` : text)).join('')}`
}

/**
 * The same in GitHub's Markdown, escaped: what is the locale's own in bold.
 *
 * @param limit the most UTF-16 units of the sentence, or of each of its parts
 */
export function speechMarkdown({ speech, parts }: Spoken, limit: number): string {
  if (parts === undefined) return markdownText(speech, limit)
  const written = (text: string): string => markdownText(text, limit)
  return `English: <i>${joinedParts(parts, text => `<b>${written(text)}</b>`, written)}</i>`
}

/** The parts of a sentence; the words around the locale's own keep a space at their ends. */
export function joinedParts(
  parts: readonly SpokenPart[],
  localized: (text: string) => string,
  template: (text: string) => string,
): string {
  return parts
    .map(({ kind, text }) => {
      if (kind === 'localized') return localized(text)
      const [before, after] = [/^\s/, /\s$/].map(space => (space.test(text) ? ' ' : ''))
      return `${before}${template(text)}${after}`
    })
    .join('')
}

/** Findings that are the same but for their places. */
export interface FindingGroup {
  readonly finding: Diagnostic
  readonly places: readonly Place[]
}

/** Groups equal findings, in the order of their first. */
export function groupFindings(diagnostics: readonly Diagnostic[]): readonly FindingGroup[] {
  const groups = new Map<string, { readonly finding: Diagnostic; readonly places: Place[] }>()
  for (const finding of diagnostics) {
    const { rule, severity, message, help, place } = finding
    const key = JSON.stringify([rule, severity, message, help])
    const group = groups.get(key) ?? { finding, places: [] }
    if (place !== undefined) group.places.push(place)
    groups.set(key, group)
  }
  return [...groups.values()]
}

const mostPlaces = 5

/** The message of equal findings, with their places but the first. */
export function groupMessage({ finding, places }: FindingGroup): string {
  const others = places.slice(1)
  if (others.length === 0) return finding.message
  const more = others.length > mostPlaces ? ` and at ${others.length - mostPlaces} more places` : ''
  return `${finding.message} Also at ${others.slice(0, mostPlaces).map(placeText).join(', ')}${more}.`
}

/** Findings without that a region had the event before: its outcome tells it, and the closing sentence of all. */
export function withoutAlreadySent(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ rule }) => rule !== 'delivery/already-sent')
}

/**
 * The findings that say more than the status and the outcomes of deliveries: that an event was sent
 * before is such an outcome, why nothing was sent is told with the status.
 */
export function findingsBesideOutcomes(result: Result): readonly Diagnostic[] {
  const isKnown = result.deliveries.some(({ outcome }) => outcome === 'already-sent')
  const findings = isKnown ? withoutAlreadySent(result.diagnostics) : result.diagnostics
  return findings.filter(({ message }) => message !== result.skippedReason)
}

/** What would be sent: where, which event, to whom, until when and how. */
export function planFacts(
  { body, regions, campaign }: Plan,
  file: string | undefined,
): readonly Row[] {
  const { timestamp, expiryTime } = body
  const lifetime = Date.parse(expiryTime) - Date.parse(timestamp)
  const after = Number.isNaN(lifetime) ? '' : `, ${durationText(lifetime)} after its timestamp`
  const event = {
    name: body.event.name,
    file,
    audience: body.relevantAudience.type,
    expiryTime: `${expiryTime}${after}`,
  }
  const facts = campaign?.facts ?? []
  return [
    { label: 'Regions', text: regionsSentence(regions) },
    ...eventFacts(withoutAbsent(event), campaign?.audience),
    ...facts.map(({ label, text }) => ({ label, text: plainText(text) })),
  ]
}

/**
 * Which event a run is about, and for whom; tells two runs of a job apart.
 *
 * @param people of a list, in words
 */
export function eventFacts(event: AnnouncedEvent, people: string | undefined): readonly Row[] {
  const { name, file, audience, expiryTime } = event
  const everybody = 'every subscribed customer of the regions (Multicast)'
  const one = audience === 'Multicast' ? everybody : 'one customer (Unicast)'
  return [
    { label: 'Event', text: file === undefined ? name : `${name}, from ${file}` },
    { label: 'Audience', text: people ? `${people}, each by a request of its own (Unicast)` : one },
    { label: 'Expires', text: expiryTime },
  ].map(({ label, text }) => ({ label, text: plainText(text) }))
}

/** `skill.json:12:5`, as editors and terminals understand it. */
export function placeText(place: Place): string {
  return `${place.file}:${place.line}:${place.column}`
}

/** `NA, EU and FE`; `no region` for none. */
function regionWords(regions: readonly Region[]): string {
  return listed(regions) || 'no region'
}

function regionsOf(result: Result, chosen: (delivery: Delivery) => boolean): readonly Region[] {
  return result.deliveries.filter(chosen).map(({ region }) => region)
}
