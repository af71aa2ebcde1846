import { catalog, type EventName, eventNames, isEventName } from '../catalog.ts'
import type { Path } from '../json.ts'
import { listed } from '../listed.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { nearest } from '../nearest.ts'
import type { Envelope } from './envelope.ts'
import type { LocaleTexts } from './localized-attributes.ts'
import { quoted } from './quote.ts'
import { type Remark, remark } from './remark.ts'

interface NameReading {
  readonly name: EventName | undefined
  readonly remarks: readonly Remark[]
}

/** Reads the name of the event: one of Amazon's eight, and one that the skill publishes. */
export function readName(
  { name: part, remarks }: Envelope,
  manifest: Manifest | undefined,
): NameReading {
  if (part === undefined) {
    const isSaid = remarks.some(({ rule }) => rule === 'event/no-event')
    const message = 'The event has no name.'
    const help = `Add "name" with one of ${eventNames.join(', ')}.`
    return {
      name: undefined,
      remarks: isSaid ? [] : [remark('event/name-unknown', ['event'], message, help)],
    }
  }
  const { value, path } = part
  if (typeof value !== 'string' || !isEventName(value)) {
    const near = typeof value === 'string' ? nearest(value, eventNames) : undefined
    const message = `${quoted(value)} is not one of Amazon's proactive events${near === undefined ? '.' : `; did you mean ${near}?`}`
    const help = near === undefined ? `Use one of ${eventNames.join(', ')}.` : `Write ${near}.`
    return { name: undefined, remarks: [remark('event/name-unknown', path, message, help)] }
  }
  return { name: value, remarks: manifest === undefined ? [] : unpublished(value, path, manifest) }
}

function unpublished(name: EventName, path: Path, manifest: Manifest): readonly Remark[] {
  const { file, publishedIn, namesPublications, publications, misspeltPublications } = manifest
  // A misspelt publication that most likely means this event is reported where it stands, and so is
  // whatever keeps the skill from publishing anything.
  if (!namesPublications || publications.includes(name) || misspeltPublications.includes(name)) {
    return []
  }
  const only = publications.length === 0 ? '' : `, only ${listed(publications)}`
  const [list, entry] =
    publishedIn === file
      ? ['events.publications', `{ "eventName": "${name}" }`]
      : ['skillEvents.publications', `"${name}"`]
  const message = `${publishedIn} does not list ${name} under ${list}${only}.`
  const help = `Add ${entry} there and deploy the manifest.`
  return [remark('event/not-published', path, message, help)]
}

/** Warns where an event that is documented for English goes to other languages. */
export function englishOnlyRemarks(
  name: EventName,
  { name: part }: Envelope,
  locales: readonly LocaleTexts[],
  manifest: Manifest | undefined,
): readonly Remark[] {
  if (!catalog[name].englishOnly) return []
  const all = [...locales.map(({ locale }) => locale), ...(manifest?.locales ?? [])]
  const others = [...new Set(all)].filter(locale => !locale.startsWith('en-'))
  if (others.length === 0) return []
  const message = `Amazon's page lists ${name} for en-US only; what customers with ${listed(others)} hear is not known.`
  const help = 'Test it with a device in each language before it goes live.'
  return [remark('event/english-only', part?.path, message, help)]
}

/** The locales of the skill that are to have texts for an event. */
export function localesOf(name: EventName, manifest: Manifest | undefined): readonly string[] {
  const locales = manifest?.locales ?? []
  return catalog[name].englishOnly ? locales.filter(locale => locale.startsWith('en-')) : locales
}
