import { type EventName, eventNames, isEventName } from '../alexa.ts'
import { isObject, type Json, type JsonObject, type Path, property } from '../json.ts'
import { intendedEvent } from '../manifest/event-names.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { eventsWithProperties } from '../schema/check.ts'
import { listed, nearest } from '../wording.ts'
import { type Findings, kindOf, noFindings, type Part, quoted } from './diagnostic.ts'

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

/** The parts of an event file, wherever they are in it. */
export interface Envelope {
  readonly name: Part | undefined
  readonly payload: Part | undefined
  readonly beside: ReadonlyMap<Beside, Part>
  /** Whether there is no event to find them in, which is reported. */
  readonly hasNoEvent: boolean
}

/** What people write for a key, in lowercase and letters only, where the spelling is not near. */
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
 * Takes an event file apart. A part under a misspelled key or in the wrong place is found all the
 * same, with a finding, so that what is inside can be checked in the same run.
 */
export function readEnvelope(root: Json, found = noFindings()): Envelope {
  const nothing = { name: undefined, payload: undefined, beside: new Map(), hasNoEvent: true }
  if (!isObject(root)) {
    const message = `The event file holds ${kindOf(root)}, not a map with an event.`
    found.value('event/no-event', [], message, 'Begin it with "event:".')
    return nothing
  }
  if (isPayloadAlone(root, found)) return nothing
  const top = readKeys(root, found)
  const event = top.get('event')
  if (event === undefined) reportNoEvent(root, found)
  const inside = event === undefined ? undefined : readEvent(event, top, found)
  const beside = new Map<Beside, Part>()
  for (const [key, part] of [...(inside?.misplaced ?? []), ...top]) {
    if (key !== 'event') beside.set(key, part)
  }
  const hasNoEvent = inside === undefined || inside.isWrong === true
  return { name: inside?.name, payload: inside?.payload, beside, hasNoEvent }
}

/** Reports a payload that was written as the whole file: one mistake, not one for each of its keys. */
function isPayloadAlone(root: JsonObject, found: Findings): boolean {
  const keys = Object.keys(root).filter(key => key !== '$schema')
  const names = keys.length === 0 ? [] : eventsWithProperties(keys)
  if (names.length === 0) return false
  const message = `The event file is a payload only, with ${listed(keys.map(key => `"${key}"`))}.`
  const help = `Put it below "event:" as "payload", with the "name" of the event: ${listed(names, 'or')}.`
  found.value('event/no-event', [], message, help)
  return true
}

function reportNoEvent(root: JsonObject, found: Findings): void {
  const loose = ['name', 'payload'].filter(key => Object.hasOwn(root, key))
  const [but, help] =
    loose.length === 0
      ? ['', 'Add "event:" with a name and a payload.']
      : [
          `, but ${listed(loose.map(key => `"${key}"`))} at its top level`,
          'Add "event:" and put name and payload below it.',
        ]
  found.value('event/no-event', [], `The event file has no "event"${but}.`, help)
}

type Parts<Key> = ReadonlyMap<Key, Part>

function readKeys(root: JsonObject, found: Findings): Parts<TopKey> {
  const parts = new Map<TopKey, Part>()
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
      reportUnknownKey(key, [key], found)
      continue
    }
    const message = `The key "${key}" is misspelled; it is "${likely}".`
    const help = parts.has(likely)
      ? `Remove it: "${likely}" is there too.`
      : `Rename it to "${likely}".`
    found.key('event/key-misspelt', [key], message, help)
    if (!parts.has(likely)) parts.set(likely, { value, path: [key] })
  }
  return parts
}

interface InsideEvent {
  readonly name?: Part | undefined
  readonly payload?: Part | undefined
  readonly misplaced: Parts<Beside>
  /** Whether the event is no map at all, which is reported. */
  readonly isWrong?: boolean
}

function readEvent(event: Part, top: Parts<TopKey>, found: Findings): InsideEvent {
  const misplaced = new Map<Beside, Part>()
  if (!isObject(event.value)) {
    const message = `The event is ${kindOf(event.value)}, not a map with name and payload.`
    const help = 'Write "event:" with name and payload below it.'
    found.value('event/no-event', event.path, message, help)
    return { misplaced, isWrong: true }
  }
  const parts = new Map<string, Part>()
  for (const [key, value] of Object.entries(event.value)) {
    const path = [...event.path, key]
    if (key === 'name' || key === 'payload') {
      parts.set(key, { value, path })
      continue
    }
    const outside = isTopKey(key) ? key : likelyKey(key)
    const inside = nearest(key, ['name', 'payload', 'eventName'])?.replace('eventName', 'name')
    if (outside !== undefined && outside !== 'event') {
      reportMisplaced(key, outside, path, top.has(outside), found)
      misplaced.set(outside, { value, path })
    } else if (inside !== undefined && !Object.hasOwn(event.value, inside)) {
      const message = `The key "${key}" is misspelled: an event has "name" and "payload".`
      found.key('event/key-misspelt', path, message, `Rename it to "${inside}".`)
      parts.set(inside, { value, path })
    } else {
      reportUnknownKey(key, path, found)
    }
  }
  const whole = parts.get('payload')
  const inPayload = whole === undefined ? undefined : readPayload(whole, top, found)
  return {
    name: parts.get('name'),
    payload: inPayload?.payload,
    misplaced: new Map([...(inPayload?.misplaced ?? []), ...misplaced]),
  }
}

/** Parts a payload and what is in it but belongs beside the event. */
function readPayload(whole: Part, top: Parts<TopKey>, found: Findings): InsideEvent {
  const misplaced = new Map<Beside, Part>()
  if (!isObject(whole.value)) return { payload: whole, misplaced }
  const kept = Object.entries(whole.value).filter(([key, value]) => {
    if (!isTopKey(key) || key === 'event') return true
    const path = [...whole.path, key]
    reportMisplaced(key, key, path, top.has(key), found)
    misplaced.set(key, { value, path })
    return false
  })
  return { payload: { value: Object.fromEntries(kept), path: whole.path }, misplaced }
}

function reportMisplaced(
  key: string,
  name: string,
  path: Path,
  isThereToo: boolean,
  found: Findings,
): void {
  const message = `"${key}" is inside the event, but belongs beside it.`
  const help = isThereToo
    ? `Remove it: "${name}" is beside "event" too.`
    : `Move it out, beside "event"${key === name ? '' : ` as "${name}"`}.`
  found.key('event/key-misplaced', path, message, help)
}

function reportUnknownKey(key: string, path: Path, found: Findings): void {
  const message = `"${key}" is not a part of proactive events, and is left out of what is sent.`
  const help =
    path.length > 1
      ? 'Remove it: an event has a name and a payload only.'
      : `Remove it. The keys are ${listed(topKeys)}.`
  found.key('event/key-unknown', path, message, help)
}

function isTopKey(key: string): key is TopKey {
  return topKeys.some(known => known === key)
}

function likelyKey(key: string): TopKey | undefined {
  const letters = key.toLowerCase().replace(/[^a-z]/g, '')
  const other = otherNames.get(letters)
  if (other !== undefined) return other
  const near = nearest(key, topKeys)
  // A much longer or shorter word only contains the key: "eventName" is not "event".
  return topKeys.find(known => known === near && Math.abs(known.length - key.length) <= 2)
}

/**
 * Reads the name of the event: one of Amazon's eight, and one that the skill publishes.
 *
 * @returns as `likely` the same, or the event that a misspelled name most likely stands for
 */
export function readName(
  { name: part, hasNoEvent }: Envelope,
  manifest: Manifest | undefined,
  found: Findings,
): { readonly name: EventName | undefined; readonly likely: EventName | undefined } {
  const names = eventNames.join(', ')
  if (part === undefined) {
    const help = `Add "name" with one of ${names}.`
    if (!hasNoEvent) found.value('event/name-unknown', ['event'], 'The event has no name.', help)
    return { name: undefined, likely: undefined }
  }
  const { value, path } = part
  if (typeof value === 'string' && isEventName(value)) {
    if (manifest !== undefined) checkPublished(value, path, manifest, found)
    return { name: value, likely: value }
  }
  const likely = typeof value === 'string' ? intendedEvent(value) : undefined
  const message = `${quoted(value)} is not one of Amazon's proactive events${likely === undefined ? '.' : `; did you mean ${likely}?`}`
  const help = likely === undefined ? `Use one of ${names}.` : `Write ${likely}.`
  found.value('event/name-unknown', path, message, help)
  return { name: undefined, likely }
}

function checkPublished(name: EventName, path: Path, manifest: Manifest, found: Findings): void {
  const { file, publishedIn, namesPublications, publications, misspelledPublications } = manifest
  // A misspelled publication that most likely means this event is reported where it is, and so is
  // whatever keeps the skill from publishing anything.
  if (!namesPublications || publications.includes(name) || misspelledPublications.includes(name)) {
    return
  }
  const only = publications.length === 0 ? '' : `, only ${listed(publications)}`
  const [list, entry] =
    publishedIn === file
      ? ['events.publications', `{ "eventName": "${name}" }`]
      : ['skillEvents.publications', `"${name}"`]
  const message = `${publishedIn} does not list ${name} under ${list}${only}.`
  const help = `Add ${entry} there and deploy the manifest.`
  found.value('event/not-published', path, message, help)
}
