import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EventBody } from '../core/alexa.ts'
import { eventNames, regions, stages } from '../core/alexa.ts'
import type { Manifest } from '../core/manifest/manifest.ts'
import type { Credentials } from '../core/settings.ts'
import type { Simulation } from '../core/steps.ts'
import { admitEvent, checkEvent, decideEvent } from './events.ts'
import {
  type Answer,
  apiRefusal,
  jsonAnswer,
  type Route,
  routeOf,
  routeRefusal,
  withRequestId,
} from './messages.ts'
import { flawAnswers, openEdge, type Reaction, type WireRequest } from './server.ts'
import type {
  ArrivedRequest,
  Fault,
  PlannedStatus,
  Simulator,
  SimulatorOptions,
} from './simulator.ts'
import {
  inventCredentials,
  inventSubscribers,
  inventToken,
  type Memory,
  openMemory,
  openRequestLog,
  type Subscribers,
  subscribersOf,
} from './state.ts'
import { decideToken } from './token.ts'

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
    subscribers: [...inventSubscribers(), ...recipientOf(body, locale)],
  })
}

function recipientOf({ relevantAudience: audience }: EventBody, locale: string) {
  if (audience.type === 'Multicast') return []
  return regions.flatMap(region =>
    stages.map(stage => ({ user: audience.payload.user, region, stage, locale })),
  )
}

/** The skill as Amazon sees it, without any network: requests in, answers out. */
export interface Service {
  readonly credentials: Credentials
  readonly subscribers: Subscribers
  readonly memory: Memory
  /** Decides about a whole request and remembers what follows from it. */
  decide(route: Route, request: ArrivedRequest): Promise<Answer>
}

/** Sets a service up; see `SimulatorOptions` for what is assumed where nothing is given. */
export function openService(options: SimulatorOptions, clock: () => Date): Service {
  const {
    credentials = inventCredentials(),
    publications = eventNames,
    permission = true,
    tokenLife = 3600,
    limits = {},
  } = options
  const subscribers = subscribersOf(
    options.subscribers ?? inventSubscribers(),
    options.anybody?.locale,
  )
  const office = { credentials, tokenLife, mayNotify: permission && publications.length > 0 }
  const memory = openMemory(options.keepInbox)

  function grantToken(request: ArrivedRequest): Answer {
    const { answer, facts } = decideToken(request, office, inventToken(), clock().getTime())
    memory.remember(facts)
    return answer
  }

  async function takeEvent(
    { region, stage }: Extract<Route, { kind: 'event' }>,
    request: ArrivedRequest,
  ): Promise<Answer> {
    const at = clock()
    const admission = admitEvent(request, region, limits, memory.state, at.getTime())
    memory.remember(admission.facts)
    if (admission.refusal !== undefined) return admission.refusal
    const check = await checkEvent(request, publications)
    if ('problems' in check) return apiRefusal(400, check.problems.join('; '))
    // From here to the end nothing waits: of two equal events at once exactly one is new.
    const arrival = { region, stage, requestId: request.requestId, at }
    const { answer, facts } = decideEvent(check.event, arrival, subscribers, limits, memory.state)
    memory.remember(facts)
    return answer
  }

  async function decide(route: Route, request: ArrivedRequest): Promise<Answer> {
    switch (route.kind) {
      case 'token':
        return grantToken(request)
      case 'event':
        return takeEvent(route, request)
      case 'unknown':
        return apiRefusal(404, `this path leads nowhere. ${route.hint}`)
    }
  }

  return { credentials, subscribers, memory, decide }
}

/**
 * Starts Login with Amazon and the Proactive Events API for three regions and two stages on this machine.
 * It refuses what Amazon is known to refuse and accepts what Amazon's pages leave open.
 * Rejects with the system's error where it cannot listen, for example because the port is taken.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { clock = () => new Date(), requestId = randomUUID, requestsKept = 10_000 } = options
  const service = openService(options, clock)
  const log = openRequestLog(requestsKept, options.onRequest)
  const closing = new AbortController()
  // As many requests may be delayed at once as arrive.
  setMaxListeners(0, closing.signal)
  let planned: readonly Fault[] = []
  let closed: Promise<void> | undefined

  async function reactTo(route: Route, request: ArrivedRequest): Promise<Reaction> {
    const { fault, remaining } = takeFault(planned, route, request)
    planned = remaining
    switch (fault?.kind) {
      case undefined:
        return service.decide(route, request)
      case 'status':
        return answerOfFault(fault)
      case 'delay':
        await sleep(fault.milliseconds, undefined, { signal: closing.signal })
        return service.decide(route, request)
      case 'cut':
        if (fault.when === 'after') await service.decide(route, request)
        return 'cut'
      case 'hang':
        return 'hang'
    }
  }

  async function react({ flaw, ...parts }: WireRequest): Promise<Reaction> {
    const route = routeOf(parts.path)
    const request = {
      ...parts,
      requestId: requestId(),
      region: route.kind === 'event' ? route.region : undefined,
      stage: route.kind === 'event' ? route.stage : undefined,
      receivedAt: clock(),
    }
    const settle = log.open(request)
    const reaction =
      flaw === undefined
        ? await reactTo(route, request).catch(failure)
        : routeRefusal(route.kind, flawAnswers[flaw].status, flawAnswers[flaw].message)
    settle(reaction)
    return typeof reaction === 'string' ? reaction : withRequestId(reaction, request.requestId)
  }

  function failure(error: unknown): Reaction {
    if (closing.signal.aborted) return 'cut'
    const reason = error instanceof Error ? error.message : String(error)
    return apiRefusal(500, `the simulator itself failed: ${reason}`)
  }

  const edge = await openEdge({
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    requestTimeout: options.requestTimeout ?? 30_000,
    react,
    refuse: (flaw): Answer => {
      const { status, message } = flawAnswers[flaw]
      return withRequestId(apiRefusal(status, message), requestId())
    },
  })
  return {
    authUrl: `${edge.origin}/auth/o2/token`,
    apiUrl: `${edge.origin}/{region}`,
    credentials: service.credentials,
    subscribers: service.subscribers.all,
    inbox: () => service.memory.state.inbox.slice(),
    requests: log.requests,
    order: fault => {
      planned = [...planned, fault]
    },
    revokeTokens: service.memory.forgetTokens,
    close: () => {
      closing.abort()
      closed ??= edge.close()
      return closed
    },
  }
}

/**
 * Finds the fault of a request: the first planned one that matches it.
 * Returns what remains planned afterwards as well.
 */
export function takeFault(
  planned: readonly Fault[],
  route: Route,
  request: ArrivedRequest,
): { readonly fault: Fault | undefined; readonly remaining: readonly Fault[] } {
  const index = planned.findIndex(fault => matches(fault, route, request))
  const fault = planned[index]
  if (fault === undefined) return { fault, remaining: planned }
  const times = (fault.times ?? 1) - 1
  const rest = times > 0 ? [{ ...fault, times }] : []
  return { fault, remaining: planned.toSpliced(index, 1, ...rest) }
}

/** The answer that a planned status stands for; without a body of its own an empty one. */
export function answerOfFault({ status, headers = {}, body = '' }: PlannedStatus): Answer {
  const note = 'answered as planned'
  return typeof body === 'string'
    ? { status, headers: lowerCased(headers), body, note }
    : jsonAnswer(status, body, note, lowerCased(headers))
}

function lowerCased(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
}

function matches(fault: Fault, route: Route, request: ArrivedRequest): boolean {
  return (
    fault.on === route.kind &&
    (fault.times ?? 1) > 0 &&
    (fault.region === undefined || fault.region === request.region) &&
    (fault.matching === undefined || fault.matching(request))
  )
}
