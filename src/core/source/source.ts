import { type Diagnostic, finding, type Place, type RuleOf, type Severity } from '../diagnostic.ts'
import { quoted, shortened } from '../wording.ts'
import { deepest, type SourceNode, type Span, type Standing } from './document.ts'

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
