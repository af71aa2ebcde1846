import { randomBytes } from 'node:crypto'
import { type EventName, type Region, regions, type Stage, stages } from '../core/alexa.ts'
import type { Credentials } from '../core/settings.ts'
import type { Reaction } from './server.ts'
import type { ArrivedRequest, Notification, RecordedRequest, Subscriber } from './simulator.ts'

/** Who a reference id counts for. The same user id in another region or stage is another customer. */
type Customer = Pick<Subscriber, 'user' | 'region' | 'stage'>

/** What the simulator remembers. Times are milliseconds. */
export type Memory = ReturnType<typeof openMemory>

/** Opens an empty memory; without an inbox it remembers of notifications only that they came. */
export function openMemory(keepInbox = true) {
  const letIn = new Map<Region, readonly number[]>()
  const buckets = new Map<Region, { readonly tokens: number; readonly at: number }>()
  const inbox: Notification[] = []
  const received = new Set<string>()
  let liveAccepted = 0
  const keyOf = ({ region, stage, user }: Customer, referenceId: string): string =>
    JSON.stringify([region, stage, user, referenceId])
  return {
    /** When each valid token expires. */
    tokens: new Map<string, number>(),
    inbox,
    get liveAccepted() {
      return liveAccepted
    },
    /** Counts an event, unless so many were accepted within the last second, or the bucket is empty. */
    letIn(region: Region, perSecond: number, burst: number | undefined, now: number): boolean {
      if (burst !== undefined) {
        const { tokens, at } = buckets.get(region) ?? { tokens: burst, at: now }
        const filled = Math.min(burst, tokens + ((now - at) * perSecond) / 1000)
        const isLetIn = filled >= 1
        buckets.set(region, { tokens: isLetIn ? filled - 1 : filled, at: now })
        return isLetIn
      }
      const recent = (letIn.get(region) ?? []).filter(time => time > now - 1000)
      if (recent.length >= perSecond) return false
      letIn.set(region, [...recent, now])
      return true
    },
    hasReceived: (customer: Customer, referenceId: string) =>
      received.has(keyOf(customer, referenceId)),
    accept(stage: Stage, notifications: readonly Notification[]): void {
      if (stage === 'live') liveAccepted += 1
      for (const notification of notifications) {
        if (keepInbox) inbox.push(notification)
        received.add(keyOf(notification, notification.referenceId))
      }
    },
  }
}

const localeOf: Readonly<Record<Region, string>> = { NA: 'en-US', EU: 'de-DE', FE: 'ja-JP' }

/** One subscriber for each region and stage, with made-up user ids and a locale of the region. */
export function inventSubscribers(): readonly Subscriber[] {
  return regions.flatMap(region =>
    stages.map(stage => ({ user: inventUser(), region, stage, locale: localeOf[region] })),
  )
}

export type Subscribers = ReturnType<typeof subscribersOf>

/** Finds subscribers by user or place. With `localeOfOthers`, anybody else who is addressed is subscribed too. */
export function subscribersOf(all: readonly Subscriber[], localeOfOthers?: string) {
  const byUser = new Map<string, readonly Subscriber[]>()
  for (const one of all) byUser.set(one.user, [...(byUser.get(one.user) ?? []), one])
  const placesOf = (user: string) => byUser.get(user) ?? []
  const off = new Set<Subscriber>()
  const isOn = (subscriber: Subscriber): boolean => !off.has(subscriber)
  return {
    all,
    turn: (subscriber: Subscriber, on: boolean): void =>
      void (on ? off.delete(subscriber) : off.add(subscriber)),
    isOn,
    /** Where a user is known at all. */
    placesOf: (user: string): readonly Subscriber[] => placesOf(user).filter(isOn),
    /** The entry of a user in a region and stage, whose notifications are on. */
    find(region: Region, stage: Stage, user: string): Subscriber | undefined {
      const known = placesOf(user).find(place => place.region === region && place.stage === stage)
      if (known !== undefined) return isOn(known) ? known : undefined
      const locale = localeOfOthers
      return locale === undefined ? undefined : { user, region, stage, locale }
    },
    /** Everybody who wants an event in a region and stage. */
    wanting: (region: Region, stage: Stage, event: EventName): readonly Subscriber[] =>
      all.filter(
        subscriber =>
          subscriber.region === region &&
          subscriber.stage === stage &&
          isOn(subscriber) &&
          wants(subscriber, event),
      ),
  }
}

/** Tells whether a subscriber turned notifications on for an event. */
export function wants(subscriber: Subscriber, event: EventName): boolean {
  return subscriber.events === undefined || subscriber.events.includes(event)
}

/**
 * Makes up Alexa messaging credentials in the shapes that real ones have: an id of
 * `amzn1.application-oa2-client.` and 32 hexadecimal digits, a secret of `amzn1.oa2-cs.v1.` and 64.
 */
export function inventCredentials(): Credentials {
  return {
    clientId: `amzn1.application-oa2-client.${randomBytes(16).toString('hex')}`,
    clientSecret: `amzn1.oa2-cs.v1.${randomBytes(32).toString('hex')}`,
  }
}

/** Makes up an access token. Those of Login with Amazon begin with `Atc|`, too. */
export function inventToken(): string {
  return `Atc|${randomBytes(96).toString('base64url')}`
}

/** Makes up a user id as skills see it: `amzn1.ask.account.` and capitals and digits. */
export function inventUser(): string {
  return `amzn1.ask.account.${randomBytes(48).toString('hex').toUpperCase()}`
}

/** Opens an empty log that remembers the last `kept` requests and calls `onRequest` for each that is settled. */
export function openRequestLog(
  kept: number,
  onRequest: (request: RecordedRequest) => void = () => {},
) {
  const records = new Map<number, RecordedRequest>()
  let count = 0
  return {
    /** Notes a request down. The function returned is called once with the reaction to it. */
    open(request: ArrivedRequest) {
      const key = count
      count += 1
      records.set(key, { ...request, status: undefined, note: '' })
      records.delete(key - kept)
      return (reaction: Reaction): void => {
        const record = { ...request, ...resultOf(reaction) }
        if (records.has(key)) records.set(key, record)
        onRequest(record)
      }
    },
    requests: (): readonly RecordedRequest[] => [...records.values()],
  }
}

function resultOf(reaction: Reaction): Pick<RecordedRequest, 'status' | 'note'> {
  if (reaction === 'cut') return { status: undefined, note: 'the connection was cut, as planned' }
  if (reaction === 'hang') return { status: undefined, note: 'left without an answer, as planned' }
  return { status: reaction.status, note: reaction.note }
}
