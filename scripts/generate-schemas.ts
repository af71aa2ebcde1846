import { readdir, readFile } from 'node:fs/promises'
import { isArray, isObject, type Json, type JsonObject, property } from '../src/core/json.ts'

/** The schemas of a folder and of its subfolders, by their `$id`. */
export type Schemas = ReadonlyMap<string, JsonObject>

/** Where the schemas are published; each `$id` begins with it. */
export const publishedAt = 'https://unpkg.com/alexa-proactive@1/schemas/'

const folders = ['', 'events/']

/**
 * Reads the hand-written schemas below a folder.
 *
 * @param folder address of the folder, ending with a slash.
 * @throws where a schema's `$id` is not the address it is published at.
 */
export async function readSchemas(folder: URL): Promise<Schemas> {
  const schemas = new Map<string, JsonObject>()
  for (const subfolder of folders) {
    const names = await readdir(new URL(subfolder, folder))
    for (const name of names.filter(name => name.endsWith('.schema.json')).sort()) {
      const file = `${subfolder}${name}`
      const schema: Json = JSON.parse(await readFile(new URL(file, folder), 'utf8'))
      const id = `${publishedAt}${file}`
      if (!isObject(schema) || schema['$id'] !== id) throw new Error(`${file} lacks "$id": "${id}"`)
      schemas.set(id, schema)
    }
  }
  return schemas
}

/** The schema of a file such as `events/occasion.schema.json`, as it is written. */
export function schemaOf(schemas: Schemas, file: string): JsonObject {
  const schema = schemas.get(`${publishedAt}${file}`)
  if (schema === undefined) throw new Error(`There is no schema ${file}`)
  return schema
}

/**
 * A copy of a schema that stands alone: each `$ref` is replaced by what it refers to.
 * What stands beside a `$ref` wins over what is referred to, as editors have it.
 */
export function resolved(schemas: Schemas, file: string): JsonObject {
  const { definitions: _, ...schema } = schemaOf(schemas, file)
  return resolveIn(schema, `${publishedAt}${file}`, schemas)
}

function resolveIn(schema: JsonObject, base: string, schemas: Schemas): JsonObject {
  const { $ref: reference, ...own } = schema
  const inPlace = mapSubschemas(own, subschema => resolveIn(subschema, base, schemas))
  if (typeof reference !== 'string') return inPlace
  const target = new URL(reference, base)
  const pointer = decodeURIComponent(target.hash.slice(1))
  target.hash = ''
  const referred = at(schemas.get(target.href), pointer)
  if (referred === undefined) throw new Error(`${base} refers to ${reference}, which is not there`)
  return { ...resolveIn(referred, target.href, schemas), ...inPlace }
}

function at(root: JsonObject | undefined, pointer: string): JsonObject | undefined {
  let value: Json | undefined = root
  for (const step of pointer.split('/').slice(1)) {
    value = isObject(value) ? property(value, step) : undefined
  }
  return isObject(value) ? value : undefined
}

const single = ['items', 'additionalProperties', 'propertyNames', 'if', 'then', 'else', 'not']
const lists = ['allOf', 'anyOf']

/** A copy of a schema in which each schema directly below it is replaced. Other keywords stay. */
export function mapSubschemas(
  schema: JsonObject,
  change: (subschema: JsonObject, keyword: string) => Json,
): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (keyword === 'properties' && isObject(value)) {
        const changed = Object.entries(value).map(([name, subschema]) => [
          name,
          isObject(subschema) ? change(subschema, keyword) : subschema,
        ])
        return [keyword, Object.fromEntries(changed)]
      }
      if (lists.includes(keyword) && isArray(value)) {
        const changed = value.map(item => (isObject(item) ? change(item, keyword) : item))
        return [keyword, changed]
      }
      if (single.includes(keyword) && isObject(value)) return [keyword, change(value, keyword)]
      return [keyword, value]
    }),
  )
}

/** The texts of a list of texts; an empty list for anything else. */
export function texts(value: Json | undefined): readonly string[] {
  return isArray(value) ? value.filter(item => typeof item === 'string') : []
}
