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
  const characters = decoded(text.slice(0, longestInput))
  const lines = withoutHtml(withoutInvisible(characters)).split('\n')
  return cutText(sentences(withoutCode(lines)), limit)
}

/** Text may have been encoded twice on its way; a third time is somebody's intent. */
function decoded(text: string): string {
  return decodeHTMLStrict(decodeHTMLStrict(text))
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

/** Leaves fenced code out; a fence that is never closed runs to the end, as on GitHub. */
function withoutCode(lines: readonly string[]): string[] {
  let fence: string | undefined
  return lines.map(line => {
    const [, mark] = /^\s*(```|~~~)/.exec(line) ?? []
    if (fence === undefined) {
      fence = mark
      return mark === undefined ? line : ''
    }
    if (mark === fence) fence = undefined
    return ''
  })
}

/** One piece of text; `closed` where something of its own begins after it. */
interface Piece {
  readonly text: string
  readonly closed: boolean
}

function sentences(lines: readonly string[]): string {
  // "2. Bundesliga" as a whole text is a name; in several lines it is an item of a list.
  const pieces = lines.flatMap(line => pieceOf(line, lines.length > 1))
  let joined = ''
  let closed = false
  for (const piece of pieces) {
    if (piece.text !== '') {
      if (closed && /[\p{L}\p{N}\p{M})\]"'’”»%]$/u.test(joined)) joined += '.'
      joined += joined === '' ? piece.text : ` ${piece.text}`
      closed = piece.closed
    } else {
      closed ||= piece.closed
    }
  }
  return joined
}

const rule = /^[\s|:+=*_-]{2,}$/
const alert = /^\[![a-z]+\]$/i
const linkDefinition = /^\[[^\][]+\]:\s/
const heading = /^#{1,6}(?:\s+|$)/
const bullet = /^[-*+•]\s+(?:\[[ xX]\]\s+)?/
const number = /^\d{1,3}[.)]\s+(?:\[[ xX]\]\s+)?/

function pieceOf(line: string, numbered: boolean): Piece[] {
  const content = line
    .trim()
    .replace(/^(?:>\s?)+/, '')
    .trim()
  if (content === '' || rule.test(content) || alert.test(content) || linkDefinition.test(content)) {
    return [{ text: '', closed: true }]
  }
  if (content.startsWith('|')) return ownPiece(cells(content))
  if (heading.test(content)) return ownPiece(content.replace(heading, '').replace(/\s#+$/, ''))
  if (bullet.test(content)) return ownPiece(content.replace(bullet, ''))
  if (numbered && number.test(content)) return ownPiece(content.replace(number, ''))
  return [{ text: withoutMarks(content), closed: false }]
}

/** A piece that begins and ends a sentence, whatever is around it. */
function ownPiece(content: string): Piece[] {
  return [
    { text: '', closed: true },
    { text: withoutMarks(content), closed: true },
  ]
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
  for (const { segment } of new Intl.Segmenter('en').segment(text)) {
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

/** The last place at or before `end` where a word or the space before one begins. */
function wordStarts(text: string, end: number): number {
  let last = 0
  for (const { index } of new Intl.Segmenter('en', { granularity: 'word' }).segment(text)) {
    if (index > end) break
    last = index
  }
  return last
}
