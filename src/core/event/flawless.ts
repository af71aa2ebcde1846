import { catalog, type EventName, isEventName } from '../catalog.ts'
import {
  isArray,
  isObject,
  type Json,
  type JsonObject,
  pathText,
  property,
  valueAt,
} from '../json.ts'
import { isSkillLocale } from '../locales.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { isFlawlessPayload } from '../schema/flawless-payload.ts'
import type { EventBody, LocalizedAttributes } from './body.ts'
import { longestLife } from './life.ts'
import type { EventOptions } from './read.ts'
import { referenceIdOf } from './reference-id-of.ts'
import { referencesIn } from './references.ts'
import { readTime } from './times.ts'

/**
 * Completes an event in which no rule can find anything. Most are of this kind, and for them the
 * rules need not be loaded, which would take as long as all else that is done with an event. Whatever
 * is unusual is left to the rules, so this must never accept what they remark on.
 *
 * @param value the event file with its templates rendered
 * @param written the event file as it is written
 * @returns undefined where the rules have to be asked
 */
export function flawlessEvent(
  value: Json,
  written: Json,
  options: EventOptions,
): EventBody | undefined {
  if (options.referenceId !== undefined || !isObject(value) || !hasPlainKeys(value))
    return undefined
  const event = property(value, 'event')
  if (!isObject(event) || Object.keys(event).length !== 2) return undefined
  const name = property(event, 'name')
  const payload = property(event, 'payload')
  if (typeof name !== 'string' || !isEventName(name) || !isObject(payload)) return undefined
  const keys = referredKeys(name, payload)
  if (keys === undefined || !isPublished(name, options.manifest)) return undefined
  const localizedAttributes = attributesOf(property(value, 'localizedAttributes'), keys)
  if (
    localizedAttributes === undefined ||
    !hasEveryLocale(localizedAttributes, keys, options.manifest) ||
    !isFlawlessPayload(name, payload)
  ) {
    return undefined
  }
  const relevantAudience = { type: 'Multicast', payload: {} } as const
  const now = options.now.getTime()
  return {
    timestamp: new Date(now).toISOString(),
    expiryTime: new Date(now + (options.expiresIn ?? longestLife)).toISOString(),
    referenceId: referenceIdOf(written, name, relevantAudience, options),
    event: { name, payload },
    localizedAttributes,
    relevantAudience,
  }
}

/** Times, reference ids and audiences of the file are for the rules. */
function hasPlainKeys(root: JsonObject): boolean {
  return Object.keys(root).every(
    key => key === 'event' || key === 'localizedAttributes' || key === '$schema',
  )
}

function isPublished(name: EventName, manifest: Manifest | undefined): boolean {
  return (
    !catalog[name].englishOnly &&
    (manifest === undefined || (manifest.namesPublications && manifest.publications.includes(name)))
  )
}

/** The keys of the texts a payload refers to; undefined where one of its texts or times is not as it should be. */
function referredKeys(name: EventName, payload: JsonObject): ReadonlySet<string> | undefined {
  const { localizable, times } = catalog[name]
  const references = referencesIn(payload)
  const fields = localizable.filter(({ path }) => valueAt(payload, path) !== undefined)
  const isWhole =
    references.length === fields.length &&
    references.every(
      ({ isExact, path }) =>
        isExact && fields.some(field => pathText(field.path) === pathText(path)),
    ) &&
    times.every(path => isWholeTime(valueAt(payload, path))) &&
    !hasBlankText(payload)
  return isWhole ? new Set(references.map(({ key }) => key)) : undefined
}

function isWholeTime(value: Json | undefined): boolean {
  if (value === undefined) return true
  const reading = readTime(value)
  return !('problem' in reading) && reading.hasZone
}

function hasBlankText(value: Json): boolean {
  if (typeof value === 'string') return value.trim() === ''
  if (isArray(value)) return value.some(hasBlankText)
  return isObject(value) && Object.values(value).some(hasBlankText)
}

/** The texts as Amazon wants them: known locales, each once, each with exactly the texts referred to. */
function attributesOf(
  value: Json | undefined,
  keys: ReadonlySet<string>,
): readonly LocalizedAttributes[] | undefined {
  if (value === undefined) return keys.size === 0 ? [] : undefined
  if (keys.size === 0 || !isObject(value)) return undefined
  const entries = Object.entries(value).flatMap(([locale, texts]) =>
    isSkillLocale(locale) && hasExactly(texts, keys) ? [{ locale, ...texts }] : [],
  )
  return entries.length === Object.keys(value).length ? entries : undefined
}

function hasExactly(
  texts: Json,
  keys: ReadonlySet<string>,
): texts is Readonly<Record<string, string>> {
  return (
    isObject(texts) &&
    Object.keys(texts).length === keys.size &&
    Object.entries(texts).every(
      ([key, text]) =>
        key !== 'locale' && keys.has(key) && typeof text === 'string' && text.trim() !== '',
    )
  )
}

function hasEveryLocale(
  attributes: readonly LocalizedAttributes[],
  keys: ReadonlySet<string>,
  manifest: Manifest | undefined,
): boolean {
  const skillLocales = keys.size === 0 ? [] : (manifest?.locales ?? [])
  return (
    (keys.size === 0 || attributes.length > 0) &&
    skillLocales.every(locale => attributes.some(entry => entry.locale === locale))
  )
}
