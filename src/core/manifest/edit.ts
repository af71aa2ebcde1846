import { findNodeAtLocation, parseTree } from 'jsonc-parser'
import type { EventName } from '../alexa.ts'
import { isArray, isObject, type Json, nested, type Path, parsedJson, valueAt } from '../json.ts'
import { type Document, isNamedJson } from '../source/document.ts'
import { mistakeInArn, nearestRegion, placeholderIn, regionOfArn } from './address.ts'
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
 * Makes changes in the text of a file, JSON or YAML, with LF or CRLF. Order, indentation and comments of all that is not
 * changed stay.
 *
 * @param root where the manifest stands in the file: the paths of the changes begin there
 */
export async function editedText(
  { file, text }: Pick<Document, 'file' | 'text'>,
  root: Path,
  changes: readonly Change[],
): Promise<string> {
  // As it was read: what only looks like JSON is YAML.
  const isJson = isNamedJson(file) || isObject(parsedJson(text))
  const edited = isJson ? editedJson : (await import('./edit-yaml.ts')).editedYaml
  const unix = text.replaceAll('\r\n', '\n')
  const changed = changes.reduce(
    (so, { path, value }) => edited(so, [...root, ...path], value),
    unix,
  )
  return unix === text ? changed : changed.replaceAll('\n', '\r\n')
}

function editedJson(text: string, path: Path, value: Json): string {
  const root = parseTree(text)
  if (root === undefined) return text
  const depth = path.findLastIndex((_, index) => findNodeAtLocation(root, path.slice(0, index + 1)))
  const node = findNodeAtLocation(root, path.slice(0, depth + 1)) ?? root
  const [name, ...rest] = path.slice(depth + 1)
  const end = node.offset + node.length
  const old = text.slice(node.offset, end)
  const [unit = '  '] = /(?<=^\s*\{\n)[ \t]+/.exec(text) ?? []
  const outer = indentationAt(text, node.offset)
  const { children = [] } = node
  const isContainer = node.type === (typeof name === 'number' ? 'array' : 'object')
  if (name === undefined || !isContainer || children.length === 0) {
    const wanted = nested(path.slice(depth + 1), value)
    const written = JSON.stringify(wanted, null, unit).replaceAll('\n', `\n${outer}`)
    return `${text.slice(0, node.offset)}${written}${text.slice(end)}`
  }
  const last = children.at(-1) ?? node
  const at = last.offset + last.length
  const key = typeof name === 'number' ? '' : `${JSON.stringify(name)}: `
  const inner = nested(rest, value)
  const inLine = JSON.stringify(inner, null, 1).replace(/\n */g, ' ')
  const before = indentationAt(text, last.offset)
  const inLines = JSON.stringify(inner, null, unit).replaceAll('\n', `\n${before}`)
  const added = old.includes('\n') ? `,\n${before}${key}${inLines}` : `, ${key}${inLine}`
  return `${text.slice(0, at)}${added}${text.slice(at)}`
}

/** The spaces at the beginning of a line. */
function indentationAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset) + 1
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? ''
}
