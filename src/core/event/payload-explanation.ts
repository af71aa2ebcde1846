import type { EventName } from '../catalog.ts'
import type { Severity } from '../diagnostic.ts'
import { type Json, type Path, pathText, valueAt } from '../json.ts'
import { problemsOfBody, type SchemaProblem } from '../schema/check.ts'
import type { Corrected } from './corrections.ts'
import { type EventRule, keyRemark, type Remark, remark } from './remark.ts'

/** Properties that people made up, and what the event says instead. */
const invented: ReadonlyMap<string, string> = new Map([
  ['orderId', 'Remove it: Alexa says the seller and the status of an order, no number.'],
  ['trackingNumber', 'Remove it: Alexa says the seller and the status of an order, no number.'],
  ['delivery', 'Write the expected arrival as state.deliveryDetails.expectedArrival.'],
  [
    'message',
    'Remove it: no text of a message can be sent; Alexa says how many messages there are and from whom.',
  ],
  [
    'textContent',
    'Remove it: no text of a message can be sent; Alexa says how many messages there are and from whom.',
  ],
  ['occasionName', 'Write what it is about as occasion.subject.'],
  ['spokenInfo', 'Remove it: the sentence is made by Alexa from the fields of the event.'],
  ['bodyTemplate', 'Remove it: proactive events show and say what Alexa makes of their fields.'],
])

/**
 * Explains what the schema of the event objects to in a corrected payload, beyond what has been said
 * already.
 *
 * @param said remarks so far; a problem at the place of one of them is left out.
 * @param isTemplate whether a template made the value at a path of the file.
 */
export async function explainPayload(
  name: EventName,
  { payload, origin }: Corrected,
  said: readonly Remark[],
  isTemplate: (path: Path) => boolean,
): Promise<readonly Remark[]> {
  const problems = await problemsOfBody(name, bodyAround(name, payload))
  const places = new Set(said.map(({ path, part }) => placeText(path ?? [], part)))
  return problems
    .filter(({ path }) => path[0] === 'event' && path[1] === 'payload')
    .map(problem => outdated(name, payload, problem) ?? problem)
    .map(problem => {
      const path = origin(problem.path.slice(2))
      const made = isTemplate(path) ? ofTemplate(payload, problem) : undefined
      return { ...problem, path, help: made ?? problem.help }
    })
    .filter(
      ({ path, part, keyword }) => keyword === 'required' || !places.has(placeText(path, part)),
    )
    .map(remarkOf)
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

/** A body in which nothing but the payload can be wrong. */
function bodyAround(name: EventName, payload: Json): Json {
  return {
    timestamp: '2026-05-01T12:00:00Z',
    referenceId: 'check',
    expiryTime: '2026-05-02T12:00:00Z',
    event: { name, payload },
    localizedAttributes: [],
    relevantAudience: { type: 'Multicast', payload: {} },
  }
}

function placeText(path: Path, part: Remark['part']): string {
  return `${part} ${pathText(path)}`
}

function remarkOf({ path, part, keyword, severity, message, help }: SchemaProblem): Remark {
  const make = part === 'key' ? keyRemark : remark
  const instead = keyword === 'additionalProperties' ? invented.get(String(path.at(-1))) : undefined
  if (instead !== undefined) {
    const text = `"${path.at(-1)}" is not a part of any event.`
    return make('event/property-invented', path, text, instead, severity)
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
