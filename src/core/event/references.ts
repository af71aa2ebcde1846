import { isArray, isObject, type Json, type Path } from '../json.ts'

/** A text of the payload that stands for a localized attribute. */
export interface Reference {
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
const meant =
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
  const [, near] = meant.exec(text) ?? []
  return near === undefined ? undefined : { key: near, path, text, isExact: false }
}
