import { type EventName, eventNames, isEventName } from '../alexa.ts'
import type { Severity } from '../diagnostic.ts'
import { accepts } from '../generated/accepts.js'
import { explains } from '../generated/explains.js'
import {
  isAtOrBelow,
  isObject,
  type Json,
  type JsonObject,
  type Path,
  pathText,
  property,
  valueAt,
  without,
  withValue,
} from '../json.ts'
import { problemsFound } from '../schema/problems.ts'
import type { SchemaProblem } from '../schema/words.ts'
import { type EventRule, type Findings, Part } from './diagnostic.ts'

/**
 * A property that is found under another name or in another place than Amazon's schemas have it. The
 * origin of the mistake completes "…, as in …"; where it is alone, the map around has no purpose without it.
 */
type Correction = readonly [
  from: string,
  to: string,
  severity: Severity,
  origin: string,
  isAlone?: true,
]

const oldLibrary = 'the types of an old library'
const deliveredAt = 'state.enterTimestamp'

const corrections: Partial<Readonly<Record<EventName, readonly Correction[]>>> = {
  'AMAZON.WeatherAlert.Activated': [
    ['alert', 'weatherAlert', 'error', "an old example of Amazon's blog"],
  ],
  'AMAZON.SportsEvent.Updated': [['update.ScoreEarned', 'update.scoreEarned', 'error', oldLibrary]],
  'AMAZON.OrderStatus.Updated': [
    ['state.enterTimeStamp', deliveredAt, 'warning', 'some tables and programs'],
    ['state.deliveredOn', deliveredAt, 'warning', 'some books and programs'],
    ['state.deliveryDetails.enterTimestamp', deliveredAt, 'warning', 'one library', true],
  ],
  'AMAZON.TrashCollectionAlert.Activated': [
    ['alert.garbageType', 'alert.garbageTypes', 'error', oldLibrary],
  ],
  'AMAZON.SocialGameInvite.Available': [
    [
      'invite.inviter.relationshipToInvitee',
      'invite.relationshipToInvitee',
      'warning',
      'some documentation',
    ],
    ['invite.inviter.inviteType', 'invite.inviteType', 'error', oldLibrary],
  ],
}

/** A payload as Amazon's schemas have it, and the way back to what is written. */
export interface Corrected {
  readonly payload: JsonObject
  readonly found: Findings
  /** What is at a path, with its place in the file; null where nothing is. */
  at(path: Path, side?: Part['side']): Part
}

/**
 * Puts properties that are known by another name or in another place where the schemas have them,
 * with a finding about each. What is checked afterwards is the corrected payload; what is sent is not.
 */
export function correctPayload(
  name: EventName | undefined,
  payload: JsonObject,
  { path: base, found }: Part,
): Corrected {
  let corrected = payload
  const moves: { readonly from: Path; readonly to: Path }[] = []
  const at: Corrected['at'] = (path, side) => {
    const move = moves.find(({ to }) => isAtOrBelow(path, to))
    const written = move === undefined ? path : [...move.from, ...path.slice(move.to.length)]
    return new Part(valueAt(corrected, path) ?? null, [...base, ...written], found, side)
  }
  for (const [source, target, severity, origin, isAlone] of (name && corrections[name]) ?? []) {
    const [from, to] = [source.split('.'), target.split('.')]
    const value = valueAt(corrected, from)
    if (value === undefined) continue
    const around = from.slice(0, -1)
    const isFree = valueAt(corrected, to) === undefined
    const isRename = around.every((step, at) => step === to[at])
    const right = `"${isRename ? to.at(-1) : target}"`
    const message = isRename
      ? `"${from.at(-1)}", as in ${origin}, is ${right} in Amazon's ${severity === 'error' ? 'schema' : 'sample'}.`
      : `"${from.at(-1)}" is in "${around.join('.')}", as in ${origin}; in Amazon's sample it is ${right}.`
    const help = isFree
      ? `${isRename ? 'Rename' : 'Move'} it to ${right}.`
      : `Remove it: ${right} is there too.`
    const rule = isRename ? 'event/property-misspelt' : 'event/property-misplaced'
    at(from, 'key').report(rule, message, help, severity)
    corrected = without(corrected, from)
    if (isAlone && isEmptyMap(valueAt(corrected, around))) corrected = without(corrected, around)
    if (!isFree) continue
    corrected = withValue(corrected, to, value)
    moves.push({ from, to })
  }
  if (name === 'AMAZON.SportsEvent.Updated' && isEmptyMap(property(corrected, 'update'))) {
    const message = 'The "update" is empty, but needs scoreEarned and teamName.'
    const help = 'Remove "update" where nobody scored.'
    at(['update'], 'key').report('event/update-empty', message, help)
    corrected = without(corrected, ['update'])
  }
  return { payload: corrected, found, at }
}

function isEmptyMap(value: Json | undefined): boolean {
  return isObject(value) && Object.keys(value).length === 0
}

const noMessage =
  'Remove it: no text of a message can be sent; Alexa says how many messages there are and from whom.'
const noNumber = 'Remove it: Alexa says the seller and the status of an order, no number.'

/** Properties that people made up, with what to do about them. */
const invented: ReadonlyMap<string, string> = new Map([
  ['orderId', noNumber],
  ['trackingNumber', noNumber],
  ['message', noMessage],
  ['textContent', noMessage],
  ['spokenInfo', 'Remove it: the sentence is made by Alexa from the fields of the event.'],
  ['bodyTemplate', 'Remove it: proactive events show and say what Alexa makes of their fields.'],
])

const expectedArrival = 'state.deliveryDetails.expectedArrival'

/** Those that people made up for what a field of one event says. */
const inventedFields: ReadonlyMap<string, readonly [EventName, field: string, what: string]> =
  new Map([
    ['delivery', ['AMAZON.OrderStatus.Updated', expectedArrival, 'the expected arrival']],
    ['occasionName', ['AMAZON.Occasion.Updated', 'occasion.subject', 'what it is about']],
  ])

/**
 * Explains what the schema of the event finds in a corrected payload, beyond what is found already at
 * the same places.
 *
 * @returns the places in the file that the schema is about
 */
export function explainPayload(
  name: EventName,
  { payload, found, at }: Corrected,
): ReadonlySet<string> {
  const problems = problemsOfPayload(name, payload)
  const madeUp = problems.filter(({ path }) => isInvented(path))
  // What people made up is no misspelling of what is missing, however near its name.
  const known = madeUp.reduce((left, { path }) => without(left, path.slice(2)), payload)
  const rest = madeUp.length === 0 ? problems : problemsOfPayload(name, known)
  const taken = new Set(found.all.map(({ path, part }) => `${part} ${pathText(path ?? [])}`))
  const places = new Set<string>()
  for (const problem of [...madeUp, ...rest]) {
    const { keyword, severity, message } = problem
    const part = at(problem.path.slice(2), problem.part)
    const place = pathText(part.path)
    if (taken.has(`${part.side} ${place}`)) continue
    places.add(place)
    const key = String(problem.path.at(-1))
    if (isInvented(problem.path)) {
      const text = `"${key}" is not a part of any event.`
      part.report('event/property-invented', text, inventedHelp(name, payload, key))
      continue
    }
    // One library has RECEIVED where every other source has REQUESTED; the two words are not near.
    const isOutdated =
      name === 'AMAZON.Occasion.Updated' && keyword === 'enum' && part.value === 'RECEIVED'
    const ofTemplate = keyword === 'type' ? templateHelp(part, message) : undefined
    const help = isOutdated ? 'Write REQUESTED.' : (ofTemplate ?? problem.help)
    part.report(ruleOf(keyword, severity), message, help, severity)
  }
  return places
}

/** No schema has a property of such a name, so it is the name that is wrong. */
function isInvented(path: Path): boolean {
  const key = String(path.at(-1))
  return invented.has(key) || inventedFields.has(key)
}

function inventedHelp(name: EventName, payload: JsonObject, key: string): string {
  const [event, field = '', what] = inventedFields.get(key) ?? []
  if (event !== name) return invented.get(key) ?? 'Remove it.'
  const isThere = valueAt(payload, field.split('.')) !== undefined
  return isThere ? `Remove it: ${field} is there.` : `Write ${what} as ${field}.`
}

/** A template alone in its text keeps the type of its value, which may not be the one that is wanted. */
function templateHelp({ value, path, found }: Part, message: string): string | undefined {
  if (!found.isTemplate(path)) return undefined
  if (typeof value === 'string' && /^\s*\d+\s*$/.test(value)) {
    return 'Give the variable as a number, or make it one: {{ … | plus: 0 }}, with nothing around it.'
  }
  const isForString = typeof value !== 'string' && message.includes(' must be a string,')
  return isForString ? "Make it a string: {{ … | append: '' }}." : undefined
}

const ruleByKeyword: ReadonlyMap<string, EventRule> = new Map([
  ['required', 'event/property-missing'],
  ['additionalProperties', 'event/property-unknown'],
  ['enum', 'event/value-unknown'],
  ['const', 'event/value-unknown'],
  ['type', 'event/value-type'],
  ['minLength', 'event/text-empty'],
  ['pattern', 'event/time-form'],
])

function ruleOf(keyword: string, severity: Severity): EventRule {
  // An unknown name is an error only where it is near to that of a missing property.
  if (keyword === 'additionalProperties' && severity === 'error') return 'event/property-misspelt'
  return ruleByKeyword.get(keyword) ?? 'event/value-range'
}

const payloadPath: Path = ['event', 'payload']

/**
 * Tells whether a complete request body has nothing in it that Amazon's Proactive Events API
 * reference and schemas exclude. Exactly then `problemsOfBody` finds no error, though it may warn.
 */
export function isValidBody(name: EventName, body: Json): boolean {
  return accepts[name](body)
}

/**
 * Everything that the schema of an event finds in a complete request body (Amazon's "Proactive
 * Events API Reference" and "Schemas for Proactive Events"): at most one problem for each place.
 */
export function problemsOfBody(name: EventName, body: Json): readonly SchemaProblem[] {
  const ofEnvelope = problemsFound(explains.envelope, body)
  const path = ['event', 'name']
  const given = valueAt(body, path)
  if (typeof given === 'string' && given !== name && isEventName(given)) {
    const message = `event.name is ${given}, but ${name} is expected.`
    const words = { message, help: `Write ${name}.` }
    return [...ofEnvelope, { path, part: 'value', keyword: 'const', severity: 'error', ...words }]
  }
  const payload = valueAt(body, payloadPath)
  return isObject(payload) ? [...ofEnvelope, ...problemsOfPayload(name, payload)] : ofEnvelope
}

/** The events whose payloads have all of these properties at their top. */
export function eventsWithProperties(names: readonly string[]): readonly EventName[] {
  return eventNames.filter(name => {
    const known = property(explains[name].schema, 'properties')
    return isObject(known) && names.every(key => Object.hasOwn(known, key))
  })
}

/** What the schema of an event finds in a payload; the paths are those of the whole body. */
function problemsOfPayload(name: EventName, payload: JsonObject): readonly SchemaProblem[] {
  return problemsFound(explains[name], payload, payloadPath)
}
