/** Alexa's regions: North America; Europe and India; Far East and Australia. */
export type SubscriberRegion = 'NA' | 'EU' | 'FE'

/** What one request of Alexa's says of a user: everything that holds from its time on. */
export interface SubscriberChange {
  /** The user id. Never logged. */
  readonly user: string
  /** Names of all events the user is subscribed to now, sorted; none after unsubscribing and disabling. */
  readonly events: readonly string[]
  /** Undefined where the request does not tell. */
  readonly region: SubscriberRegion | undefined
  /** When it happened, ISO 8601 in UTC with milliseconds. */
  readonly time: string
  /** Sorts the changes of a user, however they arrive: the greatest one counts. */
  readonly order: string
  /** Whether the id is dead: the skill was disabled, and the user gets another one if it is enabled again. */
  readonly isGone: boolean
}

/** An object whose properties are looked at one by one: what Alexa sends is taken as it is. */
type Fields = Readonly<Record<string, unknown>>

/**
 * Reads what a request says of the subscriptions of a user: `AlexaSkillEvent.ProactiveSubscriptionChanged`,
 * which lists everything the user is subscribed to now, and `AlexaSkillEvent.SkillDisabled` (Amazon's "Skill
 * Events in Alexa Skills"). Takes the forms that occur in the wild: without `body`, with `Skill` in the
 * type, with the user in the request, with something else than a list of subscriptions.
 *
 * @param now for a request without a time
 * @returns undefined for every other request, and for one that names no user
 */
export function readChange(envelope: unknown, now: Date): SubscriberChange | undefined {
  const request = fieldsOf(fieldsOf(envelope)['request'])
  const kind = kindOf(request['type'])
  if (kind === undefined) return undefined
  const user = userOf(fieldsOf(envelope), request)
  if (user === undefined) return undefined
  const body = fieldsOf(request['body'])
  const time = timeOf(request, now)
  const events =
    kind === 'changed' ? namesIn(body['subscriptions'] ?? request['subscriptions']) : []
  const requestId = textOf(request['requestId']) ?? ''
  return {
    user,
    events,
    region: regionOf(envelope),
    time,
    // Of two at the same millisecond the end of the skill is the later one; else any order does, as
    // long as it is the same one each time.
    order: [time, kind === 'disabled' ? '1' : '0', requestId.slice(0, 200), events.join()].join(
      ' ',
    ),
    isGone: kind === 'disabled' && body['userInformationPersistenceStatus'] === 'NOT_PERSISTED',
  }
}

function kindOf(type: unknown): 'changed' | 'disabled' | undefined {
  if (typeof type !== 'string') return undefined
  if (/^(?:AlexaSkillEvent\.)?(?:Skill)?ProactiveSubscriptionChanged$/.test(type)) return 'changed'
  return /^(?:AlexaSkillEvent\.)?SkillDisabled$/.test(type) ? 'disabled' : undefined
}

function userOf(envelope: Fields, request: Fields): string | undefined {
  const places: readonly unknown[] = [
    fieldsOf(fieldsOf(fieldsOf(envelope['context'])['System'])['user'])['userId'],
    fieldsOf(fieldsOf(envelope['session'])['user'])['userId'],
    request['userId'],
    fieldsOf(request['user'])['userId'],
    fieldsOf(request['body'])['userId'],
  ]
  return places.map(textOf).find(text => text !== undefined)
}

/** Without a time of its own a request is as new as it can be. */
function timeOf(request: Fields, now: Date): string {
  const times = ['timestamp', 'eventCreationTime', 'eventPublishingTime'].map(
    name => new Date(textOf(request[name]) ?? Number.NaN),
  )
  return (times.find(time => !Number.isNaN(time.getTime())) ?? now).toISOString()
}

/** The region of a user is in the host that requests come with: `https://api.eu.amazonalexa.com`. */
function regionOf(envelope: unknown): SubscriberRegion | undefined {
  const address = fieldsOf(fieldsOf(fieldsOf(envelope)['context'])['System'])['apiEndpoint']
  const [host, name] = /^https:\/\/api\.(?:(eu|fe)\.)?amazonalexa\.com(?=[:/]|$)/i.exec(
    textOf(address) ?? '',
  ) ?? [undefined]
  if (host === undefined) return undefined
  return name === undefined ? 'NA' : name.toLowerCase() === 'eu' ? 'EU' : 'FE'
}

/** More events than there could ever be; a name is never longer. */
const mostEvents = 100
const longestName = 100

/** The names of a list of subscriptions, or of what stands in its place. */
function namesIn(subscriptions: unknown): readonly string[] {
  const names = entriesOf(subscriptions).flatMap(entry => {
    const name = textOf(entry) ?? textOf(fieldsOf(entry)['eventName'])
    return name === undefined || name.length > longestName ? [] : [name]
  })
  return [...new Set(names)].sort().slice(0, mostEvents)
}

function entriesOf(subscriptions: unknown): readonly unknown[] {
  if (Array.isArray(subscriptions)) return subscriptions
  const fields = fieldsOf(subscriptions)
  return fields['eventName'] === undefined ? [subscriptions, ...Object.values(fields)] : [fields]
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
