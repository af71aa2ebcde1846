import { type Region, regions } from '../alexa.ts'
import { type JsonObject, type Path, valueAt } from '../json.ts'
import type { Document } from '../source/document.ts'
import type { ManifestEndpoint } from './manifest.ts'

/**
 * The addresses of `events.endpoint` and of the regions of Alexa in `events.regions`, in this order,
 * as they are written; the rules say what is wrong with them.
 *
 * @param path where `events` stands in the document
 */
export function endpointsOf(
  document: Document,
  path: Path,
  events: JsonObject,
): readonly ManifestEndpoint[] {
  const owners: readonly (readonly ['default' | Region, Path])[] = [
    ['default', []],
    ...regions.map(region => [region, ['regions', region]] as const),
  ]
  return owners.flatMap(([of, way]) => {
    const wayToUri = [...way, 'endpoint', 'uri']
    const uri = valueAt(events, wayToUri)
    return typeof uri === 'string' && uri !== ''
      ? [{ of, uri, place: document.place([...path, ...wayToUri]) }]
      : []
  })
}
