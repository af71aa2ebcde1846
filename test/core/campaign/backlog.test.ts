import { describe, expect, it } from 'vitest'
import {
  openBacklog,
  openRepeats,
  type Sending,
  sendingTo,
} from '../../../src/core/campaign/backlog.ts'
import type { BodyMaker } from '../../../src/core/campaign/campaign.ts'
import { recipientsOf } from './campaign-case.ts'

const recipients = recipientsOf(2_000)
const sendings = recipients.map(one => sendingTo(one, new Uint8Array()))
const never = Number.POSITIVE_INFINITY
const indexOf = (sending: Sending | undefined) => sending?.recipient.index
const bodyOfIndex: BodyMaker = ({ index }) => Buffer.from(`${index}`)

function sendingOf(index: number): Sending {
  const sending = sendings[index]
  if (sending === undefined) throw new Error('There are more.')
  return sending
}

/** A backlog, and what it tells. */
function opened(bodyOf: BodyMaker) {
  const told: unknown[] = []
  const made: number[] = []
  const backlog = openBacklog(
    recipient => {
      made.push(recipient.index)
      return bodyOf(recipient)
    },
    {
      tellChange: () => told.push('change'),
      fail: error => told.push(error),
      onUnmade: ({ index }, problem) => told.push(`${index}: ${problem}`),
      onMade: () => told.push('made'),
    },
    0,
  )
  return { backlog, told, made }
}

/** Takes the next one, as a sender does. */
function taken(backlog: ReturnType<typeof openBacklog>, now = 0): Sending {
  expect(backlog.wait(now)).toBe(0)
  const sending = backlog.take(now)
  if (sending === undefined) throw new Error('Nothing is there.')
  return sending
}

describe('a backlog', () => {
  it('begins with nothing', () => {
    const { backlog } = opened(bodyOfIndex)
    expect(backlog.isEmpty).toBe(true)
    expect(backlog.isFull).toBe(false)
    expect(backlog.wait(0)).toBe(never)
    expect(backlog.take(0)).toBeUndefined()
  })

  it('gives its recipients in their order, with their bodies', () => {
    const { backlog, told } = opened(bodyOfIndex)
    backlog.push(recipients.slice(0, 2))
    backlog.push(recipients.slice(2, 3))
    expect(taken(backlog)).toEqual({
      recipient: recipients[0],
      body: Buffer.from('0'),
      posts: 0,
      failures: 0,
      inDoubt: false,
      startedAt: 0,
      token: undefined,
    })
    expect([taken(backlog), taken(backlog)].map(indexOf)).toEqual([1, 2])
    expect(backlog.isEmpty).toBe(true)
    expect(told).toEqual([])
  })

  it('gives what comes back first, then what is due again, then what is new', () => {
    const { backlog } = opened(bodyOfIndex)
    backlog.push(recipients.slice(0, 4))
    const [first, second] = [taken(backlog), taken(backlog)]
    backlog.repeat(first, 10)
    backlog.putBack(second)
    expect([taken(backlog, 10), taken(backlog, 10), taken(backlog, 10)].map(indexOf)).toEqual([
      1, 0, 2,
    ])
  })

  it.each<[string, (backlog: ReturnType<typeof openBacklog>) => void, number]>([
    ['waits to be read', backlog => backlog.push(recipients.slice(0, 1)), 0],
    ['has a body', backlog => [backlog.push(recipients.slice(0, 1)), backlog.wait(0)], 0],
    ['came back', backlog => backlog.putBack(sendingOf(0)), 0],
    ['is due later', backlog => backlog.repeat(sendingOf(0), 70), 70],
  ])('is not empty where one %s', (_, fill, wait) => {
    const { backlog } = opened(bodyOfIndex)
    fill(backlog)
    expect(backlog.isEmpty).toBe(false)
    expect(backlog.wait(0)).toBe(wait)
    expect(indexOf(backlog.take(wait))).toBe(0)
    expect(backlog.isEmpty).toBe(true)
  })

  it.each<[string, (backlog: ReturnType<typeof openBacklog>) => void]>([
    ['with a body and one that came back', backlog => backlog.putBack(sendingOf(99))],
    ['with a body and one that is due later', backlog => backlog.repeat(sendingOf(99), 9)],
    ['with as many bodies as others', backlog => backlog.push(recipients.slice(1, 32))],
  ])('is not empty %s', (_, add) => {
    const { backlog } = opened(bodyOfIndex)
    backlog.push(recipients.slice(0, 1))
    add(backlog)
    backlog.wait(0)
    expect(backlog.isEmpty).toBe(false)
  })

  it('makes 16 bodies ahead, and one for each that is taken', () => {
    const { backlog, made } = opened(bodyOfIndex)
    backlog.push(recipients)
    backlog.wait(0)
    expect(made).toHaveLength(16)
    taken(backlog)
    expect(made).toHaveLength(16)
    taken(backlog)
    expect(made).toHaveLength(17)
  })

  it('is full with 512 recipients, and tells once when 256 are left', () => {
    const { backlog, told } = opened(bodyOfIndex)
    backlog.push(recipients.slice(0, 511))
    expect(backlog.isFull).toBe(false)
    backlog.push(recipients.slice(511, 512))
    expect(backlog.isFull).toBe(true)
    for (let count = 0; count < 512; count += 1) {
      taken(backlog)
      // 16 bodies are made ahead.
      expect(told).toEqual(count < 240 ? [] : ['change'])
    }
    expect(backlog.isEmpty).toBe(true)
  })

  it('tells of those who have no body, and goes on', () => {
    const { backlog, told } = opened(recipient =>
      recipient.index % 2 === 0 ? { problem: 'No name.' } : bodyOfIndex(recipient),
    )
    backlog.push(recipients.slice(0, 3))
    expect(indexOf(taken(backlog))).toBe(1)
    expect(told).toEqual(['0: No name.', '2: No name.'])
    expect(backlog.isEmpty).toBe(true)
  })

  it('waits for one body at a time', async () => {
    const { backlog, told, made } = opened(async recipient =>
      recipient.index === 1 ? { problem: 'No name.' } : bodyOfIndex(recipient),
    )
    backlog.push(recipients.slice(0, 3))
    const seen: unknown[] = []
    for (let count = 0; count < 3; count += 1) {
      seen.push(backlog.wait(0), backlog.isEmpty, made.length)
      await Promise.resolve()
      await Promise.resolve()
    }
    expect(seen).toEqual([never, false, 1, 0, false, 2, 0, false, 3])
    expect([taken(backlog), taken(backlog)].map(indexOf)).toEqual([0, 2])
    expect(told).toEqual(['made', '1: No name.', 'made', 'made'])
    expect(backlog.isEmpty).toBe(true)
  })

  it('passes on what a broken template throws', async () => {
    const broken = new Error('broken')
    const { backlog, told } = opened(() => Promise.reject(broken))
    backlog.push(recipients.slice(0, 1))
    backlog.wait(0)
    await expect.poll(() => told).toEqual([broken])
  })

  it('that is closed returns what was sent before, and takes nothing more', async () => {
    const { backlog, told } = opened(async () => ({ problem: 'No name.' }))
    const [back, later] = [sendingOf(2), sendingOf(3)]
    backlog.putBack(back)
    backlog.repeat(later, 50)
    backlog.push(recipients.slice(0, 2))
    backlog.wait(0)
    expect(backlog.close()).toEqual([back, later])
    backlog.push(recipients)
    await expect.poll(() => told).toEqual(['made'])
    expect(backlog.isEmpty).toBe(true)
    expect(backlog.isFull).toBe(false)
    expect(backlog.wait(99)).toBe(never)
    expect(backlog.take(99)).toBeUndefined()
    expect(backlog.close()).toEqual([])
  })

  it('that is closed drops the bodies that were made', () => {
    const { backlog } = opened(bodyOfIndex)
    backlog.push(recipients.slice(0, 100))
    backlog.wait(0)
    expect(backlog.close()).toEqual([])
    expect(backlog.isEmpty).toBe(true)
    expect(backlog.take(0)).toBeUndefined()
  })

  it('begins nothing new where 1,024 wait to be repeated', () => {
    const { backlog, made } = opened(bodyOfIndex)
    for (const sending of sendings.slice(0, 1_024)) backlog.repeat(sending, 60)
    backlog.push(recipients.slice(1_024))
    expect(backlog.wait(0)).toBe(60)
    expect(made).toEqual([])
    backlog.take(60)
    expect(backlog.wait(60)).toBe(0)
    expect(made).toHaveLength(16)
  })

  it('may repeat a tenth of what is new, beyond a few', () => {
    const { backlog } = opened(bodyOfIndex)
    for (let count = 0; count < 100; count += 1) expect(backlog.take(0)).toBeUndefined()
    backlog.push(recipients)
    const news = Array.from({ length: 55 }, () => taken(backlog))
    for (const sending of news) backlog.repeat(sending, 0)
    const again = Array.from({ length: 55 }, () => taken(backlog)).filter(
      sending => (indexOf(sending) ?? 0) < 55,
    )
    // Twenty for the beginning, five for 55 new ones, and three for the 27 that come between.
    expect(again).toHaveLength(28)
  })
})

describe('repeats', () => {
  /** How many may be taken at a moment. */
  function takenAt(repeats: ReturnType<typeof openRepeats>, now: number): number {
    let count = 0
    while (repeats.take(now) !== undefined) count += 1
    return count
  }

  it('come when they are due, the earliest first', () => {
    const repeats = openRepeats(0)
    const dues = [50, 10, 30, 20, 40, 60]
    dues.forEach((due, index) => {
      repeats.add(sendingOf(index), due)
    })
    expect(repeats.take(9)).toBeUndefined()
    expect(repeats.wait(4)).toBe(6)
    expect([10, 20, 30, 40, 50].map(now => indexOf(repeats.take(now)))).toEqual([1, 3, 2, 4, 0])
    expect(repeats.wait(50)).toBe(10)
    expect(indexOf(repeats.take(60))).toBe(5)
    expect(repeats.wait(99)).toBe(never)
  })

  it('are twenty a second, and no more than a hundred at once', () => {
    const repeats = openRepeats(1_000)
    for (const sending of sendings) repeats.add(sending, 0)
    expect(takenAt(repeats, 1_000)).toBe(20)
    expect(repeats.wait(1_000)).toBe(50)
    expect(repeats.wait(1_025)).toBe(25)
    expect(takenAt(repeats, 1_049)).toBe(0)
    expect(takenAt(repeats, 1_050)).toBe(1)
    expect(takenAt(repeats, 2_050)).toBe(20)
    expect(takenAt(repeats, 99_000)).toBe(100)
    for (let first = 0; first < 25; first += 1) repeats.earn()
    expect(takenAt(repeats, 99_000)).toBe(2)
    for (let first = 0; first < 5_000; first += 1) repeats.earn()
    expect(takenAt(repeats, 99_000)).toBe(100)
  })

  it('are a tenth of all requests, and a few a second', () => {
    const repeats = openRepeats(0)
    for (const sending of sendings) repeats.add(sending, 0)
    expect(repeats.isFull).toBe(true)
    let taken = 0
    for (let now = 0; now < 10_000; now += 1) {
      repeats.earn()
      if (repeats.take(now) !== undefined) taken += 1
    }
    expect(taken).toBeGreaterThan(1_150)
    expect(taken).toBeLessThanOrEqual(10_000 * 0.1 + 10 * 20 + 20)
    expect(repeats.drain()).toHaveLength(2_000 - taken)
    expect(repeats.size).toBe(0)
  })
})
