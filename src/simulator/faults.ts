import type { Region } from '../core/alexa.ts'
import type { Json } from '../core/json.ts'
import { type Answer, jsonAnswer } from './answers.ts'
import type { ArrivedRequest } from './requests.ts'
import type { Route } from './routes.ts'

/** Which requests a fault is for. */
export interface FaultTarget {
  readonly on: 'token' | 'event'
  /** Absent: every region. */
  readonly region?: Region
  /** How many requests it befalls, one after another; absent: 1. `Infinity` for all. */
  readonly times?: number
  /** Picks requests by anything else; absent: any. */
  readonly matching?: (request: ArrivedRequest) => boolean
}

/** This answer instead of a decision. A `body` that is no text goes out as JSON. */
export interface PlannedStatus {
  readonly kind: 'status'
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Json
}

/** What goes wrong. */
export type FaultEffect =
  | PlannedStatus
  /** The decision is made, and answered, this much later. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /**
   * The connection ends without an answer: `before` the decision, as if the request had been lost,
   * or `after` it, so that an accepted event is in the inbox although nobody was told.
   */
  | { readonly kind: 'cut'; readonly when: 'before' | 'after' }
  /** The request is read and never answered. */
  | { readonly kind: 'hang' }

/** A fault that a test plans. */
export type Fault = FaultTarget & FaultEffect

/**
 * Finds the fault that befalls a request: the first planned one that is meant for it.
 * Returns what remains planned afterwards as well.
 */
export function takeFault(
  planned: readonly Fault[],
  route: Route,
  request: ArrivedRequest,
): { readonly fault: Fault | undefined; readonly remaining: readonly Fault[] } {
  const index = planned.findIndex(fault => isMeantFor(fault, route, request))
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

function isMeantFor(fault: Fault, route: Route, request: ArrivedRequest): boolean {
  return (
    fault.on === route.kind &&
    (fault.times ?? 1) > 0 &&
    (fault.region === undefined || fault.region === request.region) &&
    (fault.matching === undefined || fault.matching(request))
  )
}
