import { type Region, regions } from '../alexa.ts'
import type { Diagnostic, Place } from '../diagnostic.ts'
import { isObject, type JsonObject, type Path, valueAt } from '../json.ts'
import { type Document, quoted } from '../source/document.ts'
import { didYouMean, nearest } from '../wording.ts'
import {
  exampleArn,
  mistakeInArn,
  placeholderIn,
  regionOfArn,
  triggerRegions,
  unreachable,
} from './address.ts'
import { findingAt, findPart, nameOf, type Part, partOf, partsOf, wrongType } from './parts.ts'

/** What `events` of a manifest holds; another key may be meant as one of these. */
export const eventsKeys: readonly string[] = [
  'publications',
  'subscriptions',
  'endpoint',
  'regions',
]

/** An address that Alexa sends the events of a skill to. */
export interface ManifestEndpoint {
  /** The region of Alexa whose customers it serves; `default` for `events.endpoint`. */
  readonly of: 'default' | Region
  /** The ARN of a function, an https address, or whatever stands there; never empty. */
  readonly uri: string
  /** Where the address stands. */
  readonly place: Place
}

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

/** Countries, continents and AWS regions as people write them, by Alexa's region for them. */
const otherRegionNames: Readonly<Record<Region, readonly string[]>> = {
  NA: ['US', 'USA', 'CA', 'AMERICAS', 'US-EAST-1'],
  EU: ['EUROPE', 'EMEA', 'UK', 'GB', 'DE', 'IN', 'INDIA', 'EU-WEST-1'],
  FE: ['JP', 'AU', 'AP', 'APAC', 'ASIA', 'US-WEST-2', 'AP-NORTHEAST-1'],
}

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
  const meant =
    regions.find(region => otherRegionNames[region].includes(name.toUpperCase())) ??
    nearest(name, regions)
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
  if (options.writtenAtDeploy || options.mayLack) return []
  return [findingAt(owner, rule, `${consequence}.`, `Add "endpoint": ${endpointExample}.`)]
}

export interface EndpointOptions {
  /** Whether customers are about to be notified; then a placeholder is an error. */
  readonly sending: boolean
  /** Whether the ASK CLI writes the endpoints at deploy, so that none need be there yet. */
  readonly writtenAtDeploy: boolean
  /** Whether there is nothing that an endpoint would be for. */
  readonly mayLack: boolean
}

/** An endpoint for help texts. */
export const endpointExample = `{ "uri": "${exampleArn}" }`

const certificateTypes = ['Trusted', 'Wildcard', 'SelfSigned']

/** Checks one endpoint of the manifest: its address and its certificate type. */
export function checkEndpoint(endpoint: Part, options: EndpointOptions): readonly Diagnostic[] {
  if (!isObject(endpoint.value)) {
    return [wrongType(endpoint, '"endpoint"', 'an object', `Write ${endpointExample}.`)]
  }
  const found = findPart(
    endpoint,
    'uri',
    'manifest/endpoint-missing',
    '"uri" is missing, and skill management refuses the manifest without it',
  )
  const { part: uri } = found
  if (uri === undefined || uri.value === '') {
    return options.writtenAtDeploy ? [] : [missingUri(endpoint, uri)]
  }
  if (typeof uri.value !== 'string') {
    const wrong = wrongType(uri, '"uri"', 'a text', `Write "uri": "${exampleArn}".`)
    return [...found.diagnostics, wrong]
  }
  const certificate = partOf(endpoint, 'sslCertificateType')
  return [
    ...found.diagnostics,
    ...checkUri(uri, uri.value, options),
    ...checkCertificate(endpoint, certificate, uri.value),
  ]
}

function missingUri(endpoint: Part, uri: Part | undefined): Diagnostic {
  return findingAt(
    uri ?? endpoint,
    'manifest/endpoint-missing',
    `"uri" is ${uri === undefined ? 'missing' : 'empty'}, and skill management refuses the manifest without it.`,
    `Write "uri": "${exampleArn}".`,
  )
}

function checkUri(uri: Part, address: string, options: EndpointOptions): readonly Diagnostic[] {
  const placeholder = placeholderIn(address)
  if (placeholder !== undefined) {
    if (options.writtenAtDeploy) return []
    const diagnostic = findingAt(
      uri,
      'manifest/endpoint-placeholder',
      `The endpoint ${quoted(address)} is a placeholder (${quoted(placeholder)}).`,
      'Fill in the address before the manifest is deployed.',
      { severity: options.sending ? 'error' : 'warning' },
    )
    return [diagnostic]
  }
  if (isHttps(address)) return checkReachable(uri, address)
  if (address.trim() !== address) return [blanksAround(uri, address)]
  if (!address.startsWith('arn')) return [noAddress(uri, address)]
  const mistake = mistakeInArn(address)
  if (mistake !== undefined) {
    return [findingAt(uri, 'manifest/endpoint-arn', `The ARN ${mistake.message}.`, mistake.help)]
  }
  return checkTriggerRegion(uri, regionOfArn(address))
}

function isHttps(address: string): boolean {
  return address.startsWith('https://') && URL.canParse(address)
}

function checkReachable(uri: Part, address: string): readonly Diagnostic[] {
  const reason = unreachable(address)
  if (reason === undefined) return []
  const message = `Alexa cannot call the endpoint ${quoted(address)}: ${reason}.`
  const help = 'Write an address that is reachable from the internet, on port 443.'
  return [findingAt(uri, 'manifest/endpoint-unreachable', message, help)]
}

function blanksAround(uri: Part, address: string): Diagnostic {
  const isArn = address.startsWith('arn')
  return findingAt(
    uri,
    isArn ? 'manifest/endpoint-arn' : 'manifest/endpoint-uri',
    'The endpoint has blanks before or behind it.',
    address.trim().startsWith('arn') && mistakeInArn(address.trim()) !== undefined
      ? `Write it without blanks and whole, such as ${exampleArn}.`
      : `Write "uri": "${address.trim()}".`,
  )
}

function noAddress(uri: Part, address: string): Diagnostic {
  return findingAt(
    uri,
    'manifest/endpoint-uri',
    `The endpoint ${quoted(address)} is neither the ARN of a function nor an https address.`,
    address.startsWith('http://')
      ? 'Use https://; Alexa does not call plain http.'
      : address.startsWith('https://')
        ? 'Write the whole address, such as https://example.com/alexa.'
        : `Write the full ARN, such as ${exampleArn}.`,
  )
}

function checkTriggerRegion(uri: Part, region: string): readonly Diagnostic[] {
  if (triggerRegions.includes(region)) return []
  const diagnostic = findingAt(
    uri,
    'manifest/endpoint-region',
    `The function is in ${quoted(region)}, where Alexa cannot call it${didYouMean(region, triggerRegions) || '.'}`,
    `Deploy it to one of ${triggerRegions.join(', ')}.`,
  )
  return [diagnostic]
}

function checkCertificate(
  endpoint: Part,
  certificate: Part | undefined,
  address: string,
): readonly Diagnostic[] {
  if (certificate === undefined) {
    return isHttps(address) ? [noCertificate(endpoint)] : []
  }
  if (address.startsWith('arn')) {
    const diagnostic = findingAt(
      certificate,
      'manifest/certificate-on-arn',
      '"sslCertificateType" is for https endpoints; this endpoint is a Lambda function.',
      'Remove "sslCertificateType".',
      { at: 'key' },
    )
    return [diagnostic]
  }
  const { value } = certificate
  if (typeof value === 'string' && certificateTypes.includes(value)) return []
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const diagnostic = findingAt(
    certificate,
    'manifest/certificate-unknown',
    `The certificate type ${quoted(text)} is none of ${certificateTypes.join(', ')}${didYouMean(text, certificateTypes) || '.'}`,
    'Write "sslCertificateType": "Trusted".',
  )
  return [diagnostic]
}

function noCertificate(endpoint: Part): Diagnostic {
  return findingAt(
    endpoint,
    'manifest/certificate-missing',
    'The https endpoint has no "sslCertificateType"; what Amazon does without it is not known.',
    'Add "sslCertificateType": "Trusted".',
  )
}
