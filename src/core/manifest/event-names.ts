import { type EventName, eventNames, isEventName } from '../alexa.ts'
import type { RuleOf, Severity } from '../diagnostic.ts'
import { interfaceEventNames, skillEventNames } from '../generated/manifest-names.ts'
import { isArray, isObject } from '../json.ts'
import { quoted } from '../source/document.ts'
import { didYouMean, nearest } from '../wording.ts'
import {
  checkListed,
  type Findings,
  findPart,
  likelyPart,
  nameOf,
  type Part,
  partsOf,
  typeName,
} from './parts.ts'

/**
 * A list of event names: `publications` or `subscriptions`. In the manifest its entries are objects
 * with an `eventName`; in `ask-resources.json` they are texts, from which the ASK CLI makes the objects.
 */
export interface EventList {
  readonly part: Part
  readonly entries: 'objects' | 'texts'
}

/** A name of such a list, and where it is. */
interface ListedName {
  readonly name: string
  readonly part: Part
}

/**
 * Reads the names of a list. Names in the wrong form are reported and read all the same,
 * so that their spelling is checked too.
 *
 * @param example a name for the help
 */
function readEventNames(
  list: EventList,
  rule: RuleOf<'manifest'>,
  example: string,
  found: Findings,
): readonly ListedName[] {
  if (!isArray(list.part.value)) {
    const message = `${quoted(nameOf(list.part))} is ${typeName(list.part.value)}, but must be a list.`
    found.value(list.part, rule, message, `Write a list: [${entryFor(example, list.entries)}].`)
    return []
  }
  return partsOf(list.part).flatMap(entry => {
    const named = likelyPart(entry, 'eventName')
    const part = named ?? entry
    const name = typeof part.value === 'string' ? part.value : undefined
    const problem = wrongForm(list, entry, named)
    if (problem === undefined) findPart(entry, 'eventName', rule, noEventName, found)
    else {
      const { at, message } = problem
      const right =
        at === entry ? entryFor(name ?? example, list.entries) : `"eventName": "${example}"`
      found.value(at, rule, message, `Write ${right}.`)
    }
    return name === undefined ? [] : [{ name, part }]
  })
}

const noEventName = 'An entry has no "eventName"'

function wrongForm(
  { entries }: EventList,
  entry: Part,
  named: Part | undefined,
): { readonly at: Part; readonly message: string } | undefined {
  const is = `An entry is ${typeName(entry.value)}, but must be`
  if (entries === 'texts') {
    if (typeof entry.value === 'string') return undefined
    return { at: entry, message: `${is} a string: ask-resources.json lists plain names.` }
  }
  if (!isObject(entry.value)) return { at: entry, message: `${is} an object with an "eventName".` }
  if (named === undefined) return { at: entry, message: `${noEventName}.` }
  if (typeof named.value === 'string') return undefined
  return { at: named, message: `"eventName" is ${typeName(named.value)}, but must be a string.` }
}

/** A name as an entry of a list. */
function entryFor(name: string, entries: EventList['entries']): string {
  return entries === 'objects' ? `{ "eventName": "${name}" }` : `"${name}"`
}

/** How the entries of a list are written that should be in an object. */
function entriesIn(owner: Part): EventList['entries'] {
  return owner.path.includes('skillEvents') ? 'texts' : 'objects'
}

const example = 'AMAZON.MediaContent.Available'

/** What comes of a missing list, as the beginning of a sentence. */
export const noPublications = '"publications" is missing, so the skill publishes no proactive event'

export interface Publications {
  /** The valid ones, each once. */
  readonly publications: readonly EventName[]
  /** Whether there is any name, valid or not. */
  readonly isNamed: boolean
  /** What those with an unknown name most likely stand for, if that is no valid one too. */
  readonly misspelled: readonly EventName[]
}

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
  found: Findings,
): Publications {
  const rule = 'manifest/publications-missing'
  if (lists.length === 0) {
    const entry = entryFor(example, entriesIn(owner))
    const help = `Add "publications": [${entry}] with the events the skill sends.`
    found.value(owner, rule, `${noPublications}.`, help, severity)
  }
  const names = lists.flatMap(list => {
    if (isArray(list.part.value) && list.part.value.length === 0) {
      const message = '"publications" is empty, so the skill publishes no proactive event.'
      const help = `Add the events the skill sends, such as "${example}".`
      found.value(list.part, rule, message, help, severity)
    }
    const listed = readEventNames(list, 'manifest/publications-shape', example, found)
    checkPublicationNames(listed, found)
    return listed.map(({ name }) => name)
  })
  const publications = names.filter(isEventName)
  const misspelled = names.flatMap(name => intendedEvent(name) ?? [])
  return {
    publications: [...new Set(publications)],
    isNamed: names.length > 0,
    misspelled: [...new Set(misspelled)].filter(name => !publications.includes(name)),
  }
}

/** The event that a name most likely stands for, if any. */
export function intendedEvent(name: string): EventName | undefined {
  const near = nearest(name, eventNames)
  return eventNames.find(event => event === near)
}

function isReceived(name: string): boolean {
  return name.startsWith('SKILL_') || name.startsWith('AlexaSkillEvent.')
}

function checkPublicationNames(names: readonly ListedName[], found: Findings): void {
  const first = new Map<string, Part>()
  for (const { name, part } of names) {
    const before = first.get(name)
    if (before !== undefined) {
      const { line } = before.document.place(before.path)
      const message = `The publication ${quoted(name)} is listed twice: first in line ${line}, and again here.`
      const help = 'Remove one of them; a skill has one instance of each schema.'
      found.value(part, 'manifest/publication-duplicate', message, help)
      continue
    }
    first.set(name, part)
    if (isEventName(name)) continue
    const message = isReceived(name)
      ? `${quoted(name)} is an event that the skill receives, not one that it sends.`
      : `The publication ${quoted(name)} is not one of the eight proactive events${didYouMean(name, eventNames) || '.'}`
    const help = isReceived(name)
      ? 'Move it to "subscriptions".'
      : `Use one of ${eventNames.join(', ')}.`
    found.value(part, 'manifest/publication-unknown', message, help)
  }
}

type SubscriptionName = (typeof skillEventNames)[number]

/** Every subscription name of the Skill Management API, as `ask-smapi-model` has them. */
export const subscriptionNames: readonly string[] = [...skillEventNames, ...interfaceEventNames]

/** The subscription that tells a skill who wants its notifications (Amazon's skill events page). */
export const proactiveSubscription =
  'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED' satisfies SubscriptionName

/** Types of requests that a skill receives, by the subscription that brings them. */
const subscriptionByRequestType: ReadonlyMap<string, SubscriptionName> = new Map([
  ['AlexaSkillEvent.ProactiveSubscriptionChanged', proactiveSubscription],
  ['AlexaSkillEvent.SkillEnabled', 'SKILL_ENABLED'],
  ['AlexaSkillEvent.SkillDisabled', 'SKILL_DISABLED'],
  ['AlexaSkillEvent.SkillAccountLinked', 'SKILL_ACCOUNT_LINKED'],
  ['AlexaSkillEvent.SkillPermissionAccepted', 'SKILL_PERMISSION_ACCEPTED'],
  ['AlexaSkillEvent.SkillPermissionChanged', 'SKILL_PERMISSION_CHANGED'],
])

/** The subscription for which a type of requests most likely stands, if any. */
export function intendedSubscription(type: string): string | undefined {
  return subscriptionByRequestType.get(nearest(type, [...subscriptionByRequestType.keys()]) ?? '')
}

/** What comes of a missing list, as the beginning of a sentence. */
export const noSubscriptions =
  '"subscriptions" is missing, so the skill does not learn which customers want notifications'

/**
 * Checks lists of subscriptions: every name is a known one, and the skill hears who subscribes.
 *
 * @param lists several only where profiles of `ask-resources.json` each have their own
 * @param owner the object that should hold a list, for where there is none
 * @param isNeeded whether the skill publishes anything that customers may want
 * @returns what the names stand for, as far as known, each once
 */
export function checkSubscriptions(
  lists: readonly EventList[],
  owner: Part,
  isNeeded: boolean,
  found: Findings,
): readonly string[] {
  if (lists.length === 0 && isNeeded) reportNoSubscription(owner, found)
  const subscribed = lists.flatMap(list => {
    const before = found.all.length
    const names = readEventNames(list, 'manifest/structure', proactiveSubscription, found)
    const isWellFormed = found.all.length === before
    const likely = names.map(name => checkSubscriptionName(name, found))
    if (isNeeded && isWellFormed && !likely.includes(proactiveSubscription)) {
      reportNoSubscription(list.part, found)
    }
    return likely
  })
  return [...new Set(subscribed)]
}

/** @returns the subscription that the name stands for, as far as known */
function checkSubscriptionName({ name, part }: ListedName, found: Findings): string {
  if (name.startsWith('AlexaSkillEvent.')) {
    const likely = intendedSubscription(name)
    const message = `${quoted(name)} is the type of a request, not the name of a subscription${likely === undefined ? '.' : `; did you mean ${likely}?`}`
    const help =
      likely === undefined ? `Use one of ${skillEventNames.join(', ')}.` : `Write ${likely}.`
    found.value(part, 'manifest/subscription-request-type', message, help)
    return likely ?? name
  }
  if (name.startsWith('AMAZON.')) {
    const message = `${quoted(name)} is an event that the skill sends, not one that it receives.`
    found.value(part, 'manifest/subscription-unknown', message, 'Move it to "publications".')
    return name
  }
  return checkListed(part, 'subscription', name, subscriptionNames, found)
}

function reportNoSubscription(part: Part, found: Findings): void {
  const entry = entryFor(proactiveSubscription, entriesIn(part))
  const message = `The skill does not subscribe to ${proactiveSubscription}, so it does not learn which customers want notifications.`
  const help = `Add ${entry} to "subscriptions" if events are sent to single customers.`
  found.value(part, 'manifest/subscription-missing', message, help)
}
