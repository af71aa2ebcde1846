/** Letters of an alphabet that are spoken in a second: about 150 English words a minute. */
const lettersPerSecond = 13

/** Signs of Chinese and Japanese that are spoken in a second; a kanji has about two beats, a kana one. */
const kanjiPerSecond = 4
const kanaPerSecond = 7

/** A digit is a word. */
const secondsPerDigit = 0.35

/** Between two sentences. */
const secondsPerPause = 0.5

/**
 * How long a text takes to be spoken, in whole seconds. This is an estimate from common speeds of
 * reading aloud; Amazon publishes none of Alexa's.
 */
export function secondsOf(text: string): number {
  const count = (form: RegExp) => text.match(form)?.length ?? 0
  const kanji = count(/\p{Script=Han}/gu)
  const kana = count(/[\p{Script=Hiragana}\p{Script=Katakana}ー]/gu)
  const digits = count(/\p{N}/gu)
  const letters = count(/\p{L}/gu) - kanji - count(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu)
  const pauses = count(/[.!?。！？।](?=\s|$)/gu)
  const seconds =
    letters / lettersPerSecond +
    kanji / kanjiPerSecond +
    kana / kanaPerSecond +
    digits * secondsPerDigit +
    pauses * secondsPerPause
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
  const length = [...text].length
  const found = unspeakable
    .filter(([, form]) => form.test(withoutSigns(text)))
    .map(([what]) => what)
  return [
    ...found.map(
      what =>
        `has ${what}, which no voice can read as written; the filter speakable leaves it out.`,
    ),
    ...(length > longText
      ? [
          `has ${length} characters. Amazon publishes no limit, so it is not known whether all of it is spoken or shown.`,
        ]
      : []),
  ]
}

/** Signs that count as pictures in Unicode, but are read as words. */
function withoutSigns(text: string): string {
  return text.replace(/[©®™]/g, '')
}

/**
 * The grammatical number that a count takes in the language of a locale, such as "few" in Arabic for 3;
 * undefined where it is the same as in English.
 */
export function otherPluralOf(locale: string, count: number): string | undefined {
  try {
    const form = new Intl.PluralRules(locale).select(count)
    return form === new Intl.PluralRules('en').select(count) ? undefined : form
  } catch {
    // What is no locale is a finding of its own.
    return undefined
  }
}
