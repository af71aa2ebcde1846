import { isArray, isObject, type Json } from '../json.ts'

/** The same for two values that differ in the order of their keys only. */
export function sortedJson(value: Json): Json {
  if (isArray(value)) return value.map(sortedJson)
  if (!isObject(value)) return value
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([key, item]) => [key, sortedJson(item)]))
}
