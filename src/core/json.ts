/** A value as JSON can hold it. */
export type Json = null | boolean | number | string | JsonArray | JsonObject
export type JsonArray = readonly Json[]
export interface JsonObject {
  readonly [key: string]: Json
}

/** Where a value is inside a document: object keys and array indexes from the root, e.g. `['events', 'publications', 0]`. */
export type Path = readonly (string | number)[]

/** Tells whether a value is a JSON object: not null, not an array. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Tells whether a value is a JSON array. */
export function isArray(value: Json | undefined): value is JsonArray {
  return Array.isArray(value)
}

/** The own value of a key; undefined where it is missing or inherited (`constructor`, `__proto__`). */
export function property(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** The value at a path below `root`; undefined where the path leads nowhere. */
export function valueAt(root: Json | undefined, path: Path): Json | undefined {
  let value = root
  for (const step of path) {
    if (typeof step === 'number') value = isArray(value) ? value[step] : undefined
    else value = isObject(value) ? property(value, step) : undefined
  }
  return value
}

/** The text at a path below `root`; undefined where there is none. */
export function textAt(root: Json | undefined, ...path: Path): string | undefined {
  const value = valueAt(root, path)
  return typeof value === 'string' ? value : undefined
}

/** Tells whether a path is `top`, or leads to something in it. */
export function isAtOrBelow(path: Path, top: Path): boolean {
  return top.every((step, index) => path[index] === step)
}

/** What is neither a map nor a list in a value, each with its path. */
export function leavesOf(
  value: Json,
  path: Path = [],
): readonly { readonly value: null | boolean | number | string; readonly path: Path }[] {
  if (isArray(value)) return value.flatMap((item, index) => leavesOf(item, [...path, index]))
  if (!isObject(value)) return [{ value, path }]
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...path, key]))
}

/** The texts in a value. */
export function textsIn(value: Json): readonly string[] {
  return leavesOf(value).flatMap(leaf => (typeof leaf.value === 'string' ? [leaf.value] : []))
}

/** A map without the property at a path. */
export function without(object: JsonObject, [step, ...rest]: Path): JsonObject {
  const entries = Object.entries(object)
  if (rest.length === 0) return Object.fromEntries(entries.filter(([key]) => key !== step))
  return Object.fromEntries(
    entries.map(([key, value]): [string, Json] =>
      key === step && isObject(value) ? [key, without(value, rest)] : [key, value],
    ),
  )
}

/** A map with a value at a path, and with what leads there. */
export function withValue(object: JsonObject, [step, ...rest]: Path, value: Json): JsonObject {
  const key = String(step)
  const below = property(object, key)
  const next = rest.length === 0 ? value : withValue(isObject(below) ? below : {}, rest, value)
  return { ...object, [key]: next }
}

type Present<Value> = {
  [Key in keyof Value as undefined extends Value[Key] ? never : Key]: Value[Key]
} & {
  [Key in keyof Value as undefined extends Value[Key] ? Key : never]?: Exclude<
    Value[Key],
    undefined
  >
}

/** An object without those of its properties that are undefined. */
export function withoutAbsent<Value extends object>(object: Value): Present<Value> {
  const entries: readonly (readonly unknown[])[] = Object.entries(object)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

/** Writes a path the way people do: `events.publications[0].eventName`; the root is an empty text. */
export function pathText(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`
      if (!/^[A-Za-z_][\w-]*$/.test(step)) return `[${JSON.stringify(step)}]`
      return index === 0 ? step : `.${step}`
    })
    .join('')
}

/** Whether a file must be JSON; any other may be JSON or YAML. */
export function isNamedJson(file: string): boolean {
  return file.toLowerCase().endsWith('.json')
}

/** The value of a JSON text; undefined where it is none. */
export function parsedJson(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

/** A value in the objects and lists that a path leads through. */
export function nested(path: Path, value: Json): Json {
  return path.reduceRight<Json>(
    (inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }),
    value,
  )
}
