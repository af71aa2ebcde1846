import { isArray, isObject, type Json, type Path, valueAt } from '../../src/core/json.ts'

/** Every value within a value and its place, from the outside in. */
export function pathsIn(value: Json, path: Path = []): readonly Path[] {
  const keys = isArray(value) ? value.keys() : isObject(value) ? Object.keys(value) : []
  return [path, ...[...keys].flatMap(key => pathsIn(valueAt(value, [key]) ?? null, [...path, key]))]
}

/** A value with the one at `path` changed, or removed where the change gives undefined. */
export function replaced(value: Json, path: Path, change: (value: Json) => Json | undefined): Json {
  const [step, ...rest] = path
  if (step === undefined) return change(value) ?? null
  if (isArray(value)) {
    const items = value.map((item, index) => (index === step ? replaced(item, rest, change) : item))
    return rest.length === 0 && change(valueAt(value, [step]) ?? null) === undefined
      ? items.filter((_, index) => index !== step)
      : items
  }
  if (!isObject(value)) return value
  const entries = Object.entries(value).flatMap(([key, item]): [string, Json][] => {
    if (key !== step) return [[key, item]]
    if (rest.length === 0 && change(item) === undefined) return []
    return [[key, replaced(item, rest, change)]]
  })
  return Object.fromEntries(entries)
}

/** What is done to a value, in words that complete "a value …"; undefined removes it. */
export type Change = readonly [string, (value: Json) => Json | undefined]

/** Changes that may be made to any value of any file. */
export const commonChanges: readonly Change[] = [
  ['removed', () => undefined],
  ['null', () => null],
  ['a number', () => 1],
  ['an empty text', () => ''],
  ['an empty object', () => ({})],
  ['an empty list', () => []],
  ['in a list', value => [value]],
  ['twice', value => (isArray(value) ? [...value, ...value] : value)],
  ['with a letter less', value => (typeof value === 'string' ? value.slice(0, -1) : value)],
  ['with a letter more', value => (typeof value === 'string' ? `${value}x` : value)],
  ['in capitals', value => (typeof value === 'string' ? value.toUpperCase() : value)],
  ['with a key more', value => (isObject(value) ? { ...value, extra: 'x' } : value)],
]
