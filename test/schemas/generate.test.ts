import { describe, expect, it } from 'vitest'
import { eventSchemas } from '../../scripts/generate-catalog.ts'
import { manifestNamesModule } from '../../scripts/generate-manifest-names.ts'
import { resolved } from '../../scripts/generate-schemas.ts'
import { fastValidator, thoroughValidator } from '../../scripts/generate-validators.ts'
import { publishedSchemas } from './published-schemas.ts'

const schemas = await publishedSchemas()
const kilobyte = 1_000

describe('generated validators', () => {
  const modules = [
    ...eventSchemas(schemas).flatMap(({ kebab, body, payload }) => [
      { name: `${kebab}, fast`, make: () => fastValidator(body), most: 8 * kilobyte },
      { name: `${kebab}, thorough`, make: () => thoroughValidator(payload), most: 12 * kilobyte },
    ]),
  ]

  it.each(modules)('$name: alone, small and the same every time', async ({ make, most }) => {
    const code = await make()
    expect(code).not.toMatch(/\brequire\b|\bimport\b/)
    expect(code).toMatch(/export\s*\{[^}]*\bvalidate\b/)
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
