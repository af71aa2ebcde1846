import type { Diagnostic } from '../diagnostic.ts'
import { isObject } from '../json.ts'
import { didYouMean } from '../nearest.ts'
import { quoted } from '../source/document.ts'
import { exampleArn, mistakeInArn, regionOfArn, triggerRegions } from './arn.ts'
import { findingAt, findPart, type Part, partOf, wrongType } from './checking.ts'
import { placeholderIn } from './placeholder.ts'

export interface EndpointOptions {
  /** Whether customers are about to be notified; then a placeholder is an error. */
  readonly sending: boolean
  /** Whether the ASK CLI writes the endpoints at deploy, so that none need be there yet. */
  readonly writtenAtDeploy: boolean
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
      'Fill in the ARN of the function before the manifest is deployed.',
      { severity: options.sending ? 'error' : 'warning' },
    )
    return [diagnostic]
  }
  if (isHttps(address)) return []
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

function blanksAround(uri: Part, address: string): Diagnostic {
  const isArn = address.startsWith('arn')
  return findingAt(
    uri,
    isArn ? 'manifest/endpoint-arn' : 'manifest/endpoint-uri',
    'The endpoint has blanks before or behind it.',
    `Write "uri": "${address.trim()}".`,
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
