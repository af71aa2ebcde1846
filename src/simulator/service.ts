import { eventNames } from '../core/catalog.ts'
import type { Credentials } from '../core/settings.ts'
import { type Answer, apiRefusal } from './answer.ts'
import { inventCredentials, inventToken } from './credentials.ts'
import { admitEvent } from './event-admission.ts'
import { checkEvent } from './event-check.ts'
import { decideEvent } from './event-route.ts'
import type { Route } from './routes.ts'
import type { ArrivedRequest, SimulatorOptions } from './simulator.ts'
import { type Memory, openMemory } from './state.ts'
import { inventSubscribers, type Subscribers, subscribersOf } from './subscribers.ts'
import { decideToken } from './token-route.ts'

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
