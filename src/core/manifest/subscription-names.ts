import { deviceSubscription, subscriptionNames } from '../generated/manifest-names.ts'

/** Subscription names of the Skill Management API's manifest schema, without those of devices. */
export { subscriptionNames }

type SubscriptionName = (typeof subscriptionNames)[number]

/** The subscription that tells a skill who wants its notifications (Amazon's skill events page). */
export const proactiveSubscription =
  'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED' satisfies SubscriptionName

/** Tells whether the Skill Management API's manifest schema knows a subscription, one of a device included. */
export function isSubscriptionName(text: string): boolean {
  return deviceSubscription.test(text) || subscriptionNames.some(name => name === text)
}

/** Types of requests that a skill receives, by the subscription that brings them. */
export const subscriptionByRequestType: ReadonlyMap<string, SubscriptionName> = new Map([
  ['AlexaSkillEvent.ProactiveSubscriptionChanged', proactiveSubscription],
  ['AlexaSkillEvent.SkillEnabled', 'SKILL_ENABLED'],
  ['AlexaSkillEvent.SkillDisabled', 'SKILL_DISABLED'],
  ['AlexaSkillEvent.SkillAccountLinked', 'SKILL_ACCOUNT_LINKED'],
  ['AlexaSkillEvent.SkillPermissionAccepted', 'SKILL_PERMISSION_ACCEPTED'],
  ['AlexaSkillEvent.SkillPermissionChanged', 'SKILL_PERMISSION_CHANGED'],
])
