import { minifySync } from 'rolldown/utils'
import { describe, expect, it } from 'vitest'
import { eventSchemas, manifestNamesModule } from '../../scripts/generate-catalog.ts'
import { resolved, schemaOf, texts } from '../../scripts/generate-schemas.ts'
import { acceptingValidators, explainingValidators } from '../../scripts/generate-validators.ts'
import { interfaceEventNames, skillEventNames } from '../../src/core/generated/manifest-names.ts'
import { valueAt } from '../../src/core/json.ts'
import { publishedSchemas } from './published-schemas.ts'

const schemas = await publishedSchemas()
const kilobyte = 1_000

describe('generated validators', () => {
  const events = eventSchemas(schemas)
  const bodies = new Map(events.map(({ name, body }) => [name, body]))
  const payloads = new Map(events.map(({ name, payload }) => [name, payload]))
  const modules = [
    { name: 'accepts', make: () => acceptingValidators(bodies), most: 64 * kilobyte },
    { name: 'explains', make: () => explainingValidators(payloads), most: 96 * kilobyte },
  ]

  it.each(modules)('$name: alone, small and the same every time', async ({ name, make, most }) => {
    const code = await make()
    expect(code).not.toMatch(/\brequire\b|\bimport\b/)
    expect(code).toMatch(new RegExp(`^export const ${name} = `, 'm'))
    // As the build of dist makes it.
    expect(minifySync(`${name}.js`, code).code.length).toBeLessThan(most)
    expect(await make()).toBe(code)
  })
})

it('names of the manifest are not written for want of them', () => {
  const model = "type EventNameType = 'SKILL_ENABLED';"
  const refusal = 'permissions or subscriptions'
  expect(() => manifestNamesModule({ definitions: {} }, model)).toThrow(refusal)
  const manifest = schemaOf(schemas, 'manifest.schema.json')
  expect(() => manifestNamesModule(manifest, 'type Other = never;')).toThrow(refusal)
})

it('the schema of the manifest lists the subscriptions of the Skill Management API', () => {
  const names = [...skillEventNames, ...interfaceEventNames]
  expect(names).toHaveLength(231)
  const inSchema = valueAt(schemaOf(schemas, 'manifest.schema.json'), [
    ...['definitions', 'manifest', 'properties', 'events', 'properties'],
    ...['subscriptions', 'items', 'properties', 'eventName', 'enum'],
  ])
  expect([...texts(inSchema)].sort()).toEqual(names.sort())
})

it('a schema that refers to nothing is not written for want of its target', () => {
  const id = 'https://unpkg.com/alexa-proactive@1/schemas/broken.schema.json'
  const broken = new Map([[id, { $id: id, properties: { a: { $ref: '#/definitions/none' } } }]])
  expect(() => resolved(broken, 'broken.schema.json')).toThrow('#/definitions/none')
})
