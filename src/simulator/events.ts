import {
  type EventName,
  eventNames,
  isEventName,
  longestLifetime,
  type Region,
  type Stage,
  shortestLifetime,
} from '../core/alexa.ts'
import { isValidBody, problemsOfBody } from '../core/event/payload.ts'
import { isObject, type Json, type JsonObject, pathText, textAt, valueAt } from '../core/json.ts'
import { type Answer, apiRefusal, mediaTypeOf, readJson } from './messages.ts'
import type { ArrivedRequest, Limits, Subscriber } from './simulator.ts'
import { type Memory, type Subscribers, wants } from './state.ts'

/** An event whose body has nothing wrong with it. */
interface CheckedEvent {
  readonly name: EventName
  readonly referenceId: string
  /** The user of a Unicast; absent for a Multicast. */
  readonly user: string | undefined
  readonly body: JsonObject
}

const minute = 60_000

/**
 * Checks what an event request carries: content type, JSON, the schema of the event, the rules of the
 * Proactive Events API for times, reference id and audience, and whether the skill publishes the event.
 * What Amazon's reference leaves open is accepted. Returns all problems found, or the event.
 */
export function checkEvent(
  { headers, body: bytes }: ArrivedRequest,
  publications: readonly EventName[],
): { readonly event: CheckedEvent } | { readonly problems: readonly string[] } {
  const type = mediaTypeOf(headers['content-type'])
  if (type !== 'application/json') {
    const given = type === '' ? 'missing' : `"${type}"`
    return { problems: [`the content type must be application/json, it is ${given}`] }
  }
  const reading = readJson(bytes)
  if ('problem' in reading) return { problems: [reading.problem] }
  const body = reading.value
  if (!isObject(body)) return { problems: ['the body must be a JSON object'] }

  const name = valueAt(body, ['event', 'name'])
  if (typeof name !== 'string' || !isEventName(name)) return { problems: [problemOfName(name)] }
  const problems = [
    ...problemsOfSchema(name, body),
    ...problemsOfLifetime(body),
    ...problemsOfPublication(name, publications),
  ]
  if (problems.length > 0) return { problems }
  const referenceId = textAt(body, 'referenceId') ?? ''
  const user = textAt(body, 'relevantAudience', 'payload', 'user')
  return { event: { name, referenceId, user, body } }
}

function problemOfName(name: Json | undefined): string {
  const known = `it must be one of ${eventNames.join(', ')}`
  if (name === undefined) return `event.name is missing; ${known}`
  return `event.name ${JSON.stringify(name).slice(0, 100)} is not an event; ${known}`
}

function problemsOfSchema(name: EventName, body: JsonObject): readonly string[] {
  if (isValidBody(name, body)) return []
  return problemsOfBody(name, body)
    .filter(({ severity }) => severity === 'error')
    .map(({ path, message }) => (path.length > 0 ? `${pathText(path)}: ${message}` : message))
}

function problemsOfLifetime(body: JsonObject): readonly string[] {
  const times = ['timestamp', 'expiryTime'].map(key => {
    return { key, instant: instantOf(textAt(body, key) ?? '') }
  })
  const [from, to] = times.map(time => time.instant)
  if (from === undefined || to === undefined) {
    return times
      .filter(({ key, instant }) => instant === undefined && typeof body[key] === 'string')
      .map(({ key }) => `${key} is not a time in ISO 8601, such as 2026-01-15T12:00:00Z`)
  }
  const lifetime = to - from
  if (lifetime >= shortestLifetime && lifetime <= longestLifetime) return []
  const minutes = Math.round((lifetime / minute) * 100) / 100
  return [
    `expiryTime must be 5 minutes to 24 hours after timestamp; it is ${minutes} minutes after it`,
  ]
}

function problemsOfPublication(
  name: EventName,
  publications: readonly EventName[],
): readonly string[] {
  if (publications.includes(name)) return []
  return [
    `the skill does not publish ${name}; its manifest lists ${publications.join(', ') || 'no event'} under events.publications`,
  ]
}

/**
 * Refuses an event before it is looked at: method, token, rate. `now` is milliseconds since 1970.
 * Amazon's SDK lists 403 for a token that is not valid and 429 for more calls than the limit.
 */
export function refuseEvent(
  request: ArrivedRequest,
  region: Region,
  { perSecond, burst }: Limits,
  memory: Memory,
  now: number,
): Answer | undefined {
  const refusal = refuseMethod(request) ?? refuseToken(request, memory, now)
  if (refusal !== undefined) return refusal
  if (perSecond === undefined || memory.letIn(region, perSecond, burst, now)) return undefined
  const message = `more than ${perSecond} events per second in the region ${region}; wait as long as Retry-After says`
  return apiRefusal(429, message, { 'retry-after': '1' })
}

function refuseMethod({ method }: ArrivedRequest): Answer | undefined {
  if (method === 'POST') return undefined
  const message = 'events are created and updated with POST, nothing else'
  return apiRefusal(405, message, { allow: 'POST' })
}

function refuseToken(
  { headers }: ArrivedRequest,
  { tokens }: Memory,
  now: number,
): Answer | undefined {
  const authorization = headers['authorization']
  if (authorization === undefined) {
    return apiRefusal(403, 'the header "Authorization: Bearer <access token>" is missing')
  }
  const token = authorization.startsWith('Bearer ') ? authorization.slice('Bearer '.length) : ''
  const expiresAt = tokens.get(token)
  if (expiresAt !== undefined && now < expiresAt) return undefined
  return apiRefusal(403, hintOfToken(authorization, token, expiresAt))
}

function hintOfToken(authorization: string, token: string, expiresAt: number | undefined): string {
  if (expiresAt !== undefined) {
    return 'the access token has expired; honor expires_in and ask for a new one'
  }
  if (/^bearer\s*:/i.test(authorization)) return 'there is no colon after Bearer'
  if (token === 'undefined' || token === 'null') {
    return `the access token is the text "${token}"; look at the status of the token's answer before using it`
  }
  if (token === '') return 'the Authorization header must be "Bearer", one space and the token'
  return 'the access token is unknown or was revoked; ask /auth/o2/token for a new one'
}

interface EventArrival {
  readonly region: Region
  readonly stage: Stage
  readonly requestId: string
  readonly at: Date
}

/**
 * Decides who gets an event that has nothing wrong with it. Answers are those of Amazon's SDK and reference:
 * 202 with an empty body, also where nobody listens; 403 for a Unicast to somebody who is not subscribed here;
 * 409 where everybody addressed already has an event with this reference id; 432 on the live stage.
 */
export function decideEvent(
  event: CheckedEvent,
  arrival: EventArrival,
  subscribers: Subscribers,
  { liveNotifications = Number.POSITIVE_INFINITY }: Limits,
  memory: Memory,
): Answer {
  const { region, stage, requestId, at } = arrival
  const { name, referenceId, body } = event
  if (stage === 'live' && memory.liveAccepted >= liveNotifications) {
    const message = `the limit of ${liveNotifications} notifications of the live skill is exceeded; the development stage has none`
    return apiRefusal(432, message)
  }
  const addressed = addresseesOf(event, arrival, subscribers)
  if (addressed === undefined) return apiRefusal(403, hintOfUser(event, arrival, subscribers))
  const fresh = addressed.filter(customer => !memory.hasReceived(customer, referenceId))
  if (addressed.length > 0 && fresh.length === 0) {
    const who = event.user === undefined ? 'every subscriber here' : 'this customer'
    const message = `${who} already has an event with the reference id "${referenceId}"`
    return apiRefusal(409, message)
  }
  const received = { eventName: name, referenceId, body, requestId, receivedAt: at }
  memory.accept(
    stage,
    fresh.map(({ user, locale }) => ({ user, region, stage, locale, ...received })),
  )
  const customers = fresh.length === 1 ? 'customer' : 'customers'
  const note =
    fresh.length === 0
      ? `accepted, but nobody is subscribed to ${stage} in ${region}`
      : `accepted for ${fresh.length} ${customers}`
  return { status: 202, headers: {}, body: '', note }
}

function addresseesOf(
  { name, user }: CheckedEvent,
  { region, stage }: EventArrival,
  subscribers: Subscribers,
): readonly Subscriber[] | undefined {
  if (user === undefined) return subscribers.wanting(region, stage, name)
  const subscriber = subscribers.find(region, stage, user)
  return subscriber !== undefined && wants(subscriber, name) ? [subscriber] : undefined
}

function hintOfUser(
  { name, user = '' }: CheckedEvent,
  { region, stage }: EventArrival,
  subscribers: Subscribers,
): string {
  if (subscribers.find(region, stage, user) !== undefined) {
    return `this user has not turned on notifications for ${name}`
  }
  const places = subscribers.placesOf(user).map(place => `${place.stage} in ${place.region}`)
  if (places.length > 0) {
    return `this user is subscribed to ${places.join(', ')}, but the event went to ${stage} in ${region}`
  }
  return `this user is not subscribed to the skill; a user id belongs to one skill and one enablement of it`
}

const pattern =
  /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d+))?(Z|[+-]\d{2}(?::?\d{2})?)?$/

/**
 * Reads a time in ISO 8601, the form of Amazon's samples (`2018-06-18T22:10:01.00Z`). A time without
 * a zone is taken as UTC, since nothing shows that Amazon refuses it.
 * Returns milliseconds since 1970; undefined for any other text.
 */
export function instantOf(text: string): number | undefined {
  const [, seconds, fraction = '0', zone = 'Z'] = pattern.exec(text) ?? []
  if (seconds === undefined) return undefined
  const whole = Date.parse(`${seconds}${offsetOf(zone)}`)
  return Number.isNaN(whole) ? undefined : whole + Math.floor(Number(`0.${fraction}`) * 1000)
}

function offsetOf(zone: string): string {
  if (zone === 'Z') return zone
  const digits = zone.replace(':', '').padEnd(5, '0')
  return `${digits.slice(0, 3)}:${digits.slice(3)}`
}
