import type { Region } from '../alexa.ts'
import { bodyText } from '../alexa.ts'
import { type Diagnostic, finding } from '../diagnostic.ts'
import type { Plan } from '../plan.ts'
import type { Delivery, Outcome } from '../result.ts'
import type { Credentials } from '../settings.ts'
import { type SettingNames, tableNames } from '../settings-table.ts'
import type { World } from '../world.ts'
import { type HttpClient, type HttpRequest, type HttpResponse, TransportError } from '../world.ts'
import { amazonTokenUrl, eventsUrl } from './endpoints.ts'
import type { Explanation } from './explanation.ts'
import { explainEnd, explainNetwork, type WithoutAnswer } from './no-answer.ts'
import { explainAccepted, explainAnswer, leavesDoubt, requestIdOf, treatmentOf } from './outcome.ts'
import {
  type End,
  type RetryPolicy,
  readRetryAfter,
  repeat,
  type Verdict,
  type Waiting,
} from './retry.ts'
import { openTokens, type Token, type TokenAnswer, type Tokens } from './token.ts'

export interface DeliveryOptions {
  /** How messages call the settings. */
  readonly names?: SettingNames
  readonly credentials: Credentials
  /** The complete address of the token endpoint; absent: Amazon's. */
  readonly authUrl: string | undefined
  /** What stands before the path; may hold `{region}`. Absent: Amazon's host of each region. */
  readonly apiUrl: string | undefined
  /** How often a failed request is repeated after its first attempt. */
  readonly retries: number
  /** Milliseconds for each phase of a request: connecting, waiting for the answer, reading it. */
  readonly timeout: number
  /** Name and version of the program. */
  readonly userAgent: string
  /** Whether the built-in simulator stands in for Amazon, so that messages name it. */
  readonly simulated: boolean
}

/** What a delivery tells while it is under way. */
export type DeliveryStep =
  | {
      readonly kind: 'waiting'
      /** Absent where all regions wait for the access token. */
      readonly region: Region | undefined
      /** The attempt that just ended, from 1. */
      readonly attempt: number
      readonly milliseconds: number
      /** A few words: `NA answered HTTP 429`. */
      readonly reason: string
    }
  | { readonly kind: 'delivered'; readonly delivery: Delivery }

/**
 * Carries out a plan: posts its event to each of its regions, all at once and with one access token.
 * When it returns, every connection is closed.
 *
 * @param signal interrupts: what is under way is given up, and its outcome is `failed`
 * @param observe is told of pauses and of each delivery as it ends
 * @returns one delivery for each region, in the plan's order, and the findings about them; refusals,
 * broken networks and interruptions are outcomes, only a broken program throws
 */
export async function deliver(
  plan: Plan,
  options: DeliveryOptions,
  world: World,
  signal: AbortSignal,
  observe: (step: DeliveryStep) => void,
): Promise<{
  readonly deliveries: readonly Delivery[]
  readonly diagnostics: readonly Diagnostic[]
}> {
  const { names = tableNames, credentials, timeout, userAgent } = options
  const receiver = receiverOf(options)
  const policy = { retries: options.retries, deadline: Date.parse(plan.body.expiryTime) }
  const body = new TextEncoder().encode(bodyText(plan.body))
  const targets = plan.regions.regions.map(region => ({
    region,
    url: eventsUrl(region, plan.stage.stage, options.apiUrl),
  }))
  const http = await world.openHttp({ timeout, connections: targets.length })
  try {
    // While the token is fetched: two round trips less until the event is there.
    for (const { url } of targets) http.prepare(url)
    const tokens = openTokens(
      {
        names,
        credentials,
        authUrl: options.authUrl ?? amazonTokenUrl,
        receiver: receiver.login,
        timeout,
        userAgent,
        policy,
      },
      http,
      world,
      signal,
      waiting => observe(stepOf(undefined, waiting)),
    )
    const toRegion = async ({ region, url }: (typeof targets)[number]): Promise<Delivered> => {
      const job = {
        names,
        region,
        plan,
        receiver: receiver.api,
        url,
        body,
        userAgent,
        timeout,
        policy,
        secrets: [credentials.clientSecret],
      }
      const done = await deliverToRegion(job, tokens, http, world, signal, waiting =>
        observe(stepOf(region, waiting)),
      )
      observe({ kind: 'delivered', delivery: done.delivery })
      return done
    }
    const all = await Promise.all(targets.map(toRegion))
    return { deliveries: all.map(({ delivery }) => delivery), diagnostics: findingsAbout(all) }
  } finally {
    await http.close()
  }
}

function stepOf(region: Region | undefined, waiting: Waiting): DeliveryStep {
  return { kind: 'waiting', region, ...waiting }
}

/** One finding for each cause: what is the same in several regions is said once. */
function findingsAbout(all: readonly Delivered[]): readonly Diagnostic[] {
  const causes = new Map<string, Cause>()
  for (const { delivery, explanation, regional } of all) {
    if (explanation === undefined) continue
    const key = JSON.stringify(explanation)
    const regions = causes.get(key)?.regions ?? []
    const mentioned = regional ? [...regions, delivery.region] : regions
    causes.set(key, { explanation, regions: mentioned })
  }
  return [...causes.values()].map(({ explanation: { rule, message, help }, regions }) => {
    const where = regions.length === 0 ? '' : `${regions.join(', ')}: `
    return finding(rule, undefined, `${where}${message}`, help)
  })
}

interface Cause {
  readonly explanation: Explanation
  /** Those to be named; none where it is about all. */
  readonly regions: readonly Region[]
}

/** Who answers, as it stands at the beginning of a sentence. */
export interface Receiver {
  /** Takes events. */
  readonly api: string
  /** Gives access tokens. */
  readonly login: string
}

/** Names those a delivery goes to. Nothing that others answer is to be laid at Amazon's door. */
export function receiverOf({
  simulated,
  authUrl,
  apiUrl,
}: Pick<DeliveryOptions, 'simulated' | 'authUrl' | 'apiUrl'>): Receiver {
  if (simulated) return { api: 'The simulator', login: 'The simulator' }
  return {
    api: apiUrl === undefined ? 'Amazon' : 'The server',
    login: authUrl === undefined ? 'Login with Amazon' : 'The server',
  }
}

/** One event on its way to one region. */
export interface RegionDelivery {
  readonly names?: SettingNames
  readonly region: Region
  readonly plan: Plan
  /** Who takes the event, as a sentence begins. */
  readonly receiver: string
  readonly url: string
  /** The request body; every attempt sends these bytes. */
  readonly body: Uint8Array
  readonly userAgent: string
  readonly timeout: number
  readonly policy: RetryPolicy
  /** What no message may hold. */
  readonly secrets: readonly string[]
}

/** A delivery, and what there is to say about it beyond its outcome. */
export interface Delivered {
  readonly delivery: Delivery
  readonly explanation: Explanation | undefined
  /** Whether the explanation is about this region, or about what all regions share. */
  readonly regional: boolean
}

/** How the last try ended. */
type Last =
  | { readonly kind: 'answer'; readonly response: HttpResponse; readonly token: Token }
  | WithoutAnswer

/** What happened in earlier tries; the only thing here that changes. */
interface Memory {
  posts: number
  renewed: boolean
  /** Whether a request that was written may have been taken in: no answer came, or none that says. */
  inDoubt: boolean
  response: HttpResponse | undefined
}

/**
 * Sends one event to one region, repeats included, until Amazon has decided about it or nothing more
 * can be done.
 *
 * @param observe is told of pauses between attempts
 */
export async function deliverToRegion(
  job: RegionDelivery,
  tokens: Tokens,
  http: HttpClient,
  world: Pick<World, 'now' | 'random' | 'sleep'>,
  signal: AbortSignal,
  observe: (waiting: Waiting) => void,
): Promise<Delivered> {
  const memory: Memory = { posts: 0, renewed: false, inDoubt: false, response: undefined }
  const { value, end } = await repeat(
    async () => verdictOf(await tryOnce(job, memory, tokens, http, world, signal), job, world),
    job.policy,
    world,
    signal,
    observe,
  )
  return conclude(job, memory, end === 'interrupted' ? { kind: 'interrupted' } : value, end, world)
}

async function tryOnce(
  job: RegionDelivery,
  memory: Memory,
  tokens: Tokens,
  http: HttpClient,
  world: Pick<World, 'now'>,
  signal: AbortSignal,
): Promise<Last> {
  const first = await post(job, memory, await tokens.current(), http, world, signal)
  if (memory.renewed || first.kind !== 'answer' || !isTokenDoubtful(first.response)) return first
  // Another region has had it renewed: then it is the request that is refused, not the token.
  if (world.now().getTime() < first.token.freshUntil) return first
  memory.renewed = true
  return post(job, memory, await tokens.renew(first.token), http, world, signal)
}

/** 401 and 403 may mean the token or the request. */
function isTokenDoubtful({ status }: HttpResponse): boolean {
  return status === 401 || status === 403
}

async function post(
  job: RegionDelivery,
  memory: Memory,
  answer: TokenAnswer,
  http: HttpClient,
  world: Pick<World, 'now'>,
  signal: AbortSignal,
): Promise<Last> {
  if ('explanation' in answer) return { kind: 'no-token', explanation: answer.explanation }
  if ('interrupted' in answer || signal.aborted) return { kind: 'interrupted' }
  if (world.now().getTime() >= job.policy.deadline) return { kind: 'expired' }
  memory.posts += 1
  try {
    const response = await http.post(requestOf(job, answer.token), signal)
    memory.response = response
    if (leavesDoubt(response.status)) memory.inDoubt = true
    return { kind: 'answer', response, token: answer.token }
  } catch (error) {
    if (signal.aborted) {
      memory.inDoubt = true
      return { kind: 'interrupted' }
    }
    if (!(error instanceof TransportError)) throw error
    if (error.certainty === 'in-doubt') memory.inDoubt = true
    return { kind: 'broken', error }
  }
}

function requestOf({ url, body, userAgent }: RegionDelivery, { value }: Token): HttpRequest {
  return {
    url,
    headers: {
      authorization: `Bearer ${value}`,
      'content-type': 'application/json',
      accept: 'application/json',
      'user-agent': userAgent,
    },
    body,
  }
}

function verdictOf(
  last: Last,
  { url, timeout, region, names }: RegionDelivery,
  world: Pick<World, 'now'>,
): Verdict<Last> {
  if (last.kind === 'answer') {
    const { status, headers } = last.response
    return {
      repeat: treatmentOf(status).repeat,
      value: last,
      retryAfter: readRetryAfter(headers['retry-after'], world.now()),
      reason: `${region} answered HTTP ${status}`,
    }
  }
  if (last.kind !== 'broken') return { repeat: undefined, value: last }
  const failure = explainNetwork(last.error, new URL(url).host, timeout, names)
  const cause = failure.certainty === 'not-sent' ? 'unreached' : 'failed'
  return {
    repeat: failure.repeatable ? cause : undefined,
    value: last,
    retryAfter: undefined,
    reason: failure.reason,
  }
}

function conclude(
  job: RegionDelivery,
  memory: Memory,
  last: Last,
  end: End,
  world: Pick<World, 'now'>,
): Delivered {
  if (last.kind === 'answer') return concludeAnswer(job, memory, last, end, world)
  const explanation = explainEnd(last, end, {
    ...memory,
    names: job.names,
    host: new URL(job.url).host,
    timeout: job.timeout,
    expiryTime: job.plan.body.expiryTime,
  })
  const regional = last.kind !== 'no-token' || memory.inDoubt
  return { ...delivered(job, memory, 'failed', explanation), regional }
}

function concludeAnswer(
  job: RegionDelivery,
  memory: Memory,
  { response, token }: Extract<Last, { kind: 'answer' }>,
  end: End,
  world: Pick<World, 'now'>,
): Delivered {
  const { outcome } = treatmentOf(response.status)
  if (outcome === 'accepted') {
    return {
      delivery: deliveryOf(
        job,
        memory,
        outcome,
        explainAccepted(response, job.receiver, audienceOf(job)),
      ),
      explanation: undefined,
      regional: true,
    }
  }
  const explanation = explainAnswer(response, {
    names: job.names,
    receiver: job.receiver,
    region: job.region,
    stage: job.plan.stage.stage,
    audience: audienceOf(job),
    attempts: memory.posts,
    inDoubt: memory.inDoubt,
    end,
    retryAfter: readRetryAfter(response.headers['retry-after'], world.now()),
    secrets: [...job.secrets, token.value],
  })
  return delivered(job, memory, outcome, explanation)
}

function delivered(
  job: RegionDelivery,
  memory: Memory,
  outcome: Outcome,
  explanation: Explanation,
): Delivered {
  const message = `${explanation.message} ${explanation.help}`
  return { delivery: deliveryOf(job, memory, outcome, message), explanation, regional: true }
}

function audienceOf({ plan }: RegionDelivery): Delivery['audience'] {
  return plan.body.relevantAudience.type
}

function deliveryOf(
  job: RegionDelivery,
  { posts, response, inDoubt }: Memory,
  outcome: Outcome,
  message: string,
): Delivery {
  return {
    region: job.region,
    audience: audienceOf(job),
    outcome,
    httpStatus: response?.status,
    requestId: response === undefined ? undefined : requestIdOf(response),
    attempts: posts,
    inDoubt: inDoubt && (outcome === 'rejected' || outcome === 'failed'),
    message,
  }
}
