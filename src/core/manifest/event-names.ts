import { type EventName, eventNames, isEventName } from '../alexa.ts'
import type { RuleOf, Severity } from '../diagnostic.ts'
import { interfaceEventNames, skillEventNames } from '../generated/manifest-names.ts'
import { isArray, isObject, type Json } from '../json.ts'
import { didYouMean, nearest, quoted } from '../wording.ts'
import { checkListed, type Part, typeName } from './parts.ts'

/** Whether lists of event names in a part hold plain names, from which the ASK CLI makes entries of the manifest. */
function listsNames({ path }: Pick<Part, 'path'>): boolean {
  return path.includes('skillEvents')
}

/** An entry of a list of event names: in the manifest an object, in `ask-resources.json` the name. */
export function entryIn(list: Pick<Part, 'path'>, name: string): Json {
  return listsNames(list) ? name : { eventName: name }
}

/** The same as it is written. */
function entryText(list: Part, name: string): string {
  return listsNames(list) ? `"${name}"` : `{ "eventName": "${name}" }`
}

/**
 * Reads the names of a list: `publications` or `subscriptions`. Names in the wrong form are reported and
 * read all the same, so that their spelling is checked too.
 *
 * @param example a name for the help
 */
function readEventNames(
  list: Part,
  rule: RuleOf<'manifest'>,
  example: string,
): readonly Part<string>[] {
  if (!isArray(list.value)) {
    const message = `${quoted(list.name)} is ${typeName(list.value)}, but must be a list.`
    list.report(rule, message, `Write a list: [${entryText(list, example)}].`)
    return []
  }
  return list.parts().flatMap(entry => {
    const named = entry.likely('eventName')
    const name = (named ?? entry).asText()
    const is = `An entry is ${typeName(entry.value)}, but must be`
    const right = `Write ${entryText(list, name?.value ?? example)}.`
    if (listsNames(list)) {
      const message = `${is} a string: ask-resources.json lists plain names.`
      if (typeof entry.value !== 'string') entry.report(rule, message, right)
    } else if (!isObject(entry.value)) {
      entry.report(rule, `${is} an object with an "eventName".`, right)
    } else if (named === undefined) {
      entry.report(rule, `${noEventName}.`, right)
    } else if (name === undefined) {
      const message = `"eventName" is ${typeName(named.value)}, but must be a string.`
      named.report(rule, message, `Write "eventName": "${example}".`)
    } else {
      entry.find('eventName', rule, noEventName)
    }
    return name ?? []
  })
}

const noEventName = 'An entry has no "eventName"'

const example = 'AMAZON.MediaContent.Available'

/** What comes of a missing list, as the beginning of a sentence. */
export const noPublications = '"publications" is missing, so the skill publishes no proactive event'

/** What a skill publishes. */
export interface Publications {
  /** Valid publications only, `ask-resources.json` merged in; each once. */
  readonly publications: readonly EventName[]
  /** Whether any publication is listed, valid or not; where none is, that is reported already. */
  readonly namesPublications: boolean
  /** Events that misspelled publications most likely stand for, where it does not publish them already. */
  readonly misspelledPublications: readonly EventName[]
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
  lists: readonly Part[],
  owner: Part,
  severity: Severity,
): Publications {
  const rule = 'manifest/publications-missing'
  if (lists.length === 0) {
    const help = `Add "publications": [${entryText(owner, example)}] with the events the skill sends.`
    owner.report(rule, `${noPublications}.`, help, severity)
  }
  const names = lists.flatMap(list => {
    if (isArray(list.value) && list.value.length === 0) {
      const message = '"publications" is empty, so the skill publishes no proactive event.'
      const help = `Add the events the skill sends, such as "${example}".`
      list.report(rule, message, help, severity)
    }
    const listed = readEventNames(list, 'manifest/publications-shape', example)
    checkPublicationNames(listed)
    return listed.map(({ value }) => value)
  })
  const publications = names.filter(isEventName)
  const misspelled = names.flatMap(name => intendedEvent(name) ?? [])
  return {
    publications: [...new Set(publications)],
    namesPublications: names.length > 0,
    misspelledPublications: [...new Set(misspelled)].filter(name => !publications.includes(name)),
  }
}

/** The event that a name most likely stands for, if any. */
export function intendedEvent(name: string): EventName | undefined {
  const near = nearest(name, eventNames)
  return eventNames.find(event => event === near)
}

function checkPublicationNames(names: readonly Part<string>[]): void {
  const first = new Map<string, Part>()
  for (const part of names) {
    const name = part.value
    const before = first.get(name)
    if (before !== undefined) {
      const { line } = before.document.place(before.path)
      const message = `The publication ${quoted(name)} is listed twice: first in line ${line}, and again here.`
      const help = 'Remove one of them; a skill has one instance of each schema.'
      part.report('manifest/publication-duplicate', message, help)
      continue
    }
    first.set(name, part)
    if (isEventName(name)) continue
    const rule = 'manifest/publication-unknown'
    if (name.startsWith('SKILL_') || name.startsWith('AlexaSkillEvent.')) {
      const message = `${quoted(name)} is an event that the skill receives, not one that it sends.`
      part.report(rule, message, 'Move it to "subscriptions".')
    } else {
      const message = `The publication ${quoted(name)} is not one of the eight proactive events${didYouMean(intendedEvent(name))}`
      part.report(rule, message, `Use one of ${eventNames.join(', ')}.`)
    }
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

/**
 * Checks lists of subscriptions: every name is a known one, and the skill hears who subscribes.
 *
 * @param lists several only where profiles of `ask-resources.json` each have their own
 * @param owner the object that should hold a list, for where there is none
 * @param isNeeded whether the skill publishes anything that customers may want
 * @returns what the names stand for, as far as known, each once
 */
export function checkSubscriptions(
  lists: readonly Part[],
  owner: Part,
  isNeeded: boolean,
): readonly string[] {
  if (lists.length === 0 && isNeeded) reportNoSubscription(owner)
  const subscribed = lists.flatMap(list => {
    const before = list.found.length
    const names = readEventNames(list, 'manifest/structure', proactiveSubscription)
    const isWellFormed = list.found.length === before
    const likely = names.map(name => checkSubscriptionName(name))
    if (isNeeded && isWellFormed && !likely.includes(proactiveSubscription)) {
      reportNoSubscription(list)
    }
    return likely
  })
  return [...new Set(subscribed)]
}

/** @returns the subscription that the name stands for, as far as known */
function checkSubscriptionName(part: Part<string>): string {
  const name = part.value
  if (name.startsWith('AlexaSkillEvent.')) {
    const likely = intendedSubscription(name)
    const message = `${quoted(name)} is the type of a request, not the name of a subscription${didYouMean(likely)}`
    const help =
      likely === undefined ? `Use one of ${skillEventNames.join(', ')}.` : `Write ${likely}.`
    part.report('manifest/subscription-request-type', message, help)
    return likely ?? name
  }
  if (name.startsWith('AMAZON.')) {
    const message = `${quoted(name)} is an event that the skill sends, not one that it receives.`
    part.report('manifest/subscription-unknown', message, 'Move it to "publications".')
    return name
  }
  return checkListed(part, 'subscription', subscriptionNames)
}

function reportNoSubscription(part: Part): void {
  const entry = entryText(part, proactiveSubscription)
  const message = `The skill does not subscribe to ${proactiveSubscription}, so it does not learn which customers want notifications.`
  const help = `Add ${entry} to "subscriptions" if events are sent to single customers.`
  part.report('manifest/subscription-missing', message, help)
}
