import type { Region } from '../alexa.ts'
import type { EventName } from '../catalog.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { JsonObject } from '../json.ts'
import { quoted } from '../source/quoted.ts'
import type { SkillEvents } from './ask-resources.ts'
import { findingAt, misspeltKey, objectPart, type Part, partOf, wrongType } from './checking.ts'
import { checkEndpoints } from './endpoints.ts'
import type { EventList } from './event-names.ts'
import { checkPublications } from './publications.ts'
import { checkSubscriptions } from './subscriptions.ts'

export interface CheckedEvents {
  readonly publications: readonly EventName[]
  readonly misspeltPublications: readonly EventName[]
  readonly regions: readonly Region[]
  readonly diagnostics: readonly Diagnostic[]
}

const nothing = { publications: [], misspeltPublications: [], regions: [] } as const
const help =
  'Add "events" with "publications", "subscriptions" and "endpoint", and deploy the manifest.'

/**
 * Checks the events of a skill: `events` of the manifest, where `skillEvents` of
 * `ask-resources.json` takes the place of its lists as the ASK CLI does it.
 */
export function checkEvents(
  manifest: Part<JsonObject>,
  skillEvents: SkillEvents,
  options: { readonly sending: boolean },
): CheckedEvents {
  const part = partOf(manifest, 'events')
  const events = objectPart(part)
  if (part !== undefined && events === undefined) {
    return { ...nothing, diagnostics: [wrongType(part, '"events"', 'an object', help)] }
  }
  const owner = skillEvents.parts[0] ?? events
  if (owner === undefined) return { ...nothing, diagnostics: [missing(manifest)] }

  const writtenAtDeploy = skillEvents.parts.length > 0
  const endpoints =
    events === undefined
      ? { regions: [], diagnostics: [] }
      : checkEndpoints(events, { sending: options.sending, writtenAtDeploy })
  const published = checkPublications(listsOf('publications', skillEvents, events), owner)
  const subscribed = checkSubscriptions(listsOf('subscriptions', skillEvents, events), owner)
  return {
    publications: published.publications,
    misspeltPublications: published.misspelt,
    regions: [...new Set([...endpoints.regions, ...skillEvents.regions])],
    diagnostics: [...published.diagnostics, ...subscribed, ...endpoints.diagnostics],
  }
}

/** The lists that count: those of `ask-resources.json`; where it has none, the manifest's. */
function listsOf(
  name: 'publications' | 'subscriptions',
  skillEvents: SkillEvents,
  events: Part<JsonObject> | undefined,
): readonly EventList[] {
  const deployed = skillEvents.parts.flatMap((part): EventList[] => {
    const list = partOf(part, name)
    return list === undefined || list.value === null ? [] : [{ part: list, entries: 'texts' }]
  })
  if (deployed.length > 0 || events === undefined) return deployed
  const list = partOf(events, name)
  return list === undefined ? [] : [{ part: list, entries: 'objects' }]
}

function missing(manifest: Part<JsonObject>): Diagnostic {
  const key = misspeltKey(manifest, 'events')
  const guess = key === undefined ? '' : ` The key ${quoted(key)} may be meant as that.`
  return findingAt(
    manifest,
    'manifest/events-missing',
    `"events" is missing, so the skill cannot send any event.${guess}`,
    help,
  )
}
