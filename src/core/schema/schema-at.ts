import {
  isArray,
  isObject,
  type Json,
  type JsonObject,
  type Path,
  property,
  valueAt,
} from '../json.ts'

/**
 * The schemas that apply to the value at a path, the plainest first: more than one where
 * conditions and alternatives add to what stands under `properties`.
 *
 * @param root a schema without `$ref`.
 * @param value the whole value, since conditions depend on it.
 */
export function schemasAt(root: JsonObject, value: Json, path: Path): readonly JsonObject[] {
  let schemas = applying(root, value)
  let current: Json | undefined = value
  for (const step of path) {
    current = valueAt(current, [step])
    const below = current ?? null
    schemas = schemas
      .flatMap(schema => childSchemas(schema, step))
      .flatMap(schema => applying(schema, below))
  }
  return schemas
}

function childSchemas(schema: JsonObject, step: string | number): readonly JsonObject[] {
  if (typeof step === 'number') return objects([schema['items']])
  const properties = schema['properties']
  const own = isObject(properties) ? property(properties, step) : undefined
  return objects([own ?? schema['additionalProperties']])
}

/** A schema and every schema inside it that speaks of the same value. */
function applying(schema: JsonObject, value: Json): readonly JsonObject[] {
  const { allOf, if: condition, then: yes, else: no } = schema
  const conditional = isObject(condition) ? [holds(condition, value) ? yes : no] : []
  const parts = [...(isArray(allOf) ? allOf : []), ...conditional]
  return [schema, ...objects(parts).flatMap(part => applying(part, value))]
}

/** Decides the conditions the schemas have: on what is there, on a constant. */
function holds(condition: JsonObject, value: Json): boolean {
  const { const: constant, required, properties } = condition
  if (constant !== undefined && constant !== value) return false
  if (!isObject(value)) return required === undefined && properties === undefined
  return (
    (!isArray(required) || required.every(name => typeof name !== 'string' || name in value)) &&
    (!isObject(properties) || Object.entries(properties).every(met))
  )

  function met([name, schema]: [string, Json]): boolean {
    const own = isObject(value) ? property(value, name) : undefined
    return own === undefined || !isObject(schema) || holds(schema, own)
  }
}

function objects(values: readonly (Json | undefined)[]): readonly JsonObject[] {
  return values.filter(isObject)
}
