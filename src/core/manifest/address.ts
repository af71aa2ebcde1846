import { BlockList, isIP } from 'node:net'
import type { Region } from '../alexa.ts'
import { listed } from '../wording.ts'

/** What pipelines and templates fill in, wherever it is; none of it is part of a real address. */
const tokens: readonly RegExp[] = [
  /[#$]?\{{1,2}[^{}]+\}{1,2}#?/,
  /\$(?!LATEST\b)[A-Z_][A-Z\d_]*/,
  /@@[^@]+@@/,
  /\[\[?[A-Za-z][^[\]:]*\]\]?/,
  /<[^<>]*>/,
  // Neither the two signs of a percent-encoded letter nor what is between two of them.
  /%(?:[A-Z][A-Z\d_]{2,}|(?![\dA-Fa-f]{2})[\w.-]{3,})%/,
  /__[A-Za-z][\w-]*?__/,
  /\.\.\.|…/,
]

/** Words that stand for something else. They may be part of ordinary names, so they count as a whole. */
const standIns: readonly RegExp[] = [
  /(?<![A-Za-z\d])[A-Z][A-Z\d]*(?:_[A-Z\d]+)+(?![A-Za-z\d])/,
  /(?<![A-Za-z\d])(?:TODO|FIXME|TBD)(?![A-Za-z\d])/,
  /(?<![A-Za-z\d])x{3,}(?![A-Za-z\d])/i,
]

/** What people write instead of an address, or of a host or a part of an ARN. */
const phrases: readonly RegExp[] = [
  /^(?:todo|tbd)\b/i,
  /^your[-_ ]/i,
  /[-_ ]here$/i,
  /^(?:replace|change|fill)[-_ ]?(?:me|this|in)(?![a-z])/i,
  /^(?:.*[-_ ])?placeholder(?:[-_ ].*)?$/i,
]

/** What stands for a region or an account in an ARN. */
const arnWords: readonly RegExp[] = [
  /^(?:aws[-_ ]?)?(?:region|account(?:[-_ ]?(?:id|number))?)$/i,
  /^(?:x+|0+)$/i,
  ...phrases,
]

/**
 * The part of an address that shows it is a placeholder (`TODO`, `<arn>`, `XXXX`, `__ARN__`,
 * `${Arn}`); undefined for a real address. An ARN that is whole is a real one, whatever its function
 * is called.
 */
export function placeholderIn(address: string): string | undefined {
  if (address.startsWith('arn:')) return placeholderInArn(address)
  const [host] = /(?<=^https:\/\/)[^/:?#]+/.exec(address) ?? []
  if (host === undefined) {
    const isUrl = address.startsWith('https://')
    return first([...tokens, ...standIns, ...(isUrl ? [] : phrases)], [address])
  }
  return first([...tokens, ...standIns], [address]) ?? first(phrases, host.split('.'))
}

function placeholderInArn(arn: string): string | undefined {
  const [, , , region = '', account = ''] = arn.split(':')
  if (mistakeInArn(arn) === undefined) return /^0+$/.test(account) ? account : undefined
  const parts = [region, account]
  return first(tokens, [arn]) ?? first([...standIns, ...arnWords], parts)
}

/** The part of a skill id that shows it is a placeholder; undefined for a real one. */
export function placeholderInSkillId(id: string): string | undefined {
  const name = id.replace(/^amzn1\.ask\.skill\./, '')
  return first([...tokens, ...standIns, ...phrases, /^[-0]+$/, /(?:^|-)x{2,}(?:-|$)/i], [name])
}

function first(patterns: readonly RegExp[], texts: readonly string[]): string | undefined {
  for (const pattern of patterns) {
    const found = texts.flatMap(text => pattern.exec(text) ?? [])
    if (found[0] !== undefined) return found[0]
  }
  return undefined
}

const privateNetworks =
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.168.0.0/16 ::/127 fc00::/7 fe80::/10'
const privateAddresses = new BlockList()
for (const network of privateNetworks.split(' ')) {
  const [address = '', prefix] = network.split('/')
  privateAddresses.addSubnet(address, Number(prefix), address.includes(':') ? 'ipv6' : 'ipv4')
}

/** Why Alexa cannot call an https address, as the end of a sentence; undefined where it can. */
export function unreachable(address: string): string | undefined {
  const { hostname, port } = new URL(address)
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const version = isIP(host)
  if (version === 0 && (!host.includes('.') || /\.(?:localhost|local|internal|lan)$/.test(host))) {
    return `${host} is a name of a private network`
  }
  if (version !== 0 && privateAddresses.check(host, version === 6 ? 'ipv6' : 'ipv4')) {
    return `${host} is an address of a private network`
  }
  return port === '' ? undefined : `it calls port 443 only, not ${port}`
}

/**
 * AWS regions whose functions Alexa can call (they offer the Alexa Skills Kit trigger), each with the
 * region of Alexa whose customers it is nearest to.
 */
export const nearestRegion: Readonly<Record<string, Region>> = {
  'us-east-1': 'NA',
  'us-west-2': 'FE',
  'eu-west-1': 'EU',
  'ap-northeast-1': 'FE',
}
export const triggerRegions: readonly string[] = Object.keys(nearestRegion)

const parts = [
  '"arn"',
  '"aws"',
  '"lambda"',
  'the AWS region',
  'the account number',
  '"function"',
  'the name',
]

/** The shortest form of a whole ARN, for help texts. */
export const exampleArn = 'arn:aws:lambda:us-east-1:123456789012:function:my-skill'

/**
 * The first mistake of the ARN of a Lambda function, with or without alias, in words that complete
 * "The ARN …"; undefined for a whole one.
 */
export function mistakeInArn(arn: string): string | undefined {
  const given = arn.split(':')
  const missing = parts.filter((_, index) => (given[index] ?? '') === '')
  if (missing.length > 0) return `lacks ${listed(missing)}`
  const [, partition, service, region, account, kind] = given
  if (partition !== undefined && !/^aws(?:-[a-z-]+)?$/.test(partition)) {
    return `has "${partition}" where "aws" is expected`
  }
  if (service !== 'lambda') return `is of the service "${service}", not of Lambda`
  if (!/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region ?? '')) {
    return `has "${region}" where an AWS region is expected`
  }
  if (!/^\d{12}$/.test(account ?? '')) {
    return `has "${account}" where an account number of twelve digits is expected`
  }
  if (kind !== 'function') return `has "${kind}" where "function" is expected`
  if (given.length > 8) return 'has parts after the alias'
  if (!/^[\w-]+(?::(?:[\w-]+|\$LATEST))?$/.test(given.slice(6).join(':'))) {
    return 'has a name with characters other than letters, digits, "-" and "_"'
  }
  return undefined
}

/** The AWS region of a whole ARN. */
export function regionOfArn(arn: string): string {
  return arn.split(':')[3] ?? ''
}
