import { catalog, type EventBody, type LocalizedAttributes } from '../alexa.ts'
import { type JsonObject, valueAt } from '../json.ts'
import type { Spoken } from '../result.ts'
import { obstaclesIn, otherPluralOf } from './listening.ts'
import { isEnglish, isForeignTo, partsOf, readsAsEnglish } from './localized.ts'
import {
  missingText,
  ownTexts,
  referencedKeys,
  referenceIn,
  sentences,
  spokenPayload,
} from './sentences.ts'

/** Where nothing names a locale, the one that Amazon's examples are written for. */
const fallbackLocale = 'en-US'

/**
 * What customers of each locale hear: of `locales` (those of the manifest) in their order, then of
 * those that only the body's `localizedAttributes` name. Where neither names one, en-US stands in.
 * The wording is that of Amazon's "Schemas for Proactive Events". Never throws: a part that an odd
 * payload lacks is left out, or shown as "…" where the sentence needs it.
 *
 * @param shortened texts that a template has cut
 */
export function speak(
  body: EventBody,
  locales: readonly string[],
  shortened: readonly string[] = [],
): readonly Spoken[] {
  const entries = body.localizedAttributes
  const named = [...new Set([...locales, ...entries.map(entry => entry.locale)])]
  if (named.length === 0) {
    const { spoken, dated } = hearingOf(body, fallbackLocale, shortened)
    return [withNotes(spoken, [fallbackNote, ...(dated ? [timeZoneNote] : [])])]
  }
  const heard = named.map(locale => hearingOf(body, locale, shortened))
  const firstDated = heard.findIndex(({ dated }) => dated)
  const literals = named.length > 1 ? literalNotes(body) : []
  return heard.map(({ spoken, complete }, index) =>
    withNotes(spoken, [
      ...(complete ? literals : []),
      ...(index === firstDated ? [timeZoneNote] : []),
    ]),
  )
}

/** What one locale hears, and what the others need to know of it. */
interface Hearing {
  readonly spoken: Spoken
  /** Whether it hears the sentence, and not merely that there is one. */
  readonly complete: boolean
  readonly dated: boolean
}

const fallbackNote = 'No locale is named anywhere; this is what en-US customers hear.'

/** From Amazon's sample for proactive events: times are spoken in the customer's zone, whatever the payload's. */
const timeZoneNote = "Dates are shown in UTC; Alexa speaks them in the customer's time zone."

const englishOnlyNote = "Amazon's Japanese reference lists this event for en-US only."

function withNotes(spoken: Spoken, notes: readonly string[]): Spoken {
  return { ...spoken, notes: [...spoken.notes, ...notes] }
}

function hearingOf(body: EventBody, locale: string, shortened: readonly string[]): Hearing {
  const { name, payload } = body.event
  const keys = referencedKeys(payload)
  const entries = body.localizedAttributes.filter(entry => entry.locale === locale)
  if (keys.length > 0 && entries.length === 0) {
    return { spoken: withoutEntry(locale), complete: false, dated: false }
  }
  const texts = textsOf(entries)
  const { speech, published, dated } = sentences[name](spokenPayload(payload, texts, locale))
  const isKnown = isEnglish(locale)
  const parts = partsOf(speech)
  const spoken: Spoken = {
    locale,
    speech: isKnown ? speech : parts.map(({ text }) => text).join(''),
    wording: isKnown && published ? 'exact' : 'english',
    ...(isKnown ? {} : { parts }),
    notes: [
      ...keys.flatMap(key => foreignNotes(locale, key, texts.get(key), body.localizedAttributes)),
      ...keys.flatMap(key =>
        obstaclesIn(texts.get(key) ?? '').map(what => `"${key}" of ${locale} ${what}`),
      ),
      ...keys
        .filter(key => shortened.includes(texts.get(key) ?? ''))
        .map(key => `"${key}" of ${locale} was longer; speakable has cut it.`),
      ...(ownTexts(payload).some(text => shortened.includes(text))
        ? ['A text in the payload itself was longer; speakable has cut it.']
        : []),
      ...ownTexts(payload).flatMap(text =>
        obstaclesIn(text).map(what => `A text in the payload itself ${what}`),
      ),
      ...pluralNotes(locale, payload),
      ...keys.filter(key => !texts.has(key)).map(key => missingKeyNote(locale, key)),
      ...(entries.length === 0 && body.localizedAttributes.length > 0 ? [silentNote(locale)] : []),
      ...(catalog[name].englishOnly && !isKnown ? [englishOnlyNote] : []),
      ...brokerNotes(payload),
    ],
  }
  return { spoken, complete: true, dated }
}

/** Several entries for one locale count as one, as they do when the body is completed. */
function textsOf(entries: readonly LocalizedAttributes[]): ReadonlyMap<string, string> {
  return new Map(
    entries.flatMap(entry => Object.entries(entry).filter(([key]) => key !== 'locale')),
  )
}

/**
 * The device's locale picks the entry. Customers without one were told only how many notifications
 * they have, as developers report of Amazon's own sample.
 */
function withoutEntry(locale: string): Spoken {
  const speech = 'You have a notification.'
  return {
    locale,
    speech,
    wording: 'english',
    ...(isEnglish(locale) ? {} : { parts: partsOf(speech) }),
    heard: 'notification',
    notes: [
      `localizedAttributes has no entry for ${locale}: its customers hear only that they have a notification, not what it says.`,
    ],
  }
}

/** What shows that a text is not in the language of its locale. */
function foreignNotes(
  locale: string,
  key: string,
  text: string | undefined,
  entries: readonly LocalizedAttributes[],
): readonly string[] {
  if (text === undefined) return []
  const english = entries.filter(entry => isEnglish(entry.locale)).map(entry => entry[key])
  return [
    ...(isForeignTo(locale, text)
      ? [
          `"${key}" of ${locale} has letters of a script that its language is not written in; whether Alexa can speak them is not known.`,
        ]
      : []),
    ...(readsAsEnglish(locale, text, english)
      ? [`"${key}" of ${locale} reads as English; translate it, unless it is a name.`]
      : []),
  ]
}

function missingKeyNote(locale: string, key: string): string {
  return `The entry for ${locale} has no "${key}"; ${missingText} stands in its place.`
}

function silentNote(locale: string): string {
  return `localizedAttributes has entries, but none for ${locale}; notifications have been seen to stay silent there.`
}

/** Only a count of messages puts another word into the plural. */
function pluralNotes(locale: string, payload: JsonObject): readonly string[] {
  const count = valueAt(payload, ['messageGroup', 'count'])
  const form = typeof count === 'number' ? otherPluralOf(locale, count) : undefined
  return form === undefined
    ? []
    : [
        `For ${count}, ${locale} has the plural form "${form}"; Amazon's wording of it is not known.`,
      ]
}

/** Amazon's Japanese wording ends with a sentence that sends the listener to the broker's skill. */
function brokerNotes(payload: JsonObject): readonly string[] {
  return valueAt(payload, ['occasion', 'broker', 'name']) === undefined
    ? []
    : ['Alexa may add a sentence about the broker; its English wording is not known.']
}

/** A text written into a localizable field reaches every locale untranslated. */
function literalNotes(body: EventBody): readonly string[] {
  return catalog[body.event.name].localizable.flatMap(({ path }) => {
    const text = valueAt(body.event.payload, path)
    return typeof text === 'string' && referenceIn(text) === undefined
      ? [
          `"${text}" is written in the payload itself, so customers of every locale hear it as it is.`,
        ]
      : []
  })
}
