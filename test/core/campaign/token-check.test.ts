import { describe, expect, it } from 'vitest'
import { openTokenCheck } from '../../../src/core/campaign/token-check.ts'
import type { Explanation } from '../../../src/core/delivery/explanation.ts'
import type { Token, Tokens } from '../../../src/core/delivery/token.ts'
import type { Clock } from '../../../src/core/time.ts'

/** A clock that is wound by hand. */
function handClock() {
  let now = 0
  let timers: { readonly at: number; readonly callback: () => void }[] = []
  const clock: Clock = {
    now: () => now,
    today: () => now,
    after(milliseconds, callback) {
      const timer = { at: now + milliseconds, callback }
      timers.push(timer)
      return () => {
        timers = timers.filter(other => other !== timer)
      }
    },
  }
  const turn = async (milliseconds: number) => {
    now += milliseconds
    const due = timers.filter(({ at }) => at <= now)
    timers = timers.filter(({ at }) => at > now)
    for (const { callback } of due) callback()
    await settle()
  }
  return { clock, turn }
}

/** Promises that are settled are told so. */
const settle = () => new Promise(resolve => setImmediate(resolve))

async function accessWith({ wasLetIn = false } = {}) {
  const { clock, turn } = handClock()
  let asked = 0
  const grant = async (forced: boolean) => {
    asked += 1
    const token: Token = {
      value: `Atc|${asked}`,
      headers: {},
      staleAt: clock.today() + 3_540_000,
      freshUntil: forced ? clock.today() + 60_000 : 0,
    }
    return { token }
  }
  const tokens: Tokens = { current: () => grant(false), renew: () => grant(true) }
  const failures: (Explanation | undefined)[] = []
  const access = openTokenCheck({
    tokens,
    clock,
    wasLetIn,
    onReady: () => {},
    onFailure: explanation => failures.push(explanation),
    onError: error => {
      throw error
    },
  })
  access.current()
  await settle()
  const verdicts: string[] = []
  return {
    turn,
    verdicts,
    failures,
    asked: () => asked,
    /** So many requests leave now and are refused at once. */
    async refuse(count: number) {
      const pass = access.current()
      if (pass === undefined) throw new Error('There is no token.')
      for (let index = 0; index < count; index += 1) {
        access.doubt(pass, 'HTTP 403', verdict => verdicts.push(verdict))
      }
      await settle()
    },
    letIn() {
      const pass = access.current()
      if (pass !== undefined) access.confirm(pass, clock.now())
    },
    /** Takes the verdicts since the last time, counted. */
    taken() {
      const counts: Record<string, number> = {}
      for (const verdict of verdicts.splice(0)) counts[verdict] = (counts[verdict] ?? 0) + 1
      return counts
    },
  }
}

describe('a refusal', () => {
  it('is believed when somebody is let in after it with the same token', async () => {
    const access = await accessWith()
    await access.refuse(3)
    expect(access.taken()).toEqual({})
    access.letIn()
    expect(access.taken()).toEqual({ refused: 3 })
    expect(access.asked()).toBe(1)
  })

  it.each([
    ['many', 20, 0],
    ['a few, after a while', 3, 500],
  ])('of %s has the token renewed', async (_name, count, pause) => {
    const access = await accessWith()
    access.letIn()
    await access.refuse(count)
    await access.turn(pause)
    expect(access.taken()).toEqual({ again: count })
    expect(access.asked()).toBe(2)
  })

  it('has it renewed again where the new one was good, and is revoked within the minute', async () => {
    const access = await accessWith()
    await access.refuse(20)
    access.letIn()
    await access.refuse(40)
    await access.turn(1_900)
    expect(access.taken()).toEqual({ again: 20 })
    await access.turn(100)
    expect(access.taken()).toEqual({ again: 40 })
    expect(access.asked()).toBe(3)
  })

  it('of a few, also with a new token, is most likely about them, but not proven', async () => {
    const access = await accessWith()
    await access.refuse(2)
    await access.turn(500)
    await access.refuse(2)
    await access.turn(500)
    expect(access.taken()).toEqual({ again: 2, unproven: 2 })
    expect(access.asked()).toBe(2)
  })
})

describe('refusals that no token helps against', () => {
  const refuseAll = async (access: Awaited<ReturnType<typeof accessWith>>) => {
    await access.refuse(20)
    for (const pause of [1_000, 2_000]) {
      await access.refuse(20)
      await access.turn(pause - 1)
      await expect(access.refuse(1)).rejects.toThrow('no token')
      await access.turn(1)
    }
    await access.refuse(20)
  }

  it('end the campaign where nobody was ever let in', async () => {
    const access = await accessWith()
    await refuseAll(access)
    expect(access.taken()).toEqual({ again: 80 })
    expect(access.asked()).toBe(4)
    expect(access.failures.map(failure => failure?.rule)).toEqual(['delivery/not-authorized'])
    expect(access.failures[0]?.message).toContain(
      'with 4 access tokens one after the other (HTTP 403)',
    )
  })

  it('are left open where others were let in, and cost no more tokens', async () => {
    const access = await accessWith({ wasLetIn: true })
    await refuseAll(access)
    await access.refuse(20)
    expect(access.taken()).toEqual({ again: 60, unproven: 40 })
    expect(access.asked()).toBe(4)
    expect(access.failures).toEqual([])
  })
})
