import type { Findings } from '../../../src/core/event/diagnostic.ts'
import { type EventOptions, type EventReading, readEvent } from '../../../src/core/event/read.ts'
import type { Json } from '../../../src/core/json.ts'
import type { Manifest } from '../../../src/core/manifest/manifest.ts'
import { readText } from '../../../src/core/source/read.ts'

/** What an event is read with unless a test says otherwise. */
export const defaultOptions: EventOptions = {
  sending: false,
  scope: {},
  now: new Date('2026-05-01T12:00:00.000Z'),
  stage: 'live',
  referenceId: undefined,
  announcement: ['org/skill', 'release', 'v1.2.0'],
  variables: {},
  expiresIn: undefined,
  manifest: undefined,
}

/** A skill that publishes something, though no event. */
export const skill: Manifest = {
  file: 'skill.json',
  publishedIn: 'skill.json',
  hasPermission: true,
  locales: [],
  namesPublications: true,
  publications: [],
  misspelledPublications: [],
  subscriptions: [],
  regions: [],
  endpoints: [],
}

/** Reads an event file from a text, with some of the options changed. */
export async function readEventText(
  text: string,
  options: Partial<EventOptions> = {},
): Promise<EventReading> {
  const { document } = await readText('<event>', text)
  if (document === undefined) throw new Error(`The text of the test cannot be parsed: ${text}`)
  return readEvent(document, { ...defaultOptions, ...options })
}

/** Ids of the rules that were found, in the order of the file. */
export function ruleIds({ diagnostics }: EventReading): readonly string[] {
  return diagnostics.map(({ rule }) => rule)
}

/** What was found in a file of one line: `error event/rule at "key": message help`. */
export async function reportOf(
  file: Json,
  options: Partial<EventOptions> = {},
): Promise<readonly string[]> {
  const text = JSON.stringify(file)
  const { diagnostics } = await readEventText(text, options)
  return diagnostics.map(({ rule, severity, place, message, help }) => {
    const [part] = /^(?:"[^"]*"|[^,}\]]*)/.exec(text.slice((place?.column ?? 1) - 1)) ?? []
    const at = place === undefined ? 'no place' : part
    return `${severity} ${rule} at ${at}: ${message} ${help}`
  })
}

/** What was found, one line each: `error event/rule at the key event.payload: message help`. */
export function linesOf({ all }: Findings): readonly string[] {
  return all.map(({ rule, path, part, severity, message, help }) => {
    const place = path === undefined ? 'setting' : `${part} ${path.join('.')}`.trim()
    return `${severity} ${rule} at the ${place}: ${message} ${help}`
  })
}
