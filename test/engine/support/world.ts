import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { unzipSync } from 'fflate'
import { isArray, isObject, type JsonObject, parsedJson, valueAt } from '../../../src/core/json.ts'
import { definitionOf } from '../../../src/engine/machine.ts'
import type { Simulator } from '../../../src/simulator/simulator.ts'
import { type Child, projectFolder, startCli } from '../../cli/child.ts'
import { campaignFolder, sendingTo } from '../../e2e/support/campaigns.ts'
import { systemEnvironment } from './emulator.ts'
import { type RunningMap, startMap } from './map.ts'
import { credentialsName, startParameters } from './parameters.ts'
import { account, type S3, startS3 } from './s3.ts'
import { startStepFunctions } from './step-functions.ts'

/** Registers what is to be done when a test has ended; the last first. */
export type OnEnd = (close: () => Promise<void>) => void

/** How the engine of a test is set up. */
export interface EngineOptions {
  readonly workers: number
  readonly chunk: number
  readonly rate?: number
  /** Milliseconds that Lambda gives an invocation; absent: 15 minutes. */
  readonly life?: number
  /** Every so many-th invocation is killed, within so many milliseconds; absent: none. */
  readonly kill?: { readonly every: number; readonly within: number }
  /** Modules that the function's Node loads first. */
  readonly preloaded?: readonly string[]
  /** How often each chunk is given to a worker at the same time; absent: once. */
  readonly copies?: number
  /** Seconds instead of each pause of the state machine; absent: hardly any. */
  readonly pause?: number
}

/** An engine on this machine, deployed as it were. */
export interface LocalEngine {
  readonly arn: string
  readonly s3: S3
  /** The executions by their names, in the order they were started. */
  readonly maps: ReadonlyMap<string, RunningMap>
  /** Starts a command of the built command line, in a folder with an event and a list. */
  start(words: readonly string[]): Child
  /** Starts a `send` to the list, with these words. */
  send(words?: readonly string[]): Child
  /** The one execution there is. */
  only(): RunningMap
  readonly folder: string
}

/** Deploys the engine: S3, the function's built code, its credentials, the state machine, a list. */
export async function deployEngine(
  simulator: Simulator,
  users: readonly string[],
  {
    workers,
    chunk,
    rate,
    life = 900_000,
    kill,
    preloaded = [],
    copies = 1,
    pause = 0.2,
  }: EngineOptions,
  onEnd: OnEnd,
): Promise<LocalEngine> {
  const s3 = await startS3(onEnd)
  const parameters = await startParameters(simulator.credentials, onEnd)
  const dispatcher = await unpackedFunction(onEnd)
  const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:dispatcher'
  const definition = definitionOf({ bucket: s3.bucket, functionArn, workers, chunk, rate })
  const processor = mapIn(definition, ['States', 'Chunks', 'ItemProcessor'])
  const maps = new Map<string, RunningMap>()
  const machine = await startStepFunctions(
    definition,
    (name, input) => {
      const order = itemsOf(s3, String(input['chunks'])).then(items => ({
        processor,
        items: items.flatMap(item => Array<JsonObject>(copies).fill(item)),
        concurrency: workers * copies,
        dispatcher,
        environment: {
          ...systemEnvironment(),
          ...s3.environment,
          ...parameters.environment,
          // As in Lambda, whose runtime brings the clients along.
          NODE_PATH: join(projectFolder, 'node_modules'),
          BUCKET: s3.bucket,
          CREDENTIALS: credentialsName,
          WORKERS: `${workers}`,
          NODE_NO_WARNINGS: '1',
          NODE_OPTIONS: preloaded.map(module => `--require ${module}`).join(' '),
        },
        life,
        seconds: pause,
        kill: kill?.every ?? 0,
        killWithin: kill?.within ?? 0,
        seed: 13,
      }))
      const map = startMap(order, onEnd)
      maps.set(name, map)
      return map
    },
    onEnd,
  )
  const folder = await campaignFolder({ 'users.txt': users.join('\n') }, undefined, onEnd)
  const own = { NODE_NO_WARNINGS: '1', ...account, ...s3.environment, ...machine.environment }
  return {
    arn: machine.arn,
    s3,
    maps,
    folder,
    only() {
      const [map, ...more] = maps.values()
      if (map === undefined || more.length > 0)
        throw new Error(`There are ${maps.size} executions.`)
      return map
    },
    start: words => startCli(words, { folder, environment: own }),
    send(words = []) {
      const engine = ['--users-file', 'users.txt', '--engine', machine.arn]
      const [all, options] = sendingTo(simulator, folder, [...engine, ...words])
      return startCli(all, { ...options, environment: { ...own, ...options.environment } })
    },
  }
}

/** What the map's item reader finds. */
async function itemsOf({ client, bucket }: S3, key: string): Promise<readonly JsonObject[]> {
  const found = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
  const items = parsedJson((await found.Body?.transformToString()) ?? '')
  if (items === undefined || !isArray(items)) throw new Error(`${key} is no list.`)
  return items.filter(isObject)
}

function mapIn(definition: JsonObject, path: readonly string[]): JsonObject {
  const found = valueAt(definition, path)
  if (!isObject(found)) throw new Error(`The definition has no ${path.join('.')}`)
  return found
}

/** The function's code as it is uploaded. Returns the path of its module. */
async function unpackedFunction(onEnd: OnEnd): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'alexa-dispatcher-'))
  onEnd(() => rm(folder, { recursive: true, force: true }))
  const zip = await readFile(join(projectFolder, 'dist/dispatcher.zip'))
  for (const [name, bytes] of Object.entries(unzipSync(zip))) {
    await writeFile(join(folder, name), bytes)
  }
  return join(folder, 'dispatcher.js')
}
