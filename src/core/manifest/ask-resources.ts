import { type Region, regions } from '../alexa.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { JsonObject } from '../json.ts'
import type { Document } from '../source/document.ts'
import { objectPart, type Part, partOf, partsOf, wrongType } from './checking.ts'

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
