import type { EventName } from '../alexa.ts'
import { isArray, isObject, type Json, type JsonObject, type Path, valueAt } from '../json.ts'
import { listed } from '../wording.ts'
import { dateIn, isEnglish, marked, numberIn, weekdayIn } from './localized.ts'

const prefix = 'localizedattribute:'

/** Amazon's payloads are four levels deep; what is deeper has no place in a sentence. */
const deepest = 8

/** A payload as one locale hears it. Every reader gives undefined where there is nothing fit to be spoken. */
export interface SpokenPayload {
  /** A text, with the locale's own put in for a reference; "…" where the locale has none. */
  text(...path: Path): string | undefined
  /** A count or a score. */
  number(...path: Path): number | undefined
  /** The same in the locale's own form; "…" where there is none. */
  digits(...path: Path): string
  /** A date in the locale's own form: "May 10, 2019". */
  date(...path: Path): string | undefined
  /** A day of the week in the locale's own form: "Tuesday" for `TUESDAY`. */
  weekday(...path: Path): string | undefined
  /** A value of an enumeration as it is written: `ORDER_SHIPPED`. */
  value(...path: Path): string | undefined
  /** Values of an enumeration. */
  values(...path: Path): readonly string[]
}

/** Is spoken where a sentence needs a text that is not there. */
export const missingText = '…'

/**
 * Makes a payload readable for one locale, given that locale's texts by key. In a language other than
 * English, texts and dates are marked, as the words around them are not what its customers hear.
 */
export function spokenPayload(
  payload: JsonObject,
  texts: ReadonlyMap<string, string>,
  locale: string,
): SpokenPayload {
  const own = (text: string | undefined) =>
    text === undefined || isEnglish(locale) ? text : marked(text)
  const stringAt = (path: Path) => nonEmptyString(valueAt(payload, path))
  return {
    text(...path) {
      const text = stringAt(path)
      const key = text === undefined ? undefined : referenceIn(text)
      return key === undefined ? own(text) : (own(texts.get(key)) ?? missingText)
    },
    number(...path) {
      const number = valueAt(payload, path)
      return typeof number === 'number' ? number : undefined
    },
    digits(...path) {
      const number = valueAt(payload, path)
      return own(typeof number === 'number' ? numberIn(locale, number) : undefined) ?? missingText
    },
    date(...path) {
      const time = stringAt(path)
      return time === undefined ? undefined : own(spokenDate(time, locale))
    },
    weekday(...path) {
      const day = stringAt(path)
      return day === undefined ? undefined : (own(weekdayIn(locale, day)) ?? capitalized(day))
    },
    value: (...path) => stringAt(path),
    values(...path) {
      const list = valueAt(payload, path)
      return isArray(list) ? list.flatMap(item => nonEmptyString(item) ?? []) : []
    },
  }
}

/** The key of `localizedattribute:<key>`; undefined for any other text. */
export function referenceIn(text: string): string | undefined {
  return text.startsWith(prefix) ? text.slice(prefix.length) : undefined
}

/** The keys that a payload refers to, each once, in the order of the payload. */
export function referencedKeys(payload: JsonObject): readonly string[] {
  return [...new Set(stringsIn(payload, deepest).flatMap(text => referenceIn(text) ?? []))]
}

/** The texts that are written in a payload itself, each once. */
export function ownTexts(payload: JsonObject): readonly string[] {
  return [...new Set(stringsIn(payload, deepest))].filter(text => referenceIn(text) === undefined)
}

function stringsIn(value: Json, depth: number): readonly string[] {
  if (typeof value === 'string') return [value]
  if (depth === 0) return []
  if (isArray(value)) return value.flatMap(item => stringsIn(item, depth - 1))
  return isObject(value) ? Object.values(value).flatMap(item => stringsIn(item, depth - 1)) : []
}

function nonEmptyString(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/**
 * A date in UTC as a locale writes it: "May 10, 2019" in en-US, as Amazon's "Schemas for Proactive Events" shows
 * it in a sentence, "10 May 2019" in en-GB. A time without a zone is taken as UTC; what is no time at all comes back as it is.
 */
export function spokenDate(time: string, locale: string): string {
  const date = new Date(hasZone(time) ? time : `${time}Z`)
  if (Number.isNaN(date.getTime())) return time
  return dateIn(locale, date)
}

/** A date without a time of day is UTC by itself, and a zone after it would make it invalid. */
function hasZone(time: string): boolean {
  return !/T\d/i.test(time) || /(?:z|[+-]\d\d:?\d\d)$/i.test(time)
}

/** What Alexa says in English about one event. */
export interface Sentence {
  readonly speech: string
  /** Whether Amazon publishes this wording; otherwise it is put together by analogy. */
  readonly published: boolean
  /** Whether it names a date. */
  readonly dated: boolean
}

/**
 * The English sentence of each event, after the examples and templates of Amazon's
 * "Schemas for Proactive Events". Parts that a payload leaves out are left out of the sentence.
 */
export const sentences: Readonly<Record<EventName, (payload: SpokenPayload) => Sentence>> = {
  'AMAZON.WeatherAlert.Activated': weatherAlert,
  'AMAZON.SportsEvent.Updated': sportsEvent,
  'AMAZON.MessageAlert.Activated': messageAlert,
  'AMAZON.OrderStatus.Updated': orderStatus,
  'AMAZON.Occasion.Updated': occasion,
  'AMAZON.TrashCollectionAlert.Activated': trashCollection,
  'AMAZON.MediaContent.Available': mediaContent,
  'AMAZON.SocialGameInvite.Available': gameInvite,
}

function sentence(speech: string, traits: Partial<Omit<Sentence, 'speech'>> = {}): Sentence {
  return { speech, published: true, dated: false, ...traits }
}

function weatherAlert(payload: SpokenPayload): Sentence {
  const alert = lowerCase(payload.value('weatherAlert', 'alertType'))
  const source = payload.text('weatherAlert', 'source')
  const provided = source === undefined ? '' : ` Provided by ${source}.`
  return sentence(`There is a ${alert} alert for your area.${provided}`)
}

function sportsEvent(payload: SpokenPayload): Sentence {
  const league = payload.text('sportsEvent', 'eventLeague', 'name') ?? missingText
  const scorer = payload.text('update', 'teamName')
  const news = scorer === undefined ? '' : ` ${scorer} scored!`
  const side = (team: 'homeTeamStatistic' | 'awayTeamStatistic') =>
    `${payload.text('sportsEvent', team, 'team', 'name') ?? missingText} ${payload.digits('sportsEvent', team, 'score')}`
  const score = `${side('homeTeamStatistic')}, ${side('awayTeamStatistic')}`
  return sentence(`${league} match update,${news} ${score}.`)
}

function messageAlert(payload: SpokenPayload): Sentence {
  const count = payload.number('messageGroup', 'count')
  const freshness = payload.value('state', 'freshness')
  const status = payload.value('state', 'status')
  // Amazon's example of new, unread messages is "three new messages": new ones go without "unread".
  const spokenStatus = freshness === 'NEW' && status === 'UNREAD' ? undefined : status
  const words = [freshness, spokenStatus, payload.value('messageGroup', 'urgency')]
    .filter(word => word !== undefined)
    .map(word => `${lowerCase(word)} `)
    .join('')
  const noun = count === 1 ? 'message' : 'messages'
  const digits = payload.digits('messageGroup', 'count')
  const creator = payload.text('messageGroup', 'creator', 'name') ?? missingText
  return sentence(`You have ${digits} ${words}${noun} from ${creator}.`)
}

function orderStatus(payload: SpokenPayload): Sentence {
  const seller = payload.text('order', 'seller', 'name') ?? missingText
  const arrival = payload.date('state', 'deliveryDetails', 'expectedArrival')
  const arriving = arrival === undefined ? '' : ` and will arrive by ${arrival}`
  const dated = arrival !== undefined
  const order = `Your order from ${seller}`
  switch (payload.value('state', 'status')) {
    case 'PREORDER_RECEIVED':
      return sentence(`Your preorder from ${seller} has been received.`)
    case 'ORDER_RECEIVED':
      return sentence(`${order} has been received.`)
    case 'ORDER_PREPARING':
      return sentence(`${order} is being prepared.`)
    case 'ORDER_SHIPPED':
      return sentence(`${order} has been shipped${arriving}.`, { dated })
    case 'ORDER_OUT_FOR_DELIVERY':
      return sentence(`${order} is out for delivery${arriving}.`, { dated })
    case 'ORDER_DELIVERED':
      return orderDelivered(order, deliveryDate(payload))
    default:
      return sentence(`${order} has been updated.`, { published: false })
  }
}

function orderDelivered(order: string, date: string | undefined): Sentence {
  return date === undefined
    ? sentence(`${order} has been delivered.`)
    : sentence(`${order} was delivered on ${date}.`, { dated: true })
}

/** Sources disagree about the name of this field, so each name in use is understood. */
function deliveryDate(payload: SpokenPayload): string | undefined {
  return (
    payload.date('state', 'enterTimestamp') ??
    payload.date('state', 'enterTimeStamp') ??
    payload.date('state', 'deliveredOn') ??
    payload.date('state', 'deliveryDetails', 'enterTimestamp')
  )
}

function occasion(payload: SpokenPayload): Sentence {
  const type = lowerCase(payload.value('occasion', 'occasionType'))
  const provider = payload.text('occasion', 'provider', 'name') ?? missingText
  const subject = payload.text('occasion', 'subject') ?? missingText
  const date = payload.date('occasion', 'bookingTime')
  const status = lowerCase(payload.value('state', 'confirmationStatus'))
  return sentence(
    `Your ${type} at ${provider} for ${subject} on ${date ?? missingText} has been ${status}.`,
    { dated: date !== undefined },
  )
}

function trashCollection(payload: SpokenPayload): Sentence {
  const types = payload.values('alert', 'garbageTypes').map(garbageName)
  const spokenDay = payload.weekday('alert', 'collectionDayOfWeek') ?? missingText
  return sentence(`This coming ${spokenDay} is ${listed(types) || missingText} collection day.`, {
    published: types.length === 1,
  })
}

function garbageName(type: string): string {
  return type === 'PET_BOTTLES' ? 'PET bottles' : lowerCase(type)
}

/** How "will …" goes on. Amazon's template puts the method in there; only a release needs the passive. */
const methodVerbs: ReadonlyMap<string, string> = new Map([
  ['STREAM', 'stream'],
  ['AIR', 'air'],
  ['RELEASE', 'be released'],
  ['PREMIERE', 'premiere'],
  ['DROP', 'drop'],
])

function mediaContent(payload: SpokenPayload): Sentence {
  const content = payload.text('content', 'name') ?? missingText
  const method = payload.value('availability', 'method') ?? ''
  const verb = methodVerbs.get(method) ?? 'be available'
  const date = payload.date('availability', 'startTime')
  const provider = payload.text('availability', 'provider', 'name')
  const when = date === undefined ? '' : ` on ${date}`
  const where = provider === undefined ? '' : ` on ${provider}`
  return sentence(`${content} will ${verb}${when}${where}.`, {
    published: methodVerbs.has(method) && method !== 'RELEASE',
    dated: date !== undefined,
  })
}

function gameInvite(payload: SpokenPayload): Sentence {
  const name = payload.text('invite', 'inviter', 'name') ?? missingText
  // Sources disagree about where these two belong; Amazon's sample has them beside `inviter`.
  const of = (key: string) =>
    payload.value('invite', key) ?? payload.value('invite', 'inviter', key)
  const relationship = of('relationshipToInvitee')
  const who = relationship === undefined ? name : `Your ${lowerCase(relationship)} ${name}`
  const verb = of('inviteType') === 'CHALLENGE' ? 'challenged' : 'invited'
  const offer = lowerCase(payload.value('game', 'offer'))
  const game = payload.text('game', 'name') ?? missingText
  return sentence(`${who} has ${verb} you to a ${offer} of ${game}.`)
}

/** `SNOW_STORM` as it is spoken: "snow storm". */
function lowerCase(value: string | undefined): string {
  return value === undefined ? missingText : value.toLowerCase().replaceAll('_', ' ')
}

function capitalized(value: string): string {
  return `${value.slice(0, 1)}${lowerCase(value.slice(1))}`
}
