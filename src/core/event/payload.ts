import { catalog, type EventName } from '../alexa.ts'
import type { Severity } from '../diagnostic.ts'
import {
  isArray,
  isObject,
  type Json,
  type JsonObject,
  type Path,
  pathText,
  valueAt,
  without,
} from '../json.ts'
import { problemsOfPayload, type SchemaProblem } from '../schema/check.ts'
import type { Corrected } from './corrections.ts'
import { atKey, atValue, type EventDiagnostic, type EventRule, quoted } from './diagnostic.ts'

/** A text of the payload that stands for a localized attribute. */
interface Reference {
  readonly key: string
  /** Of the text, from the root of the value that was searched. */
  readonly path: Path
  /** The text as it is written. */
  readonly text: string
  /** Whether it has Amazon's exact form `localizedattribute:<key>`. */
  readonly isExact: boolean
}

/** A reference of an event, with its path in the file. */
export interface PlacedReference extends Reference {
  /** Whether it stands in a field that Amazon replaces by a text. */
  readonly isLocalizable: boolean
}

const exact = /^localizedattribute:(\S(?:.*\S)?)$/s
const nearlyExact =
  /^\s*locali[sz]ed(?:\s*:|[\s_-]?attribute(?:s(?=\s*[:.=/-]))?\s*[:.=/-]?)\s*([\w.-]*)\s*$/i

/** Every reference in the texts of a value, misspelt ones included. */
export function referencesIn(value: Json, path: Path = []): readonly Reference[] {
  if (typeof value === 'string') {
    const reference = referenceOf(value, path)
    return reference === undefined ? [] : [reference]
  }
  if (isArray(value)) {
    return value.flatMap((item, index) => referencesIn(item, [...path, index]))
  }
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, item]) => referencesIn(item, [...path, key]))
}

function referenceOf(text: string, path: Path): Reference | undefined {
  const [, key] = exact.exec(text) ?? []
  if (key !== undefined) return { key, path, text, isExact: true }
  const [, near] = nearlyExact.exec(text) ?? []
  return near === undefined ? undefined : { key: near, path, text, isExact: false }
}

interface PayloadTexts {
  /** With paths from the root of the file. */
  readonly references: readonly PlacedReference[]
  readonly diagnostics: readonly EventDiagnostic[]
}

/**
 * Checks the texts of a payload: references to localized attributes, texts that could be such
 * references, and the one free text of a message alert.
 *
 * @param isOneLanguage the skill has a single locale, so that plain text is in the right language.
 */
export function checkPayloadTexts(
  name: EventName,
  { payload, origin }: Corrected,
  isOneLanguage: boolean,
): PayloadTexts {
  const entry = catalog[name]
  const localizable = new Map(entry.localizable.map(({ path, key }) => [pathText(path), key]))
  const found = referencesIn(payload)
  const diagnostics = found.flatMap(reference => {
    const path = origin(reference.path)
    if (!reference.isExact) return [misspeltReference(reference, localizable, origin)]
    return localizable.has(pathText(reference.path))
      ? []
      : [notLocalizable(name, { ...reference, path })]
  })
  const referring = new Set(found.map(({ path }) => pathText(path)))
  const literals = entry.localizable.flatMap(({ path, key }) => {
    const value = valueAt(payload, path)
    if (isOneLanguage || typeof value !== 'string' || value.trim() === '') return []
    return referring.has(pathText(path))
      ? []
      : [literalText(path.join('.'), value, key, origin(path))]
  })
  return {
    references: found.map(reference => ({
      ...reference,
      path: origin(reference.path),
      isLocalizable: localizable.has(pathText(reference.path)),
    })),
    diagnostics: [...diagnostics, ...literals, ...emptyCreator(name, payload, origin)],
  }
}

function misspeltReference(
  { text, key, path }: Reference,
  localizable: ReadonlyMap<string, string>,
  origin: Corrected['origin'],
): EventDiagnostic {
  const written = key === '' ? (localizable.get(pathText(path)) ?? 'name') : key
  return atValue(
    'event/reference-prefix',
    origin(path),
    key === ''
      ? `The reference ${quoted(text)} names no localized attribute.`
      : `The reference ${quoted(text)} is misspelt, and would be read out as it is.`,
    `Write "localizedattribute:${written}".`,
  )
}

function notLocalizable(name: EventName, { path, text }: Reference): EventDiagnostic {
  const fields = catalog[name].localizable.map(field => field.path.join('.'))
  const help =
    fields.length === 0
      ? 'Write the text itself: this event has no localized text.'
      : `Write the text itself; only ${fields.join(', ')} can be localized here.`
  const message = `${quoted(text)} stands in "${path.slice(2).join('.')}", which is not a localized text.`
  return atValue('event/not-localizable', path, message, help)
}

function literalText(
  field: string,
  value: string,
  key: string,
  path: Reference['path'],
): EventDiagnostic {
  return atValue(
    'event/literal-text',
    path,
    `Customers of every locale hear ${quoted(value)} as it is.`,
    `Write "localizedattribute:${key}" in ${field}, and "${key}" for each locale under localizedAttributes.`,
  )
}

/** An empty name makes "You have 3 new messages from", a mistake of its own in published bodies. */
function emptyCreator(
  name: EventName,
  payload: JsonObject,
  origin: Corrected['origin'],
): readonly EventDiagnostic[] {
  const path = ['messageGroup', 'creator', 'name']
  const value = name === 'AMAZON.MessageAlert.Activated' ? valueAt(payload, path) : undefined
  if (typeof value !== 'string' || value.trim() !== '') return []
  return [
    atValue(
      'event/text-empty',
      origin(path),
      'The creator has an empty name; customers would hear "You have 1 new message from" and nothing.',
      'Write who the messages are from, for example the name of the skill.',
    ),
  ]
}

const noMessage =
  'Remove it: no text of a message can be sent; Alexa says how many messages there are and from whom.'

/** Properties that people made up; `field` is where the event says it instead. */
const invented: ReadonlyMap<string, { readonly help: string; readonly field?: string }> = new Map([
  ['orderId', { help: 'Remove it: Alexa says the seller and the status of an order, no number.' }],
  [
    'trackingNumber',
    { help: 'Remove it: Alexa says the seller and the status of an order, no number.' },
  ],
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
 * Explains what the schema of the event objects to in a corrected payload, beyond what is reported
 * already.
 *
 * @param reported so far; a problem at the place of one of them is left out.
 * @param isTemplate whether a template made the value at a path of the file.
 */
export function explainPayload(
  name: EventName,
  { payload, origin }: Corrected,
  reported: readonly EventDiagnostic[],
  isTemplate: (path: Path) => boolean,
): readonly EventDiagnostic[] {
  const all = problemsOfPayload(name, payload)
  const madeUp = all.filter(isInvented)
  // What people made up is no misspelling of what is missing, however near its name.
  const rest = madeUp.reduce((left, { path }) => without(left, path.slice(2)), payload)
  const others = madeUp.length === 0 ? all : problemsOfPayload(name, rest)
  const problems = [...madeUp, ...others.filter(problem => !isInvented(problem))]
  const places = new Set(reported.map(({ path, part }) => placeText(path ?? [], part)))
  return problems
    .map(problem => outdated(name, payload, problem) ?? problem)
    .map(problem => {
      const path = origin(problem.path.slice(2))
      const made = isTemplate(path) ? ofTemplate(payload, problem) : undefined
      return { ...problem, path, help: made ?? problem.help }
    })
    .filter(
      ({ path, part, keyword }) => keyword === 'required' || !places.has(placeText(path, part)),
    )
    .map(problem => diagnosticOf(problem, inventedHelp(name, payload, problem)))
}

function isInvented({ keyword, path }: SchemaProblem): boolean {
  return keyword === 'additionalProperties' && invented.has(String(path.at(-1)))
}

/** One library has RECEIVED where every other source has REQUESTED; the two words are not near. */
function outdated(
  name: EventName,
  payload: Json,
  problem: SchemaProblem,
): SchemaProblem | undefined {
  const isOutdated =
    name === 'AMAZON.Occasion.Updated' &&
    problem.keyword === 'enum' &&
    valueAt(payload, problem.path.slice(2)) === 'RECEIVED'
  return isOutdated ? { ...problem, help: 'Write REQUESTED.' } : undefined
}

/** A template that stands alone keeps the type of its value, which may not be the one that is wanted. */
function ofTemplate(payload: Json, { keyword, path, message }: SchemaProblem): string | undefined {
  if (keyword !== 'type') return undefined
  const value = valueAt(payload, path.slice(2))
  if (typeof value === 'string') {
    return /^\s*\d+\s*$/.test(value)
      ? 'Give the variable as a number, or make it one: {{ … | plus: 0 }}, with nothing around it.'
      : undefined
  }
  return message.includes(' must be a text,') ? "Make it a text: {{ … | append: '' }}." : undefined
}

function placeText(path: Path, part: EventDiagnostic['part']): string {
  return `${part} ${pathText(path)}`
}

/** What to do about a property that people made up; undefined for all else. */
function inventedHelp(
  name: EventName,
  payload: JsonObject,
  problem: SchemaProblem,
): string | undefined {
  const known = isInvented(problem) ? invented.get(String(problem.path.at(-1))) : undefined
  if (known?.field === undefined) return known?.help
  const { localizable, times } = catalog[name]
  const paths = [...localizable.map(({ path }) => path), ...times]
  const field = paths.find(path => path.join('.') === known.field)
  if (field === undefined) return 'Remove it.'
  return valueAt(payload, field) === undefined ? known.help : `Remove it: ${known.field} is there.`
}

function diagnosticOf(
  { path, part, keyword, severity, message, help }: SchemaProblem,
  instead: string | undefined,
): EventDiagnostic {
  const make = part === 'key' ? atKey : atValue
  if (instead !== undefined) {
    const text = `"${path.at(-1)}" is not a part of any event.`
    return make('event/property-invented', path, text, instead)
  }
  return make(ruleOf(keyword, severity), path, message, help, severity)
}

function ruleOf(keyword: string, severity: Severity): EventRule {
  switch (keyword) {
    case 'required':
      return 'event/property-missing'
    case 'additionalProperties':
      // An error where the name is near to one that is missing.
      return severity === 'error' ? 'event/property-misspelt' : 'event/property-unknown'
    case 'enum':
    case 'const':
      return 'event/value-unknown'
    case 'type':
      return 'event/value-type'
    case 'minLength':
      return 'event/text-empty'
    case 'pattern':
      return 'event/time-form'
    default:
      return 'event/value-range'
  }
}
