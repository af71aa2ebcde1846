import { type Region, regions } from '../alexa.ts'
import type { Place } from '../diagnostic.ts'
import { didYouMean, nearest, quoted } from '../wording.ts'
import {
  exampleArn,
  mistakeInArn,
  placeholderIn,
  regionOfArn,
  triggerRegions,
  unreachable,
} from './address.ts'
import type { Part } from './parts.ts'

/** An address that Alexa sends the events of a skill to. */
export interface ManifestEndpoint {
  /** The region of Alexa whose customers it serves; `default` for `events.endpoint`. */
  readonly of: 'default' | Region
  /** The ARN of a function, an https address, or whatever else it says; never empty. */
  readonly uri: string
  /** Where the address is. */
  readonly place: Place
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
 * @returns the regions of Alexa that the manifest names, and where its events go
 */
export function checkEndpoints(events: Part, options: EndpointOptions) {
  checkEndpointOf(events, options)
  const consequence = '"regions" is missing, so no region has an endpoint of its own'
  // What Amazon does with an unknown key is not documented.
  const severity = 'warning'
  const rule = 'manifest/region-unknown'
  const help = `Write "regions": { "EU": { "endpoint": ${endpointExample} } }, or leave it out.`
  const part = events.find('regions', rule, consequence, severity)?.asObject('"regions"', help)
  for (const region of part?.parts() ?? []) checkRegion(region, options)
  return {
    regions: regions.filter(region => part?.at(region) !== undefined),
    endpoints: endpointsOf(events, options),
  }
}

/**
 * The addresses of `events.endpoint` and of the regions of Alexa in `events.regions`, in this order,
 * as they are written; the rules say what is wrong with them.
 */
function endpointsOf(events: Part, { writtenAtDeploy }: EndpointOptions): ManifestEndpoint[] {
  return (['default', ...regions] as const).flatMap(of => {
    const way = of === 'default' ? [] : ['regions', of]
    const uri = events.at(...way, 'endpoint', 'uri')?.asText()
    if (uri === undefined || uri.value === '') return []
    // What the ASK CLI fills in is not known before the deploy.
    if (writtenAtDeploy && placeholderIn(uri.value) !== undefined) return []
    return [{ of, uri: uri.value, place: uri.document.place(uri.path) }]
  })
}

function checkRegion(part: Part, options: EndpointOptions): void {
  const { name } = part
  if (name === 'default') {
    const message = '"default" is a region in the files of the ASK CLI only, not in the manifest.'
    const help = 'Move its endpoint to "events.endpoint".'
    part.reportKey('manifest/region-unknown', message, help)
  } else if (!regions.some(region => region === name)) {
    const likely =
      regions.find(region => otherRegionNames[region].includes(name.toUpperCase())) ??
      nearest(name, regions)
    const message = `The region ${quoted(name)} is not one of Alexa's${didYouMean(likely)}`
    const help = 'Use NA (Americas), EU (Europe and India) or FE (Far East and Australia).'
    part.reportKey('manifest/region-unknown', message, help)
  }
  const help = `Write ${quoted(name)}: { "endpoint": ${endpointExample} }.`
  const region = part.asObject(`The region ${quoted(name)}`, help)
  if (region !== undefined) checkEndpointOf(region, options)
}

const rule = 'manifest/endpoint-missing'

/** Checks the endpoint of the events or of one of their regions. */
function checkEndpointOf(owner: Part, options: EndpointOptions): void {
  const consequence = `"endpoint" is missing in ${quoted(owner.name)}, and skill management refuses the manifest without it`
  const endpoint = owner.find('endpoint', rule, consequence)
  if (endpoint !== undefined) checkEndpoint(endpoint, options)
  else if (!options.writtenAtDeploy && !options.mayLack) {
    owner.report(rule, `${consequence}.`, `Add "endpoint": ${endpointExample}.`)
  }
}

const endpointExample = `{ "uri": "${exampleArn}" }`

/** Checks one endpoint: its address and its certificate type. */
function checkEndpoint(part: Part, options: EndpointOptions): undefined {
  const endpoint = part.asObject('"endpoint"', `Write ${endpointExample}.`)
  if (endpoint === undefined) return
  const missing = `"uri" is missing, and skill management refuses the manifest without it`
  const help = `Write "uri": "${exampleArn}".`
  const uri = endpoint.likely('uri')
  if (uri === undefined || uri.value === '') {
    if (options.writtenAtDeploy) return
    const message = uri === undefined ? missing : missing.replace('missing', 'empty')
    return (uri ?? endpoint).report(rule, `${message}.`, help)
  }
  endpoint.find('uri', rule, missing)
  if (typeof uri.value !== 'string') return uri.wrongType('"uri"', 'a string', help)
  checkUri(uri, uri.value, options)
  return checkCertificate(endpoint, uri.value)
}

function checkUri(uri: Part, address: string, options: EndpointOptions): undefined {
  const placeholder = placeholderIn(address)
  if (placeholder !== undefined) {
    if (options.writtenAtDeploy) return
    const message = `The endpoint ${quoted(address)} is a placeholder (${quoted(placeholder)}).`
    const help = 'Fill in the address before the manifest is deployed.'
    const severity = options.sending ? 'error' : 'warning'
    return uri.report('manifest/endpoint-placeholder', message, help, severity)
  }
  const trimmed = address.trim()
  if (trimmed !== address) {
    const isWrongArn = trimmed.startsWith('arn') && mistakeInArn(trimmed) !== undefined
    const help = isWrongArn
      ? `Write it whole and without spaces, such as ${exampleArn}.`
      : `Write "uri": "${trimmed}".`
    const ofForm = address.startsWith('arn') ? 'manifest/endpoint-arn' : 'manifest/endpoint-uri'
    return uri.report(ofForm, 'The endpoint has spaces before or after it.', help)
  }
  if (isHttps(address)) {
    const reason = unreachable(address)
    if (reason === undefined) return
    const message = `Alexa cannot call the endpoint ${quoted(address)}: ${reason}.`
    const help = 'Write an address that is reachable from the internet, on port 443.'
    return uri.report('manifest/endpoint-unreachable', message, help)
  }
  if (!address.startsWith('arn')) {
    const message = `The endpoint ${quoted(address)} is neither the ARN of a function nor an https address.`
    const help = address.startsWith('http://')
      ? 'Use https://; Alexa does not call plain http.'
      : address.startsWith('https://')
        ? 'Write the whole address, such as https://example.com/alexa.'
        : `Write the full ARN, such as ${exampleArn}.`
    return uri.report('manifest/endpoint-uri', message, help)
  }
  const mistake = mistakeInArn(address)
  if (mistake !== undefined) {
    const help = `Write it whole, such as ${exampleArn}.`
    return uri.report('manifest/endpoint-arn', `The ARN ${mistake}.`, help)
  }
  const region = regionOfArn(address)
  if (triggerRegions.includes(region)) return
  const message = `The function is in ${quoted(region)}, where Alexa cannot call it${didYouMean(nearest(region, triggerRegions))}`
  const help = `Deploy it to one of ${triggerRegions.join(', ')}.`
  return uri.report('manifest/endpoint-region', message, help)
}

function isHttps(address: string): boolean {
  return address.startsWith('https://') && URL.canParse(address)
}

const certificateTypes = ['Trusted', 'Wildcard', 'SelfSigned']

function checkCertificate(endpoint: Part, address: string): undefined {
  const certificate = endpoint.at('sslCertificateType')
  if (certificate === undefined) {
    if (!isHttps(address)) return
    const message =
      'The https endpoint has no "sslCertificateType"; what Amazon does without it is not known.'
    const help = 'Add "sslCertificateType": "Trusted".'
    return endpoint.report('manifest/certificate-missing', message, help)
  }
  if (address.startsWith('arn')) {
    const message =
      '"sslCertificateType" is for https endpoints; this endpoint is a Lambda function.'
    const help = 'Remove "sslCertificateType".'
    return certificate.reportKey('manifest/certificate-on-arn', message, help)
  }
  const { value } = certificate
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (certificateTypes.some(type => type === value)) return
  const message = `The certificate type ${quoted(text)} is not one of ${certificateTypes.join(', ')}${didYouMean(nearest(text, certificateTypes))}`
  const help = 'Write "sslCertificateType": "Trusted".'
  return certificate.report('manifest/certificate-unknown', message, help)
}
