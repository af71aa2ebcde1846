import { describe, expect, it } from 'vitest'
import { eventSchemas, manifestNamesModule } from '../../scripts/generate-catalog.ts'
import { resolved } from '../../scripts/generate-schemas.ts'
import { acceptingValidators, explainingValidators } from '../../scripts/generate-validators.ts'
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
    expect(code).toMatch(new RegExp(`export\\s*\\{[^}]*\\b${name}\\b`))
    expect(code.length).toBeLessThan(most)
    expect(await make()).toBe(code)
  })
})

it('names of the manifest are not written for want of them', () => {
  expect(() => manifestNamesModule({ definitions: {} })).toThrow('permissions or subscriptions')
})

it('a schema that refers to nothing is not written for want of its target', () => {
  const id = 'https://unpkg.com/alexa-proactive@1/schemas/broken.schema.json'
  const broken = new Map([[id, { $id: id, properties: { a: { $ref: '#/definitions/none' } } }]])
  expect(() => resolved(broken, 'broken.schema.json')).toThrow('#/definitions/none')
})
