import type { EventName } from '../alexa.ts'
import {
  isArray,
  isNamedJson,
  isObject,
  type Json,
  nested,
  type Path,
  parsedJson,
  valueAt,
} from '../json.ts'
import { type Document, Source, type SourceNode, type Span } from '../source/document.ts'
import { parseJson } from '../source/json.ts'
import { mistakeInArn, nearestRegion, placeholderIn, regionOfArn } from './address.ts'
import { proactiveSubscription } from './event-names.ts'
import { notificationPermission } from './events.ts'
import { withoutTags } from './inline.ts'

/** What a manifest has to hold so that the events of a skill arrive. */
export interface WantedParts {
  readonly publications: readonly EventName[]
  /** ARN of the function that answers; undefined where it is not known. */
  readonly endpoint: string | undefined
}

/** A value to be put at a path; what is missing on the way is made. */
export interface Change {
  readonly path: Path
  readonly value: Json
}

/** Another name for the key that a path ends with; its value stays as it is. */
export interface Renaming {
  readonly path: Path
  readonly name: string
}

/**
 * What has to change in a manifest so that it holds the permission, the publications, the subscription
 * and the endpoints. What is there and right stays, as do addresses that are https.
 */
export function changesFor(manifest: Json, wanted: WantedParts): readonly Change[] {
  return [
    ...missingEntries(manifest, ['permissions'], 'name', [notificationPermission]),
    ...missingEntries(manifest, ['events', 'publications'], 'eventName', wanted.publications),
    ...missingEntries(manifest, ['events', 'subscriptions'], 'eventName', [proactiveSubscription]),
    ...(wanted.endpoint === undefined ? [] : endpointChanges(manifest, wanted.endpoint)),
  ]
}

/** The names that a list does not have yet, each as an entry at its end. */
function missingEntries(
  manifest: Json,
  path: Path,
  key: string,
  names: readonly string[],
): readonly Change[] {
  const list = valueAt(manifest, path)
  const there = isArray(list) ? list : []
  const isThere = (name: string) => there.some(entry => isObject(entry) && entry[key] === name)
  const entries = names.filter(name => !isThere(name)).map(name => ({ [key]: name }))
  if (!isArray(list)) return entries.length === 0 ? [] : [{ path, value: entries }]
  return entries.map((value, index) => ({ path: [...path, list.length + index], value }))
}

function endpointChanges(manifest: Json, arn: string): readonly Change[] {
  const uriOf = (owner: Path): Path => [...owner, 'endpoint', 'uri']
  const change = (owner: Path): Change => ({ path: uriOf(owner), value: arn })
  const addressOf = (owner: Path) => valueAt(manifest, uriOf(owner))
  const region = nearestRegion[regionOfArn(arn)]
  const all = valueAt(manifest, ['events', 'regions'])
  const named = isObject(all) ? Object.keys(all) : []
  const isElsewhere = isOtherRegion(addressOf(['events']), arn)
  const ofRegions = named
    .filter(name => isUnfinished(addressOf(['events', 'regions', name])) || name === region)
    .map(name => ['events', 'regions', name])
  const added = isElsewhere && region !== undefined && !named.includes(region)
  return [
    ...(isPlaceholder(addressOf(['apis', 'custom'])) ? [['apis', 'custom']] : []),
    ...(isElsewhere ? [] : [['events']]),
    ...ofRegions,
    ...(added ? [['events', 'regions', region]] : []),
  ]
    .filter(owner => !isHttps(addressOf(owner)) && addressOf(owner) !== arn)
    .map(change)
}

function isPlaceholder(uri: Json | undefined): boolean {
  return typeof uri === 'string' && placeholderIn(uri) !== undefined
}

function isUnfinished(uri: Json | undefined): boolean {
  return uri === undefined || uri === '' || isPlaceholder(uri)
}

function isHttps(uri: Json | undefined): boolean {
  return typeof uri === 'string' && uri.startsWith('https://') && !isPlaceholder(uri)
}

/** Whether an address is the same function in another region of AWS: a service may be deployed to several. */
function isOtherRegion(uri: Json | undefined, arn: string): boolean {
  if (typeof uri !== 'string' || isPlaceholder(uri) || mistakeInArn(uri) !== undefined) return false
  const withoutRegion = (text: string) => text.split(':').toSpliced(3, 1).join(':')
  return regionOfArn(uri) !== regionOfArn(arn) && withoutRegion(uri) === withoutRegion(arn)
}

/**
 * Makes changes in the text of a file, JSON or YAML. Order, indentation, comments and line ends of all
 * that is not changed stay, which a parser would lay out anew; what is new has the line ends of the first line.
 *
 * @param root where the manifest stands in the file: the paths of the changes begin there
 */
export async function editedText(
  { file, text }: Pick<Document, 'file' | 'text'>,
  root: Path,
  changes: readonly (Change | Renaming)[],
): Promise<string> {
  // As it was read: what only looks like JSON is YAML.
  const isJson = isNamedJson(file) || isObject(parsedJson(text))
  const yaml = isJson ? undefined : await import('../source/yaml.ts')
  const notation = yaml === undefined ? json : yamlOf(yaml)
  const newline = /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n'
  return changes.reduce((before, change) => {
    const source = new Source(file, yaml === undefined ? before : withoutTags(before))
    const tree = yaml === undefined ? parseJson(source) : yaml.parseYaml(source)
    const splice = tree && spliceOf(before, tree, [...root, ...change.path], change, notation)
    if (splice === undefined) return before
    const { start, end, text: added } = splice
    return `${before.slice(0, start)}${added.replaceAll('\n', newline)}${before.slice(end)}`
  }, text)
}

/** What replaces a stretch of a text, its lines with LF at their ends. */
interface Splice extends Span {
  readonly text: string
}

/** How values are written into a text. */
interface Notation {
  /** A value or a key instead of what stands there. */
  valueFor(text: string, at: Span, value: Json): string
  /** One more entry of an object or a list, with what is between it and the last one. */
  entryIn(
    text: string,
    owner: SourceNode,
    name: string | number,
    value: Json,
    last: SourceNode,
  ): string
}

/** @returns undefined where there is no key to be renamed */
function spliceOf(
  text: string,
  tree: SourceNode,
  path: Path,
  change: Change | Renaming,
  notation: Notation,
): Splice | undefined {
  let node = tree
  let depth = 0
  for (const step of path) {
    const { items, entries, start } = node
    const next = typeof step === 'number' ? items?.[step] : entries?.get(step)
    // What an alias stands for is written somewhere else.
    if (next === undefined || text.startsWith('*', start)) break
    node = next
    depth += 1
  }
  const [name, ...rest] = path.slice(depth)
  if ('name' in change) {
    if (name !== undefined || node.key === undefined) return undefined
    return { ...node.key, text: notation.valueFor(text, node.key, change.name) }
  }
  const parts = typeof name === 'number' ? node.items : node.entries?.values()
  const last = [...(parts ?? [])].at(-1)
  if (name !== undefined && last !== undefined && !text.startsWith('*', node.start)) {
    // Where entries have lines of their own, behind the comment of the last one: that belongs to the owner, too.
    const { end } = isBlock(text, node) ? node : last
    const added = notation.entryIn(text, node, name, nested(rest, change.value), last)
    return { start: end, end, text: added }
  }
  const value = nested(path.slice(depth), change.value)
  return { start: node.start, end: node.end, text: notation.valueFor(text, node, value) }
}

const json: Notation = {
  valueFor(text, { start }, value) {
    return text.trim().includes('\n')
      ? inLines(value, text, indentationAt(text, start))
      : JSON.stringify(value)
  },
  entryIn(text, owner, name, value, last) {
    const key = typeof name === 'number' ? '' : `${JSON.stringify(name)}: `
    const inLine = JSON.stringify(value, null, 1).replace(/\n */g, ' ')
    const isInLines = ({ start, end }: Span) => text.slice(start, end).includes('\n')
    const before = indentationAt(text, (last.key ?? last).start)
    // An entry of a list is written as the one before it.
    const isShort = owner.items !== undefined && last.entries !== undefined && !isInLines(last)
    return isInLines(owner)
      ? `,\n${before}${key}${isShort ? inLine : inLines(value, text, before)}`
      : `, ${key}${inLine}`
  },
}

/** JSON in lines as deep as those of a text, behind what indents the first one. */
function inLines(value: Json, text: string, indentation: string): string {
  const [unit = '  '] = /(?<=^\s*\{\r?\n)[ \t]+/.exec(text) ?? []
  return JSON.stringify(value, null, unit).replaceAll('\n', `\n${indentation}`)
}

/** The spaces at the beginning of a line. */
function indentationAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset) + 1
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? ''
}

function yamlOf({ stringify }: typeof import('../source/yaml.ts')): Notation {
  const inLine = (value: Json) => stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim()
  return {
    valueFor(text, { start }, value) {
      const space = text[start - 1] === ':' ? ' ' : ''
      const quote = typeof value === 'string' ? text[start] : undefined
      if (quote === '"') return `${space}${JSON.stringify(value)}`
      if (quote !== "'") return `${space}${inLine(value)}`
      return `${space}'${String(value).replaceAll("'", "''")}'`
    },
    entryIn(text, owner, name, value) {
      const entry: Json = typeof name === 'number' ? [value] : { [name]: value }
      if (!isBlock(text, owner)) return `, ${inLine(entry).slice(1, -1).trim()}`
      const column = columnOf(text, owner)
      const inner = [...(owner.entries?.values() ?? [])].find(({ entries }) => entries)
      const deeper = inner && isBlock(text, inner) ? columnOf(text, inner) - column : 0
      const lines = stringify(entry, { indent: deeper > 0 ? deeper : 2, lineWidth: 0 }).trimEnd()
      return `\n${lines.replace(/^/gm, ' '.repeat(column))}`
    },
  }
}

/** Whether the entries of an object or a list in YAML have lines of their own. */
function isBlock(text: string, { start }: Span): boolean {
  return !/[[{*]/.test(text.charAt(start))
}

/** How deep the entries of an object or a list are: of a list, how deep its dashes are. */
function columnOf(text: string, { items, entries }: SourceNode): number {
  const [first] = items ?? entries?.values() ?? []
  const start = first?.start ?? 0
  const at = first?.key?.start ?? text.lastIndexOf('-', start - 1)
  return at - (text.lastIndexOf('\n', at) + 1)
}
