import { type ParseError, printParseErrorCode } from 'jsonc-parser'
import type { Problem } from './problem.ts'
import { quoted } from './quoted.ts'
import type { Span } from './tree.ts'

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
