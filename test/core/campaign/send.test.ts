import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { CampaignRecipient } from '../../../src/core/campaign/campaign.ts'
import { openNodeFiles } from '../../../src/core/campaign/files.ts'
import { type Clock, systemClock } from '../../../src/core/time.ts'
import type { AppendFile } from '../../../src/core/world.ts'
import type { Simulator, SimulatorOptions } from '../../../src/simulator/simulator.ts'
import {
  bodyFor,
  type CampaignChange,
  headerOf,
  journalLines,
  recipientsOf,
  sendCampaign,
  simulatorFor,
  temporaryFolder,
} from './campaign-case.ts'

interface Fixtures {
  /** A folder that is gone when the test ends. */
  readonly folder: string
  /** Starts a simulator that is closed when the test ends. */
  readonly simulate: (
    list: readonly CampaignRecipient[],
    options?: SimulatorOptions,
  ) => Promise<Simulator>
}

// Most campaigns wait most of the time, so tests run side by side.
const it = test.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: what Vitest wants of fixtures that need no other.
  folder: async ({}, use) => {
    const { path, remove } = temporaryFolder()
    await use(path)
    remove()
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  simulate: async ({}, use) => {
    const simulators: Simulator[] = []
    await use(async (list, options = {}) => {
      const simulator = await simulatorFor(list, options)
      simulators.push(simulator)
      return simulator
    })
    await Promise.all(simulators.map(simulator => simulator.close()))
  },
})

const everybodyOnce = (simulator: Simulator, count: number): void => {
  const users = simulator.inbox().map(({ user }) => user)
  expect(users).toHaveLength(count)
  expect(new Set(users).size).toBe(count)
}

const tokenRequests = (simulator: Simulator): number =>
  simulator.requests().filter(({ path }) => path === '/auth/o2/token').length

// The one that takes longest comes first.
describe.concurrent('faults of every kind at once', () => {
  it('leave nobody out, and nobody is notified twice', { timeout: 90_000 }, async ({
    folder,
    simulate,
  }) => {
    const list = recipientsOf(1_000, ['NA', 'EU', 'FE'])
    const header = headerOf({ regions: ['NA', 'EU', 'FE'] })
    const simulator = await simulate(list)
    let arrivals = 0
    const eachOf = (number: number) => () => {
      arrivals += 1
      return arrivals % number === 0
    }
    const often = { on: 'event', times: Number.POSITIVE_INFINITY } as const
    simulator.order({ ...often, kind: 'cut', when: 'before', matching: eachOf(211) })
    simulator.order({ ...often, kind: 'cut', when: 'after', matching: eachOf(223) })
    simulator.order({ ...often, kind: 'status', status: 500, matching: eachOf(127) })
    simulator.order({ ...often, kind: 'status', status: 503, matching: eachOf(131) })
    simulator.order({ ...often, kind: 'delay', milliseconds: 40, matching: eachOf(61) })
    simulator.order({ on: 'event', kind: 'hang', times: 4, matching: eachOf(997) })
    simulator.order({ on: 'event', kind: 'status', status: 429, times: 3, matching: eachOf(577) })
    simulator.order({ on: 'token', kind: 'status', status: 503 })
    const { result } = await sendCampaign(folder, simulator, { list, header, timeout: 3_000 })
    expect(result.counts).toMatchObject({ rejected: 0, failed: 0, notSent: 0 })
    expect(result.counts.alreadySent).toBe(result.confirmed)
    everybodyOnce(simulator, 1_000)
    expect(journalLines(folder)).toHaveLength(1_001)
  })
})

describe.concurrent('a campaign', () => {
  it('reaches everybody once, in every region, with one token', async ({ folder, simulate }) => {
    const list = recipientsOf(300, ['NA', 'EU', 'FE'])
    const simulator = await simulate(list)
    const header = headerOf({ regions: ['NA', 'EU', 'FE'] })
    const { result } = await sendCampaign(folder, simulator, { list, header })
    expect(result.counts).toEqual({
      accepted: 300,
      alreadySent: 0,
      rejected: 0,
      failed: 0,
      notSent: 0,
    })
    expect(result).toMatchObject({ complete: true, requests: 300, stops: [], reasons: [] })
    expect(new Set(simulator.inbox().map(({ user }) => user)).size).toBe(300)
    expect(simulator.requests().filter(({ path }) => path === '/auth/o2/token')).toHaveLength(1)
    expect(journalLines(folder)).toHaveLength(301)
    expect(existsSync(join(folder, 'failed.jsonl'))).toBe(false)
    expect(existsSync(join(folder, 'journal.lock'))).toBe(false)
    expect(readFileSync(join(folder, 'journal'), 'utf8')).not.toContain('amzn1')
  })
})

describe.concurrent('a campaign with failures', () => {
  it('throttled waits, and uses up no attempt', async ({ folder, simulate }) => {
    const list = recipientsOf(200)
    const simulator = await simulate(list)
    const matching = () => simulator.inbox().length > 100
    simulator.order({ on: 'event', kind: 'status', status: 429, times: 9, matching })
    const { result, notes } = await sendCampaign(folder, simulator, { list, retries: 0 })
    expect(result.counts.accepted).toBe(200)
    expect(result.requests).toBe(209)
    expect(notes[0]).toMatch(/^NA: throttled to [\d.]+\/s by HTTP 429$/)
  })

  it('repeats what failed and what was lost, with the same bytes', async ({ folder, simulate }) => {
    const list = recipientsOf(300)
    const simulator = await simulate(list)
    const matching = () => simulator.inbox().length > 100
    simulator.order({ on: 'event', kind: 'status', status: 503, times: 4, matching })
    simulator.order({ on: 'event', kind: 'cut', when: 'before', times: 3, matching })
    simulator.order({ on: 'event', kind: 'cut', when: 'after', times: 5, matching })
    const { result } = await sendCampaign(folder, simulator, { list })
    // Five were accepted although no answer said so: the repeat is refused, which is good news.
    expect(result.counts).toMatchObject({ accepted: 295, alreadySent: 5, failed: 0 })
    expect(result).toMatchObject({ confirmed: 5, complete: true, inDoubt: 0, requests: 312 })
    everybodyOnce(simulator, 300)
  })

  it('gives a recipient up after its attempts, and says who and why', async ({
    folder,
    simulate,
  }) => {
    const list = recipientsOf(100)
    const simulator = await simulate(list)
    const poisoned = list[7]?.user ?? ''
    simulator.order({
      on: 'event',
      kind: 'status',
      status: 500,
      times: Number.POSITIVE_INFINITY,
      matching: ({ body }) => body.toString().includes(poisoned),
    })
    const { result } = await sendCampaign(folder, simulator, { list, retries: 2 })
    expect(result.counts).toMatchObject({ accepted: 99, failed: 1 })
    expect(result).toMatchObject({ complete: false, inDoubt: 1, requests: 102 })
    expect(result.reasons).toEqual([
      expect.objectContaining({ outcome: 'failed', reason: 'HTTP 500', count: 1 }),
    ])
    expect(result.reasons[0]?.examples).toEqual(['amzn1.ask.account.TEST00000007'])
    expect(journalLines(folder).filter(line => line.startsWith('7 '))).toEqual([
      expect.stringMatching(/^7 500 3 \S+ [0-9a-f]{8}$/),
    ])
  })

  it('renews a token that was revoked, once for all', async ({ folder, simulate }) => {
    const list = recipientsOf(200)
    const simulator = await simulate(list)
    let isRevoked = false
    simulator.order({
      on: 'event',
      kind: 'delay',
      milliseconds: 0,
      matching: () => {
        if (!isRevoked && simulator.inbox().length === 100) {
          isRevoked = true
          simulator.revokeTokens()
        }
        return false
      },
    })
    const { result } = await sendCampaign(folder, simulator, { list })
    expect(result.counts.accepted).toBe(200)
    expect(tokenRequests(simulator)).toBe(2)
  })

  it('renews it as often as it is revoked', async ({ folder, simulate }) => {
    const list = recipientsOf(240)
    const simulator = await simulate(list)
    const revocations = [60, 120, 180]
    simulator.order({
      on: 'event',
      kind: 'delay',
      milliseconds: 0,
      matching: () => {
        if (simulator.inbox().length >= (revocations[0] ?? 241)) {
          revocations.shift()
          simulator.revokeTokens()
        }
        return false
      },
    })
    const { result } = await sendCampaign(folder, simulator, { list })
    expect(result.counts).toMatchObject({ accepted: 240, rejected: 0 })
    expect(tokenRequests(simulator)).toBe(4)
    everybodyOnce(simulator, 240)
  })

  it('is stopped where nobody is let in, and leaves everybody to the next run', async ({
    folder,
    simulate,
  }) => {
    const list = recipientsOf(60)
    const header = headerOf()
    const refusing = await simulate([])
    // On a busy machine few answers come in half a second: here it is twenty refusals that count.
    const clock: Clock = {
      ...systemClock,
      after: (milliseconds, callback) =>
        systemClock.after(milliseconds === 500 ? 10_000 : milliseconds, callback),
    }
    const { result } = await sendCampaign(folder, refusing, { list, header, clock })
    expect(result.stops).toEqual([
      expect.objectContaining({ region: undefined, rule: 'delivery/not-authorized' }),
    ])
    expect(result.counts).toMatchObject({ rejected: 0, notSent: 60 })

    const simulator = await simulate(list)
    const again = await sendCampaign(folder, simulator, { list, header })
    expect(again.result.counts.accepted).toBe(60)
    everybodyOnce(simulator, 60)
  })

  it('sends again to those whose refusal nothing proved', async ({ folder, simulate }) => {
    const list = recipientsOf(8)
    const header = headerOf()
    const refusing = await simulate(list.slice(0, 6))
    const { result } = await sendCampaign(folder, refusing, { list, header, concurrency: 1 })
    expect(result.counts).toMatchObject({ accepted: 6, rejected: 2 })
    expect(journalLines(folder).filter(line => / 403\? /.test(line))).toHaveLength(2)

    const simulator = await simulate(list)
    const again = await sendCampaign(folder, simulator, { list, header })
    expect(again.result).toMatchObject({ requests: 2, counts: { accepted: 8 }, complete: true })
  })

  it('believes a 403 about a user, and lists whom it was about', async ({ folder, simulate }) => {
    const list = recipientsOf(120)
    const simulator = await simulate(list.slice(0, 117))
    const { result } = await sendCampaign(folder, simulator, { list })
    expect(result.counts).toMatchObject({ accepted: 117, rejected: 3 })
    expect(result.complete).toBe(false)
    expect(result.reasons[0]).toMatchObject({
      outcome: 'rejected',
      rule: 'delivery/not-authorized',
      reason: expect.stringMatching(/^HTTP 403: The simulator says: "/),
      count: 3,
    })
    const failed = readFileSync(join(folder, 'failed.jsonl'), 'utf8').trimEnd().split('\n')
    expect(failed.map(line => JSON.parse(line)).sort((a, b) => (a.user < b.user ? -1 : 1))).toEqual(
      list.slice(117).map(({ user, region }) => ({
        user,
        region,
        // With the mark where nothing has shown yet that the token is good.
        reason: expect.stringMatching(/^403\??$/),
      })),
    )
    expect(tokenRequests(simulator)).toBeLessThanOrEqual(2)
    expect(result.failedFile).toBe(join(folder, 'failed.jsonl'))
  })

  it('stops the region whose notification limit is reached, and no other', async ({
    folder,
    simulate,
  }) => {
    const list = recipientsOf(240, ['NA', 'EU'])
    const simulator = await simulate(list)
    simulator.order({
      on: 'event',
      region: 'EU',
      kind: 'status',
      status: 432,
      times: Number.POSITIVE_INFINITY,
    })
    const header = headerOf({ regions: ['NA', 'EU'] })
    const { result, notes } = await sendCampaign(folder, simulator, { list, header })
    expect(result.counts.accepted).toBe(120)
    expect(result.counts.rejected).toBeGreaterThanOrEqual(20)
    expect(result.counts.rejected).toBeLessThan(60)
    expect(result.counts.rejected + result.counts.notSent).toBe(120)
    expect(result.stops).toEqual([
      expect.objectContaining({ region: 'EU', rule: 'delivery/notification-limit' }),
    ])
    expect(notes.at(-1)).toMatch(/^EU: stopped, because the notification limit is reached/)

    const again = await simulate(list)
    const resumed = await sendCampaign(folder, again, { list, header, resume: true })
    // Whoever met the limit is sent to again: it may be over.
    expect(resumed.result.counts.accepted).toBe(240)
    everybodyOnce(again, 120)
  })

  it('takes answers for alike that name each user', async ({ folder, simulate }) => {
    const list = recipientsOf(100)
    const simulator = await simulate(list)
    for (const { user } of list) {
      simulator.order({
        on: 'event',
        kind: 'status',
        status: 400,
        body: { message: `Wrong for ${user}` },
        matching: ({ body }) => body.toString().includes(user),
      })
    }
    const { result } = await sendCampaign(folder, simulator, { list })
    expect(result.stops.map(({ rule }) => rule)).toEqual(['delivery/body-refused'])
    expect(result.reasons.map(({ reason }) => reason)).toEqual([
      'HTTP 400: The simulator says: "Wrong for amzn1.ask.account.…"',
    ])
  })

  it('stops where everybody is refused alike: the event is wrong', async ({ folder, simulate }) => {
    const list = recipientsOf(500)
    const simulator = await simulate(list)
    const { result } = await sendCampaign(folder, simulator, {
      list,
      bodiesOf: () => () => new TextEncoder().encode('{}'),
    })
    expect(result.stops).toEqual([
      expect.objectContaining({ region: 'NA', rule: 'delivery/body-refused' }),
    ])
    expect(result.requests).toBeLessThan(60)
    expect(result.counts.notSent).toBe(500 - result.counts.rejected)
  })

  it('sends nothing without an access token', async ({ folder, simulate }) => {
    const list = recipientsOf(50)
    const simulator = await simulate(list)
    const credentials = { clientId: 'wrong', clientSecret: 'wr0ng' }
    const { result } = await sendCampaign(folder, simulator, { list, credentials })
    expect(result).toMatchObject({ requests: 0, counts: { notSent: 50 }, complete: false })
    expect(result.stops).toEqual([
      expect.objectContaining({ region: undefined, rule: 'delivery/credentials-refused' }),
    ])
    expect(JSON.stringify(result)).not.toContain('wr0ng')
  })

  it('says for whom there is no body, and sends to the others', async ({ folder, simulate }) => {
    const list = recipientsOf(60)
    const header = headerOf()
    const simulator = await simulate(list)
    const { result } = await sendCampaign(folder, simulator, {
      list,
      header,
      bodiesOf: () => async recipient =>
        recipient.index % 20 === 0
          ? { problem: 'the variable "name" is missing' }
          : bodyFor(recipient, header),
    })
    expect(result.counts).toMatchObject({ accepted: 57, rejected: 3 })
    expect(result.reasons[0]).toMatchObject({ reason: 'the variable "name" is missing', count: 3 })
  })

  it('never sends faster than it is told to', async ({ folder, simulate }) => {
    const list = recipientsOf(120)
    const simulator = await simulate(list)
    await sendCampaign(folder, simulator, { list, rate: 60 })
    const times = simulator.inbox().map(({ receivedAt }) => receivedAt.getTime())
    // Requests are counted where they leave; on the way two may come nearer to each other.
    const span = (times[119] ?? 0) - (times[0] ?? 0)
    expect(span).toBeGreaterThanOrEqual(1_800)
  })
})

describe.concurrent('the expiry time', () => {
  it('ends a campaign at once where a pause would go past it', async ({ folder, simulate }) => {
    const list = recipientsOf(100)
    const simulator = await simulate(list)
    const header = headerOf({ expiryTime: new Date(Date.now() + 400_000).toISOString() })
    simulator.order({
      on: 'event',
      kind: 'status',
      status: 429,
      headers: { 'retry-after': '500' },
      times: Number.POSITIVE_INFINITY,
      matching: () => simulator.inbox().length >= 30,
    })
    const { result } = await sendCampaign(folder, simulator, { list, header })
    expect(result.stops).toEqual([
      expect.objectContaining({ region: undefined, rule: 'delivery/expired' }),
    ])
    expect(result.counts).toMatchObject({ accepted: 30, notSent: 70 })
  })

  it('ends a campaign that is not done by then', async ({ folder, simulate }) => {
    const list = recipientsOf(100)
    const simulator = await simulate(list)
    const now = Date.now()
    const header = headerOf({ expiryTime: new Date(now + 400_000).toISOString() })
    const clock: Clock = {
      ...systemClock,
      today: () => now + (simulator.inbox().length >= 30 ? 400_000 : 0),
    }
    const { result } = await sendCampaign(folder, simulator, { list, header, clock })
    expect(result.stops.map(({ rule }) => rule)).toEqual(['delivery/expired'])
    expect(result.counts.accepted).toBeGreaterThanOrEqual(30)
    expect(result.counts.accepted).toBeLessThanOrEqual(46)
  })
})

describe.concurrent('a region that cannot be reached', () => {
  it('is stopped at once where no other try may help, and nothing was sent', async ({
    folder,
    simulate,
  }) => {
    const list = recipientsOf(50, ['NA', 'EU'])
    const header = headerOf({ regions: ['NA', 'EU'] })
    const simulator = await simulate(list)
    const apiUrl = simulator.apiUrl.replace('http:', 'https:')
    const { result } = await sendCampaign(folder, simulator, { list, header, apiUrl })
    expect(result.counts.notSent).toBe(50)
    expect(result.stops.map(({ region, rule }) => `${region} ${rule}`).sort()).toEqual([
      'EU delivery/unreachable',
      'NA delivery/unreachable',
    ])
    expect(result.stops[0]?.message).toContain('does not speak TLS')
  })
})

describe.concurrent('a campaign that is resumed', () => {
  it('after an interruption sends to the rest', async ({ folder, simulate }) => {
    const list = recipientsOf(200)
    const header = headerOf()
    const simulator = await simulate(list)
    const interruption = new AbortController()
    simulator.order({
      on: 'event',
      kind: 'delay',
      milliseconds: 0,
      matching: () => {
        if (simulator.inbox().length === 80) interruption.abort(new Error('Ctrl-C'))
        return false
      },
    })
    const { signal } = interruption
    const first = await sendCampaign(folder, simulator, { list, header, signal })
    expect(first.result.interrupted).toBe(true)
    expect(first.result.counts.failed).toBe(0)
    expect(first.result.counts.notSent).toBeGreaterThan(90)
    expect(first.result.counts.accepted).toBe(simulator.inbox().length)

    const second = await sendCampaign(folder, simulator, { list, header, resume: true })
    expect(second.result).toMatchObject({
      counts: { accepted: 200, notSent: 0 },
      earlier: first.result.counts.accepted,
      requests: 200 - first.result.counts.accepted,
      complete: true,
    })
    everybodyOnce(simulator, 200)
  })

  it('gives what is under way five seconds, and notes what is in doubt then', async ({
    folder,
    simulate,
  }) => {
    const list = recipientsOf(100)
    const header = headerOf()
    const simulator = await simulate(list)
    simulator.order({ on: 'event', kind: 'hang', times: 3 })
    const interruption = new AbortController()
    const pauses: number[] = []
    const clock: Clock = {
      ...systemClock,
      after(milliseconds, callback) {
        pauses.push(milliseconds)
        return systemClock.after(milliseconds === 5_000 ? 50 : milliseconds, callback)
      },
    }
    const { result } = await sendCampaign(folder, simulator, {
      list,
      header,
      clock,
      signal: interruption.signal,
      onStep: step => {
        if (step.kind === 'progress' && step.progress.done === 97) interruption.abort()
      },
    })
    expect(pauses).toContain(5_000)
    expect(result).toMatchObject({ interrupted: true, inDoubt: 3, counts: { failed: 3 } })
    expect(journalLines(folder).filter(line => / \? /.test(line))).toHaveLength(3)
    const again = await sendCampaign(folder, simulator, { list, header })
    expect(again.result.counts.accepted).toBe(100)
    everybodyOnce(simulator, 100)
  })

  it('wherever the journal ends, reaches everybody once', async ({ folder, simulate }) => {
    const list = recipientsOf(80)
    const header = headerOf()
    const simulator = await simulate(list)
    await sendCampaign(folder, simulator, { list, header })
    const whole = readFileSync(join(folder, 'journal'))
    const start = whole.indexOf('\n') + 1
    for (let length = start; length <= whole.length; length += 137) {
      writeFileSync(join(folder, 'journal'), whole.subarray(0, length))
      const { result } = await sendCampaign(folder, simulator, { list, header, resume: true })
      expect(result.counts.accepted + result.confirmed).toBe(80)
      expect(result.complete).toBe(true)
    }
    everybodyOnce(simulator, 80)
  })

  it('does not send to those who were refused, but lists them again', async ({
    folder,
    simulate,
  }) => {
    const list = recipientsOf(30)
    const header = headerOf()
    const simulator = await simulate(list.slice(2))
    await sendCampaign(folder, simulator, { list, header, concurrency: 1 })
    const { result } = await sendCampaign(folder, simulator, { list, header })
    expect(result).toMatchObject({
      requests: 0,
      earlier: 30,
      counts: { rejected: 2, accepted: 28 },
    })
    expect(result.reasons[0]).toMatchObject({ reason: 'refused in an earlier run', count: 2 })
    expect(readFileSync(join(folder, 'failed.jsonl'), 'utf8').split('\n')).toHaveLength(3)
  })
})

describe.concurrent('a campaign whose event has expired', () => {
  const expired = async (
    { folder, simulate }: Fixtures,
    list: readonly CampaignRecipient[],
    subscribed = list,
  ) => {
    const header = headerOf()
    const simulator = await simulate(subscribed)
    await sendCampaign(folder, simulator, { list, header, concurrency: 1 })
    const clock: Clock = { ...systemClock, today: () => Date.parse(header.expiryTime) }
    return () => sendCampaign(folder, simulator, { list, header, clock })
  }

  it('is complete where everybody has it', async ({ folder, simulate }) => {
    const { result } = await (await expired({ folder, simulate }, recipientsOf(20)))()
    expect(result).toMatchObject({ requests: 0, complete: true, counts: { accepted: 20 } })
  })

  it('says once more who was refused', async ({ folder, simulate }) => {
    const list = recipientsOf(20)
    const { result } = await (await expired({ folder, simulate }, list, list.slice(1)))()
    expect(result).toMatchObject({ requests: 0, complete: false, counts: { rejected: 1 } })
  })

  it('cannot be resumed where somebody lacks it', async ({ folder, simulate }) => {
    const list = recipientsOf(20)
    const again = await expired({ folder, simulate }, list, list.slice(0, 19))
    await expect(again()).rejects.toThrow(/expired at .*; nothing was sent/)
  })
})

describe.concurrent('a campaign is refused', () => {
  const refusal = async (
    { folder, simulate }: Fixtures,
    change: CampaignChange,
  ): Promise<string> => {
    const simulator = await simulate(recipientsOf(10))
    const refused = sendCampaign(folder, simulator, change)
    const message = await refused.then(
      () => 'not refused',
      (error: Error) => error.message,
    )
    expect(simulator.requests()).toEqual([])
    expect(existsSync(join(folder, 'journal.lock'))).toBe(change.onStep !== undefined)
    return message
  }

  it('where the event has expired', async ({ folder, simulate }) => {
    const header = headerOf({ expiryTime: '2020-01-01T00:00:00Z' })
    expect(await refusal({ folder, simulate }, { header })).toContain(
      'expired at 2020-01-01T00:00:00Z',
    )
  })

  it('where there is no journal to go on with', async ({ folder, simulate }) => {
    expect(await refusal({ folder, simulate }, { resume: true })).toContain('There is no journal')
  })

  it.for(['EROFS', 'EACCES', 'ENOSPC'])(
    'where the journal cannot be written: %s',
    async (code, { folder, simulate }) => {
      const files = openNodeFiles(path => path)
      const append = async (): Promise<never> => {
        throw Object.assign(new Error('no'), { code })
      }
      const world = { openFiles: async () => ({ ...files, append }) }
      expect(await refusal({ folder, simulate }, { world })).toContain(code)
    },
  )

  it('where another run has the journal', async ({ folder, simulate }) => {
    const files = openNodeFiles(path => path)
    const lock = await files.lock(join(folder, 'journal'))
    expect(await refusal({ folder, simulate }, { onStep: () => {} })).toMatch(
      /in use by another run \(process \d+ on /,
    )
    lock.release()
  })
})

describe.concurrent('a disk that becomes full', () => {
  it('stops the campaign before anything more is sent, and nothing is lost', async ({
    folder,
    simulate,
  }) => {
    const list = recipientsOf(200)
    const header = headerOf()
    const simulator = await simulate(list)
    const files = openNodeFiles(path => path)
    let room = 100
    const append = async (path: string, length: number): Promise<AppendFile> => {
      const file = await files.append(path, length)
      return {
        ...file,
        append(text) {
          room -= 1
          if (room < 0) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
          file.append(text)
        },
      }
    }
    const world = { openFiles: async () => ({ ...files, append }) }
    const first = await sendCampaign(folder, simulator, { list, header, world })
    const { stops, requests } = first.result
    const unrecorded = requests - 99
    expect(stops[0]?.message).toContain('The disk is full')
    expect(unrecorded).toBeGreaterThan(0)
    expect(unrecorded).toBeLessThanOrEqual(16)
    expect(first.result.counts.accepted).toBe(requests)
    expect(first.result.complete).toBe(false)

    const second = await sendCampaign(folder, simulator, { list, header, resume: true })
    expect(second.result).toMatchObject({ confirmed: unrecorded, complete: true })
    everybodyOnce(simulator, 200)
  })
})
