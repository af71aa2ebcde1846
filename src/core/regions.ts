import { type Region, regionOfLocale, regions } from './alexa.ts'
import type { Manifest } from './manifest/manifest.ts'
import type { RegionDecision } from './plan.ts'

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
  const all = inOrder([...ofLocales, ...ofEvents])
  if (all.length === 0) {
    return {
      regions,
      reason: `${manifest.file} names no locale or region that would narrow them down`,
    }
  }
  const sources = [
    ...(ofLocales.length > 0 ? [`the locales (${manifest.locales.join(', ')})`] : []),
    ...(ofEvents.length > 0 ? [`events.regions (${ofEvents.join(', ')})`] : []),
  ]
  return { regions: all, reason: `${sources.join(' and ')} of ${manifest.file} point there` }
}

function inOrder(some: readonly Region[]): readonly Region[] {
  return regions.filter(region => some.includes(region))
}
