import { type Diagnostic, finding, type Place, type RuleOf, type Severity } from '../diagnostic.ts'
import type { Json, Path } from '../json.ts'
import { quoted, shortened } from '../wording.ts'

/** A stretch of a text, in UTF-16 units from 0; the end is exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Where a value stands. */
export interface Standing extends Span {
  /** Where the key stands that it belongs to; undefined for the root and for items of lists. */
  readonly key: Span | undefined
}

/** A value, where it stands, and the values in it. */
export interface SourceNode extends Standing {
  readonly value: Json
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

/** Objects and lists inside one another beyond this are refused: nothing real comes near it. */
export const deepest = 64

/** A text that is parsed: puts its values together with where they stand, and gathers what is wrong with them. */
export class Source {
  readonly file: string
  /** Without byte order mark. */
  readonly text: string
  readonly findings: Diagnostic[] = []
  /** Where lines begin; LF ends a line, and the CR of a CRLF belongs to it. Found once it is asked for. */
  private starts: number[] | undefined

  constructor(file: string, text: string) {
    this.file = file
    this.text = text
  }

  /** The line of an offset and its column in UTF-16 units, both from 1. */
  position(offset: number): { readonly line: number; readonly column: number } {
    this.starts ??= lineStarts(this.text)
    let low = 0
    let high = this.starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((this.starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return { line: low + 1, column: offset - (this.starts[low] ?? 0) + 1 }
  }

  /** The place of a span. An empty one becomes one column wide, so that there is something to point at. */
  place({ start, end }: Span): Place {
    const { line, column } = this.position(start)
    const { line: endLine, column: endColumn } = this.position(Math.max(start, end))
    const isEmpty = endLine === line && endColumn === column
    return { file: this.file, line, column, endLine, endColumn: isEmpty ? column + 1 : endColumn }
  }

  report(
    span: Span,
    rule: RuleOf<'source'>,
    message: string,
    help: string,
    severity?: Severity,
  ): undefined {
    this.findings.push(finding(rule, this.place(span), message, help, severity))
    return undefined
  }

  /** Reports objects and lists that are nested too deeply, at the place where it goes too far. */
  reportDepth(span: Span): undefined {
    const message = `Objects and lists are nested more than ${deepest} levels deep here.`
    return this.report(span, 'source/too-deep', message, 'Write the content with fewer levels.')
  }

  /**
   * Parsers type values loosely; this gives them their type without trusting it.
   *
   * @param literal the value as it was written
   */
  scalar(at: Standing, value: unknown, literal: string): SourceNode {
    if (typeof value === 'number') this.checkNumber(at, value, literal)
    const isText = typeof value === 'string' || typeof value === 'boolean'
    return { ...at, value: isText || typeof value === 'number' ? value : null }
  }

  list(at: Standing, items: readonly SourceNode[]): SourceNode {
    return { ...at, value: items.map(({ value }) => value), items }
  }

  /** Of repeated keys the last one counts. A key named `__proto__` is an ordinary key. */
  object(at: Standing, parts: readonly (readonly [string, SourceNode])[]): SourceNode {
    const entries = new Map<string, SourceNode>()
    for (const [name, node] of parts) {
      const first = entries.get(name)
      if (first !== undefined) {
        const { line } = this.position((first.key ?? first).start)
        const message = `The key ${quoted(name)} appears twice in the same object: first in line ${line}, and again here.`
        const help = 'Keep one of them; the later one quietly replaces the earlier one.'
        this.report(node.key ?? node, 'source/duplicate-key', message, help)
      }
      entries.set(name, node)
    }
    const value = Object.fromEntries(parts.map(([name, node]) => [name, node.value]))
    return { ...at, value, entries }
  }

  /**
   * Reports a number that cannot be passed on as written. Numbers travel as JSON and are read as double
   * precision everywhere: beyond 2^53 whole numbers lose digits.
   */
  private checkNumber(at: Span, value: number, literal: string): void {
    const number = `The number ${shortened(literal)}`
    // Beyond the safe numbers, some are still kept as they are written: -9007199254740992.
    const isKept = Number.isSafeInteger(value) || String(value) === literal
    if (!Number.isFinite(value)) {
      const help = 'Write a finite number, or put quotes around it if it is a string.'
      this.report(at, 'source/number', `${number} cannot be written in JSON.`, help)
    } else if (!isKept && /^[-+]?\d+$/.test(literal)) {
      const message = `${number} is too large to be kept exactly: it becomes ${value}.`
      const help = 'Put quotes around it if it is an id or another string.'
      this.report(at, 'source/number', message, help, 'warning')
    }
  }
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}
