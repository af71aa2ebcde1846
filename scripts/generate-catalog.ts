import { isObject, type JsonObject, type Path, property, valueAt } from '../src/core/json.ts'
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

const inManifest: Path = ['definitions', 'manifest', 'properties']
const permission: Path = ['permissions', 'items', 'properties', 'name']
const subscription: Path = ['events', 'properties', 'subscriptions', 'items', 'properties']

/**
 * The source of a module with the names that the manifest's schema lists: permissions,
 * subscriptions, and a pattern for those subscriptions that belong to devices.
 *
 * @throws where the schema does not hold them at the usual place.
 */
export function manifestNamesModule(manifest: JsonObject): string {
  const permissions = texts(valueAt(manifest, [...inManifest, ...permission, 'enum']))
  const [listed, ofDevices] = [0, 1].map(index =>
    valueAt(manifest, [...inManifest, ...subscription, 'eventName', 'anyOf', index]),
  )
  const subscriptions = isObject(listed) ? texts(property(listed, 'enum')) : []
  const pattern = isObject(ofDevices) ? property(ofDevices, 'pattern') : undefined
  if (permissions.length === 0 || subscriptions.length === 0 || typeof pattern !== 'string') {
    throw new Error('The schema of the manifest lacks names of permissions or subscriptions')
  }
  return [
    `export const permissionNames = ${JSON.stringify(permissions, undefined, 2)} as const`,
    `export const subscriptionNames = ${JSON.stringify(subscriptions, undefined, 2)} as const`,
    `export const deviceSubscription = new RegExp(${JSON.stringify(pattern)})`,
    '',
  ].join('\n\n')
}
