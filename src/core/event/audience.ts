import { longestUser, type RelevantAudience, userPrefix } from '../alexa.ts'
import { isObject, type Json } from '../json.ts'
import { listed } from '../wording.ts'
import { kindOf, type Part, quoted } from './diagnostic.ts'

/**
 * Reads who the event is for. Without a word about it that is every subscriber
 * (Amazon's Proactive Events API reference: `Multicast` with an empty payload, `Unicast` with a user).
 *
 * @returns undefined where it cannot be told
 */
export function readAudience(part: Part | undefined): RelevantAudience | undefined {
  if (part === undefined) return { type: 'Multicast', payload: {} }
  const { value } = part
  if (!isObject(value)) {
    const message = `relevantAudience is ${kindOf(value)}, not a map with type and payload.`
    const help =
      typeNamed(value) === 'Unicast'
        ? 'Write { type: Unicast, payload: { user: … } }.'
        : 'Write { type: Multicast, payload: {} }, or leave it out.'
    return part.report('event/audience-type', message, help)
  }
  const type = readType(part)
  for (const [key, stray] of part.entries()) {
    if (key === 'type' || key === 'payload') continue
    const message = `"${key}" is not a part of relevantAudience, which has type and payload.`
    const help = isUserKey(key) ? 'Write it as payload: { user: … }.' : undefined
    reportStray(stray, message, help)
  }
  if (type === 'Unicast') return readUnicast(part)
  if (type === undefined) return undefined
  checkMulticast(part)
  return { type, payload: {} }
}

function checkMulticast(audience: Part): void {
  const payload = audience.at('payload')
  if (payload === undefined || payload.value === null) {
    const message =
      'The Multicast has no payload; whether Amazon accepts that is not documented. An empty one is sent.'
    audience.report('event/audience-payload', message, 'Add "payload": {}.', 'warning')
  } else if (!isObject(payload.value)) {
    const message = `The payload of the Multicast is ${kindOf(payload.value)}, not an empty map.`
    payload.report('event/audience-payload', message, 'Write "payload": {}.')
  } else {
    for (const [key, stray] of payload.entries()) {
      const isUser = isUserKey(key)
      const message = isUser
        ? 'The audience names a user, but a Multicast goes to every subscriber.'
        : `The payload of a Multicast is empty; "${key}" is left out of what is sent.`
      const help = 'Write "type": Unicast to reach this user alone, or remove the user.'
      reportStray(stray, message, isUser ? help : undefined)
    }
  }
}

function readUnicast(audience: Part): RelevantAudience | undefined {
  const payload = audience.at('payload')
  if (payload === undefined || !isObject(payload.value)) {
    // A user beside the payload is reported as misplaced already.
    if (payload === undefined && audience.entries().some(([key]) => isUserKey(key)))
      return undefined
    const message =
      payload === undefined
        ? 'The Unicast names no user.'
        : `The payload of the Unicast is ${kindOf(payload.value)}, not a map with a user.`
    const help = 'Write payload: { user: amzn1.ask.account.… }.'
    return (payload ?? audience).report('event/audience-user', message, help)
  }
  const keys = Object.keys(payload.value)
  const key = keys.includes('user') ? 'user' : keys.find(isUserKey)
  const user = key === undefined ? undefined : payload.at(key)
  if (user === undefined) {
    const help = `Add "user" with the user id${keys.length === 0 ? '' : `; found is ${listed(keys)}`}.`
    return payload.report('event/audience-user', 'The Unicast names no user.', help)
  }
  if (key === 'user') checkUser(user)
  else {
    const message = `The user is under "${key}"; Amazon reads "user".`
    user.key.report('event/audience-user', message, 'Rename it to "user".')
  }
  for (const [other, stray] of payload.entries()) {
    const message = `The payload of a Unicast has a user only; "${other}" is left out of what is sent.`
    if (other !== key) reportStray(stray, message)
  }
  const { value } = user
  return typeof value === 'string' ? { type: 'Unicast', payload: { user: value } } : undefined
}

/** @param help absent for what is left out and does no harm */
function reportStray(part: Part, message: string, help?: string): void {
  const severity = help === undefined ? 'warning' : undefined
  part.key.report('event/audience-payload', message, help ?? 'Remove it.', severity)
}

function readType(audience: Part): RelevantAudience['type'] | undefined {
  const written = audience.at('type')
  if (written === undefined) {
    const message = 'relevantAudience has no type.'
    return audience.report('event/audience-type', message, 'Add "type": Multicast or Unicast.')
  }
  const type = typeNamed(written.value)
  if (written.value !== type) {
    const message = `The audience type ${quoted(written.value)} is unknown: it is Multicast or Unicast, in exactly this form.`
    const help = type === undefined ? 'Write Multicast or Unicast.' : `Write "${type}".`
    written.report('event/audience-type', message, help)
  }
  return type
}

function typeNamed(value: Json): RelevantAudience['type'] | undefined {
  const letters = typeof value === 'string' ? value.toLowerCase().replace(/[^a-z]/g, '') : ''
  if (letters === 'multicast' || letters === 'broadcast') return 'Multicast'
  return letters === 'unicast' ? 'Unicast' : undefined
}

function isUserKey(key: string): boolean {
  return /^users?(?:_?id)?s?$/i.test(key)
}

function checkUser(part: Part): undefined {
  const { value: user } = part
  const amiss = (message: string, help: string, severity?: 'warning') =>
    part.report('event/audience-user', message, help, severity)
  if (isObject(user)) {
    const inner = Object.keys(user).find(isUserKey)
    const help = `Write ${inner === undefined ? '' : `the value of "${inner}" directly: `}user: amzn1.ask.account.….`
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
