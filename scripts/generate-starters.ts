import { stringify } from 'yaml'
import { isArray, isObject, type Json, type JsonObject, valueAt } from '../src/core/json.ts'
import type { EventSchema } from './generate-catalog.ts'
import { texts } from './generate-schemas.ts'

/** Stands for a time that is still ahead, which only the day of writing can tell. */
const soon = 'SOON'

/**
 * The source of a module with the beginning of an event file for each event: every property of its schema,
 * explained in a comment, with the value of the schema's own example. What is optional is commented out.
 *
 * @throws where a schema has no example, or does not say what Alexa says
 */
export function startersModule(events: readonly EventSchema[]): string {
  const starters = Object.fromEntries(
    events.map(({ name, body, payload }) => {
      const example = valueAt(body, ['examples', 0])
      const written = valueAt(example, ['event', 'payload'])
      const [, says] =
        /Alexa says something like: "([^"]+)"/.exec(String(body['description'])) ?? []
      if (!isObject(written) || says === undefined) throw new Error(`${name} has no example`)
      const lines = linesOf(payload, written, 2)
      const entry = valueAt(example, ['localizedAttributes', 0])
      const attributes = Object.entries(isObject(entry) ? entry : {})
        .filter(([key]) => key !== 'locale')
        .map(([key, text]) => ({
          key,
          text: String(text),
          isOptional: !lines.some(line => /^ *[^ #].*:/.test(line) && line.endsWith(`:${key}`)),
        }))
      return [name, { says, payload: lines, texts: attributes }]
    }),
  )
  return `import type { EventName } from '../alexa.ts'

/** The beginning of an event file. */
export interface Starter {
  /** What Alexa says, in English. */
  readonly says: string
  /** Lines of YAML below \`payload\`; \`${soon}\` stands for a time that is still ahead. */
  readonly payload: readonly string[]
  /** Texts of a locale; an optional one belongs to a property that is commented out. */
  readonly texts: readonly { readonly key: string; readonly text: string; readonly isOptional: boolean }[]
}

export const starters: Readonly<Record<EventName, Starter>> = ${JSON.stringify(starters, undefined, 2)}
`
}

/** The properties of an object as lines, each below its explanation. */
function linesOf(schema: JsonObject, example: Json | undefined, depth: number): readonly string[] {
  const { properties } = schema
  // What is required unless it is there by an older name.
  const required = [...texts(schema['required']), ...texts(valueAt(schema, ['else', 'required']))]
  return Object.entries(isObject(properties) ? properties : {}).flatMap(([name, property]) => {
    if (!isObject(property) || 'deprecationMessage' in property) return []
    const isRequired = required.includes(name)
    const indent = '  '.repeat(depth)
    const given = valueAt(example, [name])
    const inner = isObject(property['properties'])
      ? [`${indent}${name}:`, ...linesOf(property, given, depth + 1)]
      : [`${indent}${name}: ${valueText(property, given)}`]
    const commented = inner.map(line => `${indent}# ${line.slice(indent.length)}`)
    return [
      ...explained(property, isRequired).map(line => `${indent}# ${line}`),
      ...(isRequired ? inner : commented),
    ]
  })
}

/** What a property is for, and what it may be. */
function explained(property: JsonObject, isRequired: boolean): readonly string[] {
  const several = texts(valueAt(property, ['items', 'enum']) ?? [])
  const values = several.length > 0 ? several : texts(property['enum'] ?? [])
  const choice =
    values.length < 2 ? '' : ` ${several.length > 0 ? 'Any' : 'One'} of ${values.join(', ')}.`
  return wrapped(`${isRequired ? '' : 'Optional. '}${String(property['description'])}${choice}`, 88)
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length >= width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

function valueText(property: JsonObject, given: Json | undefined): string {
  if (property['x-time'] === true) return `"${soon}"`
  const key = property['x-localizable']
  if (typeof key === 'string') return `localizedattribute:${key}`
  const [first] = [property['examples'], property['enum']].flatMap(list =>
    isArray(list) ? list : [],
  )
  const style = { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 } as const
  return stringify(given ?? first ?? null, style).trim()
}
