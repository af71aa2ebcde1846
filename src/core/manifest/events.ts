import { type Region, regions } from '../alexa.ts'
import type { Diagnostic, Severity } from '../diagnostic.ts'
import { permissionNames } from '../generated/manifest-names.ts'
import { isArray } from '../json.ts'
import type { Reading } from '../source/read.ts'
import { checkEndpoints, type ManifestEndpoint } from './endpoints.ts'
import {
  checkPublications,
  checkSubscriptions,
  noPublications,
  type Publications,
} from './event-names.ts'
import { checkListed, type ManifestOptions, Part } from './parts.ts'

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
export function checkPermissions(manifest: Part, isNeeded: boolean): boolean {
  const rule = 'manifest/permission-missing'
  const consequence = `"permissions" is missing, so the skill lacks the permission ${notificationPermission}`
  const permissions = manifest.find('permissions', rule, consequence)
  if (permissions !== undefined && !isArray(permissions.value)) {
    const help = `Write "permissions": [${permissionEntry}].`
    permissions.wrongType('"permissions"', 'a list', help)
    return false
  }
  const names = permissions?.parts().map(readPermission) ?? []
  const isThere = names.includes(notificationPermission)
  if (!isNeeded || isThere) return isThere
  const urgent = names.includes(urgentPermission)
    ? ` ${urgentPermission} does not stand for it.`
    : ''
  const message = `The permission ${notificationPermission} is missing, so the skill cannot get a token for notifications.${urgent}`
  const owner = permissions ?? manifest
  owner.report(rule, message, `Add ${permissionEntry} to "permissions".`)
  return false
}

/** The permission that an entry stands for; its name is taken from a plain text, too. */
function readPermission(entry: Part): string | undefined {
  const plain = entry.asText()
  const own = plain === undefined ? permissionEntry : `{ "name": "${plain.value}" }`
  const help = `Write it as an object: ${own}.`
  if (entry.asObject('A permission', help, 'an object with a "name"') === undefined) {
    return plain && checkPermission(plain)
  }
  const noName = 'A permission has no "name"'
  const name = entry.find('name', 'manifest/structure', noName)
  if (name === undefined) return entry.report('manifest/structure', `${noName}.`, help)
  const text = name.asText()
  return text === undefined ? name.wrongType('"name"', 'a string', help) : checkPermission(text)
}

function checkPermission(name: Part<string>): string {
  const other = inPlaceOfPermission.includes(name.value) ? notificationPermission : undefined
  return checkListed(name, 'permission', permissionNames, other)
}

/** What a skill does with events. */
export interface SkillEvents extends Publications {
  /** The file that lists the publications: the manifest, or `ask-resources.json`. */
  readonly publishedIn: string
  /** `ask-resources.json` merged in, each once; undefined where that cannot be understood. */
  readonly subscriptions: readonly string[] | undefined
  /** Keys of `events.regions` that are regions of Alexa. */
  readonly regions: readonly Region[]
  /** Where its events go, as written; without what the ASK CLI fills in at deploy. */
  readonly endpoints: readonly ManifestEndpoint[]
}

const noEvents = '"events" is missing, so the skill publishes no proactive event'
const help = `Add "events" with "publications", "subscriptions" and "endpoint", and the permission ${notificationPermission}; then deploy the manifest.`

/**
 * Checks the events of a skill: `events` of the manifest, where `skillEvents` of
 * `ask-resources.json` takes the place of its lists as the ASK CLI does it.
 *
 * @returns with `publishesNone`: whether it is known that there is no list of publications, or an empty one
 */
export function checkEvents(
  manifest: Part,
  resources: ResourceEvents,
  options: ManifestOptions & { readonly isCustom: boolean },
): SkillEvents & { readonly publishesNone: boolean } {
  const noPublication = { publications: [], namesPublications: false, misspelledPublications: [] }
  const { file } = manifest.document
  const nothing = { ...noPublication, publishedIn: file, regions: [], endpoints: [] }
  const part = manifest.find('events', 'manifest/events-missing', noEvents)
  const events = part?.asObject('"events"', help)
  if (part !== undefined && events === undefined) {
    return { ...nothing, subscriptions: undefined, publishesNone: false }
  }
  const severity: Severity = options.hasEvent ? 'error' : 'warning'
  const owner = resources.parts[0] ?? events
  if (owner === undefined) {
    if (!resources.isUnknown && options.isCustom) {
      manifest.report('manifest/events-missing', `${noEvents}.`, help, severity)
    }
    const subscriptions = resources.isUnknown ? undefined : []
    return { ...nothing, subscriptions, publishesNone: !resources.isUnknown }
  }
  const isKnown = (lists: readonly Part[]) => lists.length > 0 || !resources.isUnknown
  const published = listsOf('publications', resources, events)
  const publishesNone =
    isKnown(published) && published.every(({ value }) => isArray(value) && value.length === 0)
  const publications =
    isKnown(published) && (options.isCustom || !publishesNone)
      ? checkPublications(published, owner, severity)
      : noPublication
  const subscribed = listsOf('subscriptions', resources, events)
  // Where nothing is published, what only publishing needs is not missing.
  const isNeeded = options.isCustom && !publishesNone
  const subscriptions = isKnown(subscribed)
    ? checkSubscriptions(subscribed, owner, isNeeded)
    : undefined
  const writtenAtDeploy = resources.parts.length > 0 || resources.isUnknown
  const mayLack = publishesNone && subscribed.length === 0
  const how = { sending: options.sending, writtenAtDeploy, mayLack }
  const named = events === undefined ? nothing : checkEndpoints(events, how)
  return {
    ...publications,
    publishedIn: published[0]?.document.file ?? file,
    publishesNone,
    subscriptions,
    regions: [...new Set([...named.regions, ...resources.regions])],
    endpoints: named.endpoints,
  }
}

/** What comes of a missing list. */
const missing = {
  publications: ['manifest/publications-missing', noPublications],
  subscriptions: [
    'manifest/subscription-missing',
    '"subscriptions" is missing, so the skill does not learn which customers want notifications',
  ],
} as const

/** The lists that count: those of `ask-resources.json`; where it has none, the manifest's. */
function listsOf(
  key: keyof typeof missing,
  resources: ResourceEvents,
  events: Part | undefined,
): readonly Part[] {
  const deployed = resources.parts.filter(owner => (owner.likely(key)?.value ?? null) !== null)
  const owners = deployed.length > 0 || events === undefined ? deployed : [events]
  const [rule, consequence] = missing[key]
  return owners.flatMap(owner => owner.find(key, rule, consequence) ?? [])
}

/** What `ask-resources.json` adds to a manifest. */
interface ResourceEvents {
  /** `skillEvents` of the profile, or of each profile where it is not known which is deployed. */
  readonly parts: readonly Part[]
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
 * @param resources undefined where there is no such file
 */
export function readResourceEvents(
  resources: Pick<Reading, 'document'> | undefined,
  found: Diagnostic[] = [],
): ResourceEvents {
  const { document } = resources ?? {}
  const profiles = document && new Part(document, [], document.value, found).at('profiles')
  if (profiles === undefined) {
    const isUnknown = resources !== undefined && document === undefined
    return { parts: [], regions: [], isUnknown }
  }
  const chosen = profiles.at('default')
  const candidates = chosen === undefined ? profiles.parts() : [chosen]
  const withEvents = candidates.flatMap(profile => {
    const events = profile.at('skillInfrastructure', 'userConfig', 'skillEvents')
    return events === undefined || events.value === null ? [] : [{ profile, events }]
  })
  const help =
    'Write { "publications": ["AMAZON.…"], "subscriptions": ["SKILL_PROACTIVE_SUBSCRIPTION_CHANGED"] }.'
  const parts = withEvents.flatMap(({ events }) => events.asObject('"skillEvents"', help) ?? [])
  return {
    parts,
    isUnknown: parts.length < withEvents.length,
    regions: regions.filter(region =>
      withEvents.some(({ profile }) => profile.at('code', region) !== undefined),
    ),
  }
}
