import type { ErrorCode, YAMLError } from 'yaml'
import type { Problem } from './problem.ts'
import { quoted } from './quoted.ts'
import type { Span } from './tree.ts'

/** Later errors mostly follow from earlier ones. */
const mostProblems = 3

interface Words {
  readonly message: string
  readonly help: string
  readonly rule?: Problem['rule']
}

/** Puts a parser's errors into words: the first one of each line, three at most. */
export function yamlSyntaxProblems(text: string, errors: readonly YAMLError[]): Problem[] {
  const problems: Problem[] = []
  const lines = new Set<number>()
  for (const error of errors.toSorted((one, other) => one.pos[0] - other.pos[0])) {
    const line = text.lastIndexOf('\n', error.pos[0] - 1)
    if (lines.has(line)) continue
    lines.add(line)
    const span = spanOf(error, text)
    const { rule, ...words } = wordsFor(error, lineAt(text, error.pos[0]))
    problems.push({ rule: rule ?? 'source/syntax', span, ...words })
    if (problems.length === mostProblems) break
  }
  return problems
}

function wordsFor(error: YAMLError, line: string): Words {
  if (error.code === 'TAB_AS_INDENT') {
    return {
      message: 'A tab indents this line; YAML allows only blanks.',
      help: 'Replace tabs at the beginning of lines by blanks.',
    }
  }
  if (error.code === 'MULTIPLE_DOCS') {
    return {
      rule: 'source/many-documents',
      message: 'A second YAML document begins here; only one is expected.',
      help: 'Remove the line "---" and what follows it, or put it into a file of its own.',
    }
  }
  if (error.code === 'RESOURCE_EXHAUSTION') {
    return {
      rule: 'source/too-deep',
      message: 'Objects and lists are nested too deeply here.',
      help: 'Write the content with fewer levels.',
    }
  }
  if (/\{\{/.test(line) && !/["'][^"']*\{\{/.test(line)) {
    return {
      message: 'A template stands outside of quotes.',
      help: 'Put the whole text into double quotes: "Star Quest {{ release.tag_name }}".',
    }
  }
  return byMessage(error) ?? byCode(error.code)
}

/** One code stands for several mistakes; only the parser's own text tells them apart. */
function byMessage({ message }: YAMLError): Words | undefined {
  if (/^Missing closing ["']quote/.test(message)) {
    return {
      message: 'A text does not end: the closing quote is missing.',
      help: "Add it. In single quotes, write ' as ''; in double quotes, write \" as \\\".",
    }
  }
  const unclosed = /^Flow (map|sequence).*end with a (\S)/.exec(message)
  if (unclosed !== null) {
    return {
      message: `${unclosed[1] === 'map' ? 'An object' : 'A list'} is not closed: ${quoted(unclosed[2] ?? '')} is missing.`,
      help: 'Add it, indented more than the key before.',
    }
  }
  if (message.startsWith('Implicit map keys need')) {
    return {
      message: 'This line is no "key: value": the colon is missing.',
      help: 'Write "key: value" with a blank after the colon. Text of several lines must be indented more than its key.',
    }
  }
  if (message.startsWith('Unexpected scalar at node end')) {
    return {
      message: 'There is more text after the end of the value.',
      help: 'Put the whole text into quotes, or correct the indentation.',
    }
  }
  if (/^Missing ,/.test(message)) {
    return { message: 'A comma is missing between two entries.', help: 'Add it.' }
  }
  if (message.startsWith('Comments must be separated')) {
    return {
      message: 'A "#" stands directly after a value.',
      help: 'Write a blank before a comment, or put the text into quotes.',
    }
  }
  return undefined
}

function byCode(code: ErrorCode): Words {
  switch (code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return {
        message: 'There is a second ": " where one key and one value are expected.',
        help: 'Put text that holds ": " into quotes, or correct the indentation of this line.',
      }
    case 'BAD_INDENT':
      return {
        message: 'This line is indented differently from the entries it belongs to.',
        help: 'Indent all keys of one object by the same number of blanks.',
      }
    case 'BAD_SCALAR_START':
      return {
        message: 'A text without quotes cannot begin with this sign.',
        help: 'Put the text into quotes.',
      }
    case 'BAD_DQ_ESCAPE':
      return {
        message: 'A backslash begins no escape that YAML knows.',
        help: 'Write \\\\ for a backslash, or use single quotes.',
      }
    case 'BAD_ALIAS':
    case 'ALIAS_PROPS':
    case 'MULTIPLE_ANCHORS':
      return {
        message: 'An anchor or alias is not written correctly.',
        help: 'If "&" or "*" belongs to a text, put the text into quotes.',
      }
    case 'BLOCK_IN_FLOW':
      return {
        message: 'Indented keys stand inside of { } or [ ].',
        help: 'Close the bracket first, or write the content in the same style.',
      }
    default:
      return {
        message: 'This is not expected here.',
        help: 'Check indentation, quotes, brackets and colons of this line and the one before.',
      }
  }
}

function spanOf(error: YAMLError, text: string): Span {
  // How deep the parser gets depends on the machine; the line does not.
  if (error.code === 'RESOURCE_EXHAUSTION') {
    const start = text.lastIndexOf('\n', error.pos[0] - 1) + 1
    return { start, end: start }
  }
  const start = Math.min(error.pos[0], text.length)
  const lineEnd = text.indexOf('\n', start)
  const end = Math.max(start, error.pos[1])
  return { start, end: lineEnd === -1 ? Math.min(end, text.length) : Math.min(end, lineEnd) }
}

/** The line that holds an offset, as far as it is worth looking at. */
function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', offset)
  return text.slice(start, Math.min(end === -1 ? text.length : end, start + 500))
}
