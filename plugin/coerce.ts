import { isArray, isObject, type Json, type JsonObject, property } from '../src/core/json.ts'

/**
 * Gives values the types that a schema asks for, where what was written can only mean that: variables
 * of serverless.yml often resolve to texts (`"true"`, `"3"`, `"NA, EU"`). Everything else stays.
 */
export function coerced(value: Json, schema: Json | undefined): Json {
  if (!isObject(schema)) return value
  switch (schema['type']) {
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value
    case 'integer':
      return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
    case 'array':
      return typeof value === 'string' ? value.split(/[\s,]+/).filter(item => item !== '') : value
    case 'object':
      return isObject(value) ? coercedMap(value, schema) : value
    default:
      return value
  }
}

function coercedMap(value: JsonObject, schema: JsonObject): Json {
  const properties = schema['properties']
  const others = schema['additionalProperties']
  const entries = Object.entries(value).map(([key, item]) => {
    const own = isObject(properties) ? property(properties, key) : undefined
    return [key, isArray(item) ? item : coerced(item, own ?? others)]
  })
  return Object.fromEntries(entries)
}
