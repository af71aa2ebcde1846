import { type EventName, eventNames, isEventName } from '../catalog.ts'
import type { Diagnostic } from '../diagnostic.ts'
import { isArray } from '../json.ts'
import { didYouMean, nearest } from '../nearest.ts'
import { quoted } from '../source/document.ts'
import { findingAt, type Part } from './checking.ts'
import { type EventList, type ListedName, readEventNames } from './event-names.ts'

const rule = 'manifest/publications-shape'
const example = 'AMAZON.MediaContent.Available'

/** What comes of a missing list, as the beginning of a sentence. */
export const noPublications =
  '"publications" is missing, so there is no event that the skill may send'

export interface CheckedPublications {
  /** The valid ones, each once. */
  readonly publications: readonly EventName[]
  /** Whether there is any name, valid or not. */
  readonly isNamed: boolean
  /** What those with an unknown name most likely mean, if that is no valid one too. */
  readonly misspelt: readonly EventName[]
  readonly diagnostics: readonly Diagnostic[]
}

/** What is known where there is no list. */
export const noNames = { publications: [], isNamed: false, misspelt: [], diagnostics: [] } as const

/**
 * Checks lists of publications. They are free texts to Amazon's tools; the eight names are those of
 * Amazon's "Schemas for Proactive Events".
 *
 * @param lists several only where profiles of `ask-resources.json` each have their own
 * @param owner the object that should hold a list, for where there is none
 */
export function checkPublications(lists: readonly EventList[], owner: Part): CheckedPublications {
  if (lists.length === 0) return { ...noNames, diagnostics: [missing(owner)] }
  const publications = new Set<EventName>()
  const meant = new Set<EventName>()
  const names: ListedName[] = []
  const diagnostics: Diagnostic[] = []
  for (const list of lists) {
    const read = readEventNames(list, rule, example)
    if (isArray(list.part.value) && list.part.value.length === 0) diagnostics.push(empty(list.part))
    diagnostics.push(...read.diagnostics, ...checkNames(read.names))
    names.push(...read.names)
    for (const { name } of read.names) {
      if (isEventName(name)) publications.add(name)
      else for (const event of meantBy(name)) meant.add(event)
    }
  }
  const misspelt = [...meant].filter(name => !publications.has(name))
  const isNamed = names.length > 0
  return { publications: [...publications], isNamed, misspelt, diagnostics }
}

/** The event that an unknown name most likely means, if any. */
function meantBy(name: string): readonly EventName[] {
  const near = isReceived(name) ? undefined : nearest(name, eventNames)
  return near !== undefined && isEventName(near) ? [near] : []
}

function isReceived(name: string): boolean {
  return name.startsWith('SKILL_') || name.startsWith('AlexaSkillEvent.')
}

function checkNames(names: readonly ListedName[]): readonly Diagnostic[] {
  const first = new Map<string, Part>()
  return names.flatMap(({ name, part }) => {
    const before = first.get(name)
    if (before !== undefined) return [duplicate(name, before, part)]
    first.set(name, part)
    return isEventName(name) ? [] : [unknown(name, part)]
  })
}

function missing(owner: Part): Diagnostic {
  const entry = owner.path.includes('skillEvents')
    ? `"${example}"`
    : `{ "eventName": "${example}" }`
  return findingAt(
    owner,
    'manifest/publications-missing',
    `${noPublications}.`,
    `Add "publications": [${entry}] with the events the skill sends.`,
  )
}

function empty(list: Part): Diagnostic {
  return findingAt(
    list,
    'manifest/publications-missing',
    '"publications" is empty, so there is no event that the skill may send.',
    `Add the events the skill sends, such as "${example}".`,
  )
}

function unknown(name: string, part: Part): Diagnostic {
  if (isReceived(name)) {
    return findingAt(
      part,
      'manifest/publication-unknown',
      `${quoted(name)} is an event that the skill receives, not one that it sends.`,
      'Move it to "subscriptions".',
    )
  }
  return findingAt(
    part,
    'manifest/publication-unknown',
    `The publication ${quoted(name)} is none of the eight proactive events${didYouMean(name, eventNames) || '.'}`,
    `Use one of ${eventNames.join(', ')}.`,
  )
}

function duplicate(name: string, first: Part, part: Part): Diagnostic {
  const { line } = first.document.place(first.path)
  return findingAt(
    part,
    'manifest/publication-duplicate',
    `The publication ${quoted(name)} stands twice: first in line ${line}, and again here.`,
    'Remove one of them; a skill has one instance of each schema.',
  )
}
