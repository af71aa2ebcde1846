import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import type { Json } from '../json.ts'
import {
  deepest,
  duplicateKey,
  type Parsed,
  type Problem,
  placesOf,
  problemOfNumber,
  quoted,
  type SourceNode,
  type SourceTree,
  type Span,
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
    return { tree: undefined, problems: jsonSyntaxProblems(text, errors) }
  }
  const problems: Problem[] = []
  const tree = build(root, undefined, { text, lineAt: linesOf(text), problems })
  return { tree, problems }
}

interface Building {
  readonly text: string
  readonly lineAt: (span: Span) => number
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
      building.problems.push(duplicateKey(text, building.lineAt(first.key ?? first), span))
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

function linesOf(text: string): (span: Span) => number {
  const placeOf = placesOf('', text)
  return span => placeOf(span).line
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
 * after a mistake that leaves the structure in doubt, nothing more is said.
 */
export function jsonSyntaxProblems(text: string, errors: readonly ParseError[]): Problem[] {
  const problems: Problem[] = []
  const seen = new Set<number>()
  for (const error of errors) {
    const span = { start: error.offset, end: error.offset + error.length }
    if (seen.has(span.start)) continue
    seen.add(span.start)
    const words = wordsFor(text, span, printParseErrorCode(error.error))
    const { message, help } = words
    problems.push({
      rule: 'source/syntax',
      span: words.span ?? firstLineOf(text, span),
      message,
      help,
    })
    if (words.recovers !== true || problems.length === mostProblems) break
  }
  if (problems.length > 0) return problems
  return [{ rule: 'source/syntax', span: { start: 0, end: 0 }, ...unexpected('') }]
}

function wordsFor(text: string, span: Span, code: string): Words {
  const token = text.slice(span.start, span.end)
  switch (code) {
    case 'InvalidCommentToken':
      return {
        message: 'JSON has no comments.',
        help: 'Remove the comment, or write the file as YAML.',
        recovers: !token.startsWith('/*') || token.endsWith('*/'),
      }
    case 'UnexpectedEndOfString':
      return {
        message: 'A text does not end: the closing double quote is missing in this line.',
        help: 'Add it. Inside a text, write a double quote as \\" and a line break as \\n.',
      }
    case 'UnexpectedEndOfNumber':
      return {
        message: `${quoted(token)} is not a complete number.`,
        help: 'Write digits after the point or the exponent.',
      }
    case 'InvalidEscapeCharacter':
    case 'InvalidUnicode':
      return invalidEscape(span, token)
    case 'InvalidCharacter':
      return controlCharacter(span, token)
    case 'EndOfFileExpected':
      return {
        message: 'There is more text after the end of the JSON value.',
        help: 'Remove it; a bracket may be closed too early, or one too many.',
      }
    case 'InvalidSymbol':
      return invalidSymbol(text, span, token)
    case 'CommaExpected':
      return missingComma(text, span)
    case 'ColonExpected':
      return {
        message: 'A colon is missing between a key and its value.',
        help: 'Write "key": value.',
      }
    case 'CloseBraceExpected':
      return unclosed('}', 'an object')
    case 'CloseBracketExpected':
      return unclosed(']', 'a list')
    default:
      return missingValue(text, span, token)
  }
}

function invalidEscape(span: Span, token: string): Words {
  const escapes = [...token.matchAll(/\\(["\\/bfnrt]|u[\da-fA-F]{4})?/g)]
  const start = span.start + (escapes.find(found => found[1] === undefined)?.index ?? 0)
  return {
    span: { start, end: Math.min(start + 2, span.end) },
    message: 'This backslash begins no escape that JSON knows.',
    help: 'Write \\\\ for a backslash; the others are \\" \\/ \\b \\f \\n \\r \\t and \\u with four digits.',
  }
}

function controlCharacter(span: Span, token: string): Words {
  const at = [...token].findIndex(sign => sign < ' ')
  const start = span.start + [...token].slice(0, at).join('').length
  const sign = token.charAt(start - span.start)
  return {
    span: { start, end: start + 1 },
    message: `${sign === '\t' ? 'A tab' : 'A control character'} stands in a text; JSON allows it only as an escape.`,
    help:
      sign === '\t' ? 'Write \\t, or a blank.' : 'Remove it, or write it as \\u with four digits.',
    recovers: true,
  }
}

const wordsOfOtherLanguages: Readonly<Record<string, string>> = {
  True: 'Write true.',
  TRUE: 'Write true.',
  False: 'Write false.',
  FALSE: 'Write false.',
  None: 'Write null.',
  nil: 'Write null.',
  Null: 'Write null.',
  NULL: 'Write null.',
  undefined: 'Write null, or leave the key out.',
  NaN: 'Write a number; JSON knows no NaN.',
  Infinity: 'Write a number; JSON knows no Infinity.',
}

function invalidSymbol(text: string, span: Span, token: string): Words {
  if (token.startsWith("'")) {
    return {
      message: 'JSON knows no single quotes around texts and keys.',
      help: 'Write double quotes: "…" in place of \'…\'.',
    }
  }
  if (/^[“”„«»‘’]/u.test(token)) {
    return {
      message: `${quoted(token.charAt(0))} is a typographic quote; JSON needs straight ones.`,
      help: 'Write " before and after the text.',
    }
  }
  const word = Object.hasOwn(wordsOfOtherLanguages, token)
    ? wordsOfOtherLanguages[token]
    : undefined
  if (word !== undefined) return { message: `${quoted(token)} is not a value of JSON.`, help: word }
  if (token.startsWith('#')) {
    return {
      message: 'JSON has no comments.',
      help: 'Remove the comment, or write the file as YAML.',
    }
  }
  if (/^[+.]?\d|^[+.]/.test(token)) {
    return {
      message: `${quoted(token)} is not a number of JSON.`,
      help: 'Write a digit before the point, and no plus sign.',
    }
  }
  if (text.slice(0, span.start).trim() === '') return notJson(token)
  if (/^\s*:/.test(text.slice(span.end))) {
    return {
      message: `The key ${quoted(token)} has no quotes.`,
      help: 'Put it into double quotes.',
    }
  }
  if (/["\w}\]]/.test(text.charAt(span.start - 1))) {
    return {
      message: `${quoted(token)} is not expected here, after the end of a value.`,
      help: 'Write a comma between entries; inside a text, write a double quote as \\".',
    }
  }
  return unexpected(token)
}

function missingComma(text: string, span: Span): Words {
  const sign = text.charAt(span.start)
  if (sign === '}' || sign === ']') {
    return {
      message: `${quoted(sign)} closes what ${quoted(sign === '}' ? '[' : '{')} opened.`,
      help: `Write ${quoted(sign === '}' ? ']' : '}')} first.`,
    }
  }
  if (/\d/.test(sign) && text.charAt(span.start - 1) === '0') {
    return {
      message: 'A number begins with 0.',
      help: 'Remove the 0, or put quotes around it if it is meant as text.',
    }
  }
  const previous = text.slice(0, span.start).trimEnd().length
  return {
    // Shown where it belongs: behind the entry before, which is often in the line above.
    span: { start: Math.max(0, previous - 1), end: previous },
    message: 'A comma is missing after this entry.',
    help: 'Write a comma between two entries.',
    recovers: sign === '"',
  }
}

function missingValue(text: string, span: Span, token: string): Words {
  const before = text.slice(0, span.start).trimEnd()
  const last = before.charAt(before.length - 1)
  const closes = token === '}' || token === ']'
  if (last === ',' && closes) {
    return {
      span: { start: before.length - 1, end: before.length },
      message: `There is a comma after the last entry, before ${quoted(token)}.`,
      help: 'Remove the comma.',
      recovers: true,
    }
  }
  if (token === ',' && (last === ',' || last === '{' || last === '[')) {
    return { message: 'There is a comma too many.', help: 'Remove the comma.' }
  }
  if (text.startsWith('{{', before.length - 1) && last === '{') return template()
  if (last === ':') {
    return {
      message: 'A value is missing after the colon.',
      help: 'Write a value: a text in double quotes, a number, true, false, null, an object or a list.',
    }
  }
  if (token === '') return { message: 'The text ends too early.', help: 'Write a JSON value.' }
  return unexpected(token)
}

function template(): Words {
  return {
    message: 'A template stands outside of quotes.',
    help: 'Put it into double quotes: "{{ release.name }}".',
  }
}

function notJson(token: string): Words {
  return {
    message: `The file does not begin like JSON: ${quoted(token)}.`,
    help: 'Check the path; a JSON file begins with {. Name the file .yaml if it is YAML.',
  }
}

function unclosed(sign: string, what: string): Words {
  return {
    message: `The text ends before ${what} is closed: ${quoted(sign)} is missing.`,
    help: 'Add it; the file may also have been cut off.',
  }
}

function unexpected(token: string): Words {
  return {
    message: token === '' ? 'This is not JSON.' : `${quoted(token)} is not expected here.`,
    help: 'Check quotes, commas and brackets just before this place.',
  }
}

/** An unclosed text reaches to the end of its line; a span over many lines would hide the place. */
function firstLineOf(text: string, span: Span): Span {
  const lineEnd = text.indexOf('\n', span.start)
  return lineEnd === -1 || lineEnd >= span.end ? span : { start: span.start, end: lineEnd }
}
