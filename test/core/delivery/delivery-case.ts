import { setTimeout } from 'node:timers/promises'
import type { Region, RelevantAudience, Stage } from '../../../src/core/alexa.ts'
import { type DeliveryStep, deliver } from '../../../src/core/delivery/deliver.ts'
import { openHttpClient } from '../../../src/core/delivery/http.ts'
import { noProxy, type ProxySettings } from '../../../src/core/delivery/proxy.ts'
import type { Diagnostic } from '../../../src/core/diagnostic.ts'
import type { Plan } from '../../../src/core/plan.ts'
import type { Delivery } from '../../../src/core/result.ts'
import type { Credentials } from '../../../src/core/settings.ts'
import type { World } from '../../../src/core/world.ts'
import {
  type Answer,
  type RecordedRequest,
  startLoopbackServer,
} from '../../support/loopback-server.ts'
import { noCampaign } from '../../support/no-campaign.ts'

/** The moment at which every case begins. */
const start = new Date('2026-05-01T12:00:00.000Z')

export const clientId = `amzn1.application-oa2-client.${'0123456789abcdef'.repeat(2)}`
export const clientSecret = 'amzn1.oa2-cs.v1.s3cr3t+/= é'

/** An answer, or what decides about it when the request is there. */
export type Script = Answer | ((request: RecordedRequest, story: Story) => Answer)

/** What a script may meddle with. */
export interface Story {
  readonly clock: { now: number }
  interrupt(): void
}

/** One delivery against a real server on loopback, with a clock that only pauses move. */
export interface DeliveryCase {
  readonly name: string
  /** Answers to the token requests, in order; the last one stays. Absent: a good token each time. */
  readonly token?: readonly Script[]
  /** Answers to the posted events, in order; the last one stays. Absent: 202. */
  readonly events?: readonly Script[]
  readonly regions?: readonly Region[]
  readonly stage?: Stage
  readonly audience?: RelevantAudience
  readonly expiryTime?: string
  readonly credentials?: Credentials
  readonly retries?: number
  readonly timeout?: number
  /** In place of the server's own addresses; `{origin}` becomes the server's. */
  readonly authUrl?: string
  readonly apiUrl?: string
  readonly proxy?: Partial<ProxySettings>
  readonly simulated?: boolean
  /** What to do when a pause begins. */
  readonly onPause?: (story: Story) => void
  /** Interrupted before it begins. */
  readonly interrupted?: boolean
}

export interface Told {
  readonly deliveries: readonly Delivery[]
  readonly diagnostics: readonly Diagnostic[]
  readonly steps: readonly DeliveryStep[]
  readonly tokenRequests: readonly RecordedRequest[]
  readonly eventRequests: readonly RecordedRequest[]
  /** Milliseconds of each pause. */
  readonly pauses: readonly number[]
  /** Connections still open when the delivery had returned. */
  readonly leftOpen: number
}

/** A token as Login with Amazon hands it out. */
export function grant(token: string, expiresIn = 3600): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      access_token: token,
      expires_in: expiresIn,
      scope: 'alexa::proactive_events',
      token_type: 'Bearer',
    }),
  }
}

/** A refusal of Login with Amazon. */
export function loginError(status: number, error: string, description = 'as described'): Answer {
  return { status, body: JSON.stringify({ error, error_description: description }) }
}

/** An answer of the API, with a request id. */
export function api(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'x-amzn-requestid': `request-${status}`, ...headers } }
}

export function planOf(one: Partial<DeliveryCase>): Plan {
  return {
    stage: { stage: one.stage ?? 'development', reason: 'a test' },
    regions: { regions: one.regions ?? ['NA'], reason: 'a test' },
    body: {
      timestamp: start.toISOString(),
      referenceId: 'reference1',
      expiryTime: one.expiryTime ?? '2026-05-02T12:00:00.000Z',
      event: {
        name: 'AMAZON.WeatherAlert.Activated',
        payload: {
          weatherAlert: { source: 'localizedattribute:source', alertType: 'TORNADO' },
        },
      },
      localizedAttributes: [{ locale: 'fr-FR', source: 'Canal météo' }],
      relevantAudience: one.audience ?? { type: 'Multicast', payload: {} },
    },
  }
}

/** Runs a delivery with real connections and tells everything about it. */
export async function runDelivery(one: Omit<DeliveryCase, 'name'>): Promise<Told> {
  const clock = { now: start.getTime() }
  const interruption = new AbortController()
  const story: Story = { clock, interrupt: () => interruption.abort(new Error('Ctrl-C')) }
  if (one.interrupted === true) story.interrupt()
  const token = queue(one.token ?? [grant('Atc|token')], story)
  const events = queue(one.events ?? [api(202)], story)
  const isToken = ({ path }: RecordedRequest) => path === '/auth/o2/token'
  const server = await startLoopbackServer(request =>
    isToken(request) ? token(request) : events(request),
  )
  const steps: DeliveryStep[] = []
  const pauses: number[] = []
  const world = worldOf(one, clock, pauses, story)
  try {
    const { deliveries, diagnostics } = await deliver(
      planOf(one),
      {
        credentials: one.credentials ?? { clientId, clientSecret },
        authUrl: (one.authUrl ?? '{origin}/auth/o2/token').replace('{origin}', server.origin),
        apiUrl: (one.apiUrl ?? '{origin}/{region}').replace('{origin}', server.origin),
        retries: one.retries ?? 4,
        timeout: one.timeout ?? 5_000,
        userAgent: 'alexa-proactive/test',
        simulated: one.simulated ?? false,
      },
      world,
      interruption.signal,
      step => steps.push(step),
    )
    return {
      deliveries,
      diagnostics,
      steps,
      tokenRequests: server.requests.filter(isToken),
      eventRequests: server.requests.filter(request => !isToken(request)),
      pauses,
      leftOpen: await openAfterTurn(server),
    }
  } finally {
    await server.close()
  }
}

function queue(scripts: readonly Script[], story: Story): (request: RecordedRequest) => Answer {
  let next = 0
  return request => {
    const script = scripts[Math.min(next, scripts.length - 1)] ?? 'cut'
    next += 1
    return typeof script === 'function' ? script(request, story) : script
  }
}

function worldOf(
  one: Omit<DeliveryCase, 'name'>,
  clock: { now: number },
  pauses: number[],
  story: Story,
): World {
  return {
    ...noCampaign,
    readFile: async () => undefined,
    writeFile: async () => {},
    now: () => new Date(clock.now),
    random: () => 0.5,
    sleep: async (milliseconds, signal) => {
      pauses.push(milliseconds)
      one.onPause?.(story)
      signal.throwIfAborted()
      clock.now += milliseconds
    },
    openHttp: options => openHttpClient(options, { ...noProxy, ...one.proxy }),
  }
}

/** The server hears of a closed connection a little later than the client. */
async function openAfterTurn(server: { openConnections(): number }): Promise<number> {
  for (let turn = 0; turn < 400 && server.openConnections() > 0; turn++) await setTimeout(5)
  return server.openConnections()
}
