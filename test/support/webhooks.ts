import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isArray, isObject, type Json, type JsonObject } from '../../src/core/json.ts'

const file = createRequire(import.meta.url).resolve('@octokit/webhooks-examples')
const definitions: Json = JSON.parse(readFileSync(file, 'utf8'))

/** Payloads of an event as GitHub delivered them; at least one. */
export function examplesOf(event: string): readonly JsonObject[] {
  const found = (isArray(definitions) ? definitions : [])
    .filter(isObject)
    .filter(definition => definition['name'] === event)
    .flatMap(({ examples }) => (isArray(examples) ? examples : []))
    .filter(isObject)
  if (found.length === 0) throw new Error(`There are no examples of ${event}.`)
  return found
}

/** The first payload of an event for which `chosen` holds. */
export function exampleOf(
  event: string,
  chosen: (payload: JsonObject) => boolean = () => true,
): JsonObject {
  const found = examplesOf(event).find(chosen)
  if (found === undefined) throw new Error(`There is no such example of ${event}.`)
  return found
}
