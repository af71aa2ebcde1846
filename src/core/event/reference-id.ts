import { hash } from 'node:crypto'
import type { EventName, RelevantAudience, Stage } from '../alexa.ts'
import { isArray, isObject, type Json, type JsonObject, type Path } from '../json.ts'
import { shortened } from '../source/document.ts'
import { listed } from '../wording.ts'
import { atValue, type EventDiagnostic, kindOf } from './diagnostic.ts'
import type { Part } from './envelope.ts'
import type { Rendered } from './templates.ts'

/** What is announced, and where. */
export interface Announcement {
  /** In words that stay the same when the run is repeated. */
  readonly announcement: readonly string[]
  readonly stage: Stage
  readonly variables: JsonObject
}

interface ChosenId {
  /** Undefined where nobody chose one. */
  readonly referenceId: string | undefined
  readonly diagnostics: readonly EventDiagnostic[]
}

/** The reference id that somebody chose: the setting, else the file's own. */
export function chosenReferenceId(
  part: Part | undefined,
  setting: string | undefined,
  rendered: Rendered,
): ChosenId {
  if (setting !== undefined) {
    return { referenceId: setting, diagnostics: checkReferenceId(setting, undefined) }
  }
  if (part === undefined) return { referenceId: undefined, diagnostics: [] }
  const { value, path } = part
  const isNumber = typeof value === 'number' && rendered.isTemplate(path)
  if (typeof value !== 'string' && !isNumber) {
    const message = `referenceId is ${kindOf(value)}, not a text.`
    const help = 'Put it in quotes, or leave it out to have one derived.'
    return {
      referenceId: undefined,
      diagnostics: [atValue('event/value-type', path, message, help)],
    }
  }
  const referenceId = String(value)
  return { referenceId, diagnostics: checkReferenceId(referenceId, path) }
}

/** The most characters of a reference id, according to Amazon's SDK. */
const longest = 100

/**
 * Checks a reference id that somebody chose (1 to 100 letters, digits and `~`: Amazon's SDK;
 * Amazon's own samples hold hyphens too, so other characters are no error).
 */
function checkReferenceId(id: string, path: Path | undefined): readonly EventDiagnostic[] {
  if (id === '') {
    const help = 'Leave it out to have one derived, or write letters and digits.'
    return [atValue('event/reference-id-length', path, 'The reference id is empty.', help)]
  }
  const isTooLong = id.length > longest
  if (id.includes('amzn1.ask.')) {
    const message = `The reference id holds a user id${isTooLong ? `, and with ${id.length} characters it is longer than ${longest}` : ''}.`
    const help = 'Leave the user out: one reference id may go to any number of customers.'
    return [
      atValue('event/reference-id-user', path, message, help, isTooLong ? 'error' : 'warning'),
    ]
  }
  if (isTooLong) {
    const message = `The reference id has ${id.length} characters; at most ${longest} are allowed.`
    const help = 'Shorten it, or leave it out to have one derived.'
    return [atValue('event/reference-id-length', path, message, help)]
  }
  const odd = [...new Set(id.match(/[^A-Za-z0-9~]/gu))]
  if (odd.length === 0) return []
  const holds = `The reference id "${shortened(id)}" holds ${listed(odd.slice(0, 5).map(name => JSON.stringify(name)))}`
  const isHyphen = odd.every(sign => sign === '-')
  const message = `${holds}; the description in Amazon's SDK allows letters, digits and "~" only${isHyphen ? ", though ids of Amazon's own samples hold hyphens" : ''}.`
  const help = `Write "${shortened(id.replace(/[^A-Za-z0-9~]+/gu, ''))}", or leave it out to have one derived.`
  const severity = isHyphen ? 'notice' : 'warning'
  return [atValue('event/reference-id-characters', path, message, help, severity)]
}

/**
 * The reference id of an event for which nobody chose one.
 *
 * @param root the event file, its templates not rendered
 */
export function referenceIdOf(
  root: Json,
  name: EventName,
  audience: RelevantAudience,
  { announcement, stage, variables }: Announcement,
): string {
  const user = audience.type === 'Unicast' ? audience.payload.user : undefined
  return derivedReferenceId({
    announcement,
    name,
    stage,
    written: written(root),
    variables,
    user,
  })
}

/** What makes one event file another announcement than the next; times and audience do not. */
function written(root: Json): Json {
  if (!isObject(root)) return null
  return [root['event'] ?? null, root['localizedAttributes'] ?? null]
}

/** What makes one announcement to one audience different from every other. */
export interface Announced {
  readonly announcement: readonly string[]
  readonly name: string
  readonly stage: string
  /** Event and texts as they are written, before templates are rendered. */
  readonly written: Json
  readonly variables: Json
  /** The user of a Unicast. */
  readonly user: string | undefined
}

/**
 * Derives a reference id: the same for every repetition of a run, another one for another
 * announcement, event file, stage or user.
 *
 * @returns 64 hexadecimal digits
 */
export function derivedReferenceId(announced: Announced): string {
  const { announcement, name, stage, written, variables, user = null } = announced
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
