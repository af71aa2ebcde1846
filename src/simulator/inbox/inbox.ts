import { type EventBody, type EventName, regionOfLocale, stages } from '../../core/alexa.ts'
import { isValidBody } from '../../core/event/payload.ts'
import { isObject, type Json, type JsonObject, parsedJson } from '../../core/json.ts'
import { wordingSentence } from '../../core/report/words.ts'
import type { Spoken } from '../../core/result.ts'
import { speak } from '../../core/speech/speak.ts'
import type { Fault, Notification, RecordedRequest, Simulator, Subscriber } from '../simulator.ts'
import { inventSubscribers, inventUser } from '../state.ts'

/** How many requests the page shows at most; older ones leave it. */
const requestsShown = 1000

/** How many notifications of a customer the page is told of: nobody listens to more, and they are sent with each change. */
const waitingShown = 20

/** The outcome of checking and sending the folder's files when they were last saved. */
export interface ShownFiles {
  readonly names: readonly string[]
  readonly time: string
  readonly outcome: string
  readonly failed: boolean
  readonly findings: readonly { readonly severity: string; readonly text: string }[]
  readonly preview: readonly Spoken[]
}

/** Faults that the page offers, with the words on their buttons. */
export const offeredFaults: Readonly<Record<string, Fault>> = {
  'Answer 429, too many requests': {
    on: 'event',
    kind: 'status',
    status: 429,
    headers: { 'retry-after': '1' },
  },
  'Answer 500': { on: 'event', kind: 'status', status: 500 },
  'Answer 503': { on: 'event', kind: 'status', status: 503 },
  'Answer 3 seconds late': { on: 'event', kind: 'delay', milliseconds: 3000 },
  'Lose the request': { on: 'event', kind: 'cut', when: 'before' },
  'Accept, but lose the answer': { on: 'event', kind: 'cut', when: 'after' },
  'Never answer': { on: 'event', kind: 'hang' },
  'Refuse a token with 503': { on: 'token', kind: 'status', status: 503 },
}

/** Subscribers of a simulator with a page: one per region and stage, and one per other locale of the manifest. */
export function subscribersFor(locales: readonly string[]): readonly Subscriber[] {
  const usual = inventSubscribers()
  const known = new Set(usual.map(({ locale }) => locale))
  const more = locales.filter(locale => !known.has(locale))
  const added = more.flatMap(locale => {
    const region = regionOfLocale(locale)
    if (region === undefined) return []
    return stages.map(stage => ({ user: inventUser(), region, stage, locale }))
  })
  return [...usual, ...added]
}

export type Inbox = ReturnType<typeof openInbox>

type Listener = (request: ShownRequest | undefined) => void

/** Opens the state behind the page of a simulator. */
export function openInbox(simulator: Simulator) {
  const listeners = new Set<Listener>()
  const shown: ShownRequest[] = []
  const read = new Set<Notification>()
  const spoken = new WeakMap<Notification, Spoken>()
  let count = 0
  let files: ShownFiles | undefined
  const tell = (request?: ShownRequest) => {
    for (const listener of listeners) listener(request)
  }

  function waitingOf({ user, region, stage }: Subscriber): readonly Notification[] {
    const now = Date.now()
    return simulator
      .inbox()
      .filter(one => one.user === user && one.region === region && one.stage === stage)
      .filter(one => !read.has(one) && Date.parse(String(one.body['expiryTime'])) > now)
  }

  function waitingView(notification: Notification) {
    const { eventName, referenceId, body } = notification
    const known = spoken.get(notification) ?? heard(notification)
    spoken.set(notification, known)
    return { eventName, referenceId, expiryTime: String(body['expiryTime']), spoken: known }
  }

  function customerView(subscriber: Subscriber, id: number) {
    const { user, region, stage, locale } = subscriber
    const waiting = waitingOf(subscriber)
    return {
      id,
      user,
      region,
      stage,
      locale,
      on: simulator.isOn(subscriber),
      /** The newest notifications that were not read yet, the oldest of them first. */
      waiting: waiting.slice(-waitingShown).map(waitingView),
      older: Math.max(0, waiting.length - waitingShown),
    }
  }

  return {
    /** What the page draws, except for the requests. */
    view: () => ({
      customers: simulator.subscribers.map(customerView),
      faults: simulator.faults().map(wordsOf),
      files,
    }),
    requests: () => shown.slice(),
    /** Adds a request; the page hears of it. */
    add(request: RecordedRequest): void {
      const record = shownRequest(request, count)
      count += 1
      shown.push(record)
      if (shown.length > requestsShown) shown.shift()
      tell(record)
    },
    show(next: ShownFiles): void {
      files = next
      tell()
    },
    /** Carries out what was clicked; returns what is wrong with it, if anything is. */
    act(action: Json): string | undefined {
      const problem = actOn(action, simulator, subscriber => {
        for (const notification of waitingOf(subscriber)) read.add(notification)
      })
      if (problem === undefined) tell()
      return problem
    },
    /** Calls a listener for everything new; returns how to end that. */
    listen(listener: Listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function actOn(
  action: Json,
  simulator: Simulator,
  readAll: (subscriber: Subscriber) => void,
): string | undefined {
  if (!isObject(action)) return 'An action is a JSON object.'
  const subscriber = simulator.subscribers[Number(action['customer'] ?? Number.NaN)]
  const fault = offeredFaults[String(action['fault'])]
  switch (action['do']) {
    case 'turn':
      if (subscriber === undefined) return 'There is no such customer.'
      simulator.turn(subscriber, action['on'] === true)
      return undefined
    case 'read':
      if (subscriber === undefined) return 'There is no such customer.'
      readAll(subscriber)
      return undefined
    case 'fault':
      if (fault === undefined) return 'There is no such fault.'
      simulator.order(fault)
      return undefined
    case 'revoke':
      simulator.revokeTokens()
      return undefined
    default:
      return 'There is no such action.'
  }
}

function wordsOf({ times: _, ...fault }: Fault): string {
  const text = JSON.stringify(fault)
  const entry = Object.entries(offeredFaults).find(([, one]) => JSON.stringify(one) === text)
  return entry?.[0] ?? fault.kind
}

/** What a customer hears of a notification: the sentence for the locale of the device. */
function heard({ eventName, body, locale }: Notification): Spoken {
  const sentence = isBody(eventName, body)
    ? speak(body, [locale]).find(one => one.locale === locale)
    : undefined
  const spoken = sentence ?? {
    locale,
    speech: 'You have a notification.',
    wording: 'english',
    parts: [{ kind: 'template', text: 'You have a notification.' }],
    notes: [],
  }
  return withWording(spoken)
}

/** The sentence of a preview, with what is to be known of its wording as its first note. */
export function withWording(spoken: Spoken): Spoken {
  const wording = wordingSentence(spoken)
  return wording === undefined ? spoken : { ...spoken, notes: [wording, ...spoken.notes] }
}

/** The simulator takes in only what the schema accepts, so this holds for whatever is in its inbox. */
function isBody(name: EventName, body: JsonObject): body is JsonObject & EventBody {
  return isValidBody(name, body)
}

const hidden = '(hidden)'

export type ShownRequest = ReturnType<typeof shownRequest>

/** A request as the page shows it: credentials are left out. */
function shownRequest(request: RecordedRequest, id: number) {
  const { receivedAt, method, path, status, note, headers } = request
  return {
    id,
    time: receivedAt.toISOString(),
    method,
    path: path.replace(/\?.*$/s, ''),
    status,
    note,
    headers: 'authorization' in headers ? { ...headers, authorization: hidden } : headers,
    body: shownBody(request),
  }
}

/** The whole body, indented where it is JSON; of a token request only the names and what is no secret. */
function shownBody({ path, body }: RecordedRequest): string {
  const text = Buffer.from(body).toString()
  const value = parsedJson(text)
  if (/^\/auth\//i.test(path)) {
    if (isObject(value)) return indented({ ...value, client_secret: hidden })
    const form = new URLSearchParams(text)
    return [...form].map(([name, given]) => `${name}=${isPublic(name) ? given : hidden}`).join('\n')
  }
  return value === undefined ? text : indented(value)
}

function isPublic(name: string): boolean {
  return ['grant_type', 'scope', 'client_id'].includes(name)
}

function indented(value: Json): string {
  return JSON.stringify(value, undefined, 2)
}
