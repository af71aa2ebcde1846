import type { IncomingMessage, ServerResponse } from 'node:http'
import type { EventName, Region, Stage } from '../core/alexa.ts'
import type { Json, JsonObject } from '../core/json.ts'
import type { Credentials } from '../core/settings.ts'

/** Somebody who enabled the skill in one stage, registered in one region, and wants its notifications. */
export interface Subscriber {
  /** The user id: `amzn1.ask.account.…`. */
  readonly user: string
  readonly region: Region
  readonly stage: Stage
  /** Of the customer's device, e.g. `de-DE`. */
  readonly locale: string
  /** Events the customer wants; absent: every publication of the skill. */
  readonly events?: readonly EventName[]
}

/** How much the simulated API accepts. Amazon publishes no numbers, so both are absent unless given. */
export interface Limits {
  /** Events each region takes in within any second; more are answered 429. */
  readonly perSecond?: number
  /** A token bucket of this size instead: what was not used may be caught up on; absent: each second counts by itself. */
  readonly burst?: number
  /** Events the live stage takes in at all; more are answered 432. The development stage has no such limit. */
  readonly liveNotifications?: number
}

/** Everything is optional; without options the simulator is a certified skill that may send all eight events. */
export interface SimulatorOptions {
  /** 0 or absent: any free port. */
  readonly port?: number
  /** Address to listen on; absent: `127.0.0.1`. `::1` works. */
  readonly host?: string | undefined
  /** The skill's Alexa messaging credentials; absent: made up at random. */
  readonly credentials?: Credentials | undefined
  /** Publications of the skill's manifest; absent: all eight events. */
  readonly publications?: readonly EventName[] | undefined
  /** Whether the skill's manifest has the notification permission; absent: it has. */
  readonly permission?: boolean
  /** Absent: one for each region and stage. */
  readonly subscribers?: readonly Subscriber[]
  /** Whoever is addressed by a Unicast is subscribed as well, with a device of this locale; absent: nobody else is. */
  readonly anybody?: { readonly locale: string }
  /** The time by which tokens expire and limits are counted; absent: the system's. */
  readonly clock?: () => Date
  /** Seconds an access token lives; absent: 3600. */
  readonly tokenLife?: number
  readonly limits?: Limits
  /** Makes the values of `x-amzn-requestid`; absent: random UUIDs. */
  readonly requestId?: () => string
  /** Milliseconds a client may take to send one request; absent: 30,000. */
  readonly requestTimeout?: number
  /** How many requests `requests()` remembers, the oldest are forgotten first; absent: 10,000. */
  readonly requestsKept?: number
  /** Whether `inbox()` remembers anything; absent: it does. Without, a million notifications take less memory. */
  readonly keepInbox?: boolean
  /** Called once for each request, when its answer (or that it gets none) is decided. Must not throw. */
  readonly onRequest?: (request: RecordedRequest) => void
  /** Serves what is beside Amazon's APIs, such as a page; absent: nothing is. */
  readonly front?: Front
}

/** Takes a request before it is read; returns false to leave it to the simulated APIs. */
export type Front = (incoming: IncomingMessage, response: ServerResponse) => boolean

/** One notification on one customer's devices. */
export interface Notification {
  readonly user: string
  readonly region: Region
  readonly stage: Stage
  readonly locale: string
  readonly eventName: EventName
  readonly referenceId: string
  readonly body: JsonObject
  /** `x-amzn-requestid` of the request it came with. */
  readonly requestId: string
  readonly receivedAt: Date
}

/** Login with Amazon and the Proactive Events API on this machine. */
export interface Simulator {
  /** Where tokens are asked for: `http://127.0.0.1:1234/auth/o2/token`. */
  readonly authUrl: string
  /** What stands before `/v1/proactiveEvents`, with `{region}` in it: `http://127.0.0.1:1234/{region}`. */
  readonly apiUrl: string
  readonly credentials: Credentials
  readonly subscribers: readonly Subscriber[]
  /** Who got what, in the order of acceptance. */
  inbox(): readonly Notification[]
  /** What came in, in the order of arrival. */
  requests(): readonly RecordedRequest[]
  /** Turns the notifications of a subscriber on or off, as customers do in the Alexa app. */
  turn(subscriber: Subscriber, on: boolean): void
  isOn(subscriber: Subscriber): boolean
  /** Puts other publications in place, as a manifest that is deployed again does. */
  publish(publications: readonly EventName[]): void
  /** Faults that are planned and have not happened yet. */
  faults(): readonly Fault[]
  /** Plans a fault; faults happen in the order they were planned, one for a request. */
  order(fault: Fault): void
  /** Makes every access token given out so far invalid. */
  revokeTokens(): void
  /** Stops listening and ends every connection at once, those with requests in work included. */
  close(): Promise<void>
}

/** A request that came in. Headers and body hold credentials: for tests, not for logs. */
export interface ArrivedRequest {
  /** The `x-amzn-requestid` it is answered with. */
  readonly requestId: string
  readonly method: string
  /** Path and query as sent. */
  readonly path: string
  /** Names in lowercase. */
  readonly headers: Readonly<Record<string, string>>
  /** As many bytes as came and were within the size limit. */
  readonly body: Uint8Array
  /** Of the Proactive Events API that was addressed; absent for the token request and unknown paths. */
  readonly region: Region | undefined
  readonly stage: Stage | undefined
  readonly receivedAt: Date
}

export interface RecordedRequest extends ArrivedRequest {
  /** Absent while it is being worked on, and where no answer was given at all. */
  readonly status: number | undefined
  /** What was decided, in one or two sentences without secrets. Empty while it is being worked on. */
  readonly note: string
}

/** Which requests a fault is for. */
interface FaultTarget {
  readonly on: 'token' | 'event'
  /** Absent: every region. */
  readonly region?: Region
  /** How many requests it is for, one after another; absent: 1. `Infinity` for all. */
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

export type Fault = FaultTarget & FaultEffect
