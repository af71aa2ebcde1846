import { describe, expect, it } from 'vitest'
import { CampaignError } from '../../src/core/campaign/lock.ts'
import type { CampaignPlan } from '../../src/core/engine.ts'
import { headerOf, recipientsOf } from '../core/campaign/campaign-case.ts'
import { type ChunkCase, chunk, chunkCase, type Fate, keys } from './chunk-case.ts'

const once = (users: number): readonly number[] => Array(users).fill(1)

/** By a clock that is so many times faster than the one on the wall. */
function secondsSince(began: number, speed: number): number {
  return ((performance.now() - began) * speed) / 1_000
}

async function hasBegun({ simulator }: ChunkCase): Promise<void> {
  while (simulator.inbox().length === 0) await new Promise(setImmediate)
}

/** Nothing that is told or named says who anybody is. */
function expectNobodyNamed({ told, store }: ChunkCase): void {
  expect([...told, ...store.objects.keys()].join('\n')).not.toMatch(/TEST\d{8}/)
  expect(told.length).toBeGreaterThan(0)
}

describe.concurrent('a chunk', () => {
  it('is carried out, and its report tells how', async ({ expect, onTestFinished }) => {
    const one = await chunkCase(onTestFinished, { subscribed: 30, others: 2 })
    const ended = { status: 'done', wait: 0, accepted: 30, alreadySent: 0, rejected: 2, failed: 0 }
    expect(await one.invoke()).toEqual(ended)
    expect(one.notifications()).toEqual(once(30))
    expect(await one.report()).toMatchObject({ recipients: 32, counts: { notSent: 0 }, stops: [] })
    expect(await one.report()).not.toHaveProperty('journal')
    const failed = one.store.text(keys.failedOf(chunk))?.trim().split('\n') ?? []
    expect(failed.map(line => JSON.parse(line).user)).toEqual(
      recipientsOf(32)
        .slice(30)
        .map(({ user }) => user),
    )
    expect(Object.fromEntries(one.counted)).toEqual({ accepted: 30, rejected: 2 })
    expectNobodyNamed(one)
    // Whoever asks once more is told the same, and nothing is sent.
    const requests = one.simulator.requests().length
    expect(await one.invoke()).toEqual(ended)
    expect(one.simulator.requests()).toHaveLength(requests)
  })

  it('is rendered for each user as where the campaign begins', async ({
    expect,
    onTestFinished,
  }) => {
    const one = await chunkCase(onTestFinished, { subscribed: 3 })
    const document = {
      event: {
        name: 'AMAZON.OrderStatus.Updated',
        payload: {
          state: { status: 'ORDER_SHIPPED' },
          order: { seller: { name: 'localizedattribute:seller' } },
        },
      },
      localizedAttributes: { 'en-US': { seller: '{{ shop.name }} {{ place }}' } },
    }
    const variables = { shop: { name: 'Everywhere' }, place: 'online' }
    const plan: CampaignPlan = {
      ...one.plan,
      rendering: {
        document,
        scope: { ...variables, variables },
        variables,
        announcement: ['an order'],
        now: one.plan.header.timestamp,
        variableNames: ['shop', 'place'],
      },
    }
    const [first, second, third] = recipientsOf(3)
    const lines = [
      { ...first, variables: { shop: { name: 'Here' } } },
      { ...second, variables: { place: 'in town' } },
      third,
    ]
    await one.store.put(keys.plan, JSON.stringify(plan))
    await one.store.put(keys.chunk(chunk), lines.map(line => JSON.stringify(line)).join('\n'))
    expect(await one.invoke()).toMatchObject({ status: 'done', accepted: 3 })
    const heard = one.simulator
      .inbox()
      .toSorted((a, b) => (a.user < b.user ? -1 : 1))
      .map(({ body }) => JSON.stringify(body['localizedAttributes']))
    expect(heard).toEqual([
      expect.stringContaining('Here online'),
      expect.stringContaining('Everywhere in town'),
      expect.stringContaining('Everywhere online'),
    ])
  })
})

const hows: readonly Fate['how'][] = ['throws', 'dies before it', 'dies after it']

/** Every write of an invocation. */
const fates: readonly (Fate & { readonly name: string })[] = [
  { name: 'journal, part 1', of: keys.journal(chunk), write: 1 },
  { name: 'journal, part 2', of: keys.journal(chunk), write: 2 },
  { name: 'journal, part 3', of: keys.journal(chunk), write: 3 },
  { name: 'list of those not notified', of: keys.failedOf(chunk), write: 1 },
  { name: 'report', of: keys.report(chunk), write: 1 },
  { name: 'that a token was accepted', of: keys.limits, write: 1 },
  { name: 'limits', of: keys.limits, write: 2 },
].flatMap(fate => hows.map(how => ({ ...fate, how })))

describe.concurrent('an invocation that ends before its time', () => {
  it.each(fates)('$how: $name; and everybody is notified once', async fate => {
    const closings: (() => Promise<void>)[] = []
    const one = await chunkCase(async close => void closings.push(close), {
      subscribed: 24,
      others: 2,
      plan: { rate: 10 },
    })
    let requests = 0
    one.simulator.order({
      on: 'event',
      kind: 'status',
      status: 429,
      matching() {
        requests += 1
        return requests === 20
      },
    })
    const outcome = await one.invoke({ fate }).catch(() => 'threw')
    // That a limit cannot be noted is no failure.
    const isHarmless = fate.of === keys.limits && fate.how === 'throws'
    expect(outcome).toEqual(
      isHarmless
        ? expect.objectContaining({ status: 'done' })
        : fate.how === 'throws'
          ? 'threw'
          : 'died',
    )
    expect(await one.finish()).toMatchObject({ status: 'done', rejected: 2, failed: 0 })
    expect(one.notifications()).toEqual(once(24))
    const { counts } = (await one.report()) ?? {}
    expect((counts?.accepted ?? 0) + (counts?.alreadySent ?? 0)).toBe(24)
    expect(one.store.text(keys.failedOf(chunk))?.trim().split('\n')).toHaveLength(2)
    expectNobodyNamed(one)
    for (const close of closings) await close()
  })

  it.each([
    { name: 'why it was stopped', of: keys.stop(chunk) },
    { name: 'that all others stop', of: keys.control },
  ])('at the note of $name, and the next one stops the campaign', async ({ of }) => {
    for (const how of hows) {
      const closings: (() => Promise<void>)[] = []
      const one = await chunkCase(async close => void closings.push(close), {
        simulator: { permission: false },
      })
      await one.invoke({ fate: { of, write: 1, how } }).catch(() => 'threw')
      const isOrdered = one.store.text(keys.control) !== undefined
      expect(await one.finish()).toMatchObject({ status: isOrdered ? 'stopped' : 'wrong' })
      expect(one.store.text(keys.control)).toContain('invalid_scope')
      expect(one.store.text(keys.stop(chunk))).toContain('delivery/scope-refused')
      expect(one.notifications()).toEqual(Array(40).fill(0))
      for (const close of closings) await close()
    }
  })

  it('leaves a journal of which any part may be lost', async () => {
    const closings: (() => Promise<void>)[] = []
    for (let lost = 0; ; lost += 1) {
      const one = await chunkCase(async close => void closings.push(close), {
        subscribed: 24,
        plan: { rate: 10 },
      })
      await one.invoke({ fate: { of: keys.journal(chunk), write: 4, how: 'dies before it' } })
      const parts = one.store.keys(keys.journal(chunk))
      const part = parts[lost]
      if (part === undefined) {
        expect(parts).toHaveLength(3)
        break
      }
      const lines = one.store.text(part)?.trim().split('\n').length ?? 0
      await one.store.remove([part])
      expect(await one.finish()).toMatchObject({ status: 'done', rejected: 0, failed: 0 })
      expect(one.notifications()).toEqual(once(24))
      const refused = one.simulator.requests().filter(({ status }) => status === 409)
      // Without its first line, which says who wrote it.
      expect(refused.length).toBeGreaterThanOrEqual(lines - 1)
    }
    for (const close of closings) await close()
  })
})

describe.concurrent('a second worker', () => {
  it('takes a chunk over, and the first sends nothing more', async ({ expect, onTestFinished }) => {
    const one = await chunkCase(onTestFinished, { subscribed: 30, plan: { rate: 2 } })
    const first = one.invoke()
    // Until it has noted somebody.
    while (one.store.keys(keys.journal(chunk)).length < 2) await new Promise(setImmediate)
    const second = one.invoke()
    const [before, after] = await Promise.all([first, second])
    expect(before).toMatchObject({ status: 'again', wait: 60 })
    expect(after).toMatchObject({ status: 'done' })
    expect(one.notifications()).toEqual(once(30))
    // Whom the first had no time to note.
    expect(one.simulator.requests().length).toBeLessThan(31 + 10)
    expect(one.told.join()).toContain('Another worker has taken chunk 1 over')
  })
})

describe.concurrent('people', () => {
  it('stop a campaign while it is under way, and it resumes when they want', async ({
    expect,
    onTestFinished,
  }) => {
    const one = await chunkCase(onTestFinished, { subscribed: 30, plan: { rate: 2 } })
    const invoked = one.invoke()
    await hasBegun(one)
    await one.store.put(keys.control, JSON.stringify({ stop: 'Stopped by hand.' }))
    expect(await invoked).toMatchObject({ status: 'stopped' })
    expect(await one.report()).toBe(undefined)
    const sent = one.simulator.requests().length
    expect(await one.invoke()).toMatchObject({ status: 'stopped', accepted: 0 })
    expect(one.simulator.requests()).toHaveLength(sent)
    await one.store.remove([keys.control])
    expect(await one.invoke()).toMatchObject({ status: 'done', accepted: 30 })
    expect(one.notifications()).toEqual(once(30))
  })

  it('change the speed, which is shared by the workers', async ({ expect, onTestFinished }) => {
    const one = await chunkCase(onTestFinished, {
      subscribed: 30,
      plan: { rate: 4, chunks: 7 },
    })
    const began = performance.now()
    const invoked = one.invoke({ workers: 2 })
    await hasBegun(one)
    await one.store.put(keys.control, JSON.stringify({ rate: 50 }))
    expect(await invoked).toMatchObject({ status: 'again', wait: 0 })
    const { length } = one.simulator.inbox()
    expect(length).toBeLessThanOrEqual(1 + 2 * secondsSince(began, 20))
    expect(await one.invoke({ workers: 2 })).toMatchObject({ status: 'done', accepted: 30 })
    expect(one.notifications()).toEqual(once(30))
  })
})

describe.concurrent('the time of an invocation', () => {
  it('ends before it is over, and the next one resumes', async ({ expect, onTestFinished }) => {
    const one = await chunkCase(onTestFinished, { subscribed: 30, plan: { rate: 2 } })
    expect(await one.invoke({ remaining: 3_000 })).toMatchObject({ status: 'again', wait: 0 })
    const { length } = one.simulator.inbox()
    expect(length).toBeLessThan(30)
    expect(await one.invoke()).toMatchObject({ status: 'done', accepted: 30 })
    expect(one.notifications()).toEqual(once(30))
  })
})

describe.concurrent('those who were not notified', () => {
  it('are listed no more once they were', async ({ expect, onTestFinished }) => {
    const one = await chunkCase(onTestFinished, { subscribed: 30, plan: { rate: 2, retries: 0 } })
    one.simulator.order({ on: 'event', kind: 'status', status: 503 })
    const invoked = one.invoke()
    while (!one.counted.has('failed')) await new Promise(setImmediate)
    await one.store.put(keys.control, JSON.stringify({ stop: 'Stopped by hand.' }))
    expect(await invoked).toMatchObject({ status: 'stopped', failed: 1 })
    expect(one.store.text(keys.failedOf(chunk))).toContain('"reason":"503"')
    await one.store.put(keys.control, '{}')
    expect(await one.invoke()).toMatchObject({ status: 'done', accepted: 30, failed: 0 })
    expect(one.store.text(keys.failedOf(chunk))).toBe('')
    expect(one.notifications()).toEqual(once(30))
  })
})

describe.concurrent('what is wrong for everybody', () => {
  it('is waited for where it may pass', async ({ expect, onTestFinished }) => {
    const one = await chunkCase(onTestFinished, { speed: 100 })
    one.simulator.order({ on: 'event', kind: 'status', status: 503, times: Infinity })
    expect(await one.invoke()).toMatchObject({ status: 'again', wait: 60, accepted: 0 })
    expect(await one.report()).toBe(undefined)
    expect(one.store.text(keys.control)).toBe(undefined)
  })

  it('is told from what is wrong for all of a chunk', async ({ expect, onTestFinished }) => {
    const nobody = { subscribed: 60, simulator: { subscribers: [] } }
    const alone = await chunkCase(onTestFinished, nobody)
    expect(await alone.invoke()).toMatchObject({ status: 'wrong' })
    expect(alone.store.text(keys.stop(chunk))).toContain('delivery/not-authorized')

    const late = await chunkCase(onTestFinished, nobody)
    const invoked = late.invoke()
    while (late.simulator.requests().length < 2) await new Promise(setImmediate)
    await late.store.put(keys.limits, JSON.stringify({ isLetIn: true }))
    expect(await invoked).toMatchObject({ status: 'again', wait: 1 })
    expect(await late.invoke()).toMatchObject({ status: 'done', rejected: 60 })
    expect(late.store.text(keys.control)).toBe(undefined)
  })

  it('stops the campaign where the event is over', async ({ expect, onTestFinished }) => {
    const header = headerOf({ expiryTime: new Date(Date.now() - 1_000).toISOString() })
    const one = await chunkCase(onTestFinished, { plan: { header } })
    expect(await one.invoke()).toMatchObject({ status: 'wrong' })
    expect(one.store.text(keys.control)).toContain('expired at')
    expect(one.store.text(keys.stop(chunk))).toContain('"notSent":40')
  })

  it('stops it where there are no credentials, which are not shown', async ({
    expect,
    onTestFinished,
  }) => {
    const one = await chunkCase(onTestFinished)
    const credentials = async () => {
      throw new CampaignError('There is no parameter /skill.', 'Store it.')
    }
    expect(await one.invoke({ credentials })).toMatchObject({ status: 'wrong' })
    expect(one.store.text(keys.control)).toContain('There is no parameter /skill.')
  })

  it.each([keys.plan, keys.chunk(chunk)])('is thrown where %s is gone', async key => {
    const closings: (() => Promise<void>)[] = []
    const one = await chunkCase(async close => void closings.push(close))
    await one.store.remove([key])
    await expect(one.invoke()).rejects.toThrow(`There is no ${key}`)
    for (const close of closings) await close()
  })
})

describe('an object that is not what the engine writes', () => {
  it.each([
    [keys.plan, 'no JSON'],
    [keys.plan, '{}'],
    [keys.control, '{"rate":"fast"}'],
    [keys.report(chunk), '{"counts":{}}'],
  ])('is named, and nothing is sent: %s with %s', async (key, text) => {
    const closings: (() => Promise<void>)[] = []
    const one = await chunkCase(async close => void closings.push(close))
    await one.store.put(key, text)
    const told = `The object ${key} in the bucket of the engine is not what the engine writes there.`
    await expect(one.invoke()).rejects.toThrow(told)
    expect(one.simulator.requests()).toEqual([])
    for (const close of closings) await close()
  })

  it('stops the campaign where it is a user', async ({ onTestFinished }) => {
    const one = await chunkCase(onTestFinished, { subscribed: 3 })
    const [first = ''] = one.store.text(keys.chunk(chunk))?.split('\n') ?? []
    await one.store.put(keys.chunk(chunk), `${first}\n{"user":"TEST00000001","region":"MARS"}\n`)
    expect(await one.invoke()).toMatchObject({ status: 'wrong' })
    expect(one.store.text(keys.control)).toContain(`Line 2 of ${keys.chunk(chunk)} in the bucket`)
    expect(one.store.text(keys.control)).not.toContain('TEST')
  })

  it('is written anew where it saves time alone', async ({ onTestFinished }) => {
    const one = await chunkCase(onTestFinished, { subscribed: 3 })
    await one.store.put(keys.limits, '{"NA":"much"}')
    expect(await one.invoke()).toMatchObject({ status: 'done', accepted: 3 })
    expect(JSON.parse(one.store.text(keys.limits) ?? '')).toMatchObject({ isLetIn: true })
  })
})

describe.concurrent('a limit that was found', () => {
  it('is handed on', async ({ expect, onTestFinished }) => {
    const one = await chunkCase(onTestFinished, { subscribed: 30 })
    await one.store.put(keys.limits, JSON.stringify({ NA: 7 }))
    const began = performance.now()
    expect(await one.invoke()).toMatchObject({ status: 'done' })
    // Not all at once, as where none is known.
    expect(secondsSince(began, 20)).toBeGreaterThan(30 / 7 / 2)
  })
})
