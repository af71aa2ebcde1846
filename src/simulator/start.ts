import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, apiRefusal, routeRefusal, withRequestId } from './answer.ts'
import { openEdge, type Reaction, type WireRequest } from './edge.ts'
import { answerOfFault, type Fault, takeFault } from './faults.ts'
import { flawAnswers } from './flaw.ts'
import { openRequestLog } from './request-log.ts'
import { type Route, routeOf } from './routes.ts'
import { openService } from './service.ts'
import type { ArrivedRequest, Simulator, SimulatorOptions } from './simulator.ts'

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
