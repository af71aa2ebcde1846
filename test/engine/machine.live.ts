import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { isObject, valueAt } from '../../src/core/json.ts'
import { definitionOf } from '../../src/engine/machine.ts'
import { systemEnvironment } from './support/emulator.ts'
import { startMap } from './support/map.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/**
 * A function that answers what a chunk is to be answered, invocation by invocation; `killed` and `throws`
 * are no answers. It notes what it was called with.
 */
const stub = `
const { appendFileSync, readFileSync } = require('node:fs')
exports.handler = async event => {
  const calls = __dirname + '/calls-' + event.chunk
  appendFileSync(calls, JSON.stringify(event) + '\\n')
  const answers = JSON.parse(readFileSync(__dirname + '/answers.json'))[event.chunk]
  const call = readFileSync(calls, 'utf8').trim().split('\\n').length
  const answer = answers[call - 1]
  if (answer === 'killed') process.kill(process.pid, 'SIGKILL')
  if (answer === 'throws') throw new TypeError('it is broken')
  if (answer === 'hangs') return new Promise(resolve => setTimeout(resolve, 60_000))
  return { status: answer, wait: 30, accepted: call, alreadySent: 0, rejected: 0, failed: 0 }
}
`

/** Carries out the child machine for chunks whose invocations are answered so. */
async function carryOut(answers: Readonly<Record<number, readonly string[]>>, concurrency = 2) {
  const folder = await mkdtemp(join(tmpdir(), 'alexa-machine-'))
  closers.push(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'dispatcher.js'), stub)
  await writeFile(join(folder, 'answers.json'), JSON.stringify(answers))
  const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:dispatcher'
  const definition = definitionOf({ bucket: 'bucket', functionArn, workers: 2, chunk: 10 })
  const processor = valueAt(definition, ['States', 'Chunks', 'ItemProcessor'])
  if (!isObject(processor)) throw new Error('The definition has no child machine.')
  const order = {
    processor,
    items: Object.keys(answers).map(chunk => ({ campaign: 'storm', chunk: Number(chunk) })),
    concurrency,
    dispatcher: join(folder, 'dispatcher.js'),
    environment: systemEnvironment(),
    life: 60_000,
    seconds: 0.01,
    kill: 0,
    killWithin: 0,
    seed: 1,
  }
  const map = startMap(Promise.resolve(order), close => closers.push(close))
  const end = await map.ended
  const callsOf = async (chunk: number): Promise<readonly unknown[]> => {
    const text = await readFile(join(folder, `calls-${chunk}`), 'utf8').catch(() => '')
    return text.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line)]))
  }
  return { end, callsOf }
}

describe('the machine of a chunk', () => {
  test('invokes the function until nobody of the chunk is left, whatever befalls it', async () => {
    const answers = [
      ['done'],
      ['again', 'again', 'done'],
      ['killed', 'killed', 'done'],
      ['throws', 'again', 'throws', 'done'],
      ['again', 'stopped'],
    ]
    const { end, callsOf } = await carryOut({ ...answers }, 3)
    expect(end).toEqual({ status: 'SUCCEEDED' })
    for (const [chunk, given] of answers.entries()) {
      // Each invocation is asked the same, whatever the one before has answered.
      expect(await callsOf(chunk)).toEqual(given.map(() => ({ campaign: 'storm', chunk })))
    }
  })

  test.each([
    ['the event is wrong', ['again', 'wrong'], 'EventRefused'],
    ['the answer is none that it knows', ['?'], 'EventRefused'],
    ['the function never comes to its end', Array(21).fill('throws'), 'TypeError'],
  ])('fails where %s, and no further chunk is begun', async (_, answers, error) => {
    const { end, callsOf } = await carryOut({ 1: answers, 2: ['done'], 3: ['done'] }, 1)
    expect(end).toMatchObject({ status: 'FAILED', error })
    expect(await callsOf(1)).toHaveLength(answers.length)
    expect(await callsOf(2)).toEqual([])
  })
})
