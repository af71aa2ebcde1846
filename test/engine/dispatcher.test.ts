import { fork } from 'node:child_process'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Json } from '../../src/core/json.ts'
import { parsedJson, valueAt } from '../../src/core/json.ts'
import { temporaryFolder } from '../core/campaign/campaign-case.ts'
import { node24 } from '../e2e/support/node24.ts'
import { campaign, chunk, chunkCase, keys } from './chunk-case.ts'
import { bucket, type LoopbackAws, startAws } from './loopback-aws.ts'
import { messageOf, systemEnvironment } from './support/emulator.ts'

// The zip as Lambda has it: one file, beside the clients of AWS that its runtime brings along.
const folder = temporaryFolder()
const root = fileURLToPath(new URL('../..', import.meta.url))
const dispatcher = join(folder.path, 'dispatcher.js')

beforeAll(() => {
  const files = unzipSync(readFileSync(join(root, 'dist/dispatcher.zip')))
  expect(Object.keys(files)).toEqual(['dispatcher.js'])
  writeFileSync(dispatcher, files['dispatcher.js'] ?? '')
  symlinkSync(join(root, 'node_modules'), join(folder.path, 'node_modules'), 'junction')
})
afterAll(() => folder.remove())

interface Invoked {
  readonly message: unknown
  readonly log: string
}

/** Invokes the function in a process of its own. */
async function invoke(aws: LoopbackAws, environment: Record<string, string>): Promise<Invoked> {
  const worker = fileURLToPath(new URL('emulators/worker.cjs', import.meta.url))
  const child = fork(worker, [dispatcher], {
    execPath: node24(),
    execArgv: [],
    env: {
      ...systemEnvironment(),
      ...aws.environment,
      BUCKET: bucket,
      // Each compiles the clients of AWS, unless the one before has.
      NODE_COMPILE_CACHE: join(folder.path, 'compiled'),
      WORKERS: '4',
      ...environment,
    },
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
  })
  child.stdin?.end(JSON.stringify({ campaign, chunk }))
  const [message, out, errors] = await Promise.all([
    messageOf(child),
    child.stdout === null ? '' : text(child.stdout),
    child.stderr === null ? '' : text(child.stderr),
  ])
  return { message, log: `${out}${errors}` }
}

/** The JSON among the lines of a log. */
function entriesOf(log: string): readonly Json[] {
  return log.split('\n').flatMap(line => parsedJson(line) ?? [])
}

describe('the function as it is deployed', { timeout: 90_000 }, () => {
  it.each([
    { kind: 'a parameter', name: '/skill/credentials', stored: '/skill/credentials' },
    { kind: 'a secret', name: 'secret:skill', stored: 'skill' },
  ])('carries out a chunk with the credentials of $kind', async ({ name, stored }) => {
    const closings: (() => Promise<void>)[] = []
    const onEnd = async (close: () => Promise<void>) => void closings.push(close)
    const aws = await startAws(onEnd)
    const one = await chunkCase(onEnd, { subscribed: 20, others: 1, store: aws.machine.store })
    const { credentials } = one.simulator
    aws.secrets.set(stored, JSON.stringify(credentials))
    // Not the first: whoever has sent nothing yet knows nothing of how much is accepted.
    const matching = () => one.simulator.inbox().length > 15
    one.simulator.order({ on: 'event', kind: 'status', status: 429, matching })
    const { message, log } = await invoke(aws, { CREDENTIALS: name })
    const counts = { accepted: 20, alreadySent: 0, rejected: 1, failed: 0 }
    expect(message).toEqual({ result: { status: 'done', wait: 0, ...counts } })
    expect(one.notifications()).toEqual(Array(20).fill(1))
    expect(await one.report()).toMatchObject({ recipients: 21 })
    const entries = entriesOf(log)
    expect(entries).toContainEqual(
      expect.objectContaining({ message: 'invocation ended', campaign, chunk, ...counts }),
    )
    expect(entries).toContainEqual(
      expect.objectContaining({
        stage: 'development',
        region: 'NA',
        Accepted: 20,
        Rejected: 1,
        Throttled: 1,
      }),
    )
    const metrics = entries.find(entry => valueAt(entry, ['_aws']) !== undefined)
    expect(valueAt(metrics, ['_aws', 'CloudWatchMetrics', 0, 'Namespace'])).toBe('AlexaProactive')
    for (const said of [log, ...aws.history().map(line => line.split(' ')[0])]) {
      expect(said).not.toMatch(/TEST\d{8}/)
      expect(said).not.toContain(credentials.clientSecret)
    }
    for (const close of closings) await close()
  })

  it.each([
    { what: 'are none', value: undefined, said: 'There is no parameter /skill' },
    { what: 'are no JSON', value: 'S3CRET', said: 'does not hold the credentials' },
    { what: 'lack one', value: '{"clientSecret":"S3CRET"}', said: 'does not hold the credentials' },
  ])('stops the campaign where the credentials $what', async ({ value, said }) => {
    const closings: (() => Promise<void>)[] = []
    const onEnd = async (close: () => Promise<void>) => void closings.push(close)
    const aws = await startAws(onEnd)
    const one = await chunkCase(onEnd, { store: aws.machine.store })
    if (value !== undefined) aws.secrets.set('/skill', value)
    const { message, log } = await invoke(aws, { CREDENTIALS: '/skill' })
    expect(message).toMatchObject({ result: { status: 'wrong' } })
    expect(one.store.text(keys.control)).toContain(said)
    expect(log + one.store.text(keys.stop(chunk))).not.toContain('S3CRET')
    for (const close of closings) await close()
  })

  it('fails, to be tried again, where S3 refuses', async () => {
    const closings: (() => Promise<void>)[] = []
    const onEnd = async (close: () => Promise<void>) => void closings.push(close)
    const aws = await startAws(onEnd)
    const one = await chunkCase(onEnd, { store: aws.machine.store })
    aws.secrets.set('/skill', JSON.stringify(one.simulator.credentials))
    aws.errors.set('PUTObject', { status: 403, code: 'AccessDenied' })
    const { message, log } = await invoke(aws, { CREDENTIALS: '/skill' })
    expect(message).toMatchObject({ error: { name: 'AccessDenied' } })
    expect(log).toContain('invocation failed')
    expect(one.notifications()).toEqual(Array(40).fill(0))
    for (const close of closings) await close()
  })
})
