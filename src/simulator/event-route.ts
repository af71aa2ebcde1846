import type { Region, Stage } from '../core/alexa.ts'
import { type Answer, apiRefusal } from './answer.ts'
import type { CheckedEvent } from './event-check.ts'
import type { Limits, Notification, Subscriber } from './simulator.ts'
import type { Fact, State } from './state.ts'
import { type Subscribers, wants } from './subscribers.ts'

/** Where and when an event arrived. */
export interface EventArrival {
  readonly region: Region
  readonly stage: Stage
  readonly requestId: string
  readonly at: Date
}

/**
 * Decides who gets an event that has nothing wrong with it. Answers are those of Amazon's SDK and reference:
 * 202 with an empty body, also where nobody listens; 403 for a Unicast to somebody who is not subscribed here;
 * 409 where everybody addressed already has an event with this reference id; 432 on the live stage.
 */
export function decideEvent(
  event: CheckedEvent,
  arrival: EventArrival,
  subscribers: Subscribers,
  limits: Limits,
  state: State,
): { readonly answer: Answer; readonly facts: readonly Fact[] } {
  const { region, stage } = arrival
  const { liveNotifications = Number.POSITIVE_INFINITY } = limits
  if (stage === 'live' && state.liveAccepted >= liveNotifications) {
    const message = `the limit of ${liveNotifications} notifications of the live skill is exceeded; the development stage has none`
    return { answer: apiRefusal(432, message), facts: [] }
  }
  const addressed = addresseesOf(event, arrival, subscribers)
  if (addressed === undefined) {
    return { answer: apiRefusal(403, hintOfUser(event, arrival, subscribers)), facts: [] }
  }
  const fresh = addressed.filter(customer => !state.hasReceived(customer, event.referenceId))
  if (addressed.length > 0 && fresh.length === 0) {
    const who = event.user === undefined ? 'every subscriber here' : 'this customer'
    const message = `${who} already has an event with the reference id "${event.referenceId}"`
    return { answer: apiRefusal(409, message), facts: [] }
  }
  const notifications = fresh.map(subscriber => notificationFor(subscriber, event, arrival))
  return {
    answer: { status: 202, headers: {}, body: '', note: noteOf(notifications, region, stage) },
    facts: [{ kind: 'accepted', stage, notifications }],
  }
}

function addresseesOf(
  { name, user }: CheckedEvent,
  { region, stage }: EventArrival,
  subscribers: Subscribers,
): readonly Subscriber[] | undefined {
  if (user === undefined) return subscribers.wanting(region, stage, name)
  const subscriber = subscribers.find(region, stage, user)
  return subscriber !== undefined && wants(subscriber, name) ? [subscriber] : undefined
}

function hintOfUser(
  { name, user = '' }: CheckedEvent,
  { region, stage }: EventArrival,
  subscribers: Subscribers,
): string {
  if (subscribers.find(region, stage, user) !== undefined) {
    return `this user has not turned on notifications for ${name}`
  }
  const places = subscribers.placesOf(user).map(place => `${place.stage} in ${place.region}`)
  if (places.length > 0) {
    return `this user is subscribed to ${places.join(', ')}, but the event went to ${stage} in ${region}`
  }
  return `this user is not subscribed to the skill; a user id belongs to one skill and one enablement of it`
}

function notificationFor(
  { user, region, stage, locale }: Subscriber,
  { name, referenceId, body }: CheckedEvent,
  { requestId, at }: EventArrival,
): Notification {
  return {
    user,
    region,
    stage,
    locale,
    eventName: name,
    referenceId,
    body,
    requestId,
    receivedAt: at,
  }
}

function noteOf(notifications: readonly Notification[], region: Region, stage: Stage): string {
  const count = notifications.length
  if (count === 0) return `accepted, but nobody is subscribed to ${stage} in ${region}`
  return `accepted for ${count} ${count === 1 ? 'customer' : 'customers'}`
}
