import { type EventName, eventNames, isEventName } from '../alexa.ts'
import type { Diagnostic, Severity } from '../diagnostic.ts'
import { interfaceEventNames, skillEventNames } from '../generated/manifest-names.ts'
import { isArray, isObject } from '../json.ts'
import type { ManifestRuleId } from '../rules/manifest.ts'
import { quoted } from '../source/document.ts'
import { didYouMean, nearest } from '../wording.ts'
import { findingAt, findPart, type Part, partsOf, typeName } from './parts.ts'

/**
 * A list of event names: `publications` or `subscriptions`. In the manifest its entries are objects
 * with an `eventName`; in `ask-resources.json` they are texts, from which the ASK CLI makes the objects.
 */
export interface EventList {
  readonly part: Part
  readonly entries: 'objects' | 'texts'
}

/** A name of such a list, and where it stands. */
export interface ListedName {
  readonly name: string
  readonly part: Part
}

/**
 * Reads the names of a list. Names in the wrong form are reported and read all the same,
 * so that their spelling is checked too.
 *
 * @param example a name for the help
 */
export function readEventNames(
  list: EventList,
  rule: ManifestRuleId,
  example: string,
): { readonly names: readonly ListedName[]; readonly diagnostics: readonly Diagnostic[] } {
  const entryOf = (name: string) =>
    list.entries === 'objects' ? `{ "eventName": "${name}" }` : `"${name}"`
  if (!isArray(list.part.value)) {
    const message = `${quoted(lastStep(list.part))} is ${typeName(list.part.value)}, but must be a list.`
    const diagnostic = findingAt(list.part, rule, message, `Write a list: [${entryOf(example)}].`)
    return { names: [], diagnostics: [diagnostic] }
  }
  const names: ListedName[] = []
  const diagnostics: Diagnostic[] = []
  for (const part of partsOf(list.part)) {
    const found = findPart(part, 'eventName', rule, 'An entry has no "eventName"')
    const named = found.part ?? part
    const name = typeof named.value === 'string' ? named.value : undefined
    if (name !== undefined) names.push({ name, part: named })
    const problem = wrongForm(list, part, found.part)
    if (problem === undefined) diagnostics.push(...found.diagnostics)
    else {
      const right = problem.at === part ? entryOf(name ?? example) : `"eventName": "${example}"`
      diagnostics.push(findingAt(problem.at, rule, problem.message, `Write ${right}.`))
    }
  }
  return { names, diagnostics }
}

function wrongForm(
  list: EventList,
  entry: Part,
  named: Part | undefined,
): { readonly at: Part; readonly message: string } | undefined {
  const is = `An entry is ${typeName(entry.value)}, but must be`
  if (list.entries === 'texts') {
    if (typeof entry.value === 'string') return undefined
    return { at: entry, message: `${is} a text: ask-resources.json lists plain names.` }
  }
  if (!isObject(entry.value)) return { at: entry, message: `${is} an object with an "eventName".` }
  if (named === undefined) return { at: entry, message: 'An entry has no "eventName".' }
  if (typeof named.value === 'string') return undefined
  return { at: named, message: `"eventName" is ${typeName(named.value)}, but must be a text.` }
}

function lastStep(part: Part): string {
  return String(part.path.at(-1) ?? '')
}

const rule = 'manifest/publications-shape'
const example = 'AMAZON.MediaContent.Available'

/** What comes of a missing list, as the beginning of a sentence. */
export const noPublications = '"publications" is missing, so the skill publishes no proactive event'

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
 * @param severity of a finding that there is none
 */
export function checkPublications(
  lists: readonly EventList[],
  owner: Part,
  severity: Severity,
): CheckedPublications {
  if (lists.length === 0) return { ...noNames, diagnostics: [missingPublications(owner, severity)] }
  const publications = new Set<EventName>()
  const meant = new Set<EventName>()
  const names: ListedName[] = []
  const diagnostics: Diagnostic[] = []
  for (const list of lists) {
    const read = readEventNames(list, rule, example)
    if (isArray(list.part.value) && list.part.value.length === 0)
      diagnostics.push(emptyPublications(list.part, severity))
    diagnostics.push(...read.diagnostics, ...checkPublicationNames(read.names))
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

function checkPublicationNames(names: readonly ListedName[]): readonly Diagnostic[] {
  const first = new Map<string, Part>()
  return names.flatMap(({ name, part }) => {
    const before = first.get(name)
    if (before !== undefined) return [repeatedPublication(name, before, part)]
    first.set(name, part)
    return isEventName(name) ? [] : [unknownPublication(name, part)]
  })
}

function missingPublications(owner: Part, severity: Severity): Diagnostic {
  const entry = owner.path.includes('skillEvents')
    ? `"${example}"`
    : `{ "eventName": "${example}" }`
  return findingAt(
    owner,
    'manifest/publications-missing',
    `${noPublications}.`,
    `Add "publications": [${entry}] with the events the skill sends.`,
    { severity },
  )
}

function emptyPublications(list: Part, severity: Severity): Diagnostic {
  return findingAt(
    list,
    'manifest/publications-missing',
    '"publications" is empty, so the skill publishes no proactive event.',
    `Add the events the skill sends, such as "${example}".`,
    { severity },
  )
}

function unknownPublication(name: string, part: Part): Diagnostic {
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

function repeatedPublication(name: string, first: Part, part: Part): Diagnostic {
  const { line } = first.document.place(first.path)
  return findingAt(
    part,
    'manifest/publication-duplicate',
    `The publication ${quoted(name)} stands twice: first in line ${line}, and again here.`,
    'Remove one of them; a skill has one instance of each schema.',
  )
}

type SubscriptionName = (typeof skillEventNames)[number]

/** Every subscription name of the Skill Management API, as `ask-smapi-model` has them. */
const subscriptionNames: readonly string[] = [...skillEventNames, ...interfaceEventNames]

/** The subscription that tells a skill who wants its notifications (Amazon's skill events page). */
export const proactiveSubscription =
  'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED' satisfies SubscriptionName

/** Types of requests that a skill receives, by the subscription that brings them. */
export const subscriptionByRequestType: ReadonlyMap<string, SubscriptionName> = new Map([
  ['AlexaSkillEvent.ProactiveSubscriptionChanged', proactiveSubscription],
  ['AlexaSkillEvent.SkillEnabled', 'SKILL_ENABLED'],
  ['AlexaSkillEvent.SkillDisabled', 'SKILL_DISABLED'],
  ['AlexaSkillEvent.SkillAccountLinked', 'SKILL_ACCOUNT_LINKED'],
  ['AlexaSkillEvent.SkillPermissionAccepted', 'SKILL_PERMISSION_ACCEPTED'],
  ['AlexaSkillEvent.SkillPermissionChanged', 'SKILL_PERMISSION_CHANGED'],
])

/** What comes of a missing list, as the beginning of a sentence. */
export const noSubscriptions =
  '"subscriptions" is missing, so the skill does not learn which customers want notifications'

/**
 * Checks lists of subscriptions: every name is a known one, and the skill hears who subscribes.
 *
 * @param lists several only where profiles of `ask-resources.json` each have their own
 * @param owner the object that should hold a list, for where there is none
 * @param isNeeded whether the skill publishes anything that customers may want
 */
export function checkSubscriptions(
  lists: readonly EventList[],
  owner: Part,
  isNeeded: boolean,
): readonly Diagnostic[] {
  if (lists.length === 0) return isNeeded ? [missingSubscription(owner)] : []
  return lists.flatMap(list => {
    const { names, diagnostics } = readEventNames(list, 'manifest/structure', proactiveSubscription)
    const checked = names.map(checkSubscriptionName)
    const hears = !isNeeded || checked.some(({ meant }) => meant === proactiveSubscription)
    return [
      ...diagnostics,
      ...checked.flatMap(({ diagnostic }) => diagnostic ?? []),
      ...(hears || diagnostics.length > 0 ? [] : [missingSubscription(list.part)]),
    ]
  })
}

interface CheckedSubscription {
  /** The subscription that the name stands for, as far as known. */
  readonly meant: string
  readonly diagnostic: Diagnostic | undefined
}

function checkSubscriptionName({ name, part }: ListedName): CheckedSubscription {
  if (subscriptionNames.includes(name)) return { meant: name, diagnostic: undefined }
  if (name.startsWith('AlexaSkillEvent.')) return nameOfRequest(name, part)
  if (name.startsWith('AMAZON.')) return nameOfPublication(name, part)
  const meant = nearest(name, subscriptionNames)
  if (meant === undefined) {
    const diagnostic = findingAt(
      part,
      'manifest/subscription-unknown',
      `The subscription ${quoted(name)} is not among those that Amazon's manifest schema lists.`,
      'Check its name; leave it if it is newer than this program.',
      { severity: 'warning' },
    )
    return { meant: name, diagnostic }
  }
  const diagnostic = findingAt(
    part,
    'manifest/subscription-unknown',
    `The subscription ${quoted(name)} does not exist; did you mean ${meant}?`,
    `Write ${meant}.`,
  )
  return { meant, diagnostic }
}

function nameOfRequest(name: string, part: Part): CheckedSubscription {
  const known = nearest(name, [...subscriptionByRequestType.keys()])
  const meant = known === undefined ? undefined : subscriptionByRequestType.get(known)
  const diagnostic = findingAt(
    part,
    'manifest/subscription-request-type',
    `${quoted(name)} is the type of a request, not the name of a subscription${meant === undefined ? '.' : `; did you mean ${meant}?`}`,
    meant === undefined ? `Use one of ${skillEventNames.join(', ')}.` : `Write ${meant}.`,
  )
  return { meant: meant ?? name, diagnostic }
}

function nameOfPublication(name: string, part: Part): CheckedSubscription {
  const diagnostic = findingAt(
    part,
    'manifest/subscription-unknown',
    `${quoted(name)} is an event that the skill sends, not one that it receives.`,
    'Move it to "publications".',
  )
  return { meant: name, diagnostic }
}

function missingSubscription(part: Part): Diagnostic {
  const isResources = part.path.includes('skillEvents')
  const entry = isResources
    ? `"${proactiveSubscription}"`
    : `{ "eventName": "${proactiveSubscription}" }`
  return findingAt(
    part,
    'manifest/subscription-missing',
    `The skill does not subscribe to ${proactiveSubscription}, so it does not learn which customers want notifications.`,
    `Add ${entry} to "subscriptions" if events are sent to single customers.`,
  )
}
