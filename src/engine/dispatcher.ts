import { env } from 'node:process'
import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import type { Region } from '../core/alexa.ts'
import { CampaignError } from '../core/campaign/lock.ts'
import { noProxy } from '../core/delivery/proxy.ts'
import type { CampaignPlan } from '../core/engine.ts'
import { isObject, parsedJson } from '../core/json.ts'
import { nodeWorld } from '../core/node-world.ts'
import type { Outcome } from '../core/result.ts'
import type { Credentials } from '../core/settings.ts'
import { version } from '../core/version.ts'
import { type ChunkOrder, type ChunkOutcome, dispatch } from './dispatch.ts'
import { openBucket } from './s3.ts'
import type { ObjectStore } from './store.ts'

/** What Lambda's runtime tells of an invocation, as far as it is used. */
interface Invocation {
  readonly awsRequestId: string
  getRemainingTimeInMillis(): number
}

const metricNames: Readonly<Record<Outcome | 'throttled', string>> = {
  accepted: 'Accepted',
  'already-sent': 'AlreadySent',
  rejected: 'Rejected',
  failed: 'Failed',
  throttled: 'Throttled',
}

const service = 'alexa-proactive'

/** How long credentials are kept, seconds. */
const kept = 300

const logger = new Logger({ serviceName: service })
let bucket: Promise<ObjectStore> | undefined

/**
 * The function of the engine: carries out one chunk, as `BUCKET` has it, with the credentials that `CREDENTIALS` names. Neither
 * what it returns nor what it logs tells who anybody is.
 *
 * @throws where it is worth trying again
 */
export async function handler(
  { campaign, chunk }: ChunkOrder,
  invocation: Invocation,
): Promise<ChunkOutcome> {
  const log = logger.createChild({
    persistentKeys: { campaign, chunk, requestId: invocation.awsRequestId, version },
  })
  const counts = openCounts()
  try {
    bucket ??= openStore()
    const outcome = await dispatch(
      { campaign, chunk },
      await bucket,
      nodeWorld(path => path, noProxy),
      {
        credentials: () => credentialsOf(setting('CREDENTIALS')),
        workers: Number(setting('WORKERS')),
        remaining: invocation.getRemainingTimeInMillis(),
        note: note => log.info(note),
        count: counts.add,
      },
    )
    log.info('invocation ended', { ...outcome })
    return outcome
  } catch (error) {
    log.error('invocation failed', error instanceof Error ? error : new Error(String(error)))
    throw error
  } finally {
    counts.publish()
  }
}

async function openStore(): Promise<ObjectStore> {
  return openBucket(setting('BUCKET'), await import('@aws-sdk/client-s3'))
}

function setting(name: string): string {
  const value = env[name]
  if (value === undefined || value === '') throw new Error(`The function lacks ${name}.`)
  return value
}

/** Reads credentials: `/…` is a parameter of Systems Manager, `secret:…` or an ARN a secret of Secrets Manager. */
async function credentialsOf(name: string): Promise<Credentials> {
  const isParameter = name.startsWith('/')
  const text = await (isParameter ? parameterOf(name) : secretOf(name.replace(/^secret:/, '')))
  // Not by powertools: what JSON.parse throws quotes what it was given.
  const value = parsedJson(text?.toString() ?? '')
  const { clientId, clientSecret } = isObject(value) ? value : {}
  if (isText(clientId) && isText(clientSecret)) return { clientId, clientSecret }
  const what = isParameter ? 'parameter' : 'secret'
  throw new CampaignError(
    text === undefined
      ? `There is no ${what} ${name} with the credentials of the skill.`
      : `The ${what} ${name} does not hold the credentials of the skill.`,
    'Store {"clientId": "…", "clientSecret": "…"} in it: both from the developer console, Build, Permissions, "Alexa Skill Messaging".',
  )
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

async function parameterOf(name: string): Promise<string | undefined> {
  const { getParameter } = await import('@aws-lambda-powertools/parameters/ssm')
  return getParameter(name, { decrypt: true, maxAge: kept }).catch(withoutMissing)
}

async function secretOf(name: string): Promise<string | Uint8Array | undefined> {
  const { getSecret } = await import('@aws-lambda-powertools/parameters/secrets')
  return getSecret(name, { maxAge: kept }).catch(withoutMissing)
}

/** That there is none is no error here; powertools tells of it by the error that caused its own. */
function withoutMissing(error: unknown): undefined {
  const cause = error instanceof Error ? error.cause : undefined
  const name = cause instanceof Error ? cause.name : ''
  if (/^(ParameterNotFound|ResourceNotFoundException)$/.test(name)) return undefined
  throw error
}

/** Counts what becomes metrics, by stage and region. */
function openCounts() {
  const counts = new Map<string, Map<string, number>>()
  return {
    add({ header }: CampaignPlan, region: Region, what: Outcome | 'throttled'): void {
      const place = `${header.stage} ${region}`
      const ofPlace = counts.get(place) ?? new Map<string, number>()
      counts.set(place, ofPlace)
      const name = metricNames[what]
      ofPlace.set(name, (ofPlace.get(name) ?? 0) + 1)
    },
    /** Writes them to the log, where CloudWatch finds them. */
    publish(): void {
      const metrics = new Metrics({ namespace: 'AlexaProactive', serviceName: service })
      for (const [place, ofPlace] of counts) {
        const [stage = '', region = ''] = place.split(' ')
        metrics.addDimensions({ stage, region })
        for (const [name, count] of ofPlace) metrics.addMetric(name, MetricUnit.Count, count)
        metrics.publishStoredMetrics()
      }
    },
  }
}
