import { compile } from 'json-schema-to-typescript'
import { isArray, isObject, type JsonObject } from '../src/core/json.ts'
import type { EventSchema } from './generate-catalog.ts'
import { mapSubschemas, texts } from './generate-schemas.ts'

const banner = '// Generated from schemas/ by scripts/generate.ts.\n'

/** TypeScript of the eight payloads, and of a map from event names to them. */
export async function payloadTypes(events: readonly EventSchema[]): Promise<string> {
  const modules: string[] = []
  for (const event of events) modules.push(await typesOf(event.payload, payloadName(event)))
  const members = events.map(event => `  readonly '${event.name}': ${payloadName(event)}`)
  const map = [
    '/** The payload of each proactive event, by the name of the event. */',
    'export interface PayloadByEvent {',
    ...members,
    '}',
  ]
  return [banner, ...modules, map.join('\n'), ''].join('\n')
}

/** TypeScript of one schema, under a name. */
export async function moduleOfTypes(schema: JsonObject, name: string): Promise<string> {
  return `${banner}\n${await typesOf(schema, name)}`
}

function payloadName(event: EventSchema): string {
  const [, name = ''] = event.name.split('.')
  return `${name}Payload`
}

async function typesOf(schema: JsonObject, name: string): Promise<string> {
  const { examples: _, ...described } = typed(schema)
  // A copy, because the compiler adds to what it is given.
  return compile(JSON.parse(JSON.stringify(described)), name, {
    bannerComment: '',
    ignoreMinAndMaxItems: true,
    style: { semi: false, singleQuote: true, printWidth: 100 },
  })
}

/**
 * A schema in terms that the type compiler knows: no titles and no `$id` (they would become names),
 * conditions as alternatives, and no names that are only tolerated.
 */
function typed(schema: JsonObject): JsonObject {
  const { $id: _, title: __, examples: ___, if: ____, then: yes, else: no, ...rest } = schema
  const plain = withoutTolerated(rest)
  if (isObject(yes) && isObject(no)) {
    const { type: _____, ...words } = plain
    return { ...words, anyOf: [typed(yes), typed(no)] }
  }
  const { allOf, ...unconditional } = isObject(no) ? withRequired(plain, no) : plain
  const conditional = !isArray(allOf) || allOf.every(item => isObject(item) && 'if' in item)
  return mapSubschemas(conditional ? unconditional : { ...unconditional, allOf }, typed)
}

function withoutTolerated(schema: JsonObject): JsonObject {
  const properties = schema['properties']
  if (!isObject(properties)) return schema
  const kept = Object.entries(properties).filter(
    ([, value]) => !(isObject(value) && 'deprecationMessage' in value),
  )
  return { ...schema, properties: Object.fromEntries(kept) }
}

/** Of two places for a required property the one that is not merely tolerated counts. */
function withRequired(schema: JsonObject, otherwise: JsonObject): JsonObject {
  return { ...schema, required: [...texts(schema['required']), ...texts(otherwise['required'])] }
}
