import { isObject, type JsonObject, type Path, valueAt } from '../src/core/json.ts'
import { resolved, type Schemas, schemaOf, texts } from './generate-schemas.ts'

/** An event as the schemas have it: its name, and its schema. */
export interface EventSchema {
  readonly name: string
  /** The complete body, standing alone. */
  readonly body: JsonObject
  readonly payload: JsonObject
}

/** The events in the order of the event file's schema. Throws where an event has no schema. */
export function eventSchemas(schemas: Schemas): readonly EventSchema[] {
  const eventFile = schemaOf(schemas, 'event-file.schema.json')
  const names = texts(valueAt(eventFile, ['properties', 'event', 'properties', 'name', 'enum']))
  const files = [...schemas.keys()].flatMap(id => /events\/.*$/.exec(id)?.[0] ?? [])
  const events = files.flatMap(file => {
    const body = resolved(schemas, file)
    const event = valueAt(body, ['properties', 'event', 'properties'])
    const name = valueAt(event, ['name', 'const'])
    const payload = valueAt(event, ['payload'])
    if (typeof name !== 'string' || !isObject(payload)) return []
    return [{ name, body, payload }]
  })
  return names.map(name => {
    const event = events.find(event => event.name === name)
    if (event === undefined) throw new Error(`No schema in schemas/events is for ${name}`)
    return event
  })
}

/** The source of a module that holds what the schemas say of the events beyond their shape. */
export function catalogModule(events: readonly EventSchema[]): string {
  const entries = Object.fromEntries(
    events.map(({ name, body, payload }) => {
      const leaves = leavesOf(payload, [])
      const localizable = leaves.flatMap(({ schema, path }) => {
        const key = schema['x-localizable']
        return typeof key === 'string' ? [{ path, key }] : []
      })
      const times = leaves.filter(({ schema }) => schema['x-time'] === true).map(leaf => leaf.path)
      const englishOnly = body['x-english-only'] === true
      return [name, { title: body['title'], localizable, times, englishOnly }]
    }),
  )
  return [
    `export const eventNames = ${JSON.stringify(events.map(event => event.name))} as const`,
    `export const entries = ${JSON.stringify(entries, undefined, 2)} as const`,
    '',
  ].join('\n\n')
}

interface Leaf {
  readonly path: Path
  readonly schema: JsonObject
}

/** What stands under a name that is only tolerated is left out. */
function leavesOf(schema: JsonObject, path: Path): readonly Leaf[] {
  if ('deprecationMessage' in schema) return []
  const properties = schema['properties']
  if (!isObject(properties)) return [{ path, schema }]
  return Object.entries(properties).flatMap(([name, subschema]) =>
    isObject(subschema) ? leavesOf(subschema, [...path, name]) : [],
  )
}

const permissionEnum: Path = [
  ...['definitions', 'manifest', 'properties'],
  ...['permissions', 'items', 'properties', 'name', 'enum'],
]

/**
 * The source of a module with the names that manifests may have: permissions from the schema, and
 * subscriptions from `ask-smapi-model`, skill events first.
 *
 * @param model `index.d.ts` of that package
 * @throws where either does not hold them at the usual place.
 */
export function manifestNamesModule(manifest: JsonObject, model: string): string {
  const permissions = texts(valueAt(manifest, permissionEnum))
  const [, union = ''] = /\btype EventNameType = ([^;]*);/.exec(model) ?? []
  const names = [...union.matchAll(/'([^']+)'/g)].map(([, name = '']) => name).sort()
  const isSkillEvent = (name: string) => !name.includes('.')
  if (permissions.length === 0 || names.length === 0) {
    throw new Error('The schema or the model lacks names of permissions or subscriptions')
  }
  return [
    `export const permissionNames = ${JSON.stringify(permissions, undefined, 2)} as const`,
    `/** Events of the skill itself. */
export const skillEventNames = ${JSON.stringify(names.filter(isSkillEvent), undefined, 2)} as const`,
    `/** Events of interfaces. */
export const interfaceEventNames: readonly string[] = ${JSON.stringify(
      names.filter(name => !isSkillEvent(name)),
      undefined,
      2,
    )}`,
    '',
  ].join('\n\n')
}
