import { CampaignError } from '../core/campaign/lock.ts'
import type { CampaignPlan, EngineSettings } from '../core/engine.ts'
import { isObject, type JsonObject, parsedJson, valueAt } from '../core/json.ts'
import { keysOf, type ObjectStore } from './store.ts'

export interface Execution {
  readonly status: string
  readonly startedAt: Date
  /** Undefined while it goes on. */
  readonly endedAt: Date | undefined
  /** Why it failed, as far as Step Functions says so. */
  readonly cause: string | undefined
}

/** The executions of one state machine by their names. All functions throw what the service throws. */
export interface Executions {
  /** What the state machine is, as JSON. */
  definition(): Promise<string>
  /** @returns false where the name is taken */
  start(name: string, input: string): Promise<boolean>
  /** Undefined where there is no such execution. */
  describe(name: string): Promise<Execution | undefined>
  stop(name: string, cause: string): Promise<void>
  /** The name of the one that was started last; undefined where there is none. */
  latest(): Promise<string | undefined>
}

export interface Machine {
  readonly arn: string
  readonly executions: Executions
  readonly store: ObjectStore
  readonly settings: EngineSettings
}

/** Reads how an engine works from its definition: `States.Settings.Result`. */
export function settingsIn(
  definition: string,
  arn: string,
): EngineSettings & { readonly bucket: string } {
  const found = valueAt(parsedJson(definition), ['States', 'Settings', 'Result'])
  const settings: JsonObject = isObject(found) ? found : {}
  const { version, bucket, workers, chunk, rate } = settings
  if (version !== 1 || typeof bucket !== 'string' || !isCount(workers) || !isCount(chunk)) {
    throw new CampaignError(
      `The state machine ${arn} is not an engine that this version can use.`,
      'Name the one that the Serverless plugin deploys with "campaigns", and deploy it with this version.',
    )
  }
  return { bucket, workers, chunk, ...(typeof rate === 'number' && { rate }) }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}

const longestReference = 55

/** The name of a campaign, which is that of its first execution too. Nothing of a user is in it. */
export function campaignName({ body, header }: Pick<CampaignPlan, 'body' | 'header'>): string {
  const reference = body.referenceId.replace(/[^\w-]/g, '-').slice(0, longestReference)
  return `${reference}-${header.fingerprint.slice(0, 16)}`
}

export function executionName(campaign: string, run: number): string {
  return run === 1 ? campaign : `${campaign}-${run}`
}

export function campaignOfExecution(name: string): string {
  return /^(.*-[0-9a-f]{16})-\d+$/.exec(name)?.[1] ?? name
}

export function everyChunk({ chunks }: Pick<CampaignPlan, 'chunks'>): readonly number[] {
  return Array.from({ length: chunks }, (_, index) => index + 1)
}

/** The table of the chunks that an execution is about, as its map reads it. */
export function chunkTable(campaign: string, chunks: readonly number[]): string {
  return JSON.stringify(chunks.map(chunk => ({ campaign, chunk })))
}

/** Starts an execution, or leaves the one that has its name. Its input holds names of objects, nothing of a user. */
export async function startRun(
  campaign: string,
  number: number,
  executions: Pick<Executions, 'start'>,
  now: Date,
): Promise<Execution> {
  const chunks = keysOf(campaign).run(number)
  const input = JSON.stringify({ campaign, run: number, chunks })
  await executions.start(executionName(campaign, number), input)
  return { status: 'RUNNING', startedAt: now, endedAt: undefined, cause: undefined }
}

/** The last execution of a campaign. */
export interface Run {
  readonly number: number
  readonly execution: Execution
  /** How long those before it took, milliseconds. */
  readonly before: number
}

/** @returns undefined where the campaign has none */
export async function lastRun(
  campaign: string,
  executions: Pick<Executions, 'describe'>,
): Promise<Run | undefined> {
  let last: Run | undefined
  for (let number = 1; ; number += 1) {
    const execution = await executions.describe(executionName(campaign, number))
    if (execution === undefined) return last
    const before = last === undefined ? 0 : last.before + lengthOf(last.execution, new Date())
    last = { number, execution, before }
  }
}

/** How long an execution took or has taken so far, milliseconds. */
export function lengthOf({ startedAt, endedAt }: Execution, now: Date): number {
  return Math.max(0, (endedAt ?? now).getTime() - startedAt.getTime())
}

export function isOver({ endedAt }: Execution): boolean {
  return endedAt !== undefined
}
