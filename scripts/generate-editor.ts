import type { JsonObject } from '../src/core/json.ts'
import { mapSubschemas, publishedAt, resolved, type Schemas } from './generate-schemas.ts'

const template: JsonObject = {
  title: 'Template',
  description: 'A Liquid template, rendered when the event is sent.',
  type: 'string',
  pattern: '\\{\\{|\\{%',
}

/**
 * The event file's schema for editors: it stands alone, and wherever a text, a number or a list
 * is wanted, a text that holds a Liquid template will do.
 */
export function editorSchema(schemas: Schemas): JsonObject {
  const eventFile = resolved(schemas, 'event-file.schema.json')
  return {
    ...withTemplates(eventFile),
    definitions: { template },
    $id: `${publishedAt}editor/event-file.schema.json`,
    $comment: 'Generated from ../event-file.schema.json by scripts/generate.ts.',
  }
}

/** A branch of a condition adds to a value that another keyword has given a form. */
const branches = new Set(['then', 'else', 'allOf'])

function withTemplates(schema: JsonObject): JsonObject {
  return mapSubschemas(schema, (subschema, keyword) => {
    if (keyword === 'if' || keyword === 'propertyNames') return described(subschema)
    const inner = withTemplates(described(subschema))
    return takesTemplates(subschema) && !branches.has(keyword) ? orTemplate(inner) : inner
  })
}

/** Leaves out what only the generator reads. */
function described(schema: JsonObject): JsonObject {
  const own = Object.entries(schema).filter(([keyword]) => !keyword.startsWith('x-'))
  return Object.fromEntries(own)
}

/** Texts without form take templates as they are. */
function takesTemplates(schema: JsonObject): boolean {
  const type = schema['type']
  if (type === 'integer' || type === 'array') return true
  return type === 'string' && ['enum', 'const', 'pattern', 'maxLength'].some(key => key in schema)
}

/** Title, description and the like stay outside, where editors look for them first. */
function orTemplate(schema: JsonObject): JsonObject {
  const { title, description, examples, deprecationMessage, doNotSuggest, ...rules } = schema
  const words = { title, description, examples, deprecationMessage, doNotSuggest }
  const known = Object.entries(words).flatMap(([keyword, value]) =>
    value === undefined ? [] : [{ [keyword]: value }],
  )
  const outside: JsonObject = Object.assign({}, ...known)
  return { ...outside, anyOf: [rules, { $ref: '#/definitions/template' }] }
}
