import { type Region, regions, type Stage, stages } from '../core/alexa.ts'
import type { EventName } from '../core/catalog.ts'
import { inventUser } from './credentials.ts'
import type { Subscriber } from './simulator.ts'

const localeOf: Readonly<Record<Region, string>> = { NA: 'en-US', EU: 'de-DE', FE: 'ja-JP' }

/** One subscriber for each region and stage, with made-up user ids and a locale of the region. */
export function inventSubscribers(): readonly Subscriber[] {
  return regions.flatMap(region =>
    stages.map(stage => ({ user: inventUser(), region, stage, locale: localeOf[region] })),
  )
}

/** The subscribers of a skill, found by where they are. */
export interface Subscribers {
  readonly all: readonly Subscriber[]
  /** The entry of a user in a region and stage. */
  find(region: Region, stage: Stage, user: string): Subscriber | undefined
  /** Where a user is known at all. */
  placesOf(user: string): readonly Subscriber[]
  /** Everybody who wants an event in a region and stage. */
  wanting(region: Region, stage: Stage, event: EventName): readonly Subscriber[]
}

/**
 * Sorts subscribers so that each request finds its own without going through all of them.
 *
 * @param localeOfOthers of anybody else who is addressed; absent: nobody else is subscribed
 */
export function subscribersOf(all: readonly Subscriber[], localeOfOthers?: string): Subscribers {
  const byUser = grouped(all, subscriber => subscriber.user)
  const byPlace = grouped(all, ({ region, stage }) => `${region} ${stage}`)
  const placesOf = (user: string) => byUser.get(user) ?? []
  const other = (region: Region, stage: Stage, user: string): Subscriber | undefined =>
    localeOfOthers === undefined ? undefined : { user, region, stage, locale: localeOfOthers }
  return {
    all,
    placesOf,
    find: (region, stage, user) =>
      placesOf(user).find(place => place.region === region && place.stage === stage) ??
      other(region, stage, user),
    wanting: (region, stage, event) =>
      (byPlace.get(`${region} ${stage}`) ?? []).filter(subscriber => wants(subscriber, event)),
  }
}

/** Tells whether a subscriber turned notifications on for an event. */
export function wants(subscriber: Subscriber, event: EventName): boolean {
  return subscriber.events === undefined || subscriber.events.includes(event)
}

function grouped(
  all: readonly Subscriber[],
  keyOf: (subscriber: Subscriber) => string,
): ReadonlyMap<string, readonly Subscriber[]> {
  const groups = new Map<string, Subscriber[]>()
  for (const subscriber of all) {
    const key = keyOf(subscriber)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [subscriber])
    else group.push(subscriber)
  }
  return groups
}
