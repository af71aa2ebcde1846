import { type EventName, type Region, regions } from '../alexa.ts'
import type { Severity } from '../diagnostic.ts'
import { permissionNames } from '../generated/manifest-names.ts'
import { isArray, isObject, type JsonObject } from '../json.ts'
import type { Document } from '../source/document.ts'
import { placeholderIn } from './address.ts'
import { checkEndpoints, endpointsOf, type ManifestEndpoint } from './endpoints.ts'
import {
  checkPublications,
  checkSubscriptions,
  type EventList,
  noPublications,
  noSubscriptions,
} from './event-names.ts'
import {
  checkListed,
  type Findings,
  findPart,
  likelyPart,
  type ManifestOptions,
  objectPart,
  type Part,
  partOf,
  partsOf,
  wrongType,
} from './parts.ts'

type PermissionName = (typeof permissionNames)[number]

/** The permission that proactive events need (Amazon's "About Proactive Events"). */
export const notificationPermission =
  'alexa::devices:all:notifications:write' satisfies PermissionName

/** A permission of the Skill Management API that no page of Amazon explains. */
const urgentPermission = 'alexa::devices:all:notifications:urgent:write' satisfies PermissionName

/** Names that look like no permission, but are written instead of the notification permission. */
export const inPlaceOfPermission: readonly string[] = [
  'alexa::async:proactive:events',
  // The scope of the access token.
  'alexa::proactive_events',
]

const permissionEntry = `{ "name": "${notificationPermission}" }`

/**
 * Checks `permissions`: every name is a known one, and the notification permission is there.
 *
 * @param isNeeded whether the skill has events for which it needs that permission
 * @returns whether it has that permission
 */
export function checkPermissions(manifest: Part, isNeeded: boolean, found: Findings): boolean {
  const rule = 'manifest/permission-missing'
  const consequence = `"permissions" is missing, so the skill lacks the permission ${notificationPermission}`
  const permissions = findPart(manifest, 'permissions', rule, consequence, found)
  if (permissions !== undefined && !isArray(permissions.value)) {
    const help = `Write "permissions": [${permissionEntry}].`
    wrongType(permissions, '"permissions"', 'a list', help, found)
    return false
  }
  const entries = permissions === undefined ? [] : partsOf(permissions)
  const names = entries.map(entry => readPermission(entry, found))
  const isThere = names.includes(notificationPermission)
  if (!isNeeded || isThere) return isThere
  const urgent = names.includes(urgentPermission)
    ? ` ${urgentPermission} does not stand for it.`
    : ''
  const message = `The permission ${notificationPermission} is missing, so the skill cannot get a token for notifications.${urgent}`
  found.value(permissions ?? manifest, rule, message, `Add ${permissionEntry} to "permissions".`)
  return false
}

/** The permission that an entry stands for; its name is taken from a plain text, too. */
function readPermission(entry: Part, found: Findings): string | undefined {
  const { value } = entry
  const own = typeof value === 'string' ? `{ "name": "${value}" }` : permissionEntry
  const help = `Write it as an object: ${own}.`
  if (!isObject(value)) {
    wrongType(entry, 'A permission', 'an object with a "name"', help, found)
    return typeof value === 'string' ? checkPermission(entry, value, found) : undefined
  }
  const noName = 'A permission has no "name"'
  const name = findPart(entry, 'name', 'manifest/structure', noName, found)
  if (name === undefined) return found.value(entry, 'manifest/structure', `${noName}.`, help)
  if (typeof name.value === 'string') return checkPermission(name, name.value, found)
  return wrongType(name, '"name"', 'a string', help, found)
}

function checkPermission(part: Part, name: string, found: Findings): string {
  const other = inPlaceOfPermission.includes(name) ? notificationPermission : undefined
  return checkListed(part, 'permission', name, permissionNames, found, other)
}

/** What a skill does with events. */
export interface SkillEvents {
  /** The file that lists the publications: the manifest, or `ask-resources.json`. */
  readonly publishedIn: string
  /** Whether any publication is listed, valid or not; where none is, that is reported already. */
  readonly namesPublications: boolean
  /** Valid publications only, `ask-resources.json` merged in; each once. */
  readonly publications: readonly EventName[]
  /** Events that misspelled publications most likely stand for, where it does not publish them already. */
  readonly misspelledPublications: readonly EventName[]
  /** `ask-resources.json` merged in, each once; undefined where that cannot be understood. */
  readonly subscriptions: readonly string[] | undefined
  /** Keys of `events.regions` that are regions of Alexa. */
  readonly regions: readonly Region[]
  /** Where its events go, as written; without what the ASK CLI fills in at deploy. */
  readonly endpoints: readonly ManifestEndpoint[]
}

/** Whether it is known, too, that there is no list of publications, or an empty one. */
interface EventsReading extends SkillEvents {
  readonly publishesNone: boolean
}

const noEvents = '"events" is missing, so the skill publishes no proactive event'
const help = `Add "events" with "publications", "subscriptions" and "endpoint", and the permission ${notificationPermission}; then deploy the manifest.`

/**
 * Checks the events of a skill: `events` of the manifest, where `skillEvents` of
 * `ask-resources.json` takes the place of its lists as the ASK CLI does it.
 */
export function checkEvents(
  manifest: Part,
  resources: ResourceEvents,
  options: ManifestOptions & { readonly isCustom: boolean },
  found: Findings,
): EventsReading {
  const nothing = {
    publishedIn: manifest.document.file,
    namesPublications: false,
    publications: [],
    misspelledPublications: [],
    subscriptions: undefined,
    regions: [],
    endpoints: [],
  }
  const part = findPart(manifest, 'events', 'manifest/events-missing', noEvents, found)
  const events = objectPart(part)
  if (part !== undefined && events === undefined) {
    wrongType(part, '"events"', 'an object', help, found)
    return { ...nothing, publishesNone: false }
  }
  const severity: Severity = options.hasEvent ? 'error' : 'warning'
  const owner = resources.parts[0] ?? events
  if (owner === undefined) {
    if (!resources.isUnknown && options.isCustom) {
      found.value(manifest, 'manifest/events-missing', `${noEvents}.`, help, severity)
    }
    const subscriptions = resources.isUnknown ? undefined : []
    return { ...nothing, subscriptions, publishesNone: !resources.isUnknown }
  }
  const isKnown = (lists: readonly EventList[]) => lists.length > 0 || !resources.isUnknown
  const published = listsOf('publications', resources, events, found)
  const publishesNone =
    isKnown(published) && published.every(({ part: { value } }) => isEmptyList(value))
  const { publications, isNamed, misspelled } =
    isKnown(published) && (options.isCustom || !publishesNone)
      ? checkPublications(published, owner, severity, found)
      : { publications: [], isNamed: false, misspelled: [] }
  const subscribed = listsOf('subscriptions', resources, events, found)
  // Where nothing is published, what only publishing needs is not missing.
  const isNeeded = options.isCustom && !publishesNone
  const subscriptions = isKnown(subscribed)
    ? checkSubscriptions(subscribed, owner, isNeeded, found)
    : undefined
  const writtenAtDeploy = resources.parts.length > 0 || resources.isUnknown
  const mayLack = publishesNone && subscribed.length === 0
  const how = { sending: options.sending, writtenAtDeploy, mayLack }
  const named = events === undefined ? [] : checkEndpoints(events, how, found)
  const endpoints = events === undefined ? [] : endpointsOf(events)
  return {
    publishedIn: published[0]?.part.document.file ?? manifest.document.file,
    namesPublications: isNamed,
    publishesNone,
    publications,
    misspelledPublications: misspelled,
    subscriptions,
    regions: [...new Set([...named, ...resources.regions])],
    // What the ASK CLI fills in is not known before the deploy.
    endpoints: endpoints.filter(({ uri }) => !writtenAtDeploy || placeholderIn(uri) === undefined),
  }
}

/** What comes of a missing list. */
const missing = {
  publications: ['manifest/publications-missing', noPublications],
  subscriptions: ['manifest/subscription-missing', noSubscriptions],
} as const

/** The lists that count: those of `ask-resources.json`; where it has none, the manifest's. */
function listsOf(
  key: keyof typeof missing,
  resources: ResourceEvents,
  events: Part<JsonObject> | undefined,
  found: Findings,
): readonly EventList[] {
  const deployed = resources.parts.filter(owner => (likelyPart(owner, key)?.value ?? null) !== null)
  const entries = deployed.length > 0 ? 'texts' : 'objects'
  const owners = deployed.length > 0 || events === undefined ? deployed : [events]
  const [rule, consequence] = missing[key]
  return owners
    .flatMap(owner => findPart(owner, key, rule, consequence, found) ?? [])
    .map(part => ({ part, entries }))
}

function isEmptyList(value: Part['value']): boolean {
  return isArray(value) && value.length === 0
}

/** What `ask-resources.json` adds to a manifest. */
export interface ResourceEvents {
  /** `skillEvents` of the profile, or of each profile where it is not known which is deployed. */
  readonly parts: readonly Part<JsonObject>[]
  /** Regions of Alexa that the profiles deploy code to; the ASK CLI writes an endpoint for each. */
  readonly regions: readonly Region[]
  /** Whether the file cannot be understood: then events may be in it all the same. */
  readonly isUnknown: boolean
}

/**
 * Reads `profiles.<name>.skillInfrastructure.userConfig.skillEvents` of `ask-resources.json`.
 * After deploying code, the ASK CLI writes these events and the endpoints of all regions into the
 * manifest, instead of what is there. Taken is the profile `default`, as the ASK CLI does; where
 * there is none, all profiles together, since which of them is deployed is not known here.
 *
 * @param document `unreadable` where the file is there but cannot be understood
 */
export function readResourceEvents(
  document: Document | 'unreadable' | undefined,
  found: Findings,
): ResourceEvents {
  const profiles =
    document === undefined || document === 'unreadable'
      ? undefined
      : partOf({ document, path: [], value: document.value }, 'profiles')
  if (profiles === undefined) {
    return { parts: [], regions: [], isUnknown: document === 'unreadable' }
  }
  const chosen = partOf(profiles, 'default')
  const candidates = chosen === undefined ? partsOf(profiles) : [chosen]
  const withEvents = candidates.flatMap(profile => {
    const events = partOf(profile, 'skillInfrastructure', 'userConfig', 'skillEvents')
    return events === undefined || events.value === null ? [] : [{ profile, events }]
  })
  const parts = withEvents.flatMap(({ events }) => {
    const part = objectPart(events)
    const help =
      'Write { "publications": ["AMAZON.…"], "subscriptions": ["SKILL_PROACTIVE_SUBSCRIPTION_CHANGED"] }.'
    return part ?? wrongType(events, '"skillEvents"', 'an object', help, found) ?? []
  })
  return {
    parts,
    isUnknown: parts.length < withEvents.length,
    regions: regions.filter(region =>
      withEvents.some(({ profile }) => partOf(profile, 'code', region) !== undefined),
    ),
  }
}
