import type { RelevantAudience } from '../alexa.ts'
import { isObject, type Json, type JsonObject, type Path, property } from '../json.ts'
import { listed } from '../wording.ts'
import { type Findings, kindOf, type Part, quoted } from './diagnostic.ts'

const everyone: RelevantAudience = { type: 'Multicast', payload: {} }

/** The longest user id, according to the description of `User` in Amazon's SDK. */
const longestUser = 255
const userPrefix = 'amzn1.ask.account.'

/**
 * Reads who the event is for. Without a word about it that is every subscriber
 * (Amazon's Proactive Events API reference: `Multicast` with an empty payload, `Unicast` with a user).
 *
 * @returns undefined where it cannot be told
 */
export function readAudience(
  part: Part | undefined,
  found: Findings,
): RelevantAudience | undefined {
  if (part === undefined) return everyone
  const { value, path } = part
  if (!isObject(value)) {
    const isUnicast = typeof value === 'string' && typeNamed(value) === 'Unicast'
    const message = `relevantAudience is ${kindOf(value)}, not a map with type and payload.`
    const help = isUnicast
      ? 'Write { type: Unicast, payload: { user: … } }.'
      : 'Write { type: Multicast, payload: {} }, or leave it out.'
    return found.value('event/audience-type', path, message, help)
  }
  const type = readType(value, path, found)
  for (const key of Object.keys(value).filter(name => name !== 'type' && name !== 'payload')) {
    const message = `"${key}" is not a part of relevantAudience, which has type and payload.`
    const help = isUserKey(key) ? 'Write it as payload: { user: … }.' : undefined
    strayKey(found, [...path, key], message, help)
  }
  if (type === undefined) return undefined
  return type === 'Multicast' ? readMulticast(value, path, found) : readUnicast(value, path, found)
}

function readMulticast(audience: JsonObject, path: Path, found: Findings): RelevantAudience {
  const payload = property(audience, 'payload')
  const payloadPath = [...path, 'payload']
  if (payload === undefined || payload === null) {
    const message =
      'The Multicast has no payload; whether Amazon accepts that is not documented. An empty one is sent.'
    found.value('event/audience-payload', path, message, 'Add "payload": {}.', 'warning')
  } else if (!isObject(payload)) {
    const message = `The payload of the Multicast is ${kindOf(payload)}, not an empty map.`
    found.value('event/audience-payload', payloadPath, message, 'Write "payload": {}.')
  } else {
    for (const key of Object.keys(payload)) {
      const isUser = isUserKey(key)
      const message = isUser
        ? 'The audience names a user, but a Multicast goes to every subscriber.'
        : `The payload of a Multicast is empty; "${key}" is left out of what is sent.`
      const help = 'Write "type": Unicast to reach this user alone, or remove the user.'
      strayKey(found, [...payloadPath, key], message, isUser ? help : undefined)
    }
  }
  return everyone
}

function readUnicast(
  audience: JsonObject,
  path: Path,
  found: Findings,
): RelevantAudience | undefined {
  const payload = property(audience, 'payload')
  const payloadPath = [...path, 'payload']
  const isMissing = payload === undefined
  if (!isObject(payload)) {
    // A user beside the payload is reported as misplaced already.
    if (isMissing && Object.keys(audience).some(isUserKey)) return undefined
    const message = isMissing
      ? 'The Unicast names no user.'
      : `The payload of the Unicast is ${kindOf(payload)}, not a map with a user.`
    const help = 'Write payload: { user: amzn1.ask.account.… }.'
    return found.value('event/audience-user', isMissing ? path : payloadPath, message, help)
  }
  const keys = Object.keys(payload)
  const key = keys.includes('user') ? 'user' : keys.find(isUserKey)
  const user = key === undefined ? undefined : property(payload, key)
  if (key === undefined || user === undefined) {
    const help = `Add "user" with the user id${keys.length === 0 ? '' : `; found is ${listed(keys)}`}.`
    return found.value('event/audience-user', payloadPath, 'The Unicast names no user.', help)
  }
  const userPath = [...payloadPath, key]
  if (key === 'user') checkUser(user, userPath, found)
  else {
    const message = `The user is under "${key}"; Amazon reads "user".`
    found.key('event/audience-user', userPath, message, 'Rename it to "user".')
  }
  for (const other of keys.filter(name => name !== key)) {
    const message = `The payload of a Unicast has a user only; "${other}" is left out of what is sent.`
    strayKey(found, [...payloadPath, other], message)
  }
  return typeof user === 'string' ? { type: 'Unicast', payload: { user } } : undefined
}

/** @param help absent for what is left out and does no harm */
function strayKey(found: Findings, path: Path, message: string, help?: string): void {
  const severity = help === undefined ? 'warning' : undefined
  found.key('event/audience-payload', path, message, help ?? 'Remove it.', severity)
}

function readType(
  audience: JsonObject,
  path: Path,
  found: Findings,
): RelevantAudience['type'] | undefined {
  const written = property(audience, 'type')
  if (written === undefined) {
    const message = 'relevantAudience has no type.'
    return found.value('event/audience-type', path, message, 'Add "type": Multicast or Unicast.')
  }
  const type = typeof written === 'string' ? typeNamed(written) : undefined
  if (written !== type) {
    const message = `The audience type ${quoted(written)} is unknown: it is Multicast or Unicast, in exactly this form.`
    const help = type === undefined ? 'Write Multicast or Unicast.' : `Write "${type}".`
    found.value('event/audience-type', [...path, 'type'], message, help)
  }
  return type
}

function typeNamed(text: string): RelevantAudience['type'] | undefined {
  const letters = text.toLowerCase().replace(/[^a-z]/g, '')
  if (letters === 'multicast' || letters === 'broadcast') return 'Multicast'
  return letters === 'unicast' ? 'Unicast' : undefined
}

function isUserKey(key: string): boolean {
  return /^users?(?:_?id)?s?$/i.test(key)
}

function checkUser(user: Json, path: Path, found: Findings): undefined {
  const amiss = (message: string, help: string, severity?: 'warning'): undefined =>
    found.value('event/audience-user', path, message, help, severity)
  if (isObject(user)) {
    const [inner] = Object.keys(user).filter(isUserKey)
    const help =
      inner === undefined
        ? 'Write user: amzn1.ask.account.….'
        : `Write the value of "${inner}" directly: user: amzn1.ask.account.….`
    return amiss('The user is a map; Amazon requires the user id as one string.', help)
  }
  if (typeof user !== 'string') {
    const help = 'A Unicast goes to one user: write user: amzn1.ask.account.….'
    return amiss(`The user is ${kindOf(user)}, not one user id as a string.`, help)
  }
  if (user.trim() === '') {
    return amiss('The user id is empty.', 'Write the user id that requests to the skill carry.')
  }
  if (user.length > longestUser) {
    const message = `The user id has ${user.length} characters; user ids have at most ${longestUser}.`
    return amiss(message, 'Write one user id, as requests to the skill carry it.')
  }
  if (user.startsWith(userPrefix) && !/\s/.test(user)) return undefined
  const message = user.startsWith('amzn1.ask.person.')
    ? 'The user is a person id; nothing is known of person ids working here.'
    : `The user id does not look like one: user ids begin with "${userPrefix}" and hold no spaces.`
  return amiss(message, 'Use context.System.user.userId of a request to the skill.', 'warning')
}
