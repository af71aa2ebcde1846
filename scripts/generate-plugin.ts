import type { JsonObject } from '../src/core/json.ts'
import { mapSubschemas, resolved, type Schemas } from './generate-schemas.ts'
import { moduleOfTypes } from './generate-types.ts'
import { explainingValidators } from './generate-validators.ts'

const declaration = `import type { JsonObject } from '../../src/core/json.ts'
import type { ValidationError } from '../../src/core/schema/problems.ts'
import type { AlexaProactiveSettings } from './settings-types.ts'

export declare const validate: {
  (value: unknown): value is AlexaProactiveSettings
  readonly errors?: readonly ValidationError[] | null
}
export declare const schema: JsonObject
`

/** The files of plugin/generated, by name: validator, types and the schema that the framework gets. */
export async function pluginFiles(schemas: Schemas): Promise<ReadonlyMap<string, string>> {
  const settings = resolved(schemas, 'plugin-settings.schema.json')
  return new Map([
    ['settings.explains.js', explainingValidators(new Map([['settings', settings]]))],
    [
      'settings.problems.js',
      "import { explains } from './settings.explains.js'\nexport const { validate, schema } = explains.settings\n",
    ],
    ['settings.problems.d.ts', declaration],
    ['settings-types.ts', await moduleOfTypes(settings, 'AlexaProactiveSettings')],
    [
      'framework-schema.ts',
      `export const frameworkSchema = ${JSON.stringify(bare(settings), undefined, 2)} as const\n`,
    ],
  ])
}

const handedOver = new Set(['type', 'properties', 'additionalProperties', 'items'])

/**
 * What the framework checks by itself: names and types. Unknown names, wrong values and what is missing
 * are left to the plugin: a framework that takes them for errors stops at its own few words, without
 * what was meant, where it stands and what else is wrong.
 */
function bare(schema: JsonObject): JsonObject {
  // Frameworks complain of a choice of types.
  if (Array.isArray(schema['type'])) return {}
  const kept = Object.entries(schema).filter(
    ([keyword, value]) => handedOver.has(keyword) && value !== false,
  )
  return mapSubschemas(Object.fromEntries(kept), bare)
}
