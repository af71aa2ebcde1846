import { bodyText, type Region, type Stage } from '../alexa.ts'
import { type Diagnostic, finding } from '../diagnostic.ts'
import type { Plan } from '../plan.ts'
import type { Delivery } from '../result.ts'
import { type SettingNames, tableNames } from '../setting-names.ts'
import type { Credentials } from '../settings.ts'
import { type HttpRequest, type HttpResponse, TransportError, type World } from '../world.ts'
import { type Explanation, explainEnd, explainNetwork, type WithoutAnswer } from './explanation.ts'
import { explainAccepted, explainAnswer, leavesDoubt, requestIdOf, treatmentOf } from './outcome.ts'
import {
  type End,
  type RetryPolicy,
  readRetryAfter,
  repeat,
  type Verdict,
  type Waiting,
} from './retry.ts'
import {
  openTokens,
  type SendingContext,
  type Token,
  type TokenAnswer,
  type Tokens,
} from './token.ts'

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
  const { credentials, timeout, userAgent } = options
  const names = options.names ?? tableNames
  const receiver = receiverOf(options)
  const policy = { retries: options.retries, deadline: Date.parse(plan.body.expiryTime) }
  const body = new TextEncoder().encode(bodyText(plan.body))
  const targets = plan.regions.regions.map(region => ({
    region,
    url: eventsUrl(region, plan.stage.stage, options.apiUrl),
  }))
  const http = await world.openHttp({ timeout, connections: targets.length })
  const context: SendingContext = { http, world, signal }
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
      context,
      waiting => observe(stepOf(undefined, waiting)),
    )
    const toRegion = async (target: (typeof targets)[number]): Promise<Delivered> => {
      const job = { ...options, ...target, plan, receiver: receiver.api, body, policy }
      const done = await deliverToRegion(job, tokens, context, waiting =>
        observe(stepOf(target.region, waiting)),
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

/** One finding for each cause: what is the same in several regions is reported once. */
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
interface RegionDelivery extends DeliveryOptions {
  readonly region: Region
  readonly plan: Plan
  /** Who takes the event, as a sentence begins. */
  readonly receiver: string
  readonly url: string
  /** The request body; every attempt sends these bytes. */
  readonly body: Uint8Array
  readonly policy: RetryPolicy
}

/** A delivery, and what there is to say about it beyond its outcome. */
interface Delivered {
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
  /** Whether a request that was written may have been accepted: no answer came, or none that says. */
  inDoubt: boolean
  response: HttpResponse | undefined
}

/**
 * Sends one event to one region, repeats included, until Amazon has decided about it or nothing more
 * can be done.
 *
 * @param observe is told of pauses between attempts
 */
async function deliverToRegion(
  job: RegionDelivery,
  tokens: Tokens,
  { http, world, signal }: SendingContext,
  observe: (waiting: Waiting) => void,
): Promise<Delivered> {
  const memory: Memory = { posts: 0, inDoubt: false, response: undefined }
  let isRenewed = false

  const post = async (answer: TokenAnswer): Promise<Last> => {
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

  const tryOnce = async (): Promise<Last> => {
    const first = await post(await tokens.current())
    if (isRenewed || first.kind !== 'answer' || !isTokenDoubtful(first.response)) return first
    // Another region has had it renewed: then it is the request that is refused, not the token.
    if (world.now().getTime() < first.token.freshUntil) return first
    isRenewed = true
    return post(await tokens.renew(first.token))
  }

  const { value, end } = await repeat(
    async () => verdictOf(await tryOnce(), job, world.now()),
    job.policy,
    world,
    signal,
    observe,
  )
  return conclude(
    job,
    memory,
    end === 'interrupted' ? { kind: 'interrupted' } : value,
    end,
    world.now(),
  )
}

/** 401 and 403 may mean the token or the request. */
function isTokenDoubtful({ status }: HttpResponse): boolean {
  return status === 401 || status === 403
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
  now: Date,
): Verdict<Last> {
  if (last.kind === 'answer') {
    const { status, headers } = last.response
    return {
      repeat: treatmentOf(status).repeat,
      value: last,
      retryAfter: readRetryAfter(headers['retry-after'], now),
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

/** Puts together the outcome of an event for one region. */
function conclude(
  job: RegionDelivery,
  { posts, inDoubt, response }: Memory,
  last: Last,
  end: End,
  now: Date,
): Delivered {
  const { region, plan, receiver, names, timeout } = job
  const audience = plan.body.relevantAudience.type
  const outcome = last.kind === 'answer' ? treatmentOf(last.response.status).outcome : 'failed'
  const ended = (message: string, explanation: Explanation | undefined): Delivered => ({
    delivery: {
      region,
      audience,
      outcome,
      httpStatus: response?.status,
      requestId: response === undefined ? undefined : requestIdOf(response),
      attempts: posts,
      inDoubt: inDoubt && (outcome === 'rejected' || outcome === 'failed'),
      message,
    },
    explanation,
    regional: last.kind !== 'no-token' || inDoubt,
  })
  if (last.kind === 'answer' && outcome === 'accepted') {
    return ended(explainAccepted(last.response, receiver, audience), undefined)
  }
  const explanation =
    last.kind === 'answer'
      ? explainAnswer(last.response, {
          names,
          receiver,
          region,
          stage: plan.stage.stage,
          audience,
          attempts: posts,
          inDoubt,
          end,
          retryAfter: readRetryAfter(last.response.headers['retry-after'], now),
          secrets: [job.credentials.clientSecret, last.token.value],
        })
      : explainEnd(last, end, {
          names,
          posts,
          inDoubt,
          host: new URL(job.url).host,
          timeout,
          expiryTime: plan.body.expiryTime,
        })
  return ended(`${explanation.message} ${explanation.help}`, explanation)
}

/**
 * Where access tokens are asked for, for every region (Amazon's page on access tokens,
 * `access-token-api`).
 */
export const amazonTokenUrl = 'https://api.amazon.com/auth/o2/token'

/** The hosts of the API; India belongs to EU, Australia to FE (Amazon's Proactive Events API reference). */
const hosts = {
  NA: 'https://api.amazonalexa.com',
  EU: 'https://api.eu.amazonalexa.com',
  FE: 'https://api.fe.amazonalexa.com',
} as const satisfies Record<Region, string>

/** The paths of the API, both without a trailing slash (Amazon's Proactive Events API reference). */
const paths = {
  development: '/v1/proactiveEvents/stages/development',
  live: '/v1/proactiveEvents',
} as const satisfies Record<Stage, string>

/**
 * The address that events of a region and stage are posted to.
 *
 * @param apiUrl what stands before the path in place of Amazon's hosts; `{region}` in it becomes
 * `NA`, `EU` or `FE`
 */
export function eventsUrl(region: Region, stage: Stage, apiUrl: string | undefined): string {
  const prefix = apiUrl?.replaceAll('{region}', region).replace(/\/+$/, '') ?? hosts[region]
  return `${prefix}${paths[stage]}`
}
