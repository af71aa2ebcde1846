import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { quoted } from '../wording.ts'
import { deepest, type Source, type SourceNode, type Span } from './document.ts'

/**
 * Parses JSON, strictly (no comments, no trailing commas), and finds every problem in it.
 *
 * @returns undefined where it cannot be understood
 */
export function parseJson(source: Source): SourceNode | undefined {
  const { text } = source
  const tooDeep = firstTooDeep(text)
  if (tooDeep !== undefined) return source.reportDepth({ start: tooDeep, end: tooDeep })

  const errors: ParseError[] = []
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
  if (root === undefined || errors.length > 0) return reportSyntax(source, errors)
  const build = (node: Node, key?: Span): SourceNode => {
    const { start, end } = spanOf(node)
    const at = { start, end, key }
    const { type, children = [] } = node
    if (type === 'array') {
      const items = children.map(item => build(item))
      return source.list(at, items)
    }
    if (type !== 'object') return source.scalar(at, node.value, text.slice(start, end))
    const parts = children.flatMap(({ children: [name, content] = [] }) =>
      name === undefined || content === undefined
        ? []
        : [[String(name.value), build(content, spanOf(name))] as const],
    )
    return source.object(at, parts)
  }
  return build(root)
}

function spanOf({ offset, length }: Node): Span {
  return { start: offset, end: offset + length }
}

/** The parser calls itself for each level, so depth is bounded before it sees the text. */
function firstTooDeep(text: string): number | undefined {
  let depth = 0
  for (const { 0: sign, index } of text.matchAll(/"(?:[^"\\\n]+|\\.)*"?|[[\]{}]/gs)) {
    if (sign === '{' || sign === '[') depth += 1
    else if (sign === '}' || sign === ']') depth -= 1
    if (depth > deepest) return index
  }
  return undefined
}

/** More would not help anybody who reads them. */
const mostProblems = 20

/** A mistake in words: what is wrong and what to do. */
type Words = readonly [message: string, help: string, more?: More]

interface More {
  /** Where to point, if not at the place where the parser noticed it. */
  readonly span?: Span
  /** Whether what follows is understood all the same, so that later mistakes are worth telling. */
  readonly recovers?: boolean
}

/**
 * Puts a parser's errors into words. Errors that only follow from an earlier one are left out:
 * after a mistake that leaves the structure in doubt, nothing more is reported.
 */
function reportSyntax(source: Source, errors: readonly ParseError[]): undefined {
  const { text } = source
  const comments: Span[] = []
  const seen = new Set<number>()
  for (const { offset, length, error } of errors) {
    if (seen.has(offset)) continue
    seen.add(offset)
    const at = { start: offset, end: offset + length }
    const code = printParseErrorCode(error)
    const before = textBefore(text, offset, comments)
    if (code === 'InvalidCommentToken') comments.push(at)
    const [message, help, more] =
      commonMistake(text, at, code, before) ?? parserWords(text, at, code)
    source.report(more?.span ?? firstLineOf(text, at), 'source/syntax', message, help)
    if (more?.recovers !== true || source.findings.length === mostProblems) break
  }
}

/** The parser's own words: `InvalidSymbol` is "Invalid symbol". */
function parserWords(text: string, { start, end }: Span, code: string): Words {
  const token = text.slice(start, end)
  const name = code.replace(/(?<=[a-z])[A-Z]/g, capital => ` ${capital.toLowerCase()}`)
  const help = 'Check quotes, commas and brackets at this place and just before it.'
  if (token === '') return [`${name}.`, help]
  if (!token.startsWith('"')) return [`${name}: ${quoted(token)}.`, help]
  const recovers = code === 'InvalidCharacter'
  const right = recovers ? /^[ -\uffff]*/ : /^(?:[^\\]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/
  const from = right.exec(token)?.[0].length ?? 0
  // The control character or the escape that is wrong; none where the text is only not closed.
  const wrong = token.slice(from, from + (token.startsWith('\\', from) ? 2 : 1))
  if (wrong === '')
    return [`${name}: ${quoted(token.slice(1, -1))}.`, help, { span: { start, end }, recovers }]
  const sign = wrong.replace(/\p{Cc}/gu, control => JSON.stringify(control).slice(1, -1))
  const span = { start: start + from, end: start + from + wrong.length }
  return [`${name}: ${sign}.`, help, { span, recovers }]
}

const cutOff = 'Add it; the file may also have been cut off.'

/** Better words for what people get wrong most, where a code alone tells what it is. */
const wordsByCode: Readonly<Record<string, Words>> = {
  UnexpectedEndOfString: [
    'This string is never closed: the closing double quote is missing in this line.',
    'Add it. Inside a string, write a double quote as \\" and a line break as \\n.',
  ],
  EndOfFileExpected: [
    'There is more text after the end of the JSON value.',
    'Remove it; a bracket may be closed too early, or one too many.',
  ],
  CloseBraceExpected: ['The text ends before an object is closed: "}" is missing.', cutOff],
  CloseBracketExpected: ['The text ends before a list is closed: "]" is missing.', cutOff],
}

/** The text before a place, without the spaces and comments at its end. */
function textBefore(text: string, place: number, comments: readonly Span[]): string {
  let before = text.slice(0, place).trimEnd()
  for (const { start, end } of comments.toReversed()) {
    if (end >= before.length) before = text.slice(0, start).trimEnd()
  }
  return before
}

function commonMistake(text: string, span: Span, code: string, before: string): Words | undefined {
  const token = text.slice(span.start, span.end)
  if (code === 'InvalidCommentToken' || token.startsWith('#')) {
    const recovers = token.startsWith('//') || (token.startsWith('/*') && token.endsWith('*/'))
    return ['JSON does not allow comments.', 'Remove the comment.', { recovers }]
  }
  if (code === 'InvalidSymbol') return invalidSymbol(text, span, before, token)
  if (code === 'CommaExpected') return missingComma(text, span, before)
  const always = wordsByCode[code]
  if (always !== undefined) return always
  if ((token === '}' || token === ']') && before.endsWith(',')) {
    const at = { start: before.length - 1, end: before.length }
    const message = `There is a comma after the last entry, before ${quoted(token)}.`
    return [message, 'Remove the comma.', { span: at, recovers: true }]
  }
  return text.startsWith('{{', before.length - 1)
    ? ['This template is not in quotes.', 'Put it in double quotes: "{{ release.name }}".']
    : undefined
}

function invalidSymbol(text: string, span: Span, before: string, token: string): Words | undefined {
  if (token.startsWith("'")) {
    const help = 'Write double quotes: "…" instead of \'…\'.'
    return ['JSON strings and keys need double quotes, not single quotes.', help]
  }
  if (before === '') {
    const help = 'Check the path; a file called .json begins with {.'
    return [`The file does not begin like JSON: ${quoted(token)}.`, help]
  }
  return /^[\w$-]+$/.test(token) && /^\s*:/.test(text.slice(span.end))
    ? [`The key ${quoted(token)} has no quotes.`, 'Put it in double quotes.']
    : undefined
}

/** Shown where it belongs: behind the entry before, which is often in the line above. */
function missingComma(text: string, { start }: Span, before: string): Words | undefined {
  const sign = text.charAt(start)
  const isNumber = /\d/.test(sign) && /\d/.test(text.charAt(start - 1))
  if (sign === '}' || sign === ']' || isNumber) return undefined
  const span = { start: Math.max(0, before.length - 1), end: before.length }
  const help = 'Write a comma between two entries.'
  return ['A comma is missing after this entry.', help, { span, recovers: sign === '"' }]
}

/** An unclosed text reaches to the end of its line; a span over many lines would hide the place. */
function firstLineOf(text: string, span: Span): Span {
  const lineEnd = text.indexOf('\n', span.start)
  return lineEnd === -1 || lineEnd >= span.end ? span : { start: span.start, end: lineEnd }
}
