import { bodyText, type Region, type Stage } from '../alexa.ts'
import { type Diagnostic, finding } from '../diagnostic.ts'
import type { Plan } from '../plan.ts'
import type { Delivery, Result } from '../result.ts'
import { type SettingNames, tableNames } from '../setting-names.ts'
import type { Credentials } from '../settings.ts'
import { type HttpResponse, TransportError, type World } from '../world.ts'
import {
  type Course,
  type Explanation,
  explainEnd,
  explainNetwork,
  type WithoutAnswer,
} from './explanation.ts'
import { explainAnswer, requestIdOf, treatmentOf, verdictOn } from './outcome.ts'
import { type RetryPolicy, repeat, type Verdict, type Waiting } from './retry.ts'
import {
  openTokens,
  type SendingContext,
  type Token,
  type TokenAnswer,
  type Tokens,
} from './token.ts'

export interface DeliveryOptions {
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
): Promise<Pick<Result, 'deliveries' | 'diagnostics'>> {
  const { authUrl = amazonTokenUrl, timeout, names = tableNames } = options
  const { regions } = plan.regions
  const receiver = receiverOf(options)
  const policy = { retries: options.retries, deadline: Date.parse(plan.body.expiryTime) }
  const urlOf = (region: Region) => eventsUrl(region, plan.stage.stage, options.apiUrl)
  const http = await world.openHttp({ timeout, connections: regions.length })
  const context: SendingContext = { http, world, signal }
  const waitFor = (region: Region | undefined, waiting: Waiting): void =>
    observe({ kind: 'waiting', region, ...waiting })
  try {
    // While the token is fetched: two round trips less until the event is there.
    for (const region of regions) http.prepare(urlOf(region))
    const login = { ...options, authUrl, receiver: receiver.login, policy }
    const tokens = openTokens(login, context, waiting => waitFor(undefined, waiting))
    const body = new TextEncoder().encode(bodyText(plan.body))
    const job = {
      ...options,
      ...context,
      names,
      plan,
      receiver: receiver.api,
      policy,
      body,
      tokens,
    }
    const toRegion = async (region: Region): Promise<Delivered> => {
      const to = { ...job, region, url: urlOf(region) }
      const done = await deliverToRegion(to, waiting => waitFor(region, waiting))
      observe({ kind: 'delivered', delivery: done.delivery })
      return done
    }
    const all = await Promise.all(regions.map(toRegion))
    return { deliveries: all.map(({ delivery }) => delivery), diagnostics: findingsAbout(all) }
  } finally {
    await http.close()
  }
}

/** One finding for each cause: what is the same in several regions is reported once. */
function findingsAbout(all: readonly Delivered[]): readonly Diagnostic[] {
  const causes = new Map<string, Explanation & { readonly regions: Region[] }>()
  for (const { delivery, explanation, regional } of all) {
    if (explanation === undefined) continue
    const key = JSON.stringify(explanation)
    const cause = causes.get(key) ?? { ...explanation, regions: [] }
    causes.set(key, cause)
    if (regional) cause.regions.push(delivery.region)
  }
  return Array.from(causes.values(), ({ rule, message, help, regions }) => {
    const where = regions.length === 0 ? '' : `${regions.join(', ')}: `
    return finding(rule, undefined, `${where}${message}`, help)
  })
}

/** Who takes events, and who gives access tokens; as a sentence begins. */
export type Receiver = ReturnType<typeof receiverOf>

/** Names those a delivery goes to. Nothing that others answer is to be laid at Amazon's door. */
export function receiverOf(goal: Pick<DeliveryOptions, 'simulated' | 'authUrl' | 'apiUrl'>) {
  const other = goal.simulated ? 'The simulator' : 'The server'
  return {
    api: goal.simulated || goal.apiUrl !== undefined ? other : 'Amazon',
    login: goal.simulated || goal.authUrl !== undefined ? other : 'Login with Amazon',
  }
}

/** One event on its way to one region. */
interface RegionDelivery extends DeliveryOptions, SendingContext {
  readonly names: SettingNames
  readonly tokens: Tokens
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
type Last = { readonly response: HttpResponse; readonly token: Token } | WithoutAnswer

/**
 * Sends one event to one region, repeats included, until Amazon has decided about it or nothing more
 * can be done.
 *
 * @param observe is told of pauses between attempts
 */
async function deliverToRegion(
  job: RegionDelivery,
  observe: (waiting: Waiting) => void,
): Promise<Delivered> {
  const { region, url, names, timeout, policy, tokens, http, world, signal } = job
  let posts = 0
  // Whether a request that was written may have been accepted: no answer came, or none that says.
  let inDoubt = false
  let isRenewed = false
  let answered: HttpResponse | undefined

  const post = async (answer: TokenAnswer): Promise<Last> => {
    if ('explanation' in answer) return answer
    if ('interrupted' in answer || signal.aborted) return { kind: 'interrupted' }
    if (world.now().getTime() >= policy.deadline) return { kind: 'expired' }
    const { token } = answer
    posts += 1
    try {
      const response = await http.post({ url, headers: token.headers, body: job.body }, signal)
      answered = response
      if (treatmentOf(response.status).isUnclear) inDoubt = true
      return { response, token }
    } catch (error) {
      if (signal.aborted) {
        inDoubt = true
        return { kind: 'interrupted' }
      }
      if (!(error instanceof TransportError)) throw error
      if (error.certainty === 'in-doubt') inDoubt = true
      return { failure: explainNetwork(error, new URL(url).host, timeout, names) }
    }
  }

  const tryOnce = async (): Promise<Last> => {
    const first = await post(await tokens.current())
    if (isRenewed || !('response' in first)) return first
    // 401 and 403 may mean the token or the request.
    if (first.response.status !== 401 && first.response.status !== 403) return first
    // Another region has had it renewed: then it is the request that is refused, not the token.
    if (world.now().getTime() < first.token.freshUntil) return first
    isRenewed = true
    return post(await tokens.renew(first.token))
  }

  const attempt = async (): Promise<Verdict<Last>> => {
    const value = await tryOnce()
    if ('response' in value) return verdictOn(value.response, region, world.now(), value)
    return 'failure' in value ? { ...value.failure, value } : { repeat: undefined, value }
  }

  const { value, end } = await repeat(attempt, policy, world, signal, observe)
  const last: Last = end === 'interrupted' ? { kind: 'interrupted' } : value
  return conclude(job, last, answered, { posts, inDoubt, end, now: world.now() })
}

/** Puts together the outcome of an event for one region. */
function conclude(
  { region, plan, receiver, names, credentials }: RegionDelivery,
  last: Last,
  answered: HttpResponse | undefined,
  ended: Pick<Course, 'posts' | 'inDoubt' | 'end' | 'now'>,
): Delivered {
  const { posts, inDoubt } = ended
  const { stage } = plan.stage
  const { expiryTime, relevantAudience } = plan.body
  const audience = relevantAudience.type
  const secrets = [credentials.clientSecret, ...('token' in last ? [last.token.value] : [])]
  const course = { names, receiver, region, stage, audience, expiryTime, secrets, ...ended }
  const isAnswer = 'response' in last
  const outcome = isAnswer ? treatmentOf(last.response.status).outcome : 'failed'
  const { rule, message, help } = isAnswer
    ? explainAnswer(last.response, course)
    : explainEnd(last, course)
  return {
    delivery: {
      region,
      audience,
      outcome,
      httpStatus: answered?.status,
      requestId: answered && requestIdOf(answered),
      attempts: posts,
      inDoubt: inDoubt && (outcome === 'rejected' || outcome === 'failed'),
      message: rule === undefined ? message : `${message} ${help}`,
    },
    explanation: rule && { rule, message, help },
    regional: !('explanation' in last) || inDoubt,
  }
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
 * @param apiUrl what stands before the path instead of Amazon's hosts; `{region}` in it becomes
 * `NA`, `EU` or `FE`
 */
export function eventsUrl(region: Region, stage: Stage, apiUrl: string | undefined): string {
  const prefix = apiUrl?.replaceAll('{region}', region).replace(/\/+$/, '') ?? hosts[region]
  return `${prefix}${paths[stage]}`
}
