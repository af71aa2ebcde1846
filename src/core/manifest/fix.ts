import { isDeepStrictEqual } from 'node:util'
import type { EventName } from '../alexa.ts'
import type { Diagnostic, Place, RuleId } from '../diagnostic.ts'
import { permissionNames } from '../generated/manifest-names.ts'
import { isArray, isObject, type Json, type Path, property, valueAt, without } from '../json.ts'
import type { Document } from '../source/document.ts'
import { readFile, readText } from '../source/read.ts'
import type { Replacement } from '../source/replace.ts'
import { nearest } from '../wording.ts'
import type { World } from '../world.ts'
import { type Change, editedText, type Renaming } from './edit.ts'
import {
  entryIn,
  intendedEvent,
  intendedSubscription,
  proactiveSubscription,
  subscriptionNames,
} from './event-names.ts'
import { inPlaceOfPermission, notificationPermission, readResourceEvents } from './events.ts'
import { findRoot, readManifest } from './manifest.ts'
import { Part } from './parts.ts'

type Files = Pick<World, 'readFile'>
type Edit = Change | Renaming

export interface Fixing {
  /** Corrected in memory alone. */
  readonly files: readonly Replacement[]
  /** The findings that are gone. */
  readonly fixed: readonly Diagnostic[]
}

export interface FixOptions {
  /** Path of the manifest; undefined: the usual places. */
  readonly manifest: string | undefined
  /** The event that is to be sent, so that it has to be published. */
  readonly event: EventName | undefined
  /** Checks everything with the files as they would be. */
  check(files: Files): Promise<readonly Diagnostic[]>
}

/** What a finding is about. */
interface Found {
  readonly part: Part
  /** Whether it is about the key, and not about what is under it. */
  readonly isKey: boolean
}

type Fix = (found: Found, event: EventName | undefined) => readonly Edit[]

/** One correction may show what another is needed for: events that are there need a permission. */
const mostRounds = 8

/**
 * The corrections, by the rule that says they are needed. None is about endpoints: which function
 * answers is nothing that could be guessed.
 */
const fixes: Partial<Record<RuleId, Fix>> = {
  'manifest/version': ({ part }) => [{ path: part.path, value: '1.0' }],
  'manifest/permission-missing': found =>
    addition(found, 'permissions', [{ name: notificationPermission }]),
  'manifest/permission-unknown': found => respelling(found, intendedPermission),
  'manifest/events-missing': (found, event) =>
    addition(
      found,
      'events',
      event && {
        publications: [{ eventName: event }],
        subscriptions: [{ eventName: proactiveSubscription }],
      },
    ),
  'manifest/publications-missing': (found, event) =>
    addition(found, 'publications', event && [entryIn(found.part, event)]),
  'manifest/publication-unknown': found => respelling(found, intendedEvent),
  'manifest/subscription-missing': found =>
    addition(found, 'subscriptions', [entryIn(found.part, proactiveSubscription)]),
  'manifest/subscription-unknown': found =>
    respelling(found, name => nearest(name, subscriptionNames)),
  'manifest/subscription-request-type': found => respelling(found, intendedSubscription),
}

function intendedPermission(name: string): string | undefined {
  return inPlaceOfPermission.includes(name)
    ? notificationPermission
    : nearest(name, permissionNames)
}

/**
 * Gives a misspelled key its name, or adds what is missing: to the list itself, or to the object that lacks it.
 *
 * @param missing undefined where it is not known
 */
function addition(
  { part: { path, value }, isKey }: Found,
  key: string,
  missing: Json | undefined,
): readonly Edit[] {
  if (isKey) return [{ path, name: key }]
  if (missing === undefined) return []
  if (!isArray(value) || !isArray(missing)) return [{ path: [...path, key], value: missing }]
  return missing.map((entry, index) => ({ path: [...path, value.length + index], value: entry }))
}

/** The name that was meant, unless the list has that one already: then what is to be done is for people to say. */
function respelling(
  { part: { document, path, value } }: Found,
  intended: (name: string) => string | undefined,
): readonly Edit[] {
  const name = typeof value === 'string' ? intended(value) : undefined
  const depth = path.findLastIndex(step => typeof step === 'number')
  const list = valueAt(document.value, path.slice(0, depth))
  const isThere = isArray(list) && list.some(entry => namesIn(entry).includes(name ?? ''))
  return name === undefined || isThere ? [] : [{ path, value: name }]
}

function namesIn(entry: Json): readonly Json[] {
  return isObject(entry) ? Object.values(entry) : [entry]
}

/**
 * Corrects in memory what rules find in a manifest, and in the `ask-resources.json` beside it. A
 * correction that would change anything else, such as the same value under another name in YAML, is left out.
 */
export async function fixManifest(options: FixOptions, world: Files): Promise<Fixing> {
  const begun = new Map<string, Replacement>()
  const files: Files = {
    async readFile(path, most) {
      const file = begun.get(path)
      return file === undefined ? world.readFile(path, most) : new TextEncoder().encode(file.after)
    },
  }
  const before = await options.check(files)
  let found = before
  for (let round = 0; round < mostRounds; round += 1) {
    let isChanged = false
    for (const [document, edits] of await editsFor(found, options, files)) {
      const { file, text } = document
      const { text: after } = await edited(document, edits)
      if (after === text) continue
      begun.set(file, { file, before: begun.get(file)?.before ?? text, after })
      isChanged = true
    }
    if (!isChanged) break
    found = await options.check(files)
  }
  const left = found.map(sameAs)
  const fixed = before.filter(finding => !left.includes(sameAs(finding)))
  return { files: [...begun.values()], fixed }
}

function sameAs({ rule, message }: Diagnostic): string {
  return `${rule} ${message}`
}

/** The corrections of one round, by file: names of keys first, as other paths lead through them. */
async function editsFor(
  found: readonly Diagnostic[],
  { manifest: path, event }: FixOptions,
  files: Files,
): Promise<ReadonlyMap<Document, readonly Edit[]>> {
  const edits = new Map<Document, readonly Edit[]>()
  const documents = new Map<string, Document | undefined>()
  const documentOf = async (file: string) => {
    if (!documents.has(file)) documents.set(file, (await readFile(file, files))?.document)
    return documents.get(file)
  }
  const add = (document: Document, more: readonly Edit[]) =>
    edits.set(document, [...(edits.get(document) ?? []), ...more])
  for (const { rule, place } of found) {
    const fix = fixes[rule]
    if (fix === undefined || place === undefined) continue
    const document = await documentOf(place.file)
    const at = document && foundAt(document, place)
    if (at !== undefined) add(at.part.document, fix(at, event))
  }
  if (event !== undefined && found.some(({ rule }) => rule === 'event/not-published')) {
    const { manifest } = await readManifest(path, files, { sending: false, hasEvent: true })
    const document = manifest && (await documentOf(manifest.publishedIn))
    if (document !== undefined) {
      const isManifest = document.file === manifest?.file
      add(document, publicationOf(document, isManifest, event))
    }
  }
  const renamings = [...edits].flatMap(([document, wanted]) => {
    const first = wanted.find(edit => 'name' in edit)
    return first === undefined ? [] : [[document, [first]] as const]
  })
  return renamings.length > 0 ? new Map(renamings) : edits
}

/** The event at the end of each list of publications. */
function publicationOf(document: Document, isManifest: boolean, event: EventName): readonly Edit[] {
  const owners = isManifest
    ? [findRoot(document)?.at('events')]
    : readResourceEvents({ document }).parts
  return owners.flatMap(owner => {
    const list = owner?.at('publications')
    return list !== undefined && isArray(list.value)
      ? [{ path: [...list.path, list.value.length], value: entryIn(list, event) }]
      : []
  })
}

/** What a finding is about: the value, or the key, whose place is exactly this one. */
function foundAt(document: Document, place: Place): Found | undefined {
  for (const part of partsIn(new Part(document, [], document.value, []))) {
    const isValue = isDeepStrictEqual(document.place(part.path), place)
    const isKey = !isValue && isDeepStrictEqual(document.place(part.path, 'key'), place)
    if (isValue || isKey) return { part, isKey }
  }
  return undefined
}

function* partsIn(part: Part): Generator<Part> {
  yield part
  for (const inner of part.parts()) yield* partsIn(inner)
}

/** Makes those of the edits that change nothing else. */
async function edited(first: Document, edits: readonly Edit[]): Promise<Document> {
  let document = first
  for (const edit of edits) {
    const text = await editedText(document, [], [edit])
    const { document: next } = await readText(first.file, text)
    if (next !== undefined && isDeepStrictEqual(next.value, withEdit(document.value, edit))) {
      document = next
    }
  }
  return document
}

/** A value as it is after an edit. */
function withEdit(root: Json, edit: Edit): Json {
  if ('value' in edit) return withValueAt(root, edit.path, edit.value)
  const renamed = [...edit.path.slice(0, -1), edit.name]
  const rest = isObject(root) ? without(root, edit.path) : root
  return withValueAt(rest, renamed, valueAt(root, edit.path) ?? null)
}

function withValueAt(root: Json | undefined, [step, ...rest]: Path, value: Json): Json {
  if (step === undefined) return value
  if (typeof step === 'number') {
    const list = isArray(root) ? root : []
    return list.toSpliced(step, 1, withValueAt(list[step], rest, value))
  }
  const object = isObject(root) ? root : {}
  return { ...object, [step]: withValueAt(property(object, step), rest, value) }
}
