/**
 * Cuts a text of one line to at most `limit` code points: after the last sentence that ends in the
 * second half of the limit, else after the last whole word, else (one word longer than the limit)
 * between two characters as people see them. No surrogate pair and no joined character is ever split.
 */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit || [...text].length <= limit) return text
  const head = headOf(text, limit)
  const sentence = lastSentenceEnd(head)
  if (sentence * 2 >= head.length) return head.slice(0, sentence)
  // A word that goes on behind the cut is not whole: words are looked for in a little more text.
  const words = wordStarts(text.slice(0, head.length + 100), head.length)
  const whole = head.slice(0, words).replace(/[\s,;:\-–—([{"“„«'‘]+$/u, '')
  return whole === '' ? head.trimEnd() : whole
}

/** The longest beginning of whole graphemes within the limit. */
function headOf(text: string, limit: number): string {
  let end = 0
  let count = 0
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
    count += [...segment].length
    if (count > limit) break
    end += segment.length
  }
  return text.slice(0, end)
}

/** Where the last sentence of a text ends; 0 where none does. */
function lastSentenceEnd(text: string): number {
  let end = 0
  for (const match of text.matchAll(/[.!?…]["”’»)]*(?=\s|$)|[。！？]["”’」』）]*/gu)) {
    end = match.index + match[0].length
  }
  return end
}

/** The last place at or before `end` where a word or the blank before one begins. */
function wordStarts(text: string, end: number): number {
  let last = 0
  for (const { index, isWordLike } of new Intl.Segmenter('en', { granularity: 'word' }).segment(
    text,
  )) {
    if (index > end) break
    if (index === end || isWordLike !== undefined) last = index
  }
  return last
}
