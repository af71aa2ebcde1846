import type { Region } from '../alexa.ts'
import { type Diagnostic, finding } from '../diagnostic.ts'
import { bodyText } from '../event/serialise.ts'
import type { Plan } from '../plan.ts'
import type { Delivery } from '../result.ts'
import type { Credentials } from '../settings.ts'
import type { World } from '../world.ts'
import { type Delivered, deliverToRegion } from './deliver-region.ts'
import { amazonTokenUrl, eventsUrl } from './endpoints.ts'
import type { Explanation } from './explanation.ts'
import { receiverOf } from './receiver.ts'
import type { Waiting } from './retry.ts'
import { openTokens } from './token.ts'

export interface DeliveryOptions {
  readonly credentials: Credentials
  /** The complete address of the token endpoint; absent: Amazon's. */
  readonly authUrl: string | undefined
  /** What stands before the path; may hold `{region}`. Absent: Amazon's host of each region. */
  readonly apiUrl: string | undefined
  /** How often a failed request is repeated after its first attempt. */
  readonly retries: number
  /** Milliseconds for each phase of a request: connecting, waiting for the answer, reading it. */
  readonly timeout: number
  /** Name and version of the program. */
  readonly userAgent: string
  /** Whether the built-in simulator stands in for Amazon: no proxy is on the way to it, and messages name it. */
  readonly simulated: boolean
}

/** What a delivery tells while it is under way. */
export type DeliveryStep =
  | {
      readonly kind: 'waiting'
      /** Absent where all regions wait for the access token. */
      readonly region: Region | undefined
      /** The attempt that just ended, from 1. */
      readonly attempt: number
      readonly milliseconds: number
      /** A few words: `NA answered HTTP 429`. */
      readonly reason: string
    }
  | { readonly kind: 'delivered'; readonly delivery: Delivery }

/**
 * Carries out a plan: posts its event to each of its regions, all at once and with one access token.
 * When it returns, every connection is closed.
 *
 * @param signal interrupts: what is under way is given up, and its outcome is `failed`
 * @param observe is told of pauses and of each delivery as it ends
 * @returns one delivery for each region, in the plan's order, and the findings about them; refusals,
 * broken networks and interruptions are outcomes, only a broken program throws
 */
export async function deliver(
  plan: Plan,
  options: DeliveryOptions,
  world: World,
  signal: AbortSignal,
  observe: (step: DeliveryStep) => void,
): Promise<{
  readonly deliveries: readonly Delivery[]
  readonly diagnostics: readonly Diagnostic[]
}> {
  const { credentials, timeout, userAgent } = options
  const receiver = receiverOf(options)
  const policy = { retries: options.retries, deadline: Date.parse(plan.body.expiryTime) }
  const body = new TextEncoder().encode(bodyText(plan.body))
  const targets = plan.regions.regions.map(region => ({
    region,
    url: eventsUrl(region, plan.stage.stage, options.apiUrl),
  }))
  const transport = await world.openTransport({ timeout, direct: options.simulated })
  try {
    // While the token is fetched: two round trips less until the event is there.
    for (const { url } of targets) transport.prepare(url)
    const tokens = openTokens(
      {
        credentials,
        authUrl: options.authUrl ?? amazonTokenUrl,
        receiver: receiver.login,
        timeout,
        userAgent,
        policy,
      },
      transport,
      world,
      signal,
      waiting => observe(stepOf(undefined, waiting)),
    )
    const toRegion = async ({ region, url }: (typeof targets)[number]): Promise<Delivered> => {
      const job = {
        region,
        plan,
        receiver: receiver.api,
        url,
        body,
        userAgent,
        timeout,
        policy,
        secrets: [credentials.clientSecret],
      }
      const done = await deliverToRegion(job, tokens, transport, world, signal, waiting =>
        observe(stepOf(region, waiting)),
      )
      observe({ kind: 'delivered', delivery: done.delivery })
      return done
    }
    const all = await Promise.all(targets.map(toRegion))
    return { deliveries: all.map(({ delivery }) => delivery), diagnostics: findingsAbout(all) }
  } finally {
    await transport.close()
  }
}

function stepOf(region: Region | undefined, waiting: Waiting): DeliveryStep {
  return { kind: 'waiting', region, ...waiting }
}

/** One finding for each cause: what is the same in several regions is said once. */
function findingsAbout(all: readonly Delivered[]): readonly Diagnostic[] {
  const causes = new Map<string, Cause>()
  for (const { delivery, explanation, regional } of all) {
    if (explanation === undefined) continue
    const key = JSON.stringify(explanation)
    const regions = causes.get(key)?.regions ?? []
    const mentioned = regional ? [...regions, delivery.region] : regions
    causes.set(key, { explanation, regions: mentioned })
  }
  return [...causes.values()].map(({ explanation: { rule, message, help }, regions }) => {
    const where = regions.length === 0 ? '' : `${regions.join(', ')}: `
    return finding(rule, undefined, `${where}${message}`, help)
  })
}

interface Cause {
  readonly explanation: Explanation
  /** Those to be named; none where it is about all. */
  readonly regions: readonly Region[]
}
