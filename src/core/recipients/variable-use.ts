import { isArray, isObject, type Json, type JsonObject } from '../json.ts'
import type { Document } from '../source/document.ts'

/** Tells whether templates may use a variable. Where in doubt, they do. */
export type VariableUse = (name: string) => boolean

/**
 * Finds out which variables the templates of an event file may use, from how they are written;
 * undefined where there are no templates.
 */
export function variableUseOf(document: Document): VariableUse | undefined {
  const code = textsIn(document.value)
    .flatMap(text => text.match(/\{\{.*?\}\}|\{%.*?%\}/gsu) ?? [])
    .join('\n')
  if (code === '') return undefined
  return canReachAll(code) ? () => true : name => holdsWord(code, name)
}

/**
 * Tells whether an event has to be rendered for each recipient.
 *
 * @param names as `survey` collected them
 */
export function isRenderedForEach(
  isUsed: VariableUse | undefined,
  names: ReadonlySet<string> | undefined,
): isUsed is VariableUse {
  if (isUsed === undefined) return false
  return names === undefined || [...names].some(isUsed)
}

/** Those of a recipient's variables that make the event another one; undefined where there are none. */
export function usedVariables(
  variables: JsonObject | undefined,
  isUsed: VariableUse,
): JsonObject | undefined {
  const used = Object.entries(variables ?? {}).filter(([name]) => isUsed(name))
  return used.length === 0 ? undefined : Object.fromEntries(used)
}

/** `variables` as a whole, or a name that is put together: then every one may be meant. */
function canReachAll(code: string): boolean {
  const whole = /\bvariables\b(?!\s*(?:\.\s*[\p{L}_]|\[\s*(?:"[^"]*"|'[^']*')\s*\]))/u
  const computed = /(?<![\p{L}\p{N}_\])"'-]\s*)\[/u
  return whole.test(code) || computed.test(code)
}

function holdsWord(code: string, name: string): boolean {
  const isPartOfWord = (character: string | undefined) =>
    character !== undefined && /[\p{L}\p{N}_]/u.test(character)
  for (let at = code.indexOf(name); at !== -1; at = code.indexOf(name, at + 1)) {
    if (!isPartOfWord(code[at - 1]) && !isPartOfWord(code[at + name.length])) return true
  }
  return false
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value]
  if (isArray(value)) return value.flatMap(textsIn)
  return isObject(value) ? Object.values(value).flatMap(textsIn) : []
}
