// Made when they are needed: classes of Unicode take a moment, and most texts are ASCII.

/**
 * East Asian scripts and full-width forms, which take two columns of a terminal. The marks that
 * hiragana and katakana share, such as "ー" and "・", belong to no script and are named one by one.
 */
const wide = (): RegExp =>
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3000-\u303e\u309b\u309c\u30a0\u30fb\u30fc\u3200-\u33ff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]/u

/** Emoji that are shown in colour, by themselves or because of the selector U+FE0F. */
const emoji = (): RegExp => /\p{Emoji_Presentation}|\ufe0f/u

/** Half-width katakana and Hangul belong to wide scripts, but take one column. */
const halfWidth = /[\uff61-\uffdc]/u

/** How many columns a terminal gives to one grapheme: 1, or 2 for East Asian characters and emoji. */
export function graphemeWidth(grapheme: string): number {
  if (/^[\x20-\x7e]$/.test(grapheme) || halfWidth.test(grapheme)) return 1
  return wide().test(grapheme) || emoji().test(grapheme) ? 2 : 1
}

/** Splits a text into graphemes: what a reader takes for one character. */
export function graphemesOf(text: string): readonly string[] {
  if (/^[\x20-\x7e\t]*$/.test(text)) return [...text]
  return Array.from(new Intl.Segmenter('en').segment(text), ({ segment }) => segment)
}
