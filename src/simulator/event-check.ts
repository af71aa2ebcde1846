import { type EventName, eventNames, isEventName } from '../core/catalog.ts'
import { isObject, type Json, type JsonObject, pathText, valueAt } from '../core/json.ts'
import { isValidBody, problemsOfBody } from '../core/schema/check.ts'
import { instantOf } from './instant.ts'
import { mediaTypeOf } from './media-type.ts'
import { readJson } from './read-json.ts'
import type { ArrivedRequest } from './simulator.ts'

/** An event whose body has nothing wrong with it. */
export interface CheckedEvent {
  readonly name: EventName
  readonly referenceId: string
  /** The user of a Unicast; absent for a Multicast. */
  readonly user: string | undefined
  readonly body: JsonObject
}

const minute = 60_000
const shortestLife = 5 * minute
const longestLife = 24 * 60 * minute

/**
 * Checks what an event request carries: content type, JSON, the schema of the event, the rules of the
 * Proactive Events API for times, reference id and audience, and whether the skill publishes the event.
 * What Amazon's reference leaves open is accepted. Returns all problems found, or the event.
 */
export async function checkEvent(
  { headers, body: bytes }: ArrivedRequest,
  publications: readonly EventName[],
): Promise<{ readonly event: CheckedEvent } | { readonly problems: readonly string[] }> {
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
    ...(await problemsOfSchema(name, body)),
    ...problemsOfLife(body),
    ...problemsOfPublication(name, publications),
  ]
  const referenceId = body['referenceId']
  const audience = audienceOf(body['relevantAudience'])
  if (problems.length > 0) return { problems }
  if (typeof referenceId !== 'string' || audience === undefined) {
    return { problems: ['referenceId or relevantAudience is missing or has the wrong form'] }
  }
  return { event: { name, referenceId, user: audience.user, body } }
}

function problemOfName(name: Json | undefined): string {
  const known = `it must be one of ${eventNames.join(', ')}`
  if (name === undefined) return `event.name is missing; ${known}`
  return `event.name ${JSON.stringify(name).slice(0, 100)} is not an event; ${known}`
}

async function problemsOfSchema(name: EventName, body: JsonObject): Promise<readonly string[]> {
  if (await isValidBody(name, body)) return []
  const problems = await problemsOfBody(name, body)
  return problems
    .filter(problem => problem.severity === 'error')
    .map(({ path, message }) => (path.length > 0 ? `${pathText(path)}: ${message}` : message))
}

function problemsOfLife(body: JsonObject): readonly string[] {
  const times = ['timestamp', 'expiryTime'].map(key => {
    const text = body[key]
    return { key, instant: typeof text === 'string' ? instantOf(text) : undefined }
  })
  const [from, to] = times.map(time => time.instant)
  if (from === undefined || to === undefined) {
    return times
      .filter(({ key, instant }) => instant === undefined && typeof body[key] === 'string')
      .map(({ key }) => `${key} is not a time in ISO 8601, such as 2026-01-15T12:00:00Z`)
  }
  const life = to - from
  if (life >= shortestLife && life <= longestLife) return []
  return [
    `expiryTime must lie 5 minutes to 24 hours after timestamp; it lies ${minutesText(life)} after it`,
  ]
}

function minutesText(milliseconds: number): string {
  return `${Math.round((milliseconds / minute) * 100) / 100} minutes`
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

function audienceOf(audience: Json | undefined): { readonly user: string | undefined } | undefined {
  const type = valueAt(audience, ['type'])
  if (type === 'Multicast') return { user: undefined }
  const user = valueAt(audience, ['payload', 'user'])
  return type === 'Unicast' && typeof user === 'string' ? { user } : undefined
}
