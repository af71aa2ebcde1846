import {
  isCollection,
  isMap,
  isNode,
  isPair,
  isSeq,
  type Node,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { type Json, nested, type Path } from '../json.ts'

/**
 * Puts a value at a path of a YAML text; what is missing on the way is made. It is written into the
 * text itself: the parser's document would lay out anew what nobody has touched.
 *
 * @param text with LF at the ends of its lines
 */
export function editedYaml(text: string, path: Path, value: Json): string {
  const { contents } = parseDocument(text, { logLevel: 'silent' })
  let node: Node | null = contents
  for (const [index, name] of path.entries()) {
    const child: unknown = isCollection(node) ? node.get(name, true) : undefined
    if (!isNode(child)) {
      const inner = nested(path.slice(index + 1), value)
      return isMap(node) || isSeq(node)
        ? withEntry(text, node, name, inner)
        : withValue(text, node, nested(path.slice(index), value))
    }
    node = child
  }
  return withValue(text, node, value)
}

function withValue(text: string, node: Node | null, value: Json): string {
  const [start, end] = node?.range ?? [text.length, text.length]
  const quote = /^["']/.exec(text.slice(start, end))?.[0] ?? ''
  const space = start > 0 && text[start - 1] === ':' ? ' ' : ''
  return `${text.slice(0, start)}${space}${quote}${flowText(value)}${quote}${text.slice(end)}`
}

/** @param name of a new entry of a map; of a list it is the number behind its last one */
function withEntry(
  text: string,
  owner: YAMLMap | YAMLSeq,
  name: string | number,
  value: Json,
): string {
  const [start, end] = owner.range ?? [0, 0]
  const entry: Json = typeof name === 'number' ? [value] : { [name]: value }
  if (owner.flow === true) {
    const added = flowText(entry).slice(1, -1)
    const last = endOfLast(owner)
    return last === undefined
      ? `${text.slice(0, start + 1)}${added}${text.slice(end - 1)}`
      : `${text.slice(0, last)}, ${added.trim()}${text.slice(last)}`
  }
  const content = text.slice(0, end).trimEnd().length
  const newline = text.indexOf('\n', content)
  const at = newline === -1 ? text.length : newline
  return `${text.slice(0, at)}\n${blockText(text, owner, entry)}${text.slice(at)}`
}

/** Where the last entry of a collection ends; undefined for an empty one. */
function endOfLast({ items }: YAMLMap | YAMLSeq): number | undefined {
  const last: unknown = items.at(-1)
  const node = isPair(last) ? (last.value ?? last.key) : last
  return isNode(node) ? node.range?.[1] : undefined
}

function flowText(value: Json): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim()
}

/** Entries as lines that go on with those of a collection, as deep as they are. */
function blockText(text: string, owner: YAMLMap | YAMLSeq, entries: Json): string {
  const indentation = columnOf(text, owner)
  const inner = isMap(owner) ? owner.items.find(({ value }) => isMap(value)) : undefined
  const deeper = isMap(inner?.value) && inner.value.flow !== true ? columnOf(text, inner.value) : 0
  const indent = deeper > indentation ? deeper - indentation : 2
  return stringify(entries, { indent, lineWidth: 0 })
    .trimEnd()
    .replace(/^/gm, ' '.repeat(indentation))
}

/** How deep the entries of a collection are: of a list, how deep its dashes are. */
function columnOf(text: string, { items }: YAMLMap | YAMLSeq): number {
  const first: unknown = items[0]
  const node = isPair(first) ? first.key : first
  const [start] = (isNode(node) ? node.range : undefined) ?? [0]
  const at = isPair(first) ? start : text.lastIndexOf('-', start - 1)
  return at - (text.lastIndexOf('\n', at) + 1)
}
