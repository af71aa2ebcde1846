import { type EventOptions, type EventReading, readEvent } from '../../../src/core/event/read.ts'
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
