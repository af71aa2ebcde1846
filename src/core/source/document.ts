import type { Place, Severity } from '../diagnostic.ts'
import type { Json, Path } from '../json.ts'
import type { SourceRuleId } from '../rules/source.ts'

/** A stretch of a text, in UTF-16 units from 0; the end is exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Where a value stands, and the values in it. */
export interface SourceNode extends Span {
  /** Where the key stands that this value belongs to; absent for the root and for items of lists. */
  readonly key: Span | undefined
  readonly entries: ReadonlyMap<string, SourceNode> | undefined
  readonly items: readonly SourceNode[] | undefined
}

/** Writes all properties out: copying a span into each node takes most of the time otherwise. */
export function sourceNode(
  { start, end }: Span,
  key: Span | undefined,
  content: Partial<Pick<SourceNode, 'entries' | 'items'>> = {},
): SourceNode {
  return { start, end, key, entries: content.entries, items: content.items }
}

/** A value and where its parts stand. */
export interface SourceTree {
  readonly value: Json
  readonly node: SourceNode
}

/**
 * The span of the value at a path, or of its key. Where the path leads nowhere, the span of the
 * nearest value on the way.
 */
export function spanAt(root: SourceNode, path: Path, part: 'value' | 'key'): Span {
  let node = root
  for (const step of path) {
    const next = typeof step === 'number' ? node.items?.[step] : node.entries?.get(step)
    if (next === undefined) return valueSpan(node)
    node = next
  }
  return part === 'key' && node.key !== undefined ? node.key : valueSpan(node)
}

/** In YAML a value may be left out (`uri:`); its key is what a reader can see of it. */
function valueSpan(node: SourceNode): Span {
  return node.start === node.end && node.key !== undefined ? node.key : node
}

/** A file that was read: its value, and where each part of it stands. */
export interface Document {
  /** The path as the user wrote it, or a name in angle brackets for text that is in no file: `<event>`. */
  readonly file: string
  /** The text without byte order mark, for code frames. */
  readonly text: string
  readonly value: Json
  /**
   * The span of the value at `path`, or of its key. Where the path leads nowhere,
   * the span of its nearest existing ancestor: a missing property is shown at the object that lacks it.
   */
  place(path: Path, part?: 'value' | 'key'): Place
}

/** A finding of a parser, before its span becomes a place. */
export interface Problem {
  readonly rule: SourceRuleId
  readonly span: Span
  readonly message: string
  readonly help: string
  /** Absent: the rule's own. */
  readonly severity?: Severity
}

/** What a parser makes of a text. */
export interface Parsed {
  /** Absent where the text cannot be understood: then there is at least one problem. */
  readonly tree: SourceTree | undefined
  readonly problems: readonly Problem[]
}

/**
 * Prepares the places of a text.
 *
 * @returns a function from a span of the text to its place: lines and columns from 1, columns in
 * UTF-16 units. Lines end at LF; the CR of a CRLF belongs to the line it ends. An empty span
 * becomes one column wide, so that there is something to point at.
 */
export function placesOf(file: string, text: string): (span: Span) => Place {
  let lines: Lines | undefined
  return ({ start, end }) => {
    lines ??= linesOf(text)
    const last = Math.max(start, end)
    const line = lines.at(start)
    const column = start - lines.startOf(line) + 1
    const endLine = lines.at(last)
    const endColumn = last - lines.startOf(endLine) + 1
    const empty = endLine === line && endColumn === column
    return { file, line, column, endLine, endColumn: empty ? column + 1 : endColumn }
  }
}

/** The lines of a text, numbered from 1. */
export interface Lines {
  /** The line that holds an offset: the last one that begins at it or before. */
  at(offset: number): number
  startOf(line: number): number
}

/** Finds the lines of a text once, so that each question after that takes no search. */
export function linesOf(text: string): Lines {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return {
    at(offset) {
      let low = 0
      let high = starts.length
      while (high - low > 1) {
        const middle = (low + high) >> 1
        if ((starts[middle] ?? 0) <= offset) low = middle
        else high = middle
      }
      return low + 1
    },
    startOf: line => starts[line - 1] ?? 0,
  }
}

/** Text of a file as messages show it: in double quotes, on one line, cut after 60 UTF-16 units. */
export function quoted(text: string): string {
  return `"${shortened(text.replace(/\s+/gu, ' '))}"`
}

/** Cuts a text for a message after some UTF-16 units, never between the halves of a character. */
export function shortened(text: string, longest = 60): string {
  if (text.length <= longest) return text
  return `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** Objects and lists inside one another beyond this are refused: nothing real comes near it. */
export const deepest = 64

/** The problem of objects and lists nested too deeply, at the place where it goes too far. */
export function tooDeepAt(span: Span): Problem {
  return {
    rule: 'source/too-deep',
    span,
    message: `Objects and lists are nested more than ${deepest} levels deep here.`,
    help: 'Write the content with fewer levels.',
  }
}

/**
 * The problem of a key that appears twice in one object.
 *
 * @param firstLine the line of the first of them, from 1
 * @param span of the repeated key
 */
export function duplicateKey(name: string, firstLine: number, span: Span): Problem {
  return {
    rule: 'source/duplicate-key',
    span,
    message: `The key ${quoted(name)} appears twice in the same object: first in line ${firstLine}, and again here.`,
    help: 'Keep one of them; the later one quietly replaces the earlier one.',
  }
}

/**
 * The problem of a number that cannot be passed on as written, if it has one. Numbers travel as
 * JSON and are read as double precision everywhere: beyond 2^53 whole numbers lose digits.
 *
 * @param value the number as it was understood
 * @param literal the number as it was written
 */
export function problemOfNumber(value: number, literal: string, span: Span): Problem | undefined {
  if (!Number.isFinite(value)) {
    return {
      rule: 'source/number',
      span,
      message: `The number ${shortened(literal)} cannot be written in JSON.`,
      help: 'Write a finite number, or put quotes around it if it is a text.',
    }
  }
  if (Number.isSafeInteger(value) || !/^[-+]?\d+$/.test(literal)) return undefined
  return {
    rule: 'source/number',
    span,
    severity: 'warning',
    message: `The number ${shortened(literal)} is too large to be kept exactly: it becomes ${value}.`,
    help: 'Put quotes around it if it is an id or another text.',
  }
}
