import type { Diagnostic } from '../diagnostic.ts'
import { nearest } from '../nearest.ts'
import { quoted } from '../source/document.ts'
import { findingAt, type Part } from './checking.ts'
import { type EventList, type ListedName, readEventNames } from './event-names.ts'
import {
  isSubscriptionName,
  proactiveSubscription,
  subscriptionByRequestType,
  subscriptionNames,
} from './subscription-names.ts'

/** What comes of a missing list, as the beginning of a sentence. */
export const noSubscriptions =
  '"subscriptions" is missing, so the skill does not learn which customers want notifications'

/**
 * Checks lists of subscriptions: every name is a known one, and the skill hears who subscribes.
 *
 * @param lists several only where profiles of `ask-resources.json` each have their own
 * @param owner the object that should hold a list, for where there is none
 */
export function checkSubscriptions(
  lists: readonly EventList[],
  owner: Part,
): readonly Diagnostic[] {
  if (lists.length === 0) return [missing(owner)]
  return lists.flatMap(list => {
    const { names, diagnostics } = readEventNames(list, 'manifest/structure', proactiveSubscription)
    const checked = names.map(checkName)
    const hears = checked.some(({ meant }) => meant === proactiveSubscription)
    return [
      ...diagnostics,
      ...checked.flatMap(({ diagnostic }) => diagnostic ?? []),
      ...(hears || diagnostics.length > 0 ? [] : [missing(list.part)]),
    ]
  })
}

interface Checked {
  /** The subscription that the name stands for, as far as known. */
  readonly meant: string
  readonly diagnostic: Diagnostic | undefined
}

function checkName({ name, part }: ListedName): Checked {
  if (isSubscriptionName(name)) return { meant: name, diagnostic: undefined }
  if (name.startsWith('AlexaSkillEvent.')) return requestType(name, part)
  if (name.startsWith('AMAZON.')) return publication(name, part)
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

function requestType(name: string, part: Part): Checked {
  const known = nearest(name, [...subscriptionByRequestType.keys()])
  const meant = known === undefined ? undefined : subscriptionByRequestType.get(known)
  const diagnostic = findingAt(
    part,
    'manifest/subscription-request-type',
    `${quoted(name)} is the type of a request, not the name of a subscription${meant === undefined ? '.' : `; did you mean ${meant}?`}`,
    meant === undefined ? `Use one of ${subscriptionNames.join(', ')}.` : `Write ${meant}.`,
  )
  return { meant: meant ?? name, diagnostic }
}

function publication(name: string, part: Part): Checked {
  const diagnostic = findingAt(
    part,
    'manifest/subscription-unknown',
    `${quoted(name)} is an event that the skill sends, not one that it receives.`,
    'Move it to "publications".',
  )
  return { meant: name, diagnostic }
}

function missing(part: Part): Diagnostic {
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
