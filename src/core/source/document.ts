import type { Place, RuleOf, Severity } from '../diagnostic.ts'
import type { Json, Path } from '../json.ts'

/** Whether a file must be JSON; any other may be JSON or YAML. */
export function isNamedJson(file: string): boolean {
  return file.toLowerCase().endsWith('.json')
}

/** A stretch of a text, in UTF-16 units from 0; the end is exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A value, where it stands, and the values in it. */
export interface SourceNode extends Span {
  readonly value: Json
  /** Where the key stands that this value belongs to; absent for the root and for items of lists. */
  readonly key: Span | undefined
  readonly entries?: ReadonlyMap<string, SourceNode>
  readonly items?: readonly SourceNode[]
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
  readonly rule: RuleOf<'source'>
  readonly span: Span
  readonly message: string
  readonly help: string
  /** Absent: the rule's own. */
  readonly severity?: Severity
}

/** Puts a problem together. */
export function problemAt(
  { start, end }: Span,
  rule: RuleOf<'source'>,
  message: string,
  help: string,
  severity?: Severity,
): Problem {
  return { rule, span: { start, end }, message, help, ...(severity && { severity }) }
}

/** What a parser makes of a text. */
export interface Parsed {
  /** Absent where the text cannot be understood: then there is at least one problem. */
  readonly tree: SourceNode | undefined
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
  const message = `Objects and lists are nested more than ${deepest} levels deep here.`
  return problemAt(span, 'source/too-deep', message, 'Write the content with fewer levels.')
}

/** Puts the values of one text together with where they stand, and gathers what is wrong with them. */
export function openTrees(text: string) {
  const lines = linesOf(text)
  const problems: Problem[] = []
  return {
    problems,
    /**
     * Parsers type values loosely; this gives them their type without trusting it.
     *
     * @param literal the value as it was written
     */
    scalar(
      value: unknown,
      literal: string,
      { start, end }: Span,
      key: Span | undefined,
    ): SourceNode {
      if (typeof value === 'number') {
        const problem = problemOfNumber(value, literal, { start, end })
        if (problem !== undefined) problems.push(problem)
      }
      const isText = typeof value === 'string' || typeof value === 'boolean'
      return { value: isText || typeof value === 'number' ? value : null, start, end, key }
    },
    list(items: readonly SourceNode[], { start, end }: Span, key: Span | undefined): SourceNode {
      return { value: items.map(({ value }) => value), start, end, key, items }
    },
    /** Of repeated keys the last one counts. A key named `__proto__` is an ordinary key. */
    object(
      parts: readonly (readonly [string, SourceNode])[],
      { start, end }: Span,
      key: Span | undefined,
    ): SourceNode {
      const entries = new Map<string, SourceNode>()
      for (const [name, node] of parts) {
        const first = entries.get(name)
        if (first !== undefined) {
          const line = lines.at((first.key ?? first).start)
          problems.push(duplicateKey(name, line, node.key ?? node))
        }
        entries.set(name, node)
      }
      const value = Object.fromEntries(parts.map(([name, node]) => [name, node.value]))
      return { value, start, end, key, entries }
    },
  }
}

function duplicateKey(name: string, firstLine: number, span: Span): Problem {
  const message = `The key ${quoted(name)} appears twice in the same object: first in line ${firstLine}, and again here.`
  const help = 'Keep one of them; the later one quietly replaces the earlier one.'
  return problemAt(span, 'source/duplicate-key', message, help)
}

/**
 * The problem of a number that cannot be passed on as written, if it has one. Numbers travel as
 * JSON and are read as double precision everywhere: beyond 2^53 whole numbers lose digits.
 */
function problemOfNumber(value: number, literal: string, span: Span): Problem | undefined {
  const number = `The number ${shortened(literal)}`
  if (!Number.isFinite(value)) {
    const help = 'Write a finite number, or put quotes around it if it is a string.'
    return problemAt(span, 'source/number', `${number} cannot be written in JSON.`, help)
  }
  // Beyond the safe numbers, some are still kept as they are written: -9007199254740992.
  const isKept = Number.isSafeInteger(value) || String(value) === literal
  if (isKept || !/^[-+]?\d+$/.test(literal)) return undefined
  const message = `${number} is too large to be kept exactly: it becomes ${value}.`
  const help = 'Put quotes around it if it is an id or another string.'
  return problemAt(span, 'source/number', message, help, 'warning')
}
