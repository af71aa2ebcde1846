import { type Region, regions } from '../alexa.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { JsonObject } from '../json.ts'
import { isObject } from '../json.ts'
import { nearest } from '../nearest.ts'
import { quoted } from '../source/document.ts'
import { findingAt, findPart, nameOf, type Part, partsOf, wrongType } from './checking.ts'
import { checkEndpoint, type EndpointOptions, endpointExample } from './endpoint.ts'
import { eventsKeys } from './events-keys.ts'

/** Countries, continents and AWS regions as people write them, by Alexa's region for them. */
const regionByOtherName: ReadonlyMap<string, Region> = new Map([
  ['US', 'NA'],
  ['USA', 'NA'],
  ['CA', 'NA'],
  ['AMERICAS', 'NA'],
  ['US-EAST-1', 'NA'],
  ['EUROPE', 'EU'],
  ['EMEA', 'EU'],
  ['UK', 'EU'],
  ['GB', 'EU'],
  ['DE', 'EU'],
  ['IN', 'EU'],
  ['INDIA', 'EU'],
  ['EU-WEST-1', 'EU'],
  ['JP', 'FE'],
  ['AU', 'FE'],
  ['AP', 'FE'],
  ['APAC', 'FE'],
  ['ASIA', 'FE'],
  ['US-WEST-2', 'FE'],
  ['AP-NORTHEAST-1', 'FE'],
])

/**
 * Checks `events.endpoint` and the endpoints of `events.regions` (Amazon's manifest schema requires
 * the first as soon as there are events).
 *
 * @returns the regions of Alexa that the manifest names, with the findings
 */
export function checkEndpoints(
  events: Part<JsonObject>,
  options: EndpointOptions,
): { readonly regions: readonly Region[]; readonly diagnostics: readonly Diagnostic[] } {
  const ofEvents = checkEndpointOf(events, options)
  const ofRegions = checkRegions(events, options)
  return { ...ofRegions, diagnostics: [...ofEvents, ...ofRegions.diagnostics] }
}

function checkRegions(
  events: Part<JsonObject>,
  options: EndpointOptions,
): { readonly regions: readonly Region[]; readonly diagnostics: readonly Diagnostic[] } {
  const { part, diagnostics } = findPart(
    events,
    'regions',
    'manifest/region-unknown',
    '"regions" is missing, so no region has an endpoint of its own',
    eventsKeys,
    // What becomes of a key that is not known is not documented.
    'warning',
  )
  if (part === undefined) return { regions: [], diagnostics: [] }
  if (!isObject(part.value)) {
    const help = `Write "regions": { "EU": { "endpoint": ${endpointExample} } }, or leave it out.`
    const wrong = wrongType(part, '"regions"', 'an object', help)
    return { regions: [], diagnostics: [...diagnostics, wrong] }
  }
  const parts = partsOf(part)
  const named = regions.filter(region => parts.some(entry => nameOf(entry) === region))
  const found = parts.flatMap(entry => checkRegion(entry, options))
  return { regions: named, diagnostics: [...diagnostics, ...found] }
}

function checkRegion(part: Part, options: EndpointOptions): readonly Diagnostic[] {
  const name = nameOf(part)
  const unknown = regions.some(region => region === name) ? [] : [unknownRegion(part, name)]
  if (!isObject(part.value)) {
    const help = `Write ${quoted(name)}: { "endpoint": ${endpointExample} }.`
    return [...unknown, wrongType(part, `The region ${quoted(name)}`, 'an object', help)]
  }
  return [...unknown, ...checkEndpointOf(part, options)]
}

function unknownRegion(part: Part, name: string): Diagnostic {
  if (name === 'default') {
    return findingAt(
      part,
      'manifest/region-unknown',
      '"default" is a region in the files of the ASK CLI only, not in the manifest.',
      'Move its endpoint to "events.endpoint".',
      { at: 'key' },
    )
  }
  const meant = regionByOtherName.get(name.toUpperCase()) ?? nearest(name, regions)
  return findingAt(
    part,
    'manifest/region-unknown',
    `The region ${quoted(name)} is none of Alexa's${meant === undefined ? '.' : `; did you mean ${meant}?`}`,
    'Use NA (Americas), EU (Europe and India) or FE (Far East and Australia).',
    { at: 'key' },
  )
}

/** Checks the endpoint of the events or of one of their regions. */
function checkEndpointOf(owner: Part, options: EndpointOptions): readonly Diagnostic[] {
  const rule = 'manifest/endpoint-missing'
  const consequence = `"endpoint" is missing in ${quoted(nameOf(owner))}, and skill management refuses the manifest without it`
  const found = findPart(owner, 'endpoint', rule, consequence, eventsKeys)
  if (found.part !== undefined) {
    return [...found.diagnostics, ...checkEndpoint(found.part, options)]
  }
  if (options.writtenAtDeploy) return []
  return [findingAt(owner, rule, `${consequence}.`, `Add "endpoint": ${endpointExample}.`)]
}
