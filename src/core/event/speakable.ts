import { decodeHTMLStrict } from 'entities/decode'

/** Long enough for a title or a sentence, short enough to listen to. */
export const speakableLimit = 200

/** More than anyone listens to; what comes after is not looked at. */
const longestInput = 64 * 1024

/**
 * Makes text fit to be spoken: without Markdown, HTML, addresses, emoji and control characters,
 * in one line, and no longer than a limit. It ends at a sentence where one ends in the second half
 * of the limit, else at a word. Headings, list items and paragraphs become sentences.
 *
 * @param limit most code points of the result, at least 1.
 */
export function speakable(text: string, limit: number = speakableLimit): string {
  // Text may have been encoded twice on its way; a third time is somebody's intent.
  const characters = decodeHTMLStrict(decodeHTMLStrict(text.slice(0, longestInput)))
  const prose = withoutHtml(withoutInvisible(characters)).replace(fencedCode, '')
  return cutText(sentences(prose.split('\n')), limit)
}

const terminalEscape =
  /[^\P{Cc}\n\t]\[[0-9;?]*[ -/]*[@-~]|\u009B[0-9;?]*[@-~]|[^\P{Cc}\n\t]\][^\p{Cc}]*(?:[^\P{Cc}\n\t]\\?)?/gu

const emoji =
  /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\uFE0E|\uFE0F|\u20E3|[\u{E0020}-\u{E007F}]/gu

const directionAndWidth = /[\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g

/** Joiners hold pictures together, but inside words they belong to the script (Hindi, Persian). */
const looseJoiner = /(?<![\p{L}\p{M}])[\u200C\u200D]+|[\u200C\u200D]+(?![\p{L}\p{M}])/gu

function withoutInvisible(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(terminalEscape, '')
    .replace(/[^\P{Cc}\n\t]|\p{Surrogate}|\uFFFD/gu, ' ')
    .replace(emoji, ' ')
    .replace(directionAndWidth, '')
    .replace(looseJoiner, '')
}

const blockTag =
  /<\/?(?:blockquote|br|dd|details|div|dl|dt|h[1-6]|hr|li|ol|p|pre|summary|table|tr|ul)\b[^<>]*>/gi

function withoutHtml(text: string): string {
  return text
    .replace(/<!--[\s\S]*?(?:-->|$)/g, ' ')
    .replace(/<(script|style)\b[^<>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi, ' ')
    .replace(/<(?:https?|mailto):[^<>\s]*>/gi, ' ')
    .replace(blockTag, '\n\n')
    .replace(/<[a-z/!?][^<>]*(?:>|$)/gi, '')
}

/** A fence that is never closed runs to the end, as on GitHub. */
const fencedCode = /^[^\S\n]*(```|~~~).*(?:\n(?![^\S\n]*\1).*)*(?:\n.*)?/gm

/** Lines as one text: what stands on its own begins a sentence, and so does what follows it. */
function sentences(lines: readonly string[]): string {
  let joined = ''
  let isClosed = false
  for (const line of lines) {
    // "2. Bundesliga" as a whole text is a name; in several lines it is an item of a list.
    const { text, isOwn } = pieceOf(line, lines.length > 1)
    isClosed ||= isOwn
    if (text === '') continue
    if (isClosed && /[\p{L}\p{N}\p{M})\]"'’”»%]$/u.test(joined)) joined += '.'
    joined += joined === '' ? text : ` ${text}`
    isClosed = isOwn
  }
  return joined
}

/** Rules of several kinds, alerts and definitions of links. */
const silent = [/^[\s|:+=*_-]{2,}$/, /^\[![a-z]+\]$/i, /^\[[^\][]+\]:\s/]
const heading = /^#{1,6}(?:\s+|$)/
const bullet = /^[-*+•]\s+(?:\[[ xX]\]\s+)?/
const number = /^\d{1,3}[.)]\s+(?:\[[ xX]\]\s+)?/

function pieceOf(line: string, isNumbered: boolean): { text: string; isOwn: boolean } {
  const content = line
    .trim()
    .replace(/^(?:>\s?)+/, '')
    .trim()
  if (content === '' || silent.some(form => form.test(content))) return { text: '', isOwn: true }
  if (content.startsWith('|')) return { text: withoutMarks(cells(content)), isOwn: true }
  const marks = isNumbered ? [heading, bullet, number] : [heading, bullet]
  const mark = marks.find(form => form.test(content))
  if (mark === undefined) return { text: withoutMarks(content), isOwn: false }
  const text = content.replace(mark, '')
  return { text: withoutMarks(mark === heading ? text.replace(/\s#+$/, '') : text), isOwn: true }
}

function cells(row: string): string {
  return row
    .split(/(?<!\\)\|/)
    .map(cell => cell.trim())
    .filter(cell => cell !== '')
    .join(', ')
}

function withoutMarks(text: string): string {
  return text
    .replace(/!\[[^\][]*\](?:\([^()]*\)|\[[^\][]*\])/g, ' ')
    .replace(/\[\^[^\][]*\]/g, '')
    .replace(/\[([^\][]*)\]\([^()]*(?:\([^()]*\)[^()]*)?\)/g, '$1')
    .replace(/\[([^\][]+)\]\[[^\][]*\]/g, '$1')
    .replace(/(?:\bhttps?:\/\/|\bftp:\/\/|\bmailto:|\bwww\.)[^\s()[\]"“”«»]+/gi, withoutAddress)
    .replace(/(?<=^|\s):[a-z0-9_+-]{2,40}:(?=$|[\s.,!?])/gi, ' ')
    .replace(/\\(?=[!-/:-@[-`{-~])/g, '')
    .replace(/(?<!\d)\*|\*(?!\d)|`|~~/g, '')
    .replace(/(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])/gu, '')
    .replace(/[<>]/g, ' ')
    .replace(/\(\s*\)|\[\s*\]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ (?=[.,])/g, '')
    .replace(/[\s,;:]+(?=[.!?]?\s*$)/, '')
    .trim()
}

/** What follows an address closely is punctuation of the sentence, not of the address. */
function withoutAddress(address: string): string {
  const [punctuation = ''] = /[.,;:!?]+$/.exec(address) ?? []
  return punctuation
}

/**
 * Cuts a text of one line to at most `limit` code points: after the last sentence that ends in the
 * second half of the limit, else after the last whole word, else (one word longer than the limit)
 * between two characters as people see them. No surrogate pair and no joined character is ever split.
 */
export function cutText(text: string, limit: number): string {
  if ([...text].length <= limit) return text
  const head = headOf(text, limit)
  const [last] = [...head.matchAll(sentenceEnd)].slice(-1)
  const sentence = last === undefined ? 0 : last.index + last[0].length
  if (sentence * 2 >= head.length) return head.slice(0, sentence)
  // A word that goes on behind the cut is not whole: words are looked for in a little more text.
  const words = new Intl.Segmenter('en', { granularity: 'word' }).segment(
    text.slice(0, head.length + 100),
  )
  const whole = head
    .slice(0, words.containing(head.length)?.index)
    .replace(/[\s,;:\-–—([{"“„«'‘]+$/u, '')
  return whole === '' ? head.trimEnd() : whole
}

const sentenceEnd = /[.!?…]["”’»)]*(?=\s|$)|[。！？]["”’」』）]*/gu

/** The longest beginning of whole graphemes within the limit. */
function headOf(text: string, limit: number): string {
  let end = 0
  let count = 0
  for (const { segment } of new Intl.Segmenter('en').segment(text)) {
    count += [...segment].length
    if (count > limit) break
    end += segment.length
  }
  return text.slice(0, end)
}
