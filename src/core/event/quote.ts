import { isArray, isObject, type Json } from '../json.ts'
import { quoted as quotedText } from '../source/document.ts'
/** Names a value in a message: texts in quotes and cut, maps and lists by their kind. */
export function quoted(value: Json): string {
  if (isObject(value)) return 'a map'
  if (isArray(value)) return 'a list'
  if (typeof value === 'string') return quotedText(value)
  return value === null ? 'nothing' : String(value)
}

/** Names the kind of a value: "a text", "a number" … */
export function kindOf(value: Json): string {
  if (isObject(value)) return 'a map'
  if (isArray(value)) return 'a list'
  if (value === null) return 'nothing'
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`
}
