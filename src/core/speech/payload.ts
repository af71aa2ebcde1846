import { isArray, isObject, type Json, type JsonObject, type Path, valueAt } from '../json.ts'

const prefix = 'localizedattribute:'

/** Amazon's payloads are four levels deep; what is deeper has no place in a sentence. */
const deepest = 8

/** A payload as one locale hears it. Every reader gives undefined where there is nothing fit to be spoken. */
export interface SpokenPayload {
  /** A text, with the locale's own put in for a reference; "…" where the locale has none. */
  text(...path: Path): string | undefined
  /** A count or a score. */
  number(...path: Path): number | undefined
  /** A date: "May 10, 2019". */
  date(...path: Path): string | undefined
  /** A value of an enumeration as it is written: `ORDER_SHIPPED`. */
  value(...path: Path): string | undefined
  /** Values of an enumeration. */
  values(...path: Path): readonly string[]
}

/** Stands where a sentence needs a text that is not there. */
export const missingText = '…'

/** Makes a payload readable for one locale, given that locale's texts by key. */
export function spokenPayload(
  payload: JsonObject,
  texts: ReadonlyMap<string, string>,
): SpokenPayload {
  const stringAt = (path: Path) => nonEmptyString(valueAt(payload, path))
  return {
    text(...path) {
      const text = stringAt(path)
      const key = text === undefined ? undefined : referenceIn(text)
      return key === undefined ? text : (texts.get(key) ?? missingText)
    },
    number(...path) {
      const number = valueAt(payload, path)
      return typeof number === 'number' ? number : undefined
    },
    date(...path) {
      const time = stringAt(path)
      return time === undefined ? undefined : spokenDate(time)
    },
    value: (...path) => stringAt(path),
    values(...path) {
      const list = valueAt(payload, path)
      return isArray(list) ? list.flatMap(item => nonEmptyString(item) ?? []) : []
    },
  }
}

/** The key of `localizedattribute:<key>`; undefined for any other text. */
export function referenceIn(text: string): string | undefined {
  return text.startsWith(prefix) ? text.slice(prefix.length) : undefined
}

/** The keys that a payload refers to, each once, in the order of the payload. */
export function referencedKeys(payload: JsonObject): readonly string[] {
  return [...new Set(stringsIn(payload, deepest).flatMap(text => referenceIn(text) ?? []))]
}

function stringsIn(value: Json, depth: number): readonly string[] {
  if (typeof value === 'string') return [value]
  if (depth === 0) return []
  if (isArray(value)) return value.flatMap(item => stringsIn(item, depth - 1))
  return isObject(value) ? Object.values(value).flatMap(item => stringsIn(item, depth - 1)) : []
}

function nonEmptyString(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/**
 * A date the way Amazon's "Schemas for Proactive Events" shows it in a sentence: "May 10, 2019", in UTC.
 * A time without a zone is taken as UTC; what is no time at all comes back as it is.
 */
export function spokenDate(time: string): string {
  const date = new Date(hasZone(time) ? time : `${time}Z`)
  if (Number.isNaN(date.getTime())) return time
  return date.toLocaleDateString('en-US', { dateStyle: 'long', timeZone: 'UTC' })
}

/** A date without a time of day is UTC by itself, and a zone after it would make it invalid. */
function hasZone(time: string): boolean {
  return !/T\d/i.test(time) || /(?:z|[+-]\d\d:?\d\d)$/i.test(time)
}
