import { describe, expect, it } from 'vitest'
import { schemaOf } from '../../scripts/generate-schemas.ts'
import { eventNames } from '../../src/core/alexa.ts'
import { problemsOfBody } from '../../src/core/event/payload.ts'
import { isArray, isObject, type Json, type JsonObject, valueAt } from '../../src/core/json.ts'
import { ajvWith, publishedSchemas } from './published-schemas.ts'

const schemas = await publishedSchemas()
const files = [...schemas].map(([id, schema]) => ({ id, schema }))

describe.each(files)('$id', ({ id, schema }) => {
  const ajv = ajvWith(schemas)

  it('is a valid schema of draft-07, and all it refers to is there', () => {
    expect(schema['$schema']).toBe('http://json-schema.org/draft-07/schema#')
    expect(ajv.validateSchema(schema), ajv.errorsText()).toBe(true)
    expect(ajv.getSchema(id)).toBeTypeOf('function')
  })

  it('accepts its own examples', () => {
    const validate = ajv.getSchema(id)
    for (const example of examplesOf(schema)) {
      expect(validate?.(example), `${ajv.errorsText(validate?.errors)} in ${id}`).toBe(true)
    }
  })

  it('accepts the examples of each part', () => {
    for (const { part, example } of partsWithExamples(schema, id)) {
      const validate = ajv.compile({ $ref: part })
      expect(validate(example), `${part}: ${JSON.stringify(example)}`).toBe(true)
    }
  })

  it('shows a title and a description for each property', () => {
    expect(undescribed(schema, '', schema)).toEqual([])
  })
})

describe('the events', () => {
  it('have a schema each, with the complete body as example', async () => {
    const bodies = files
      .filter(({ id }) => id.includes('/events/'))
      .flatMap(({ schema }) => examplesOf(schema))
    const names = new Set(bodies.map(body => valueAt(body, ['event', 'name'])))
    expect([...names].sort()).toEqual([...eventNames].sort())
    for (const name of eventNames) {
      const own = bodies.filter(body => valueAt(body, ['event', 'name']) === name)
      for (const body of own) expect(problemsOfBody(name, body)).toEqual([])
    }
  })
})

describe('the result', () => {
  const validate = ajvWith(schemas).getSchema(
    'https://unpkg.com/alexa-proactive@1/schemas/result.schema.json',
  )
  const [example] = examplesOf(schemaOf(schemas, 'result.schema.json'))

  it.each([
    ['a place without line', { file: 'skill.json' }],
    ['a line without file', { line: 1, column: 1, endLine: 1, endColumn: 2 }],
    ['an unknown severity', { severity: 'info' }],
    ['null for what is not known', { file: null }],
  ])('excludes a finding with %s', (_, change) => {
    const finding = {
      rule: 'a/b',
      severity: 'error',
      message: 'x',
      help: 'x',
      docs: 'x',
      ...change,
    }
    const plain = { rule: 'a/b', severity: 'error', message: 'x', help: 'x', docs: 'x' }
    if (!isObject(example)) throw new Error('no example')
    expect(validate?.({ ...example, diagnostics: [plain] })).toBe(true)
    expect(validate?.({ ...example, diagnostics: [finding] })).toBe(false)
  })
})

function examplesOf(schema: JsonObject): readonly Json[] {
  const examples = schema['examples']
  return isArray(examples) ? examples : []
}

interface PartExample {
  readonly part: string
  readonly example: Json
}

/** Examples at any depth, each with the address of the part they are for. */
function partsWithExamples(value: Json, address: string): readonly PartExample[] {
  const base = address.includes('#') ? address : `${address}#`
  if (isArray(value))
    return value.flatMap((item, index) => partsWithExamples(item, `${base}/${index}`))
  if (!isObject(value)) return []
  const own = examplesOf(value).map(example => ({ part: base, example }))
  const inner = Object.entries(value)
    .filter(([keyword]) => keyword !== 'examples')
    .flatMap(([keyword, item]) => partsWithExamples(item, `${base}/${encodeURIComponent(keyword)}`))
  return [...own, ...inner]
}

/** Paths of properties an editor would show nothing for. */
function undescribed(value: Json, path: string, root: JsonObject): readonly string[] {
  if (!isObject(value))
    return isArray(value) ? value.flatMap(item => undescribed(item, path, root)) : []
  const properties = value['properties']
  const isCondition = /\/if$|\/then$/.test(path)
  const silent =
    isObject(properties) && !isCondition && !path.includes('locales')
      ? Object.entries(properties)
          .filter(([, schema]) => isObject(schema) && !('$ref' in schema))
          .filter(([, schema]) => !valueAt(schema, ['title']) || !valueAt(schema, ['description']))
          .map(([name]) => `${path}/${name}`)
      : []
  const inner = Object.entries(value)
    .filter(([keyword]) => !['examples', 'if', 'then'].includes(keyword))
    .flatMap(([keyword, item]) => undescribed(item, `${path}/${keyword}`, root))
  return [...silent, ...inner]
}
