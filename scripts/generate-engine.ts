import type { JsonObject } from '../src/core/json.ts'
import { acceptingValidators } from './generate-validators.ts'

const text: JsonObject = { type: 'string' }
const number: JsonObject = { type: 'number', minimum: 0 }
const map: JsonObject = { type: 'object' }
const time: JsonObject = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT' }
const region: JsonObject = { enum: ['NA', 'EU', 'FE'] }

function list(items: JsonObject): JsonObject {
  return { type: 'array', items }
}

function object(required: JsonObject, optional: JsonObject = {}): JsonObject {
  const properties = { ...required, ...optional }
  return { type: 'object', required: Object.keys(required), properties }
}

const header = object(
  {
    fingerprint: text,
    stage: { enum: ['development', 'live'] },
    regions: list(region),
    template: text,
    recipients: object({ size: number, sha256: text }),
    timestamp: time,
    expiryTime: time,
  },
  { shard: text },
)

const body = object({
  timestamp: time,
  referenceId: text,
  expiryTime: time,
  event: object({ name: text, payload: map }),
  localizedAttributes: list(map),
})

const rendering = object(
  { document: map, scope: map, variables: map, announcement: list(text), now: time },
  { referenceId: text, expiresIn: number, variableNames: list(text) },
)

/** What the engine keeps in its bucket as JSON, as far as it is used when it is read again. */
const schemas = new Map<string, JsonObject>([
  [
    'plan',
    object(
      {
        header,
        body,
        recipients: number,
        chunks: number,
        byRegion: object({}, { NA: number, EU: number, FE: number }),
        badLines: number,
        duplicates: number,
        maxFailures: number,
        concurrency: number,
        retries: number,
        timeout: number,
        userAgent: text,
      },
      { rendering, rate: number, authUrl: text, apiUrl: text },
    ),
  ],
  ['control', object({}, { stop: text, rate: number })],
  ['limits', object({}, { NA: number, EU: number, FE: number, isLetIn: { type: 'boolean' } })],
  [
    'report',
    object({
      counts: object({
        accepted: number,
        alreadySent: number,
        rejected: number,
        failed: number,
        notSent: number,
      }),
    }),
  ],
  ['user', object({ user: text, region }, { variables: map })],
])

const declaration = `import type { CampaignPlan } from '../engine.ts'
import type { Region } from '../alexa.ts'
import type { JsonObject } from '../json.ts'
import type { CampaignReport } from '../result.ts'

/** Tell whether a value is what the engine has written. */
export declare const accepts: {
  plan(value: unknown): value is CampaignPlan
  control(value: unknown): value is { readonly stop?: string; readonly rate?: number }
  limits(value: unknown): value is Readonly<Partial<Record<Region, number>>> & { readonly isLetIn?: boolean }
  report(value: unknown): value is Pick<CampaignReport, 'counts'>
  user(value: unknown): value is { readonly user: string; readonly region: Region; readonly variables?: JsonObject }
}
`

/** The validators of what the engine reads, with their types. */
export const engineFiles: ReadonlyMap<string, string> = new Map([
  ['engine.js', acceptingValidators(schemas)],
  ['engine.d.ts', declaration],
])
