import type { EventName } from '../alexa.ts'
import { type Region, regions } from '../alexa.ts'
import type { Diagnostic, Severity } from '../diagnostic.ts'
import { isArray, type JsonObject } from '../json.ts'
import type { Document } from '../source/document.ts'
import { placeholderIn } from './address.ts'
import { checkEndpoints, endpointsOf, eventsKeys, type ManifestEndpoint } from './endpoints.ts'
import {
  checkPublications,
  checkSubscriptions,
  type EventList,
  noNames,
  noPublications,
  noSubscriptions,
} from './event-names.ts'
import {
  type FoundPart,
  findingAt,
  findPart,
  type ManifestOptions,
  objectPart,
  type Part,
  partOf,
  partsOf,
  wrongType,
} from './parts.ts'
import { notificationPermission } from './permissions.ts'

export interface CheckedEvents {
  /** The file that lists the publications. */
  readonly publishedIn: string
  readonly namesPublications: boolean
  /** Whether it is known that there is no list of publications, or an empty one. */
  readonly publishesNone: boolean
  readonly publications: readonly EventName[]
  readonly misspeltPublications: readonly EventName[]
  readonly regions: readonly Region[]
  readonly endpoints: readonly ManifestEndpoint[]
  readonly diagnostics: readonly Diagnostic[]
}

const nothing = {
  namesPublications: false,
  publishesNone: false,
  publications: [],
  misspeltPublications: [],
  regions: [],
  endpoints: [],
} as const
const noEvents = '"events" is missing, so the skill publishes no proactive event'
const help = `Add "events" with "publications", "subscriptions" and "endpoint", and the permission ${notificationPermission}; then deploy the manifest.`

/**
 * Checks the events of a skill: `events` of the manifest, where `skillEvents` of
 * `ask-resources.json` takes the place of its lists as the ASK CLI does it.
 */
export function checkEvents(
  manifest: Part<JsonObject>,
  skillEvents: SkillEvents,
  options: ManifestOptions & { readonly isCustom: boolean },
): CheckedEvents {
  const publishedIn = manifest.document.file
  const { part, diagnostics } = findPart(manifest, 'events', 'manifest/events-missing', noEvents)
  const events = objectPart(part)
  if (part !== undefined && events === undefined) {
    const wrong = wrongType(part, '"events"', 'an object', help)
    return { ...nothing, publishedIn, diagnostics: [...diagnostics, wrong] }
  }
  const severity = options.hasEvent ? 'error' : 'warning'
  const owner = skillEvents.parts[0] ?? events
  if (owner === undefined) {
    return {
      ...nothing,
      publishedIn,
      publishesNone: !skillEvents.isUnknown,
      diagnostics: skillEvents.isUnknown || !options.isCustom ? [] : [missing(manifest, severity)],
    }
  }
  const writtenAtDeploy = skillEvents.parts.length > 0 || skillEvents.isUnknown
  const publications = publicationsOf(skillEvents, events)
  const subscriptions = subscriptionsOf(skillEvents, events)
  const isKnown = ({ lists }: FoundLists) => lists.length > 0 || !skillEvents.isUnknown
  const publishesNone = isKnown(publications) && publications.lists.every(isEmptyList)
  const published =
    publishesNone && !options.isCustom
      ? noNames
      : isKnown(publications)
        ? checkPublications(publications.lists, owner, severity)
        : noNames
  // Where nothing is published, what only publishing needs is not missing.
  const isNeeded = options.isCustom && !publishesNone
  const endpoints =
    events === undefined
      ? { regions: [], diagnostics: [] }
      : checkEndpoints(events, {
          sending: options.sending,
          writtenAtDeploy,
          mayLack: publishesNone && subscriptions.lists.length === 0,
        })
  return {
    publishedIn: publications.lists[0]?.part.document.file ?? publishedIn,
    namesPublications: published.isNamed,
    publishesNone,
    publications: published.publications,
    misspeltPublications: published.misspelt,
    regions: [...new Set([...endpoints.regions, ...skillEvents.regions])],
    endpoints: events === undefined ? [] : known(events, writtenAtDeploy),
    diagnostics: [
      ...diagnostics,
      ...publications.diagnostics,
      ...published.diagnostics,
      ...subscriptions.diagnostics,
      ...(isKnown(subscriptions) ? checkSubscriptions(subscriptions.lists, owner, isNeeded) : []),
      ...endpoints.diagnostics,
    ],
  }
}

/** What the ASK CLI fills in is not known before the deploy. */
function known(
  { document, path, value }: Part<JsonObject>,
  writtenAtDeploy: boolean,
): readonly ManifestEndpoint[] {
  const written = endpointsOf(document, path, value)
  return writtenAtDeploy ? written.filter(({ uri }) => placeholderIn(uri) === undefined) : written
}

interface FoundLists {
  readonly lists: readonly EventList[]
  readonly diagnostics: readonly Diagnostic[]
}

function publicationsOf(skillEvents: SkillEvents, events: Part<JsonObject> | undefined) {
  return listsOf(skillEvents, events, owner =>
    findPart(owner, 'publications', 'manifest/publications-missing', noPublications, eventsKeys),
  )
}

function subscriptionsOf(skillEvents: SkillEvents, events: Part<JsonObject> | undefined) {
  return listsOf(skillEvents, events, owner =>
    findPart(owner, 'subscriptions', 'manifest/subscription-missing', noSubscriptions, eventsKeys),
  )
}

/** The lists that count: those of `ask-resources.json`; where it has none, the manifest's. */
function listsOf(
  skillEvents: SkillEvents,
  events: Part<JsonObject> | undefined,
  find: (owner: Part) => FoundPart,
): FoundLists {
  const deployed = skillEvents.parts.map(find).filter(({ part }) => (part?.value ?? null) !== null)
  const found = deployed.length > 0 || events === undefined ? deployed : [find(events)]
  const entries = deployed.length > 0 ? 'texts' : 'objects'
  return {
    lists: found.flatMap(({ part }) => (part === undefined ? [] : [{ part, entries }])),
    diagnostics: found.flatMap(({ diagnostics }) => diagnostics),
  }
}

function isEmptyList({ part: { value } }: EventList): boolean {
  return isArray(value) && value.length === 0
}

function missing(manifest: Part<JsonObject>, severity: Severity): Diagnostic {
  return findingAt(manifest, 'manifest/events-missing', `${noEvents}.`, help, { severity })
}

/** What `ask-resources.json` adds to a manifest. */
export interface SkillEvents {
  /** `skillEvents` of the profile, or of each profile where it is not known which is deployed. */
  readonly parts: readonly Part<JsonObject>[]
  /** Regions of Alexa that the profiles deploy code to; the ASK CLI writes an endpoint for each. */
  readonly regions: readonly Region[]
  /** Whether the file cannot be understood: then events may be in it all the same. */
  readonly isUnknown: boolean
  readonly diagnostics: readonly Diagnostic[]
}

/** What no file adds; with `isUnknown` one that is there but cannot be read. */
export function noSkillEvents(isUnknown: boolean): SkillEvents {
  return { parts: [], regions: [], isUnknown, diagnostics: [] }
}

const wayToEvents = ['skillInfrastructure', 'userConfig', 'skillEvents']

/**
 * Reads `profiles.<name>.skillInfrastructure.userConfig.skillEvents` of `ask-resources.json`.
 * After deploying code, the ASK CLI writes these events and the endpoints of all regions into the
 * manifest, in place of what is there. Taken is the profile `default`, as the ASK CLI does; where
 * there is none, all profiles together, since which of them is deployed is not known here.
 */
export function readSkillEvents(document: Document): SkillEvents {
  const profiles = partOf({ document, path: [], value: document.value }, 'profiles')
  if (profiles === undefined) return noSkillEvents(false)
  const chosen = partOf(profiles, 'default')
  const candidates = chosen === undefined ? partsOf(profiles) : [chosen]
  const withEvents = candidates.flatMap(profile => {
    const events = partAt(profile, wayToEvents)
    return events === undefined || events.value === null ? [] : [{ profile, events }]
  })
  const parts = withEvents.flatMap(({ events }) => objectPart(events) ?? [])
  return {
    parts,
    isUnknown: parts.length < withEvents.length,
    regions: regions.filter(region =>
      withEvents.some(({ profile }) => partAt(profile, ['code', region]) !== undefined),
    ),
    diagnostics: withEvents.flatMap(({ events }) => {
      if (objectPart(events) !== undefined) return []
      const help =
        'Write { "publications": ["AMAZON.…"], "subscriptions": ["SKILL_PROACTIVE_SUBSCRIPTION_CHANGED"] }.'
      return [wrongType(events, '"skillEvents"', 'an object', help)]
    }),
  }
}

function partAt(part: Part, steps: readonly string[]): Part | undefined {
  return steps.reduce<Part | undefined>(
    (reached, step) => (reached === undefined ? undefined : partOf(reached, step)),
    part,
  )
}
