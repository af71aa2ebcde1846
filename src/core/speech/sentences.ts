import { type EventBody, type EventName, isEnglish } from '../alexa.ts'
import { isArray, isObject, type Json, type JsonObject, textAt, valueAt } from '../json.ts'
import type { SpokenPart } from '../result.ts'
import { listed } from '../wording.ts'

const prefix = 'localizedattribute:'

/** Amazon's payloads are four levels deep; what is deeper has no place in a sentence. */
const deepest = 8

/** Is spoken where a sentence needs a text that is not there. */
export const missingText = '…'

/** What Alexa says in English about one event. */
export interface Sentence {
  readonly speech: string
  /** Whether Amazon publishes this wording; otherwise it is put together by analogy. */
  readonly published: boolean
  /** Whether it names a date. */
  readonly dated: boolean
}

/**
 * The English sentence of an event, with the texts of one locale by their keys. In a language other than
 * English, texts and dates are marked, as the words around them are not what its customers hear.
 */
export function sentenceOf(
  { name, payload }: EventBody['event'],
  texts: ReadonlyMap<string, string>,
  locale: string,
): Sentence {
  const spoken = spokenPayload(payload, texts, locale)
  const words = sentences[name](spoken)
  const { speech, published } =
    typeof words === 'string' ? { speech: words, published: true } : words
  return { speech, published, dated: spoken.isDated() }
}

type SpokenPayload = ReturnType<typeof spokenPayload>

/** Every reader gives undefined where there is nothing fit to be spoken. Paths are written with dots. */
function spokenPayload(payload: JsonObject, texts: ReadonlyMap<string, string>, locale: string) {
  let isDated = false
  const own = (text: string | undefined) =>
    text === undefined || isEnglish(locale) ? text : marked(text)
  const at = (path: string) => valueAt(payload, path.split('.'))
  const number = (path: string) => {
    const count = at(path)
    return typeof count === 'number' ? count : undefined
  }
  /** A value of an enumeration as it is written: `ORDER_SHIPPED`. */
  const value = (path: string) => textAt(payload, ...path.split('.')) || undefined
  return {
    number,
    value,
    /** Whether a date was asked for that is there. */
    isDated: () => isDated,
    /** The same as it is spoken: "order shipped". */
    word(path: string) {
      const word = value(path)
      return word === undefined ? undefined : lowerCase(word)
    },
    values(path: string) {
      const list = at(path)
      return isArray(list)
        ? list.flatMap(item => (typeof item === 'string' && item !== '' ? [item] : []))
        : []
    },
    /** A text, with the locale's own put in for a reference; "…" where the locale has none. */
    text(path: string) {
      const text = value(path)
      const key = text === undefined ? undefined : referenceIn(text)
      return key === undefined ? own(text) : (own(texts.get(key)) ?? missingText)
    },
    /** A count or a score in the locale's own form. */
    digits(path: string) {
      const count = number(path)
      return count === undefined ? undefined : own(numberIn(locale, count))
    },
    /** A date in the locale's own form: "May 10, 2019". */
    date(path: string) {
      const time = value(path)
      isDated ||= time !== undefined
      return time === undefined ? undefined : own(spokenDate(time, locale))
    },
    /** A day of the week in the locale's own form: "Tuesday" for `TUESDAY`. */
    weekday(path: string) {
      const day = value(path)
      if (day === undefined) return undefined
      return own(weekdayIn(locale, day)) ?? `${day.slice(0, 1)}${lowerCase(day.slice(1))}`
    },
  }
}

/** `SNOW_STORM` as it is spoken: "snow storm". */
function lowerCase(value: string): string {
  return value.toLowerCase().replaceAll('_', ' ')
}

/** The key of `localizedattribute:<key>`; undefined for any other text. */
export function referenceIn(text: string): string | undefined {
  return text.startsWith(prefix) ? text.slice(prefix.length) : undefined
}

/** The keys that a payload refers to, and the texts that are written in it, each once. */
export function textsOfPayload(payload: JsonObject) {
  const texts = [...new Set(stringsIn(payload, deepest))]
  return {
    keys: [...new Set(texts.flatMap(text => referenceIn(text) ?? []))],
    own: texts.filter(text => referenceIn(text) === undefined),
  }
}

function stringsIn(value: Json, depth: number): readonly string[] {
  if (typeof value === 'string') return [value]
  const isDeeper = depth > 0 && (isArray(value) || isObject(value))
  return isDeeper ? Object.values(value).flatMap(item => stringsIn(item, depth - 1)) : []
}

/**
 * A date in UTC as a locale writes it: "May 10, 2019" in en-US, as Amazon's "Schemas for Proactive Events" shows
 * it in a sentence, "10 May 2019" in en-GB. A time without a zone is taken as UTC; what is no time at all comes back as it is.
 */
export function spokenDate(time: string, locale: string): string {
  // A date without a time of day is UTC by itself, and a zone after it would make it invalid.
  const hasZone = !/T\d/i.test(time) || /(?:z|[+-]\d\d:?\d\d)$/i.test(time)
  const date = new Date(hasZone ? time : `${time}Z`)
  return Number.isNaN(date.getTime()) ? time : dateIn(locale, date)
}

/** What is no locale is a finding of its own; American English stands in for it. */
function inLocale<Written>(locale: string, write: (locale: string) => Written): Written {
  try {
    return write(locale)
  } catch {
    return write('en-US')
  }
}

/** A date in UTC as a locale writes it: "1 mai 2026". */
function dateIn(
  locale: string,
  date: Date,
  form: Intl.DateTimeFormatOptions = { dateStyle: 'long' },
): string {
  // The calendar of the event's own dates, also where a locale has another one by default.
  const options = { ...form, timeZone: 'UTC', calendar: 'gregory' }
  return inLocale(locale, known => date.toLocaleDateString(known, options))
}

const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY']

/** A day of the week as a locale writes it: "mardi" for `TUESDAY`; undefined for a word that is no day. */
function weekdayIn(locale: string, day: string): string | undefined {
  const index = weekdays.indexOf(day)
  // The first of January 2024 was a Monday.
  const date = new Date(Date.UTC(2024, 0, 1 + index))
  return index === -1 ? undefined : dateIn(locale, date, { weekday: 'long' })
}

/** A number as a locale writes it. */
function numberIn(locale: string, number: number): string {
  return inLocale(locale, known => number.toLocaleString(known))
}

/**
 * The grammatical number that a count takes in the language of a locale, such as "few" in Arabic for 3;
 * undefined where it is the same as in English.
 */
export function otherPluralOf(locale: string, count: number): string | undefined {
  const form = inLocale(locale, known => new Intl.PluralRules(known).select(count))
  return form === new Intl.PluralRules('en').select(count) ? undefined : form
}

/** Private characters around what belongs to a locale, while a sentence is put together. */
const begin = '\ue000'
const end = '\ue001'

/** Marks a text as one that customers hear as it is, inside a sentence whose other words they do not. */
function marked(text: string): string {
  return `${begin}${text.replaceAll(begin, '').replaceAll(end, '')}${end}`
}

/** A sentence in its parts, those that were {@link marked} told apart from the words around them. */
export function partsOf(sentence: string): readonly SpokenPart[] {
  return sentence
    .split(/(\ue000[^\ue001]*\ue001)/)
    .filter(piece => piece !== '')
    .map(piece =>
      piece.startsWith(begin)
        ? { kind: 'localized', text: piece.slice(1, -1) }
        : { kind: 'template', text: piece },
    )
}

type Parts = readonly (string | undefined)[]

/** A sentence, with "…" for what is not there. */
function say(words: TemplateStringsArray, ...parts: Parts): string {
  return String.raw(words, ...parts.map(part => part ?? missingText))
}

/** Words that are left out where what they tell is not there. */
function option(words: TemplateStringsArray, ...parts: Parts): string {
  return parts.includes(undefined) ? '' : say(words, ...parts)
}

/** Texts alone are wordings that Amazon publishes. */
type Words = string | Omit<Sentence, 'dated'>

/** After the examples and templates of Amazon's "Schemas for Proactive Events". */
const sentences: Readonly<Record<EventName, (payload: SpokenPayload) => Words>> = {
  'AMAZON.WeatherAlert.Activated': ({ word, text }) =>
    say`There is a ${word('weatherAlert.alertType')} alert for your area.${option` Provided by ${text('weatherAlert.source')}.`}`,
  'AMAZON.SportsEvent.Updated': ({ text, digits }) => {
    const side = (team: string) =>
      say`${text(`sportsEvent.${team}.team.name`)} ${digits(`sportsEvent.${team}.score`)}`
    const news = option` ${text('update.teamName')} scored!`
    return say`${text('sportsEvent.eventLeague.name')} match update,${news} ${side('homeTeamStatistic')}, ${side('awayTeamStatistic')}.`
  },
  'AMAZON.MessageAlert.Activated': messageAlert,
  'AMAZON.OrderStatus.Updated': orderStatus,
  'AMAZON.Occasion.Updated': ({ word, text, date }) =>
    say`Your ${word('occasion.occasionType')} at ${text('occasion.provider.name')} for ${text('occasion.subject')} on ${date('occasion.bookingTime')} has been ${word('state.confirmationStatus')}.`,
  'AMAZON.TrashCollectionAlert.Activated': ({ values, weekday }) => {
    const types = values('alert.garbageTypes').map(type =>
      type === 'PET_BOTTLES' ? 'PET bottles' : lowerCase(type),
    )
    const speech = say`This coming ${weekday('alert.collectionDayOfWeek')} is ${listed(types) || undefined} collection day.`
    return { speech, published: types.length === 1 }
  },
  'AMAZON.MediaContent.Available': mediaContent,
  'AMAZON.SocialGameInvite.Available': gameInvite,
}

function messageAlert({ value, number, text, digits }: SpokenPayload): Words {
  const freshness = value('state.freshness')
  const status = value('state.status')
  // Amazon's example of new, unread messages is "three new messages": new ones go without "unread".
  const spokenStatus = freshness === 'NEW' && status === 'UNREAD' ? undefined : status
  const words = [freshness, spokenStatus, value('messageGroup.urgency')]
    .map(word => (word === undefined ? '' : `${lowerCase(word)} `))
    .join('')
  const noun = number('messageGroup.count') === 1 ? 'message' : 'messages'
  return say`You have ${digits('messageGroup.count')} ${words}${noun} from ${text('messageGroup.creator.name')}.`
}

/** How "Your order from …" goes on. */
const orderNews: ReadonlyMap<string, string> = new Map([
  ['PREORDER_RECEIVED', 'has been received'],
  ['ORDER_RECEIVED', 'has been received'],
  ['ORDER_PREPARING', 'is being prepared'],
  ['ORDER_SHIPPED', 'has been shipped'],
  ['ORDER_OUT_FOR_DELIVERY', 'is out for delivery'],
  ['ORDER_DELIVERED', 'has been delivered'],
])

/** Sources disagree about the name of this field, so each name in use is understood. */
const deliveryDates = [
  'enterTimestamp',
  'enterTimeStamp',
  'deliveredOn',
  'deliveryDetails.enterTimestamp',
]

function orderStatus({ value, text, date }: SpokenPayload): Words {
  const status = value('state.status') ?? ''
  const what = status === 'PREORDER_RECEIVED' ? 'preorder' : 'order'
  const order = say`Your ${what} from ${text('order.seller.name')}`
  if (status === 'ORDER_DELIVERED') {
    const day = deliveryDates.map(key => date(`state.${key}`)).find(found => found !== undefined)
    if (day !== undefined) return `${order} was delivered on ${day}.`
  }
  const isComing = status === 'ORDER_SHIPPED' || status === 'ORDER_OUT_FOR_DELIVERY'
  const arrival = isComing ? date('state.deliveryDetails.expectedArrival') : undefined
  const news = orderNews.get(status) ?? 'has been updated'
  const speech = `${order} ${news}${option` and will arrive by ${arrival}`}.`
  return { speech, published: orderNews.has(status) }
}

/** How "will …" goes on. Amazon's template puts the method in there; only a release needs the passive. */
const methodVerbs: ReadonlyMap<string, string> = new Map([
  ['STREAM', 'stream'],
  ['AIR', 'air'],
  ['RELEASE', 'be released'],
  ['PREMIERE', 'premiere'],
  ['DROP', 'drop'],
])

function mediaContent({ value, text, date }: SpokenPayload): Words {
  const method = value('availability.method') ?? ''
  const when = option` on ${date('availability.startTime')}`
  const where = option` on ${text('availability.provider.name')}`
  const verb = methodVerbs.get(method) ?? 'be available'
  const speech = say`${text('content.name')} will ${verb}${when}${where}.`
  return { speech, published: methodVerbs.has(method) && method !== 'RELEASE' }
}

function gameInvite({ value, word, text }: SpokenPayload): Words {
  // Sources disagree about where these two belong; Amazon's sample has them beside `inviter`.
  const relationship =
    word('invite.relationshipToInvitee') ?? word('invite.inviter.relationshipToInvitee')
  const type = value('invite.inviteType') ?? value('invite.inviter.inviteType')
  const who = `${option`Your ${relationship} `}${text('invite.inviter.name') ?? missingText}`
  const verb = type === 'CHALLENGE' ? 'challenged' : 'invited'
  return say`${who} has ${verb} you to a ${word('game.offer')} of ${text('game.name')}.`
}
