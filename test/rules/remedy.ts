import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
} from 'yaml'
import type { Diagnostic, Place } from '../../src/core/diagnostic.ts'
import type { Path } from '../../src/core/json.ts'

/** A file in which a help was followed, and where that was. */
export interface Remedied {
  readonly text: string
  /** Where the finding was; after a new name under that. */
  readonly path: Path
}

/**
 * Follows the help of a finding to the letter, as far as it says in so many words what to write,
 * rename or remove; undefined where it leaves that to the reader.
 */
export function remedied(text: string, { place, help, message }: Diagnostic): Remedied | undefined {
  if (place === undefined) return undefined
  const found = parsed(text)
  const at = found && positionAt(found, place)
  if (found === undefined || at === undefined || at.path.length === 0) return undefined
  const { document } = found
  const { path, isKey } = at
  const { file } = place
  const [, name] = /^Rename it to "?([\w$]+)"?[.,]/.exec(help) ?? []
  if (name !== undefined) return isKey ? renamed(document, path, name, file) : undefined
  if (/^(?:Remove|Leave) (?:it|"\w+")(?:[.:,]| out\b)/.test(help)) {
    document.deleteIn(path)
    return { text: textOf(document, file), path }
  }
  const [, key, member] = /^(?:Add|Write) "([\w-]+)": (.+)\.$/.exec(help) ?? []
  if (key !== undefined && member !== undefined) {
    const value = valueIn(member)
    const inside = path.at(-1) === key ? path : [...path, key]
    if (value === undefined || (inside !== path && !isMap(document.getIn(path)))) return undefined
    return withValue(document, inside, value, file)
  }
  const [, missing] = /^([\w.]+) is missing\.$/.exec(message) ?? []
  const [, added] = /^Add it(?:: |, as |, for example )(.+)\.$/.exec(help) ?? []
  if (missing !== undefined && added !== undefined) {
    return withValue(document, ['event', 'payload', ...missing.split('.')], valueIn(added), file)
  }
  const [, moved] = /^(?:Move|Rename) it to "([\w.]+)"\.$/.exec(help) ?? []
  if (moved !== undefined && path[1] === 'payload') {
    const value = document.getIn(path)
    document.deleteIn(path)
    return withValue(document, ['event', 'payload', ...moved.split('.')], value, file)
  }
  const [, written] =
    /^Write (?:it (?:like|as a list:|as a map:|as an object:) )?(.+)\.$/.exec(help) ?? []
  const value = written === undefined ? undefined : valueIn(written)
  if (isKey) return typeof value === 'string' ? renamed(document, path, value, file) : undefined
  // A template keeps its place in a text; what to write is then only a part of it.
  return message.startsWith('The template') ? undefined : withValue(document, path, value, file)
}

function withValue(document: Document, path: Path, value: unknown, file: string) {
  if (value === undefined) return undefined
  document.setIn(path, value)
  return { text: textOf(document, file), path }
}

/** Where findings are in a file, by their paths. */
export function pathsOf(text: string, diagnostics: readonly Diagnostic[]): readonly string[] {
  const found = parsed(text)
  return diagnostics.map(({ place, rule }) => {
    const at = place && found && positionAt(found, place)
    return `${rule} ${JSON.stringify(at?.path)}`
  })
}

interface Position {
  readonly path: Path
  readonly isKey: boolean
}

function parsed(text: string) {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, version: '1.2' })
  return document.errors.length > 0 ? undefined : { document, lines }
}

/** The key or value at a place. A map begins where its first key does, but ends later. */
function positionAt(
  { document, lines }: NonNullable<ReturnType<typeof parsed>>,
  { line, column, endLine, endColumn }: Place,
): Position | undefined {
  const start = (lines.lineStarts[line - 1] ?? 0) + column - 1
  const end = (lines.lineStarts[endLine - 1] ?? 0) + endColumn - 1
  let position: Position | undefined
  visit(document, (key, node, parents) => {
    if (!isNode(node) || node.range?.[0] !== start) return
    const steps = [...parents, node].flatMap((parent, index, all): Path => {
      if (isPair(parent)) return isScalar(parent.key) ? [String(parent.key.value)] : []
      const below = all[index + 1]
      return isSeq(parent) && below !== undefined ? [parent.items.indexOf(below)] : []
    })
    const isWhole = !isCollection(node) && node.range?.[1] === end
    if (position === undefined || isWhole) position = { path: steps, isKey: key === 'key' }
  })
  return position
}

function renamed(document: Document, path: Path, name: string, file: string): Remedied | undefined {
  const around = document.getIn(path.slice(0, -1), true)
  if (!isMap(around)) return undefined
  for (const pair of around.items) {
    if (isScalar(pair.key) && pair.key.value === path.at(-1)) pair.key.value = name
  }
  return { text: textOf(document, file), path: [...path.slice(0, -1), name] }
}

/** What a help says to write, where it is a value or the first of several. */
function valueIn(text: string): unknown {
  const [whole] =
    /^(?:"[^"]*"(?=$| for |, or )|\{.*\}|\[.*\]|[A-Z][A-Z_]*$|[A-Z]\w*(?:\.\w+)+$|\d+(?= without| or more)|(?<=^one of )\w+|true|false)/.exec(
      text.replace(/^(?:a \w+(?: \w+)?, for example|one of) /, ''),
    ) ?? []
  if (whole === undefined || /…|<\w+>/.test(whole)) return undefined
  const value = parseDocument(whole)
  return value.errors.length > 0 ? undefined : value.toJS()
}

function textOf(document: Document, file: string): string {
  return file.endsWith('.json') ? JSON.stringify(document.toJS(), undefined, 2) : String(document)
}
