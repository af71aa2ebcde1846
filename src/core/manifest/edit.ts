import { findNodeAtLocation, parseTree } from 'jsonc-parser'
import type { EventName } from '../alexa.ts'
import { isArray, isObject, type Json, nested, type Path, parsedJson, valueAt } from '../json.ts'
import { type Document, isNamedJson } from '../source/document.ts'
import { mistakeInArn, nearestRegion, placeholderIn, regionOfArn } from './address.ts'
import type { Splice } from './edit-yaml.ts'
import { proactiveSubscription } from './event-names.ts'
import { notificationPermission } from './events.ts'

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
 * that is not changed stay; what is new has the line ends of the first line.
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
  const { spliceOf, keySpliceOf } = isJson ? json : await import('./edit-yaml.ts')
  const newline = /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n'
  return changes.reduce((before, change) => {
    const path = [...root, ...change.path]
    const splice =
      'name' in change
        ? keySpliceOf(before, path, change.name)
        : spliceOf(before, path, change.value)
    if (splice === undefined) return before
    const { start, end, text: added } = splice
    return `${before.slice(0, start)}${added.replaceAll('\n', newline)}${before.slice(end)}`
  }, text)
}

const json = {
  spliceOf(text: string, path: Path, value: Json): Splice | undefined {
    const root = parseTree(text)
    if (root === undefined) return undefined
    const depth = path.findLastIndex((_, index) =>
      findNodeAtLocation(root, path.slice(0, index + 1)),
    )
    const node = findNodeAtLocation(root, path.slice(0, depth + 1)) ?? root
    const [name, ...rest] = path.slice(depth + 1)
    const end = node.offset + node.length
    const old = text.slice(node.offset, end)
    const [unit = '  '] = /(?<=^\s*\{\r?\n)[ \t]+/.exec(text) ?? []
    const outer = indentationAt(text, node.offset)
    const { children = [] } = node
    const isContainer = node.type === (typeof name === 'number' ? 'array' : 'object')
    if (name === undefined || !isContainer || children.length === 0) {
      const wanted = nested(path.slice(depth + 1), value)
      const written = text.trim().includes('\n')
        ? JSON.stringify(wanted, null, unit).replaceAll('\n', `\n${outer}`)
        : JSON.stringify(wanted)
      return { start: node.offset, end, text: written }
    }
    const last = children.at(-1) ?? node
    const at = last.offset + last.length
    const key = typeof name === 'number' ? '' : `${JSON.stringify(name)}: `
    const inner = nested(rest, value)
    const inLine = JSON.stringify(inner, null, 1).replace(/\n */g, ' ')
    const before = indentationAt(text, last.offset)
    // An entry of a list is written as the one before it.
    const isShort = last.type === 'object' && !text.slice(last.offset, at).includes('\n')
    const inLines = isShort
      ? inLine
      : JSON.stringify(inner, null, unit).replaceAll('\n', `\n${before}`)
    const added = old.includes('\n') ? `,\n${before}${key}${inLines}` : `, ${key}${inLine}`
    return { start: at, end: at, text: added }
  },
  keySpliceOf(text: string, path: Path, name: string): Splice | undefined {
    const root = parseTree(text)
    const key = root && findNodeAtLocation(root, [...path])?.parent?.children?.[0]
    return key && { start: key.offset, end: key.offset + key.length, text: JSON.stringify(name) }
  },
}

/** The spaces at the beginning of a line. */
function indentationAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset) + 1
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? ''
}
