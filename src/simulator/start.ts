import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { type EventBody, eventNames, regions, stages } from '../core/alexa.ts'
import type { Manifest } from '../core/manifest/manifest.ts'
import type { Simulation } from '../core/steps.ts'
import { messageOf } from '../core/world.ts'
import { checkEvent, decideEvent, refuseEvent } from './events.ts'
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
  openMemory,
  openRequestLog,
  subscribersOf,
} from './state.ts'
import { decideToken } from './token.ts'

/**
 * Starts a simulator that suits one run: it knows the skill's publications, and the customer of a
 * Unicast is subscribed everywhere, since nobody can know here where they live. Of a long list anybody is.
 */
export async function openSimulation(
  manifest: Manifest | undefined,
  body: EventBody,
  anybody = false,
): Promise<Simulation> {
  const locale = body.localizedAttributes[0]?.locale ?? 'en-US'
  return startSimulator({
    publications: manifest?.publications,
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

/**
 * Starts Login with Amazon and the Proactive Events API for three regions and two stages on this machine.
 * It refuses what Amazon is known to refuse and accepts what Amazon's pages leave open.
 * Rejects with the system's error where it cannot listen, for example because the port is taken.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const {
    credentials = inventCredentials(),
    permission = true,
    tokenLife = 3600,
    limits = {},
    clock = () => new Date(),
    requestId = randomUUID,
    requestsKept = 10_000,
  } = options
  let publications = options.publications ?? eventNames
  const subscribers = subscribersOf(
    options.subscribers ?? inventSubscribers(),
    options.anybody?.locale,
  )
  const memory = openMemory(options.keepInbox)
  const log = openRequestLog(requestsKept, options.onRequest)
  const closing = new AbortController()
  // As many requests may be delayed at once as arrive.
  setMaxListeners(0, closing.signal)
  const planned: Fault[] = []
  let closed: Promise<void> | undefined

  function grant(): string {
    const token = inventToken()
    memory.tokens.set(token, clock().getTime() + tokenLife * 1000)
    return token
  }

  /**
   * Decides about a whole request and remembers what follows from it. Nothing waits in here: of two equal
   * events at once exactly one is new.
   */
  function decide(route: Route, request: ArrivedRequest): Answer {
    if (route.kind === 'token') {
      const mayNotify = permission && publications.length > 0
      return decideToken(request, { credentials, tokenLife, mayNotify }, grant)
    }
    if (route.kind === 'unknown') {
      return apiRefusal(404, `this path leads nowhere. ${route.hint}`)
    }
    const { region, stage } = route
    const at = clock()
    const refusal = refuseEvent(request, region, limits, memory, at.getTime())
    if (refusal !== undefined) return refusal
    const check = checkEvent(request, publications)
    if ('problems' in check) return apiRefusal(400, check.problems.join('; '))
    const arrival = { region, stage, requestId: request.requestId, at }
    return decideEvent(check.event, arrival, subscribers, limits, memory)
  }

  async function reactTo(route: Route, request: ArrivedRequest): Promise<Reaction> {
    const fault = takeFault(planned, route, request)
    switch (fault?.kind) {
      case undefined:
        return decide(route, request)
      case 'status':
        return answerOfFault(fault)
      case 'delay':
        await sleep(fault.milliseconds, undefined, { signal: closing.signal })
        return decide(route, request)
      case 'cut':
        if (fault.when === 'after') decide(route, request)
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
        : routeRefusal(route.kind, ...flawAnswers[flaw])
    settle(reaction)
    return typeof reaction === 'string' ? reaction : withRequestId(reaction, request.requestId)
  }

  function failure(error: unknown): Reaction {
    if (closing.signal.aborted) return 'cut'
    return apiRefusal(500, `the simulator itself failed: ${messageOf(error)}`)
  }

  const edge = await openEdge(options, react, flaw =>
    withRequestId(apiRefusal(...flawAnswers[flaw]), requestId()),
  )
  return {
    authUrl: `${edge.origin}/auth/o2/token`,
    apiUrl: `${edge.origin}/{region}`,
    credentials,
    subscribers: subscribers.all,
    inbox: () => memory.inbox.slice(),
    requests: log.requests,
    turn: subscribers.turn,
    isOn: subscribers.isOn,
    publish: names => {
      publications = names
    },
    faults: () => planned.slice(),
    order: fault => void planned.push(fault),
    revokeTokens: () => memory.tokens.clear(),
    close: () => {
      closing.abort()
      closed ??= edge.close()
      return closed
    },
  }
}

/** Takes the fault of a request: the first planned one that matches it. */
function takeFault(planned: Fault[], route: Route, request: ArrivedRequest): Fault | undefined {
  const index = planned.findIndex(fault => matches(fault, route, request))
  const fault = planned[index]
  if (fault === undefined) return undefined
  const times = (fault.times ?? 1) - 1
  planned.splice(index, 1, ...(times > 0 ? [{ ...fault, times }] : []))
  return fault
}

/** The answer that a planned status stands for; without a body of its own an empty one. */
function answerOfFault({ status, headers = {}, body = '' }: PlannedStatus): Answer {
  const note = 'answered as planned'
  const lowerCased = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
  return typeof body === 'string'
    ? { status, headers: lowerCased, body, note }
    : jsonAnswer(status, body, note, lowerCased)
}

function matches(fault: Fault, route: Route, request: ArrivedRequest): boolean {
  return (
    fault.on === route.kind &&
    (fault.times ?? 1) > 0 &&
    (fault.region === undefined || fault.region === request.region) &&
    (fault.matching === undefined || fault.matching(request))
  )
}
