import { isObject, type JsonObject, property, valueAt } from '../../src/core/json.ts'

/** The resources of a template: logical id and type, in its order. What is no resource is left out. */
export function resources(template: JsonObject): readonly (readonly [string, string])[] {
  const all = property(template, 'Resources')
  if (!isObject(all)) return []
  return Object.keys(all).flatMap(logicalId => {
    const type = typeOf(template, logicalId)
    return type === undefined ? [] : [[logicalId, type] as const]
  })
}

/** The type of a resource, `AWS::Lambda::Function`; undefined where the template has no such resource. */
export function typeOf(template: JsonObject, logicalId: string): string | undefined {
  const type = valueAt(template, ['Resources', logicalId, 'Type'])
  return typeof type === 'string' ? type : undefined
}

/** The properties of a resource; empty where it has none. */
export function resourceProperties(template: JsonObject, logicalId: string): JsonObject {
  const properties = valueAt(template, ['Resources', logicalId, 'Properties'])
  return isObject(properties) ? properties : {}
}

/** Whether a template has parts that are not in it: nested stacks, or macros that write some. */
export function hasHiddenParts(template: JsonObject): boolean {
  return (
    property(template, 'Transform') !== undefined ||
    resources(template).some(([, type]) => type === 'AWS::CloudFormation::Stack')
  )
}
