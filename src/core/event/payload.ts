import { catalog, type EventName } from '../alexa.ts'
import type { Severity } from '../diagnostic.ts'
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
import { problemsOfPayload, type SchemaProblem } from '../schema/check.ts'
import type { EventRule, Findings, Reader } from './diagnostic.ts'

/** A property that is found under another name or in another place than Amazon's schemas have it. */
interface Correction {
  readonly from: Path
  readonly to: Path
  readonly severity: Severity
  /** Where the mistake comes from: completes "…, as in …". */
  readonly origin: string
  /** Whether the map around has no purpose without it. */
  readonly isAlone: boolean
}

/** `from` and `to` are paths with dots. */
function correction(
  from: string,
  to: string,
  severity: Severity,
  origin: string,
  isAlone = false,
): Correction {
  return { from: from.split('.'), to: to.split('.'), severity, origin, isAlone }
}

const oldLibrary = 'the types of an old library'
const deliveredAt = 'state.enterTimestamp'

const corrections: Partial<Readonly<Record<EventName, readonly Correction[]>>> = {
  'AMAZON.WeatherAlert.Activated': [
    correction('alert', 'weatherAlert', 'error', "an old example of Amazon's blog"),
  ],
  'AMAZON.SportsEvent.Updated': [
    correction('update.ScoreEarned', 'update.scoreEarned', 'error', oldLibrary),
  ],
  'AMAZON.OrderStatus.Updated': [
    correction('state.enterTimeStamp', deliveredAt, 'warning', 'some tables and programs'),
    correction('state.deliveredOn', deliveredAt, 'warning', 'some books and programs'),
    correction('state.deliveryDetails.enterTimestamp', deliveredAt, 'warning', 'one library', true),
  ],
  'AMAZON.TrashCollectionAlert.Activated': [
    correction('alert.garbageType', 'alert.garbageTypes', 'error', oldLibrary),
  ],
  'AMAZON.SocialGameInvite.Available': [
    correction(
      'invite.inviter.relationshipToInvitee',
      'invite.relationshipToInvitee',
      'warning',
      'some documentation',
    ),
    correction('invite.inviter.inviteType', 'invite.inviteType', 'error', oldLibrary),
  ],
}

/** A payload as Amazon's schemas have it, and the way back to what is written. */
export interface Corrected {
  readonly payload: JsonObject
  /** The path in the file of a path in the corrected payload. */
  origin(path: Path): Path
}

/**
 * Puts properties that are known by another name or in another place where the schemas have them,
 * with a finding about each. What is checked afterwards is the corrected payload; what is sent is not.
 *
 * @param base where the payload is in the file
 */
export function correctPayload(
  name: EventName,
  payload: JsonObject,
  base: Path,
  found: Findings,
): Corrected {
  let corrected = payload
  const moves: Correction[] = []
  for (const correction of corrections[name] ?? []) {
    const { from, to } = correction
    const value = valueAt(corrected, from)
    if (value === undefined) continue
    const isFree = valueAt(corrected, to) === undefined
    const left = without(corrected, from)
    const around = from.slice(0, -1)
    const isEmpty = correction.isAlone && isEmptyMap(valueAt(left, around))
    const rest = isEmpty ? without(left, around) : left
    corrected = isFree ? withValue(rest, to, value) : rest
    if (isFree) moves.push(correction)
    reportCorrection(correction, base, isFree, found)
  }
  if (name === 'AMAZON.SportsEvent.Updated' && isEmptyMap(property(corrected, 'update'))) {
    corrected = without(corrected, ['update'])
    const message = 'The "update" is empty, but needs scoreEarned and teamName.'
    const help = 'Remove "update" where nobody scored.'
    found.key('event/update-empty', [...base, 'update'], message, help)
  }
  return {
    payload: corrected,
    origin(path) {
      const move = moves.find(({ to }) => isAtOrBelow(path, to))
      const written = move === undefined ? path : [...move.from, ...path.slice(move.to.length)]
      return [...base, ...written]
    },
  }
}

function reportCorrection(
  { from, to, severity, origin }: Correction,
  base: Path,
  isFree: boolean,
  found: Findings,
): void {
  const around = from.slice(0, -1)
  const isRename = around.every((step, at) => step === to[at])
  const written = isRename ? `"${to.at(-1)}"` : `"${to.join('.')}"`
  const message = isRename
    ? `"${from.at(-1)}", as in ${origin}, is ${written} in Amazon's ${severity === 'error' ? 'schema' : 'sample'}.`
    : `"${from.at(-1)}" is in "${around.join('.')}", as in ${origin}; in Amazon's sample it is ${written}.`
  const rule = isRename ? 'event/property-misspelt' : 'event/property-misplaced'
  const action = isRename ? 'Rename it to' : 'Move it to'
  const help = isFree ? `${action} ${written}.` : `Remove it: ${written} is there too.`
  found.key(rule, [...base, ...from], message, help, severity)
}

function isEmptyMap(value: Json | undefined): boolean {
  return isObject(value) && Object.keys(value).length === 0
}

const noMessage =
  'Remove it: no text of a message can be sent; Alexa says how many messages there are and from whom.'
const noNumber = 'Remove it: Alexa says the seller and the status of an order, no number.'

/** Properties that people made up; `field` is where the event says it instead. */
const invented: ReadonlyMap<string, { readonly help: string; readonly field?: string }> = new Map([
  ['orderId', { help: noNumber }],
  ['trackingNumber', { help: noNumber }],
  [
    'delivery',
    {
      help: 'Write the expected arrival as state.deliveryDetails.expectedArrival.',
      field: 'state.deliveryDetails.expectedArrival',
    },
  ],
  ['message', { help: noMessage }],
  ['textContent', { help: noMessage }],
  [
    'occasionName',
    { help: 'Write what it is about as occasion.subject.', field: 'occasion.subject' },
  ],
  [
    'spokenInfo',
    { help: 'Remove it: the sentence is made by Alexa from the fields of the event.' },
  ],
  [
    'bodyTemplate',
    { help: 'Remove it: proactive events show and say what Alexa makes of their fields.' },
  ],
])

/**
 * Explains what the schema of the event finds in a corrected payload, beyond what is found already at
 * the same places.
 *
 * @returns the places in the file that the schema is about
 */
export function explainPayload(
  name: EventName,
  { payload, origin }: Corrected,
  { isTemplate, found }: Reader,
): ReadonlySet<string> {
  const madeUp = problemsOfPayload(name, payload).filter(isInvented)
  // What people made up is no misspelling of what is missing, however near its name.
  const rest = madeUp.reduce((left, { path }) => without(left, path.slice(2)), payload)
  const taken = new Set(found.all.map(({ path, part }) => `${part} ${pathText(path ?? [])}`))
  const places = new Set<string>()
  for (const problem of [...madeUp, ...problemsOfPayload(name, rest)]) {
    const { part, keyword, severity, message } = problem
    const inside = problem.path.slice(2)
    const path = origin(inside)
    const place = pathText(path)
    if (taken.has(`${part} ${place}`)) continue
    places.add(place)
    const instead = inventedHelp(name, payload, problem)
    if (instead !== undefined) {
      const text = `"${path.at(-1)}" is not a part of any event.`
      found[part]('event/property-invented', path, text, instead)
      continue
    }
    const value = valueAt(payload, inside)
    // One library has RECEIVED where every other source has REQUESTED; the two words are not near.
    const isOutdated =
      name === 'AMAZON.Occasion.Updated' && keyword === 'enum' && value === 'RECEIVED'
    const ofTemplate =
      keyword === 'type' && isTemplate(path) ? templateHelp(value, message) : undefined
    const better = isOutdated ? 'Write REQUESTED.' : ofTemplate
    found[part](ruleOf(keyword, severity), path, message, better ?? problem.help, severity)
  }
  return places
}

/** No schema has a property of such a name, so it is the name that is wrong. */
function isInvented({ path }: SchemaProblem): boolean {
  return invented.has(String(path.at(-1)))
}

/** What to do about a property that people made up; undefined for any other problem. */
function inventedHelp(
  name: EventName,
  payload: JsonObject,
  { path }: SchemaProblem,
): string | undefined {
  const known = invented.get(String(path.at(-1)))
  if (known?.field === undefined) return known?.help
  const { localizable, times } = catalog[name]
  const paths = [...localizable.map(field => field.path), ...times]
  const field = paths.find(candidate => candidate.join('.') === known.field)
  if (field === undefined) return 'Remove it.'
  return valueAt(payload, field) === undefined ? known.help : `Remove it: ${known.field} is there.`
}

/** A template alone in its text keeps the type of its value, which may not be the one that is wanted. */
function templateHelp(value: Json | undefined, message: string): string | undefined {
  if (typeof value !== 'string') {
    return message.includes(' must be a string,')
      ? "Make it a string: {{ … | append: '' }}."
      : undefined
  }
  return /^\s*\d+\s*$/.test(value)
    ? 'Give the variable as a number, or make it one: {{ … | plus: 0 }}, with nothing around it.'
    : undefined
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
