import { isObject, type JsonObject, type Path, property, valueAt } from '../src/core/json.ts'
import { texts } from './generate-schemas.ts'

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
