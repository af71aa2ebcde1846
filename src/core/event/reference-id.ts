import { hash } from 'node:crypto'
import type { EventName, RelevantAudience, Stage } from '../alexa.ts'
import { isArray, isObject, type Json, type JsonObject, type Path } from '../json.ts'
import { listed, shortened } from '../wording.ts'
import { type Findings, kindOf, type Part, type Words } from './diagnostic.ts'

/** What is announced, and where. */
export interface Announcement {
  /** In words that stay the same when the run is repeated. */
  readonly announcement: readonly string[]
  readonly stage: Stage
  readonly variables: JsonObject
}

/**
 * The reference id that somebody chose: the setting, else the file's own.
 *
 * @returns undefined where nobody chose one
 */
export function chosenReferenceId(
  part: Part | undefined,
  setting: string | undefined,
  found: Findings,
): string | undefined {
  if (setting !== undefined) return checked(setting, undefined, found)
  if (part === undefined) return undefined
  const { value, path } = part
  if (typeof value === 'string' || (typeof value === 'number' && found.isTemplate(path))) {
    return checked(String(value), path, found)
  }
  const message = `referenceId is ${kindOf(value)}, not a string.`
  const help = 'Put it in quotes, or leave it out to have one derived.'
  return part.report('event/value-type', message, help)
}

/** The most characters of a reference id, according to Amazon's SDK. */
const longest = 100

/**
 * Checks a reference id that somebody chose (1 to 100 letters, digits and `~`: Amazon's SDK;
 * Amazon's own samples hold hyphens too, so other characters are no error).
 */
function checked(id: string, path: Path | undefined, found: Findings): string {
  const report = (...words: Words) => found.add(path, 'value', ...words)
  const isTooLong = id.length > longest
  const odd = [...new Set(id.match(/[^A-Za-z0-9~]/gu))]
  if (id === '') {
    const help = 'Leave it out to have one derived, or write letters and digits.'
    report('event/reference-id-length', 'The reference id is empty.', help)
  } else if (id.includes('amzn1.ask.')) {
    const message = `The reference id holds a user id${isTooLong ? `, and with ${id.length} characters it is longer than ${longest}` : ''}.`
    const help = 'Leave the user out: one reference id may go to any number of customers.'
    report('event/reference-id-user', message, help, isTooLong ? 'error' : 'warning')
  } else if (isTooLong) {
    const message = `The reference id has ${id.length} characters; at most ${longest} are allowed.`
    report('event/reference-id-length', message, 'Shorten it, or leave it out to have one derived.')
  } else if (odd.length > 0) {
    const isHyphen = odd.every(sign => sign === '-')
    const holds = listed(odd.slice(0, 5).map(sign => JSON.stringify(sign)))
    const message = `The reference id "${shortened(id)}" holds ${holds}; the description in Amazon's SDK allows letters, digits and "~" only${isHyphen ? ", though ids of Amazon's own samples hold hyphens" : ''}.`
    const help = `Write "${shortened(id.replace(/[^A-Za-z0-9~]+/gu, ''))}", or leave it out to have one derived.`
    report('event/reference-id-characters', message, help, isHyphen ? 'notice' : 'warning')
  }
  return id
}

/**
 * Derives the reference id of an event for which nobody chose one: the same for every repetition of a run, another one for
 * another announcement, stage or user. Of the file only event and texts count: other times make no other announcement.
 *
 * @param root the event file, its templates not rendered
 * @returns 64 hexadecimal digits
 */
export function referenceIdOf(
  root: Json,
  name: EventName,
  audience: RelevantAudience,
  { announcement, stage, variables }: Announcement,
): string {
  const user = audience.type === 'Unicast' ? audience.payload.user : null
  const written = isObject(root)
    ? [root['event'] ?? null, root['localizedAttributes'] ?? null]
    : null
  const parts = [announcement, name, stage, sortedJson(written), sortedJson(variables), user]
  return hash('sha256', JSON.stringify(parts))
}

/** The same for two values that differ in the order of their keys only. */
export function sortedJson(value: Json): Json {
  if (isArray(value)) return value.map(sortedJson)
  if (!isObject(value)) return value
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([key, item]) => [key, sortedJson(item)]))
}
