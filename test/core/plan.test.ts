import { describe, expect, it } from 'vitest'
import type { Manifest } from '../../src/core/manifest/manifest.ts'
import { decideRegions } from '../../src/core/plan.ts'

const manifest: Manifest = {
  file: 'skill.json',
  publications: [],
  publishedIn: 'skill.json',
  namesPublications: true,
  misspelledPublications: [],
  subscriptions: [],
  hasPermission: true,
  locales: [],
  regions: [],
  endpoints: [],
}

const cases = [
  { name: 'the setting, in Alexa’s order', setting: ['FE', 'NA'], regions: ['NA', 'FE'] },
  { name: 'no manifest: everywhere', manifest: undefined, regions: ['NA', 'EU', 'FE'] },
  { name: 'an empty manifest: everywhere', manifest: {}, regions: ['NA', 'EU', 'FE'] },
  { name: 'locales', manifest: { locales: ['en-US', 'en-IN'] }, regions: ['NA', 'EU'] },
  { name: 'Australia is in the Far East', manifest: { locales: ['en-AU'] }, regions: ['FE'] },
  {
    name: 'regions of events come on top',
    manifest: { locales: ['de-DE'], regions: ['NA'] },
    regions: ['NA', 'EU'],
  },
  {
    name: 'an unknown locale points nowhere',
    manifest: { locales: ['sv-SE', 'ja-JP'] },
    regions: ['FE'],
  },
  {
    name: 'unknown locales alone: everywhere',
    manifest: { locales: ['sv-SE'] },
    regions: ['NA', 'EU', 'FE'],
  },
] as const

describe('decideRegions', () => {
  it.each(cases)('$name', one => {
    const setting = 'setting' in one ? one.setting : 'auto'
    const known =
      'manifest' in one && one.manifest !== undefined ? { ...manifest, ...one.manifest } : undefined
    const decision = decideRegions(setting, known)
    expect(decision.regions).toEqual(one.regions)
    expect(decision.reason).not.toBe('')
  })

  it('names what the regions come from', () => {
    const { reason } = decideRegions('auto', { ...manifest, locales: ['de-DE'], regions: ['NA'] })
    expect(reason).toBe('the locales (de-DE) and events.regions (NA) of skill.json point there')
  })
})
