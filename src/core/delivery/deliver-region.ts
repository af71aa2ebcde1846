import type { Region } from '../alexa.ts'
import type { Plan } from '../plan.ts'
import type { Delivery, Outcome } from '../result.ts'
import type { World } from '../world.ts'
import { explainEnd, type WithoutAnswer } from './explain-end.ts'
import type { Explanation } from './explanation.ts'
import { explainNetwork } from './network.ts'
import { explainAccepted, explainAnswer, leavesDoubt, requestIdOf, treatmentOf } from './outcome.ts'
import {
  type End,
  type RetryPolicy,
  readRetryAfter,
  repeat,
  type Verdict,
  type Waiting,
} from './retry.ts'
import type { Token, TokenAnswer, Tokens } from './token.ts'
import {
  type Transport,
  TransportError,
  type TransportRequest,
  type TransportResponse,
} from './transport.ts'

/** One event on its way to one region. */
export interface RegionDelivery {
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
  | { readonly kind: 'answer'; readonly response: TransportResponse; readonly token: Token }
  | WithoutAnswer

/** What happened in earlier tries; the only thing here that changes. */
interface Memory {
  posts: number
  renewed: boolean
  /** Whether a request that was written may have been taken in: no answer came, or none that says. */
  inDoubt: boolean
  response: TransportResponse | undefined
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
  transport: Transport,
  world: Pick<World, 'now' | 'random' | 'sleep'>,
  signal: AbortSignal,
  observe: (waiting: Waiting) => void,
): Promise<Delivered> {
  const memory: Memory = { posts: 0, renewed: false, inDoubt: false, response: undefined }
  const { value, end } = await repeat(
    async () => verdictOf(await tryOnce(job, memory, tokens, transport, world, signal), job, world),
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
  transport: Transport,
  world: Pick<World, 'now'>,
  signal: AbortSignal,
): Promise<Last> {
  const first = await post(job, memory, await tokens.current(), transport, world, signal)
  if (memory.renewed || first.kind !== 'answer' || !isTokenDoubtful(first.response)) return first
  // Another region has had it renewed: then it is the request that is refused, not the token.
  if (world.now().getTime() < first.token.freshUntil) return first
  memory.renewed = true
  return post(job, memory, await tokens.renew(first.token), transport, world, signal)
}

/** 401 and 403 may mean the token or the request. */
function isTokenDoubtful({ status }: TransportResponse): boolean {
  return status === 401 || status === 403
}

async function post(
  job: RegionDelivery,
  memory: Memory,
  answer: TokenAnswer,
  transport: Transport,
  world: Pick<World, 'now'>,
  signal: AbortSignal,
): Promise<Last> {
  if ('explanation' in answer) return { kind: 'no-token', explanation: answer.explanation }
  if ('interrupted' in answer || signal.aborted) return { kind: 'interrupted' }
  if (world.now().getTime() >= job.policy.deadline) return { kind: 'expired' }
  memory.posts += 1
  try {
    const response = await transport.post(requestOf(job, answer.token), signal)
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

function requestOf({ url, body, userAgent }: RegionDelivery, { value }: Token): TransportRequest {
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
  { url, timeout, region }: RegionDelivery,
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
  const failure = explainNetwork(last.error, new URL(url).host, timeout)
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
