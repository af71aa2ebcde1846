import { catalog, type EventBody, isEnglish } from '../alexa.ts'
import { type JsonObject, textAt, valueAt } from '../json.ts'
import type { Spoken } from '../result.ts'
import {
  missingText,
  otherPluralOf,
  partsOf,
  referenceIn,
  sentenceOf,
  textsOfPayload,
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
  const heard = (named.length > 0 ? named : [fallbackLocale]).map(locale =>
    hearingOf(body, locale, shortened),
  )
  const firstDated = heard.findIndex(({ dated }) => dated)
  const literals = named.length > 1 ? literalNotes(body) : []
  return heard.map(({ spoken }, index) => ({
    ...spoken,
    notes: [
      ...spoken.notes,
      ...noteIf(
        named.length === 0,
        'No locale is named anywhere; this is what en-US customers hear.',
      ),
      ...(spoken.heard === undefined ? literals : []),
      // From Amazon's sample for proactive events: times are spoken in the customer's zone, whatever the payload's.
      ...noteIf(
        index === firstDated,
        "Dates are shown in UTC; Alexa speaks them in the customer's time zone.",
      ),
    ],
  }))
}

function noteIf(isTrue: boolean, note: string): readonly string[] {
  return isTrue ? [note] : []
}

function hearingOf(
  body: EventBody,
  locale: string,
  shortened: readonly string[],
): { readonly spoken: Spoken; readonly dated: boolean } {
  const { name, payload } = body.event
  const { keys, own } = textsOfPayload(payload)
  const entries = body.localizedAttributes.filter(entry => entry.locale === locale)
  if (keys.length > 0 && entries.length === 0) return { spoken: withoutEntry(locale), dated: false }
  // Several entries for one locale count as one, as they do when the body is completed.
  const texts = new Map(entries.flatMap(({ locale: _, ...ofEntry }) => Object.entries(ofEntry)))
  const { speech, published, dated } = sentenceOf(body.event, texts, locale)
  const isKnown = isEnglish(locale)
  const parts = partsOf(speech)
  const localized = keys.flatMap(key => {
    const text = texts.get(key)
    return text === undefined ? [] : [{ key, text, name: `"${key}" of ${locale}` }]
  })
  const isCut = (text: string) => shortened.includes(text)
  const spoken: Spoken = {
    locale,
    speech: isKnown ? speech : parts.map(({ text }) => text).join(''),
    wording: isKnown && published ? 'exact' : 'english',
    ...(isKnown ? {} : { parts }),
    notes: [
      ...localized.flatMap(({ key, text, name }) => [
        ...noteIf(
          isForeignTo(locale, text),
          `${name} has letters of a script that its language is not written in; whether Alexa can speak them is not known.`,
        ),
        ...noteIf(
          readsAsEnglish(locale, text, englishTexts(body, key)),
          `${name} reads as English; translate it, unless it is a name.`,
        ),
      ]),
      ...localized.flatMap(({ text, name }) => obstaclesIn(text).map(what => `${name} ${what}`)),
      ...localized.flatMap(({ text, name }) =>
        noteIf(isCut(text), `${name} was longer; speakable has cut it.`),
      ),
      ...noteIf(own.some(isCut), 'A text in the payload itself was longer; speakable has cut it.'),
      ...own.flatMap(text => obstaclesIn(text).map(what => `A text in the payload itself ${what}`)),
      ...pluralNotes(locale, payload),
      ...keys
        .filter(key => !texts.has(key))
        .map(key => `The entry for ${locale} has no "${key}"; ${missingText} stands in its place.`),
      ...noteIf(
        entries.length === 0 && body.localizedAttributes.length > 0,
        `localizedAttributes has entries, but none for ${locale}; notifications have been seen to stay silent there.`,
      ),
      ...noteIf(
        catalog[name].englishOnly && !isKnown,
        "Amazon's Japanese reference lists this event for en-US only.",
      ),
      // Amazon's Japanese wording ends with a sentence that sends the listener to the broker's skill.
      ...noteIf(
        valueAt(payload, ['occasion', 'broker', 'name']) !== undefined,
        'Alexa may add a sentence about the broker; its English wording is not known.',
      ),
    ],
  }
  return { spoken, dated }
}

function englishTexts({ localizedAttributes }: EventBody, key: string) {
  return localizedAttributes.filter(({ locale }) => isEnglish(locale)).map(entry => entry[key])
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

/** Only a count of messages puts another word into the plural. */
function pluralNotes(locale: string, payload: JsonObject): readonly string[] {
  const count = valueAt(payload, ['messageGroup', 'count'])
  const form = typeof count === 'number' ? otherPluralOf(locale, count) : undefined
  return noteIf(
    form !== undefined,
    `For ${count}, ${locale} has the plural form "${form}"; Amazon's wording of it is not known.`,
  )
}

/** A text written into a localizable field reaches every locale untranslated. */
function literalNotes({ event: { name, payload } }: EventBody): readonly string[] {
  return catalog[name].localizable.flatMap(({ path }) => {
    const text = textAt(payload, ...path)
    return noteIf(
      text !== undefined && referenceIn(text) === undefined,
      `"${text}" is written in the payload itself, so customers of every locale hear it as it is.`,
    )
  })
}

/** Letters that do not belong to what a language is written in; names in Latin letters stand in all of them. */
const foreignLetters: ReadonlyMap<string, RegExp> = new Map([
  ['ar', /[^\P{L}\p{Script=Latin}\p{Script=Common}\p{Script=Arabic}]/u],
  ['hi', /[^\P{L}\p{Script=Latin}\p{Script=Common}\p{Script=Devanagari}]/u],
  [
    'ja',
    /[^\P{L}\p{Script=Latin}\p{Script=Common}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
  ],
  ...['de', 'en', 'es', 'fr', 'it', 'nl', 'pt'].map(
    language => [language, /[^\P{L}\p{Script=Latin}\p{Script=Common}]/u] as const,
  ),
])

/** Whether a text has letters of a script that the language of a locale is not written in. */
function isForeignTo(locale: string, text: string): boolean {
  return foreignLetters.get(locale.slice(0, 2).toLowerCase())?.test(text) === true
}

/** English words that are none in the other languages of Alexa. */
const englishWords =
  /(?<![\p{L}\p{N}])(?:the|and|your?|with|from|this|that|our|are|available|new|now)(?![\p{L}\p{N}])/giu

/**
 * Whether a text of another language reads as English: it has two words that only English has, or one and is the
 * same as an English text of the event. A name alone never does.
 */
function readsAsEnglish(
  locale: string,
  text: string,
  englishTexts: readonly (string | undefined)[],
): boolean {
  if (isEnglish(locale)) return false
  const words = new Set(text.match(englishWords)?.map(word => word.toLowerCase()))
  return words.size >= (englishTexts.includes(text) ? 1 : 2)
}

/** How many of each sign are spoken in a second, from common speeds of reading aloud. */
const speeds: readonly (readonly [form: RegExp, perSecond: number])[] = [
  // About 150 English words a minute.
  [/(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])\p{L}/gu, 13],
  // A kanji has about two beats, a kana one.
  [/\p{Script=Han}/gu, 4],
  [/[\p{Script=Hiragana}\p{Script=Katakana}ー]/gu, 7],
  // A digit is a word.
  [/\p{N}/gu, 1 / 0.35],
  // Pauses between two sentences.
  [/[.!?。！？।](?=\s|$)/gu, 2],
]

/** How long a text takes to be spoken, in whole seconds: an estimate, as Amazon publishes no speed of Alexa's. */
export function secondsOf(text: string): number {
  const seconds = speeds.reduce(
    (sum, [form, perSecond]) => sum + (text.match(form)?.length ?? 0) / perSecond,
    0,
  )
  return Math.max(1, Math.round(seconds))
}

/** Longer texts than this are rare in what Alexa announces; Amazon publishes no limit. */
const longText = 200

/** What no voice can read as it is written, each with what finds it. */
const unspeakable: readonly (readonly [what: string, form: RegExp])[] = [
  ['emoji', /\p{Extended_Pictographic}|\p{Regional_Indicator}{2}/u],
  ['an address', /\b(?:https?:\/\/|www\.)\S|\S@\S+\.\S/i],
  ['markup', /<\/?[a-z][^<>]*>|\*\*|__|`|\]\(|^#{1,6}\s/im],
  ['control characters', /[^\P{Cc}\n\t]|\p{Cs}/u],
]

/**
 * What keeps a text from being heard as it is written, as the rest of a sentence about it; empty where
 * nothing does.
 */
export function obstaclesIn(text: string): readonly string[] {
  // Signs that count as pictures in Unicode, but are read as words.
  const withoutSigns = text.replace(/[©®™]/g, '')
  const found = unspeakable.filter(([, form]) => form.test(withoutSigns))
  const { length } = [...text]
  return [
    ...found.map(
      ([what]) =>
        `has ${what}, which no voice can read as written; the filter speakable leaves it out.`,
    ),
    ...(length > longText
      ? [
          `has ${length} characters. Amazon publishes no limit, so it is not known whether all of it is spoken or shown.`,
        ]
      : []),
  ]
}
