import { regions, stages } from '../core/alexa.ts'
import type { EventBody } from '../core/event/body.ts'
import type { Manifest } from '../core/manifest/manifest.ts'
import type { Simulation } from '../core/run.ts'
import type { Subscriber } from './simulator.ts'
import { startSimulator } from './start.ts'
import { inventSubscribers } from './subscribers.ts'

/**
 * Starts a simulator that suits one run: it knows the skill's publications, and the customer of a
 * Unicast is subscribed everywhere, since nobody can know here where they live.
 *
 * @param manifest absent: the skill may send all eight events
 * @param anybody whether any user is subscribed, for a list of users that is too long to be named
 */
export async function openSimulation(
  manifest: Manifest | undefined,
  body: EventBody,
  anybody = false,
): Promise<Simulation> {
  const locale = body.localizedAttributes[0]?.locale ?? 'en-US'
  return startSimulator({
    ...(manifest === undefined ? {} : { publications: manifest.publications }),
    ...(anybody ? { anybody: { locale }, keepInbox: false, requestsKept: 0 } : {}),
    subscribers: [...inventSubscribers(), ...recipientOf(body)],
  })
}

function recipientOf(body: EventBody): readonly Subscriber[] {
  const audience = body.relevantAudience
  if (audience.type === 'Multicast') return []
  const locale = body.localizedAttributes[0]?.locale ?? 'en-US'
  return regions.flatMap(region =>
    stages.map(stage => ({ user: audience.payload.user, region, stage, locale })),
  )
}
