import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import type { Json } from '../json.ts'
import {
  deepest,
  duplicateKey,
  type Lines,
  linesOf,
  type Parsed,
  type Problem,
  problemOfNumber,
  quoted,
  type SourceNode,
  type SourceTree,
  type Span,
  shortened,
  sourceNode,
  tooDeepAt,
} from './document.ts'

/**
 * Parses JSON, strictly (no comments, no trailing commas), and finds every problem in it. Objects are
 * built so that a key named `__proto__` is an ordinary key. Of repeated keys the last one counts, as
 * with JSON.parse.
 *
 * @param text without byte order mark
 */
export function parseJson(text: string): Parsed {
  const tooDeep = firstTooDeep(text)
  if (tooDeep !== undefined) return { tree: undefined, problems: [tooDeep] }

  const errors: ParseError[] = []
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
  if (root === undefined || errors.length > 0) {
    return { tree: undefined, problems: syntaxProblems(text, errors) }
  }
  const problems: Problem[] = []
  const tree = build(root, undefined, { text, lines: linesOf(text), problems })
  return { tree, problems }
}

interface Building {
  readonly text: string
  readonly lines: Lines
  readonly problems: Problem[]
}

function build(node: Node, key: Span | undefined, building: Building): SourceTree {
  if (node.type === 'object') return buildObject(node, key, building)
  if (node.type === 'array') return buildArray(node, key, building)
  const value = scalarOf(node)
  if (typeof value === 'number') {
    const literal = building.text.slice(node.offset, node.offset + node.length)
    const problem = problemOfNumber(value, literal, spanOf(node))
    if (problem !== undefined) building.problems.push(problem)
  }
  return { value, node: sourceNode(spanOf(node), key) }
}

function buildObject(node: Node, key: Span | undefined, building: Building): SourceTree {
  const entries = new Map<string, SourceNode>()
  const values = new Map<string, Json>()
  for (const property of node.children ?? []) {
    const [name, content] = property.children ?? []
    if (name === undefined || content === undefined) continue
    const text = String(name.value)
    const span = spanOf(name)
    const first = entries.get(text)
    if (first !== undefined) {
      building.problems.push(
        duplicateKey(text, building.lines.at((first.key ?? first).start), span),
      )
    }
    const child = build(content, span, building)
    entries.set(text, child.node)
    values.set(text, child.value)
  }
  return {
    value: Object.fromEntries(values),
    node: sourceNode(spanOf(node), key, { entries }),
  }
}

function buildArray(node: Node, key: Span | undefined, building: Building): SourceTree {
  const children = (node.children ?? []).map(child => build(child, undefined, building))
  return {
    value: children.map(child => child.value),
    node: sourceNode(spanOf(node), key, { items: children.map(child => child.node) }),
  }
}

/** The parser types values loosely; this gives them their type without trusting it. */
function scalarOf(node: Node): Json {
  const value: unknown = node.value
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value
  }
  return null
}

function spanOf(node: Node): Span {
  return { start: node.offset, end: node.offset + node.length }
}

/** The parser calls itself for each level, so depth is bounded before it sees the text. */
function firstTooDeep(text: string): Problem | undefined {
  let depth = 0
  let inText = false
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at)
    if (inText) {
      if (sign === '\\') at += 1
      else if (sign === '"' || sign === '\n') inText = false
    } else if (sign === '"') inText = true
    else if (sign === '{' || sign === '[') {
      depth += 1
      if (depth > deepest) return tooDeepAt({ start: at, end: at + 1 })
    } else if (sign === '}' || sign === ']') depth -= 1
  }
  return undefined
}

/** More would not help anybody who reads them. */
const mostProblems = 20

/** A mistake in words. */
interface Words {
  readonly message: string
  readonly help: string
  /** Where to point, if not at the place where the parser noticed it. */
  readonly span?: Span
  /** Whether what follows is understood all the same, so that later mistakes are worth telling. */
  readonly recovers?: boolean
}

/**
 * Puts a parser's errors into words. Errors that only follow from an earlier one are left out:
 * after a mistake that leaves the structure in doubt, nothing more is reported.
 */
function syntaxProblems(text: string, errors: readonly ParseError[]): readonly Problem[] {
  const problems: Problem[] = []
  const seen = new Set<number>()
  for (const error of errors) {
    const span = { start: error.offset, end: error.offset + error.length }
    if (seen.has(span.start)) continue
    seen.add(span.start)
    const code = printParseErrorCode(error.error)
    const words = commonMistake(text, span, code) ?? parserWords(text, span, code)
    problems.push({
      rule: 'source/syntax',
      span: words.span ?? firstLineOf(text, span),
      message: words.message,
      help: words.help,
    })
    if (words.recovers !== true || problems.length === mostProblems) break
  }
  return problems
}

/** The parser's own words: `InvalidSymbol` is "Invalid symbol". */
function parserWords(text: string, span: Span, code: string): Words {
  const token = text.slice(span.start, span.end)
  const name = code.replace(/(?<=[a-z])[A-Z]/g, capital => ` ${capital.toLowerCase()}`)
  const help = 'Check quotes, commas and brackets at this place and just before it.'
  if (token === '') return { message: `${name}.`, help }
  if (!token.startsWith('"')) return { message: `${name}: ${quoted(token)}.`, help }
  const wrong = wrongSign(token, code)
  return {
    span: { start: span.start + wrong.start, end: span.start + wrong.end },
    message: `${name}: ${shortened(token.slice(wrong.start, wrong.end).replace(/\p{Cc}/gu, sign => JSON.stringify(sign).slice(1, -1)))}.`,
    help,
    recovers: code === 'InvalidCharacter',
  }
}

/** The control character or the escape in a text that is wrong; the whole text where it is right. */
function wrongSign(token: string, code: string): Span {
  const right =
    code === 'InvalidCharacter' ? /^[ -\uffff]*/ : /^(?:[^\\]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/
  const start = right.exec(token)?.[0].length ?? 0
  if (start === token.length) return { start: 0, end: start }
  return { start, end: Math.min(start + (token.startsWith('\\', start) ? 2 : 1), token.length) }
}

/** Better words for what people get wrong most. */
function commonMistake(text: string, span: Span, code: string): Words | undefined {
  const token = text.slice(span.start, span.end)
  const before = text.slice(0, span.start).trimEnd()
  if (code === 'InvalidCommentToken' || (code === 'InvalidSymbol' && token.startsWith('#'))) {
    return {
      message: 'JSON has no comments.',
      help: 'Remove the comment.',
      recovers: token.startsWith('//') || (token.startsWith('/*') && token.endsWith('*/')),
    }
  }
  if (code === 'UnexpectedEndOfString') {
    return {
      message: 'A text does not end: the closing double quote is missing in this line.',
      help: 'Add it. Inside a text, write a double quote as \\" and a line break as \\n.',
    }
  }
  if (code === 'EndOfFileExpected') {
    return {
      message: 'There is more text after the end of the JSON value.',
      help: 'Remove it; a bracket may be closed too early, or one too many.',
    }
  }
  if (code === 'CloseBraceExpected') return unclosed('}', 'an object')
  if (code === 'CloseBracketExpected') return unclosed(']', 'a list')
  if (code === 'InvalidSymbol') return invalidSymbol(text, span, before, token)
  if (code === 'CommaExpected') return missingComma(text, span, before)
  if ((token === '}' || token === ']') && before.endsWith(',')) {
    return {
      span: { start: before.length - 1, end: before.length },
      message: `There is a comma after the last entry, before ${quoted(token)}.`,
      help: 'Remove the comma.',
      recovers: true,
    }
  }
  if (before.endsWith('{') && text.startsWith('{{', before.length - 1)) {
    return {
      message: 'A template stands outside of quotes.',
      help: 'Put it into double quotes: "{{ release.name }}".',
    }
  }
  return undefined
}

function invalidSymbol(text: string, span: Span, before: string, token: string): Words | undefined {
  if (token.startsWith("'")) {
    return {
      message: 'JSON knows no single quotes around texts and keys.',
      help: 'Write double quotes: "…" in place of \'…\'.',
    }
  }
  if (before === '') {
    return {
      message: `The file does not begin like JSON: ${quoted(token)}.`,
      help: 'Check the path; a file called .json begins with {.',
    }
  }
  return /^[\w$-]+$/.test(token) && /^\s*:/.test(text.slice(span.end))
    ? { message: `The key ${quoted(token)} has no quotes.`, help: 'Put it into double quotes.' }
    : undefined
}

/** Shown where it belongs: behind the entry before, which is often in the line above. */
function missingComma(text: string, { start }: Span, before: string): Words | undefined {
  const sign = text.charAt(start)
  const isNumber = /\d/.test(sign) && /\d/.test(text.charAt(start - 1))
  if (sign === '}' || sign === ']' || isNumber) return undefined
  return {
    span: { start: Math.max(0, before.length - 1), end: before.length },
    message: 'A comma is missing after this entry.',
    help: 'Write a comma between two entries.',
    recovers: sign === '"',
  }
}

function unclosed(sign: string, what: string): Words {
  return {
    message: `The text ends before ${what} is closed: ${quoted(sign)} is missing.`,
    help: 'Add it; the file may also have been cut off.',
  }
}

/** An unclosed text reaches to the end of its line; a span over many lines would hide the place. */
function firstLineOf(text: string, span: Span): Span {
  const lineEnd = text.indexOf('\n', span.start)
  return lineEnd === -1 || lineEnd >= span.end ? span : { start: span.start, end: lineEnd }
}
