import { type Region, regions } from '../alexa.ts'
import type { Place } from '../diagnostic.ts'
import { isObject, type Path } from '../json.ts'
import { quoted } from '../source/document.ts'
import { didYouMean, nearest } from '../wording.ts'
import {
  exampleArn,
  mistakeInArn,
  placeholderIn,
  regionOfArn,
  triggerRegions,
  unreachable,
} from './address.ts'
import {
  type Findings,
  findPart,
  likelyPart,
  nameOf,
  type Part,
  partOf,
  partsOf,
  wrongType,
} from './parts.ts'

/** An address that Alexa sends the events of a skill to. */
export interface ManifestEndpoint {
  /** The region of Alexa whose customers it serves; `default` for `events.endpoint`. */
  readonly of: 'default' | Region
  /** The ARN of a function, an https address, or whatever else it says; never empty. */
  readonly uri: string
  /** Where the address is. */
  readonly place: Place
}

/**
 * The addresses of `events.endpoint` and of the regions of Alexa in `events.regions`, in this order,
 * as they are written; the rules say what is wrong with them.
 */
export function endpointsOf(events: Part): readonly ManifestEndpoint[] {
  const owners: readonly (readonly ['default' | Region, Path])[] = [
    ['default', []],
    ...regions.map(region => [region, ['regions', region]] as const),
  ]
  return owners.flatMap(([of, way]) => {
    const uri = partOf(events, ...way, 'endpoint', 'uri')
    return typeof uri?.value === 'string' && uri.value !== ''
      ? [{ of, uri: uri.value, place: uri.document.place(uri.path) }]
      : []
  })
}

/** Countries, continents and AWS regions as people write them, by Alexa's region for them. */
const otherRegionNames: Readonly<Record<Region, readonly string[]>> = {
  NA: ['US', 'USA', 'CA', 'AMERICAS', 'US-EAST-1'],
  EU: ['EUROPE', 'EMEA', 'UK', 'GB', 'DE', 'IN', 'INDIA', 'EU-WEST-1'],
  FE: ['JP', 'AU', 'AP', 'APAC', 'ASIA', 'US-WEST-2', 'AP-NORTHEAST-1'],
}

/** What the check of an endpoint depends on. */
interface EndpointOptions {
  /** Whether customers are about to be notified; then a placeholder is an error. */
  readonly sending: boolean
  /** Whether the ASK CLI writes the endpoints at deploy, so that none need be there yet. */
  readonly writtenAtDeploy: boolean
  /** Whether there is nothing that an endpoint would be for. */
  readonly mayLack: boolean
}

/**
 * Checks `events.endpoint` and the endpoints of `events.regions` (Amazon's manifest schema requires
 * the first as soon as there are events).
 *
 * @returns the regions of Alexa that the manifest names
 */
export function checkEndpoints(
  events: Part,
  options: EndpointOptions,
  found: Findings,
): readonly Region[] {
  checkEndpointOf(events, options, found)
  const consequence = '"regions" is missing, so no region has an endpoint of its own'
  // What Amazon does with an unknown key is not documented.
  const severity = 'warning'
  const rule = 'manifest/region-unknown'
  const part = findPart(events, 'regions', rule, consequence, found, severity)
  if (part === undefined) return []
  if (!isObject(part.value)) {
    const help = `Write "regions": { "EU": { "endpoint": ${endpointExample} } }, or leave it out.`
    wrongType(part, '"regions"', 'an object', help, found)
    return []
  }
  const named = partsOf(part)
  for (const region of named) checkRegion(region, options, found)
  return regions.filter(region => named.some(entry => nameOf(entry) === region))
}

function checkRegion(part: Part, options: EndpointOptions, found: Findings): void {
  const name = nameOf(part)
  if (name === 'default') {
    const message = '"default" is a region in the files of the ASK CLI only, not in the manifest.'
    const help = 'Move its endpoint to "events.endpoint".'
    found.key(part, 'manifest/region-unknown', message, help)
  } else if (!regions.some(region => region === name)) {
    const likely =
      regions.find(region => otherRegionNames[region].includes(name.toUpperCase())) ??
      nearest(name, regions)
    const message = `The region ${quoted(name)} is not one of Alexa's${likely === undefined ? '.' : `; did you mean ${likely}?`}`
    const help = 'Use NA (Americas), EU (Europe and India) or FE (Far East and Australia).'
    found.key(part, 'manifest/region-unknown', message, help)
  }
  if (isObject(part.value)) checkEndpointOf(part, options, found)
  else {
    const help = `Write ${quoted(name)}: { "endpoint": ${endpointExample} }.`
    wrongType(part, `The region ${quoted(name)}`, 'an object', help, found)
  }
}

const rule = 'manifest/endpoint-missing'

/** Checks the endpoint of the events or of one of their regions. */
function checkEndpointOf(owner: Part, options: EndpointOptions, found: Findings): void {
  const consequence = `"endpoint" is missing in ${quoted(nameOf(owner))}, and skill management refuses the manifest without it`
  const endpoint = findPart(owner, 'endpoint', rule, consequence, found)
  if (endpoint !== undefined) checkEndpoint(endpoint, options, found)
  else if (!options.writtenAtDeploy && !options.mayLack) {
    found.value(owner, rule, `${consequence}.`, `Add "endpoint": ${endpointExample}.`)
  }
}

const endpointExample = `{ "uri": "${exampleArn}" }`

/** Checks one endpoint: its address and its certificate type. */
function checkEndpoint(endpoint: Part, options: EndpointOptions, found: Findings): undefined {
  if (!isObject(endpoint.value)) {
    return wrongType(endpoint, '"endpoint"', 'an object', `Write ${endpointExample}.`, found)
  }
  const missing = `"uri" is missing, and skill management refuses the manifest without it`
  const help = `Write "uri": "${exampleArn}".`
  const uri = likelyPart(endpoint, 'uri')
  if (uri === undefined || uri.value === '') {
    if (options.writtenAtDeploy) return
    const message = uri === undefined ? missing : missing.replace('missing', 'empty')
    return found.value(uri ?? endpoint, rule, `${message}.`, help)
  }
  findPart(endpoint, 'uri', rule, missing, found)
  if (typeof uri.value !== 'string') return wrongType(uri, '"uri"', 'a string', help, found)
  checkUri(uri, uri.value, options, found)
  return checkCertificate(endpoint, uri.value, found)
}

function checkUri(
  uri: Part,
  address: string,
  options: EndpointOptions,
  found: Findings,
): undefined {
  const placeholder = placeholderIn(address)
  if (placeholder !== undefined) {
    if (options.writtenAtDeploy) return
    const message = `The endpoint ${quoted(address)} is a placeholder (${quoted(placeholder)}).`
    const help = 'Fill in the address before the manifest is deployed.'
    const severity = options.sending ? 'error' : 'warning'
    return found.value(uri, 'manifest/endpoint-placeholder', message, help, severity)
  }
  const trimmed = address.trim()
  if (trimmed !== address) {
    const isWrongArn = trimmed.startsWith('arn') && mistakeInArn(trimmed) !== undefined
    const help = isWrongArn
      ? `Write it whole and without spaces, such as ${exampleArn}.`
      : `Write "uri": "${trimmed}".`
    const ofForm = address.startsWith('arn') ? 'manifest/endpoint-arn' : 'manifest/endpoint-uri'
    return found.value(uri, ofForm, 'The endpoint has spaces before or after it.', help)
  }
  if (isHttps(address)) {
    const reason = unreachable(address)
    if (reason === undefined) return
    const message = `Alexa cannot call the endpoint ${quoted(address)}: ${reason}.`
    const help = 'Write an address that is reachable from the internet, on port 443.'
    return found.value(uri, 'manifest/endpoint-unreachable', message, help)
  }
  if (!address.startsWith('arn')) {
    const message = `The endpoint ${quoted(address)} is neither the ARN of a function nor an https address.`
    const help = address.startsWith('http://')
      ? 'Use https://; Alexa does not call plain http.'
      : address.startsWith('https://')
        ? 'Write the whole address, such as https://example.com/alexa.'
        : `Write the full ARN, such as ${exampleArn}.`
    return found.value(uri, 'manifest/endpoint-uri', message, help)
  }
  const mistake = mistakeInArn(address)
  if (mistake !== undefined) {
    const help = `Write it whole, such as ${exampleArn}.`
    return found.value(uri, 'manifest/endpoint-arn', `The ARN ${mistake}.`, help)
  }
  const region = regionOfArn(address)
  if (triggerRegions.includes(region)) return
  const message = `The function is in ${quoted(region)}, where Alexa cannot call it${didYouMean(region, triggerRegions) || '.'}`
  const help = `Deploy it to one of ${triggerRegions.join(', ')}.`
  return found.value(uri, 'manifest/endpoint-region', message, help)
}

function isHttps(address: string): boolean {
  return address.startsWith('https://') && URL.canParse(address)
}

const certificateTypes = ['Trusted', 'Wildcard', 'SelfSigned']

function checkCertificate(endpoint: Part, address: string, found: Findings): undefined {
  const certificate = partOf(endpoint, 'sslCertificateType')
  if (certificate === undefined) {
    if (!isHttps(address)) return
    const message =
      'The https endpoint has no "sslCertificateType"; what Amazon does without it is not known.'
    const help = 'Add "sslCertificateType": "Trusted".'
    return found.value(endpoint, 'manifest/certificate-missing', message, help)
  }
  if (address.startsWith('arn')) {
    const message =
      '"sslCertificateType" is for https endpoints; this endpoint is a Lambda function.'
    const help = 'Remove "sslCertificateType".'
    return found.key(certificate, 'manifest/certificate-on-arn', message, help)
  }
  const { value } = certificate
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (certificateTypes.some(type => type === value)) return
  const message = `The certificate type ${quoted(text)} is not one of ${certificateTypes.join(', ')}${didYouMean(text, certificateTypes) || '.'}`
  const help = 'Write "sslCertificateType": "Trusted".'
  return found.value(certificate, 'manifest/certificate-unknown', message, help)
}
