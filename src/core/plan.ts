import { type EventBody, type Region, regionOfLocale, regions, type Stage } from './alexa.ts'
import type { Manifest } from './manifest/manifest.ts'

export interface StageDecision {
  readonly stage: Stage
  /** Completes "live, because …": `refs/heads/main matches live-refs "main"`. */
  readonly reason: string
}

export interface RegionDecision {
  readonly regions: readonly Region[]
  /** Completes "NA and EU, because …". */
  readonly reason: string
}

/** What would be sent. Showing it is a dry run, carrying it out is a delivery. */
export interface Plan {
  readonly stage: StageDecision
  readonly regions: RegionDecision
  /** Complete: nothing is added to it on the way. */
  readonly body: EventBody
  /** Absent where the event goes to each region once. */
  readonly campaign?: PlannedCampaign
}

/** A list of users an event goes to, in words. */
export interface PlannedCampaign {
  /** `12,345 users: NA 10,000, EU 2,345`. */
  readonly audience: string
  readonly facts: readonly { readonly label: string; readonly text: string }[]
}

/**
 * Decides to which regions an event goes. An event reaches only the customers of the region it is
 * posted to, so `auto` takes every region that the skill's locales or `events.regions` point to,
 * and all three where nothing is known.
 */
export function decideRegions(
  setting: 'auto' | readonly Region[],
  manifest: Manifest | undefined,
): RegionDecision {
  if (setting !== 'auto') {
    return { regions: inOrder(setting), reason: 'the setting regions says so' }
  }
  if (manifest === undefined) {
    return { regions, reason: 'no manifest is known that would narrow them down' }
  }
  const ofLocales = inOrder(manifest.locales.flatMap(locale => regionOfLocale(locale) ?? []))
  const ofEvents = inOrder(manifest.regions)
  const sources = [
    ...(ofLocales.length > 0 ? [`the locales (${manifest.locales.join(', ')})`] : []),
    ...(ofEvents.length > 0 ? [`events.regions (${ofEvents.join(', ')})`] : []),
  ]
  if (sources.length === 0) {
    const reason = `${manifest.file} names no locale or region that would narrow them down`
    return { regions, reason }
  }
  const reason = `${sources.join(' and ')} of ${manifest.file} point there`
  return { regions: inOrder([...ofLocales, ...ofEvents]), reason }
}

function inOrder(some: readonly Region[]): readonly Region[] {
  return regions.filter(region => some.includes(region))
}
