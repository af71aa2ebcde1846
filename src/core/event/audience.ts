import type { RelevantAudience } from '../alexa.ts'
import type { Severity } from '../diagnostic.ts'
import { isObject, type Json, type JsonObject, type Path, property } from '../json.ts'
import { listed } from '../wording.ts'
import { atKey, atValue, type EventDiagnostic, kindOf, quoted } from './diagnostic.ts'
import type { Part } from './envelope.ts'

const everyone: RelevantAudience = { type: 'Multicast', payload: {} }

/** The longest user id, according to the description of `User` in Amazon's SDK. */
const longestUser = 255
const userPrefix = 'amzn1.ask.account.'

interface AudienceReading {
  /** Undefined where it cannot be told who the event is for. */
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
  const others = Object.keys(audience).filter(key => key !== 'type' && key !== 'payload')
  return others.map(key => {
    const message = `"${key}" is not a part of relevantAudience, which has type and payload.`
    return isUserKey(key)
      ? misplacedKey([...path, key], message, 'Write it as payload: { user: … }.')
      : unusedKey([...path, key], message)
  })
}

function misplacedKey(path: Path, message: string, help: string): EventDiagnostic {
  return atKey('event/audience-payload', path, message, help)
}

function unusedKey(path: Path, message: string): EventDiagnostic {
  return atKey('event/audience-payload', path, message, 'Remove it.', 'warning')
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
  const diagnostics = Object.keys(payload).map(key => {
    const keyPath = [...payloadPath, key]
    if (!isUserKey(key)) {
      const message = `The payload of a Multicast is empty; "${key}" is left out of what is sent.`
      return unusedKey(keyPath, message)
    }
    const message = 'The audience names a user, but a Multicast goes to every subscriber.'
    const help = 'Write "type": Unicast to reach this user alone, or remove the user.'
    return misplacedKey(keyPath, message, help)
  })
  return { audience: everyone, diagnostics }
}

function readUnicast(audience: JsonObject, path: Path): AudienceReading {
  const payload = property(audience, 'payload')
  const payloadPath = [...path, 'payload']
  // A user beside the payload is reported as misplaced already.
  if (payload === undefined && Object.keys(audience).some(isUserKey)) {
    return { audience: undefined, diagnostics: [] }
  }
  if (!isObject(payload)) {
    const help = 'Write payload: { user: amzn1.ask.account.… }.'
    const only =
      payload === undefined
        ? atUser(path, 'The Unicast names no user.', help)
        : atUser(
            payloadPath,
            `The payload of the Unicast is ${kindOf(payload)}, not a map with a user.`,
            help,
          )
    return { audience: undefined, diagnostics: [only] }
  }
  const others = Object.keys(payload).filter(key => key !== 'user')
  const key = Object.hasOwn(payload, 'user') ? 'user' : others.find(isUserKey)
  const user = key === undefined ? undefined : property(payload, key)
  if (key === undefined || user === undefined) {
    const help = `Add "user" with the user id${others.length === 0 ? '' : `; found is ${listed(others)}`}.`
    return {
      audience: undefined,
      diagnostics: [atUser(payloadPath, 'The Unicast names no user.', help)],
    }
  }
  const userPath = [...payloadPath, key]
  const unused = others
    .filter(other => other !== key)
    .map(other => {
      const message = `The payload of a Unicast has a user only; "${other}" is left out of what is sent.`
      return unusedKey([...payloadPath, other], message)
    })
  return {
    audience: typeof user === 'string' ? { type: 'Unicast', payload: { user } } : undefined,
    diagnostics: [
      ...(key === 'user' ? checkUser(user, userPath) : [misnamed(key, userPath)]),
      ...unused,
    ],
  }
}

function misnamed(key: string, path: Path): EventDiagnostic {
  const message = `The user stands under "${key}"; Amazon reads "user".`
  return atKey('event/audience-user', path, message, 'Rename it to "user".')
}

function atUser(path: Path, message: string, help: string, severity?: Severity): EventDiagnostic {
  return atValue('event/audience-user', path, message, help, severity)
}

function checkUser(user: Json, path: Path): readonly EventDiagnostic[] {
  if (isObject(user)) {
    const message = 'The user is a map; Amazon wants the user id as one text.'
    const [inner] = Object.keys(user).filter(isUserKey)
    const help =
      inner === undefined
        ? 'Write user: amzn1.ask.account.….'
        : `Write the value of "${inner}" directly: user: amzn1.ask.account.….`
    return [atUser(path, message, help)]
  }
  if (typeof user !== 'string') {
    const message = `The user is ${kindOf(user)}, not one user id as a text.`
    const help = 'A Unicast goes to one user: write user: amzn1.ask.account.….'
    return [atUser(path, message, help)]
  }
  if (user.trim() === '') {
    const help = 'Write the user id that requests to the skill carry.'
    return [atUser(path, 'The user id is empty.', help)]
  }
  if (user.length > longestUser) {
    const message = `The user id has ${user.length} characters; user ids have at most ${longestUser}.`
    return [atUser(path, message, 'Write one user id, as requests to the skill carry it.')]
  }
  if (user.startsWith(userPrefix) && !/\s/.test(user)) return []
  const message = user.startsWith('amzn1.ask.person.')
    ? 'The user is a person id; nothing is known of person ids working here.'
    : `The user id does not look like one: user ids begin with "${userPrefix}" and hold no blanks.`
  const help = 'Use context.System.user.userId of a request to the skill.'
  return [atUser(path, message, help, 'warning')]
}
