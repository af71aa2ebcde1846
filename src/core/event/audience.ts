import type { RelevantAudience } from '../alexa.ts'
import { isObject, type Json, type JsonObject, type Path, property } from '../json.ts'
import { listed } from '../listed.ts'
import { atKey, atValue, type EventDiagnostic, kindOf, quoted } from './diagnostic.ts'
import type { Part } from './envelope.ts'

const everyone: RelevantAudience = { type: 'Multicast', payload: {} }

/** The longest user id, according to the description of `User` in Amazon's SDK. */
const longestUser = 255
const userPrefix = 'amzn1.ask.account.'

interface AudienceReading {
  /** Undefined where it cannot be told who is meant. */
  readonly audience: RelevantAudience | undefined
  readonly diagnostics: readonly EventDiagnostic[]
}

/**
 * Reads who the event is for. Without a word about it that is every subscriber
 * (Amazon's Proactive Events API reference: `Multicast` with an empty payload, `Unicast` with a user).
 */
export function readAudience(part: Part | undefined): AudienceReading {
  if (part === undefined) return { audience: everyone, diagnostics: [] }
  const { value, path } = part
  if (!isObject(value)) {
    const type = typeof value === 'string' ? typeNamed(value) : undefined
    const help =
      type === 'Unicast'
        ? 'Write { type: Unicast, payload: { user: … } }.'
        : 'Write { type: Multicast, payload: {} }, or leave it out.'
    const message = `relevantAudience is ${kindOf(value)}, not a map with type and payload.`
    return {
      audience: undefined,
      diagnostics: [atValue('event/audience-type', path, message, help)],
    }
  }
  const written = property(value, 'type')
  const type = typeof written === 'string' ? typeNamed(written) : undefined
  const diagnostics = [...checkType(written, type, path), ...checkKeys(value, path)]
  if (type === undefined) return { audience: undefined, diagnostics }
  const rest = type === 'Multicast' ? readMulticast(value, path) : readUnicast(value, path)
  return { audience: rest.audience, diagnostics: [...diagnostics, ...rest.diagnostics] }
}

function typeNamed(text: string): 'Multicast' | 'Unicast' | undefined {
  const letters = text.toLowerCase().replace(/[^a-z]/g, '')
  if (letters === 'multicast' || letters === 'broadcast') return 'Multicast'
  return letters === 'unicast' ? 'Unicast' : undefined
}

function checkType(
  written: Json | undefined,
  type: string | undefined,
  path: Path,
): readonly EventDiagnostic[] {
  if (written === undefined) {
    const message = 'relevantAudience has no type.'
    return [atValue('event/audience-type', path, message, 'Add "type": Multicast or Unicast.')]
  }
  if (written === type) return []
  const message = `The audience type ${quoted(written)} is unknown: it is Multicast or Unicast, in exactly this form.`
  const help = type === undefined ? 'Write Multicast or Unicast.' : `Write "${type}".`
  return [atValue('event/audience-type', [...path, 'type'], message, help)]
}

function checkKeys(audience: JsonObject, path: Path): readonly EventDiagnostic[] {
  return Object.keys(audience)
    .filter(key => key !== 'type' && key !== 'payload')
    .map(key =>
      atKey(
        'event/audience-payload',
        [...path, key],
        `"${key}" is not a part of relevantAudience, which has type and payload.`,
        isUserKey(key) ? 'Write it as payload: { user: … }.' : 'Remove it.',
        isUserKey(key) ? 'error' : 'warning',
      ),
    )
}

function isUserKey(key: string): boolean {
  return /^users?(?:_?id)?s?$/i.test(key)
}

function readMulticast(audience: JsonObject, path: Path): AudienceReading {
  const payload = property(audience, 'payload')
  if (payload === undefined || payload === null) {
    const message =
      'The Multicast has no payload; whether Amazon accepts that is not documented. An empty one is sent.'
    const only = atValue('event/audience-payload', path, message, 'Add "payload": {}.', 'warning')
    return { audience: everyone, diagnostics: [only] }
  }
  const payloadPath = [...path, 'payload']
  if (!isObject(payload)) {
    const message = `The payload of the Multicast is ${kindOf(payload)}, not an empty map.`
    const only = atValue('event/audience-payload', payloadPath, message, 'Write "payload": {}.')
    return { audience: everyone, diagnostics: [only] }
  }
  return {
    audience: everyone,
    diagnostics: Object.keys(payload).map(key => {
      const isUser = isUserKey(key)
      return atKey(
        'event/audience-payload',
        [...payloadPath, key],
        isUser
          ? `The audience names a user, but a Multicast goes to every subscriber.`
          : `The payload of a Multicast is empty; "${key}" is left out of what is sent.`,
        isUser
          ? 'Write "type": Unicast to reach this user alone, or remove the user.'
          : 'Remove it.',
        isUser ? 'error' : 'warning',
      )
    }),
  }
}

function readUnicast(audience: JsonObject, path: Path): AudienceReading {
  const payload = property(audience, 'payload')
  const payloadPath = [...path, 'payload']
  // A user beside the payload is reported as misplaced already.
  if (payload === undefined && Object.keys(audience).some(isUserKey)) {
    return { audience: undefined, diagnostics: [] }
  }
  if (!isObject(payload)) {
    const message =
      payload === undefined
        ? 'The Unicast names no user.'
        : `The payload of the Unicast is ${kindOf(payload)}, not a map with a user.`
    const help = 'Write payload: { user: amzn1.ask.account.… }.'
    return {
      audience: undefined,
      diagnostics: [
        atValue('event/audience-user', payload === undefined ? path : payloadPath, message, help),
      ],
    }
  }
  const others = Object.keys(payload).filter(key => key !== 'user')
  const key = Object.hasOwn(payload, 'user') ? 'user' : others.find(isUserKey)
  const user = key === undefined ? undefined : property(payload, key)
  if (key === undefined || user === undefined) {
    const message = 'The Unicast names no user.'
    const help = `Add "user" with the user id${others.length === 0 ? '' : `; found is ${listed(others)}`}.`
    return {
      audience: undefined,
      diagnostics: [atValue('event/audience-user', payloadPath, message, help)],
    }
  }
  const userPath = [...payloadPath, key]
  const diagnostics =
    key === 'user'
      ? checkUser(user, userPath)
      : [
          atKey(
            'event/audience-user',
            userPath,
            `The user stands under "${key}"; Amazon reads "user".`,
            'Rename it to "user".',
          ),
        ]
  const unused = others
    .filter(other => other !== key)
    .map(other =>
      atKey(
        'event/audience-payload',
        [...payloadPath, other],
        `The payload of a Unicast has a user only; "${other}" is left out of what is sent.`,
        'Remove it.',
        'warning',
      ),
    )
  return {
    audience: typeof user === 'string' ? { type: 'Unicast', payload: { user } } : undefined,
    diagnostics: [...diagnostics, ...unused],
  }
}

function checkUser(user: Json, path: Path): readonly EventDiagnostic[] {
  if (isObject(user)) {
    const message = 'The user is a map; Amazon wants the user id as one text.'
    const [inner] = Object.keys(user).filter(isUserKey)
    const help =
      inner === undefined
        ? 'Write user: amzn1.ask.account.….'
        : `Write the value of "${inner}" directly: user: amzn1.ask.account.….`
    return [atValue('event/audience-user', path, message, help)]
  }
  if (typeof user !== 'string') {
    const message = `The user is ${kindOf(user)}, not one user id as a text.`
    return [
      atValue(
        'event/audience-user',
        path,
        message,
        'A Unicast goes to one user: write user: amzn1.ask.account.….',
      ),
    ]
  }
  if (user.trim() === '') {
    return [
      atValue(
        'event/audience-user',
        path,
        'The user id is empty.',
        'Write the user id that requests to the skill carry.',
      ),
    ]
  }
  if (user.length > longestUser) {
    const message = `The user id has ${user.length} characters; user ids have at most ${longestUser}.`
    return [
      atValue(
        'event/audience-user',
        path,
        message,
        'Write one user id, as requests to the skill carry it.',
      ),
    ]
  }
  if (user.startsWith(userPrefix) && !/\s/.test(user)) return []
  const message = user.startsWith('amzn1.ask.person.')
    ? 'The user is a person id; nothing is known of person ids working here.'
    : `The user id does not look like one: user ids begin with "${userPrefix}" and hold no blanks.`
  return [
    atValue(
      'event/audience-user',
      path,
      message,
      'Use context.System.user.userId of a request to the skill.',
      'warning',
    ),
  ]
}
