import { type EventName, eventNames, isEventName } from '../alexa.ts'
import { isObject, type Json, type JsonObject, type Path, property } from '../json.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { eventsWithProperties } from '../schema/check.ts'
import { listed, nearest } from '../wording.ts'
import { atKey, atValue, type EventDiagnostic, kindOf, quoted } from './diagnostic.ts'

/** A part of the event file, and where it was found. */
export interface Part {
  readonly value: Json
  readonly path: Path
}

const topKeys = [
  'timestamp',
  'referenceId',
  'expiryTime',
  'event',
  'localizedAttributes',
  'relevantAudience',
  'expiresIn',
] as const

type TopKey = (typeof topKeys)[number]
type Beside = Exclude<TopKey, 'event'>

/** The parts of an event file, wherever they stand in it. */
export interface Envelope {
  readonly name: Part | undefined
  readonly payload: Part | undefined
  readonly beside: ReadonlyMap<Beside, Part>
  readonly diagnostics: readonly EventDiagnostic[]
}

/** What people write for a key, in lower case and letters only, where the spelling is not near. */
const otherNames: ReadonlyMap<string, TopKey> = new Map([
  ['localizedattribute', 'localizedAttributes'],
  ['localisedattributes', 'localizedAttributes'],
  ['localizations', 'localizedAttributes'],
  ['audience', 'relevantAudience'],
  ['expires', 'expiryTime'],
  ['expiry', 'expiryTime'],
  ['expiration', 'expiryTime'],
  ['expirationtime', 'expiryTime'],
  ['reference', 'referenceId'],
])

/**
 * Takes an event file apart. A part under a misspelt key or in the wrong place is found all the
 * same, with a atValue, so that what is inside can be checked in the same run.
 */
export function readEnvelope(root: Json): Envelope {
  if (!isObject(root)) {
    const message = `The event file holds ${kindOf(root)}, not a map with an event.`
    return empty(atValue('event/no-event', [], message, 'Begin it with "event:".'))
  }
  const payload = payloadAlone(root)
  if (payload !== undefined) return empty(payload)
  const top = readKeys(root)
  const event = top.parts.get('event')
  const inside = event === undefined ? undefined : readEvent(event, top.parts)
  const beside = new Map<Beside, Part>()
  for (const [key, part] of [...(inside?.misplaced ?? []), ...top.parts]) {
    if (key !== 'event') beside.set(key, part)
  }
  return {
    name: inside?.name,
    payload: inside?.payload,
    beside,
    diagnostics: [...top.diagnostics, ...(inside?.diagnostics ?? [withoutEvent(root)])],
  }
}

function empty(only: EventDiagnostic): Envelope {
  return { name: undefined, payload: undefined, beside: new Map(), diagnostics: [only] }
}

/** A payload that was written as the whole file: one mistake, not one for each of its keys. */
function payloadAlone(root: JsonObject): EventDiagnostic | undefined {
  const keys = Object.keys(root).filter(key => key !== '$schema')
  if (keys.length === 0 || keys.some(isTopKey)) return undefined
  const names = eventsWithProperties(keys)
  if (names.length === 0) return undefined
  const message = `The event file is a payload only, with ${listed(keys.map(key => `"${key}"`))}.`
  const help = `Put it below "event:" as "payload", with the "name" of the event: ${listed(names, 'or')}.`
  return atValue('event/no-event', [], message, help)
}

function withoutEvent(root: JsonObject): EventDiagnostic {
  const loose = ['name', 'payload'].filter(key => Object.hasOwn(root, key))
  return loose.length === 0
    ? atValue(
        'event/no-event',
        [],
        'The event file has no "event".',
        'Add "event:" with a name and a payload.',
      )
    : atValue(
        'event/no-event',
        [],
        `The event file has no "event", but ${listed(loose.map(key => `"${key}"`))} at its top level.`,
        'Add "event:" and put name and payload below it.',
      )
}

interface TopParts {
  readonly parts: ReadonlyMap<TopKey, Part>
  readonly diagnostics: readonly EventDiagnostic[]
}

function readKeys(root: JsonObject): TopParts {
  const parts = new Map<TopKey, Part>()
  const diagnostics: EventDiagnostic[] = []
  for (const key of topKeys) {
    const value = property(root, key)
    if (value !== undefined) parts.set(key, { value, path: [key] })
  }
  for (const [key, value] of Object.entries(root)) {
    if (key === '$schema' || isTopKey(key)) continue
    // Without event around them these two are what the finding about the missing event is for.
    if ((key === 'name' || key === 'payload') && !Object.hasOwn(root, 'event')) continue
    const likely = likelyKey(key)
    if (likely === undefined) {
      diagnostics.push(unknownKey(key, [key]))
      continue
    }
    diagnostics.push(
      atKey(
        'event/key-misspelt',
        [key],
        `The key "${key}" is misspelt; it is "${likely}".`,
        parts.has(likely) ? `Remove it: "${likely}" is there too.` : `Rename it to "${likely}".`,
      ),
    )
    if (!parts.has(likely)) parts.set(likely, { value, path: [key] })
  }
  return { parts, diagnostics }
}

interface InsideEvent {
  readonly name: Part | undefined
  readonly payload: Part | undefined
  readonly misplaced: ReadonlyMap<TopKey, Part>
  readonly diagnostics: readonly EventDiagnostic[]
}

function readEvent(event: Part, besideEvent: ReadonlyMap<TopKey, Part>): InsideEvent {
  const misplaced = new Map<TopKey, Part>()
  if (!isObject(event.value)) {
    const message = `The event is ${kindOf(event.value)}, not a map with name and payload.`
    const help = 'Write "event:" with name and payload below it.'
    const only = atValue('event/no-event', event.path, message, help)
    return { name: undefined, payload: undefined, misplaced, diagnostics: [only] }
  }
  const parts = new Map<string, Part>()
  const diagnostics: EventDiagnostic[] = []
  for (const [key, value] of Object.entries(event.value)) {
    const path = [...event.path, key]
    if (key === 'name' || key === 'payload') {
      parts.set(key, { value, path })
      continue
    }
    const outside = isTopKey(key) ? key : likelyKey(key)
    const inside = nearest(key, ['name', 'payload', 'eventName'])?.replace('eventName', 'name')
    if (outside !== undefined && outside !== 'event') {
      diagnostics.push(misplacedKey(key, outside, path, besideEvent.has(outside)))
      misplaced.set(outside, { value, path })
    } else if (inside !== undefined && !Object.hasOwn(event.value, inside)) {
      const message = `The key "${key}" is misspelt: an event has "name" and "payload".`
      diagnostics.push(atKey('event/key-misspelt', path, message, `Rename it to "${inside}".`))
      parts.set(inside, { value, path })
    } else {
      diagnostics.push(unknownKey(key, path))
    }
  }
  const whole = parts.get('payload')
  const payload = whole === undefined ? undefined : readPayload(whole, besideEvent)
  return {
    name: parts.get('name'),
    payload: payload?.payload,
    misplaced: new Map([...(payload?.misplaced ?? []), ...misplaced]),
    diagnostics: [...diagnostics, ...(payload?.diagnostics ?? [])],
  }
}

/** Parts a payload and what stands in it but belongs beside the event. */
function readPayload(
  whole: Part,
  besideEvent: ReadonlyMap<TopKey, Part>,
): Omit<InsideEvent, 'name'> {
  if (!isObject(whole.value)) return { payload: whole, misplaced: new Map(), diagnostics: [] }
  const misplaced = new Map<TopKey, Part>()
  for (const key of topKeys) {
    const value = key === 'event' ? undefined : property(whole.value, key)
    if (value !== undefined) misplaced.set(key, { value, path: [...whole.path, key] })
  }
  if (misplaced.size === 0) return { payload: whole, misplaced, diagnostics: [] }
  const kept = Object.entries(whole.value).filter(([key]) => !isTopKey(key) || key === 'event')
  return {
    payload: { value: Object.fromEntries(kept), path: whole.path },
    misplaced,
    diagnostics: [...misplaced].map(([key, { path }]) =>
      misplacedKey(key, key, path, besideEvent.has(key)),
    ),
  }
}

function misplacedKey(key: string, name: string, path: Path, isThereToo: boolean): EventDiagnostic {
  const message = `"${key}" stands inside the event, but belongs beside it.`
  const help = isThereToo
    ? `Remove it: "${name}" stands beside "event" too.`
    : `Move it out, beside "event"${key === name ? '' : ` as "${name}"`}.`
  return atKey('event/key-misplaced', path, message, help)
}

function unknownKey(key: string, path: Path): EventDiagnostic {
  return atKey(
    'event/key-unknown',
    path,
    `"${key}" is not a part of proactive events, and is left out of what is sent.`,
    path.length > 1
      ? 'Remove it: an event has a name and a payload only.'
      : `Remove it. The keys are ${listed(topKeys)}.`,
  )
}

function isTopKey(key: string): key is TopKey {
  return topKeys.some(known => known === key)
}

function likelyKey(key: string): TopKey | undefined {
  const letters = key.toLowerCase().replace(/[^a-z]/g, '')
  const other = otherNames.get(letters) ?? topKeys.find(known => known.toLowerCase() === letters)
  if (other !== undefined) return other
  const near = nearest(key, topKeys)
  // A much longer or shorter word only contains the key: "eventName" is not "event".
  return topKeys.find(known => known === near && Math.abs(known.length - key.length) <= 2)
}

interface NameReading {
  readonly name: EventName | undefined
  /** The same, or the event that a misspelt name most likely stands for. */
  readonly likely: EventName | undefined
  readonly diagnostics: readonly EventDiagnostic[]
}

/** Reads the name of the event: one of Amazon's eight, and one that the skill publishes. */
export function readName(
  { name: part, diagnostics }: Envelope,
  manifest: Manifest | undefined,
): NameReading {
  if (part === undefined) {
    const isReported = diagnostics.some(({ rule }) => rule === 'event/no-event')
    const message = 'The event has no name.'
    const help = `Add "name" with one of ${eventNames.join(', ')}.`
    return {
      name: undefined,
      likely: undefined,
      diagnostics: isReported ? [] : [atValue('event/name-unknown', ['event'], message, help)],
    }
  }
  const { value, path } = part
  if (typeof value !== 'string' || !isEventName(value)) {
    const near =
      typeof value === 'string'
        ? eventNames.find(known => known === nearest(value, eventNames))
        : undefined
    const message = `${quoted(value)} is not one of Amazon's proactive events${near === undefined ? '.' : `; did you mean ${near}?`}`
    const help = near === undefined ? `Use one of ${eventNames.join(', ')}.` : `Write ${near}.`
    const only = atValue('event/name-unknown', path, message, help)
    return { name: undefined, likely: near, diagnostics: [only] }
  }
  return {
    name: value,
    likely: value,
    diagnostics: manifest === undefined ? [] : unpublished(value, path, manifest),
  }
}

function unpublished(name: EventName, path: Path, manifest: Manifest): readonly EventDiagnostic[] {
  const { file, publishedIn, namesPublications, publications, misspeltPublications } = manifest
  // A misspelt publication that most likely means this event is reported where it stands, and so is
  // whatever keeps the skill from publishing anything.
  if (!namesPublications || publications.includes(name) || misspeltPublications.includes(name)) {
    return []
  }
  const only = publications.length === 0 ? '' : `, only ${listed(publications)}`
  const [list, entry] =
    publishedIn === file
      ? ['events.publications', `{ "eventName": "${name}" }`]
      : ['skillEvents.publications', `"${name}"`]
  const message = `${publishedIn} does not list ${name} under ${list}${only}.`
  const help = `Add ${entry} there and deploy the manifest.`
  return [atValue('event/not-published', path, message, help)]
}
