import { type Region, regions } from '../alexa.ts'
import { type EventName, isEventName } from '../catalog.ts'
import { isArray, isObject, type Json, type JsonObject, property } from '../json.ts'
import { isSkillLocale } from '../locales.ts'
import type { Document } from '../source/document.ts'
import { endpointsOf } from './endpoint-list.ts'
import { eventsKeys } from './events-keys.ts'
import type { Manifest } from './manifest.ts'
import { notificationPermission, permissionNames } from './permission-names.ts'
import { isSubscriptionName, proactiveSubscription } from './subscription-names.ts'

/**
 * Tells a manifest in which no rule can find anything from all others. Most are of this kind, and for
 * them the rules need not be loaded, which would take as long as everything else of a check. Whatever
 * is unusual is left to the rules, so this must never accept what they object to.
 *
 * @returns undefined where the rules have to be asked
 */
export function flawlessManifest(document: Document): Manifest | undefined {
  const { file, value } = document
  const manifest = objectAt(value, 'manifest')
  const events = objectAt(manifest, 'events')
  if (manifest === undefined || events === undefined) return undefined
  const version = property(manifest, 'manifestVersion')
  const publications = publicationsOf(events)
  const locales = localesOf(manifest)
  const named = regionsOf(events)
  const isFlawless =
    (version === undefined || version === '1.0') &&
    Object.keys(events).every(key => eventsKeys.includes(key)) &&
    hasPermission(manifest) &&
    hasSubscription(events) &&
    isEndpoint(property(events, 'endpoint'))
  return isFlawless && publications !== undefined && locales !== undefined && named !== undefined
    ? {
        file,
        publishedIn: file,
        namesPublications: true,
        publications,
        misspeltPublications: [],
        locales,
        regions: named,
        endpoints: endpointsOf(document, ['manifest', 'events'], events),
      }
    : undefined
}

function hasPermission(manifest: JsonObject): boolean {
  const names = textsAt(manifest, 'permissions', 'name')
  return (
    names?.includes(notificationPermission) === true &&
    names.every(name => permissionNames.some(known => known === name))
  )
}

function hasSubscription(events: JsonObject): boolean {
  const names = textsAt(events, 'subscriptions', 'eventName')
  return names?.includes(proactiveSubscription) === true && names.every(isSubscriptionName)
}

function publicationsOf(events: JsonObject): readonly EventName[] | undefined {
  const names = textsAt(events, 'publications', 'eventName') ?? []
  const known = names.filter(isEventName)
  const isWhole = known.length > 0 && known.length === names.length
  return isWhole && new Set(known).size === known.length ? known : undefined
}

function localesOf(manifest: JsonObject): readonly string[] | undefined {
  const locales = objectAt(objectAt(manifest, 'publishingInformation'), 'locales') ?? {}
  const names = Object.keys(locales)
  return names.length > 0 && names.every(isSkillLocale) && Object.values(locales).every(isObject)
    ? names
    : undefined
}

function regionsOf(events: JsonObject): readonly Region[] | undefined {
  const value = property(events, 'regions')
  if (value === undefined) return []
  if (!isObject(value)) return undefined
  const names = Object.keys(value)
  const isWhole =
    names.every(name => regions.some(region => region === name)) &&
    Object.values(value).every(
      region => isObject(region) && isEndpoint(property(region, 'endpoint')),
    )
  return isWhole ? regions.filter(region => names.includes(region)) : undefined
}

/** The whole ARN of a function where Alexa can call it, with nothing in it that may be a placeholder. */
const functionArn =
  /^arn:aws:lambda:(?:us-east-1|us-west-2|eu-west-1|ap-northeast-1):\d{12}:function:[\w-]+(?::[\w-]+)?$/
const perhapsPlaceholder = /todo|tbd|fixme|replace|change|fill|place|your|here|x{4}|__|\.\./i

const plainHttps = /^https:\/\/[\w.-]+(?:\/[\w./-]*)?$/
const certificates: readonly (Json | undefined)[] = ['Trusted', 'Wildcard', 'SelfSigned']

function isEndpoint(endpoint: Json | undefined): boolean {
  if (!isObject(endpoint)) return false
  const uri = property(endpoint, 'uri')
  if (typeof uri !== 'string' || perhapsPlaceholder.test(uri)) return false
  const keys = Object.keys(endpoint).length
  if (functionArn.test(uri)) return keys === 1
  const certificate = property(endpoint, 'sslCertificateType')
  return keys === 2 && certificates.includes(certificate) && isPlainHttps(uri)
}

/** The rules have the last word on what is no address, such as https://1.2.3.456. */
function isPlainHttps(uri: string): boolean {
  return plainHttps.test(uri) && URL.canParse(uri)
}

function objectAt(value: Json | undefined, key: string): JsonObject | undefined {
  const found = isObject(value) ? property(value, key) : undefined
  return isObject(found) ? found : undefined
}

/** The texts of a list of objects that have nothing but this text. */
function textsAt(owner: JsonObject, key: string, name: string): readonly string[] | undefined {
  const list = property(owner, key)
  if (!isArray(list)) return undefined
  const texts: string[] = []
  for (const entry of list) {
    const text =
      isObject(entry) && Object.keys(entry).length === 1 ? property(entry, name) : undefined
    if (typeof text !== 'string') return undefined
    texts.push(text)
  }
  return texts
}
