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
