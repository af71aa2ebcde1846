import { CampaignError } from '../core/campaign/lock.ts'
import { parsedJson } from '../core/json.ts'

/** Objects by their keys, as S3 keeps them. All functions throw what the store throws. */
export interface ObjectStore {
  /** The whole of an object; undefined where there is none. */
  get(key: string): Promise<Uint8Array | undefined>
  /**
   * Writes an object, whole or not at all.
   *
   * @param isNew whether there must be none yet; then of two writers at the same moment one is refused
   * @returns false where there had to be none, and there is one
   */
  put(key: string, body: string | Uint8Array, isNew?: boolean): Promise<boolean>
  /** The keys that begin with a prefix, page by page, in their order. */
  list(prefix: string): AsyncIterable<readonly string[]>
  /** Removes objects, if they are there. */
  remove(keys: readonly string[]): Promise<void>
}

/** Thrown where an object is not what the engine writes there. Nothing that it says is of the object itself. */
export class DamagedError extends CampaignError {
  /** @param what of the object it is; absent: all of it */
  constructor(key: string, what = 'The object') {
    super(
      `${what} ${key} in the bucket of the engine is not what the engine writes there.`,
      'Find out what else writes to the bucket. Remove the object and run campaign-resume; without its plan or a list of users a campaign has to be begun anew.',
    )
  }
}

/** Reads an object that holds JSON; undefined where there is none, DamagedError where it is something else. */
export async function readJson<Value>(
  store: ObjectStore,
  key: string,
  isValue: (value: unknown) => value is Value,
): Promise<Value | undefined> {
  const bytes = await store.get(key)
  if (bytes === undefined) return undefined
  const value: unknown = parsedJson(Buffer.from(bytes).toString())
  if (isValue(value)) return value
  throw new DamagedError(key)
}

export type CampaignKeys = ReturnType<typeof keysOf>

/** The keys of one campaign, whose name is that of its first execution. No key holds anything of a user. */
export function keysOf(campaign: string) {
  const root = `campaigns/${campaign}`
  return {
    /** What the campaign is: written last, so that it is there only if all chunks are. */
    plan: `${root}/plan.json`,
    /** What was ordered since it began: see `Control`. */
    control: `${root}/control.json`,
    /** The chunks that one execution is about, for the map: `[{"campaign": "…", "chunk": 1}]`. */
    run: (run: number) => `${root}/runs/${run}.json`,
    chunk: (chunk: number) => `${root}/chunks/${padded(chunk)}.jsonl`,
    /** Parts of the journal of a chunk, in their order. */
    journal: (chunk: number) => `${root}/journals/${padded(chunk)}/`,
    /** How a chunk ended; there only if it needs no further invocation. */
    reports: `${root}/reports/`,
    report: (chunk: number) => `${root}/reports/${padded(chunk)}.json`,
    /** Those of a chunk who were not notified, as JSON Lines. */
    failed: `${root}/failed/`,
    failedOf: (chunk: number) => `${root}/failed/${padded(chunk)}.jsonl`,
    /** Why a chunk found the event wrong for everybody: what its report would say, with users left open. */
    stops: `${root}/stops/`,
    stop: (chunk: number) => `${root}/stops/${padded(chunk)}.json`,
    /** The limit that gates have found, by region, and whether anybody was sent to with success. */
    limits: `${root}/limits.json`,
  }
}

/** Numbers of one length are in their order where keys are. */
function padded(chunk: number): string {
  return `${chunk}`.padStart(6, '0')
}

/** What people order while a campaign is under way. Workers look at it every two seconds. */
export interface Control {
  /** Why nothing more is sent: a person stopped it, or a chunk found the event wrong for everybody. */
  readonly stop?: string
  /** Requests per second to each region, of all workers together; absent: what the plan says. */
  readonly rate?: number
}
