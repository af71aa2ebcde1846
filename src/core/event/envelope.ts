import { type EventName, eventNames, isEventName } from '../alexa.ts'
import { isObject, type Json } from '../json.ts'
import { intendedEvent } from '../manifest/event-names.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { didYouMean, listed, nearest } from '../wording.ts'
import { Findings, kindOf, Part, quoted } from './diagnostic.ts'
import { eventsWithProperties } from './payload.ts'

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

/** The parts of an event file, wherever they are in it. */
export interface Envelope {
  /** The map with name and payload; undefined where there is none, which is reported. */
  readonly event: Part | undefined
  readonly name: Part | undefined
  readonly payload: Part | undefined
  readonly beside: ReadonlyMap<TopKey, Part>
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
export function readEnvelope(root: Json, found = new Findings()): Envelope {
  const whole = new Part(root, [], found)
  const keys = whole.entries().flatMap(([key]) => (key === '$schema' ? [] : [key]))
  // A payload that was written as the whole file is one mistake, not one for each of its keys.
  const events = keys.length === 0 ? [] : eventsWithProperties(keys)
  const top = events.length > 0 ? new Map<TopKey, Part>() : readTop(whole)
  const event = top.get('event')
  top.delete('event')
  if (event === undefined || !isObject(event.value)) {
    const part = event ?? whole
    part.report('event/no-event', ...noEventWords(part, keys, events))
    return { event: undefined, name: undefined, payload: undefined, beside: top }
  }
  const misplaced = new Map<TopKey, Part>()
  const misplace: Misplace = (name, key, part) => {
    const message = `"${key}" is inside the event, but belongs beside it.`
    const help = top.has(name)
      ? `Remove it: "${name}" is beside "event" too.`
      : `Move it out, beside "event"${key === name ? '' : ` as "${name}"`}.`
    part.key.report('event/key-misplaced', message, help)
    if (!misplaced.has(name)) misplaced.set(name, part)
  }
  const parts = readInside(event, misplace)
  const payload = parts.get('payload')
  return {
    event,
    name: parts.get('name'),
    payload: payload && withoutStrays(payload, misplace),
    beside: new Map([...misplaced, ...top]),
  }
}

type Misplace = (name: TopKey, key: string, part: Part) => void

/** A payload without what belongs beside the event. */
function withoutStrays(payload: Part, misplace: Misplace): Part {
  if (!isObject(payload.value)) return payload
  const kept = payload.entries().filter(([key, part]) => {
    if (!isTopKey(key) || key === 'event') return true
    misplace(key, key, part)
    return false
  })
  const value = Object.fromEntries(kept.map(([key, part]) => [key, part.value]))
  return new Part(value, payload.path, payload.found)
}

/** Says what is where the event should be. */
function noEventWords(
  { value, path }: Part,
  keys: readonly string[],
  events: readonly EventName[],
): readonly [message: string, help: string] {
  if (path.length > 0) {
    const message = `The event is ${kindOf(value)}, not a map with name and payload.`
    return [message, 'Write "event:" with name and payload below it.']
  }
  if (!isObject(value)) {
    const message = `The event file holds ${kindOf(value)}, not a map with an event.`
    return [message, 'Begin it with "event:".']
  }
  const loose = ['name', 'payload'].filter(key => keys.includes(key))
  const names = listed((events.length > 0 ? keys : loose).map(key => `"${key}"`))
  if (events.length > 0) {
    const help = `Put it below "event:" as "payload", with the "name" of the event: ${listed(events, 'or')}.`
    return [`The event file is a payload only, with ${names}.`, help]
  }
  if (names === '' && keys.includes('manifest')) {
    const message = 'This is a skill manifest, not an event file.'
    return [message, 'Check the path: an event file has the key "event".']
  }
  if (names === '') {
    return ['The event file has no "event".', 'Add "event:" with a name and a payload.']
  }
  const message = `The event file has no "event", but ${names} at its top level.`
  return [message, 'Add "event:" and put name and payload below it.']
}

function readTop(root: Part): Map<TopKey, Part> {
  const parts = new Map<TopKey, Part>()
  for (const key of topKeys) {
    const part = root.at(key)
    if (part !== undefined) parts.set(key, part)
  }
  const hasEvent = parts.has('event')
  for (const [key, part] of root.entries()) {
    if (key === '$schema' || isTopKey(key)) continue
    // Without event around them these two are what the finding about the missing event is for.
    if (!hasEvent && (key === 'name' || key === 'payload')) continue
    const likely = likelyKey(key)
    if (likely === undefined) {
      reportUnknownKey(key, part, `Remove it. The keys are ${listed(topKeys)}.`)
      continue
    }
    const message = `The key "${key}" is misspelled; it is "${likely}".`
    const isThereToo = parts.has(likely)
    const help = isThereToo ? `Remove it: "${likely}" is there too.` : `Rename it to "${likely}".`
    part.key.report('event/key-misspelt', message, help)
    if (!isThereToo) parts.set(likely, part)
  }
  return parts
}

/** The name and the payload of an event; what belongs beside the event is handed to `misplace`. */
function readInside(event: Part, misplace: Misplace): ReadonlyMap<string, Part> {
  const parts = new Map<string, Part>()
  for (const [key, part] of event.entries()) {
    const outside = likelyKey(key)
    const inside = nearest(key, ['name', 'payload', 'eventName'])?.replace('eventName', 'name')
    if (key === inside) {
      parts.set(key, part)
    } else if (outside !== undefined && outside !== 'event') {
      misplace(outside, key, part)
    } else if (inside !== undefined && event.at(inside) === undefined) {
      const message = `The key "${key}" is misspelled: an event has "name" and "payload".`
      part.key.report('event/key-misspelt', message, `Rename it to "${inside}".`)
      parts.set(inside, part)
    } else {
      reportUnknownKey(key, part, 'Remove it: an event has a name and a payload only.')
    }
  }
  return parts
}

function reportUnknownKey(key: string, part: Part, help: string): void {
  const message = `"${key}" is not a part of proactive events, and is left out of what is sent.`
  part.key.report('event/key-unknown', message, help)
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
  { event, name: part }: Envelope,
  manifest: Manifest | undefined,
): { readonly name: EventName | undefined; readonly likely: EventName | undefined } {
  const names = eventNames.join(', ')
  if (part === undefined) {
    const help = `Add "name" with one of ${names}.`
    event?.report('event/name-unknown', 'The event has no name.', help)
    return { name: undefined, likely: undefined }
  }
  const { value } = part
  if (typeof value === 'string' && isEventName(value)) {
    if (manifest !== undefined) checkPublished(value, part, manifest)
    return { name: value, likely: value }
  }
  const likely = typeof value === 'string' ? intendedEvent(value) : undefined
  const message = `${quoted(value)} is not one of Amazon's proactive events${didYouMean(likely)}`
  const help = likely === undefined ? `Use one of ${names}.` : `Write ${likely}.`
  part.report('event/name-unknown', message, help)
  return { name: undefined, likely }
}

function checkPublished(name: EventName, part: Part, manifest: Manifest): void {
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
  part.report('event/not-published', message, `Add ${entry} there and deploy the manifest.`)
}
