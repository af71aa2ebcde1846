import { type Region, regions } from '../alexa.ts'
import { oneLine } from '../escape.ts'
import { regionOfLocale, skillLocales } from '../locales.ts'
import { nearest } from '../nearest.ts'

/** What a record says of the region; a text where that is wrong: one sentence that can be printed. */
export type RegionReading = { readonly region: Region | undefined } | { readonly problem: string }

const readings = new Map<string, RegionReading>(
  regions.flatMap(region => [
    [region, { region }],
    [region.toLowerCase(), { region }],
  ]),
)

/** Reads a region as lists have it: NA, EU or FE in any case, or nothing. */
export function readRegion(text: string): RegionReading {
  const trimmed = text.trim()
  if (trimmed === '') return { region: undefined }
  const reading = readings.get(trimmed) ?? readings.get(trimmed.toUpperCase())
  return reading ?? { problem: problemOfRegion(trimmed) }
}

function problemOfRegion(text: string): string {
  const meant = meantRegion(text)
  const advice = meant === undefined ? 'it is NA, EU or FE' : `did you mean ${meant}?`
  const end = advice.endsWith('?') ? '' : '.'
  return `The region "${oneLine(text, 40)}" is unknown; ${advice}${end}`
}

/** People write countries, locales, or the address that a request to the skill came with. */
function meantRegion(text: string): Region | undefined {
  const [, host] = /^https?:\/\/api(?:\.(eu|fe))?\.amazonalexa\.com/i.exec(text) ?? []
  if (host !== undefined) return regions.find(region => region === host.toUpperCase())
  if (/^https?:\/\/api\.amazonalexa\.com/i.test(text)) return 'NA'
  const country = (text.split(/[-_]/).at(-1) ?? '').toUpperCase().replace(/^USA$/, 'US')
  const locale = skillLocales.find(one => one.endsWith(`-${country === 'UK' ? 'GB' : country}`))
  const ofCountry = locale === undefined ? undefined : regionOfLocale(locale)
  if (ofCountry !== undefined) return ofCountry
  const near = nearest(text, regions)
  return regions.find(region => region === near)
}
